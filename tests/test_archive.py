"""Archive and replay, through Scrapy's engine and on files alone."""

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from crawls.archive.http_cache import WarcStorage
from crawls.archive.recorded_response import RecordedResponse, request_key
from crawls.archive.warc_mending import mend_warc
from crawls.archive.warc_reader import BrokenRecording, Recording, first_response_at
from crawls.archive.warc_writer import write_warc
from schemas.secrets import mask_keys
from tests.support.engine import Page, run_crawls, serving

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
ANSWERS = [
    RecordedResponse(url="https://board.example/robots.txt", answered_at=AT, status=404),
    RecordedResponse(
        url="https://board.example/jobs?b=2&a=1", answered_at=AT, headers=HTML, body="<p>Büroleitung</p>\n".encode()
    ),
    RecordedResponse(
        url="https://board.example/s", answered_at=AT, method="POST", request_body=b'{"page":1}', body=b"one"
    ),
    RecordedResponse(
        url="https://board.example/s", answered_at=AT, method="POST", request_body=b'{"page":2}', body=b"two"
    ),
]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One live crawl, archived, and replays of what it left; the server is gone when they run."""
    archive = tmp_path_factory.mktemp("archive") / "run" / "board.warc.gz"
    tries: list[str] = []

    def answer(method: str, path: str, body: bytes) -> Page:
        tries.append(path)
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /hidden\n"
        if path == "/packed":
            return 200, {"Content-Encoding": "gzip", "Content-Type": "text/html"}, gzip.compress("<p>Köln</p>".encode())
        if path == "/moved":
            return 301, {"Location": "/target?app_key=s3cret", "Set-Cookie": "session=s3cret"}, b""
        if path == "/flaky" and tries.count(path) == 1:
            return 503, {}, b"busy"
        if path == "/gone":
            return 410, {}, b"gone"
        return 200, {"Content-Type": "text/plain; charset=utf-8"}, f"{method} {path} ".encode() + body

    with serving(answer) as server:
        asked: list[dict[str, Any]] = [
            {"url": server + "/packed"},
            {"url": server + "/hidden"},
            {"url": server + "/moved"},
            {"url": server + "/flaky"},
            {"url": server + "/gone", "meta": {"handle_httpstatus_list": [410]}},
            {"url": server + "/search", "method": "POST", "body": '{"page": 1}'},
            {"url": server + "/search", "method": "POST", "body": '{"page": 2}'},
            {"url": server + "/keyed?app_key=s3cret&page=2", "headers": {"X-API-Key": "s3cret"}},
        ]
        live = run_crawls([{"requests": asked, "settings": {"ARCHIVE_FILE": str(archive)}}])[0]
    unpacked = archive.with_suffix("")
    unpacked.write_bytes(gzip.decompress(archive.read_bytes()))
    no_robots = archive.with_name("no_robots.warc")
    write_warc(no_robots, [answer for answer in Recording([archive]) if "robots.txt" not in answer.url])
    absent = [*asked[:1], {"url": server + "/absent"}, {"url": server + "/search", "method": "POST", "body": "3"}]
    replays = [
        {"requests": asked, "settings": {"REPLAY_FILES": json.dumps([str(archive)])}},
        {"requests": asked, "settings": {"REPLAY_FILES": [str(unpacked)]}},
        {"requests": absent, "settings": {"REPLAY_FILES": [str(archive)]}},
        {"requests": asked[:1], "settings": {"REPLAY_FILES": [str(no_robots)]}},
    ]
    names = ("replayed", "unpacked", "absent", "no_robots")
    return {"archive": archive, "server": server, "live": live, **dict(zip(names, run_crawls(replays), strict=True))}


def _seen(stats: dict[str, Any]) -> list[str]:
    return sorted(mask_keys(json.dumps(seen, sort_keys=True)) for seen in stats["seen"])


def test_a_replay_shows_the_spider_what_the_live_crawl_showed_it(crawled: dict[str, Any]) -> None:
    assert len(crawled["live"]["seen"]) == 7
    assert _seen(crawled["replayed"]) == _seen(crawled["live"])
    assert _seen(crawled["unpacked"]) == _seen(crawled["live"])
    assert {seen["kind"] for seen in crawled["replayed"]["seen"]} == {"HtmlResponse", "TextResponse"}
    assert crawled["replayed"]["robotstxt/forbidden"] == 1
    assert "replay/missing" not in crawled["replayed"]


def test_every_answer_says_when_it_was_given(crawled: dict[str, Any]) -> None:
    times = {seen["url"].rsplit("/", 1)[1]: seen["answered_at"] for seen in crawled["live"]["seen"]}
    assert all(datetime.fromisoformat(time).utcoffset() is not None for time in times.values())
    by_url = {answer.url.rsplit("/", 1)[1]: answer.answered_at for answer in Recording([crawled["archive"]])}
    assert datetime.fromisoformat(times["flaky"]) == by_url["flaky"]  # of the second try
    assert "target?app_key=s3cret" in times  # set again after a redirect


def test_the_archive_holds_errors_redirects_and_robots_but_no_keys(crawled: dict[str, Any]) -> None:
    answers = list(Recording([crawled["archive"]]))
    statuses = sorted((answer.url.removeprefix(crawled["server"]), answer.status) for answer in answers)
    assert ("/robots.txt", 200) in statuses
    assert ("/moved", 301) in statuses
    assert [status for url, status in statuses if url == "/flaky"] == [200, 503]
    assert ("/keyed?app_key=masked&page=2", 200) in statuses
    text = gzip.decompress(crawled["archive"].read_bytes())
    head = text[: text.index(b"HTTP/1.1")]
    assert b"WARC-Type: warcinfo" in head and b"robots: obeyed" in head
    assert b"s3cret" not in b"".join(line for line in text.split(b"\n") if not line.startswith(b"GET /"))
    assert text.count(b"\r\nWARC-Type: request\r\n") == len(answers)


def test_an_archive_cut_off_by_a_kill_is_readable_up_to_there(crawled: dict[str, Any], tmp_path: Path) -> None:
    whole, packed = list(Recording([crawled["archive"]])), crawled["archive"].read_bytes()
    members = [match.start() for match in re.finditer(rb"\x1f\x8b\x08\x00\x00\x00\x00\x00", packed)]
    for end in (len(packed) - 1, len(packed) - 40, members[-1] + 5, members[-1]):
        (tmp_path / "cut.warc.gz").write_bytes(packed[:end])
        assert list(Recording([tmp_path / "cut.warc.gz"])) in (whole[:-1], whole)  # only a checksum may be missing


def test_what_a_recording_lacks_is_an_error_that_names_the_request(crawled: dict[str, Any]) -> None:
    stats = crawled["absent"]
    assert (stats["replay/missing"], len(stats["seen"])) == (2, 1)
    assert stats["replay/first_missing"] == f"GET {crawled['server']}/absent is not in the recording"
    assert stats["ledger/failed"] == 2
    assert "/absent" in stats["ledger/first_failure"]


def test_a_robots_txt_that_was_not_recorded_is_missing_too(crawled: dict[str, Any]) -> None:
    assert "/robots.txt is not in the recording" in crawled["no_robots"]["replay/first_missing"]


def test_a_replay_without_its_wall_to_the_network_does_not_start(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc", ANSWERS)
    with pytest.raises(ValueError, match="ReplayWall"):
        WarcStorage(Settings({"REPLAY_FILES": [str(tmp_path / "a.warc")]}))


def test_the_same_answers_make_the_same_bytes_and_are_read_back(tmp_path: Path) -> None:
    for name in ("a.warc", "b.warc"):
        write_warc(tmp_path / name, ANSWERS, note="made by hand")
    assert (tmp_path / "a.warc").read_bytes() == (tmp_path / "b.warc").read_bytes()
    assert list(Recording([tmp_path / "a.warc"])) == ANSWERS
    mend_warc(tmp_path / "b.warc")
    assert (tmp_path / "a.warc").read_bytes() == (tmp_path / "b.warc").read_bytes()


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
def test_a_recording_edited_by_hand_is_mended(tmp_path: Path, eol: bytes) -> None:
    lines = [
        b"WARC/1.1", b"WARC-Type: response", b"WARC-Date: 2026-11-20T05:00:00Z", b"WARC-Payload-Digest: sha1:AAAA",
        b"WARC-Target-URI: https://board.example/", b"Content-Length: 1", b"",
        b"HTTP/1.1 200 OK", b"content-length: 2", b"", b"<h1>new words</h1>", b"", b"",
    ]  # fmt: skip
    file = tmp_path / "edited.warc"
    file.write_bytes(eol.join(lines) * 2)
    with pytest.raises(BrokenRecording, match="lengths do not fit"):
        Recording([file])
    assert mend_warc(file) == 2
    answers = list(Recording([file]))
    assert [answer.body for answer in answers] == [b"<h1>new words</h1>"] * 2
    assert dict(answers[0].headers)["content-length"] == "18"
    assert b"Digest" not in file.read_bytes()


def test_several_answers_to_one_request_come_in_order_and_the_last_one_stays(tmp_path: Path) -> None:
    words = [b"first", b"second", b"third"]
    write_warc(
        tmp_path / "a.warc",
        [RecordedResponse(url="https://board.example/", answered_at=AT, body=body) for body in words],
    )
    recording = Recording([tmp_path / "a.warc"])
    served = [recording.next_response(request_key("GET", "https://board.example", b"")) for _ in range(5)]
    assert [answer.body for answer in served if answer] == [*words, b"third", b"third"]


def test_requests_are_told_apart_by_body_and_not_by_the_order_of_parameters(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc", ANSWERS)
    recording = Recording([tmp_path / "a.warc"])

    def body(method: str, url: str, sent: bytes = b"") -> bytes | None:
        answer = recording.next_response(request_key(method, url, sent))
        return answer.body if answer else None

    assert body("GET", "https://board.example/jobs?a=1&b=2") == "<p>Büroleitung</p>\n".encode()
    assert body("POST", "https://board.example/s", b'{"page":2}') == b"two"
    assert body("POST", "https://board.example/s", b'{"page":3}') is None
    assert body("GET", "https://board.example/s") is None


def test_a_request_record_counts_wherever_other_tools_put_it(tmp_path: Path) -> None:
    def record(kind: str, head: str, block: str) -> str:
        url = "WARC-Target-URI: https://board.example/s\nWARC-Date: 2026-11-20T05:00:00Z"
        return f"WARC/1.0\nWARC-Type: {kind}\n{url}\n{head}Content-Length: {len(block)}\n\n{block}\n\n"

    ask, answer = "POST /s HTTP/1.1\nHost: board.example\n\nq=1", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n"
    answer += "3\r\nyes\r\n0\r\n\r\n"
    after = record("response", "WARC-Record-ID: <a>\n", answer) + record("request", "WARC-Concurrent-To: <a>\n", ask)
    before = record("request", "", ask) + record("response", "", answer)
    linked = record("request", "WARC-Record-ID: <q>\n", ask) + record("response", "WARC-Concurrent-To: <q>\n", answer)
    for text in (after, before, linked):
        (tmp_path / "a.warc").write_text(text)
        found = Recording([tmp_path / "a.warc"]).next_response(request_key("POST", "https://board.example/s", b"q=1"))
        assert found is not None
        assert (found.body, found.headers) == (b"yes", ())


def test_a_file_packed_in_one_piece_is_read_too(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc", ANSWERS)
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress((tmp_path / "a.warc").read_bytes()))
    assert list(Recording([tmp_path / "a.warc.gz"])) == ANSWERS


def test_a_replay_begins_with_the_earliest_answer_of_its_files(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc", ANSWERS)
    later = [RecordedResponse(url="https://board.example/", answered_at=AT.replace(hour=4, minute=59))]
    write_warc(tmp_path / "b.warc", later)
    assert first_response_at([tmp_path / "a.warc", tmp_path / "b.warc"]) == AT.replace(hour=4, minute=59)
    write_warc(tmp_path / "empty.warc", [])
    with pytest.raises(BrokenRecording, match="no response"):
        first_response_at([tmp_path / "empty.warc"])


@pytest.mark.parametrize("text", ["", "<html>", "WARC/1.1\nWARC-Type: response\n"])
def test_what_is_no_recording_is_refused_or_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.warc").write_text(text)
    try:
        assert not Recording([tmp_path / "a.warc"]).found
    except BrokenRecording as error:
        assert "a.warc" in str(error)


def test_a_date_without_a_zone_is_refused(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc", ANSWERS)
    (tmp_path / "a.warc").write_text((tmp_path / "a.warc").read_text().replace("05:00:00Z", "05:00:00"))
    with pytest.raises(BrokenRecording, match="WARC-Date"):
        Recording([tmp_path / "a.warc"])


def test_bodies_are_not_kept_in_memory(tmp_path: Path) -> None:
    many = (
        RecordedResponse(url=f"https://board.example/{n}", answered_at=AT, body=bytes(1_000_000)) for n in range(20)
    )
    write_warc(tmp_path / "a.warc", many)
    import tracemalloc

    tracemalloc.start()
    recording = Recording([tmp_path / "a.warc"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(recording.found) == 20
    assert peak < 5_000_000


@st.composite
def _answers(draw: st.DrawFn) -> RecordedResponse:
    posts = draw(st.booleans())
    return RecordedResponse(
        url="https://board.example/" + draw(st.text("abc/?&=", max_size=8)),
        answered_at=AT + timedelta(seconds=draw(st.integers(-(10**9), 10**9))),
        status=draw(st.sampled_from([200, 301, 404, 410, 503, 599])),
        headers=HTML,
        body=draw(st.binary(max_size=60)),
        method="POST" if posts else "GET",
        request_body=draw(st.binary(min_size=1, max_size=9)) if posts else b"",
    )


@given(st.lists(_answers(), max_size=4))
def test_any_answers_are_read_back_as_written(
    tmp_path_factory: pytest.TempPathFactory, answers: list[RecordedResponse]
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.warc"
    write_warc(path, answers)
    assert list(Recording([path])) == answers
