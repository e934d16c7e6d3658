"""Signatures of texts by the texts' sums: kept beside the snapshots, so that no text is signed or compared twice.

What is here can be made anew of the texts. So it is no part of a snapshot, and what cannot be read counts as not there.
A file holds of each text SIZE hashes, filled up with NOTHING, and its bands (snapshots.crossings): numbers as they lie
in memory, so that reading them costs next to nothing.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from german.words.signature import SIGNATURE, SIZE, sign_texts
from snapshots.arrays import Column, Numbers, holds, in_one
from snapshots.crossings import BANDS, BANDS_FORM, read_bands
from snapshots.keys import find_rows
from snapshots.text_signature import NOTHING
from snapshots.text_signature import Signatures as Compared
from storage.files import remove_file
from storage.layout import Output
from storage.parts import read_postings
from storage.snapshots import Snapshot
from storage.tables import UNREADABLE, open_stored, open_table, write_table
from storage.texts import TEXTS, read_texts

SCHEMA = pa.schema([("text_sha256", pa.string()), ("hashes", pa.binary(SIZE * 4)), ("bands", pa.binary(BANDS * 8))])
FORM = {b"form": SIGNATURE.metadata[b"form"] + b"; " + BANDS_FORM.encode()}
NAMES = ["text_sha256", SIGNATURE.name]
SEVERAL = 30  # files; more are made one
ROWS = 8_192  # of a row group, which is in memory twice while it is read
_AS_THEY_LIE: dict[str, Any] = {"use_dictionary": False, "compression": "none", "compression_level": None}
Sign: TypeAlias = Callable[[pa.Table], pa.Table]  # adds the signatures of their texts to rows


class Signatures:
    """The signatures known so far: those on the disk, and `fresh` ones, which are not there yet, or in another form."""

    def __init__(self, *known: pa.Table) -> None:
        """`known`: tables of SCHEMA."""
        self.fresh: list[pa.Table] = []
        self.outdated: list[str] = []  # paths of files whose signatures are among the fresh ones
        self.table = pa.concat_tables([SCHEMA.empty_table(), *known])
        self.sums = in_one(self.table["text_sha256"])

    def lacks(self, sums: Column) -> pa.Array:
        """Mask: the sums of texts that are not signed yet; a text that there is not lacks nothing."""
        return pa.array((find_rows(sums, self.sums) < 0) & holds(pc.is_valid(sums)))

    def add(self, *tables: pa.Table) -> None:
        """Add signatures of texts that are not known yet, from tables with the columns NAMES."""
        found = pa.concat_tables([SCHEMA.empty_table(), *map(_pack, tables)])
        found = found.filter(self.lacks(found["text_sha256"]))
        if found.num_rows:
            sums = in_one(found["text_sha256"])
            found = found.take(pc.index_in(sums.unique(), sums))
            self.fresh.append(found)
            self.table = pa.concat_tables([self.table, found])
            self.sums = in_one(self.table["text_sha256"])

    def add_to(self, rows: pa.Table) -> pa.Table:
        """The rows, which have `text_sha256`, with the signatures of their texts; none where there is no text."""
        hashes = self._take("hashes", rows["text_sha256"], np.uint32, SIZE, NOTHING)
        return rows.append_column(SIGNATURE.remove_metadata(), _as_lists(hashes))

    def bands_of(self, rows: pa.Table) -> Numbers:
        """The BANDS of the texts of rows, which have `text_sha256`; 0 where there is no text."""
        return self._take("bands", rows["text_sha256"], np.uint64, BANDS, 0)

    def _take(self, name: str, sums: Column, kind: type, width: int, nothing: int) -> Numbers:
        """The numbers that a column holds of the texts of these sums."""
        at = find_rows(sums, self.sums)
        found: Numbers = np.full((len(at), width), nothing, kind)
        start = 0
        for chunk in self.table[name].chunks:  # in one they would be copied
            here = (at >= start) & (at < start + len(chunk))
            found[here] = _as_numbers(chunk, kind, width)[at[here] - start]
            start += len(chunk)
        return found


def _pack(table: pa.Table) -> pa.Table:
    """A table with the columns NAMES as one of SCHEMA."""
    texts = Compared(table[SIGNATURE.name])
    bands = read_bands(texts.take, np.arange(table.num_rows))
    columns = [table["text_sha256"].cast(pa.string()), _as_bytes(texts.values), _as_bytes(bands)]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _as_bytes(numbers: Numbers) -> pa.Array:
    """An array of rows of numbers as a column."""
    kind = pa.binary(numbers.shape[1] * numbers.itemsize)
    return pa.FixedSizeBinaryArray.from_buffers(kind, len(numbers), [None, pa.py_buffer(np.ascontiguousarray(numbers))])


def _as_numbers(column: pa.Array, kind: type, width: int) -> Numbers:
    """What `_as_bytes` made a column."""
    start = column.offset * width
    return np.frombuffer(column.buffers()[1] or b"", kind)[start : start + len(column) * width].reshape(-1, width)


def _as_lists(hashes: Numbers) -> pa.Array:
    """Rows of hashes, filled up with NOTHING, as a column of lists."""
    is_there = hashes < NOTHING
    offsets = np.concatenate([[0], np.cumsum(is_there.sum(axis=1))]).astype(np.int32)
    values = pa.array(hashes[is_there].view(np.int32))
    return pa.ListArray.from_arrays(pa.array(offsets), values, type=SIGNATURE.type)


def keep_signatures(rows: pa.Table) -> pa.Table:
    """What stands for `Signatures.add_to` where the rows have their signatures already."""
    return rows


def own_bands_of(rows: pa.Table) -> Numbers:
    """What stands for `Signatures.bands_of` where the rows have their signatures already."""
    column = in_one(rows[SIGNATURE.name])
    return read_bands(lambda some: Compared(column.take(pa.array(some))), np.arange(rows.num_rows))


def read_signatures(output: Output, before: Snapshot | None, stock: pa.Table) -> Signatures:
    """Those on the disk; what the stock of the snapshot `before` lacks of them is looked for wherever it may be."""
    found = dict(_read_files(output, [info.path for info in _list(output)]))
    signatures = Signatures(*(table for table in found.values() if table.schema.equals(SCHEMA)))
    signatures.outdated = [path for path, table in found.items() if not table.schema.equals(SCHEMA)]
    signatures.add(*(found[path] for path in signatures.outdated))
    if before and pc.any(signatures.lacks(stock["text_sha256"])).as_py():
        signatures.add(*_read_older(before, stock))
        lacking = stock.filter(signatures.lacks(stock["text_sha256"]))
        signatures.add(*_sign_anew(output, lacking.select(["board", "run", "text_run", "text_sha256"])))
    return signatures


def sign_part(output: Output, path: str, board: str, rows: pa.Table) -> Iterator[pa.Table]:
    """The signatures of texts that some postings of a part name: their crawl's, or made now. Raises UNREADABLE."""
    for texts in read_texts(output, path, board, rows, _choose_signed):
        yield sign(texts)


