"""When a posting closes, day by day: tests/tables/life.tsv, by the rule alone and on a stock."""

import csv
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from schemas.feeds import WHOLE
from schemas.verdicts import Verdict
from schemas.vocabulary import LeftOut
from snapshots.closing import Absence, Facts, Fate, decide_fates, find_mass_closings
from snapshots.gates import Judgement
from snapshots.life import REASONS, apply_run
from snapshots.signatures import Signatures
from snapshots.stock import STOCK
from tests.support.snapshots_rows import FIRST, RUNS, board_run, measured, posting

NUMBERS = ("day", "deadline", "misses before", "misses", "closed on")
SEEN_AS: dict[str, dict[str, Any]] = {
    "yes": {},
    "no": {},
    "without its place": {"town": None, "distance_km": None, "left_out": LeftOut.AREA},
}
Row = dict[str, Any]


def read_stories() -> dict[str, list[Row]]:
    """The table: by story a row a day, of the life of one posting. Days are numbers."""
    with (Path(__file__).parent / "tables" / "life.tsv").open(encoding="utf-8", newline="") as stream:
        rows: list[Row] = list(csv.DictReader(stream, delimiter="\t"))
    for row in rows:
        row |= {name: int(row[name]) if row[name] else None for name in NUMBERS}
    return {story: list(days) for story, days in groupby(rows, key=lambda row: row["story"])}


STORIES = read_stories()


def absences_on(row: Row) -> dict[str, Absence]:
    """What the silence of a row's board means; "its feed unread": the posting is of the feed muster/."""
    verdict, _, more = row["board"].partition(", ")
    if verdict == Verdict.NOT_RUN or more == "its feed taken out":
        return {}
    counts = Verdict(verdict).absence_counts
    whole = Absence.DOUBTED if more == "so few" else Absence.COUNTS if counts else Absence.UNKNOWN
    return {WHOLE: whole} | ({"muster/": Absence.UNKNOWN} if more == "its feed unread" else {})


def fate_of(row: Row) -> Fate:
    """What the table says becomes of the posting."""
    if row["status"] == "open":
        return Fate.STALE if row["stale"] == "yes" else Fate.OPEN
    return Fate[row["reason"].upper()] if row["closed on"] == row["day"] else Fate.STILL_CLOSED


@pytest.mark.parametrize("story", STORIES)
def test_the_rule_says_what_the_table_says(story: str) -> None:
    status, misses, last_seen = None, 0, 0
    for row in STORIES[story]:
        absences = absences_on(row)
        last_seen = row["day"] if row["seen"] == "yes" else last_seen
        assert row["misses before"] == misses, "the row before says another number"
        facts = Facts(
            was_open=np.array([status == "open"]),
            was_closed=np.array([status == "closed"]),
            misses_before=np.array([row["misses before"]]),
            seen=np.array([row["seen"] == "yes"]),
            listed=np.array([row["seen"] == "without its place"]),
            doubted=np.array([False]),
            absence=np.array([int(absences.get("muster/", absences.get(WHOLE, Absence.UNKNOWN)))]),
            gone=np.array([row["answer"] == "404"]),
            days_unseen=np.array([row["day"] - last_seen]),
            watched=np.array([bool(absences)]),
            feed=np.array([0]),
            board=np.array([0]),
            overdue=np.array([row["deadline"] is not None and row["deadline"] < row["day"]]),
        )
        (fate,), (after,) = decide_fates(facts)
        assert (Fate(fate), after) == (fate_of(row), row["misses"]), f"day {row['day']}"
        status, misses = row["status"], row["misses"]


def test_the_table_has_every_fate() -> None:
    assert {fate_of(row) for rows in STORIES.values() for row in rows} == set(Fate)
    assert REASONS.take(pa.array([fate for fate in Fate if fate > Fate.STILL_CLOSED])).null_count == 0


def test_a_stock_lives_as_the_table_says() -> None:
    """Each story on a board of its own, all of them day by day."""
    days: dict[int, dict[str, Row]] = defaultdict(dict)
    for story, rows in STORIES.items():
        for row in rows:
            days[row["day"]][story] = row
    stock = STOCK.empty_table()
    for day, told in sorted(days.items()):
        judged = {
            story: Judgement(
                row=board_run(RUNS[day], story),
                rows=measured(
                    [
                        posting(
                            "muster/1", RUNS[day], story, apply_by_on=date_of(row["deadline"]), **SEEN_AS[row["seen"]]
                        )
                        for _ in range(row["seen"] != "no")
                    ]
                ),
                gone=["muster/1"] if row["answer"] == "404" else [],
                absences=absences_on(row),
            )
            for story, row in told.items()
        }
        stock, events = apply_run(stock, RUNS[day], judged, sign=Signatures().add_to, read_again=lambda row: None)
        after = {row["board"]: row for row in stock.to_pylist()}
        for story, row in told.items():
            names = ("status", "closed_reason", "closed_on", "missed_runs", "stale")
            closed_on = date_of(row["closed on"])
            expected = (row["status"], row["reason"] or None, closed_on, row["misses"], row["stale"] == "yes")
            assert tuple(after[story][name] for name in names) == expected, f"{story}, day {day}"
            happened = (row is STORIES[story][0], row["closed on"] == day)
            assert tuple(events.loc[story, ["new", "closed"]]) == happened, f"{story}, day {day}"


def date_of(day: int | None) -> date | None:
    return None if day is None else (FIRST + timedelta(days=day)).date()


