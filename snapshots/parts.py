"""Parts as the crawl left them: found, read and checked. One that cannot be read is a failed board, never a crash."""

import dataclasses
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import fs

from schemas.columns import schema_of
from schemas.layout import Output, started_at
from schemas.parts import read_board_run
from schemas.tables import Benchmark, BoardRun, Posting, TrackedPosting
from snapshots.text_signature import sign_texts

UNREADABLE = (OSError, ValueError, pa.ArrowException)  # what a damaged file raises


@dataclass(frozen=True, slots=True)
class Part:
    """One board's part of one run. `verdict` and `rows` are None where `error` says why it cannot be read.

    `rows` are its postings by board_ref, with `text_length` (characters) and `text_signature` in place of
    `text`; left-out ones included.
    """

    run: str
    board: str
    path: str
    sha256: str
    verdict: BoardRun | None
    rows: Any
    gone: frozenset[str]
    error: str | None

    @property
    def record(self) -> dict[str, Any]:
        """What the manifest says of it."""
        rows = None if self.rows is None else self.rows.num_rows
        return {"run": self.run, "board": self.board, "sha256": self.sha256, "rows": rows, "error": self.error}


def find_parts(output: Output, after: str | None, folder: str = "postings") -> list[str]:
    """Paths of the parts of all runs later than `after`; None: of all runs."""
    paths = []
    for entry in _list(output, output.path(folder)):
        if entry.type == fs.FileType.Directory and is_run(entry.base_name) and entry.base_name > (after or ""):
            paths += [
                file.path
                for file in _list(output, output.path(folder, entry.base_name))
                if file.type == fs.FileType.File and file.extension == "parquet" and file.base_name[0] not in "._"
            ]
    return sorted(paths)


def _list(output: Output, path: str) -> list[Any]:
    return list(output.filesystem.get_file_info(fs.FileSelector(path, allow_not_found=True)))


def is_run(name: str) -> bool:
    try:
        started_at(name)
    except ValueError:
        return False
    return len(name) == len("20261122T050000Z")


def run_of(path: str) -> str:
    """The run a part belongs to, from the folder it lies in."""
    return path.rsplit("/", 2)[-2]


def read_parts(output: Output, paths: Iterable[str], known: Any = None) -> list[Part]:
    """The parts of one run, one a board, by board: a second copy counts once, whatever it is called.

    `known`: a table with `text_sha256` and `text_signature`, so that a text met before is not signed again.
    """
    parts: dict[str, Part] = {}
    for part in sorted(
        (read_part(output, path, known) for path in sorted(set(paths))),
        key=lambda part: (part.error is not None, not part.path.endswith(f"/{part.board}.parquet"), part.sha256),
    ):
        parts.setdefault(part.board, part)
    return [parts[board] for board in sorted(parts)]


def read_part(output: Output, path: str, known: Any = None) -> Part:
    """One part, checked against its schema and its own verdict."""
    run, board = run_of(path), path.rsplit("/", 1)[-1].removesuffix(".parquet")
    sha256 = hashlib.sha256(b"").hexdigest()
    try:
        data = read_bytes(output, path)
        sha256 = hashlib.sha256(data).hexdigest()
        file = _open(data)
        verdict, gone = read_board_run(file.metadata.metadata or {})
        if verdict.run != run:
            raise ValueError(f"its verdict is of run {verdict.run}")
        rows = conform(file.read(), Posting)
        for column, value in (("board", verdict.board), ("run", run)):
            if rows.num_rows and not pc.all(pc.equal(rows[column], value)).as_py():
                raise ValueError(f"it holds postings whose {column} is not {value}")
        return Part(run, verdict.board, path, sha256, verdict, _latest(_measured(rows, known)), frozenset(gone), None)
    except (*UNREADABLE, KeyError, TypeError) as error:  # the last two: a verdict of another form
        reason = f"part cannot be read: {str(error).strip() or type(error).__name__}".splitlines()[0]
        return Part(run, board, path, sha256, None, None, frozenset(), reason)


def read_benchmarks(output: Output, path: str) -> Any:
    """The rows of one benchmark part. Raises OSError, ValueError or ArrowException."""
    return conform(_open(read_bytes(output, path)).read(), Benchmark)


