"""Reservations without a server: in pages, headers and files of a site, and what they keep out."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.http import HtmlResponse, Response, TextResponse

from crawls.manners.reservation import (
    Reservation,
    find_reservation,
    forbids_indexing,
    read_tdm_file,
)
from crawls.manners.robots import Robots
from schemas.raw import RawPosting
from schemas.vocabulary import Refusal
from tests.support.coroutines import finish
from tests.test_crawl_parts import Crawl

URL = "https://a.example/jobs/7"


def _page(body: str = "", *, is_posting: bool = True, kind: type[Response] = HtmlResponse, **headers: Any) -> Any:
    named = {name.replace("_", "-"): words for name, words in headers.items()}
    request = Request(URL, cb_kwargs={"board_ref": "7"} if is_posting else {})
    return kind(URL, body=body.encode(), headers=named, request=request)


TDM = "the page reserves its rights (tdm-reservation: 1)"


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (_page(), None),
        (_page(tdm_reservation=" 1 "), TDM),
        (_page(tdm_reservation="0"), None),
        (_page(tdm_reservation="1", is_posting=False), TDM),
        (_page(tdm_reservation="1", kind=Response), TDM),
        (_page('<meta name=" TDM-Reservation" content=" 1 ">'), TDM),
        (_page('<meta name="tdm-reservation" content="0">'), None),
        (_page('<meta name="tdm-reservation">'), None),
        (_page('<meta name="tdm-reservation" content="1">', kind=TextResponse), None),
        (_page(X_Robots_Tag="noindex"), "the page is not to be indexed (X-Robots-Tag: noindex)"),
        (_page(X_Robots_Tag=["noarchive", "none"]), "the page is not to be indexed (X-Robots-Tag: noarchive, none)"),
        (_page(X_Robots_Tag="noindex," + "x" * 200),
         f"the page is not to be indexed (X-Robots-Tag: noindex,{'x' * 92})"),
        (_page(X_Robots_Tag="noindex", is_posting=False), None),
        (_page(X_Robots_Tag="noindex", kind=TextResponse), None),
        (_page('<meta name="Robots" content="NoIndex">'), "the page is not to be indexed (meta robots: NoIndex)"),
        (_page('<meta name="wupperjobs" content="noindex">'), "the page is not to be indexed (meta robots: noindex)"),
        (_page(f'<meta name="robots" content="noindex,{"x" * 200}">'),
         f"the page is not to be indexed (meta robots: noindex,{'x' * 92})"),
        (_page('<meta name="googlebot" content="noindex">'), None),
        (_page('<meta name="robots" content="index">'), None),
    ],
)  # fmt: skip
def test_a_page_says_itself_if_it_is_not_to_be_kept(page: Response, why: str | None) -> None:
    assert find_reservation(page) == why


@pytest.mark.parametrize(
    ("words", "is_forbidden"),
    [
        ("noindex", True), ("index, NONE", True), ("wupperjobs: noindex", True), ("googlebot: noindex", False),
        ("googlebot: nofollow, wupperjobs: none", True), ("googlebot: nofollow, noindex", False),
        ("max-snippet: 9, noindex", True), ("unavailable_after: 1 Jan 2027 10:00, none", True), ("noindexing", False),
    ],
)  # fmt: skip
def test_indexing_may_be_forbidden_to_all_or_to_us(words: str, is_forbidden: bool) -> None:
    assert forbids_indexing(words) is is_forbidden


@pytest.mark.parametrize(
    ("file", "reserved"),
    [
        ([{"location": "/jobs/*", "tdm-reservation": 1}], True),
        ([{"location": "/jobs/*", "tdm-reservation": "1"}], True),
        ([{"location": "/jobs/*", "tdm-reservation": 0}], False),
        ([{"location": "/jobs/*", "tdm-reservation": True}], False),
        ([{"location": "/", "tdm-reservation": 1}, {"location": "/jobs/", "tdm-reservation": 0}], False),
        ([{"location": "/\nDisallow: /jobs", "tdm-reservation": 0}], False),
        ([{"location": "/x\n", "tdm-reservation": 1}, "row", {"location": "/jobs", "tdm-reservation": 1}], True),
        ({"location": "/jobs/*", "tdm-reservation": 1}, False),
        (7, False),
    ],
)
def test_a_file_of_the_site_reserves_places(file: Any, reserved: bool) -> None:
    assert read_tdm_file(json.dumps(file).encode()).can_fetch(URL, "wupperjobs") is not reserved
    assert read_tdm_file(b"<html>").can_fetch(URL, "wupperjobs")


RESERVED_FILE = b'[{"location": "/jobs/", "tdm-reservation": 1}]'


@pytest.mark.parametrize(
    ("status", "recorded", "is_asked", "is_reserved"),
    [
        (200, None, True, True), (404, None, True, False), (None, None, True, False),
        (200, True, True, True), (200, False, False, False),
    ],
)  # fmt: skip
def test_the_file_is_asked_for_once_and_in_a_replay_only_if_it_is_there(
    monkeypatch: pytest.MonkeyPatch, status: int | None, recorded: bool | None, is_asked: bool, is_reserved: bool
) -> None:
    asked: list[Any] = []

    async def ask_site(crawler: object, request: Request, path: str, **meta: Any) -> Any:
        asked.append((path, meta))
        return Response(URL, status=status, body=RESERVED_FILE) if status else OSError()

    def find_recorded(key: tuple[str, str, bytes]) -> Any:
        return recorded and key[:2] == ("GET", "https://a.example/.well-known/tdmrep.json")

    recording = None if recorded is None else SimpleNamespace(next_response=find_recorded)
    monkeypatch.setattr("crawls.manners.reservation.ask_site", ask_site)
    crawl = Crawl()
    cache = {HttpCacheMiddleware: SimpleNamespace(storage=SimpleNamespace(recording=recording))}
    crawl.crawler.get_downloader_middleware = cache.get
    kept = Reservation.from_crawler(crawl.crawler)
    for _ in range(2):
        assert finish(kept._is_reserved(_page())) is is_reserved
    assert asked == [("/.well-known/tdmrep.json", {"dont_retry": True})] * is_asked


POSTING = RawPosting(board="a", board_ref="7", url=URL, fetched_at=datetime(2026, 11, 20, 5, tzinfo=UTC), title="CIO")


@pytest.mark.parametrize(
    ("page", "wishes", "is_reserved", "reason"),
    [
        (_page(), {}, False, None),
        (_page(), {"ai-train": "no"}, False, None),
        (_page(tdm_reservation="1"), {}, False, TDM),
        (_page(tdm_reservation="1"), {"search": "no"}, False, TDM),
        (_page(), {"search": "no"}, False, "its site does not want it in a list of others"),
        (_page(), {}, True, "its site reserves its rights (/.well-known/tdmrep.json)"),
        (_page(), None, False, None),
    ],
)
def test_a_reserved_posting_is_rejected_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
    page: Response,
    wishes: dict[str, str] | None,
    is_reserved: bool,
    reason: str | None,
) -> None:
    async def ask(request: Request) -> bool:
        return is_reserved

    async def found() -> AsyncIterator[Any]:
        for one in (POSTING, "a row", POSTING):
            yield one

    async def gather() -> list[Any]:
        return [one async for one in kept.process_spider_output(page, found())]

    crawl = Crawl()
    robots = None if wishes is None else SimpleNamespace(wishes_for=lambda response: wishes)
    crawl.crawler.get_downloader_middleware = {Robots: robots}.get
    kept = Reservation(crawl.crawler)
    monkeypatch.setattr(kept, "_is_reserved", ask)
    first, row, last = finish(gather())
    assert row == "a row" and first == last
    assert crawl.stat("reservation/postings") == (2 if reason else None)
    assert [crawl.stat(f"usage/{name}={said}") for name, said in (wishes or {}).items()] == [1] * len(wishes or {})
    if reason is None:
        assert first is POSTING
        return
    assert first.reason.startswith(reason) and first.code == Refusal.RESERVED
    assert (first.board, first.url, first.words) == ("a", URL, {"board_ref": "7"})
