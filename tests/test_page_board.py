"""Boards read from their pages: what PageBoard does for all, and wir-lieben-jobs.de."""

import json
from typing import Any

import pytest
from scrapy import Request

from schemas.raw import Gone, RawBenchmark, RawPlace, RawPosting
from spiders._page_board import PageBoard
from spiders.wir_lieben_jobs import WirLiebenJobs
from tests.answers import answer, answer_to, make_board, postings_in, rejected_in, requests_in, stat


class Markt(PageBoard):
    """A board with lists that link to their postings."""

    name = "markt"
    list_urls = ("https://markt.example/stellen",)
    posting_urls = r"/stelle/(\d+)"
    next_page = "a.weiter::attr(href)"
    none_words = r"\b0 Stellen gefunden"
    fields = {"title": "h1::text", "places": ".ort::text"}


class Feed(PageBoard):
    """A board whose lists carry the postings."""

    name = "feed"
    list_urls = ("https://feed.example/jobs",)
    none_words = "Keine Stellen"


def linked(*paths: str) -> str:
    return "<body>" + "".join(f'<a href="{path}">x</a>' for path in paths) + "</body>"


def test_links_to_postings_are_followed_once_and_the_next_page_after_them() -> None:
    board = make_board(Markt)
    (question,) = board.first_questions()
    page = linked("/stelle/1#oben", "/stelle/1", "/stelle/2", "https://andere.example/stelle/3", "/agb")
    found = requests_in(list(board.parse(answer_to(question, page + '<a class="weiter" href="?seite=2">Weiter</a>'))))
    assert [one.url for one in found] == [
        "https://markt.example/stelle/1",
        "https://markt.example/stelle/2",
        "https://markt.example/stellen?seite=2",
    ]
    assert requests_in(list(board.parse(answer_to(found[-1], linked("/stelle/2"))))) == []
    assert stat(board, "broken") is None


@pytest.mark.parametrize(
    ("page", "broken"), [("<p>Es wurden 0 Stellen gefunden.</p>", False), ("<p>Wartung</p>", True), (b"\x00PNG", True)]
)
def test_a_list_without_postings_is_believed_only_in_the_boards_own_words(page: Any, broken: bool) -> None:
    board = make_board(Markt)
    assert list(board.parse(answer(page, "https://markt.example/stellen"))) == []
    assert bool(stat(board, "broken")) is broken


def test_a_sitemap_of_sitemaps_is_followed() -> None:
    class Landkarte(PageBoard):
        name = "landkarte"
        sitemap_urls = ("https://markt.example/sitemap.xml",)
        posting_urls = r"/stelle/(\d+)"

    board = make_board(Landkarte)
    (question,) = board.first_questions()
    index = b"<sitemapindex><sitemap><loc>https://markt.example/s1.xml</loc></sitemap></sitemapindex>"
    (inner,) = requests_in(list(board.parse(answer_to(question, index))))
    urls = b"<urlset><url><loc> https://markt.example/stelle/9 </loc></url></urlset>"
    (posting,) = requests_in(list(board.parse(answer_to(inner, urls))))
    assert (posting.url, posting.cb_kwargs["board_ref"]) == ("https://markt.example/stelle/9", "9")
    assert stat(board, "broken") is None
    list(board.parse(answer_to(question, b"<urlset></urlset>")))
    assert stat(board, "broken")


JOB = {"@type": "JobPosting", "title": "CIO", "jobLocation": "Hagen"}


def script(*jobs: dict[str, Any]) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(job)}</script>' for job in jobs)


def read(page: Any) -> Any:
    board = make_board(Markt)
    (found,) = board.parse_posting(answer_to(board.ask_posting("https://markt.example/stelle/7", "7"), page))
    return found


def test_a_page_is_read_from_its_job_posting_its_fields_or_both() -> None:
    both = read(script(JOB) + "<h1>Leiter IT</h1>")
    assert (both.title, both.places, both.board_ref) == ("Leiter IT", (RawPlace(words="Hagen"),), "7")
    plain = read('<h1> </h1><h1>Leiter IT</h1><p class="ort">Hagen</p><p class="ort">Haan</p>')
    assert plain.title == "Leiter IT"
    assert plain.places == (RawPlace(words="Hagen"), RawPlace(words="Haan"))


