"""The life of a posting: first and last seen, open, missed, closed, reopened."""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.feeds import WHOLE
from schemas.tables import Posting
from schemas.vocabulary import Cause, ClosedReason, LeftOut
from snapshots.arrays import Column, Mask, Numbers, holds, in_one
from snapshots.changes import differs
from snapshots.closing import MANY, Absence, Facts, Fate, decide_fates, find_mass_deadlines
from snapshots.gates import Judgement
from snapshots.keys import find_rows, join_key, keys_of
from snapshots.reissues import inherit
from snapshots.reposts import DATED, days_since, find_redated
from snapshots.said_before import (
    LAG_DAYS,
    REMEMBERED,
    SAID,
    TEXT,
    find_differences,
    find_lost_texts,
    forget,
    is_changed,
    remember,
)
from snapshots.same_words import ReadAgain, find_reworded
from snapshots.signatures import Sign, keep_signatures
from snapshots.stock import SEEN, STOCK, TRACKED
from storage.layout import started_at

COMPARED = list(
    dict.fromkeys([*REMEMBERED, *DATED, "said", "language", *TRACKED.names])
)  # with what a posting was before
BERLIN = ZoneInfo("Europe/Berlin")
CLOSING = {
    Fate.DEADLINE: ClosedReason.DEADLINE,
    Fate.GONE: ClosedReason.GONE,
    Fate.MISSING: ClosedReason.MISSING,
    Fate.UNREACHABLE: ClosedReason.UNREACHABLE,
    Fate.NOT_WATCHED: ClosedReason.NOT_WATCHED,
}


def closed_by(reason: str) -> Cause:
    """Whose doing a closing is, by its reason alone."""
    return Cause.SEARCH if reason in (ClosedReason.NOT_WATCHED, ClosedReason.OUT_OF_SEARCH) else Cause.BOARD


REASONS = pa.array([CLOSING.get(fate) for fate in Fate], pa.string())  # by Fate
CLOSED_BY = pa.array([closed_by(CLOSING[fate]) if fate in CLOSING else None for fate in Fate], pa.string())  # by Fate
SILENT = (Fate.STALE, Fate.UNREACHABLE, Fate.NOT_WATCHED)  # the board says nothing of it


def day_of(run: str) -> date:
    """The day of a run in Germany.

    >>> day_of("20261122T233000Z")
    datetime.date(2026, 11, 23)
    """
    return started_at(run).astimezone(BERLIN).date()