def _choose_signed(schema: pa.Schema) -> list[str]:
    """The columns that give signatures: their own, where they are made as they would be today, else the texts."""
    return NAMES if _has_signatures_of_today(schema) else TEXTS.names


def sign(texts: pa.Table) -> pa.Table:
    """The texts with their signatures: those that they have, or if these are made otherwise today, new ones."""
    if _has_signatures_of_today(texts.schema):
        column = texts[SIGNATURE.name]
        if column.type != SIGNATURE.type or column.null_count:
            raise ValueError(f"column {SIGNATURE.name} is {column.type}, or has nulls")
        return texts
    texts = texts.select(TEXTS.names)
    texts = texts.filter(pc.and_(pc.is_valid(texts["text"]), pc.is_valid(texts["text_sha256"])))
    return texts.append_column(SIGNATURE, sign_texts(texts["text"]))


def _has_signatures_of_today(schema: pa.Schema) -> bool:
    """Whether a table has signatures, made as they would be today."""
    at = schema.get_field_index(SIGNATURE.name)
    return bool(at >= 0 and (schema.field(at).metadata or {}).get(b"form") == SIGNATURE.metadata[b"form"])


def write_signatures(output: Output, run: str, signatures: Signatures, stock: pa.Table) -> None:
    """Write the fresh ones; those that the stock still needs into one file, where there are many files."""
    paths = [info.path for info in _list(output)]
    tables, own, replaced = signatures.fresh, output.signatures(run), signatures.outdated
    if not tables:
        return
    if len(paths) >= SEVERAL:
        tables = [signatures.table.filter(pc.is_in(signatures.sums, stock["text_sha256"].combine_chunks()))]
        replaced = paths
    elif own in paths and own not in replaced:  # of this run, published before
        tables = [*tables, *(table for _, table in _read_files(output, [own]) if table.schema.equals(SCHEMA))]
    table = pa.concat_tables(tables).sort_by("text_sha256").replace_schema_metadata(FORM)
    form: dict[str, Any] = {
        "use_dictionary": False,
        "compression": "none",
        "compression_level": None,
        "row_group_size": ROWS,
    }
    write_table(output, table, own, **form)
    for path in replaced:
        if path != own:
            remove_file(output, path)


