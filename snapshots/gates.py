"""What a board's part is good for: its final verdict, what of it is taken, and what its silence means."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from schemas.feeds import OF_COUNT, WHOLE, FeedRun, FeedState, HeldFor
from schemas.tables import BoardRun
from schemas.verdicts import Verdict
from snapshots.closing import Absence
from snapshots.feeds import MOST_HELD, asked_of, full_name, hold_closings, hold_together, judge_feed, leave, of_feed
from snapshots.parts import Part
from snapshots.stock import SEEN
from storage.layout import started_at

WORDS: dict[HeldFor | None, str] = {
    HeldFor.EMPLOYER: "an employer",
    HeldFor.PLACE: "a known place",
    HeldFor.STATED_EMPLOYER: "an employer that the feed states",
    HeldFor.STATED_PLACE: "a place that the feed states",
    HeldFor.ROLE: "a role that is searched",
    HeldFor.TEXT: "a text",
    HeldFor.DATE: "a date of publication",
    HeldFor.PAY: "pay",
    HeldFor.AREA: "a place in the area",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A board's row of the run and its feeds, and what becomes of its part.

    `rows`: the postings that are taken into the stock. `gone`: the board_refs that answered 404 or 410. `refused`: ids
    and addresses of what the board carries, and nobody can read. `absences`: by how board_refs begin (WHOLE: all), what
    it means that the part does not carry one; the longest beginning decides.
    `narrowed`: the feeds that were asked for less than in their last good run, so that what is absent may still be up.
    """

    row: BoardRun
    feeds: tuple[FeedRun, ...] = ()
    rows: pa.Table = field(default_factory=SEEN.empty_table)
    gone: Collection[str] = ()
    refused: Collection[str] = ()
    absences: Mapping[str, Absence] = field(default_factory=dict)
    narrowed: tuple[str, ...] = ()

    @property
    def is_of_use(self) -> bool:
        """Whether the part says anything: postings, or that there are none."""
        return bool(self.rows.num_rows) or any(self.absences.values())


def judge(
    part: Part,
    before: BoardRun | None,
    memory: Mapping[str, FeedRun],
    known: pa.Table,
    accepted: Collection[str] = (),
    ended: pa.Table | None = None,
) -> Judgement:
    """The crawl's own verdict, sharpened by what each of the board's feeds usually holds.

    `memory`: the feeds as the last run left them. `known`: the board's open postings. `accepted` names boards, or feeds
    as BOARD/EMPLOYER, whose fall someone looked at and found true. `ended`: closed ones that the part carries again.
    failed: the part cannot be read. incomplete: below the board's floor; none of its rows is taken. held: no feed of it
    is believed. partial: some are not, or gave no whole answer. Of a feed whose content fell nothing is taken; of one
    whose count fell the rows are, and nothing closes.
    """
    old = [replace(one, run=part.run, postings=0) for one in memory.values()]
    if part.verdict is None:
        row = _empty(part.run, part.board, before, Verdict.FAILED, part.error)
        return Judgement(row=row, feeds=_leave_all(old, FeedState.UNREAD), absences={WHOLE: Absence.UNKNOWN})
    row = replace(part.verdict, new=0, changed=0, closed=0)
    if part.rows.num_rows < row.floor and row.verdict != Verdict.RECENT:
        if row.verdict.absence_counts:
            row = lower(row, Verdict.INCOMPLETE, f"{part.rows.num_rows} postings, fewer than the floor of {row.floor}")
        unread = _leave_all(old, FeedState.UNREAD)
        return Judgement(row=row, feeds=unread, gone=part.gone, refused=part.refused, absences={WHOLE: Absence.UNKNOWN})
    broke_off = not (row.feeds or row.verdict.absence_counts)  # before it named the feeds, so they are the old ones
    names = row.feeds or (tuple(memory) if broke_off else ()) or (WHOLE,)
    believed = [name for name in names if {part.board, full_name(part.board, name)} & set(accepted)]
    fresh = {name: _fresh(memory.get(name), part, name) for name in names}
    narrowed = tuple(name for name in names if not set(fresh[name].asked) <= set(asked_of(row.asked, name)))
    fresh |= {name: replace(fresh[name], usual=()) for name in narrowed}  # its count has to be another
    ended = known[:0] if ended is None else ended
    feeds = _judge_feeds(part, row, fresh, known, ended, believed, before.search if before else None)
    feeds = [replace(one, asked=asked_of(row.asked, one.feed)) if _is_good(one) else one for one in feeds]
    taken = [of_feed(part.rows, feed.feed) for feed in feeds if not _is_of_no_use(feed)]
    return Judgement(
        row=_tell_held(row, [feed for feed in feeds if feed.feed_state is FeedState.HELD], feeds),
        feeds=(*feeds, *_leave_all(_not_asked(old, names, known), FeedState.NOT_ASKED)),
        rows=pa.concat_tables([SEEN.empty_table(), *(rows.select(SEEN.names) for rows in taken)]),
        gone=part.gone,
        refused=part.refused,
        absences=dict.fromkeys(row.unread, Absence.UNKNOWN)
        | {feed.feed: _absence_of(feed, row, fresh[feed.feed], is_accepted=feed.feed in believed) for feed in feeds},
        narrowed=tuple(feed.feed for feed in feeds if feed.feed in narrowed and _is_good(feed)),
    )


