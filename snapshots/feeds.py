"""A feed judged by its own last good runs: whether its count and its content are believed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.feeds import OF_COUNT, WHOLE, FeedRun, FeedState, HeldFor
from snapshots.closing import MISSES
from snapshots.content import (
    COLUMNS,
    LOOKED_AT,
    LOST,
    Fall,
    count_lost,
    count_lost_lately,
    count_placeless,
    find_fallen_share,
    find_fallen_value,
    find_lost,
    find_slowly_lost,
    find_still_fallen,
    is_unlikely,
    measure,
)
from snapshots.keys import find_rows

LOW = 0.4  # share of the usual count below which a whole feed is held
ENDED = 0.05  # share of postings that end from one run to the next: 3 to 1 is no news, nor is 1 to 0
REMEMBERED = 10  # good runs whose counts make the usual
ALIKE = 3  # runs in a row with about one low count, after which it is believed
MOST_HELD = 6  # runs in a row with low counts, whatever they are, after which the next one is believed
ABOUT = 0.25  # share by which counts may differ and still be about one


def of_feed(rows: pa.Table, feed: str) -> pa.Table:
    """The rows of a feed."""
    return rows if feed == WHOLE else rows.filter(pc.starts_with(rows["board_ref"], feed))


def asked_of(asked: Iterable[str], feed: str) -> tuple[str, ...]:
    """What a feed was asked for, of all that its board was."""
    return tuple(one for one in asked if feed == WHOLE or one.startswith(feed))


def full_name(board: str, feed: str) -> str:
    """What a feed is called on the command line.

    >>> full_name("personio", "muster-stahl/"), full_name("arbeitnow", WHOLE)
    ('personio/muster-stahl', 'arbeitnow')
    """
    return board if feed == WHOLE else f"{board}/{feed.removesuffix('/')}"


def judge_feed(
    feed: FeedRun,
    state: FeedState,
    rows: pa.Table,
    known: pa.Table,
    search: str | None,
    *,
    missed: pa.Table | None = None,
    ended: pa.Table | None = None,
    last_search: str | None = None,
    is_accepted: bool = False,
) -> FeedRun:
    """How a run left a feed. `feed` is as the last run left it, `state` how it was read, `known` its open postings.

    `search` is what was searched: roles and area are compared only with a run of the same search, and those of known
    postings only where the last run, though it may not have been good, searched the same (`last_search`).
    `missed`: its open postings that the last run did not carry, which are not among those known; `ended`: those that
    are closed, and carried again. `is_accepted`: someone found its fall true; if it was not read whole, that holds for
    what fell until it is.
    A fall of content is never believed by itself. A low count (below LOW, and more
    gone than chance takes) is, after ALIKE whole runs with about the same, or after
    MOST_HELD whatever they were; a feed that was read whole and is not held is good, and what it holds is remembered.
    """
    is_whole, others = state is FeedState.GOOD, [table for table in (missed, ended) if table is not None]
    if is_accepted and is_whole:
        return _confirm(accept(feed, rows, search, known))
    same_search = _is_same(feed.search, search)
    same_for_known = same_search and _is_same(last_search, search)
    carried, now = _pair(known, rows)
    ever = _pair(pa.concat_tables([known, *others]), rows)
    back = _pair(known[:0] if missed is None else missed, rows)[1]
    lately = count_lost_lately(feed, carried, now, back, same_search=same_for_known, is_whole=is_whole)
    lately |= {
        name: told[-1:] if name is HeldFor.PLACE else () for name, told in lately.items() if name in feed.accepted
    }

    def find_fall(feed: FeedRun) -> Fall | None:
        facts: dict[str, Any] = {"placeless": _placeless(feed), "accepted": feed.accepted}
        fall = find_lost(carried, now, same_search=same_for_known, **facts)
        if not fall and len(ever[0]) > len(carried):  # only what is searched depends on the last run
            fall = find_lost(*ever, same_search=False, **facts)
        if not fall and is_whole:
            fall = find_fallen_share(feed, rows, same_search=same_search) or find_slowly_lost(lately, feed.usual, rows)
        if not fall and feed.held_for not in (None, *feed.accepted):
            fall = find_still_fallen(feed, rows, same_search=same_search)
        return fall

    if is_accepted:
        return leave(_accept_later(feed, find_fall), state)
    if fall := find_fall(feed):
        return _hold(feed, fall)
    if state is FeedState.RECENT and feed.held_for not in feed.accepted and _is_still_open(feed, rows):
        return replace(feed, feed_state=FeedState.HELD)
    feed = _note(feed, lately)
    if not is_whole:
        return leave(feed, state)
    if not feed.usual:
        return remember(feed, rows, search)
    usual, last = median(feed.usual), feed.usual[-1]
    if rows.num_rows >= LOW * usual or not is_unlikely(last - rows.num_rows, last, ENDED):
        return remember(feed, rows, search)
    is_alike = feed.fallen_to is not None and _about(rows.num_rows, feed.fallen_to)
    alike = feed.alike_runs + 1 if is_alike else 1
    if HeldFor.COUNT in feed.accepted and is_alike:
        return _confirm(accept(feed, rows, search, known))
    if alike >= ALIKE or feed.held_runs >= MOST_HELD:
        return accept(feed, rows, search, known)
    held = _hold(feed, Fall(HeldFor.COUNT, int(usual), rows.num_rows, int(usual)))
    return replace(held, held_runs=feed.held_runs + 1, alike_runs=alike)


def hold_together(
    judged: Sequence[FeedRun],
    before: Mapping[str, FeedRun],
    rows: pa.Table,
    known: pa.Table,
    search: str | None,
    *,
    others: pa.Table | None = None,
    last_search: str | None = None,
) -> list[FeedRun]:
    """The feeds of a board, judged one by one, looked at together: many small feeds whose form changes in one night.

    If what vanished from all of them is no chance, each that lost something is held, and as it was `before`.
    `others`: postings that the last run did not carry, open or closed.
    """
    free = {
        feed.feed: feed.feed_state
        for feed in judged
        if feed.feed_state is not FeedState.HELD and not _awaits(before[feed.feed])
    }
    if len(free) < 2:
        return list(judged)
    asked = {name: before[name] for name in free}
    same_search = all(_is_same(feed.search, search) for feed in asked.values())
    fallen = _find_lost_together(asked, rows, known, same_search=same_search and _is_same(last_search, search))
    if not fallen and others is not None and others.num_rows:
        fallen = _find_lost_together(asked, rows, pa.concat_tables([known, others]), same_search=False)
    if not fallen:
        good = {name: asked[name] for name, state in free.items() if state is FeedState.GOOD}
        fallen = _find_fallen_together(good, rows, same_search=same_search)
    return [_hold(before[feed.feed], fallen[feed.feed]) if feed.feed in fallen else feed for feed in judged]


def _find_lost_together(
    before: Mapping[str, FeedRun], rows: pa.Table, known: pa.Table, *, same_search: bool
) -> dict[str, Fall]:
    """What each feed lost, by its known postings, of a value that vanished from those of all of them."""
    pairs = {name: _pair(of_feed(known, name), of_feed(rows, name)) for name in before}
    was, now = (pa.concat_tables(tables) for tables in zip(*pairs.values(), strict=True))
    placeless = {name: _placeless(feed) for name, feed in before.items()}
    fall = find_lost(was, now, same_search=same_search, placeless=sum(placeless.values()))
    own = {name: count_lost(fall.reason, *pair) for name, pair in pairs.items()} if fall else {}
    earlier = placeless if fall and fall.reason is HeldFor.PLACE else dict.fromkeys(before, 0)
    return {name: one for name, one in own.items() if one.before - one.now > earlier[name]}


def _find_fallen_together(before: Mapping[str, FeedRun], rows: pa.Table, *, same_search: bool) -> dict[str, Fall]:
    """What fell to less than half of its share in each feed, if by all their postings together it is no chance."""
    before = {name: feed for name, feed in before.items() if feed.usual}
    now = {name: of_feed(rows, name) for name in before}
    if len(now) < 2:
        return {}
    sums: dict[str, Any] = {name: sum(getattr(feed, name) for feed in before.values()) for name in COLUMNS.values()}
    usual = replace(next(iter(before.values())), usual=(sum(feed.usual[-1] for feed in before.values()),), **sums)
    fall = find_fallen_share(usual, pa.concat_tables(now.values()), same_search=same_search)
    own = {name: find_fallen_value(fall.reason, feed, now[name]) for name, feed in before.items()} if fall else {}
    return {name: one for name, one in own.items() if one}


def hold_closings(feed: FeedRun, open_now: pa.Table) -> FeedRun:
    """The feed after a run: held if postings of it, among those `open_now`, wait for one more run before they close."""
    waiting = pc.sum(pc.greater_equal(open_now["missed_runs"], MISSES)).as_py()
    if feed.feed_state.is_doubted or not waiting:
        return feed
    count = open_now.num_rows
    return _hold(feed, Fall(HeldFor.CLOSINGS, count, count - waiting, count))


def accept(feed: FeedRun, rows: pa.Table, search: str | None, known: pa.Table | None = None) -> FeedRun:
    """The feed as someone believes it, which was read whole: what it holds now is all that is remembered of it.

    `known`: its open postings; those whose place is not known any more stay as they were, and are no news later.
    """
    placeless = () if known is None else (count_placeless(*_pair(known, rows)),)
    return remember(_note(replace(feed, usual=()), dict.fromkeys(LOST, ()) | {HeldFor.PLACE: placeless}), rows, search)


def _confirm(feed: FeedRun) -> FeedRun:
    """The feed, whose count was found true: what was missed before closes with the next run at the latest."""
    return replace(feed, accepted=(HeldFor.CLOSINGS,))


def _accept_later(feed: FeedRun, find_fall: Callable[[FeedRun], Fall | None]) -> FeedRun:
    """The feed of which someone found true what fell, although it was not read whole."""
    feed = replace(feed, accepted=tuple({*feed.accepted, *([feed.held_for] if feed.held_for else ())}))
    while fall := find_fall(feed):
        feed = replace(feed, accepted=(*feed.accepted, fall.reason))
    return replace(feed, accepted=tuple(sorted(feed.accepted)))


def remember(feed: FeedRun, rows: pa.Table, search: str | None) -> FeedRun:
    """The feed after a good run."""
    usual = (*feed.usual, rows.num_rows)[-REMEMBERED:]
    counts: dict[str, Any] = {**measure(rows), "postings": rows.num_rows, "usual": usual}
    counts |= {name: getattr(feed, name) for name in LOST.values()}
    names: dict[str, Any] = {"run": feed.run, "board": feed.board, "feed": feed.feed, "last_good_run": feed.run}
    return FeedRun(feed_state=FeedState.GOOD, search=search, **names, **counts)


def leave(feed: FeedRun, state: FeedState) -> FeedRun:
    """The feed after a run that could say nothing of it: what it usually holds stays as it was."""
    if state is FeedState.RECENT:
        return replace(feed, feed_state=state, since=None, held_for=None)
    return replace(feed, feed_state=state, since=feed.since or feed.run)


def _note(feed: FeedRun, lately: Mapping[HeldFor, tuple[int, ...]]) -> FeedRun:
    """The feed with what its known postings lost in its last runs."""
    lost: dict[str, Any] = {LOST[name]: each_run for name, each_run in lately.items()}
    return replace(feed, **lost)


def _pair(known: pa.Table, rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The known postings that a run carries, as they were and as they are now, row by row."""
    index = find_rows(known["board_ref"], rows["board_ref"])
    carried = known.select(LOOKED_AT).filter(pa.array(index >= 0))
    return carried, rows.select(LOOKED_AT).take(pa.array(index[index >= 0]))


