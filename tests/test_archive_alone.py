"""Archives on files alone, without a crawl: WARC as it is written, read and mended; storage, wall, known, sample."""

import gzip
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider, NotConfigured
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
from crawls.archive.recorded_response import RecordedResponse, request_key
from crawls.archive.sample import Sample, Witness
from crawls.archive.warc_mending import mend_warc
from crawls.archive.warc_reader import BrokenRecording, Recording, first_response_at
from crawls.archive.warc_writer import records_of, warcinfo, write_instant, write_warc
from schemas.raw import RawPosting, Rejected
from schemas.vocabulary import Refusal
from schemas.wires import Meta, Stat
from storage.layout import run_id
from tests.test_crawl_parts import Crawl

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
URL = "https://a.example/jobs"
PAGE = RecordedResponse(url=URL, answered_at=AT, headers=(("Content-Type", "text/html"),), body=b"<p>CIO")
IDS = re.compile(r"<urn:uuid:([0-9a-f-]{36})>")


def _key(url: str = URL, method: str = "GET", body: bytes = b"") -> tuple[str, str, bytes]:
    return request_key(method, url, body)


# Writing


def _without_ids(data: bytes) -> str:
    """The text with a letter for each id."""
    names: dict[str, str] = {}
    return IDS.sub(lambda found: f"<{names.setdefault(found[1], 'abcdefg'[len(names)])}>", data.decode())


def test_a_recording_is_text_of_this_form(tmp_path: Path) -> None:
    posted = replace(
        PAGE, url="https://a.example/s?api_key=geheim77", method="POST", request_body=b"q=1", status=404,
        request_headers=(("Accept", "text/html"),), answered_at=AT - timedelta(hours=1),
    )  # fmt: skip
    carried = replace(PAGE, stamp="s7", carried_at=AT + timedelta(days=1), status=599)
    write_warc(tmp_path / "a.warc", [PAGE, posted, carried], note="by hand")
    told = _without_ids((tmp_path / "a.warc").read_bytes())
    assert re.split(r"\n\n(?=WARC/1.1\n|\Z)", told) == [
        "WARC/1.1\nWARC-Type: warcinfo\nWARC-Record-ID: <a>\nWARC-Date: 2026-11-20T04:00:00Z\n"
        "Content-Type: application/warc-fields\nContent-Length: 95\n\n"
        "software: wupperjobs (Scrapy)\nformat: WARC File Format 1.1\nrobots: obeyed\ndescription: by hand\n",
        "WARC/1.1\nWARC-Type: response\nWARC-Record-ID: <b>\nWARC-Date: 2026-11-20T05:00:00Z\n"
        "WARC-Target-URI: https://a.example/jobs\nContent-Type: application/http; msgtype=response\n"
        "Content-Length: 47\n\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>CIO",
        "WARC/1.1\nWARC-Type: request\nWARC-Record-ID: <c>\nWARC-Date: 2026-11-20T04:00:00Z\n"
        "WARC-Target-URI: https://a.example/s?api_key=masked\nContent-Type: application/http; msgtype=request\n"
        "Content-Length: 54\n\nPOST /s?api_key=masked HTTP/1.1\nAccept: text/html\n\nq=1",
        "WARC/1.1\nWARC-Type: response\nWARC-Record-ID: <d>\nWARC-Date: 2026-11-20T04:00:00Z\n"
        "WARC-Target-URI: https://a.example/s?api_key=masked\nWARC-Concurrent-To: <c>\n"
        "Content-Type: application/http; msgtype=response\n"
        "Content-Length: 54\n\nHTTP/1.1 404 Not Found\nContent-Type: text/html\n\n<p>CIO",
        "WARC/1.1\nWARC-Type: response\nWARC-Record-ID: <e>\nWARC-Date: 2026-11-20T05:00:00Z\n"
        "WARC-Target-URI: https://a.example/jobs\nListing-Stamp: s7\nCarried-At: 2026-11-21T05:00:00Z\n"
        "Content-Type: application/http; msgtype=response\n"
        "Content-Length: 52\n\nHTTP/1.1 599 Unknown\nContent-Type: text/html\n\n<p>CIO",
        "",
    ]
    write_warc(tmp_path / "none.warc", [])
    assert b"WARC-Date: 1970-01-01T00:00:00Z" in (tmp_path / "none.warc").read_bytes()
    assert b"description" not in (tmp_path / "none.warc").read_bytes()


