"""What the archive says of the stock's postings when it is read again: their values are put right, their lives stay.

The postings read again lie in one file under reread/, so that they are there whole or not at all, and that a snapshot
which is damaged can be made anew of them like of any part.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import fields_of, schema_of
from schemas.results import RereadColumn
from schemas.tables import Posting, Vacancy
from schemas.vocabulary import Cause, ClosedReason
from snapshots.arrays import Column, Mask, holds
from snapshots.changes import differs
from snapshots.keys import find_rows, keys_of
from snapshots.life import day_of
from snapshots.parts import Record
from snapshots.stock import SEEN, STOCK
from storage.layout import Output
from storage.parts import REREAD, find_parts
from storage.tables import conform, open_table, read_bytes, write_table
from storage.texts import KNOWN, LENGTH, set_apart, write_texts

FILE = "postings.parquet"
KEPT = ("board", "board_ref", "run", "fetched_at", "seen_at", "left_out", "text_length")  # of a posting, as they were
SHOWN = 3  # examples of a column


def find_reread(output: Output, after: str | None) -> list[str]:
    """Paths of what was read again after a run, by its own run."""
    return find_parts(output, after, REREAD)


def is_reread(output: Output, path: str) -> bool:
    """Whether a path is of a file of `find_reread`."""
    return path.startswith(output.path(REREAD, ""))


def write_reread(output: Output, run: str, rows: pa.Table, known: pa.Table | None = None) -> str:
    """Write what was read again as the run `run`, whole or not at all; its path.

    The texts that are not `known` (KNOWN) lie where those of a crawl do, and are written before.
    """
    known = KNOWN.empty_table() if known is None else known.select(KNOWN.names).drop_null()
    apart = [rows.slice(0, 0)]
    for board in sorted(rows["board"].unique().to_pylist()):
        of_board, texts = set_apart(rows.filter(pc.equal(rows["board"], board)), known, run)
        apart.append(of_board.select(rows.schema.names))
        if texts.num_rows:
            write_texts(output, run, board, texts, None)
    path = output.path(REREAD, run, FILE)
    write_table(output, pa.concat_tables(apart).select(schema_of(Posting).names), path)
    return path


def read_reread(output: Output, path: str, run: str) -> tuple[pa.Table, Record]:
    """What was read again (columns of Posting), and what the manifest says of it. Raises UNREADABLE."""
    data = read_bytes(output, path)
    rows = conform(open_table(data).read(), Posting)
    sha256 = hashlib.sha256(data).hexdigest()
    return rows, {"run": run, "board": REREAD, "sha256": sha256, "rows": rows.num_rows, "error": None}


def choose_rows(stock: pa.Table, rows: pa.Table) -> tuple[pa.Table, int]:
    """Of postings read again those that put the stock right, by key, and how many today's readers would leave out.

    That is each posting as its last answer has it (`run` of the stock). What today's readers leave out stays as it was:
    the next run that carries it closes it. What they would take in besides comes with the next run as well.
    """
    wanted = pc.binary_join_element_wise(keys_of(stock), stock["run"], "\x1f")
    here = pc.binary_join_element_wise(keys_of(rows), rows["run"], "\x1f")
    known = rows.filter(pc.is_in(here, wanted.combine_chunks()))
    taken = known.filter(pc.is_null(known["left_out"]))
    return taken.sort_by([(name, "ascending") for name in Posting.key]), known.num_rows - taken.num_rows


def apply_reread(stock: pa.Table, rows: pa.Table, run: str) -> tuple[pa.Table, pa.Table]:
    """The stock with the values of postings read again, and those of them that have another text than before.

    A posting stays open or closed as it was, but for its deadline: where that is read otherwise it closes, or is open
    again, by our doing.
    """
    at = find_rows(keys_of(stock), keys_of(rows))
    measured = _measure(rows)
    place = pa.array(np.where(at >= 0, stock.num_rows + at, np.arange(stock.num_rows)))
    columns = {name: stock[name] for name in STOCK.names}
    for name in (name for name in SEEN.names if name not in KEPT):
        columns[name] = pa.chunked_array([*stock[name].chunks, *measured[name].chunks]).take(place)
    after = pa.table(columns, schema=STOCK)
    known = rows.take(pa.array(at[at >= 0]))
    reworded = known.filter(differs(stock["text_sha256"].filter(pa.array(at >= 0)), known["text_sha256"]))
    return _mend_deadlines(stock, after, run), reworded.filter(pc.is_valid(reworded["text_run"]))


def compare_columns(stock: pa.Table, rows: pa.Table) -> tuple[RereadColumn, ...]:
    """What is read otherwise, column by column: of how many postings, and some examples. `rows`: by `choose_rows`."""
    at = find_rows(keys_of(rows), keys_of(stock))
    before = stock.take(pa.array(at))
    found = []
    kind: type = Vacancy
    names = [field.name for field in fields_of(kind)]
    for name in (*names, *(() if "text_sha256" in names else ("text_sha256",))):
        was, now = before[name].to_pylist(), rows[name].to_pylist()
        pairs = [(row, *pair) for row, pair in enumerate(zip(was, now, strict=True)) if pair[0] != pair[1]]
        if not pairs:
            continue
        counts = Counter("gained" if _is_empty(old) else "lost" if _is_empty(new) else "other" for _, old, new in pairs)
        examples = [(before["title"][row].as_py(), _tell(old), _tell(new)) for row, old, new in pairs[:SHOWN]]
        is_sum = name == "text_sha256"  # which says nothing
        found.append(
            RereadColumn(
                name="text" if is_sum else name,
                gained=counts["gained"],
                lost=counts["lost"],
                other=counts["other"],
                examples=() if is_sum else tuple(examples),
            )
        )
    return tuple(found)


def name_causes(changes: pa.Table, *, same_rules: bool) -> pa.Table:
    """The changes with their cause: nobody asked a board, so that all is our readers' doing, or the grouping's."""
    regrouped = pc.or_(pc.equal(pc.fill_null(changes["field"], ""), "job_id"), pc.equal(changes["kind"], "new"))
    theirs = pc.if_else(regrouped, (Cause.READER if same_rules else Cause.GROUPING).value, Cause.READER.value)
    at = changes.schema.get_field_index("cause")
    return changes.set_column(at, changes.schema.field("cause"), theirs)


def _measure(rows: pa.Table) -> pa.Table:
    """SEEN of postings, but for the length of their texts."""
    return rows.append_column(LENGTH, pa.nulls(rows.num_rows, LENGTH.type)).select(SEEN.names)


def _mend_deadlines(before: pa.Table, after: pa.Table, run: str) -> pa.Table:
    """Postings whose deadline is read otherwise: those that are over by it close, those that are not open again."""
    today = day_of(run)
    reads_other = holds(differs(before["apply_by_on"], after["apply_by_on"]))
    is_over = holds(pc.less(after["apply_by_on"], today))
    closes = reads_other & is_over & holds(pc.equal(before["status"], "open"))
    reopens = reads_other & ~is_over & holds(pc.equal(before["closed_reason"], ClosedReason.DEADLINE.value))
    values = {
        "status": ("closed", "open"),
        "closed_on": (today, None),
        "closed_reason": (ClosedReason.DEADLINE.value, None),
        "left_by": (Cause.READER.value, None),
        "stale": (False, True),
    }
    for name, (closed, opened) in values.items():
        after = _put(_put(after, name, closes, closed), name, reopens, opened)
    return _put(after, "came_by", reopens, Cause.READER.value)


def _put(table: pa.Table, name: str, mask: Mask, value: object) -> pa.Table:
    """The table with one value in some rows of a column."""
    at = table.schema.get_field_index(name)
    field = table.schema.field(name)
    column: Column = pc.if_else(pa.array(mask), pa.scalar(value, field.type), table[name])
    return table.set_column(at, field, column)


def _is_empty(value: object) -> bool:
    return value is None or value == [] or value is False


def _tell(value: object) -> str:
    """A value in a few words."""
    return "–" if _is_empty(value) else " ".join(_words(value))[:60]


def _words(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, dict):
        yield from (str(part) for part in value.values() if part is not None)
    else:
        yield str(value)
