"""Parts as the crawl left them: found, read and checked. One that cannot be read is a failed board, never a crash."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from schemas.tables import BoardRun, Posting
from snapshots.arrays import Column
from snapshots.signatures import Signatures, sign, sign_part
from snapshots.stock import SEEN
from storage.layout import Output, run_of
from storage.parts import read_board_run, read_refused
from storage.tables import UNREADABLE, conform, open_table, read_bytes
from storage.texts import LENGTH

_UNREADABLE = (*UNREADABLE, KeyError, TypeError)  # the last two: a verdict of unexpected form
Record: TypeAlias = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One board's part of one run. If `error` says why it cannot be read, `verdict` is None and `rows` is empty.

    `rows` are its postings by board_ref, with the columns SEEN, including those left out. `signed` are the signatures
    of the texts that were not known.
    """

    run: str
    board: str
    path: str
    sha256: str
    verdict: BoardRun | None
    rows: pa.Table
    gone: frozenset[str]
    refused: frozenset[str]  # ids and addresses of what became no posting
    error: str | None
    signed: tuple[pa.Table, ...] = ()

    @property
    def record(self) -> Record:
        """What the manifest says of it."""
        rows = None if self.error else self.rows.num_rows
        return {"run": self.run, "board": self.board, "sha256": self.sha256, "rows": rows, "error": self.error}


def read_parts(output: Output, paths: Iterable[str], known: Signatures | None = None) -> list[Part]:
    """The parts of one run, one for each board, by board: a second copy is ignored, whatever it is called.

    `known`: texts that are not signed again.
    """
    parts: dict[str, Part] = {}
    for part in sorted(
        _sign_unknown(output, [_open_part(output, path) for path in sorted(set(paths))], known or Signatures()),
        key=lambda part: (part.error is not None, not part.path.endswith(f"/{part.board}.parquet"), part.sha256),
    ):
        parts.setdefault(part.board, part)
    return [parts[board] for board in sorted(parts)]


def read_part(output: Output, path: str) -> Part:
    """One part, checked against its schema and its own verdict, with the signatures of its texts."""
    (part,) = _sign_unknown(output, [_open_part(output, path)], Signatures())
    return part


def _open_part(output: Output, path: str) -> tuple[Part, pa.Table]:
    """One part without signatures, and the rows as they lie in its file."""
    run, board = run_of(path), path.rpartition("/")[2].removesuffix(".parquet")
    sha256 = hashlib.sha256(b"").hexdigest()
    try:
        data = read_bytes(output, path)
        sha256 = hashlib.sha256(data).hexdigest()
        file = open_table(data)
        metadata = file.metadata.metadata or {}
        verdict, gone = read_board_run(metadata)
        if verdict.run != run:
            raise ValueError(f"its verdict is of run {verdict.run}")
        read = file.read()
        rows = _measured(read)
        for column, value in (("board", verdict.board), ("run", run)):
            if rows.num_rows and not pc.all(pc.equal(rows[column], value)).as_py():
                raise ValueError(f"it holds postings whose {column} is not {value}")
        seen, refused = latest_rows(rows), frozenset(read_refused(metadata))
        return Part(run, verdict.board, path, sha256, verdict, seen, frozenset(gone), refused, None), read
    except _UNREADABLE as error:
        return _unreadable(run, board, path, sha256, error), SEEN.empty_table()


def _unreadable(run: str, board: str, path: str, sha256: str, error: Exception) -> Part:
    reason = f"part cannot be read: {str(error).strip() or type(error).__name__}".splitlines()[0]
    return Part(run, board, path, sha256, None, SEEN.empty_table(), frozenset(), frozenset(), reason)


def _sign_unknown(output: Output, opened: list[tuple[Part, pa.Table]], known: Signatures) -> Iterator[Part]:
    """The parts with the signatures of the texts that are not known, of those postings that are not left out."""
    sums = [chunk for _, read in opened for chunk in read["text_sha256"].chunks]
    lacking, start = known.lacks(pa.chunked_array(sums, pa.string())), 0  # of all at once: the known ones are many
    for part, read in opened:
        if part.error:  # and no rows
            yield part
            continue
        wanted = read.filter(pc.and_(pc.is_null(read["left_out"]), lacking.slice(start, read.num_rows)))
        start += read.num_rows
        try:
            if "text_run" in read.column_names:
                rows = wanted.select(["text_sha256", "text_run"])
                yield replace(part, signed=tuple(sign_part(output, part.path, part.board, rows)))
            else:
                yield replace(part, signed=(sign(wanted),))
        except _UNREADABLE as error:
            yield _unreadable(part.run, part.board, part.path, part.sha256, error)


def _measured(read: pa.Table) -> pa.Table:
    """The rows of a part with `text_length` in place of the text; a part of before holds the texts themselves."""
    rows = conform(read, Posting)
    if LENGTH.name in read.column_names:
        length = read[LENGTH.name]
    else:
        length = pc.fill_null(pc.utf8_length(rows["text"]), 0)
    return rows.drop_columns(["text"]).append_column(LENGTH, length.cast(LENGTH.type)).select(SEEN.names)


def latest_rows(rows: pa.Table) -> pa.Table:
    """One row a board_ref, in their order: the one fetched last."""
    if rows.num_rows < 2 or _are_rising(rows["board_ref"]):  # as a crawl writes them
        return rows
    order = pc.sort_indices(rows, [("board_ref", "ascending"), ("fetched_at", "ascending")])
    refs = rows["board_ref"].take(order)
    last = pc.not_equal(refs[:-1], refs[1:])
    keep = pa.chunked_array([*last.chunks, pa.array([True])])
    return rows.take(order.filter(keep))


def _are_rising(words: Column) -> bool:
    """Whether each word is larger than the one before it."""
    return bool(pc.all(pc.less(words[:-1], words[1:])).as_py())