@pytest.mark.parametrize(
    ("method", "body", "has_request"),
    [("GET", b"", False), ("GET", b"q", True), ("POST", b"", True), ("POST", b"q", True)],
)
def test_a_request_is_written_where_the_address_does_not_say_all(
    tmp_path: Path, method: str, body: bytes, has_request: bool
) -> None:
    write_warc(tmp_path / "a.warc", [replace(PAGE, method=method, request_body=body)])
    assert (b"WARC-Type: request" in (tmp_path / "a.warc").read_bytes()) is has_request


def test_equal_responses_of_one_file_have_ids_of_their_own_and_the_same_ones_each_time() -> None:
    def ids(number: int) -> list[str]:
        return IDS.findall(b"".join(records_of(PAGE, number)).decode())

    first, second = ids(0), ids(1)
    assert first == ids(0) and set(first).isdisjoint(second)
    assert first[0] == first[2] != first[1]  # the response names its request


@pytest.mark.parametrize(
    ("url", "path"),
    [("https://a.example", "/"), ("https://a.example/", "/"), ("https://a.example/b/c?d=e", "/b/c?d=e")],
)
def test_a_request_names_the_path(url: str, path: str) -> None:
    request, response = records_of(replace(PAGE, url=url), 0)
    assert f"\r\n\r\nGET {path} HTTP/1.1\r\n\r\n\r\n\r\n".encode() in request
    assert response.endswith(b"\r\n\r\n<p>CIO\r\n\r\n")
    assert len(records_of(PAGE, 0, with_request=False)) == 1


def test_a_file_begins_by_saying_that_robots_txt_was_obeyed() -> None:
    head = warcinfo(AT)
    assert b"\r\nrobots: obeyed\r\n\r\n\r\n" in head and b"description" not in head
    assert IDS.findall(head.decode()) == IDS.findall(warcinfo(AT).decode()) != IDS.findall(warcinfo(AT, "n").decode())
    assert write_instant(datetime(2026, 11, 20, 6, tzinfo=timezone(timedelta(hours=1)))) == "2026-11-20T05:00:00Z"


# Reading


