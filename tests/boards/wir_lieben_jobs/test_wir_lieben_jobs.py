"""wir-lieben-jobs.de: pages of an occupation and town, by hand and recorded."""

from parsel import Selector
from scrapy import Request

from schemas.raw import RawBenchmark
from spiders.wir_lieben_jobs import WirLiebenJobs
from tests.support.answers import answer, answer_to, make_board, postings_in, stat
from tests.support.real_answers import RECORDED, needs_recordings

ESSAY = """<html><body><nav><p>Menü</p></nav><h1>IT Manager Jobs und Stellenangebote in Wuppertal</h1>
<div class="list"><h2>{count} IT Manager Jobs in Wuppertal die Sie lieben werden</h2>{cards}</div>
<div class="text"><h2>Beruf IT Manager in Wuppertal</h2><p>Einsteiger erhalten 3.500 € bis 4.000 € im Monat.</p>
<ul><li>Mit Erfahrung mehr.</li></ul></div><footer><p>Impressum</p></footer></body></html>"""


def test_a_town_page_without_jobs_still_gives_its_essay() -> None:
    board = make_board(WirLiebenJobs)
    question = next(iter(board.first_requests()))
    assert question.url == "https://www.wir-lieben-jobs.de/it-manager-jobs-in-wuppertal"
    (benchmark,) = board.parse(answer_to(question, ESSAY.format(count=0, cards="")))
    assert isinstance(benchmark, RawBenchmark)
    assert (benchmark.occupation_raw, benchmark.town_raw) == ("IT Manager", "Wuppertal")
    assert "3.500 €" in benchmark.text_html
    assert "Mit Erfahrung" in benchmark.text_html
    assert "Impressum" not in benchmark.text_html
    assert "Menü" not in benchmark.text_html
    assert stat(board, "broken") is None


def test_jobs_of_a_town_page_are_followed_or_read_where_they_stand() -> None:
    board = make_board(WirLiebenJobs)
    question = next(iter(board.first_requests()))
    link = '<a href="/stelle/it-leiter-12345"><p>IT-Leiter</p></a><a href="/it-manager-jobs-in-hagen">Hagen</a>'
    benchmark, detail = board.parse(answer_to(question, ESSAY.format(count=1, cards=link)))
    assert isinstance(benchmark, RawBenchmark)
    assert isinstance(detail, Request)
    assert detail.url == "https://www.wir-lieben-jobs.de/stelle/it-leiter-12345"
    card = '<script type="application/ld+json">{"@type": "JobPosting", "title": "CIO", "url": "/stelle/cio-1"}</script>'
    found = list(board.parse(answer_to(question, ESSAY.format(count=1, cards=card))))
    assert [posting.board_ref for posting in postings_in(found)] == ["/stelle/cio-1"]


def test_jobs_that_are_announced_but_not_found_break_the_board() -> None:
    board = make_board(WirLiebenJobs)
    question = next(iter(board.first_requests()))
    found = list(board.parse(answer_to(question, ESSAY.format(count=12, cards="<div>?</div>"))))
    assert [type(one) for one in found] == [RawBenchmark]
    assert "no posting is linked" in stat(board, "broken")


def test_an_occupation_without_a_page_is_passed_over_but_not_all_of_them() -> None:
    board = make_board(WirLiebenJobs)
    questions = list(board.first_requests())
    for question in questions[:-1]:
        assert list(board.parse(answer_to(question, "", 404))) == []
    assert stat(board, "broken") is None
    list(board.parse(answer_to(questions[-1], "", 404)))
    assert "none of the occupations" in stat(board, "broken")


@needs_recordings
def test_the_recorded_essay_becomes_one_benchmark() -> None:
    board = make_board(WirLiebenJobs)
    file = RECORDED / "wir_lieben_jobs/it-manager-jobs-in-wuppertal.txt"
    heading, beruf, *text = file.read_text(encoding="utf-8").splitlines()
    paragraphs = "".join(f"<p>{line}</p>" for line in text if line)
    count = "<p>0 IT Manager Jobs in Wuppertal die Sie lieben werden</p>"
    page = f"<h1>{heading}</h1><section><h2>{beruf}</h2>{paragraphs}</section>{count}"
    (benchmark,) = board.parse(answer(page, "https://www.wir-lieben-jobs.de/it-manager-jobs-in-wuppertal"))
    assert isinstance(benchmark, RawBenchmark)
    kept = Selector(text=benchmark.text_html).xpath("//p/text()").getall() == [line for line in text if line]
    assert kept
    assert stat(board, "broken") is None
