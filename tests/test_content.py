"""Content: a feed is held when more vanished from its postings than chance takes, told by tests/tables/content.tsv."""

import csv
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from schemas.feeds import WHOLE, FeedRun, FeedState, HeldFor
from schemas.vocabulary import LeftOut
from snapshots.content import (
    LOOKED_AT,
    Fall,
    count_lost,
    find_fallen_share,
    find_lost,
    find_still_fallen,
    is_lower_share,
    is_unlikely,
    measure,
)
from snapshots.feeds import accept, judge_feed
from storage.layout import run_id
from tests.support.long_cases import mostly_long
from tests.support.snapshots_rows import FIRST, RUNS, measured, pay, posting

TABLE = Path(__file__).parent / "tables" / "content.tsv"
WITHOUT: dict[HeldFor, dict[str, Any]] = {
    HeldFor.EMPLOYER: {"employer": None, "employer_assumed": None},
    HeldFor.PLACE: {"distance_km": None},
    HeldFor.STATED_EMPLOYER: {"employer_assumed": True},
    HeldFor.STATED_PLACE: {"place_assumed": True},
    HeldFor.ROLE: {"left_out": LeftOut.ROLE},
    HeldFor.TEXT: {"text_sha256": None},
    HeldFor.DATE: {"posted_on": None},
    HeldFor.PAY: {"salary_basis": None},
    HeldFor.AREA: {"left_out": LeftOut.AREA},
}
Row = dict[str, Any]
_JUDGED = measured([posting("0", **pay(5000), employer_assumed=False, place_assumed=False)])
_JUDGED = _JUDGED.select(["board_ref", *LOOKED_AT])
STATES_ALL: Row = _JUDGED.to_pylist()[0]


def read_cases() -> dict[str, list[Row]]:
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {case: list(nights) for case, nights in groupby(rows, lambda row: row["case"])}


CASES = read_cases()


def rows_of(count: int, first: int, have: str) -> pa.Table:
    """That many postings from a number on; "pay 4": only the first four of them have pay."""
    least = {HeldFor(name): int(many) for name, many in (one.split(" ") for one in have.split(", ") if one)}
    rows = []
    for number in range(count):
        row = STATES_ALL | {"board_ref": f"{first + number:04}"}
        for name, many in least.items():
            row |= WITHOUT[name] if number >= many else {}
        rows.append(row)
    return table_of_rows(rows)


def table_of_rows(rows: list[Row]) -> pa.Table:
    """As far as a feed is judged by them."""
    return pa.Table.from_pylist(rows, _JUDGED.schema)


@pytest.mark.parametrize("case", CASES)
def test_a_feed_is_held_as_the_table_says(case: str) -> None:
    known = rows_of(0, 0, "")
    feed = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.GOOD, postings=0)
    for night in CASES[case]:
        rows = rows_of(int(night["postings"]), int(night["first"]), night["have"])
        feed = replace(feed, run=RUNS[int(night["night"])])
        feed = judge_feed(feed, FeedState.GOOD, rows, known, night["search"])
        held = (feed.held_for, feed.fallen_from, feed.fallen_to) if feed.feed_state is FeedState.HELD else ()
        assert " ".join(map(str, (feed.feed_state, *held))) == night["left as"], night
        known = known if held else rows.filter(pc.is_null(rows["left_out"]))


USUAL = {"usual": (5, 20), "with_role": 20, "in_area": 20, "with_pay": 12, "with_text": 20, "with_date": 20,
         "with_employer": 20, "with_place": 20, "with_stated_employer": 20, "with_stated_place": 20}  # fmt: skip
HELD = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.HELD, postings=20, **USUAL)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("have", "same_search", "fall"),
    [
        ("", True, None),
        ("role 0", True, (HeldFor.ROLE, 20, 0)),
        ("role 0", False, None),
        ("area 3", True, (HeldFor.AREA, 20, 3)),
        ("area 3", False, None),
        ("pay 0", True, (HeldFor.PAY, 12, 0)),
        ("pay 0", False, (HeldFor.PAY, 12, 0)),
        ("pay 6", True, None),  # half of the share
        ("date 2, text 2", False, (HeldFor.TEXT, 20, 2)),
    ],
)
def test_a_share_falls_against_the_last_good_run(have: str, same_search: bool, fall: tuple[Any, ...] | None) -> None:
    rows = rows_of(20, 100, have)
    found = find_fallen_share(HELD, rows, same_search=same_search)
    assert (found and (found.reason, found.before, found.now)) == fall and (found is None or found.of == 20)
    assert find_fallen_share(replace(HELD, usual=()), rows, same_search=same_search) is None