def _record(block: bytes, *lines: str, kind: str = "response", url: str = URL) -> bytes:
    head = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", "WARC-Date: 2026-11-20T05:00:00Z", *lines]
    return "\r\n".join([*head, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


ANSWER = b"HTTP/1.1 200 OK\r\nX: 1\r\n\r\nwords"
ASKED = b"POST /jobs HTTP/1.1\r\n\r\nq=1"


@pytest.mark.parametrize(
    ("data", "method", "body"),
    [
        (_record(ANSWER), "GET", b""),
        (_record(ASKED, kind="request") + _record(ANSWER), "POST", b"q=1"),
        (_record(ASKED, kind="request", url=URL + "/2") + _record(ANSWER), "GET", b""),
        (_record(ASKED, kind="request") + _record(ANSWER, url=URL + "/2") + _record(ANSWER), "GET", b""),
        (_record(ASKED, "WARC-Record-ID: <q>", kind="request") + _record(ANSWER, url=URL + "/2")
         + _record(ANSWER, "WARC-Concurrent-To: <q>"), "POST", b"q=1"),
        (_record(ANSWER, "WARC-Record-ID: <a>") + _record(ASKED, "WARC-Concurrent-To: <a>", kind="request"),
         "POST", b"q=1"),
        (_record(ASKED, "WARC-Concurrent-To: <info>", kind="request") + _record(ANSWER), "POST", b"q=1"),
        (_record(b"", kind="request") + _record(ANSWER), "GET", b""),
        (_record(ANSWER, url="dns:a.example") + _record(ANSWER), "GET", b""),
        (_record(b"x", kind="metadata") + _record(ANSWER), "GET", b""),
    ],
)  # fmt: skip
def test_a_response_belongs_to_the_request_that_is_tied_to_it(
    tmp_path: Path, data: bytes, method: str, body: bytes
) -> None:
    (tmp_path / "a.warc").write_bytes(data)
    found = [one for one in Recording([tmp_path / "a.warc"]) if one.url == URL]
    assert found == [
        RecordedResponse(
            url=URL, answered_at=AT, headers=(("X", "1"),), body=b"words", method=method, request_body=body
        )
    ]


def test_stamp_and_time_of_carrying_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(_record(ANSWER, "Listing-Stamp: s7", "Carried-At: 2026-11-21T05:00:00Z"))
    (found,) = Recording([tmp_path / "a.warc"])
    assert (found.stamp, found.carried_at) == ("s7", AT + timedelta(days=1))
    assert first_response_at([tmp_path / "a.warc"]) == AT + timedelta(days=1)


def test_responses_to_one_request_are_served_in_their_order_and_the_last_one_on_demand(tmp_path: Path) -> None:
    for number in (1, 2):
        write_warc(tmp_path / f"{number}.warc", [replace(PAGE, body=b"%d%d" % (number, part)) for part in (1, 2)])
    recording = Recording([tmp_path / "1.warc", tmp_path / "2.warc"])
    assert [found.body for found in map(recording.last_response, [_key()] * 2) if found] == [b"22", b"22"]
    served = [recording.next_response(_key()) for _ in range(5)]
    assert [found.body for found in served if found] == [b"11", b"12", b"21", b"22", b"22"]
    assert recording.last_response(_key(URL + "/2")) is None is recording.next_response(_key(URL + "/2"))
    assert [one.body for one in recording] == [b"11", b"12", b"21", b"22"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<html>", r"a.warc: .*; after a hand edit: scrapy record --mend .*a.warc$"),
        (_record(ANSWER).replace(b"Z\r", b"\r"), "a.warc: https://a.example/jobs has no WARC-Date in UTC"),
        (_record(ANSWER).replace(b"-11-20T", b"-13-20T"), "WARC-Date 2026-13-20T05:00:00Z: "),
        (_record(ANSWER, "Carried-At: yesterday"), "jobs has no Carried-At in UTC"),
        (_record(ANSWER, url="https://]]/" + "x" * 300), r"a.warc: 'https://]]/x{189}' is no address: "),
        (_record(ANSWER).replace(b"Length: 3", b"Length: 2"), "lengths do not fit near https://a.example/jobs; "),
        (_record(ANSWER) + _record(ANSWER).replace(b"Length: 3", b"Length: 2") + _record(ANSWER),
         "a.warc: lengths do not fit near https://a.example/jobs; after a hand edit"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_recording_is_told(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "a.warc").write_bytes(data)
    with pytest.raises(BrokenRecording, match=why):
        Recording([tmp_path / "a.warc"])


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (b"HTTP/1.1 two OK\r\n\r\n", "has no status, but 'two'"),
        (b"HTTP/1.1 " + b"2x" * 30 + b" OK\r\n\r\n", f"has no status, but '{'2x' * 20}'"),
        (b"", "has no status, but 'nothing of HTTP'"),
    ],
)
def test_a_response_without_a_status_is_told_when_it_is_read(tmp_path: Path, block: bytes, words: str) -> None:
    (tmp_path / "a.warc").write_bytes(_record(block))
    with pytest.raises(BrokenRecording, match=words):
        list(Recording([tmp_path / "a.warc"]))


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_a_file_packed_as_one_piece_is_read_and_so_is_one_cut_off_by_a_kill(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    two = b"".join(_record(ANSWER, url=f"https://a.example/{number}") for number in range(2))
    (tmp_path / "a.warc").write_bytes(pack(two))
    assert [one.url for one in Recording([tmp_path / "a.warc"])] == ["https://a.example/0", "https://a.example/1"]
    for missing in (5, 7):  # the two line ends, and of the response one byte or three
        (tmp_path / "a.warc").write_bytes(pack(two[:-missing]))
        assert [one.url for one in Recording([tmp_path / "a.warc"])] == ["https://a.example/0"]


def test_a_chunked_body_is_joined(tmp_path: Path) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nX: 1\r\n\r\n3\r\nyes\r\n2\r\n!!\r\n0\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(_record(chunked))
    (found,) = Recording([tmp_path / "a.warc"])
    assert (found.body, found.headers) == (b"yes!!", (("X", "1"),))
    large = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 150_000
    (tmp_path / "a.warc").write_bytes(_record(large))
    assert [len(one.body) for one in Recording([tmp_path / "a.warc"])] == [150_000]


def test_the_earliest_response_tells_when_a_replay_begins(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc", [replace(PAGE, answered_at=AT + timedelta(hours=hours)) for hours in (2, 1, 3)])
    assert first_response_at([tmp_path / "a.warc"]) == AT + timedelta(hours=1)
    write_warc(tmp_path / "b.warc", [])
    with pytest.raises(BrokenRecording, match=r"no response in .*b.warc, .*b.warc$"):
        first_response_at([tmp_path / "b.warc"] * 2)


# Mending


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("WARC/1.1\nContent-Length: 1\n\nwords\n\n", "WARC/1.1\nContent-Length: 5\n\nwords\n\n"),
        ("WARC/1.0\nX: 1\n\nwords\n\n\n", "WARC/1.0\nX: 1\nContent-Length: {6}\n\nwords\n\n\n"),
        ("WARC/1.1\nX: 1\n\nwords", "WARC/1.1\nX: 1\nContent-Length: 5\n\nwords\n\n"),
        ("WARC/1.1\nX: 1\n\n\n\n\n\n", "WARC/1.1\nX: 1\nContent-Length: {2}\n\n\n\n\n\n"),
        ("WARC/1.1\nX: 1\n\nHTTP/1.1 200 OK\ncontent-length: 9\n\nwords\n\n",
         "WARC/1.1\nX: 1\nContent-Length: {40}\n\nHTTP/1.1 200 OK\ncontent-length: 5\n\nwords\n\n"),
        ("WARC/1.1\nX: 1\n\nGET / HTTP/1.1\nContent-Length: 9\n\nwords\n\n",
         "WARC/1.1\nX: 1\nContent-Length: {39}\n\nGET / HTTP/1.1\nContent-Length: 9\n\nwords\n\n"),
        ("WARC/1.1\nX: 1\n\nHTTP/1.1 200 OK\n\n", "WARC/1.1\nX: 1\nContent-Length: 15\n\nHTTP/1.1 200 OK\n\n"),
        ("WARC/1.1\nWARC-Block-Digest: sha1:A\nX: 1\nWARC-Payload-Digest: b\n\nw\n\n",
         "WARC/1.1\nX: 1\nContent-Length: 1\n\nw\n\n"),
    ],
)  # fmt: skip
def test_lengths_are_mended_and_digests_leave(tmp_path: Path, text: str, mended: str, eol: bytes) -> None:
    """In the table a length in braces counts line ends of one byte."""
    (tmp_path / "a.warc").write_bytes(text.encode().replace(b"\n", eol) * 2)
    if not text.endswith("\n\n"):  # nothing parts it from the next record
        (tmp_path / "a.warc").write_bytes(text.encode().replace(b"\n", eol))
    count = 2 if text.endswith("\n\n") else 1
    assert mend_warc(tmp_path / "a.warc") == count
    block = mended.partition("\n\n")[2][:-2]
    length = len(block) + (len(eol) - 1) * block.count("\n")
    expected = re.sub(r"\{\d+\}", str(length), mended).encode().replace(b"\n", eol)
    assert (tmp_path / "a.warc").read_bytes() == expected * count


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not begin with a line WARC/1.1"),
        ("\nWARC/1.1\nX: 1\n\n", "does not begin with a line WARC/1.1"),
        ("WARC/1.1\nX: 1\n" + "x" * 99, r"no blank line after the headers of b'WARC/1.1\\nX: 1\\nx{66}'"),
    ],
)
def test_what_cannot_be_mended_is_told(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "a.warc").write_text(text)
    with pytest.raises(BrokenRecording, match=why):
        mend_warc(tmp_path / "a.warc")


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