def test_a_page_with_several_job_postings_is_read_for_its_own_address_only() -> None:
    own = {**JOB, "title": "Leiter IT", "url": "https://markt.example/stelle/7"}
    other = {**JOB, "url": "https://markt.example/stelle/8"}
    assert read(script(other, own)).title == "Leiter IT"
    assert "several JobPostings" in read(script(JOB | {"url": "/a"}, JOB | {"url": "/b", "title": "B"})).reason


def test_a_page_without_a_title_is_rejected() -> None:
    assert "title is empty" in read("<p>Diese Stelle ist besetzt.</p>").reason


def test_postings_that_a_list_carries_are_read_and_broken_ones_named() -> None:
    board = make_board(Feed)
    jobs = [{**JOB, "url": f"/job/{number}"} for number in (1, 2)]
    broken = '<script type="application/ld+json">{"@type": "JobPosting", "title": {{ title }} }</script>'
    found = list(board.parse(answer(script(*jobs, {**JOB, "title": None, "url": "/job/3"}) + broken)))
    assert [posting.board_ref for posting in postings_in(found)] == ["/job/1", "/job/2"]
    assert len(rejected_in(found)) == 2
    assert stat(board, "broken") is None


@pytest.mark.parametrize(
    ("body", "postings", "broken"),
    [
        ({"@type": "DataFeed", "numberOfItems": 1, "dataFeedElement": [{"item": {**JOB, "identifier": 5}}]}, 1, False),
        ({"@type": "DataFeed", "numberOfItems": 2, "dataFeedElement": [{"item": {**JOB, "identifier": 5}}]}, 1, True),
        ({"@type": "DataFeed", "numberOfItems": 0, "dataFeedElement": []}, 0, False),
        ({"@type": "DataFeed", "dataFeedElement": []}, 0, True),
        ("<p>Keine Stellen</p>", 0, False),
        ("<p>Wartung</p>", 0, True),
    ],
)
def test_a_feed_is_empty_only_when_it_says_so(body: Any, postings: int, broken: bool) -> None:
    board = make_board(Feed)
    found = list(board.parse(answer(body)))
    assert len(postings_in(found)) == postings
    assert bool(stat(board, "broken")) is broken


def test_gone_and_read_postings_are_told_apart() -> None:
    board = make_board(Markt)
    question = board.ask_posting("https://markt.example/stelle/7", "7")
    assert [type(one) for one in board.parse_posting(answer_to(question, "", 410))] == [Gone]
    assert [type(one) for one in board.parse_posting(answer_to(question, "<h1>CIO</h1>"))] == [RawPosting]


# wir-lieben-jobs.de

ESSAY = """<html><body><nav><p>Menü</p></nav><h1>IT Manager Jobs und Stellenangebote in Wuppertal</h1>
<div class="list"><h2>{count} IT Manager Jobs in Wuppertal die Sie lieben werden</h2>{cards}</div>
<div class="text"><h2>Beruf IT Manager in Wuppertal</h2><p>Einsteiger erhalten 3.500 € bis 4.000 € im Monat.</p>
<ul><li>Mit Erfahrung mehr.</li></ul></div><footer><p>Impressum</p></footer></body></html>"""


def test_a_town_page_without_jobs_still_gives_its_essay() -> None:
    board = make_board(WirLiebenJobs)
    question = next(iter(board.first_questions()))
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
    question = next(iter(board.first_questions()))
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
    question = next(iter(board.first_questions()))
    found = list(board.parse(answer_to(question, ESSAY.format(count=12, cards="<div>?</div>"))))
    assert [type(one) for one in found] == [RawBenchmark]
    assert "no posting is linked" in stat(board, "broken")


def test_an_occupation_without_a_page_is_passed_over_but_not_all_of_them() -> None:
    board = make_board(WirLiebenJobs)
    questions = list(board.first_questions())
    for question in questions[:-1]:
        assert list(board.parse(answer_to(question, "", 404))) == []
    assert stat(board, "broken") is None
    list(board.parse(answer_to(questions[-1], "", 404)))
    assert "none of the occupations" in stat(board, "broken")
