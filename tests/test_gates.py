"""A board's part at the gate, without a publish: what is taken of it, what its silence means, and how it is told."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from schemas.feeds import WHOLE, FeedRun, FeedState, HeldFor
from schemas.tables import BoardRun
from schemas.verdicts import Verdict
from snapshots.closing import Absence
from snapshots.feeds import accept, hold_closings, hold_together, judge_feed, leave, remember
from snapshots.gates import Judgement, judge, lower, note_missing_part, tell_closings, tell_fall
from snapshots.parts import Part
from snapshots.said_before import SAID
from tests.support.snapshots_rows import RUNS, board_run, measured, posting

LAST, RUN = RUNS[:2]
UNKNOWN, DOUBTED, COUNTS, CONFIRMED, ACCEPTED = Absence


def rows_of(count: int, feed: str = "", first: int = 0, **values: Any) -> pa.Table:
    return measured([posting(f"{feed}{first + number:03}", RUN, **values) for number in range(count)])


def known_of(table: pa.Table, missed: int | Sequence[int] = 0) -> pa.Table:
    """The postings as the stock has them, missed in so many runs."""
    misses = [missed] * table.num_rows if isinstance(missed, int) else missed
    table = table.append_column("missed_runs", pa.array(misses, pa.int32()))
    return table.append_column("said_before", pa.array([[]] * table.num_rows, SAID))


NONE = known_of(rows_of(0))


def feed_run(feed: str = WHOLE, *usual: int, state: FeedState = FeedState.GOOD, **values: Any) -> FeedRun:
    """A feed as the last run left it, after good runs with so many postings that have everything."""
    had = dict.fromkeys(("with_employer", "with_place", "with_role", "with_text", "with_date", "in_area"), 0)
    had = dict.fromkeys(had, usual[-1] if usual else 0)
    facts: dict[str, Any] = {"run": LAST, "board": "alpha", "feed": feed, "feed_state": state, "usual": usual}
    return FeedRun(**facts | {"postings": had["in_area"], "last_good_run": LAST if usual else None} | had | values)


def part_of(rows: pa.Table, gone: Collection[str] = (), refused: Collection[str] = (), **verdict: Any) -> Part:
    told = board_run(RUN, postings=rows.num_rows, **{"search": "a", "new": 7, "changed": 8, "closed": 9, **verdict})
    return Part(RUN, "alpha", "alpha.parquet", "", told, rows, frozenset(gone), frozenset(refused), None)


def judged(part: Part, *feeds: FeedRun, known: pa.Table = NONE, accepted: Collection[str] = ()) -> Judgement:
    return judge(part, None, {feed.feed: feed for feed in feeds}, known, accepted)


def states(one: Judgement) -> dict[str, FeedState]:
    return {feed.feed: feed.feed_state for feed in one.feeds}


@pytest.mark.parametrize(
    ("counts", "last"),
    [
        ([20, 20, 8], "good"),  # LOW is believed
        ([20, 20, 7], "held 1 1"),
        ([20, 20, 7, 7], "held 2 2"),
        ([20, 20, 7, 7, 7], "good"),  # ALIKE
        ([20, 20, 7, 0], "held 2 1"),  # another count is counted anew
        ([20, 20, 7, 6, 5], "good"),
        ([20, 20, 7, 0, 7, 0, 7, 0], "held 6 1"),
        ([20, 20, 7, 0, 7, 0, 7, 0, 7], "good"),  # MOST_HELD
        ([20, 20, 7, 20, 7], "held 1 1"),  # what was good in between counts anew
        ([3, 3, 1], "good"),  # three ads that become one are no news
        ([100, 100, 100, 30, 31, 50], "good"),
        ([2, 2, 0], "good"),  # nor are two that become none
        ([3, 3, 0], "held 1 1"),
        ([4, 4, 1], "held 1 1"),
        ([], "none"),
        ([0, 0], "good"),
        ([0, 5], "good"),
    ],
)
def test_a_low_count_is_believed_in_the_end(counts: list[int], last: str) -> None:
    feed, told = feed_run(postings=0), "none"
    for count in counts:
        feed = judge_feed(feed, FeedState.GOOD, rows_of(count), NONE, "a")
        if feed.feed_state is FeedState.GOOD:
            told = "good"
            assert (feed.held_runs, feed.alike_runs, feed.since, feed.held_for) == (0, 0, None, None)
            assert (feed.usual[-1], feed.search, feed.last_good_run) == (count, "a", feed.run)
        else:
            told = f"held {feed.held_runs} {feed.alike_runs}"
            usual = counts[0]
            assert (feed.held_for, feed.fallen_from, feed.fallen_to, feed.compared) == (
                HeldFor.COUNT, usual, count, usual,
            )  # fmt: skip
    assert told == last


def test_ten_good_runs_are_remembered_and_their_middle_is_what_is_usual() -> None:
    feed = feed_run()
    for count in (90, *range(10, 20)):
        feed = remember(feed, rows_of(count), "a")
    assert feed.usual == tuple(range(10, 20)) and feed.postings == 19
    assert (feed.with_employer, feed.with_date, feed.with_pay, feed.in_area) == (19, 19, 0, 19)
    assert accept(feed, rows_of(2), "b").usual == (2,)


@pytest.mark.parametrize(
    ("state", "since", "held_for"),
    [
        (FeedState.RECENT, None, None),
        (FeedState.UNREAD, LAST, HeldFor.PLACE),
        (FeedState.HELD, LAST, HeldFor.PLACE),
        (FeedState.NOT_ASKED, LAST, HeldFor.PLACE),
    ],
)
def test_what_a_run_says_nothing_of_stays(state: FeedState, since: str | None, held_for: HeldFor | None) -> None:
    before = feed_run(WHOLE, 20, state=FeedState.HELD, since=LAST, held_for=HeldFor.PLACE, run=RUN)
    assert leave(before, state) == replace(before, feed_state=state, since=since, held_for=held_for)
    well = feed_run(WHOLE, 20, run=RUN)
    assert leave(well, state) == replace(well, feed_state=state, since=None if since is None else RUN)


@pytest.mark.parametrize(
    ("state", "missed", "waiting"),
    [
        (FeedState.GOOD, [0, 1, 2, 3], 2),
        (FeedState.RECENT, [2, 2], 2),
        (FeedState.GOOD, [0, 1, 1], 0),
        (FeedState.GOOD, [], 0),
        (FeedState.UNREAD, [2, 2], 0),
        (FeedState.HELD, [2, 2], 0),
    ],
)
def test_postings_that_wait_for_their_end_hold_a_feed(state: FeedState, missed: list[int], waiting: int) -> None:
    feed = feed_run(WHOLE, 20, state=state, held_runs=2, alike_runs=2)
    held = hold_closings(feed, known_of(rows_of(len(missed)), missed))
    if not waiting:
        assert held is feed
        return
    told = (held.feed_state, held.held_for, held.fallen_from, held.fallen_to, held.compared)
    assert told == (FeedState.HELD, HeldFor.CLOSINGS, len(missed), len(missed) - waiting, len(missed))
    assert (held.held_runs, held.alike_runs) == (0, 0)


def test_small_feeds_that_lose_a_value_together_are_held_each_that_lost_it() -> None:
    names = ["a/", "b/", "c/", "d/"]
    known = known_of(pa.concat_tables([rows_of(2, name) for name in names]))
    now = pa.concat_tables([rows_of(2, name, posted_on=None) for name in names[:3]] + [rows_of(2, "d/")])
    before = {name: feed_run(name, 2) for name in names}
    alone = [
        judge_feed(before[name], FeedState.GOOD, now.slice(2 * at, 2), known, "a") for at, name in enumerate(names)
    ]
    assert {feed.feed_state for feed in alone} == {FeedState.GOOD}
    held = hold_together(alone, before, now, known, "a")
    assert [feed.feed for feed in held] == names and held[3] is alone[3]
    for feed in held[:3]:
        told = (feed.feed_state, feed.held_for, feed.fallen_from, feed.fallen_to, feed.compared)
        assert told == (FeedState.HELD, HeldFor.DATE, 2, 0, 2)
        assert feed.usual == before[feed.feed].usual and feed.with_date == 2
    assert hold_together(alone[:1], before, now, known, "a") == alone[:1]
    assert hold_together(alone, before, known, known, "a") == alone
    two_held = [leave(feed, FeedState.HELD) for feed in alone[:2]]
    assert hold_together([*two_held, alone[3]], before, now, known, "a") == [*two_held, alone[3]]


@pytest.mark.parametrize(("search", "is_held"), [("a", True), ("b", False), (None, True)])
def test_another_search_is_no_fall_of_roles(search: str | None, is_held: bool) -> None:
    known, now = known_of(rows_of(20)), rows_of(20, left_out="role")
    feed = judge_feed(feed_run(WHOLE, 20, search="a"), FeedState.GOOD, now, known, search)
    assert (feed.feed_state is FeedState.HELD) is is_held
    small = known_of(pa.concat_tables([rows_of(3, name) for name in ("a/", "b/")]))
    together = hold_together([feed_run("a/", 10), feed_run("b/", 10)],
                             {name: feed_run(name, 10, search="a") for name in ("a/", "b/")},
                             pa.concat_tables([rows_of(3, name, left_out="role") for name in ("a/", "b/")]),
                             small, search)  # fmt: skip
    assert {one.feed_state is FeedState.HELD for one in together} == {is_held}


VERDICTS = [
    # verdict, postings, state of the feed, the verdict then, the reason then, taken, what silence means
    (Verdict.COMPLETE, 20, FeedState.GOOD, Verdict.COMPLETE, None, 20, COUNTS),
    (Verdict.RECENT, 4, FeedState.RECENT, Verdict.RECENT, "as it says", 4, UNKNOWN),
    (Verdict.INCOMPLETE, 20, FeedState.UNREAD, Verdict.INCOMPLETE, "as it says", 20, UNKNOWN),
    (Verdict.COMPLETE, 7, FeedState.HELD, Verdict.HELD, "as it says; 7 postings, usually 20", 7, DOUBTED),
    (
        Verdict.COMPLETE,
        4,
        FeedState.UNREAD,
        Verdict.INCOMPLETE,
        "as it says; 4 postings, fewer than the floor of 5",
        0,
        UNKNOWN,
    ),
    (Verdict.INCOMPLETE, 4, FeedState.UNREAD, Verdict.INCOMPLETE, "as it says", 0, UNKNOWN),
    (Verdict.FAILED, 0, FeedState.UNREAD, Verdict.FAILED, "as it says", 0, UNKNOWN),
]


@pytest.mark.parametrize(("verdict", "count", "state", "now", "reason", "taken", "absence"), VERDICTS)
def test_a_board_that_is_one_list(
    verdict: Verdict, count: int, state: FeedState, now: Verdict, reason: str | None, taken: int, absence: Absence
) -> None:
    part = part_of(rows_of(count), ["over"], ["odd"], verdict=verdict, reason="as it says", floor=5)
    one = judged(part, feed_run(WHOLE, 20, 20))
    assert (one.row.verdict, one.row.reason) == (now, reason)
    assert (one.row.new, one.row.changed, one.row.closed) == (0, 0, 0)
    assert states(one) == {WHOLE: state}
    assert (one.rows.num_rows, one.absences) == (taken, {WHOLE: absence})
    assert (one.gone, one.refused, one.narrowed) == (frozenset(["over"]), frozenset(["odd"]), ())
    (feed,) = one.feeds
    assert (feed.run, feed.usual) == (RUN, (20, 20, 20) if state is FeedState.GOOD else (20, 20))
    assert feed.postings == (0 if not taken else count)


def test_as_many_postings_as_the_floor_are_enough() -> None:
    for count, verdict in ((4, Verdict.INCOMPLETE), (5, Verdict.COMPLETE)):
        assert judged(part_of(rows_of(count), floor=5)).row.verdict == verdict


def test_a_part_that_cannot_be_read_fails_its_board_and_says_nothing() -> None:
    part = replace(part_of(rows_of(0)), verdict=None, error="part cannot be read: it is cut off")
    before = board_run(LAST, access="permission", checked="live", floor=4, feeds=("a/",), search="s")
    one = judge(part, before, {"a/": feed_run("a/", 20)}, NONE)
    assert (one.row.run, one.row.board, one.row.verdict, one.row.reason) == (RUN, "alpha", Verdict.FAILED, part.error)
    assert (one.row.access, one.row.checked, one.row.floor) == ("permission", "live", 4)
    assert (one.row.feeds, one.row.search, one.row.finish_reason) == (("a/",), "s", "part_unreadable")
    assert [(feed.feed, feed.feed_state, feed.run, feed.postings) for feed in one.feeds] == [
        ("a/", FeedState.UNREAD, RUN, 0)
    ]
    assert (one.absences, one.rows.num_rows, one.is_of_use) == ({WHOLE: UNKNOWN}, 0, False)
    new = judge(part, None, {}, NONE).row
    assert (new.access, new.checked, new.floor, new.feeds, new.search) == ("unknown", "unknown", 0, (), None)


def test_a_board_without_a_part_was_not_run() -> None:
    before = board_run(LAST, floor=4, search="s")
    one = note_missing_part(RUN, before, [feed_run("a/", 20)])
    assert (one.row.run, one.row.verdict, one.row.reason) == (RUN, Verdict.NOT_RUN, "no part in this run")
    assert (one.row.floor, one.row.search, one.row.finish_reason) == (4, "s", None)
    assert [(feed.feed_state, feed.run, feed.postings, feed.usual) for feed in one.feeds] == [
        (FeedState.NOT_ASKED, RUN, 0, (20,))
    ]
    assert not one.is_of_use and one.absences == {}


@pytest.mark.parametrize(
    ("rows", "absences", "is_of_use"),
    [(0, {}, False), (1, {}, True), (0, {WHOLE: UNKNOWN}, False), (0, {WHOLE: UNKNOWN, "a/": COUNTS}, True)],
)
def test_a_part_is_of_use_that_says_anything(rows: int, absences: dict[str, Absence], is_of_use: bool) -> None:
    assert Judgement(row=board_run(RUN), rows=rows_of(rows), absences=absences).is_of_use is is_of_use


def test_each_feed_of_a_board_is_judged_by_itself() -> None:
    rows = pa.concat_tables([rows_of(20, "a/"), rows_of(20, "b/", posted_on=None), rows_of(3, "c/"), rows_of(5, "d/")])
    known = known_of(pa.concat_tables([rows_of(20, "a/"), rows_of(20, "b/"), rows_of(20, "c/"), rows_of(2, "f/")]))
    feeds = [feed_run(name, 20, 20) for name in ("a/", "b/", "c/", "d/", "f/", "g/", WHOLE)]
    part = part_of(rows, verdict="partial", feeds=("a/", "b/", "c/", "d/", "e/"), unread=("d/",), reason="d/ HTTP 500")
    one = judged(part, *feeds, known=known)
    good, held, unread, not_asked = FeedState.GOOD, FeedState.HELD, FeedState.UNREAD, FeedState.NOT_ASKED
    assert states(one) == {"a/": good, "b/": held, "c/": held, "d/": unread, "e/": good, "f/": not_asked}
    assert one.absences == {"a/": COUNTS, "b/": UNKNOWN, "c/": DOUBTED, "d/": UNKNOWN, "e/": COUNTS}
    assert [feed.postings for feed in one.feeds] == [20, 20, 3, 5, 0, 0]
    refs = one.rows["board_ref"].to_pylist()
    assert [sum(ref.startswith(name) for ref in refs) for name in ("a/", "b/", "c/", "d/")] == [20, 0, 3, 5]
    assert one.row.verdict == Verdict.PARTIAL and one.row.unread == ("b/", "c/", "d/")
    fallen = "b/ 0 of 20 postings with a date of publication, before 20; c/ 3 postings, usually 20"
    assert one.row.reason == f"d/ HTTP 500; {fallen}"


def test_no_feed_of_a_board_is_believed() -> None:
    rows = pa.concat_tables([rows_of(3, "a/"), rows_of(3, "b/")])
    part = part_of(rows, feeds=("a/", "b/"))
    one = judged(part, feed_run("a/", 20), feed_run("b/", 20))
    assert (one.row.verdict, one.row.unread) == (Verdict.HELD, ("a/", "b/"))
    assert one.row.reason == "a/ 3 postings, usually 20; b/ 3 postings, usually 20"


@pytest.mark.parametrize(
    ("verdict", "then"), [(Verdict.INCOMPLETE, Verdict.INCOMPLETE), (Verdict.COMPLETE, Verdict.PARTIAL)]
)
def test_a_crawl_that_did_not_read_all_is_not_told_as_more_than_it_was(verdict: Verdict, then: Verdict) -> None:
    rows = pa.concat_tables([rows_of(20, "a/", posted_on=None), rows_of(5, "b/")])
    part = part_of(rows, verdict=verdict, feeds=("a/", "b/"))
    one = judged(part, feed_run("a/", 20), feed_run("b/", 5), known=known_of(rows_of(20, "a/")))
    assert (one.row.verdict, one.row.unread) == (then, ("a/",))


@pytest.mark.parametrize("accepted", [["alpha"], ["alpha/a"]])
def test_what_someone_found_true_is_believed(accepted: list[str]) -> None:
    rows = rows_of(20, "a/", posted_on=None)
    one = judged(part_of(rows, feeds=("a/",)), feed_run("a/", 20), known=known_of(rows_of(20, "a/")), accepted=accepted)
    assert (one.row.verdict, one.absences, one.rows.num_rows) == (Verdict.COMPLETE, {"a/": ACCEPTED}, 20)
    assert (one.feeds[0].feed_state, one.feeds[0].usual, one.feeds[0].with_date) == (FeedState.GOOD, (20,), 0)
    other = judged(
        part_of(rows, feeds=("a/",)), feed_run("a/", 20), known=known_of(rows_of(20, "a/")), accepted=["beta"]
    )
    assert other.row.verdict == Verdict.HELD


@pytest.mark.parametrize(
    ("lost", "then"), [({"posted_on": None}, Verdict.HELD), ({"left_out": "role"}, Verdict.COMPLETE)]
)
def test_what_was_missed_before_is_compared_but_for_what_is_searched(lost: dict[str, Any], then: Verdict) -> None:
    """It may be what was changed in the search that it comes back with."""
    rows, known = rows_of(20, **lost), rows_of(20)
    assert judged(part_of(rows), feed_run(), known=known_of(known, 0)).row.verdict == Verdict.HELD
    assert judged(part_of(rows), feed_run(), known=known_of(known, 1)).row.verdict == then


@pytest.mark.parametrize(
    ("verdict", "feeds", "told"),
    [
        (Verdict.INCOMPLETE, (), {"a/": FeedState.UNREAD, "b/": FeedState.UNREAD}),  # before it named its feeds
        (Verdict.INCOMPLETE, ("a/",), {"a/": FeedState.UNREAD, "b/": FeedState.NOT_ASKED}),
        (Verdict.COMPLETE, (), {WHOLE: FeedState.GOOD, "a/": FeedState.NOT_ASKED, "b/": FeedState.NOT_ASKED}),
    ],
)
def test_a_crawl_that_broke_off_leaves_its_feeds_unread(
    verdict: Verdict, feeds: tuple[str, ...], told: dict[str, FeedState]
) -> None:
    known = known_of(pa.concat_tables([rows_of(2, "a/"), rows_of(2, "b/")]))
    one = judged(
        part_of(rows_of(2, "a/"), verdict=verdict, feeds=feeds), feed_run("a/", 2), feed_run("b/", 2), known=known
    )
    assert states(one) == told
    new = judged(part_of(rows_of(2), verdict=verdict, feeds=()))
    assert [*states(new)] == [WHOLE]


@pytest.mark.parametrize(
    ("before", "now", "is_narrower"),
    [
        (("keyword=a", "keyword=b"), ("keyword=a",), True),
        (("keyword=a",), ("keyword=a", "keyword=b"), False),
        (("keyword=a",), ("keyword=b",), True),
        ((), (), False),
    ],
)
def test_a_feed_that_was_asked_for_less_may_hold_less(
    before: tuple[str, ...], now: tuple[str, ...], is_narrower: bool
) -> None:
    one = judged(part_of(rows_of(2), asked=now), feed_run(WHOLE, 20, 20, asked=before))
    assert (one.row.verdict == Verdict.COMPLETE) is is_narrower
    assert one.narrowed == ((WHOLE,) if is_narrower else ())
    assert one.feeds[0].asked == (now if is_narrower else before)
    assert one.feeds[0].usual == ((2,) if is_narrower else (20, 20))
    feed = judged(part_of(rows_of(20, "a/"), feeds=("a/",), asked=("a/x", "b/y")), feed_run("a/", 20)).feeds[0]
    assert feed.asked == ("a/x",)
    unread = judged(part_of(rows_of(2), asked=now, verdict="incomplete"), feed_run(WHOLE, 20, asked=before))
    assert unread.narrowed == () and unread.feeds[0].asked == before


@pytest.mark.parametrize(
    ("others", "verdict", "told"),
    [
        ((FeedState.GOOD,), Verdict.PARTIAL, ("a/",)),
        ((FeedState.NOT_ASKED,), Verdict.HELD, ("a/",)),
        ((), Verdict.HELD, ("a/",)),
    ],
)
def test_closings_that_wait_are_told_of_the_board(
    others: tuple[FeedState, ...], verdict: Verdict, told: tuple[str, ...]
) -> None:
    feeds = (feed_run("a/", 6), *(feed_run("b/", 6, state=state) for state in others))
    one = Judgement(row=board_run(RUN), feeds=feeds)
    open_now = known_of(pa.concat_tables([rows_of(6, "a/"), rows_of(6, "b/")]), [2] * 5 + [0] * 7)
    held = tell_closings(one, open_now)
    assert (held.row.verdict, held.row.unread) == (verdict, told)
    assert held.row.reason == "a/ 5 of 6 open postings would close at once, with the next run like it"
    assert held.feeds[0].held_for is HeldFor.CLOSINGS and held.feeds[1:] == feeds[1:]
    assert tell_closings(one, known_of(rows_of(6, "a/"))) is one


def fallen(held_for: HeldFor, feed: str = WHOLE) -> FeedRun:
    return feed_run(feed, state=FeedState.HELD, held_for=held_for, fallen_from=30, fallen_to=10, compared=25)


@pytest.mark.parametrize(
    ("feed", "named", "words"),
    [
        (fallen(HeldFor.COUNT), True, "10 postings, usually 30"),
        (fallen(HeldFor.COUNT, "a/"), True, "a/ 10 postings, usually 30"),
        (fallen(HeldFor.COUNT, "a/"), False, "10 postings, usually 30"),
        (fallen(HeldFor.PAY, "a/"), True, "a/ 10 of 25 postings with pay, before 30"),
        (
            replace(fallen(HeldFor.CLOSINGS), fallen_to=0),
            True,
            "30 of 30 open postings would close at once, with the next run like it",
        ),
        (fallen(HeldFor.CLOSINGS), True, "20 of 30 open postings would close at once, with the next run like it"),
    ],
)
def test_why_a_feed_is_held_is_told_in_words(feed: FeedRun, named: bool, words: str) -> None:
    assert tell_fall(feed, named=named) == words


def test_a_lesser_verdict_is_added_to_what_was_said() -> None:
    row: BoardRun = board_run(RUN, reason="too few")
    assert lower(row, Verdict.HELD, "a fall").reason == "too few; a fall"
    assert lower(replace(row, reason=None), Verdict.HELD, "a fall").reason == "a fall"
    assert lower(row, Verdict.HELD, "a fall").verdict == Verdict.HELD
