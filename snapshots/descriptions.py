"""The text of each job's canonical posting: from the snapshot before, or from where its crawl put it."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column, Numbers, in_one
from snapshots.keys import find_rows, keys_of
from storage.layout import Output
from storage.long_column import LongTable, group_starts
from storage.parts import read_postings
from storage.snapshots import Snapshot
from storage.tables import UNREADABLE, open_table
from storage.texts import TEXTS, read_texts

ROWS = 128  # of a row group, on average: it is carried as long as none of its texts changes
FILE = "descriptions.parquet"
NAMES = ["job_id", "board", "board_ref", "text_sha256"]
ROW = pa.schema([*((name, pa.string()) for name in NAMES), ("job_since_at", pa.timestamp("us", "UTC"))])
OLD = pa.field("old", pa.int32())
CURE = "put it back from a backup, or remove it: the next run brings the texts of the ads that are still up"
PLACED = ["board", "run", "text_run", "text_sha256"]  # where the text of a posting lies


def gather_descriptions(
    output: Output,
    stock: pa.Table,
    before: Snapshot | None,
    parts: Mapping[tuple[str, str], str],
    withheld: Collection[str] = (),
) -> tuple[LongTable, tuple[str, ...]]:
    """The descriptions, jobs that came later behind those that came before; a job without any text has no row.

    And, in words, the files that hold such a text and cannot be read.

    A text is the one of its sum, wherever it lies: in the snapshot before, or where the crawl put it that brought it.
    `parts`: run and board to path, of the present runs. If it is nowhere any more, the job keeps the text that it had,
    provided it is that of one of its postings. The texts of boards `withheld` are left out: such a job has that of
    another of its postings, or none.
    """
    old = _Old(before)
    stock = stock.select([*ROW.names, "run", "text_run", "is_canonical", "status"])
    canonical = _choose(stock, withheld)
    stock = stock.filter(_may_be_published(stock, withheld)) if withheld else stock
    canonical = canonical.filter(pc.is_valid(canonical["text_sha256"]))
    canonical = old.find_texts_of(canonical)
    lacking = canonical.filter(pc.is_null(canonical["old"]))
    found, unread = _read_texts(output, lacking.select(PLACED), parts)
    sums = found["text_sha256"].combine_chunks()
    rows = canonical.filter(pc.or_(pc.is_valid(canonical["old"]), pc.is_in(canonical["text_sha256"], sums)))
    kept = old.find_texts_of(old.of_silent_jobs(stock, rows["job_id"]))
    rows = pa.concat_tables([table.select([*ROW.names, "old"]).cast(ROW.append(OLD)) for table in (rows, kept)])
    rows = rows.sort_by([("job_since_at", "ascending"), ("job_id", "ascending")])
    old_at, new_at = rows["old"], pc.index_in(rows["text_sha256"], sums)
    rows = rows.select(NAMES)

    def read(start: int, end: int) -> pa.Array:
        was, now = (column.slice(start, end - start).combine_chunks() for column in (old_at, new_at))
        carried = old.texts(was.drop_null().to_numpy())
        fresh = found["text"].take(now.filter(was.is_null())).combine_chunks().cast(pa.string())
        is_old = was.is_valid().to_numpy(zero_copy_only=False)
        order = np.where(is_old, np.cumsum(is_old) - 1, len(carried) + np.cumsum(~is_old) - 1)
        return pa.concat_arrays([carried, fresh]).take(pa.array(order))

    starts = group_starts(rows["job_id"].to_pylist(), ROWS)
    return LongTable(rows, "text", "text_sha256", starts, read, old.source), unread


def _choose(stock: pa.Table, withheld: Collection[str]) -> pa.Table:
    """Each job's canonical posting; where its text is withheld, another that has one: an open one before others."""
    canonical = stock.filter(stock["is_canonical"])
    may = _may_be_published(canonical, withheld)
    if pc.all(may).as_py() is not False:
        return canonical
    silent = canonical.filter(pc.invert(may))["job_id"].combine_chunks()
    others = stock.filter(_may_be_published(stock, withheld)).filter(pc.field("text_sha256").is_valid())
    others = others.filter(pc.is_in(others["job_id"], silent))
    order = [("job_id", "ascending"), ("status", "descending"), ("board", "ascending"), ("board_ref", "ascending")]
    others = others.sort_by(order)
    ids = others["job_id"].combine_chunks()
    return pa.concat_tables([canonical.filter(may), others.take(pc.index_in(ids.unique(), ids))])