# A sample for the doctor


class Doctor(Crawl):
    def __init__(self, folder: Path) -> None:
        super().__init__(SAMPLE_FILE=str(folder / "sample.json"))
        self.sample, self.file = Sample.from_crawler(self.crawler), folder / "sample.json"
        self.asked: list[str] = []
        self.crawler.engine.crawl = lambda request: self.asked.append(request.url)

    def start(self, *found: Any) -> list[Any]:
        return _collect(self.sample.process_start(_all_of(*found)))

    def read(self, *found: Any) -> list[Any]:
        return _collect(self.sample.process_spider_output(Response(URL), _all_of(*found)))

    def idle(self) -> bool:
        """Whether the crawl goes on."""
        try:
            self.sample.idle()
        except DontCloseSpider:
            return True
        return False

    def close(self, reason: str = "finished") -> dict[str, Any]:
        self.send(signals.spider_closed, spider=self.spider, reason=reason)
        told: dict[str, Any] = json.loads(self.file.read_text())
        return told


async def _all_of(*things: Any) -> AsyncIterator[Any]:
    for thing in things:
        yield thing


def _collect(things: AsyncIterator[Any]) -> list[Any]:
    async def gather() -> list[Any]:
        return [thing async for thing in things]

    try:
        gather().send(None)
    except StopIteration as end:
        found: list[Any] = end.value
        return found
    raise AssertionError("it waits for something")


