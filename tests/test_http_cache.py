"""What a crawl need not ask again, without a crawl: archives as Scrapy's HTTP cache, and what the last runs knew."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, HtmlResponse, Response, TextResponse
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from crawls.archive.http_cache import (
    Archive,
    MissingRecord,
    ReplayWall,
    WarcStorage,
    files_of,
    make_response,
    replay_files,
)
from crawls.archive.known import Known
from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_reader import Recording
from crawls.archive.warc_writer import write_warc
from schemas.wires import Meta, Stat
from storage.layout import run_id
from tests.support.recorded_page import AT, PAGE, URL
from tests.test_crawl_parts import Crawl

IDS = re.compile(r"<urn:uuid:([0-9a-f-]{36})>")


# The storage of Scrapy's HTTP cache


WALL = {"DOWNLOADER_MIDDLEWARES": {"crawls.archive.http_cache.ReplayWall": 950}}


def _spider() -> Any:
    return SimpleNamespace(crawler=get_crawler(Spider))


@pytest.mark.parametrize(
    ("value", "files"),
    [(None, []), ([], []), ("[]", []), (["a"], ["a"]), ('["a", "b"]', ["a", "b"]), ([Path("a")], ["a"])],
)
def test_files_are_named_as_a_list_or_as_json(value: Any, files: list[str]) -> None:
    assert replay_files(Settings({"REPLAY_FILES": value})) == files
    assert files_of(Settings({"KNOWN_FILES": value}), "KNOWN_FILES") == files


def test_a_live_crawl_is_archived_without_keys_and_never_served_from_its_archive(tmp_path: Path) -> None:
    where = str(tmp_path / "a.warc.gz")
    storage, spider = WarcStorage(Settings({"ARCHIVE_FILE": where})), _spider()
    headers = {"Accept": "text/html", "Authorization": "Bearer x", "User-Agent": "wupperjobs"}
    request = Request(URL, headers=headers, meta={Meta.STAMP: "s7"})
    assert storage.retrieve_response(spider, request) is None
    answer = {"Content-Type": "text/html", "Set-Cookie": "s=1", "Location": "/?api_key=geheim77", "X": ["1", "2"]}
    before = datetime.now(UTC).replace(microsecond=0)
    storage.store_response(spider, request, HtmlResponse(URL, status=203, headers=answer, body=b"<p>CIO"))
    assert storage.retrieve_response(spider, request) is None
    at = request.meta[Meta.ANSWERED_AT]
    assert before <= at <= datetime.now(UTC) and at.microsecond == 0 and Meta.SEEN_AT not in request.meta
    assert spider.crawler.stats.get_value(Stat.ARCHIVED) == Path(where).stat().st_size
    storage.close_spider(spider)
    assert storage.archive and storage.archive.file.closed
    (kept,) = Recording([where])
    told = (("Content-Type", "text/html"), ("Location", "/?api_key=masked"), ("X", "1"), ("X", "2"))
    assert kept == replace(PAGE, answered_at=at, status=203, headers=told, stamp="s7")
    data = gzip.decompress(Path(where).read_bytes())
    assert b"Accept: text/html\r\nUser-Agent: wupperjobs\r\n" in data and b"Bearer" not in data
    WarcStorage(Settings({})).close_spider(spider)


def test_an_archive_is_readable_at_any_time_and_packed_if_its_name_says_so(tmp_path: Path) -> None:
    for name, is_packed in (("a.warc", False), ("a.warc.gz", True)):
        archive = Archive(str(tmp_path / name))
        for _ in range(2):
            archive.add(PAGE)
        data = (tmp_path / name).read_bytes()
        assert archive.size == len(data) and data.startswith(b"\x1f\x8b") is is_packed
        assert [one.body for one in Recording([tmp_path / name])] == [b"<p>CIO"] * 2
        ids = IDS.findall((gzip.decompress(data) if is_packed else data).decode())
        assert len(set(ids)) == 5 and archive.count == 2
        archive.close()
        assert archive.file.closed


def test_a_replay_is_served_from_its_files_and_archived_if_asked(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc", [replace(PAGE, carried_at=AT + timedelta(days=1))])
    settings = {"REPLAY_FILES": [str(tmp_path / "a.warc")], "ARCHIVE_FILE": str(tmp_path / "b.warc"), **WALL}
    storage, spider = WarcStorage(Settings(settings)), _spider()
    request = Request(URL)
    served = storage.retrieve_response(spider, request)
    assert isinstance(served, HtmlResponse) and served.body == b"<p>CIO" and served.flags == []
    assert (request.meta[Meta.ANSWERED_AT], request.meta[Meta.SEEN_AT]) == (AT, AT + timedelta(days=1))
    assert storage.retrieve_response(spider, Request(URL + "/2")) is None
    storage.close_spider(spider)
    assert [one.url for one in Recording([tmp_path / "b.warc"])] == [URL]
    with pytest.raises(ValueError, match="a replay needs DOWNLOADER_MIDDLEWARES"):
        WarcStorage(Settings({"REPLAY_FILES": [str(tmp_path / "a.warc")]}))


@pytest.mark.parametrize("how", ["not modified", "carried", "a copy of another time"])
def test_a_page_that_is_not_requested_again_is_copied_into_the_archive(tmp_path: Path, how: str) -> None:
    storage, spider = WarcStorage(Settings({"ARCHIVE_FILE": str(tmp_path / "a.warc")})), _spider()
    known, seen_at = replace(PAGE, body=b"known"), AT + timedelta(days=1)
    request = Request(URL, meta={Meta.KNOWN: known, Meta.SEEN_AT: seen_at, Meta.STAMP: "s8"})
    if how == "not modified":
        storage.store_response(spider, request, Response(URL, status=304))
    elif how == "carried":
        storage.store_response(spider, request, Response(URL, flags=["carried"]))
    else:
        storage.store_response(spider, request, Response(URL, body=b"new"))
    (kept,) = Recording([tmp_path / "a.warc"])
    if how == "a copy of another time":
        assert (kept.body, kept.carried_at, kept.stamp) == (b"new", None, "s8")
        return
    at = request.meta[Meta.ANSWERED_AT] if how == "not modified" else seen_at
    assert (kept.body, kept.answered_at, kept.carried_at, kept.stamp) == (b"known", AT, at, "s8")


def test_a_304_without_a_known_page_is_kept_as_it_came(tmp_path: Path) -> None:
    storage = WarcStorage(Settings({"ARCHIVE_FILE": str(tmp_path / "a.warc")}))
    storage.store_response(_spider(), Request(URL), Response(URL, status=304))
    assert [one.status for one in Recording([tmp_path / "a.warc"])] == [304]


def test_a_recorded_response_is_made_scrapys() -> None:
    request = Request(URL)
    twice = (("Content-Type", "text/plain"), ("X", "1"), ("X", "2"))
    made = make_response(replace(PAGE, headers=twice, status=410), request, ["carried"])
    assert type(made) is TextResponse and (made.status, made.flags) == (410, ["carried"])
    assert made.headers.getlist("X") == [b"1", b"2"] and request.meta == {Meta.ANSWERED_AT: AT}


def test_what_a_recording_lacks_is_an_error_and_counted() -> None:
    with pytest.raises(NotConfigured):
        ReplayWall(get_crawler(Spider))
    crawler = get_crawler(Spider, {"REPLAY_FILES": ["a.warc"]})
    wall = ReplayWall.from_crawler(crawler)
    with pytest.raises(MissingRecord, match=rf"^POST {URL} with body q{{200}} is not in the recording$"):
        wall.process_request(Request(URL, method="POST", body=b"q" * 300))
    with pytest.raises(MissingRecord, match=rf"^GET {URL} is not in the recording$"):
        wall.process_request(Request(URL))
    assert crawler.stats and crawler.stats.get_value(Stat.MISSING) == 2
    assert str(crawler.stats.get_value(Stat.FIRST_MISSING)).startswith("POST")


# What the last runs knew


class Memory(Crawl):
    """A crawl on AT, after one that left these pages."""

    def __init__(self, folder: Path, *pages: RecordedResponse) -> None:
        write_warc(folder / "last.warc", pages)
        files = [str(folder / "last.warc")]
        words = (
            'read_again_days = 7\n[what]\nkeywords = ["CIO"]\nrole_families = ["it_lead"]\n[where]\ntown = "Hagen"\n'
        )
        (folder / "search.toml").write_text(words)
        super().__init__(KNOWN_FILES=files, RUN=run_id(AT), SEARCH_FILE=str(folder / "search.toml"))
        self.known = Known.from_crawler(self.crawler)


BEFORE = replace(PAGE, answered_at=AT - timedelta(days=1), stamp="s7", headers=(("ETag", '"1"'), ("X", "2")))


@pytest.mark.parametrize(
    ("page", "meta", "what"),
    [
        (BEFORE, {Meta.STAMP: "s7", Meta.IS_KNOWN: True}, "carried"),
        (BEFORE, {Meta.STAMP: "s7", Meta.IS_KNOWN: False}, "asked if changed"),
        (BEFORE, {Meta.STAMP: "s7"}, "asked if changed"),
        (BEFORE, {Meta.STAMP: "s8", Meta.IS_KNOWN: True}, "asked if changed"),
        (replace(BEFORE, stamp=None), {Meta.STAMP: None, Meta.IS_KNOWN: True}, "asked if changed"),
        (replace(BEFORE, headers=(("last-modified", '"1"'),)), {}, "asked if modified"),
        (replace(BEFORE, headers=(("X", "2"),)), {}, "asked"),
        (replace(BEFORE, status=404), {Meta.STAMP: "s7", Meta.IS_KNOWN: True}, "asked"),
        (replace(BEFORE, url=URL + "/2"), {Meta.STAMP: "s7", Meta.IS_KNOWN: True}, "asked"),
    ],
)
def test_a_page_is_asked_for_again_unless_the_list_says_the_same_of_it(
    tmp_path: Path, page: RecordedResponse, meta: dict[str, Any], what: str
) -> None:
    memory = Memory(tmp_path, page)
    request = Request(URL, meta=meta)
    answer = memory.known.process_request(request)
    assert (answer is not None) == (what == "carried")
    assert memory.stat(Stat.CARRIED) == (1 if what == "carried" else None)
    assert answer is None or (answer.flags, answer.body) == (["carried"], b"<p>CIO")
    asked = {"asked if changed": {b"If-None-Match": b'"1"'}, "asked if modified": {b"If-Modified-Since": b'"1"'}}
    assert request.headers.to_unicode_dict() == Headers(asked.get(what, {})).to_unicode_dict()


@pytest.mark.parametrize(
    ("url", "hours", "is_known"),
    [
        ("https://a.example/77", 167.99, True), ("https://a.example/77", 168, False),
        ("https://a.example/15", 125.99, True), ("https://a.example/15", 126, False),
        ("https://a.example/251", 84.8, True), ("https://a.example/251", 84.9, False),
    ],
)  # fmt: skip
def test_each_page_is_asked_anew_at_a_time_of_its_own(tmp_path: Path, url: str, hours: float, is_known: bool) -> None:
    """Between half of the seven days, which are 84 hours, and all of them, 168."""
    memory = Memory(tmp_path, replace(BEFORE, url=url, answered_at=AT - timedelta(hours=hours)))
    request = Request(url)
    memory.known.process_request(request)
    assert (request.meta[Meta.KNOWN] is not None) is is_known


def test_a_page_is_confirmed_by_a_304(tmp_path: Path) -> None:
    memory = Memory(tmp_path, BEFORE)
    request = Request(URL)
    memory.known.process_request(request)
    for status in (200, 304):
        response = Response(URL, status=status)
        request.meta[Meta.ANSWERED_AT] = AT + timedelta(hours=1)
        answer = memory.known.process_response(request, response)
        assert (answer is response) == (status == 200)
    assert (answer.body, answer.flags, memory.stat("known/confirmed")) == (b"<p>CIO", ["carried"], 1)
    assert request.meta[Meta.SEEN_AT] == AT + timedelta(hours=1)
    assert request.meta[Meta.ANSWERED_AT] == AT - timedelta(days=1)
    unknown = Response(URL, status=304)
    assert memory.known.process_response(Request(URL, meta={Meta.KNOWN: None}), unknown) is unknown


def test_without_archives_nothing_is_known(tmp_path: Path) -> None:
    for files in ([], [str(tmp_path / "none.warc")]):
        with pytest.raises(NotConfigured):
            Known(get_crawler(Spider, {"KNOWN_FILES": files, "RUN": run_id(AT)}))
