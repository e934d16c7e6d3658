"""A feed judged by its own last good runs: whether its count and its content are believed."""

from dataclasses import replace
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.feeds import WHOLE, FeedRun, FeedState, HeldFor
from snapshots.content import Fall, find_fallen_share, find_lost, measure
from snapshots.keys import index_of

LOW = 0.4  # share of the usual count below which a whole feed is held
REMEMBERED = 10  # good runs whose counts make the usual
ALIKE = 3  # runs in a row with about one low count, after which it is believed
MOST_HELD = 6  # runs in a row with low counts, whatever they are, after which the next one is believed
ABOUT = 0.25  # share by which counts may differ and still be about one


def of_feed(rows: pa.Table, feed: str) -> pa.Table:
    """The rows of a feed."""
    return rows if feed == WHOLE else rows.filter(pc.starts_with(rows["board_ref"], feed))


def full_name(board: str, feed: str) -> str:
    """What a feed is called on the command line.

    >>> full_name("personio", "muster-stahl/"), full_name("arbeitnow", WHOLE)
    ('personio/muster-stahl', 'arbeitnow')
    """
    return board if feed == WHOLE else f"{board}/{feed.removesuffix('/')}"


def judge_feed(feed: FeedRun, state: FeedState, rows: pa.Table, known: pa.Table, search: str | None) -> FeedRun:
    """How a run left a feed. `feed` is as the last run left it, `state` how it was read, `known` its open postings.

    `search` is what was searched: roles and area are compared only with a run of the same search.
    A fall of content is never believed by itself. A low count is, after ALIKE whole runs with about the same, or after
    MOST_HELD whatever they were; a feed that was read whole and is not held is good, and what it holds is remembered.
    """
    same_search = None in (feed.search, search) or feed.search == search
    if fall := _find_fall(feed, state, rows, known, same_search=same_search):
        return replace(_hold(feed, fall), held_runs=0, alike_runs=0)
    if state is not FeedState.GOOD:
        return leave(feed, state)
    usual = median(feed.usual) if feed.usual else 0
    if rows.num_rows >= LOW * usual:
        return remember(feed, rows, search)
    alike = feed.alike_runs + 1 if feed.alike_runs and _about(rows.num_rows, feed.fallen_to or 0) else 1
    if alike >= ALIKE or feed.held_runs >= MOST_HELD:
        return accept(feed, state, rows, search)
    held = _hold(feed, Fall(HeldFor.COUNT, int(usual), rows.num_rows, int(usual)))
    return replace(held, held_runs=feed.held_runs + 1, alike_runs=alike)


def accept(feed: FeedRun, state: FeedState, rows: pa.Table, search: str | None) -> FeedRun:
    """The feed as someone believes it: if it was read whole, what it holds now is all that is remembered of it."""
    return remember(replace(feed, usual=()), rows, search) if state is FeedState.GOOD else leave(feed, state)


def remember(feed: FeedRun, rows: pa.Table, search: str | None) -> FeedRun:
    """The feed after a good run."""
    usual = (*feed.usual, rows.num_rows)[-REMEMBERED:]
    counts: dict[str, Any] = {**measure(rows), "postings": rows.num_rows, "usual": usual}
    names: dict[str, Any] = {"run": feed.run, "board": feed.board, "feed": feed.feed, "last_good_run": feed.run}
    return FeedRun(feed_state=FeedState.GOOD, search=search, **names, **counts)


def leave(feed: FeedRun, state: FeedState) -> FeedRun:
    """The feed after a run that could say nothing of it: what it usually holds stays as it was."""
    since = None if state is FeedState.RECENT else feed.since or feed.run
    return replace(feed, feed_state=state, since=since, held_for=None)


def _find_fall(feed: FeedRun, state: FeedState, rows: pa.Table, known: pa.Table, *, same_search: bool) -> Fall | None:
    """What vanished from the feed's postings; asked of every run that carries some."""
    index = index_of(rows["board_ref"]).get_indexer(index_of(known["board_ref"]))
    carried = pa.array(index >= 0)
    lost = find_lost(known.filter(carried), rows.take(pa.array(index[index >= 0])), same_search=same_search)
    if lost or state is not FeedState.GOOD:
        return lost
    return find_fallen_share(feed, rows, same_search=same_search)


def _hold(feed: FeedRun, fall: Fall) -> FeedRun:
    held = leave(feed, FeedState.HELD)
    return replace(held, held_for=fall.reason, fallen_from=fall.before, fallen_to=fall.now, compared=fall.of)


def _about(one: int, other: int) -> bool:
    """Whether two counts are about the same.

    >>> _about(7, 8), _about(1, 0), _about(7, 12)
    (True, True, False)
    """
    return abs(one - other) <= max(1, ABOUT * max(one, other))
