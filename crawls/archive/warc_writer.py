"""Writes WARC files (ISO 28500): the one form in which responses of boards are kept, archived or recorded."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from http.client import responses
from pathlib import Path

from crawls.archive.recorded_response import Headers, RecordedResponse
from schemas.secrets import mask_keys
from storage.files import write_whole
from storage.layout import Output

SOFTWARE = "wupperjobs (Scrapy)"
# fields of this project, which other readers of WARC ignore
STAMP_FIELD = "Listing-Stamp"
CARRIED_AT_FIELD = "Carried-At"


def write_warc(path: str | Path, recorded: Iterable[RecordedResponse], note: str = "") -> None:
    """Write a recording as plain text that can be read and edited: the same responses in, the same bytes out.

    Lines end in LF; a request is written only where its address does not say everything (POST). After a hand edit
    `mend_warc` recomputes the lengths.
    """
    recorded = list(recorded)
    first = min((response.answered_at for response in recorded), default=datetime(1970, 1, 1, tzinfo=UTC))
    place = Output.at(path)
    with write_whole(place, place.root) as file:
        file.write(warcinfo(first, note, b"\n"))
        for number, response in enumerate(recorded):
            posts = response.method != "GET" or bool(response.request_body)
            file.write(b"".join(records_of(response, number, b"\n", with_request=posts)))


def warcinfo(at: datetime, note: str = "", eol: bytes = b"\r\n") -> bytes:
    """The record at the head of a file: what it was made by, and that robots.txt was obeyed."""
    fields = [("software", SOFTWARE), ("format", "WARC File Format 1.1"), ("robots", "obeyed")]
    fields += [("description", note)] if note else []
    block = b"".join(f"{name}: {value}".encode() + eol for name, value in fields)
    return _record("warcinfo", at, [("Content-Type", "application/warc-fields")], block, eol)


def records_of(
    response: RecordedResponse, number: int, eol: bytes = b"\r\n", *, with_request: bool = True
) -> list[bytes]:
    """The records of a response, its request first; `number` tells equal responses of one file apart."""
    url = mask_keys(response.url)
    block = _http(
        f"HTTP/1.1 {response.status} {responses.get(response.status, 'Unknown')}", response.headers, response.body, eol
    )
    seed = hashlib.sha256(block + repr((number, response.key, response.answered_at)).encode()).hexdigest()
    target = [("WARC-Target-URI", url)]
    records = []
    if with_request:
        path = "/" + url.split("/", 3)[3] if url.count("/") >= 3 else "/"
        request = _http(f"{response.method} {path} HTTP/1.1", response.request_headers, response.request_body, eol)
        asked = [*target, ("Content-Type", "application/http; msgtype=request")]
        records.append(_record("request", response.answered_at, asked, request, eol, seed + "?"))
        target.append(("WARC-Concurrent-To", _record_id(seed + "?")))
    target += [(STAMP_FIELD, response.stamp)] if response.stamp else []
    target += [(CARRIED_AT_FIELD, write_instant(response.carried_at))] if response.carried_at else []
    target.append(("Content-Type", "application/http; msgtype=response"))
    records.append(_record("response", response.answered_at, target, block, eol, seed))
    return records


def _http(first_line: str, headers: Headers, body: bytes, eol: bytes) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers), "", ""]
    return eol.join(line.encode() for line in lines) + body


def _record(
    kind: str, at: datetime, fields: list[tuple[str, str]], block: bytes, eol: bytes, seed: str | None = None
) -> bytes:
    date = write_instant(at)
    head = [("WARC-Type", kind), ("WARC-Record-ID", _record_id(seed or date + repr(block))), ("WARC-Date", date)]
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in [*head, *fields]), f"Content-Length: {len(block)}"]
    return eol.join(line.encode() for line in [*lines, "", ""]) + block + eol + eol


def write_instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record_id(seed: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}>"
