"""WARC files (ISO 28500): the one form in which responses are kept, archived live or recorded for tests."""

import gzip
import hashlib
import logging
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import responses
from pathlib import Path
from typing import IO, Any

from w3lib.url import canonicalize_url
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from schemas.mistakes import ConfigurationError
from storage.layout import Output

logger = logging.getLogger(__name__)

SOFTWARE = "wupperjobs (Scrapy)"
Headers = tuple[tuple[str, str], ...]
Key = tuple[str, str, bytes]  # method, canonical address, digest of the body

_STAMP, _CARRIED_AT = "Listing-Stamp", "Carried-At"  # fields of our own, which other readers of WARC pass over
_SECRET = re.compile(
    r"(?i)([?&](?:app_key|app_id|api_?key|access_token|auth_token|client_secret|password|token)=)[^&#]*"
)
_RECORD = re.compile(rb"(?m)^WARC/1\.[01]\r?$")
_LENGTH = re.compile(rb"(?mi)^(Content-Length:)[^\r\n]*")
_DIGEST = re.compile(rb"(?mi)^WARC-(?:Block|Payload)-Digest:[^\n]*\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


class BrokenRecording(ConfigurationError):  # noqa: N818 - reads as what it says
    """A file that is no WARC, or whose lengths do not fit its records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a board answered to one request. `answered_at` is aware, whole seconds; `body` as sent, maybe compressed.

    `stamp` is what the list said of the page when it was asked for, as a digest. `carried_at`: the answer is an earlier
    run's, and the board showed then that it still stands.
    """

    url: str
    answered_at: datetime
    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    method: str = "GET"
    request_body: bytes = b""
    request_headers: Headers = ()
    stamp: str | None = None
    carried_at: datetime | None = None

    @property
    def key(self) -> Key:
        return request_key(self.method, self.url, self.request_body)


def mask_keys(url: str) -> str:
    """The address without the keys of whoever asks: they are neither stored nor needed to find the answer again.

    >>> mask_keys("https://api.example/jobs?app_id=7&app_key=s3cret&page=2")
    'https://api.example/jobs?app_id=masked&app_key=masked&page=2'
    """
    return _SECRET.sub(r"\g<1>masked", url)


def request_key(method: str, url: str, body: bytes) -> Key:
    """What tells two requests apart: the order of query parameters does not, the body does.

    >>> request_key("GET", "https://a.example/?b=2&a=1", b"") == request_key("get", "https://a.example/?a=1&b=2#x", b"")
    True
    """
    return method.upper(), canonicalize_url(mask_keys(url)), hashlib.sha256(body).digest()


def write_warc(path: str | Path, answers: Iterable[Answer], note: str = "") -> None:
    """Write a recording as plain text that can be read and edited: the same answers in, the same bytes out.

    Lines end in LF, a request is written down only where its address does not say all (POST). After a hand edit
    `mend_warc` recomputes the lengths.
    """
    answers = list(answers)
    first = min((answer.answered_at for answer in answers), default=datetime(1970, 1, 1, tzinfo=UTC))
    with Path(path).open("wb") as file:
        file.write(warcinfo(first, note, b"\n"))
        for number, answer in enumerate(answers):
            posts = answer.method != "GET" or bool(answer.request_body)
            file.write(b"".join(records_of(answer, number, b"\n", with_request=posts)))


def mend_warc(path: str | Path) -> int:
    """Recompute the lengths of a plain-text recording after a hand edit; returns how many records it has.

    A record begins at a line `WARC/1.1`; its text ends before the blank line that stands before the next one.
    Digests are removed: they are not needed, and a hand edit leaves them wrong.
    """
    data = Path(path).read_bytes()
    starts = [match.start() for match in _RECORD.finditer(data)]
    if not starts or starts[0] != 0:
        raise BrokenRecording(f"{path}: does not begin with a line WARC/1.1")
    mended = [_mend_record(data[start:end], path) for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]
    Path(path).write_bytes(b"".join(mended))
    return len(mended)


def _mend_record(record: bytes, path: str | Path) -> bytes:
    eol = b"\r\n" if record[: record.index(b"\n") + 1].endswith(b"\r\n") else b"\n"
    blank = _BLANK_LINE.search(record)
    if blank is None:
        raise BrokenRecording(f"{path}: no blank line after the headers of {record[:80]!r}")
    head, block = record[: blank.start()] + eol, record[blank.end() :]
    for _ in range(2):  # the two line ends that part records
        block = block[: -len(eol)] if block.endswith(eol) else block
    http = _BLANK_LINE.search(block)
    if block.startswith(b"HTTP/") and http:
        length = b"%d" % (len(block) - http.end())
        block = _LENGTH.sub(rb"\1 " + length, block[: http.start()]) + block[http.start() :]
    head = _DIGEST.sub(b"", head)
    length = b"%d" % len(block)
    head = _LENGTH.sub(rb"\1 " + length, head) if _LENGTH.search(head) else head + b"Content-Length: " + length + eol
    return head + eol + block + eol + eol


def warcinfo(at: datetime, note: str = "", eol: bytes = b"\r\n") -> bytes:
    """The record that heads a file: by what it was made, and that robots.txt was obeyed."""
    fields = [("software", SOFTWARE), ("format", "WARC File Format 1.1"), ("robots", "obeyed")]
    fields += [("description", note)] if note else []
    block = b"".join(f"{name}: {value}".encode() + eol for name, value in fields)
    return _record("warcinfo", at, [("Content-Type", "application/warc-fields")], block, eol)


def records_of(answer: Answer, number: int, eol: bytes = b"\r\n", *, with_request: bool = True) -> list[bytes]:
    """The records of an answer, its request first; `number` tells equal answers of one file apart."""
    url = mask_keys(answer.url)
    block = _http(
        f"HTTP/1.1 {answer.status} {responses.get(answer.status, 'Unknown')}", answer.headers, answer.body, eol
    )
    seed = hashlib.sha256(block + repr((number, answer.key, answer.answered_at)).encode()).hexdigest()
    target = [("WARC-Target-URI", url)]
    records = []
    if with_request:
        path = "/" + url.split("/", 3)[3] if url.count("/") >= 3 else "/"
        request = _http(f"{answer.method} {path} HTTP/1.1", answer.request_headers, answer.request_body, eol)
        asked = [*target, ("Content-Type", "application/http; msgtype=request")]
        records.append(_record("request", answer.answered_at, asked, request, eol, seed + "?"))
        target.append(("WARC-Concurrent-To", _record_id(seed + "?")))
    target += [(_STAMP, answer.stamp)] if answer.stamp else []
    target += [(_CARRIED_AT, _instant(answer.carried_at))] if answer.carried_at else []
    target.append(("Content-Type", "application/http; msgtype=response"))
    records.append(_record("response", answer.answered_at, target, block, eol, seed))
    return records


def _http(first_line: str, headers: Headers, body: bytes, eol: bytes) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers), "", ""]
    return eol.join(line.encode() for line in lines) + body