def read_texts(output: Output, path: str, board_refs: Collection[str]) -> Any:
    """Table board, board_ref, text of some postings of a part; without those that have none. Raises as above."""
    wanted = pa.array(sorted(board_refs), pa.string())
    file = _open(read_bytes(output, path))
    columns = pa.schema([*TEXTS, schema_of(Posting).field("fetched_at")])
    tables = [columns.empty_table()]
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=columns.names).select(columns.names).cast(columns)
        tables.append(table.filter(pc.is_in(table["board_ref"], wanted)))
    texts = _latest(pa.concat_tables(tables))
    return texts.filter(pc.is_valid(texts["text"])).select(TEXTS.names)


TEXTS = pa.schema([("board", pa.string()), ("board_ref", pa.string()), ("text", pa.large_string())])


def keys_of(table: Any) -> Any:
    """Board and board_ref of each row as one word."""
    return pc.binary_join_element_wise(table["board"], table["board_ref"], "\x1f")


def index_of(column: Any) -> pd.Index:
    """A column of words to look rows up by."""
    index: pd.Index = pd.Index(column.to_numpy(zero_copy_only=False), dtype=object)
    return index


def read_bytes(output: Output, path: str) -> Any:
    with output.filesystem.open_input_file(path) as stream:
        return stream.read_buffer()


def _open(data: Any) -> Any:
    return pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)


def conform(table: Any, row: Any, columns: Collection[str] | None = None) -> Any:
    """The table with exactly the columns of a row class (or some of them).

    One that it lacks, as from before the column was there, has the default of the row class. Raises ValueError.
    """
    defaults = {field.name: field.default for field in dataclasses.fields(row)}
    there = set(table.column_names)
    schema = schema_of(row)
    if columns is not None:
        schema = pa.schema([schema.field(name) for name in columns])
    arrays = []
    for field in schema:
        if field.name not in there:
            if defaults[field.name] is dataclasses.MISSING:
                raise ValueError(f"column {field.name} is missing")
            arrays.append(pa.repeat(pa.scalar(defaults[field.name], field.type), table.num_rows))
            continue
        column = table[field.name]
        if column.type != field.type:
            raise ValueError(f"column {field.name} is {column.type}, not {field.type}")
        if column.null_count and not field.nullable:
            raise ValueError(f"column {field.name} has nulls")
        arrays.append(column)
    conformed = pa.Table.from_arrays(arrays, schema=schema)
    conformed.validate(full=True)  # invalid UTF-8 of a damaged file shows here, not in the middle of a publish
    return conformed


def _measured(rows: Any, known: Any) -> Any:
    """With `text_length` and `text_signature` (none for those left out) in place of the text."""
    length = pc.fill_null(pc.utf8_length(rows["text"]), 0)
    texts = pc.if_else(pc.is_null(rows["left_out"]), rows["text"], pa.scalar(None, pa.string()))
    signature = _sign(texts, rows["text_sha256"], known)
    measured = rows.drop_columns(["text"]).append_column(pa.field("text_length", pa.int32()), length)
    return measured.append_column(schema_of(TrackedPosting).field("text_signature"), signature)


def _sign(texts: Any, sums: Any, known: Any) -> Any:
    """The texts' signatures: those of equal texts that are known, the others made."""
    if known is None or not known.num_rows:
        return sign_texts(texts)
    signed = known.filter(
        pc.and_(pc.is_valid(known["text_sha256"]), pc.greater(pc.list_value_length(known["text_signature"]), 0))
    )
    index = index_of(signed["text_sha256"])
    first = ~index.duplicated()
    at = index[first].get_indexer(index_of(sums))
    at = np.where(pc.is_valid(texts).to_numpy(zero_copy_only=False), at, -1)
    old = signed["text_signature"].filter(pa.array(first)).combine_chunks()
    new = sign_texts(texts.filter(pa.array(at < 0)))
    place = np.where(at < 0, len(old) + np.cumsum(at < 0) - 1, at)
    return pa.concat_arrays([old, new]).take(pa.array(place))


def _latest(rows: Any) -> Any:
    """One row a board_ref: the one fetched last."""
    order = pc.sort_indices(rows, [("board_ref", "ascending"), ("fetched_at", "ascending")])
    refs = rows["board_ref"].take(order)
    if rows.num_rows < 2:
        return rows
    last = pc.not_equal(refs[:-1], refs[1:]).combine_chunks()
    keep = pa.concat_arrays([last if isinstance(last, pa.Array) else last.chunk(0), pa.array([True])])
    return rows.take(order.filter(keep))
