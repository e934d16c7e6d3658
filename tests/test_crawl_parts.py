"""What watches a crawl, alone: the ledger, the day's budget, the disk, a host that asks to be left alone, progress."""

import json
import os
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.test import get_crawler

import crawls.manners.budget
from crawls.ledger import Ledger
from crawls.manners.budget import SAVED_EVERY, Budget
from crawls.manners.disk import MB, Disk
from crawls.manners.giving_up import report_incomplete, report_without_errback
from crawls.manners.retry_after import RetryAfter, read_retry_after
from crawls.progress import Progress
from schemas.wires import Stat

URL = "https://a.example/1"
COUNTS = (Stat.SCHEDULED, Stat.ANSWERED, Stat.FAILED, Stat.FILTERED, Stat.OPEN)


@pytest.fixture(autouse=True)
def no_reactor(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends a crawl is called, and nothing waits for it."""
    monkeypatch.setattr("crawls.manners.giving_up.deferred_from_coro", lambda closing: closing)


def _make(settings: dict[str, Any]) -> Any:
    return get_crawler(Spider, {"EXTENSIONS_BASE": {}} | settings)


class Crawl:
    """A crawler that crawls nothing, and what is told to end it."""

    def __init__(self, **settings: Any) -> None:
        self.crawler = _make(settings)
        self.spider: Any = SimpleNamespace(name="alpha")
        self.ended: list[str] = []
        self.slot: Any = SimpleNamespace(lastseen=0.0, latercall=None, queue=deque())
        downloader = SimpleNamespace(
            slots={"a.example": self.slot},
            get_slot_key=lambda request: request.url.split("/")[2],
            _latercall=lambda slot: None,
        )

        def close(reason: str) -> None:
            self.ended.append(reason)

        self.crawler.engine = SimpleNamespace(downloader=downloader, close_spider_async=close)
        self.crawler.spider = self.spider

    def send(self, signal: object, **what: Any) -> None:
        self.crawler.signals.send_catch_log(signal, **what)

    def stat(self, name: str) -> Any:
        return self.crawler.stats.get_value(name)


# The ledger


class Book(Crawl):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.crawler.request_fingerprinter = SimpleNamespace(fingerprint=lambda request: request.url.encode())
        self.ledger = Ledger.from_crawler(self.crawler)

    def ask(self, url: str = URL, **meta: Any) -> Request:
        """A request that was given to the downloader."""
        request = Request(url, meta=meta)
        self.send(signals.request_scheduled, request=request)
        self.ledger.process_request(request)
        return request

    def answer(self, request: Request, status: int) -> None:
        response = Response(request.url, status=status)
        assert self.ledger.process_response(request, response) is response

    @property
    def counts(self) -> Any:
        found: Any = tuple(self.stat(name) for name in COUNTS)
        assert sum(found[1:]) == found[0]
        return found


@pytest.mark.parametrize(
    ("status", "meta", "settings", "spider", "is_answered"),
    [
        (200, {}, {}, {}, True), (204, {}, {}, {}, True), (299, {}, {}, {}, True),
        (300, {}, {}, {}, False), (199, {}, {}, {}, False), (404, {}, {}, {}, False),
        (404, {"handle_httpstatus_all": True}, {}, {}, True),
        (404, {"handle_httpstatus_list": [404]}, {}, {}, True),
        (410, {"handle_httpstatus_list": [404]}, {"HTTPERROR_ALLOW_ALL": True}, {}, False),
        (404, {}, {"HTTPERROR_ALLOW_ALL": True}, {}, True),
        (404, {}, {"HTTPERROR_ALLOWED_CODES": "404,410"}, {}, True),
        (500, {}, {"HTTPERROR_ALLOWED_CODES": "404,410"}, {}, False),
        (404, {}, {}, {"handle_httpstatus_list": [404]}, True),
        (404, {}, {"HTTPERROR_ALLOWED_CODES": "404"}, {"handle_httpstatus_list": [410]}, False),
    ],
)  # fmt: skip
def test_a_request_is_answered_if_the_spider_is_given_its_response(
    status: int, meta: dict[str, Any], settings: dict[str, Any], spider: dict[str, Any], is_answered: bool
) -> None:
    book = Book(**settings)
    vars(book.spider).update(spider)
    assert book.counts == (0, 0, 0, 0, 0)
    request = book.ask(**meta)
    assert book.counts == (1, 0, 0, 0, 1)
    book.answer(request, status)
    assert book.counts == ((1, 1, 0, 0, 0) if is_answered else (1, 0, 1, 0, 0))
    assert book.stat(Stat.FIRST_FAILURE) == (None if is_answered else f"{URL}: HTTP {status}")
    book.answer(request, status)  # of a request that has ended
    assert book.counts[0] == 1


def test_the_first_failure_is_told_with_its_retries_and_without_secrets() -> None:
    book = Book()
    book.answer(book.ask("https://a.example/?api_key=geheim77", retry_times=2), 500)
    book.answer(book.ask(), 503)
    assert book.counts == (2, 0, 2, 0, 0)
    told = book.stat(Stat.FIRST_FAILURE)
    assert told.endswith(" HTTP 500 after 2 retries") and "geheim77" not in told


def test_each_request_of_the_spider_is_counted() -> None:
    book = Book()
    for number in range(3):
        book.ask(f"https://a.example/{number}")
    assert book.counts == (3, 0, 0, 0, 3)
    book.answer(Request("https://a.example/robots.txt"), 404)  # never scheduled
    book.ledger.process_request(Request("https://a.example/robots.txt"))
    assert book.counts == (3, 0, 0, 0, 3)


def test_what_is_made_for_a_request_belongs_to_it() -> None:
    book = Book()
    request = book.ask()
    retried = request.replace(url="https://a.example/2")
    book.send(signals.request_scheduled, request=retried)
    assert book.counts == (1, 0, 0, 0, 1)
    book.answer(retried, 200)
    following = Request(URL, meta=dict(retried.meta))  # made by the spider from an answered one
    book.send(signals.request_scheduled, request=following)
    assert book.counts == (2, 1, 0, 0, 1)


@pytest.mark.parametrize(
    ("error", "asked", "counts", "words"),
    [
        (IgnoreRequest("robots.txt"), [URL], (1, 0, 0, 1, 0), None),
        (IgnoreRequest("robots.txt"), [URL, URL], (1, 0, 0, 1, 0), None),
        (IgnoreRequest("robots.txt"), [URL, "https://a.example/2"], (1, 0, 1, 0, 0), f"{URL}: robots.txt"),
        (OSError("cut off"), [URL], (1, 0, 1, 0, 0), f"{URL}: cut off"),
        (OSError(), [URL], (1, 0, 1, 0, 0), f"{URL}: OSError"),
    ],
)
def test_a_request_without_an_answer_is_filtered_or_failed(
    error: Exception, asked: list[str], counts: tuple[int, ...], words: str | None
) -> None:
    book = Book()
    request = book.ask(asked[0])
    for url in asked[1:]:
        book.ledger.process_request(request.replace(url=url))
    book.ledger.process_exception(request, error)
    assert (book.counts, book.stat(Stat.FIRST_FAILURE)) == (counts, words)
    book.ledger.process_exception(Request("https://a.example/robots.txt"), error)  # never scheduled
    assert book.counts == counts


def test_what_the_duplicate_filter_drops_is_filtered_unless_it_leads_to_itself() -> None:
    book = Book()
    twice = Request(URL)
    book.send(signals.request_scheduled, request=twice)
    book.send(signals.request_dropped, request=twice)
    assert book.counts == (1, 0, 0, 1, 0)
    loop = book.ask()
    book.send(signals.request_dropped, request=loop)
    assert book.counts == (2, 0, 1, 1, 0) and book.stat(Stat.FIRST_FAILURE) == f"{URL}: it redirects to itself"


def test_a_response_that_the_spider_cannot_read_is_a_failure() -> None:
    book = Book()
    request = book.ask()
    book.answer(request, 200)
    failure = SimpleNamespace(value=KeyError("jobs"), getErrorMessage=lambda: "'jobs'")
    book.send(signals.spider_error, failure=failure, response=Response(URL, request=request), spider=book.spider)
    assert book.counts == (1, 0, 1, 0, 0)
    assert book.stat(Stat.FIRST_FAILURE) == f"{URL}: the response could not be read (KeyError: 'jobs')"
    for response in (Response(URL), Response(URL, request=Request(URL)), None):
        book.send(signals.spider_error, failure=failure, response=response, spider=book.spider)
    assert book.counts == (1, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("state", "counts", "words"),
    [
        ("refused", (1, 0, 0, 1, 0), None),
        ("redirected", (1, 0, 1, 0, 0), "it redirects to another host"),
        ("asked", (1, 0, 1, 0, 0), "its response was given up: too many redirects, too large or not decodable"),
    ],
)
def test_what_is_open_at_the_end_of_a_whole_crawl_was_lost(
    state: str, counts: tuple[int, ...], words: str | None
) -> None:
    for reason, expected in (("shutdown", (1, 0, 0, 0, 1)), ("finished", counts)):
        book = Book()
        request = Request(URL)
        book.send(signals.request_scheduled, request=request)
        if state != "refused":
            book.ledger.process_request(request)
        if state == "redirected":
            book.send(signals.request_scheduled, request=request.replace(url="https://b.example/"))
        book.send(signals.spider_closed, spider=book.spider, reason=reason)
        assert book.counts == expected
    assert book.stat(Stat.FIRST_FAILURE) == (words and f"{URL}: {words}")


# The day's budget


class Day(Crawl):
    def __init__(self, folder: Path, daily: int | None = None, **settings: Any) -> None:
        super().__init__(OUTPUT=str(folder), **settings)
        if daily is not None:
            self.spider.daily_requests = daily
        self.budget = Budget.from_crawler(self.crawler)
        self.send(signals.spider_opened, spider=self.spider)
        self.file = folder / "budget" / "alpha.json"

    def ask(self, count: int) -> int:
        """How many of so many requests are sent."""
        sent = 0
        for _ in range(count):
            try:
                self.budget.process_request(Request(URL))
                sent += 1
            except IgnoreRequest as error:
                assert "budget of" in str(error)
        return sent


def test_a_days_budget_is_kept_from_crawl_to_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawls.manners.budget, "_today", lambda: "2026-11-22")
    first = Day(tmp_path, 5)
    assert first.ask(3) == 3 and not first.file.exists()
    first.send(signals.spider_closed, spider=first.spider, reason="finished")
    assert json.loads(first.file.read_text()) == {"day": "2026-11-22", "requests": 3} and first.ended == []
    second = Day(tmp_path, 5)
    assert second.ask(2) == 2 and second.ended == []
    assert second.ask(3) == 0
    assert second.ended == ["the day's budget of 5 requests is used up"]  # it is ended only once
    assert second.stat(Stat.BROKEN) == second.ended[0]
    second.send(signals.spider_closed, spider=second.spider, reason="finished")
    assert json.loads(second.file.read_text())["requests"] == 5 == second.stat("budget/requests")
    assert Day(tmp_path, 5).ask(1) == 0
    monkeypatch.setattr(crawls.manners.budget, "_today", lambda: "2026-11-23")
    assert Day(tmp_path, 5).ask(9) == 5
    for damaged in (b"{", b"\0\0\0", b"[]", b"null", b'{"day": "2026-11-23"}', b'{"day": "2026-11-2\xb3"}'):
        second.file.write_bytes(damaged)
        assert Day(tmp_path, 5).ask(9) == 5, damaged


def test_a_board_may_have_no_budget_or_the_usual_one(tmp_path: Path) -> None:
    free = Day(tmp_path, 0)
    free.budget.count = 2500
    assert free.ask(5) == 5
    free.send(signals.spider_closed, spider=free.spider, reason="finished")
    assert free.stat("budget/requests") == 2505
    free.file.unlink()
    assert Day(tmp_path).budget.limit == 2000
    assert Day(tmp_path, DAILY_REQUESTS=7).ask(20) == 7
    for settings in ({}, {"OUTPUT": str(tmp_path), "REPLAY_FILES": ["a.warc"]}):
        with pytest.raises(NotConfigured):
            Budget(get_crawler(Spider, settings))


def test_a_killed_crawl_forgets_few_requests(tmp_path: Path) -> None:
    assert SAVED_EVERY == 20
    day = Day(tmp_path)
    day.ask(19)
    assert not day.file.exists()
    day.ask(20)
    assert json.loads(day.file.read_text())["requests"] == 20


# The disk


@pytest.mark.parametrize(("archive", "log", "is_over"), [(2 * MB, 0, False), (2 * MB + 1, 0, True), (MB, MB + 1, True)])
def test_archive_and_log_together_may_be_so_large(
    monkeypatch: pytest.MonkeyPatch, archive: int, log: int, is_over: bool
) -> None:
    crawl = Crawl(DISK_LIMIT_MB=2)
    disk = Disk.from_crawler(crawl.crawler)
    standard_error = SimpleNamespace(st_size=log, st_mode=0o100644)
    of_file = os.fstat
    monkeypatch.setattr(os, "fstat", lambda at: standard_error if at == 2 else of_file(at))
    crawl.crawler.stats.set_value(Stat.ARCHIVED, archive)
    for _ in range(2):
        crawl.send(signals.response_received, spider=crawl.spider)
    assert crawl.ended == ["it wrote more than 2 MB to the disk (board_disk_mb in search.toml)"] * is_over
    assert disk.written() == archive + log
    standard_error.st_mode = 0o020620
    assert disk.written() == archive  # a terminal is no file
    assert MB == 2**20
    with pytest.raises(NotConfigured):
        Disk(get_crawler(Spider, {"DISK_LIMIT_MB": 0}))


# A host that asks to be left alone


class Host(Crawl):
    def __init__(self, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
        super().__init__(**settings)
        self.polite: Any = RetryAfter.from_crawler(self.crawler)
        self.pauses: list[float] = []
        monkeypatch.setattr("crawls.manners.retry_after.monotonic", lambda: 1000.0)
        monkeypatch.setattr("crawls.manners.retry_after.call_later", self.later)

    def later(self, seconds: float, call: Any, slot: Any) -> Any:
        self.pauses.append(seconds)
        return SimpleNamespace(cancel=lambda: self.pauses.append(0))

    def answer(self, status: int, **headers: str) -> None:
        request = Request(URL, meta={"download_slot": "a.example"})
        named = {name.replace("_", "-"): word for name, word in headers.items()}
        self.send(signals.response_downloaded, response=Response(URL, status=status, headers=named), request=request)


def test_a_host_is_left_alone_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host(monkeypatch)
    for status in (429, 503, 429):
        host.slot.lastseen, host.slot.latercall = 0.0, None
        host.answer(status)
    assert host.pauses == [5, 10, 20]
    assert (host.stat("retry_after/pauses"), host.stat("retry_after/seconds")) == (3, 35)
    host.answer(200)
    host.slot.lastseen, host.slot.latercall = 0.0, None
    host.answer(503)
    assert host.pauses[3:] == [5] and host.slot.lastseen == 1005


def test_a_longer_pause_that_is_running_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host(monkeypatch)
    host.answer(429, Retry_After="200")
    host.answer(429, Retry_After="50")
    assert host.pauses == [200, 0, 200] and host.slot.lastseen == 1200
    assert host.stat("retry_after/seconds") == 250


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([{"Retry_After": "300"}], None),
        ([{"Retry_After": "301"}], "a.example answers 429 and asks to be left alone for 301 s"),
        ([{}] * 6, None),
        ([{}] * 7, "a.example answers 429 7 times in a row"),
    ],
)
def test_a_host_that_would_pause_for_too_long_is_asked_nothing_more(
    monkeypatch: pytest.MonkeyPatch, answers: list[dict[str, str]], words: str | None
) -> None:
    host = Host(monkeypatch)
    refused: list[Any] = []
    host.slot.queue.extend((Request(URL), SimpleNamespace(errback=refused.append)) for _ in range(2))
    for headers in answers:
        host.answer(429, **headers)
    asked = Request("https://a.example/2")
    if words is None:
        assert host.polite.process_request(asked) is None and refused == []
        return
    assert [str(error) for error in refused] == [words, words] and not host.slot.queue
    assert host.stat(Stat.BROKEN) == words
    with pytest.raises(IgnoreRequest, match=r"a\.example answers 429"):
        host.polite.process_request(asked)
    assert host.polite.process_request(Request("https://b.example/")) is None
    request = Request(URL, meta={"download_slot": "a.example"})
    with pytest.raises(IgnoreRequest):
        host.polite.process_response(request, Response(URL, status=503))
    well = Response(URL, status=200)
    assert host.polite.process_response(request, well) is well


@pytest.mark.parametrize(
    ("request_made", "is_told"),
    [
        (Request(URL), True),
        (Request(URL, errback=lambda failure: None), False),  # it judges for itself
        (Request(URL, callback=NO_CALLBACK), False),  # who fetches a site's file reports it
    ],
)
def test_who_is_told_that_a_request_is_refused(
    monkeypatch: pytest.MonkeyPatch, request_made: Request, is_told: bool
) -> None:
    host = Host(monkeypatch)
    assert str(host.polite.refusal(request_made, "why")) == "why"
    assert host.stat(Stat.BROKEN) == ("why" if is_told else None)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None), ({"Retry-After": "0"}, None), ({"Retry-After": "1"}, 1.0), ({"Retry-After": "9" * 30}, 1e9),
        ({"Retry-After": "Fri, 20 Nov 2026 05:00:01 -0000"}, 1.0),
        ({"Retry-After": "Fri, 20 Nov 2026 05:00:00 GMT"}, None),
        ({"Retry-After": "Fri, 20 Nov 2026 05:00:30 GMT", "Date": "soon"}, 30.0),
    ],
)  # fmt: skip
def test_how_long_a_host_asks_to_be_left_alone(headers: dict[str, str], seconds: float | None) -> None:
    assert read_retry_after(Headers(headers), datetime(2026, 11, 20, 5, tzinfo=UTC)) == seconds


# Reasons and progress


def test_the_first_reason_is_kept_and_a_board_may_tell_it_itself() -> None:
    crawl = Crawl()
    for reason in ("first", "second"):
        report_incomplete(crawl.crawler, reason)
    assert crawl.stat(Stat.BROKEN) == "first"
    told: list[str] = []
    crawl.spider.mark_incomplete = told.append
    report_without_errback(crawl.crawler, Request(URL), "third")
    assert told == ["third"] and crawl.stat(Stat.BROKEN) == "first"


def test_a_crawl_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotConfigured):
        Progress(get_crawler(Spider, {"PROGRESS": False}))
    crawl = Crawl(PROGRESS=True)
    progress = Progress.from_crawler(crawl.crawler)
    for stat, count in ((Stat.SCHEDULED, 4), (Stat.ANSWERED, 3), (Stat.POSTINGS, 2)):
        crawl.crawler.stats.set_value(stat, count)
    crawl.send(signals.spider_closed, spider=crawl.spider, reason="finished")
    assert json.loads(capsys.readouterr().out) == {"scheduled": 4, "answered": 3, "postings": 2, "kept": 0}
    progress.loop.running = True
    stopped: list[bool] = []
    progress.loop.stop = lambda: stopped.append(True)  # type: ignore[method-assign]
    crawl.send(signals.spider_closed, spider=crawl.spider, reason="finished")
    assert stopped == [True]


def test_a_crawl_whose_parent_is_gone_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(words: str) -> None:
        raise BrokenPipeError

    crawl, ended = Crawl(PROGRESS=True), list[int]()
    monkeypatch.setattr("sys.stdout", SimpleNamespace(write=broken))
    monkeypatch.setattr(os, "_exit", ended.append)
    Progress(crawl.crawler).tell()
    assert ended == [1]
