"""`scrapy record`: what becomes of live answers, and the recordings that are kept."""

import gzip
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest

from crawls.archive.recorded_response import Headers, RecordedResponse
from crawls.archive.warc_mending import mend_warc
from crawls.archive.warc_reader import BrokenRecording, Recording
from crawls.archive.warc_writer import write_warc
from crawls.recording import fetch_whole, mask_body, mend, record, tidy_response, write_bundle, write_recording
from german.places.search import load_search
from schemas.mistakes import ConfigurationError

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
RECORDINGS = sorted((Path(__file__).parent / "boards").glob("*/*.warc"))


def _answer(body: bytes, *headers: tuple[str, str]) -> RecordedResponse:
    return RecordedResponse(url="https://board.example/jobs", answered_at=AT, headers=headers, body=body)


def test_an_answer_becomes_text_that_can_be_read_in_a_diff() -> None:
    kept: Headers = (("Content-Type", "text/html; charset=utf-8"), ("Date", "Fri, 20 Nov 2026 05:00:00 GMT"))
    packed = _answer(
        gzip.compress(b"<p>Fragen: Tel. 0202 5631234</p>"),
        *kept, ("Content-Encoding", "gzip"), ("Content-Length", "52"), ("X-Cache", "HIT"), ("Server", "nginx"),
    )  # fmt: skip
    tidy = tidy_response(packed)
    assert tidy.body == b"<p>Fragen: Tel. [Telefon]</p>"
    assert tidy.headers == kept


def test_json_is_set_out_in_lines_and_keeps_its_numbers() -> None:
    row = {"created_at": 1795120560, "text": "Frau Petra Muster, p.muster@stadt.example", "ort": "Köln"}
    tidy = tidy_response(_answer(json.dumps(row).encode(), ("Content-Type", "application/json")))
    assert json.loads(tidy.body) == {**row, "text": "Frau [Name], [E-Mail]"}
    assert tidy.body.count(b"\n") == 4
    assert "Köln".encode() in tidy.body


def test_a_charset_of_its_own_is_kept() -> None:
    tidy = tidy_response(_answer("<p>Köln</p>".encode("cp1252"), ("Content-Type", "text/html; charset=windows-1252")))
    assert tidy.body == "<p>Köln</p>".encode("cp1252")


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/html; charset=unheard-of", "image/png"])
def test_what_cannot_be_read_as_text_is_kept_as_it_came(kind: str) -> None:
    assert tidy_response(_answer(b"\x89PNG\xff\xfe", ("Content-Type", kind))).body == b"\x89PNG\xff\xfe"


def test_a_compression_that_cannot_be_undone_is_refused_by_name() -> None:
    with pytest.raises(BrokenRecording, match="zstd"):
        tidy_response(_answer(b"(\xb5/\xfd", ("Content-Encoding", "zstd")))


