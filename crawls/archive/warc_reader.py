"""Reads WARC files: responses of an archive or a recording, found by their requests."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawls.archive.recorded_response import Key, RecordedResponse, request_key
from crawls.archive.warc_writer import CARRIED_AT_FIELD, STAMP_FIELD
from schemas.mistakes import ConfigurationError
from storage.files import unpack
from storage.layout import Output

logger = logging.getLogger(__name__)


class BrokenRecording(ConfigurationError):  # noqa: N818 - reads as what it says
    """A file that is not WARC, or whose lengths do not fit its records."""


@dataclass(slots=True)
class _Found:
    """Where a response stands in its file, and which request it belongs to."""

    file: IO[bytes]
    path: str
    offset: int
    url: str
    answered_at: datetime
    method: str = "GET"
    request_body: bytes = b""
    stamp: str | None = None
    carried_at: datetime | None = None


@dataclass(slots=True)
class Recording:
    """The responses of WARC files, found by request; a body is read from the file when it is asked for.

    A file is named by its path or URL, or by an Output whose root it is. Several responses to one request are
    served in their order, the last one again and again. A response without a request record belongs to a GET. Raises
    BrokenRecording, and OSError for a file that is not there.
    """

    files: Sequence[str | Path | Output]
    found: list[_Found] = field(default_factory=list)
    _by_key: dict[Key, list[_Found]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in self.files:
            place, name = (path, path.root) if isinstance(path, Output) else (Output.at(path), str(path))
            self._read_index(place.filesystem.open_input_file(place.root), name)
        for found in self.found:
            try:
                key = request_key(found.method, found.url, found.request_body)
            except ValueError as error:
                raise BrokenRecording(f"{found.path}: {found.url[:200]!r} is no address: {error}") from error
            self._by_key.setdefault(key, []).append(found)

    def next_response(self, key: Key) -> RecordedResponse | None:
        """The next response to a request; None if none was recorded."""
        found = self._by_key.get(key)
        if not found:
            return None
        return _read_response(found.pop(0) if len(found) > 1 else found[0])

    def last_response(self, key: Key) -> RecordedResponse | None:
        """The last response to a request, in the order of the files; None if none was recorded."""
        found = self._by_key.get(key)
        return _read_response(found[-1]) if found else None

    def __iter__(self) -> Iterator[RecordedResponse]:
        return (_read_response(found) for found in self.found)

    def _read_index(self, file: IO[bytes], path: str) -> None:
        try:
            self.found += _find_responses(file, path)
        except (ArchiveLoadFailed, AttributeError) as error:  # the latter for a record without address
            file.seek(0)
            if "non-chunked" not in str(error):
                raise BrokenRecording(f"{path}: {error}; after a hand edit: scrapy record --mend {path}") from error
            self._read_index(unpack(file), path)  # packed as one piece, so nothing in it can be found by offset


def _find_responses(file: IO[bytes], path: str) -> list[_Found]:
    asked: dict[str | None, tuple[str, bytes]] = {}  # by the id of the request's record and of the response's
    recorded: list[tuple[_Found, list[str | None]]] = []
    before: tuple[str, str] | None = None  # address and id of a request right before a response
    records = ArchiveIterator(file)
    for record in records:
        head = record.rec_headers
        url, own_id = str(head.get_header("WARC-Target-URI")), head.get_header("WARC-Record-ID")
        concurrent = head.get_header("WARC-Concurrent-To")
        if record.rec_type == "request" and record.http_headers:
            before = (url, own_id or f"request before {url}")
            request = (record.http_headers.protocol, _read_body(record))
            asked |= dict.fromkeys(filter(None, (before[1], concurrent)), request)
        elif record.rec_type == "response" and url.startswith(("http://", "https://")):
            ids = [concurrent, own_id, before[1] if before and before[0] == url else None]
            found = _Found(file, path, records.get_record_offset(), url, _read_instant(head, "WARC-Date", path))
            found.stamp = head.get_header(STAMP_FIELD)
            if head.get_header(CARRIED_AT_FIELD):
                found.carried_at = _read_instant(head, CARRIED_AT_FIELD, path)
            if record.raw_stream.limit > 0:  # the crawl was killed while it wrote this record
                logger.warning("%s: the last response, of %s, is cut off and left out", path, url)
            else:
                recorded.append((found, ids))
            before = None
        records.read_to_end()
        if records.err_count:
            raise BrokenRecording(f"{path}: lengths do not fit near {url}; after a hand edit: scrapy record --mend")
    for found, ids in recorded:
        found.method, found.request_body = next((asked[id_] for id_ in ids if id_ in asked), ("GET", b""))
    return [found for found, _ in recorded]


def _read_instant(head: Any, name: str, path: str) -> datetime:
    words, where = head.get_header(name) or "", f"{path}: {head.get_header('WARC-Target-URI')}"
    if not words.endswith("Z"):
        raise BrokenRecording(f"{where} has no {name} in UTC")
    try:
        return datetime.fromisoformat(words)
    except ValueError as error:
        raise BrokenRecording(f"{where}: {name} {words}: {error}") from error


def _read_body(record: ArcWarcRecord) -> bytes:
    """The body as it was sent, except that a chunked transfer is joined."""
    chunked = (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    return b"".join(iter(lambda: stream.read(1 << 16), b""))


def _read_response(found: _Found) -> RecordedResponse:
    found.file.seek(found.offset)
    record = next(ArchiveIterator(found.file))
    status = record.http_headers.get_statuscode() if record.http_headers else "nothing of HTTP"
    if not status.isdecimal():
        raise BrokenRecording(f"{found.path}: the response of {found.url} has no status, but {status[:40]!r}")
    headers = tuple((k, v) for k, v in record.http_headers.headers if k.lower() != "transfer-encoding")
    return RecordedResponse(
        url=found.url,
        answered_at=found.answered_at,
        status=int(status),
        headers=headers,
        body=_read_body(record),
        method=found.method,
        request_body=found.request_body,
        stamp=found.stamp,
        carried_at=found.carried_at,
    )


def first_response_at(files: Sequence[str | Path]) -> datetime:
    """When the earliest response of the files was given: the start of the run that they replay. Raises ValueError."""
    if not (found := Recording(files).found):
        raise BrokenRecording(f"no response in {', '.join(map(str, files))}")
    return min(response.carried_at or response.answered_at for response in found)