def _judge_feeds(
    part: Part,
    row: BoardRun,
    fresh: Mapping[str, FeedRun],
    known: pa.Table,
    ended: pa.Table,
    believed: Collection[str],
    last_search: str | None,
) -> list[FeedRun]:
    """How this run leaves each feed: those that are believed as they are, the others as they are judged."""
    is_carried = pc.equal(known["missed_runs"], 0)  # those missed may be what was changed in the search
    carried, missed = known.filter(is_carried), known.filter(pc.invert(is_carried))
    judged = {}
    for name, feed in fresh.items():
        state, rows = _state_of(row, name), of_feed(part.rows, name)
        facts = {"missed": of_feed(missed, name), "ended": of_feed(ended, name), "last_search": last_search}
        facts |= {"is_accepted": name in believed}
        judged[name] = judge_feed(feed, state, rows, of_feed(carried, name), row.search, **facts)
    doubted, others = [judged[name] for name in fresh if name not in believed], pa.concat_tables([missed, ended])
    facts = {"others": others, "last_search": last_search}
    together = hold_together(doubted, fresh, part.rows, carried, row.search, **facts)
    return [*(judged[name] for name in believed), *together]


def tell_closings(one: Judgement, open_now: pa.Table) -> Judgement:
    """A board's judgement once its postings are `open_now`: held are its feeds of which many wait to be closed."""
    feeds = tuple(hold_closings(feed, of_feed(open_now, feed.feed)) for feed in one.feeds)
    new = [feed for feed, was in zip(feeds, one.feeds, strict=True) if feed is not was]
    asked = [feed for feed in feeds if feed.feed_state is not FeedState.NOT_ASKED]
    return replace(one, row=_tell_held(one.row, new, asked), feeds=feeds) if new else one


def lower(row: BoardRun, verdict: Verdict, reason: str) -> BoardRun:
    """The row with a lesser verdict, and why."""
    return replace(row, verdict=verdict, reason=f"{row.reason}; {reason}" if row.reason else reason)


def note_missing_part(run: str, before: BoardRun, memory: Iterable[FeedRun]) -> Judgement:
    """What becomes of a known board that left no part in a run."""
    row = _empty(run, before.board, before, Verdict.NOT_RUN, "no part in this run")
    old = (replace(one, run=run, postings=0) for one in memory)
    return Judgement(row=row, feeds=_leave_all(old, FeedState.NOT_ASKED))


def _fresh(feed: FeedRun | None, part: Part, name: str) -> FeedRun:
    """A feed as the last run left it, or one that is new, at the beginning of this run."""
    count = of_feed(part.rows, name).num_rows
    if feed is None:
        return FeedRun(run=part.run, board=part.board, feed=name, feed_state=FeedState.UNREAD, postings=count)
    return replace(feed, run=part.run, postings=count)


