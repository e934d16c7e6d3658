"""Signatures of texts by the texts' sums: kept beside the snapshots, so that no text is signed or compared twice.

What is here can be made anew of the texts. So it is no part of a snapshot, and what cannot be read counts as not there.
"""

from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from german.words.signature import SIGNATURE, sign_texts
from schemas.columns import schema_of
from schemas.tables import TextSignature
from snapshots.arrays import Column
from storage.files import remove_file
from storage.layout import Output
from storage.parts import read_postings
from storage.snapshots import Snapshot
from storage.tables import UNREADABLE, open_table, read_bytes, write_table
from storage.texts import read_texts

SCHEMA = schema_of(TextSignature).remove_metadata()
NAMES = SCHEMA.names
SEVERAL = 30  # files; more are made one
Sign: TypeAlias = Callable[[pa.Table], pa.Table]  # adds the signatures of their texts to rows
_NONE = pa.array([[]], SCHEMA.field("text_signature").type)


class Signatures:
    """The signatures known so far: those on the disk, and `fresh` ones."""

    def __init__(self, *known: pa.Table) -> None:
        """`known`: tables of SCHEMA, or with these columns among others."""
        self.fresh: list[pa.Table] = []
        self.table = pa.concat_tables([SCHEMA.empty_table(), *(_conform(table) for table in known)])
        self._values: pa.Array | None = None  # in one piece, and one for no text; laid when it is asked for

    @property
    def sums(self) -> pa.Array:
        return self.table["text_sha256"].combine_chunks()

    def lacks(self, sums: Column) -> Column:
        """Mask: the sums of texts that are not signed yet; a text that there is not lacks nothing."""
        return pc.and_(pc.is_valid(sums), pc.invert(pc.is_in(sums, self.sums)))

    def add(self, *tables: pa.Table) -> None:
        """Add signatures of texts that are not known yet."""
        found = pa.concat_tables([SCHEMA.empty_table(), *(_conform(table) for table in tables)])
        found = found.filter(self.lacks(found["text_sha256"]))
        if found.num_rows:
            sums = found["text_sha256"].combine_chunks()
            found = found.take(pc.index_in(sums.unique(), sums))
            self.fresh.append(found)
            self.table, self._values = pa.concat_tables([self.table, found]), None

    def add_to(self, rows: pa.Table) -> pa.Table:
        """The rows, which have `text_sha256`, with the signatures of their texts; none where there is no text."""
        if self._values is None:
            self._values = pa.concat_arrays([*self.table["text_signature"].chunks, _NONE])
        at = pc.fill_null(pc.index_in(rows["text_sha256"], self.sums), self.table.num_rows)
        return rows.append_column(SCHEMA.field("text_signature"), self._values.take(at.combine_chunks()))


def _conform(table: pa.Table) -> pa.Table:
    return table.select(NAMES).cast(SCHEMA)


def keep_signatures(rows: pa.Table) -> pa.Table:
    """What stands for `Signatures.add_to` where the rows have their signatures already."""
    return rows


def read_signatures(output: Output, before: Snapshot | None, stock: pa.Table) -> Signatures:
    """Those on the disk; what the stock of the snapshot `before` lacks of them is looked for wherever it may be."""
    signatures = Signatures(*_read_files(output))
    if before and pc.any(signatures.lacks(stock["text_sha256"])).as_py():
        signatures.add(*_read_older(before, stock))
        lacking = stock.filter(signatures.lacks(stock["text_sha256"]))
        signatures.add(*_sign_anew(output, lacking.select(["board", "run", "text_run", "text_sha256"])))
    return signatures


def sign_part(output: Output, path: str, board: str, rows: pa.Table) -> Iterator[pa.Table]:
    """The signatures of texts that some postings of a part name: their crawl's, or made now. Raises UNREADABLE."""
    for texts in read_texts(output, path, board, rows, (*NAMES, "text")):
        yield sign(texts)


def sign(texts: pa.Table) -> pa.Table:
    """The texts with their signatures: those that they have, or if these are made otherwise today, new ones."""
    at = texts.schema.get_field_index(SIGNATURE.name)
    if at >= 0 and (texts.schema.field(at).metadata or {}).get(b"form") == SIGNATURE.metadata[b"form"]:
        if texts.column(at).type != SIGNATURE.type or texts.column(at).null_count:
            raise ValueError(f"column {SIGNATURE.name} is {texts.column(at).type}, or has nulls")
        return texts
    texts = texts.select(["text_sha256", "text"])
    texts = texts.filter(pc.and_(pc.is_valid(texts["text"]), pc.is_valid(texts["text_sha256"])))
    return texts.append_column(SIGNATURE, sign_texts(texts["text"]))


def write_signatures(output: Output, run: str, signatures: Signatures, stock: pa.Table) -> None:
    """Write the fresh ones; those that the stock still needs into one file, where there are many files."""
    paths = [info.path for info in _list(output)]
    tables, own = signatures.fresh, output.signatures(run)
    if not tables:
        return
    if len(paths) >= SEVERAL:
        tables = [signatures.table.filter(pc.is_in(signatures.sums, stock["text_sha256"].combine_chunks()))]
    elif own in paths:  # of this run, published before
        tables = [*tables, *_read_files(output, [own])]
    table = pa.concat_tables([_conform(table) for table in tables]).sort_by("text_sha256")
    table = table.set_column(1, SIGNATURE, table["text_signature"])
    write_table(output, table, own, use_dictionary=False, compression="none", compression_level=None)
    for path in paths if len(paths) >= SEVERAL else ():
        if path != own:
            remove_file(output, path)


def _list(output: Output) -> list[fs.FileInfo]:
    found = output.filesystem.get_file_info(fs.FileSelector(output.path("signatures"), allow_not_found=True))
    return sorted((info for info in found if info.extension == "parquet"), key=lambda info: info.path)


def _read_files(output: Output, paths: Collection[str] | None = None) -> Iterator[pa.Table]:
    for path in [info.path for info in _list(output)] if paths is None else paths:
        try:
            table = open_table(read_bytes(output, path)).read(NAMES)
        except UNREADABLE:
            continue
        if (table.schema.field(1).metadata or {}).get(b"form") == SIGNATURE.metadata[b"form"]:
            yield _conform(table)


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
