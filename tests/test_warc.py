"""WARC without a crawl: as it is written, read and mended."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawls.archive.recorded_response import RecordedResponse, request_key
from crawls.archive.warc_mending import mend_warc
from crawls.archive.warc_reader import BrokenRecording, Recording, first_response_at
from crawls.archive.warc_writer import records_of, warcinfo, write_instant, write_warc
from tests.support.recorded_page import AT, PAGE, URL

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