def _not_asked(old: Iterable[FeedRun], asked: Collection[str], known: pa.Table) -> Iterable[FeedRun]:
    """The feeds that this run did not ask, as long as postings of theirs are open."""
    return (one for one in old if one.feed not in (*asked, WHOLE) and of_feed(known, one.feed).num_rows)


def _leave_all(feeds: Iterable[FeedRun], state: FeedState) -> tuple[FeedRun, ...]:
    return tuple(leave(feed, state) for feed in feeds)


def _state_of(row: BoardRun, feed: str) -> FeedState:
    """How the crawl read a feed."""
    if row.verdict == Verdict.RECENT:
        return FeedState.RECENT
    return FeedState.GOOD if row.verdict.absence_counts and feed not in row.unread else FeedState.UNREAD


def _is_of_no_use(feed: FeedRun) -> bool:
    """Whether nothing of a feed is taken: its content fell."""
    return feed.feed_state is FeedState.HELD and feed.held_for is not HeldFor.COUNT


def _is_good(feed: FeedRun) -> bool:
    return feed.feed_state is FeedState.GOOD


def _absence_of(feed: FeedRun, row: BoardRun, before: FeedRun, *, is_accepted: bool) -> Absence:
    """What it means that the part does not carry a posting of a feed; `before`: the feed as the last run left it."""
    if feed.feed_state is FeedState.GOOD:
        is_confirmed = before.held_runs >= MOST_HELD or any(what in OF_COUNT for what in before.accepted)
        return Absence.ACCEPTED if is_accepted else Absence.CONFIRMED if is_confirmed else Absence.COUNTS
    was_counted = row.verdict != Verdict.RECENT and feed.feed_state is FeedState.HELD and feed.held_for is HeldFor.COUNT
    return Absence.DOUBTED if was_counted else Absence.UNKNOWN


def _tell_held(row: BoardRun, held: Collection[FeedRun], feeds: Collection[FeedRun]) -> BoardRun:
    """The row of a board of whose feeds some are held, and why."""
    if not held:
        return replace(row, reason=None) if row.verdict == Verdict.COMPLETE else row
    names = {feed.feed for feed in held} - {WHOLE}
    are_all_held = all(feed.feed_state is FeedState.HELD for feed in feeds)
    verdict = Verdict.HELD if are_all_held else Verdict.PARTIAL
    verdict = verdict if row.verdict.absence_counts or verdict == Verdict.HELD else row.verdict
    row = lower(row, verdict, "; ".join(map(tell_fall, held)))
    return replace(row, unread=tuple(sorted({*row.unread, *names})))


def tell_fall(feed: FeedRun, *, named: bool = True) -> str:
    """Why a feed is held, in words; `named`: a feed that is not its whole board is named in them.

    >>> tell_fall(FeedRun(run="20261122T050000Z", board="alpha", feed="*", feed_state=FeedState.HELD, postings=20,
    ...     held_for=HeldFor.PLACE, fallen_from=20, fallen_to=0, compared=20))
    '0 of 20 postings with a known place, before 20'
    """
    whose = f"{feed.feed} " if named and feed.feed != WHOLE else ""
    if feed.held_for is HeldFor.CLOSINGS:
        missing = (feed.fallen_from or 0) - (feed.fallen_to or 0)
        return f"{whose}{missing} of {feed.fallen_from} open postings would close at once, with the next run like it"
    if feed.held_for is HeldFor.COUNT:
        return f"{whose}{feed.fallen_to} postings, usually {feed.fallen_from}"
    return f"{whose}{feed.fallen_to} of {feed.compared} postings with {WORDS[feed.held_for]}, before {feed.fallen_from}"


def _empty(run: str, board: str, before: BoardRun | None, verdict: Verdict, reason: str | None) -> BoardRun:
    return BoardRun.blank(
        run=run,
        board=board,
        started_at=started_at(run),
        verdict=verdict,
        reason=reason,
        access=before.access if before else "unknown",
        checked=before.checked if before else "unknown",
        floor=before.floor if before else 0,
        feeds=before.feeds if before else (),
        search=before.search if before else None,
        finish_reason="part_unreadable" if verdict is Verdict.FAILED else None,
    )
