"""Texts of ads: each lies once, in the texts of the run that brought it to its board; parts name that run.

They lie beside the parts (`postings/texts/<run>/<board>.parquet`), so that old parts may be removed without them.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from storage.layout import Output
from storage.tables import UNREADABLE, open_stored, open_table, read_bytes, write_table

LENGTH = pa.field("text_length", pa.int32())  # of a part: how many characters the text has, wherever that lies
KNOWN = pa.schema([("text_sha256", pa.string()), ("text_run", pa.string())])
ROWS = 1_024  # of a row group: of an old file, a day needs few texts
TEXTS = pa.schema([("text_sha256", pa.string()), ("text", pa.large_string())])
Sign = Callable[[pa.Table], pa.Table]
"""What adds the column of signatures to a table of texts."""


def set_apart(postings: pa.Table, known: pa.Table, run: str) -> tuple[pa.Table, pa.Table]:
    """The postings of a run's part without their texts, and those of the texts (TEXTS) that are not `known` (KNOWN).

    Each posting names in `text_run` the run whose texts hold its own. One without `text_sha256` keeps its text.
    """
    text, sums = postings["text"], postings["text_sha256"]
    is_apart = pc.and_(pc.is_valid(text), pc.is_valid(sums))
    runs = known["text_run"].take(pc.index_in(sums, known["text_sha256"].combine_chunks()))
    runs = pc.if_else(is_apart, pc.fill_null(runs, run), pa.scalar(None, pa.string()))
    is_new = pc.fill_null(pc.equal(runs, run), False)
    texts = _distinct(postings.select(TEXTS.names).filter(is_new).cast(TEXTS))
    rest = {"text": pc.if_else(is_apart, pa.scalar(None, pa.string()), text), "text_run": runs}
    for name, column in rest.items():
        at = postings.schema.get_field_index(name)
        postings = postings.set_column(at, postings.schema.field(at), column)
    length = pc.fill_null(pc.utf8_length(text), 0)
    return postings.append_column(LENGTH, length.cast(pa.int32())), texts


def _distinct(texts: pa.Table) -> pa.Table:
    """The first row of each text."""
    sums = texts["text_sha256"].combine_chunks()
    return texts.take(pc.index_in(sums.unique(), sums))


def write_texts(output: Output, run: str, board: str, texts: pa.Table, sign: Sign | None) -> None:
    """Write what a run brought of texts; those of an earlier crawl of the same run stay, since parts may name them."""
    path = output.texts(run, board)
    if output.filesystem.get_file_info(path).type == fs.FileType.File:
        data = read_bytes(output, path)
        with suppress(*UNREADABLE):  # of a damaged file nothing is to be had
            texts = _distinct(pa.concat_tables([open_table(data).read(TEXTS.names).cast(TEXTS), texts]))
    texts = texts.sort_by("text_sha256")
    write_table(output, sign(texts) if sign else texts, path, use_dictionary=False, row_group_size=ROWS)


def read_sums(output: Output, run: str, board: str) -> pa.Array:
    """The sums of the texts that one board showed first in one run; none if their file is gone or damaged."""
    try:
        file = open_stored(output, output.texts(run, board))
        return file.read(["text_sha256"])["text_sha256"].combine_chunks()
    except UNREADABLE:
        return pa.array([], pa.string())


def read_texts(
    output: Output,
    part: str,
    board: str,
    wanted: pa.Table,
    choose: Callable[[pa.Schema], Collection[str]] = lambda _: TEXTS.names,
) -> Iterator[pa.Table]:
    """Of the texts that some postings of a board name (KNOWN), a table for each run that holds some of them.

    `part`: the path of a part of the board, beside which they lie. `choose`: the columns to read of those that a file
    has. Raises UNREADABLE.
    """
    for run in sorted(wanted["text_run"].unique().drop_null().to_pylist()):
        sums = wanted["text_sha256"].filter(pc.equal(wanted["text_run"], run)).combine_chunks()
        file = open_stored(output, f"{part.rsplit('/', 2)[0]}/texts/{run}/{board}.parquet")
        names = list(choose(file.schema_arrow))
        is_wanted = pc.is_in(file.read(["text_sha256"])["text_sha256"], sums).to_numpy()
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        groups = np.unique(np.searchsorted(np.cumsum(sizes), np.flatnonzero(is_wanted), "right"))
        table = file.read_row_groups(groups.tolist(), names)
        yield table.filter(pc.is_in(table["text_sha256"], sums))


def fill_in(output: Output, part: str, board: str, postings: pa.Table) -> pa.Table:
    """The postings of a part, each with its text. Raises UNREADABLE."""
    if "text_run" not in postings.column_names:
        return postings  # a part of before
    found = pa.concat_tables([TEXTS.empty_table(), *read_texts(output, part, board, postings)])
    texts = found["text"].take(pc.index_in(postings["text_sha256"], found["text_sha256"].combine_chunks()))
    at = postings.schema.get_field_index("text")
    both = pc.coalesce(postings["text"], texts.cast(pa.string()))
    return postings.set_column(at, postings.schema.field(at), both)