def _may_be_published(postings: pa.Table, withheld: Collection[str]) -> Column:
    return pc.invert(pc.is_in(postings["board"], pa.array(sorted(withheld), pa.string())))


class _Old:
    """The descriptions of the snapshot before."""

    def __init__(self, before: Snapshot | None) -> None:
        self.source = before.stream(FILE) if before else None
        self._file: Any = open_table(self.source) if before else None
        self.rows = self._read_rows()
        self.sums = in_one(self.rows["text_sha256"])
        told = self._file.metadata if self._file else None
        sizes = [told.row_group(at).num_rows for at in range(told.num_row_groups)] if told else []
        self._ends = np.cumsum(sizes, dtype=np.int64)
        self._group = lru_cache(maxsize=8)(self._read_group)

    def _read_rows(self) -> pa.Table:
        """NAMES; a snapshot of before says no sums."""
        if self._file is None:
            return pa.schema([(name, pa.string()) for name in NAMES]).empty_table()
        names = [name for name in NAMES if name in self._file.schema_arrow.names]
        rows = self._file.read(names).replace_schema_metadata()
        if "text_sha256" not in names:
            texts = self._file.read(["text"])["text"].to_pylist()
            rows = rows.append_column("text_sha256", pa.array([sha256(text.encode()).hexdigest() for text in texts]))
        return rows

    def find_texts_of(self, postings: pa.Table) -> pa.Table:
        """The postings, each with the number of a row here that has its text (OLD); null: none has."""
        return postings.append_column(OLD, pc.index_in(postings["text_sha256"], self.sums))

    def texts(self, rows: Numbers) -> pa.Array:
        """The texts of rows by their numbers."""
        if not len(rows):
            return pa.array([], pa.string())
        groups = np.searchsorted(self._ends, rows, "right")
        needed, at = np.unique(groups, return_inverse=True)
        there = [self._group(group) for group in needed.tolist()]
        begin = np.cumsum([0, *map(len, there)])[at]
        first = np.concatenate([[0], self._ends])[groups]
        return pa.concat_arrays(there).take(pa.array(rows - first + begin))

    def _read_group(self, group: int) -> pa.Array:
        return self._file.read_row_group(group, ["text"])["text"].combine_chunks()

    def of_silent_jobs(self, stock: pa.Table, told: Column) -> pa.Table:
        """ROW of the jobs of which no text is told, as far as the text that they had is of a posting that they have."""
        silent = self.rows.filter(pc.invert(pc.is_in(self.rows["job_id"], told.combine_chunks())))
        at = find_rows(keys_of(silent), keys_of(stock))
        now = stock.select(["job_id", "job_since_at"]).take(pa.array(at, mask=at < 0))
        rows = silent.append_column(stock.schema.field("job_since_at"), now["job_since_at"])
        return rows.filter(pc.fill_null(pc.equal(now["job_id"], silent["job_id"]), False))


def _read_texts(
    output: Output, wanted: pa.Table, parts: Mapping[tuple[str, str], str]
) -> tuple[pa.Table, tuple[str, ...]]:
    """TEXTS of postings (PLACED), from where their crawls put them, and in words the files that cannot be read.

    Those that are gone have no row; a file that is damaged costs its own texts alone.
    """
    tables, unread = [TEXTS.empty_table()], dict[str, str]()
    pairs = wanted.group_by(["run", "board"]).aggregate([]).to_pylist()
    for run, board in sorted((pair["run"], pair["board"]) for pair in pairs):
        rows = wanted.filter(pc.and_(pc.equal(wanted["run"], run), pc.equal(wanted["board"], board)))
        part = parts.get((run, board)) or output.part(run, board)
        for text_run in rows["text_run"].unique().to_pylist():
            here = rows.filter(pc.fill_null(pc.equal(rows["text_run"], text_run), text_run is None))
            try:
                if text_run:
                    tables += read_texts(output, part, board, here)
                else:
                    texts = read_postings(output, part).select(TEXTS.names)
                    tables.append(texts.filter(pc.is_in(texts["text_sha256"], here["text_sha256"].combine_chunks())))
            except FileNotFoundError:
                continue
            except UNREADABLE as error:
                unread[output.texts(text_run, board) if text_run else part] = f"{error}".partition("\n")[0]
    found = pa.concat_tables([table.cast(TEXTS) for table in tables]).combine_chunks()
    return found, tuple(f"{path} cannot be read: {why}; {CURE}" for path, why in sorted(unread.items()))