def apply_run(
    stock: pa.Table,
    run: str,
    judged: Mapping[str, Judgement],
    comings: Mapping[str, Cause] = MappingProxyType({}),
    leavings: Mapping[str, Cause] = MappingProxyType({}),
    lag_days: int = LAG_DAYS,
    sign: Sign = keep_signatures,
    *,
    read_again: ReadAgain,
) -> tuple[pa.Table, pd.DataFrame]:
    """The stock after a run, by key, and what happened to it a board: columns new, changed, closed (postings).

    `judged`: by board, what is taken of its part and what its silence means; no part, no word of the board. `comings`
    and `leavings`: by key, the postings that are or are not of this search by our doing, and whose; of one that leaves,
    the run says nothing else. A posting that its part leaves out (`left_out`) counts as not carried, so that one which
    its board moves out of the area or turns into another role closes as missing, with the last facts that were part of
    this search; one whose place is not known any more stays as it was. Which postings close: snapshots.closing.
    """
    taken = pa.concat_tables([SEEN.empty_table(), *(one.rows for one in judged.values())])
    are_left_out = taken["left_out"].null_count < taken.num_rows
    seen = taken.filter(pc.is_null(taken["left_out"])) if are_left_out else taken
    doubted = _find_doubted(stock, seen, judged, day_of(run))
    seen = seen.filter(pc.invert(pc.is_in(keys_of(seen), in_one(doubted)))) if len(doubted) else seen
    placeless = pc.and_(
        pc.fill_null(pc.equal(taken["left_out"], LeftOut.AREA), False), pc.is_null(taken["distance_km"])
    )
    rows, was, changed, redated = _line_up(stock, seen, run, sign, read_again)
    today = day_of(run)
    absence, feed = _line_up_feeds(rows, judged)
    coming, leaving = _line_up_causes(rows, comings), _line_up_causes(rows, leavings)
    leaves = holds(pc.is_valid(leaving))
    facts = Facts(
        was_open=holds(pc.equal(was["status"], "open")),
        was_closed=holds(pc.equal(was["status"], "closed")),
        misses_before=pc.fill_null(was["missed_runs"], 0).to_numpy(),
        seen=np.arange(rows.num_rows) < seen.num_rows,
        listed=_are_among(rows, rows["board_ref"], keys_of(taken.select([*Posting.key]).filter(placeless)))
        | _are_refused(rows, judged),
        doubted=_are_among(rows, rows["board_ref"], doubted),
        absence=np.where(leaves, Absence.UNKNOWN, absence),
        gone=_are_among(rows, rows["board_ref"], _join_keys({board: one.gone for board, one in judged.items()})),
        overdue=holds(pc.less(rows["apply_by_on"], today)),
        days_unseen=days_since(rows["seen_at"], run),
        watched=feed >= 0,
        feed=np.where(feed >= 0, feed, feed.max(initial=-1) + 1),
        board=pc.dictionary_encode(rows["board"]).combine_chunks().indices.to_numpy(),
    )
    fate, misses = decide_fates(facts)
    leaves &= np.isin(fate, SILENT)
    reason = pc.if_else(pa.array(leaves), ClosedReason.OUT_OF_SEARCH.value, REASONS.take(pa.array(fate)))
    closes, still_closed = holds(pc.is_valid(reason)), fate == Fate.STILL_CLOSED
    comes = facts.seen & ~facts.was_open & ~still_closed
    life = {name: was[name] for name in TRACKED.names} | {
        "status": pc.if_else(pa.array(closes | still_closed), "closed", "open"),
        "first_seen_at": pc.coalesce(was["first_seen_at"], rows["fetched_at"]),
        "last_seen_at": rows["seen_at"],
        "missed_runs": pa.array(misses, pa.int32()),
        "missed_since_on": pc.coalesce(
            _where(misses > 0, was["missed_since_on"]),
            pc.if_else(pa.array((misses > 0) & (facts.misses_before == 0)), today, pa.scalar(None, pa.date32())),
        ),
        "stale": pa.array((fate == Fate.STALE) & ~leaves),
        "closed_on": pc.if_else(pa.array(closes), today, _where(still_closed, was["closed_on"])),
        "closed_reason": pc.coalesce(reason, _where(still_closed, was["closed_reason"])),
        "came_by": pc.if_else(pa.array(comes), pc.fill_null(coming, Cause.BOARD.value), was["came_by"]),
        "left_by": pc.coalesce(
            _where(leaves, leaving), CLOSED_BY.take(pa.array(fate)), _where(still_closed, was["left_by"])
        ),
        "reposted": pc.fill_null(was["reposted"], 0),
        "redated": pc.add(pc.fill_null(was["redated"], 0), pc.is_valid(redated).cast(pa.int32())),
        "first_posted_on": pc.coalesce(was["first_posted_on"], redated),
        "is_canonical": pc.fill_null(was["is_canonical"], False),
    }
    after = pa.Table.from_arrays([*rows.columns, *life.values()], schema=STOCK)
    at = STOCK.get_field_index("said_before")
    after = after.set_column(at, STOCK.field(at), inherit(after, run, sign, read_again))
    after = after.set_column(at, STOCK.field(at), forget(after, run, lag_days))
    is_new = facts.seen & ~facts.was_open & ~facts.was_closed & holds(pc.is_null(coming))
    events = pd.DataFrame({"new": is_new, "changed": changed, "closed": closes & ~leaves})
    by_board = events.groupby(rows["board"].to_numpy(zero_copy_only=False), sort=True).sum()
    return after.sort_by([(name, "ascending") for name in Posting.key]), by_board


