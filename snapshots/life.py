"""The life of a posting: first and last seen, open, missed, closed, reopened."""

from collections.abc import Collection, Mapping
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.tables import Posting
from snapshots.arrays import Column, Mask
from snapshots.changes import facts_differ
from snapshots.closing import Facts, Fate, decide_fates
from snapshots.keys import index_of, join_key, keys_of
from snapshots.stock import SEEN, STOCK, TRACKED
from storage.layout import started_at

BERLIN = ZoneInfo("Europe/Berlin")
REASONS = pa.array([{Fate.DEADLINE: "deadline", Fate.GONE: "gone", Fate.MISSING: "missing"}.get(fate) for fate in Fate])


def day_of(run: str) -> date:
    """The day of a run in Germany.

    >>> day_of("20261122T233000Z")
    datetime.date(2026, 11, 23)
    """
    return started_at(run).astimezone(BERLIN).date()


def apply_run(
    stock: pa.Table,
    seen: pa.Table,
    run: str,
    absence_counts_on: Mapping[str, Collection[str]],
    gone: Mapping[str, Collection[str]],
) -> tuple[pa.Table, pd.DataFrame]:
    """The stock after a run, by key, and what happened to it a board: columns new, changed, closed (postings).

    `seen` are the postings that the run's parts carry; one that is left out there (`left_out`) counts as not carried,
    so that a known posting which moves out of the area or turns into another role closes as missing, two complete
    runs later, with the last facts that were part of this search. `absence_counts_on` names the boards whose run was
    complete, each with its feeds that gave no whole answer (how their board_refs begin): to those it was not. `gone`
    are a board's board_refs that answered 404 or 410. Which postings close: snapshots.closing.
    """
    seen = seen.filter(pc.is_null(seen["left_out"]))
    rows, was, changed = _line_up(stock, seen)
    today = day_of(run)
    facts = Facts(
        was_open=_holds(pc.equal(was["status"], "open")),
        was_closed=_holds(pc.equal(was["status"], "closed")),
        misses_before=pc.fill_null(was["missed_runs"], 0).to_numpy(),
        seen=np.arange(rows.num_rows) < seen.num_rows,
        absence_counts=_absence_counts(rows, absence_counts_on),
        gone=_are_among(rows, gone),
        overdue=_holds(pc.less(rows["apply_by_on"], today)),
    )
    fate, misses = decide_fates(facts)
    reason = REASONS.take(pa.array(fate))
    closes, still_closed = _holds(pc.is_valid(reason)), fate == Fate.STILL_CLOSED
    life = {name: was[name] for name in TRACKED.names} | {
        "status": pc.if_else(pa.array(closes | still_closed), "closed", "open"),
        "first_seen_at": pc.coalesce(was["first_seen_at"], rows["fetched_at"]),
        "last_seen_at": rows["seen_at"],
        "missed_runs": pa.array(misses, pa.int32()),
        "stale": pa.array(fate == Fate.STALE),
        "closed_on": pc.if_else(pa.array(closes), today, _where(still_closed, was["closed_on"])),
        "closed_reason": pc.coalesce(reason, _where(still_closed, was["closed_reason"])),
        "is_canonical": pc.fill_null(was["is_canonical"], False),
    }
    after = pa.Table.from_arrays([*rows.columns, *life.values()], schema=STOCK)
    is_new = facts.seen & ~facts.was_open & ~facts.was_closed
    events = pd.DataFrame({"new": is_new, "changed": changed, "closed": closes})
    by_board = events.groupby(rows["board"].to_numpy(zero_copy_only=False), sort=True).sum()
    return after.sort_by([(name, "ascending") for name in Posting.key]), by_board


def _line_up(stock: pa.Table, seen: pa.Table) -> tuple[pa.Table, pa.Table, Mask]:
    """The postings after a run (SEEN), those it carried first; as they were before (TRACKED, null: new); which changed.

    A text that was not read has no length.
    """
    key_of_stock, key_of_seen = index_of(keys_of(stock)), index_of(keys_of(seen))
    was_at = key_of_stock.get_indexer(key_of_seen)
    unseen = stock.filter(pa.array(key_of_seen.get_indexer(key_of_stock) < 0))
    before = stock.take(pa.array(was_at, mask=was_at < 0))
    changed = (was_at >= 0) & _holds(facts_differ(before, seen))
    changed = np.concatenate([changed, np.zeros(unseen.num_rows, bool)])
    unread = unseen.select(SEEN.names).set_column(
        SEEN.get_field_index("text_length"), SEEN.field("text_length"), pa.nulls(unseen.num_rows, pa.int32())
    )
    rows = pa.concat_tables([seen.select(SEEN.names), unread])
    return rows, pa.concat_tables([before.select(TRACKED.names), unseen.select(TRACKED.names)]), changed


def _absence_counts(rows: pa.Table, boards: Mapping[str, Collection[str]]) -> Mask:
    """Where a posting that its board does not carry is missing: on these boards, but for feeds without an answer."""
    counts = _holds(pc.is_in(rows["board"], pa.array(sorted(boards), pa.string())))
    for board, feeds in boards.items():
        for feed in feeds:
            counts &= ~_holds(pc.and_(pc.equal(rows["board"], board), pc.starts_with(rows["board_ref"], feed)))
    return counts


def _are_among(rows: pa.Table, refs: Mapping[str, Collection[str]]) -> Mask:
    """Whether a board's board_refs name the posting."""
    keys = [join_key(board, ref) for board, named in refs.items() for ref in named]
    return _holds(pc.is_in(keys_of(rows), pa.array(keys, pa.string())))


def _holds(column: Column) -> Mask:
    """An Arrow column of true and false as a mask; null is false."""
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), bool)


def _where(mask: Mask, column: Column) -> Column:
    """The column's values where the mask holds, null elsewhere."""
    return pc.if_else(pa.array(mask), column, pa.scalar(None, column.type))