def night(misses: list[int], absence: Absence, gone: list[bool] | None = None, closing: int = 0) -> Facts:
    """A feed in a run that does not carry its first postings, `closing` of them, and carries the others."""
    count = len(misses)
    unseen = np.arange(count) < closing
    no = np.zeros(count, bool)
    return Facts(
        was_open=~no, was_closed=no, misses_before=np.array(misses), seen=~unseen, listed=no, doubted=no,
        absence=np.full(count, int(absence)), gone=np.array(gone) if gone else no, overdue=no,
        days_unseen=np.zeros(count, int), watched=~no, feed=np.zeros(count, int), board=np.zeros(count, int),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("closing", "of", "waits"), [(5, 14, True), (5, 15, False), (4, 4, False), (5, 5, True), (200, 500, True)]
)
def test_many_that_would_close_in_one_night_wait_for_one_more_whole_run(closing: int, of: int, waits: bool) -> None:
    fates, misses = decide_fates(night([1] * of, Absence.COUNTS, closing=closing))
    assert list(fates) == [Fate.OPEN if waits else Fate.MISSING] * closing + [Fate.OPEN] * (of - closing)
    if not waits:
        return
    for absence in (Absence.UNKNOWN, Absence.DOUBTED):  # neither is a whole run that is believed
        fates, later = decide_fates(night(list(misses), absence, closing=closing))
        assert list(fates[:closing]) == [Fate.STALE] * closing
        assert list(later) == list(misses)
    fates, _ = decide_fates(night(list(misses), Absence.COUNTS, closing=closing))
    assert list(fates[:closing]) == [Fate.MISSING] * closing


ONE = {"open": 1, "misses": 2, "absence": Absence.COUNTS}  # a posting that would close: its misses with this run


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"misses": 1}, False),
        ({"absence": Absence.DOUBTED}, False),
        ({"absence": Absence.UNKNOWN}, False),
        ({"absence": Absence.UNKNOWN, "gone": 1}, True),
        ({"misses": 0, "gone": 1}, True),
        ({"open": 0}, False),
        ({"seen": 1}, False),
        ({"seen": 1, "gone": 1}, False),
        ({"listed": 1}, False),
        ({"overdue": 1}, False),
        ({"feed": 1}, True),  # another feed's of this board
        ({"feed": 1, "board": 1}, False),
    ],
)
def test_only_what_would_close_makes_many(change: Row, counts: bool) -> None:
    """Four that would close and one more, of a feed of twelve; and so of a feed of another number."""
    for first in (0, 1):
        rows: list[Row] = [dict(ONE) for _ in range(4)] + [ONE | change] + [ONE | {"seen": 1} for _ in range(7)]
        rows = [row | {name: abs(first - row.get(name, 0)) for name in ("feed", "board")} for row in rows]

        def column(name: str, rows: list[Row] = rows) -> Any:
            return np.array([row.get(name, 0) for row in rows])

        is_open, no = column("open") > 0, np.zeros(12, bool)
        facts = Facts(
            was_open=is_open, was_closed=no, misses_before=np.ones(12, int), seen=column("seen") > 0,
            listed=column("listed") > 0, doubted=no, absence=column("absence"), gone=column("gone") > 0,
            overdue=column("overdue") > 0, days_unseen=np.zeros(12, int), watched=~no, feed=column("feed"),
            board=column("board"),
        )  # fmt: skip
        assert find_mass_closings(facts, column("misses")).tolist() == [counts] * 5 + [False] * 7


def test_a_feed_of_many_waits_alone_and_one_that_was_accepted_does_not() -> None:
    one, accepted = night([1] * 9, Absence.COUNTS, closing=5), night([1] * 9, Absence.ACCEPTED, closing=5)
    assert set(decide_fates(accepted)[0][:5]) == {Fate.MISSING}
    assert set(decide_fates(replace(one, feed=np.array([2] * 5 + [0] * 4)))[0][:5]) == {Fate.OPEN}
    small = replace(one, feed=np.arange(9))  # many small ones of one board wait together
    assert set(decide_fates(small)[0][:5]) == {Fate.OPEN}
    assert set(decide_fates(replace(small, board=np.arange(9)))[0][:5]) == {Fate.MISSING}
    assert len(decide_fates(night([], Absence.COUNTS))[0]) == 0


def test_only_what_was_missed_before_a_fall_was_found_true_does_not_wait_nor_does_it_make_others_wait() -> None:
    gone = [False] * 6 + [True] * 6 + [False] * 4
    fates, _ = decide_fates(night([1] * 6 + [0] * 10, Absence.CONFIRMED, gone, closing=12))
    assert list(fates[:12]) == [Fate.MISSING] * 6 + [Fate.OPEN] * 6  # the six that are gone wait
    few = [False] * 6 + [True] * 3 + [False] * 7
    fates, _ = decide_fates(night([1] * 6 + [0] * 10, Absence.CONFIRMED, few, closing=9))
    assert list(fates[:9]) == [Fate.MISSING] * 6 + [Fate.GONE] * 3


def test_many_that_are_gone_at_once_wait_too_and_are_believed_the_second_time() -> None:
    gone = [True] * 6 + [False] * 2
    fates, misses = decide_fates(night([0] * 8, Absence.UNKNOWN, gone, closing=6))
    assert list(fates[:6]) == [Fate.OPEN] * 6
    fates, _ = decide_fates(night(list(misses), Absence.UNKNOWN, gone, closing=6))
    assert list(fates[:6]) == [Fate.GONE] * 6


def test_one_that_is_carried_again_was_never_missed() -> None:
    _, misses = decide_fates(night([1] * 8, Absence.COUNTS, closing=6))
    fates, misses = decide_fates(night(list(misses), Absence.COUNTS, closing=0))
    assert (set(fates), set(misses)) == ({Fate.OPEN}, {0})
