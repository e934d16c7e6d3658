"""The life of a posting: first and last seen, open, missed, closed, reopened."""

from collections.abc import Collection, Mapping
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.feeds import WHOLE
from schemas.tables import Posting
from schemas.vocabulary import ClosedReason, LeftOut
from snapshots.arrays import Column, Mask, Numbers
from snapshots.changes import FACTS, facts_differ
from snapshots.closing import Absence, Facts, Fate, decide_fates
from snapshots.gates import Judgement
from snapshots.keys import index_of, join_key, keys_of
from snapshots.stock import SEEN, STOCK, TRACKED
from storage.layout import started_at

BERLIN = ZoneInfo("Europe/Berlin")
CLOSING = {
    Fate.DEADLINE: ClosedReason.DEADLINE,
    Fate.GONE: ClosedReason.GONE,
    Fate.MISSING: ClosedReason.MISSING,
    Fate.UNREACHABLE: ClosedReason.UNREACHABLE,
    Fate.NOT_WATCHED: ClosedReason.NOT_WATCHED,
}
REASONS = pa.array([CLOSING.get(fate) for fate in Fate], pa.string())  # by Fate


def day_of(run: str) -> date:
    """The day of a run in Germany.

    >>> day_of("20261122T233000Z")
    datetime.date(2026, 11, 23)
    """
    return started_at(run).astimezone(BERLIN).date()


def apply_run(stock: pa.Table, run: str, judged: Mapping[str, Judgement]) -> tuple[pa.Table, pd.DataFrame]:
    """The stock after a run, by key, and what happened to it a board: columns new, changed, closed (postings).

    `judged`: by board, what is taken of its part and what its silence means; no part, no word of the board. A posting
    that its part leaves out (`left_out`) counts as not carried, so that a known posting which moves out of the area or
    turns into another role closes as missing, with the last facts that were part of this search; one whose place is not
    known any more stays as it was. Which postings close: snapshots.closing.
    """
    taken = pa.concat_tables([SEEN.empty_table(), *(one.rows for one in judged.values())])
    seen = taken.filter(pc.is_null(taken["left_out"]))
    placeless = pc.and_(
        pc.fill_null(pc.equal(taken["left_out"], LeftOut.AREA), False), pc.is_null(taken["distance_km"])
    )
    rows, was, changed = _line_up(stock, seen)
    today = day_of(run)
    absence, feed = _line_up_feeds(rows, judged)
    facts = Facts(
        was_open=_holds(pc.equal(was["status"], "open")),
        was_closed=_holds(pc.equal(was["status"], "closed")),
        misses_before=pc.fill_null(was["missed_runs"], 0).to_numpy(),
        seen=np.arange(rows.num_rows) < seen.num_rows,
        listed=_holds(pc.is_in(keys_of(rows), keys_of(taken.filter(placeless)).combine_chunks())),
        absence=absence,
        gone=_are_among(rows, {board: one.gone for board, one in judged.items()}),
        overdue=_holds(pc.less(rows["apply_by_on"], today)),
        days_unseen=_days_since(rows["seen_at"], run),
        watched=feed >= 0,
        feed=np.where(feed >= 0, feed, feed.max(initial=-1) + 1),
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
    before = stock.select([*FACTS, *TRACKED.names]).take(pa.array(was_at, mask=was_at < 0))
    changed = (was_at >= 0) & _holds(facts_differ(before, seen))
    changed = np.concatenate([changed, np.zeros(unseen.num_rows, bool)])
    unread = unseen.select(SEEN.names).set_column(
        SEEN.get_field_index("text_length"), SEEN.field("text_length"), pa.nulls(unseen.num_rows, pa.int32())
    )
    rows = pa.concat_tables([seen.select(SEEN.names), unread])
    return rows, pa.concat_tables([before.select(TRACKED.names), unseen.select(TRACKED.names)]), changed


def _line_up_feeds(rows: pa.Table, judged: Mapping[str, Judgement]) -> tuple[Numbers, Numbers]:
    """Of each posting what it means that the run does not carry it, and the number of its feed; -1: none was asked."""
    absence, feed = np.full(rows.num_rows, int(Absence.UNKNOWN)), np.full(rows.num_rows, -1)
    boards, refs, number = pc.dictionary_encode(rows["board"]).combine_chunks(), rows["board_ref"], 0
    of_board = boards.indices.to_numpy(zero_copy_only=False)
    for at, board in enumerate(boards.dictionary.to_pylist()):
        if not (one := judged.get(board)):
            continue
        here = np.flatnonzero(of_board == at)
        names = refs.take(pa.array(here))
        for beginning in sorted(one.absences, key=lambda name: (name != WHOLE, len(name))):
            those = here if beginning == WHOLE else here[_holds(pc.starts_with(names, beginning))]
            absence[those], feed[those], number = int(one.absences[beginning]), number, number + 1
    return absence, feed


def _days_since(instants: Column, run: str) -> Numbers:
    """Days from each instant to the start of a run, by the calendar (UTC)."""
    days = np.datetime64(started_at(run).date(), "D") - instants.to_numpy().astype("datetime64[D]")
    return np.asarray(days.astype(np.int64))


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