@pytest.mark.parametrize(
    ("held_for", "have", "same_search", "now"),
    [
        (HeldFor.PAY, "pay 5", True, 5),
        (HeldFor.PAY, "pay 6", True, None),
        (HeldFor.PAY, "pay 5", False, 5),
        (HeldFor.ROLE, "role 9", True, 9),
        (HeldFor.ROLE, "role 9", False, None),
        (HeldFor.ROLE, "role 10", True, None),
        (HeldFor.AREA, "area 9", True, 9),
        (HeldFor.COUNT, "pay 0", True, None),
        (HeldFor.CLOSINGS, "pay 0", True, None),
        (None, "pay 0", True, None),
    ],
)
def test_a_fall_stands_until_half_of_the_share_is_back(
    held_for: HeldFor | None, have: str, same_search: bool, now: int | None
) -> None:
    feed = replace(HELD, held_for=held_for)
    found = find_still_fallen(feed, rows_of(20, 100, have), same_search=same_search)
    had = {HeldFor.PAY: 12}.get(held_for, 20) if held_for else 20
    assert found == (None if now is None or held_for is None else Fall(held_for, had, now, 20))
    assert find_still_fallen(feed, rows_of(0, 0, ""), same_search=same_search) is None
    assert find_still_fallen(replace(feed, usual=()), rows_of(20, 0, "pay 0, role 0"), same_search=same_search) is None
    assert find_still_fallen(replace(feed, usual=(0,)), rows_of(20, 0, have), same_search=same_search) is None


def test_losses_are_counted_among_those_that_had_it() -> None:
    known, now = rows_of(20, 0, "pay 12"), rows_of(20, 0, "pay 4")
    assert count_lost(HeldFor.PAY, known, now) == Fall(HeldFor.PAY, 12, 4, 12)
    assert count_lost(HeldFor.PAY, now, known) == Fall(HeldFor.PAY, 4, 4, 4)
    assert find_lost(known, now, same_search=True) == Fall(HeldFor.PAY, 12, 4, 12)
    roles = rows_of(20, 0, "role 0, pay 4")
    assert find_lost(known, roles, same_search=True) == Fall(HeldFor.ROLE, 20, 0, 20)
    assert find_lost(known, roles, same_search=False) == Fall(HeldFor.PAY, 12, 4, 12)
    assert find_lost(known, known, same_search=True) is None
    assert measure(rows_of(20, 0, "pay 4, area 7")) == {
        "with_employer": 20, "with_place": 20, "with_stated_employer": 20, "with_stated_place": 20, "with_role": 20,
        "with_text": 20, "with_date": 20, "with_pay": 4, "in_area": 7,
    }  # fmt: skip


@pytest.mark.parametrize("count", [3, 4, 5, 7, 10, 20, 50, 100, 500])
def test_the_more_are_lost_the_less_likely_it_is(count: int) -> None:
    told = [is_unlikely(lost, count) for lost in range(count + 1)]
    assert told == sorted(told) and not told[0] and told[-1]
    shares = [is_lower_share(count, count, has, count) for has in range(count + 1)]
    assert shares == sorted(shares, reverse=True) and not shares[-1] and shares[0] == (count > 5)


VANISHING = [(20, 1, 8), (20, 2, 4), (20, 4, 2), (50, 1, None), (50, 3, 5), (8, 1, 5), (200, 10, 5), (200, 4, None)]


@pytest.mark.parametrize(("count", "each_night", "held_on"), mostly_long(VANISHING, [VANISHING[1], *VANISHING[3:6]]))
@pytest.mark.parametrize("name", WITHOUT)
def test_what_vanishes_a_few_each_night_is_held(name: HeldFor, count: int, each_night: int, held_on: Any) -> None:
    assert first_held(count, [f"{name} {count - each_night * n}" for n in range(13)]) == held_on


@pytest.mark.parametrize(
    "lacking",
    [
        [0, 3, 6, 3, 0, 3, 6, 3, 0, 3, 6, 3, 0, 3],  # what comes back is not lost
        [9] * 14,  # what was never there neither
        [0, 3, *[3] * 10, 6, *[6] * 10, 9, *[9] * 10, 12],  # nor what is long ago
    ],
)
def test_what_is_not_lost_in_a_few_nights_is_no_news(lacking: list[int]) -> None:
    assert first_held(20, [f"date {20 - many}" for many in lacking]) is None


def test_what_was_accepted_is_forgotten_and_other_ads_lose_nothing() -> None:
    feed, night = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.GOOD, postings=0), rows_of
    for now, was in ((20, 20), (17, 20), (14, 17)):
        feed = judge_feed(feed, FeedState.GOOD, night(20, 0, f"pay {now}"), night(20, 0, f"pay {was}"), "a")
    assert feed.lost_pay == (0, 3, 3)
    assert judge_feed(feed, FeedState.UNREAD, night(20, 0, "pay 12"), night(20, 0, "pay 14"), "a").lost_pay[-1:] == (2,)
    other = judge_feed(feed, FeedState.GOOD, night(20, 20, "pay 14"), night(20, 0, "pay 14"), "a")
    assert other.lost_pay == (0, 3, 3, 0)
    accepted = accept(feed, night(20, 0, "pay 4"), "a")
    assert (accepted.lost_pay, accepted.usual) == ((), (20,))