def _list(output: Output) -> list[fs.FileInfo]:
    found = output.filesystem.get_file_info(fs.FileSelector(output.path("signatures"), allow_not_found=True))
    return sorted((info for info in found if info.extension == "parquet"), key=lambda info: info.path)


def _read_files(output: Output, paths: Collection[str]) -> Iterator[tuple[str, pa.Table]]:
    """The tables of files by path: of SCHEMA, or as they were before, with the columns NAMES."""
    for path in paths:
        try:
            file = open_stored(output, path)
            if FORM.items() <= (file.schema_arrow.metadata or {}).items():
                yield path, file.read().cast(SCHEMA).replace_schema_metadata()
                continue
            if SIGNATURE.name not in file.schema_arrow.names:
                continue  # made otherwise, and not to be told apart: they are made anew
            table = file.read(NAMES)
        except UNREADABLE:
            continue
        if _has_signatures_of_today(table.schema):
            yield path, table


def _read_older(before: Snapshot, stock: pa.Table) -> Iterator[pa.Table]:
    """Those of a snapshot of before, which had them in a table of its own, or with its postings, in their order."""
    for name in ("signatures.parquet", "postings.parquet"):
        if name not in before.manifest["files"]:
            continue
        file = open_table(before.read(name))
        if "text_signature" in file.schema_arrow.names:
            found = file.read(["text_signature"]).append_column("text_sha256", stock["text_sha256"])
            yield found.filter(pc.is_valid(found["text_sha256"]))
            return


def _sign_anew(output: Output, stock: pa.Table) -> Iterator[pa.Table]:
    """Those of postings whose signatures got lost, as far as their texts are there."""
    pairs = stock.group_by(["run", "board"]).aggregate([]).to_pylist()
    for run, board in sorted((pair["run"], pair["board"]) for pair in pairs):
        rows = stock.filter(pc.and_(pc.equal(stock["run"], run), pc.equal(stock["board"], board)))
        path = output.part(run, board)
        try:
            yield from sign_part(output, path, board, rows)
            inline = rows.filter(pc.is_null(rows["text_run"]))
            if inline.num_rows:
                texts = read_postings(output, path)
                yield sign(texts.filter(pc.is_in(texts["text_sha256"], inline["text_sha256"].combine_chunks())))
        except UNREADABLE:
            continue
