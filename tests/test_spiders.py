"""What every board has in common."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.spidermiddlewares.httperror import HttpError

from german.places.search import load_search
from schemas.configuration import Employer
from schemas.raw import Gone, RawPosting, Rejected
from schemas.vocabulary import Access, Checked
from spiders import Addresses, Board, Employers, FeedBoard, Found, PageBoard
from spiders._posting import make_posting
from spiders.successfactors import Successfactors
from tests.support.answers import (
    ANSWERED,
    ROOT,
    answer,
    answer_to,
    failure,
    make_board,
    postings_in,
    rejected_in,
    requests_in,
    stat,
)
from tests.support.region import employer

BOARDS = SpiderLoader(Settings({"SPIDER_MODULES": ["spiders"]}))


class Kiosk(Board):
    """A board for these tests: rows of {"id", "title"}."""

    name = "kiosk"
    asks = Addresses("https://kiosk.example/list")

    def read_list(self, response: Response) -> Iterator[Found | None]:
        yield from self.read_each(response, response.json()["rows"], self.read_row)  # type: ignore[attr-defined]

    def read_row(self, row: dict[str, Any], response: Response) -> RawPosting:
        return self.posting(response, board_ref=row["id"], url=response.url, title=row["title"].strip())

    def read_posting(self, response: Response) -> RawPosting:
        return self.posting(response, board_ref=response.cb_kwargs["board_ref"], url=response.url, title=None)


# What every board has in common


@pytest.mark.parametrize("name", BOARDS.list())
def test_every_board_states_its_facts(name: str) -> None:
    board = BOARDS.load(name)
    assert issubclass(board, Board)
    assert (ROOT / "spiders" / f"{name}.py").exists()
    assert board.access in get_args(Access)
    assert board.checked in get_args(Checked)
    assert len(board.terms) > 20
    assert board.floor >= 0
    assert (board.__doc__ or "").splitlines()[0].endswith(".")


def test_search_toml_names_only_boards_that_exist() -> None:
    assert set(load_search(ROOT / "search.toml").boards) <= set(BOARDS.list())


def test_words_are_trimmed_and_nothing_else() -> None:
    posting = make_posting(
        "kiosk",
        ANSWERED,
        board_ref=7,
        url=" https://kiosk.example/7 ",
        title=" IT-Leiter\n\t(m/w/d)\xa0",
        text_html="\n <p>Text\n</p> ",
        employment_raw=["Vollzeit", " ", None],
        pay_grade_raw="  ",
    )
    assert (posting.board_ref, posting.url, posting.title) == ("7", "https://kiosk.example/7", "IT-Leiter (m/w/d)")
    assert (posting.text_html, posting.employment_raw, posting.pay_grade_raw) == ("<p>Text\n</p>", "Vollzeit", None)


def test_a_row_that_cannot_be_read_is_rejected_and_the_others_are_kept() -> None:
    board = make_board(Kiosk)
    rows = [{"id": 1, "title": "A"}, {"id": 2, "title": 5}, {"id": 3}, {"title": "D"}, "x", {"id": 5, "title": "E"}]
    found = list(board.parse(answer({"rows": rows})))
    assert [posting.title for posting in postings_in(found)] == ["A", "E"]
    assert [one.words for one in rejected_in(found)] == [
        {"id": "2", "title": "5"},
        {"id": "3"},
        {"title": "D"},
        {"row": "x"},
    ]
    assert all(one.reason and one.board == "kiosk" for one in rejected_in(found))
    assert stat(board, "broken") is None


def test_an_answer_without_its_time_stops_the_reading() -> None:
    board = make_board(Kiosk)
    response = answer({"rows": [{"id": 1, "title": "A"}]})
    del response.meta["answered_at"]
    with pytest.raises(RuntimeError, match="answered_at"):
        list(board.parse(response))


def test_a_list_of_another_form_marks_the_board_as_broken_with_the_first_reason() -> None:
    board = make_board(Kiosk)
    assert list(board.parse(answer({"jobs": []}, "https://kiosk.example/1"))) == []
    assert list(board.parse(answer(b"<html>", "https://kiosk.example/2"))) == []
    assert stat(board, "broken").startswith("https://kiosk.example/1")


def test_a_posting_that_cannot_be_read_is_rejected() -> None:
    board = make_board(Kiosk)
    (found,) = board.parse_posting(answer("<p>", board_ref="7"))
    assert isinstance(found, Rejected)
    assert "title is empty" in found.reason


@pytest.mark.parametrize("status", [404, 410])
def test_a_posting_whose_page_is_gone_is_gone(status: int) -> None:
    board = make_board(Kiosk)
    question = board.ask_posting("https://kiosk.example/7", board_ref="7")
    assert question.meta["handle_httpstatus_list"] == [404, 410]
    assert list(board.parse_posting(answer_to(question, "", status))) == [
        Gone(board="kiosk", board_ref="7", url="https://kiosk.example/7")
    ]
    assert (stat(board, "gone"), stat(board, "broken")) == (1, None)


@pytest.mark.parametrize(("pages", "broken"), [(3, True), (2, False)])
def test_a_board_whose_pages_are_all_gone_is_broken(pages: int, broken: bool) -> None:
    board = make_board(Kiosk)
    for number in range(pages):
        list(board.parse_posting(answer_to(board.ask_posting(f"https://kiosk.example/{number}", "1"), "", 404)))
    board.closed("finished")
    assert (stat(board, "broken") is not None) is broken


@pytest.mark.parametrize(("titles", "broken"), [("AB5", False), ("A55", True), ("", False)])
def test_a_board_whose_postings_mostly_cannot_be_read_is_broken(titles: str, broken: bool) -> None:
    board = make_board(Kiosk)
    rows = [{"id": number, "title": 5 if title == "5" else title} for number, title in enumerate(titles)]
    list(board.parse(answer({"rows": rows})))
    board.closed("finished")
    assert bool(stat(board, "broken")) is broken


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (HttpError(answer("", status=503)), "https://kiosk.example/1 answers 503"),
        (IgnoreRequest("Forbidden by robots.txt"), "is not asked: Forbidden by robots.txt"),
        (TimeoutError("30 seconds"), "gives no answer: TimeoutError 30 seconds"),
    ],
)
def test_a_question_without_an_answer_marks_the_board_as_broken(error: Exception, words: str) -> None:
    board = make_board(Kiosk)
    assert list(board.request_failed(failure("https://kiosk.example/1", error))) == []
    assert words in stat(board, "broken")


def test_keys_are_counted_so_that_a_changed_form_is_seen() -> None:
    board = make_board(Kiosk)
    board.noted({"title": "A", "pay": None, "tags": [], "remote": False})
    assert (stat(board, "key/title"), stat(board, "key/pay"), stat(board, "key/remote")) == (1, None, 1)


@pytest.mark.parametrize(("rows", "total", "broken"), [(1, 1, False), (0, 0, False), (1, 3, True), (0, 3, True)])
def test_a_feed_at_one_address_agrees_with_its_own_count(rows: int, total: int, broken: bool) -> None:
    class Aushang(FeedBoard):
        """A bare list with a count."""

        name = "aushang"
        asks = Addresses("https://aushang.example/jobs.json")
        rows, total = "jobs", "count"

    board = make_board(Aushang)
    (question,) = board.first_requests()
    jobs = [{"id": 1, "title": "CIO", "url": "https://aushang.example/1"}] * rows
    assert len(postings_in(list(board.parse(answer_to(question, {"jobs": jobs, "count": total}))))) == rows
    assert bool(stat(board, "broken")) is broken


def test_a_misspelt_fact_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(TypeError, match="Stall: 'posting_url' is not a fact of a board; did you mean 'posting_urls'"):
        type("Stall", (PageBoard,), {"name": "stall", "posting_url": r"/job/(\\d+)"})


@pytest.mark.parametrize("name", BOARDS.list())
def test_a_board_stands_at_most_three_classes_deep_and_has_one_line_of_ancestors(name: str) -> None:
    line = [one for one in BOARDS.load(name).__mro__ if issubclass(one, Board)]
    assert len(line) <= 3
    assert all(len(one.__bases__) == 1 for one in line)


def test_a_board_is_asked_and_read_by_two_parts_that_do_not_know_each_other() -> None:
    class Sites(PageBoard):
        """Pages with a JobPosting, of employers: no shipped board is read so."""

        name = "sites"
        asks = Employers("https://{tenant}.example/jobs", headers={})
        posting_urls = r"/job/(\d+)"

    board = make_board(Sites)
    who = Employer(ats="sites", tenant="werke", name="Werke AG", place="Haan", source="made up", sure="seen")
    listed = answer_to(board.asks.ask_feed(board, who), '<a href="/job/7">CIO</a>')
    (question,) = requests_in(list(board.parse(listed)))
    page = '<script type="application/ld+json">{"@type": "JobPosting", "title": "CIO"}</script>'
    (posting,) = postings_in(list(board.parse_posting(answer_to(question, page))))
    assert (posting.board_ref, posting.employer_raw, str(posting.places[0])) == ("werke/7", "Werke AG", "Haan")
    assert rejected_in(list(board.parse(answer_to(board.asks.ask_feed(board, who), "<p>Wartung</p>"))))
    assert (stat(board, "broken"), "no posting is linked" in stat(board, "unread/werke/")) == (None, True)


CLOSED = [
    "Diese Stelle ist nicht mehr verfügbar", "Die Stellenanzeige wurde deaktiviert",
    "Diese Position ist bereits besetzt",
    "Die Ausschreibung ist abgelaufen. Zu unseren offenen Stellen", "Das Inserat ist leider nicht mehr online",
    "This job is no longer available", "The position has been filled", "Job has expired", "This vacancy is closed",
    "We are sorry: this posting is no longer accepting applications", "Cette offre n’est plus disponible",
    "Deze vacature is niet meer beschikbaar", "Der Job wurde inzwischen vergeben",
]  # fmt: skip
NOT_CLOSED = [
    "Diese Seite kann nicht angezeigt werden", "Wir haben derzeit keine Stellen", "Please enable JavaScript",
    "Anmelden", "Die Stelle ist zum 1. März zu besetzen", "Our offices are closed on Mondays", "404",
    "Mit uns ist Langeweile nicht mehr möglich",
]  # fmt: skip


@pytest.mark.parametrize(("words", "closed"), [*((one, True) for one in CLOSED), *((one, False) for one in NOT_CLOSED)])
def test_a_page_that_says_its_posting_is_closed_is_gone_whatever_its_status(words: str, closed: bool) -> None:
    board = make_board(Successfactors)
    who = employer("successfactors", "jobs.muster.example")
    page = answer(f"<html><body><h1>{words}</h1></body></html>", board_ref="muster/7", employer=who)
    (found,) = list(board.parse_posting(page, **page.cb_kwargs))
    assert isinstance(found, Gone) == closed
    assert (stat(board, "gone") or 0) == int(closed)