def _record(
    kind: str, at: datetime, fields: list[tuple[str, str]], block: bytes, eol: bytes, seed: str | None = None
) -> bytes:
    date = _instant(at)
    head = [("WARC-Type", kind), ("WARC-Record-ID", _record_id(seed or date + repr(block))), ("WARC-Date", date)]
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in [*head, *fields]), f"Content-Length: {len(block)}"]
    return eol.join(line.encode() for line in [*lines, "", ""]) + block + eol + eol


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record_id(seed: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}>"


@dataclass(slots=True)
class _Found:
    """Where an answer stands, and to which request."""

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
    """The answers of WARC files, found by request; bodies are read from the file when they are asked for.

    Several answers to one request are served in their order, and the last one again and again. An answer without a
    request record is one to GET. Raises BrokenRecording, and OSError for a file that is not there.
    """

    files: Sequence[str | Path]
    found: list[_Found] = field(default_factory=list)
    _by_key: dict[Key, list[_Found]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in self.files:
            place = Output.at(path)
            self._read_index(place.filesystem.open_input_file(place.root), str(path))
        for found in self.found:
            key = request_key(found.method, found.url, found.request_body)
            self._by_key.setdefault(key, []).append(found)

    def next_answer(self, key: Key) -> Answer | None:
        """The next answer to a request; None if none was recorded."""
        found = self._by_key.get(key)
        if not found:
            return None
        return _read_answer(found.pop(0) if len(found) > 1 else found[0])

    def last_answer(self, key: Key) -> Answer | None:
        """The last answer to a request, in the order of the files; None if none was recorded."""
        found = self._by_key.get(key)
        return _read_answer(found[-1]) if found else None

    def __iter__(self) -> Iterator[Answer]:
        return (_read_answer(found) for found in self.found)

    def _read_index(self, file: IO[bytes], path: str) -> None:
        try:
            self.found += _find_answers(file, path)
        except (ArchiveLoadFailed, AttributeError) as error:  # AttributeError: of warcio, for a record without address
            file.seek(0)
            if "non-chunked" not in str(error):
                raise BrokenRecording(f"{path}: {error}; after a hand edit: scrapy record --mend {path}") from error
            whole = tempfile.TemporaryFile()  # noqa: SIM115 - stays open as long as its answers are asked for
            with gzip.open(file) as packed:  # packed as one piece, so nothing in it can be found by offset
                shutil.copyfileobj(packed, whole)
            whole.seek(0)
            self._read_index(whole, path)


def _find_answers(file: IO[bytes], path: str) -> list[_Found]:
    asked: dict[str | None, tuple[str, bytes]] = {}  # by the id of the request's record and of its answer's
    answers: list[tuple[_Found, list[str | None]]] = []
    before: tuple[str, str] | None = None  # address and id of a request right before an answer
    records = ArchiveIterator(file)
    for record in records:
        head = record.rec_headers
        url, own_id = str(head.get_header("WARC-Target-URI")), head.get_header("WARC-Record-ID")
        concurrent = head.get_header("WARC-Concurrent-To")
        if record.rec_type == "request" and record.http_headers:
            before = (url, own_id or f"request before {url}")
            asked[before[1]] = asked[concurrent or own_id] = (record.http_headers.protocol, _read_body(record))
        elif record.rec_type == "response" and url.startswith(("http://", "https://")):
            ids = [concurrent, own_id, before[1] if before and before[0] == url else None]
            found = _Found(file, path, records.get_record_offset(), url, _read_instant(head, "WARC-Date", path))
            found.stamp = head.get_header(_STAMP)
            found.carried_at = _read_instant(head, _CARRIED_AT, path) if head.get_header(_CARRIED_AT) else None
            if record.raw_stream.limit > 0:  # the crawl was killed while it wrote this record
                logger.warning("%s: the last answer, of %s, is cut off and left out", path, url)
            else:
                answers.append((found, ids))
            before = None
        records.read_to_end()
        if records.err_count:
            raise BrokenRecording(f"{path}: lengths do not fit near {url}; after a hand edit: scrapy record --mend")
    for found, ids in answers:
        found.method, found.request_body = next((asked[id_] for id_ in ids if id_ in asked), ("GET", b""))
    return [found for found, _ in answers]


def _read_instant(head: Any, name: str, path: str) -> datetime:
    words, where = head.get_header(name) or "", f"{path}: {head.get_header('WARC-Target-URI')}"
    if not words.endswith("Z"):
        raise BrokenRecording(f"{where} has no {name} in UTC")
    try:
        return datetime.fromisoformat(words)
    except ValueError as error:
        raise BrokenRecording(f"{where}: {name} {words}: {error}") from error


def _read_body(record: ArcWarcRecord) -> bytes:
    """The body as sent: of its transfer only the cutting into chunks is undone."""
    chunked = (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    return b"".join(iter(lambda: stream.read(1 << 16), b""))


def _read_answer(found: _Found) -> Answer:
    found.file.seek(found.offset)
    record = next(ArchiveIterator(found.file))
    headers = tuple((k, v) for k, v in record.http_headers.headers if k.lower() != "transfer-encoding")
    return Answer(
        url=found.url,
        answered_at=found.answered_at,
        status=int(record.http_headers.get_statuscode()),
        headers=headers,
        body=_read_body(record),
        method=found.method,
        request_body=found.request_body,
        stamp=found.stamp,
        carried_at=found.carried_at,
    )


def first_answer_at(files: Sequence[str | Path]) -> datetime:
    """When the earliest answer of the files was given: the start of the run that they replay. Raises ValueError."""
    if not (found := Recording(files).found):
        raise BrokenRecording(f"no answer in {', '.join(map(str, files))}")
    return min(answer.carried_at or answer.answered_at for answer in found)
