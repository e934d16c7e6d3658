"""Mends a plain-text recording after a hand edit, which leaves its lengths wrong."""

import re
from pathlib import Path

from crawls.archive.warc_reader import BrokenRecording
from storage.files import write_file

_RECORD = re.compile(rb"(?m)^WARC/1\.[01]\r?$")
_LENGTH = re.compile(rb"(?mi)^(Content-Length:)[^\r\n]*")
_DIGEST = re.compile(rb"(?mi)^WARC-(?:Block|Payload)-Digest:[^\n]*\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


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
    write_file(path, b"".join(mended))
    return len(mended)


def _mend_record(record: bytes, path: str | Path) -> bytes:
    eol = b"\r\n" if record.partition(b"\n")[0].endswith(b"\r") else b"\n"
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