POSTING = RawPosting(board="a", board_ref="7", url=URL, fetched_at=AT, title="CIO")
REJECTED = Rejected(board="a", url=URL, code=Refusal.RESERVED, reason="no title", words={})


def test_an_ad_is_tried_before_a_list_and_that_before_the_next_start(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path)
    assert doctor.start(Request("https://a.example/1"), REJECTED, Request("https://b.example/2")) == [REJECTED]
    assert doctor.idle() and doctor.asked == ["https://a.example/1"]
    ad, page = Request("https://a.example/ad", cb_kwargs={"board_ref": "7"}), Request("https://a.example/page")
    assert doctor.read(page, REJECTED, ad) == [REJECTED]
    assert [doctor.idle(), doctor.idle(), doctor.idle()] == [True, True, False]
    assert doctor.asked == ["https://a.example/1", "https://a.example/ad", "https://a.example/page"]
    told = doctor.close()
    assert told["asked"] == doctor.asked and told["unasked"] == ["b.example"]
    assert told["rejected"] == ["no title"] and told["seen"] == []


def test_a_crawl_ends_when_an_ad_was_read_or_nothing_is_left(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path)
    doctor.start(Request("https://a.example/1"), Request("https://a.example/2"))
    doctor.send(signals.spider_idle, spider=doctor.spider, dont_log=DontCloseSpider)
    assert doctor.read(POSTING, Request("https://a.example/page")) == [POSTING]
    assert not doctor.idle() and doctor.asked == ["https://a.example/1"]
    assert not Doctor(tmp_path).idle()


def test_of_a_long_list_only_the_first_fifty_are_kept(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path)
    ads = [Request(f"https://a.example/{number}", cb_kwargs={"board_ref": "7"}) for number in range(60)]
    doctor.read(*ads, *[Request(f"https://a.example/p{number}") for number in range(60)], *[REJECTED] * 60)
    assert (len(doctor.sample.postings), len(doctor.sample.lists), len(doctor.sample.rejected)) == (50, 50, 50)
    assert doctor.sample.postings[0] is ads[0]


@pytest.mark.parametrize(
    ("reason", "stats"),
    [("finished", {"a": 1, "unread/a/logo": 3}), ("shutdown", {"a": 2, "b": 3, "unread/a/logo": 3})],
)
def test_what_is_counted_after_the_last_request_is_told_only_of_a_crawl_that_broke_off(
    tmp_path: Path, reason: str, stats: dict[str, int]
) -> None:
    doctor = Doctor(tmp_path)
    doctor.crawler.stats.set_value("a", 1)
    doctor.idle()
    for name, count in {"a": 2, "b": 3, "unread/a/logo": 3}.items():
        doctor.crawler.stats.set_value(name, count)
    assert doctor.close(reason)["stats"] == stats


def test_what_the_network_gave_is_noted(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path)
    witness = Witness.from_crawler(doctor.crawler)
    response = Response(URL, status=203)
    assert witness.process_response(Request(URL + "?api_key=geheim77"), response) is response
    witness.process_exception(Request(URL), OSError("cut off"))
    doctor.idle()
    assert doctor.close()["seen"] == [
        {"url": f"{URL}?api_key=masked", "path": "/jobs", "status": 203},
        {"url": URL, "path": "/jobs", "error": "OSError", "words": "cut off"},
    ]