def test_mending_says_how_many_records_a_file_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.warc").write_text("WARC/1.1\nWARC-Type: warcinfo\n\nsoftware: by hand\n\n\n")
    assert mend([str(tmp_path / "a.warc")]) == 0
    assert "a.warc: 1 records" in capsys.readouterr().out
    assert "Content-Length: 18\n" in (tmp_path / "a.warc").read_text()
    (tmp_path / "b.warc").write_text("no record")
    with pytest.raises(BrokenRecording, match=r"b\.warc"):
        mend([str(tmp_path / "b.warc")])


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recording_needs_no_mending_and_asks_robots_txt_of_every_host(recording: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.warc").write_bytes(recording.read_bytes())
    mend_warc(tmp_path / "copy.warc")
    assert (tmp_path / "copy.warc").read_bytes() == recording.read_bytes(), f"scrapy record --mend {recording}"
    asked = [urlsplit(answer.url) for answer in Recording([recording])]
    assert {url.hostname for url in asked} == {url.hostname for url in asked if url.path == "/robots.txt"}


def test_the_recordings_stay_small() -> None:
    assert sum(file.stat().st_size for file in RECORDINGS) < 1_500_000


def test_a_bundle_holds_the_recording_with_contacts_masked(tmp_path: Path) -> None:
    page = RecordedResponse(
        url="https://muster.example/", answered_at=AT, headers=(("Content-Type", "text/plain"), ("Set-Cookie", "s=1")),
        body=b"Fragen: 0202 5631234",
    )  # fmt: skip
    write_recording(tmp_path / "muster", [tidy_response(page)], page.url, "{} responses")
    write_bundle(str(tmp_path / "muster.zip"), tmp_path / "muster")
    with ZipFile(tmp_path / "muster.zip") as bundle:
        assert bundle.namelist() == ["muster/board.json", "muster/recorded.warc"]
        told = bundle.read("muster/recorded.warc")
    assert b"[Telefon]" in told and b"5631234" not in told and b"Cookie" not in told


def test_a_recording_of_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    head = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-11-20T05:00:00Z\r\nWARC-Target-URI: https://]]/\r\n"
    block = b"HTTP/1.1 200 OK\r\n\r\nx"
    file.write_bytes(head + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n")
    with pytest.raises(BrokenRecording, match="is no address"):
        Recording([file])
    file.write_bytes(file.read_bytes().replace(b"https://]]/", b"https://a.a/").replace(b"200 OK", b"two OK"))
    with pytest.raises(BrokenRecording, match="has no status"):
        list(Recording([file]))
    file.write_bytes(b"WARC/1.1")
    with pytest.raises(BrokenRecording):
        mend_warc(file)


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        ('{"a": ["Tel. 0202 5631234", 7, null], "b": {"c": "Koch"}}', "application/json",
         '{\n "a": [\n  "Tel. [Telefon]",\n  7,\n  null\n ],\n "b": {\n  "c": "Koch"\n }\n}'),
        ('{"a": "Tel. 0202 5631234"', "application/json", '{"a": "Tel. [Telefon]"'),
        ('<p id="Tel. 0202 5631">Tel. 0202 5631</p>', "text/html", '<p id="Tel. 0202 5631">Tel. [Telefon]</p>'),
        ('<p id="Tel. 0202 5631">Tel. 0202 5631</p>', "text/xml", '<p id="Tel. 0202 5631">Tel. [Telefon]</p>'),
        ("<Tel. 0202 5631234>", "text/plain", "<Tel. [Telefon]>"),
    ],
)  # fmt: skip
def test_contacts_are_masked_where_people_write(body: str, kind: str, told: str) -> None:
    assert mask_body(body, kind) == told


@pytest.mark.parametrize(
    ("body", "headers", "told"),
    [
        (b"Koch", {}, b"Koch"),
        (b"", {"Content-Encoding": "br"}, b""),
        (b"Koch", {"Content-Encoding": "Identity"}, b"Koch"),
        (gzip.compress(b"Koch", mtime=0), {"Content-Encoding": "GZIP"}, b"Koch"),
        ("Köln".encode("latin-1"), {"Content-Type": 'text/html; charset="iso-8859-1"'}, "Köln".encode("latin-1")),
        ("Köln".encode(), {"Content-Type": "text/html"}, "Köln".encode()),
        ("Köln".encode("latin-1"), {"Content-Type": "text/html"}, "Köln".encode("latin-1")),
    ],
)
def test_a_body_is_kept_in_its_charset_and_unpacked(body: bytes, headers: dict[str, str], told: bytes) -> None:
    assert tidy_response(_answer(body, *headers.items())).body == told


def test_what_was_asked_is_kept_and_headers_that_say_something() -> None:
    sent = RecordedResponse(
        url="https://board.example/s", answered_at=AT, status=404, method="POST", request_body=b"q=1", body=b"x",
        headers=(("Link", "<a>"), ("Server", "nginx"), ("Retry-After", "9")), request_headers=(("Accept", "x"),),
    )  # fmt: skip
    tidy = tidy_response(sent)
    assert (tidy.url, tidy.answered_at, tidy.status) == (sent.url, AT, 404)
    assert (tidy.method, tidy.request_body) == ("POST", b"q=1")
    assert tidy.headers == (("Link", "<a>"), ("Retry-After", "9")) and tidy.request_headers == ()


PAGES = [
    RecordedResponse(url=f"https://board.example/{name}", answered_at=AT.replace(minute=minute), headers=(), body=b"x")
    for minute, name in enumerate(("robots.txt", "jobs", "jobs/7"))
]
SEARCH = str(RECORDINGS[0].parents[1] / "search.toml")