def _placeless(feed: FeedRun) -> int:
    """How many postings had lost their place by the last whole run that was believed."""
    return feed.lost_place[-1] if feed.lost_place else 0


def _awaits(feed: FeedRun) -> bool:
    """Whether what fell of its content was found true, and no whole run has come since."""
    return any(what not in OF_COUNT for what in feed.accepted)


def _is_still_open(feed: FeedRun, rows: pa.Table) -> bool:
    """Whether a run that read the newest alone says nothing of what the feed is held for."""
    return feed.held_for is HeldFor.COUNT or (feed.held_for in COLUMNS and not rows.num_rows)


def _is_same(last: str | None, search: str | None) -> bool:
    """Whether an earlier run searched the same, as far as is known."""
    return None in (last, search) or last == search


def _hold(feed: FeedRun, fall: Fall) -> FeedRun:
    """The feed held for a fall: its count is not looked at, unless that is what fell."""
    held = replace(leave(feed, FeedState.HELD), held_runs=0, alike_runs=0)
    return replace(held, held_for=fall.reason, fallen_from=fall.before, fallen_to=fall.now, compared=fall.of)


def _about(one: int, other: int) -> bool:
    """Whether two counts are about the same.

    >>> _about(7, 8), _about(1, 0), _about(2, 0), _about(7, 12)
    (True, True, False, False)
    """
    return abs(one - other) <= max(1, ABOUT * max(one, other))