def test_ten_runs_are_summed_up() -> None:
    feed = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.GOOD, postings=0)
    known = rows_of(40, 0, "pay 40")
    for many in (31, *[31] * 8):
        now = rows_of(40, 0, f"pay {many}")
        feed, known = judge_feed(feed, FeedState.GOOD, now, known, "a"), now
    assert feed.lost_pay == (9, *[0] * 8)
    last = rows_of(40, 0, "pay 25")
    assert judge_feed(feed, FeedState.GOOD, last, known, "a").held_for is HeldFor.PAY, "15 of 40 in ten runs"
    later = judge_feed(feed, FeedState.GOOD, known, known, "a")
    assert len(later.lost_pay) == 10 and judge_feed(later, FeedState.GOOD, last, known, "a").held_for is None


def test_a_list_that_shrank_is_no_loss_of_what_others_lost_before() -> None:
    feed = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.GOOD, postings=0)
    known = rows_of(0, 0, "")
    for first in range(0, 18, 2):  # of 100, two a night lose it
        rows = rows_of(100, 0, f"pay {100 - first}")
        feed, known = judge_feed(feed, FeedState.GOOD, rows, known, "a"), rows
        assert feed.feed_state is FeedState.GOOD
    assert judge_feed(feed, FeedState.GOOD, rows_of(41, 0, ""), known, "a").feed_state is FeedState.GOOD


def test_roles_lost_by_another_search_are_not_counted() -> None:
    feed = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.GOOD, postings=0, search="a")
    feed = judge_feed(feed, FeedState.GOOD, rows_of(20, 0, "role 12, area 12, date 18"), rows_of(20, 0, ""), "b")
    assert (feed.lost_role, feed.lost_area, feed.lost_date, feed.search) == ((0,), (0,), (2,), "b")


def first_held(count: int, nights: Iterable[str]) -> int | None:
    """The first of these nights that is held, each with the same postings."""
    feed = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.GOOD, postings=0)
    known = rows_of(0, 0, "")
    for night, have in enumerate(nights):
        rows = rows_of(count, 0, have)
        feed = judge_feed(feed, FeedState.GOOD, rows, known, "a")
        if feed.feed_state is FeedState.HELD:
            return night
        known = stock_after(known, rows)
    return None


def stock_after(known: pa.Table, rows: pa.Table) -> pa.Table:
    """What is known after a run: of a posting without a place what was known before."""
    placed = rows.filter(pc.and_(pc.is_null(rows["left_out"]), pc.is_valid(rows["distance_km"])))
    stay = known.filter(pc.is_in(known["board_ref"], rows.filter(pc.is_null(rows["distance_km"]))["board_ref"]))
    return pa.concat_tables([placed, stay])


def quiet_nights(chance: random.Random, count: int, nights: int) -> Iterator[list[Row]]:
    """A board's nights without any fault: some postings end, as many come, one in a hundred is edited."""
    shares = {HeldFor.PAY: 0.4, HeldFor.DATE: 0.95, HeldFor.EMPLOYER: 0.98, HeldFor.ROLE: 0.3, HeldFor.AREA: 0.6}
    made = 0
    board: dict[str, Row] = {}
    for _ in range(nights):
        board = {ref: lacks for ref, lacks in board.items() if chance.random() > 0.03}
        came = sum(chance.random() < 0.03 for _ in range(count)) if made else count
        for _ in range(came):
            made += 1
            lacking = [WITHOUT[name] for name, share in shares.items() if chance.random() > share]
            board[f"{made:05}"] = {name: value for one in lacking for name, value in one.items()}
        for lacks in board.values():
            if chance.random() < 0.01:
                lacks |= WITHOUT[chance.choice((HeldFor.PAY, HeldFor.DATE, HeldFor.ROLE))]
        yield [{"board_ref": ref, **lacks} for ref, lacks in board.items()]


@pytest.mark.parametrize("count", mostly_long([1, 3, 10, 50, 500], [3, 10]))
def test_a_quiet_board_is_hardly_ever_held(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    chance, boards, nights = random.Random(count), 5, 80
    held = 0
    for _ in range(boards):
        known = rows_of(0, 0, "")
        feed = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.GOOD, postings=0)
        for night, found in enumerate(quiet_nights(chance, count, nights)):
            rows = table_of_rows([STATES_ALL | lacks for lacks in found])
            feed = replace(feed, run=run_id(FIRST + timedelta(days=night)))
            feed = judge_feed(feed, FeedState.GOOD, rows, known, "a")
            held += feed.feed_state is FeedState.HELD
            known = rows.filter(pc.is_null(rows["left_out"]))
    with capsys.disabled():
        print(f"\n{count} postings: held wrongly in {held} of {boards * nights} quiet nights", end=" ")
    assert held <= boards * nights / 1000 + 1