@pytest.mark.parametrize("count", [3, 1])
def test_a_board_is_recorded_into_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    asked: list[tuple[str, int]] = []

    def fetch(board: str, search: object, pages: int) -> list[RecordedResponse]:
        asked.append((board, pages))
        return PAGES[:count]

    monkeypatch.setattr("crawls.recording.fetch_whole", fetch)
    assert record(["arbeitnow"], SEARCH, str(tmp_path), pages=3) == 0
    assert asked == [("arbeitnow", 3)]
    text = (tmp_path / "arbeitnow" / "board.json").read_text()
    told = json.loads(text)
    assert text.startswith('{\n  "address": ') and text.endswith("\n}\n")
    assert told == {
        "address": "https://board.example/jobs" if count > 1 else "https://board.example/robots.txt",
        "fetched_at": "2026-11-20T05:00:00+00:00",
        "provenance": "recorded",
        "note": f"scrapy record, {count} responses; contact data masked, compression undone, headers thinned",
    }
    assert list(Recording([tmp_path / "arbeitnow" / "recorded.warc"])) == PAGES[:count]
    assert f"recorded.warc: {count} responses. Read it before you commit it" in capsys.readouterr().out
    assert b"description: arbeitnow, contact data masked" in (tmp_path / "arbeitnow" / "recorded.warc").read_bytes()


def test_a_recording_is_packed_to_be_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("crawls.recording.fetch_whole", lambda board, search, pages: PAGES)
    bundle = str(tmp_path / "a.zip")
    assert record(["arbeitnow"], SEARCH, str(tmp_path / "boards"), pages=0, bundle=bundle) == 0
    with ZipFile(bundle) as packed:
        assert packed.namelist() == ["arbeitnow/board.json", "arbeitnow/recorded.warc"]
        assert all(one.compress_size < one.file_size for one in packed.infolist())
    assert not (tmp_path / "boards").exists()
    assert f"{bundle}: 3 responses of arbeitnow. Read it before you send it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([], "takes one board"),
        (["arbeitnow", "personio"], "takes one board"),
        (["stepstone"], "stepstone: its terms forbid"),
        (["arbeitnow"], "arbeitnow: no response came, nothing was recorded"),
    ],
)
def test_what_cannot_be_recorded_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], why: str
) -> None:
    monkeypatch.setattr("crawls.recording.fetch_whole", lambda board, search, pages: [])
    search = shutil.copy(SEARCH, tmp_path)
    (tmp_path / "search.local.toml").write_text("[boards.stepstone]\npermission = false\n")
    shutil.copy(Path(SEARCH).with_name("employers.toml"), tmp_path)
    with pytest.raises(ConfigurationError, match=why):
        record(names, str(search), str(tmp_path), pages=3)


@pytest.mark.parametrize("code", [0, 2])
def test_a_board_is_crawled_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    given: dict[str, str] = {}

    def run(command: object, *, env: dict[str, str], start_new_session: bool, check: bool) -> object:
        given.update(env)
        assert start_new_session and not check
        plain = Path(given["OUTPUT"], "plain.warc")
        write_warc(plain, [_answer(gzip.compress(b"x"), ("Content-Encoding", "gzip"))])
        Path(given["ARCHIVE_FILE"]).write_bytes(gzip.compress(plain.read_bytes()))
        return SimpleNamespace(returncode=code)

    monkeypatch.setattr("crawls.recording.hand_over", lambda settings: settings)
    monkeypatch.setattr("crawls.recording.subprocess.run", run)
    search = replace(load_search(SEARCH), contact="jobs@example.org")
    if code:
        with pytest.raises(ConfigurationError, match="the crawl ended with exit code 2"):
            fetch_whole("arbeitnow", search, 3)
    else:
        assert [one.body for one in fetch_whole("arbeitnow", search, 3)] == [b"x"]
    assert given["CLOSESPIDER_PAGECOUNT"] == "3" and given["USER_AGENT"] == "wupperjobs (+jobs@example.org)"
    assert json.loads(given["DEFAULT_REQUEST_HEADERS"])["Accept-Encoding"] == "gzip, deflate"
    assert given["SEARCH_FILE"] == SEARCH and given["OUTPUT"] and len(given["RUN"]) == 16