def _line_up(
    stock: pa.Table, seen: pa.Table, run: str, sign: Sign, read_again: ReadAgain
) -> tuple[pa.Table, pa.Table, Mask, Column]:
    """The postings after a run (SEEN), those it carried first; as they were before (TRACKED, null: new); which changed;
    and of those that got a new date, the one before.

    One that says what it said and is read otherwise has not changed. A text that was not read has no length.
    """
    was_at = find_rows(keys_of(seen), keys_of(stock))
    is_unseen = np.ones(stock.num_rows, bool)
    is_unseen[was_at[was_at >= 0]] = False
    unseen = stock.filter(pa.array(is_unseen))
    before = stock.select(COMPARED).take(pa.array(was_at, mask=was_at < 0))
    may_be_reworded = pc.or_(differs(before["said"], seen["said"]), pc.equal(pc.list_value_length(seen["said"]), 0))
    differences = {name: mask & (was_at >= 0) for name, mask in find_differences(before, seen).items()}
    changed = is_changed(differences, len(was_at)) & holds(may_be_reworded)
    if (lost := find_lost_texts(before, seen, sign)).any():
        differences[TEXT] = lost
    changed = np.concatenate([changed, np.zeros(unseen.num_rows, bool)])
    dated = pc.if_else(
        pa.array(find_redated(before, seen, run, sign)), before["posted_on"], pa.scalar(None, pa.date32())
    )
    redated = pa.chunked_array([*dated.chunks, pa.nulls(unseen.num_rows, pa.date32())])
    unread = unseen.select(SEEN.names).set_column(
        SEEN.get_field_index("text_length"), SEEN.field("text_length"), pa.nulls(unseen.num_rows, pa.int32())
    )
    rows = pa.concat_tables([seen.select(SEEN.names), unread])
    was = pa.concat_tables([before.select(TRACKED.names), unseen.select(TRACKED.names)])
    said = pa.chunked_array([pc.fill_null(chunk, []) for chunk in was["said_before"].chunks], SAID)
    at = TRACKED.get_field_index("said_before")
    reworded = find_reworded(stock, was_at, seen, differences, read_again)
    said = remember(said, before, differences, reworded, run)
    return rows, was.set_column(at, TRACKED.field(at), said), changed, redated


def _find_doubted(stock: pa.Table, seen: pa.Table, judged: Mapping[str, Judgement], today: date) -> Column:
    """The keys of the postings whose new last day to apply is over for so many at once that it is not believed yet."""
    late = keys_of(seen.filter(pc.less(seen["apply_by_on"], today)))
    if len(late) < MANY:
        return late[:0]
    still_open = stock.filter(pc.equal(stock["status"], "open"))
    keys, was_over = keys_of(still_open), pc.fill_null(pc.less(still_open["apply_by_on"], today), False)
    moved = holds(pc.and_not(pc.is_in(keys, in_one(late)), was_over))
    absence, feed = _line_up_feeds(still_open, judged)
    board = pc.dictionary_encode(still_open["board"]).combine_chunks().indices.to_numpy()
    misses, feed = still_open["missed_runs"].to_numpy(), np.where(feed >= 0, feed, feed.max(initial=-1) + 1)
    return keys.filter(pa.array(find_mass_deadlines(moved, misses, absence, feed, board)))


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
            those = here if beginning == WHOLE else here[holds(pc.starts_with(names, beginning))]
            absence[those], feed[those], number = int(one.absences[beginning]), number, number + 1
    return absence, feed


def _line_up_causes(rows: pa.Table, causes: Mapping[str, Cause]) -> Column:
    """Of each posting the cause that its key has; null: it has none."""
    if not causes:
        return pa.nulls(rows.num_rows, pa.string())
    keys, words = (pa.array(list(one), pa.string()) for one in (causes, causes.values()))
    return words.take(pc.index_in(keys_of(rows), keys).combine_chunks())


def _are_among(rows: pa.Table, names: Column, keys: Column) -> Mask:
    """Whether a name of the posting is, with its board, among the keys."""
    if not len(keys):
        return np.zeros(len(names), bool)
    return holds(pc.is_in(keys_of({"board": rows["board"], "board_ref": names}), in_one(keys)))


def _join_keys(of_board: Mapping[str, Collection[str]]) -> Column:
    """The names of each board as keys."""
    return pa.array([join_key(board, name) for board, named in of_board.items() for name in named], pa.string())


def _are_refused(rows: pa.Table, judged: Mapping[str, Judgement]) -> Mask:
    """Whether its board carries the posting, but nobody can read it: a row with its id or address was refused."""
    refused = {board: one.refused for board, one in judged.items() if one.refused}
    mask = np.zeros(rows.num_rows, bool)
    if refused:
        for name in (rows["board_ref"], rows["url"]):
            mask |= _are_among(rows, name, _join_keys(refused))
    return mask


def _where(mask: Mask, column: Column) -> Column:
    """The column's values where the mask holds, null elsewhere."""
    return pc.if_else(pa.array(mask), column, pa.scalar(None, column.type))
