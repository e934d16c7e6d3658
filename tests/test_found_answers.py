"""Boards on answers in their true form that were once read wrongly: each gives the rows that are right for it.

The answers and the rows expected lie outside the project (`../shared/findings/boards`); where they are missing, these
tests are skipped.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from protego import Protego
from scrapy import Request

from bench.scoring import SHARED
from crawls.archive.recorded_response import RecordedResponse
from pipelines.normalize import read_posting
from schemas.configuration import Employer
from schemas.jobboards import load_jobboards
from schemas.tables import Posting
from scouting.page_forms import find_form
from spiders import Addresses, Board, FeedBoard, PageBoard
from spiders.dvinci import Dvinci
from spiders.join import Join
from spiders.karriere_nrw import KarriereNrw
from spiders.onlyfy import Onlyfy
from spiders.personio import Personio
from spiders.service_bund import ServiceBund
from spiders.successfactors import Successfactors
from tests.support.answers import ROOT, answer_to, failure, make_board, postings_in, rejected_in, requests_in
from tests.support.feed_rows import ask_feed
from tests.support.real_answers import SEARCH
from tests.support.region import employer, unread

ANSWERS = SHARED.parent / "findings" / "boards"
NOT_YET: dict[str, str] = {}


def text_of(name: str) -> str:
    return (ANSWERS / name).read_text(encoding="utf-8")


def expected(name: str) -> Any:
    return json.loads(text_of(f"{name}.expected.json"))


def crawl(board: Board, first: list[Request], answered: Callable[[str], Any]) -> tuple[list[Posting], list[str]]:
    """The postings read and the addresses asked; `answered` gives a body for an address, None where nothing answers."""
    waiting, rows, asked = list(first), list[Posting](), list[str]()
    while waiting:
        request = waiting.pop(0)
        asked.append(request.url)
        assert len(asked) < 50 and request.callback and request.errback
        if (body := answered(request.url)) is None:
            found = list(request.errback(failure(request.url, TimeoutError(), **request.cb_kwargs)))
        else:
            found = list(request.callback(answer_to(request, body), **request.cb_kwargs))
            assert not rejected_in(found), rejected_in(found)
        waiting += requests_in(found)
        rows += [read_posting(raw, "20261120T060000Z", SEARCH) for raw in postings_in(found)]
    return rows, asked


def crawl_feed(board: FeedBoard, who: Employer, answered: Callable[[str], Any]) -> tuple[list[Posting], list[str]]:
    found = crawl(board, [ask_feed(board, who)], answered)
    assert unread(board, who) is None
    return found


def compare(rows: list[Posting], name: str, key: str = "board_ref") -> None:
    """Each row expected is compared with that of its key, one without a key with the row before it."""
    read = {str(getattr(row, key)): row for row in rows}
    ref = ""
    for wanted in expected(name)["rows"]:
        ref = wanted.get(key, ref)
        columns = {column: value for column, value in wanted.items() if column not in ("why", key)}
        found = {column: getattr(read[ref], column) for column in columns}
        plain = {name: str(value) if isinstance(columns[name], str) else value for name, value in found.items()}
        assert plain == columns, ref


def dvinci() -> None:
    rows, _ = crawl_feed(
        make_board(Dvinci), employer("dvinci", "karriere.muster.example"), lambda _: json.loads(text_of(DVINCI))
    )
    compare(rows, "dvinci-entry-date")


DVINCI = "dvinci-entry-date.json"


def join() -> None:
    board, pages = make_board(Join), {"https://join.com/companies/acme": text_of("join-pagecount.html")}
    _, asked = crawl(board, [ask_feed(board, employer("join", "acme"))], pages.get)
    assert len([url for url in asked if "/acme/" in url]) == 5
    assert "https://join.com/companies/acme?page=2" in asked


def karriere_nrw() -> None:
    data = json.loads(text_of("karriere-nrw-two-grades.json"))
    details = {one["uuid"]: one for one in data["details"]}

    def answered(url: str) -> Any:
        return details[url.rstrip("/").rsplit("/", 1)[1]] if "combined-jobs" in url else data["list"]

    board = make_board(KarriereNrw)
    compare(crawl(board, list(board.first_requests()), answered)[0], "karriere-nrw-two-grades")


class WithoutKey(PageBoard):
    """A board whose list carries postings that state neither address nor identifier."""

    name = "without_key"
    asks = Addresses("https://muster.example/stellen")


def list_without_key() -> None:
    board = make_board(WithoutKey)
    page = text_of("list-array-without-key.html")
    rows, _ = crawl(board, list(board.first_requests()), lambda _: page)
    board = make_board(WithoutKey)
    again, _ = crawl(board, list(board.first_requests()), lambda _: page)
    assert [(row.title, row.employer) for row in rows] == [
        ("IT-Leiter (m/w/d)", "Muster GmbH"),
        ("Referent IT (m/w/d)", "Probe AG"),
    ]
    assert [row.board_ref for row in rows] == [row.board_ref for row in again]
    assert len({row.board_ref for row in rows}) == 2


def onlyfy() -> None:
    who = employer("onlyfy", "muster", feed="https://muster.onlyfy.io/job/list/1a?format=json&max_results=100")
    rows, _ = crawl_feed(make_board(Onlyfy), who, lambda _: json.loads(text_of("onlyfy-pipeline-label.json")))
    compare(rows, "onlyfy-pipeline-label")


def personio_rows() -> list[Posting]:
    def answered(url: str) -> bytes:
        return text_of(f"personio-language-{url.rsplit('=', 1)[1]}.xml").encode()

    return crawl_feed(make_board(Personio), employer("personio", "muster"), answered)[0]


def personio() -> None:
    rows = personio_rows()
    assert len(rows) == 3 and all("You lead our IT." in (row.text or "") for row in rows)


def personio_pay() -> None:
    assert {(str(row.salary_min_eur), str(row.salary_max_eur)) for row in personio_rows()} == {("80000", "95000")}


def posting_addresses() -> None:
    boards = {row.name: row for row in load_jobboards(ROOT / "jobboards.toml")}
    for row in csv.DictReader(text_of("posting-addresses.tsv").splitlines(), delimiter="\t"):
        found = re.search(boards[row["row"]].posting_urls, row["address (real form, id changed)"])
        assert found and found[1] == row["expected key"], row["row"]


def rexx() -> None:
    url = "https://karriere.muster.example/stellenangebote.html"
    page = RecordedResponse(
        url=url,
        answered_at=datetime(2026, 11, 20, tzinfo=UTC),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=text_of("rexx-list.html").encode(),
    )
    form = find_form([page], url)
    if not form.known:
        assert form.facts["list_urls"] and form.facts["next_page"]
        number = re.search(form.facts["posting_urls"], "https://karriere.muster.example/Arzt-m-w-d-de-f2004.html")
        assert number and number[1] == "2004"


def service_bund() -> None:
    board, rules = make_board(ServiceBund), Protego.parse(text_of("service-bund-robots.txt"))
    first = list(board.first_requests())
    rows, asked = crawl(board, first, lambda url: text_of(FEED).encode() if url == first[0].url else None)
    assert all(rules.can_fetch(url, "wupperjobs") for url in asked), asked
    compare(rows, "service-bund")


FEED = "service-bund-newest.xml"


def successfactors() -> None:
    who = employer("successfactors", "jobs.muster.example", feed="https://jobs.muster.example/googlefeed.xml")
    body = text_of("successfactors-namesake.xml").encode()
    compare(crawl_feed(make_board(Successfactors), who, lambda _: body)[0], "successfactors-namesake", key="place")


CASES: dict[str, Callable[[], None]] = {
    "dvinci-entry-date": dvinci,
    "join-pagecount": join,
    "karriere-nrw-two-grades": karriere_nrw,
    "list-array-without-key": list_without_key,
    "onlyfy-pipeline-label": onlyfy,
    "personio-language": personio,
    "personio-language-pay": personio_pay,
    "posting-addresses": posting_addresses,
    "rexx-list": rexx,
    "service-bund": service_bund,
    "successfactors-namesake": successfactors,
}


def cases() -> Iterator[Any]:
    for name in CASES:
        marks = [pytest.mark.xfail(strict=True, reason=NOT_YET[name])] if name in NOT_YET else []
        yield pytest.param(name, marks=marks, id=name)


pytestmark = pytest.mark.skipif(not ANSWERS.is_dir(), reason=f"{ANSWERS.name} of the findings are not on this machine")


@pytest.mark.parametrize("name", list(cases()))
def test_an_answer_found_to_be_misread_gives_the_rows_that_are_right(name: str) -> None:
    CASES[name]()


def test_every_answer_found_has_its_case() -> None:
    names = {file.name.split(".")[0] for file in ANSWERS.iterdir() if file.name != "README.md"}
    assert not [name for name in names if not name.startswith(tuple(CASES))]
    assert set(NOT_YET) <= set(CASES)
