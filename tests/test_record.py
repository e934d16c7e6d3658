"""`scrapy record`: what becomes of live answers, and the recordings that are kept."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest

from crawls.archive.recorded_response import Headers, RecordedResponse
from crawls.archive.warc_mending import mend_warc
from crawls.archive.warc_reader import BrokenRecording, Recording
from crawls.recording import mend, tidy_response, write_bundle, write_recording

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
