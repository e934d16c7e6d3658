"""Feeds: what is held, what is told of it, and how someone who looked believes it."""

from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from report.status import tell_doubt
from schemas.feeds import WHOLE
from schemas.mistakes import ConfigurationError
from schemas.results import Published
from schemas.tables import Posting
from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output
from tests.support.long_cases import mostly_long
from tests.support.snapshots_rows import RUNS, bytes_of, leave_part, pay, posting, rows_of

MANY = [f"p{number:02}" for number in range(20)]
TENANTS = tuple(f"tenant{number}/" for number in range(8))


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path / "output")


def paid(run: str, refs: list[str], **values: Any) -> list[Posting]:
    return [posting(ref, run, **pay(5000) | values) for ref in refs]


def night(output: Output, day: int, *rows: Posting | str, accepted: tuple[str, ...] = (), **verdict: Any) -> Published:
    """One more run of the board, published."""
    leave_part(output, RUNS[day], *rows, **verdict)
    return publish(output, accepted=set(accepted))


def salaries(output: Output) -> set[Any]:
    return {row["salary_min_eur"] for row in rows_of(output, "postings").values()}


def test_nothing_is_taken_of_a_board_whose_content_fell_and_all_is_well_when_it_is_back(output: Output) -> None:
    assert night(output, 0, *paid(RUNS[0], MANY)).refused == {}
    for day in (1, 2, 3, 4, 5, 6, 7, 8):  # however often it says so
        told = night(output, day, *paid(RUNS[day], MANY, salary_basis=None, salary_min_eur=None))
        assert told.refused == {"alpha": "held: 0 of 20 postings with pay, before 20"}
        assert told.changes == {}
    assert salaries(output) == {5000}
    assert night(output, 9, *paid(RUNS[9], MANY)).refused == {}


@pytest.mark.parametrize("accept", mostly_long(["alpha", "alpha/muster"], ["alpha/muster"]))
def test_what_is_accepted_is_believed_at_once_and_once_is_enough(output: Output, accept: str) -> None:
    feeds = ("muster/",) if "/" in accept else ()
    refs = [f"muster/{ref}" for ref in MANY]
    night(output, 0, *paid(RUNS[0], refs), feeds=feeds)
    assert night(output, 1, *(posting(ref, RUNS[1]) for ref in refs), feeds=feeds).refused
    again = publish(output, accepted={accept})  # although no part waits
    assert (again.run, again.previous, again.refused) == (RUNS[1], RUNS[0], {})
    assert again.changes == {"changed": 20}
    assert salaries(output) == {None}
    before = bytes_of(output, RUNS[1])
    twice = publish(output, accepted={accept})
    assert (twice.runs, twice.idle, again.idle) == ((), (accept,), ())
    assert bytes_of(output, RUNS[1]) == before
    assert night(output, 2, *(posting(ref, RUNS[2]) for ref in refs), feeds=feeds).refused == {}


@pytest.mark.long
def test_a_fall_of_the_count_that_is_accepted_on_its_first_night_waits_for_no_other_word(output: Output) -> None:
    for day in (0, 1):
        night(output, day, *MANY)
    assert night(output, 2, *MANY[:5]).refused == {"alpha": "held: 5 postings, usually 20"}
    assert publish(output, accepted={"alpha"}).refused == {}
    closed = []
    for day in (3, 4, 5):
        told = night(output, day, *MANY[:5])
        assert told.refused == {}
        closed.append(told.changes.get("closed", 0))
    assert closed == [15, 0, 0]


NOT_WHOLE: list[dict[str, Any]] = [
    {"verdict": "recent"},
    {"verdict": "incomplete", "reason": "a page is missing"},
    {"verdict": "partial", "unread": ("muster/",), "reason": "no answer"},
]


RECENT, INCOMPLETE, PARTIAL = NOT_WHOLE


@pytest.mark.parametrize(
    ("verdict", "count", "held_before"),
    mostly_long(product(NOT_WHOLE, [7, 20], [False, True]), [(PARTIAL, 7, True)]),
)
def test_what_is_accepted_of_a_run_that_was_not_whole_is_believed_of_the_next_one_that_is(
    output: Output, verdict: dict[str, Any], count: int, held_before: bool
) -> None:
    feeds, refs = ("muster/", "werke/"), [f"muster/{ref}" for ref in MANY]
    others = ("werke/1", "werke/2")
    night(output, 0, *paid(RUNS[0], refs), *others, feeds=feeds)
    if held_before:
        assert night(output, 1, *refs, *others, feeds=feeds).refused
    night(output, 2, *refs[:count], *others, feeds=feeds, **verdict)
    publish(output, accepted={"alpha/muster"})
    assert {row["salary_min_eur"] for ref, row in rows_of(output, "postings").items() if ref in refs[:count]} == {None}
    night(output, 3, *refs[:3], *others, feeds=feeds, **verdict)
    assert night(output, 4, *refs, *others, feeds=feeds).refused == {}
    assert salaries(output) == {None}
    nameless = [posting(ref, RUNS[5], employer=None) for ref in refs]
    assert night(output, 5, *nameless, *others, feeds=feeds).refused, "nothing else was accepted"


@pytest.mark.long
def test_of_a_run_that_was_not_whole_nothing_is_accepted_but_what_fell(output: Output) -> None:
    night(output, 0, *paid(RUNS[0], MANY))
    night(output, 1, *MANY, verdict="incomplete", reason="a page is missing")
    publish(output, accepted={"alpha"})
    nameless = [posting(ref, RUNS[2], employer=None) for ref in MANY]
    assert night(output, 2, *nameless).refused == {"alpha": "held: 0 of 20 postings with an employer, before 20"}
    assert night(output, 3, *MANY).refused == {}


COUNTS = mostly_long([(7, {}), (6, {}), (1, {"alpha": "held: 1 postings, usually 20"})], [(6, {})])


@pytest.mark.parametrize(("count", "told"), COUNTS)
def test_a_low_count_is_accepted_after_a_run_that_was_not_whole_if_it_is_about_the_same(
    output: Output, count: int, told: dict[str, str]
) -> None:
    for day in (0, 1):
        night(output, day, *MANY)
    assert night(output, 2, *MANY[:7]).refused
    night(output, 3, *MANY[:3], verdict="incomplete", reason="a page is missing", accepted=("alpha",))
    assert night(output, 4, *MANY[:count]).refused == told
    closed = [row["status"] for row in rows_of(output, "postings").values()].count("closed")
    assert closed == (0 if told else 13), "all that had been missed before"


@pytest.mark.parametrize(
    ("days", "each", "pause"),
    mostly_long(product([1, 20, 21, 25], [1, 12], ["off", "no answer"]), [(21, 1, "no answer")]),
)
def test_a_board_that_comes_back_after_a_pause_is_compared_with_what_its_postings_said(
    output: Output, days: int, each: int, pause: str
) -> None:
    feeds = TENANTS if each == 1 else TENANTS[:1]
    refs = [f"{feed}{number}" for feed in feeds for number in range(each)]
    for day in (0, 1):
        leave_part(output, RUNS[day], "x", board="beta")
        night(output, day, *paid(RUNS[day], refs), feeds=feeds)
    for day in sorted({2, 22, 1 + days} & {*range(2, 2 + days)}):
        leave_part(output, RUNS[day], "x", board="beta")
        if pause == "no answer":
            leave_part(output, RUNS[day], verdict="failed", reason="no answer")
        publish(output)
    for day in (2 + days, 3 + days):
        leave_part(output, RUNS[day], "x", board="beta")
        told = night(output, day, *(posting(ref, RUNS[day]) for ref in refs), feeds=feeds)
        assert "with pay" in told.refused["alpha"]
        assert "changed" not in told.changes and "reopened" not in told.changes
    pays = {row["salary_min_eur"] for row in rows_of(output, "postings").values() if row["board"] == "alpha"}
    assert pays == {5000}
    leave_part(output, RUNS[4 + days], "x", board="beta")
    assert night(output, 4 + days, *paid(RUNS[4 + days], refs), feeds=feeds).refused == {}


@pytest.mark.long
def test_what_was_accepted_stays_so_when_another_board_is(output: Output) -> None:
    boards = ("alpha", "beta")
    for day, count in ((0, 20), (1, 2)):
        for board in boards:
            leave_part(output, RUNS[day], *MANY[:count], board=board)
        publish(output)
    assert set(publish(output, accepted={"alpha"}).refused) == {"beta"}
    assert publish(output, accepted={"beta"}).refused == {}


@pytest.mark.parametrize("name", ["alpha/mustre", "alpha/", "beta/muster", "alpha/muster/x"])
def test_a_feed_that_no_run_named_cannot_be_accepted(output: Output, name: str) -> None:
    night(output, 0, *paid(RUNS[0], [f"muster/{ref}" for ref in MANY]), feeds=("muster/",))
    with pytest.raises(ConfigurationError, match=f"--accept {name}: there is no such feed; (did you|known).*alpha/mus"):
        publish(output, accepted={name})


PAYLESS: dict[str, Any] = {"salary_basis": None, "salary_min_eur": None}
DOUBTS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {  # held by what, the newest, what they leave it as
    "the newest alone say nothing of the count": ({"count": 5}, {"count": 5}, "held"),
    "that there are none says nothing neither": ({"count": 5}, {"count": 0}, "held"),
    "no row says that pay is back": (PAYLESS, {"count": 0}, "held"),
    "these rows do": (PAYLESS, {"count": 5}, "recent"),
    "these say that it is not": (PAYLESS, {"count": 5, "salary_basis": None}, "held"),
}
QUICK_DOUBTS = ("these rows do",)


@pytest.mark.parametrize(("held_by", "newest", "state"), mostly_long(DOUBTS, QUICK_DOUBTS))
def test_the_newest_alone_end_a_doubt_only_where_they_speak_of_it(
    output: Output, held_by: dict[str, Any], newest: dict[str, Any], state: str
) -> None:
    def rows(day: int, count: int = 20, **values: Any) -> list[Posting]:
        return paid(RUNS[day], MANY[:count], **values)

    night(output, 0, *rows(0))
    assert night(output, 1, *rows(1, **held_by)).boards[0].verdict == "held"
    for day in (2, 3):
        (row,) = night(output, day, *rows(day, **newest), verdict="recent").boards
        assert row.verdict == state
    assert all(row["missed_runs"] < 2 for row in rows_of(output, "postings").values())
    assert {row["status"] for row in rows_of(output, "postings").values()} == {"open"}
    assert night(output, 4, *rows(4)).refused == {}


GONE: dict[str, dict[str, Any]] = {
    "pay": {"salary_basis": None, "salary_min_eur": None, "salary_max_eur": None, "salary_period": None},
    "an employer": {"employer": None, "employer_key": None},
}


@pytest.mark.long
@pytest.mark.parametrize("what", GONE)
def test_what_vanishes_little_by_little_is_held_until_it_is_back_or_accepted(output: Output, what: str) -> None:
    def rows(day: int, without: int) -> list[Posting]:
        lost = paid(RUNS[day], MANY[:without], **GONE[what])  # of the 20, the first ones
        return [*lost, *paid(RUNS[day], MANY[without:])]

    assert [bool(night(output, day, *rows(day, 3 * day)).refused) for day in range(4)] == [False] * 3 + [True]
    for day in (4, 23):  # it is never believed by itself, however long ago the losses are
        assert f" postings with {what}, before " in night(output, day, *rows(day, 9)).refused["alpha"]
    assert publish(output, accepted={"alpha"}).refused == {}
    assert night(output, 24, *rows(24, 9)).refused == {}, "once is enough"
    assert night(output, 25, *rows(25, 0)).refused == {}


@pytest.mark.long
def test_what_vanished_little_by_little_is_back_when_it_is_back(output: Output) -> None:
    counts = [0, 3, 6, 9]
    for day, without in enumerate(counts):
        last = night(output, day, *paid(RUNS[day], MANY[:without], **GONE["pay"]), *paid(RUNS[day], MANY[without:]))
    assert last.refused
    assert night(output, len(counts), *paid(RUNS[len(counts)], MANY)).refused == {}
    assert salaries(output) == {5000}


@pytest.mark.long
def test_what_cannot_be_made_again_stays_as_it_is(output: Output) -> None:
    night(output, 0, *MANY)
    night(output, 1, *MANY[:2])
    before = bytes_of(output, RUNS[1])
    Path(output.part(RUNS[1], "alpha")).unlink()
    again = publish(output, accepted={"alpha"})
    assert again.runs == () and "alpha cannot be believed" in (again.stopped or "") and again.exit_code == 1
    assert bytes_of(output, RUNS[1]) == before
    assert night(output, 2, *MANY[:2], accepted=("alpha",)).refused == {}


@pytest.mark.long
def test_small_feeds_that_all_lose_a_value_in_one_night_are_held_together(output: Output) -> None:
    refs = [f"{tenant}1" for tenant in TENANTS]
    night(output, 0, *paid(RUNS[0], refs), feeds=TENANTS)
    one = night(output, 1, posting(refs[0], RUNS[1]), *paid(RUNS[1], refs[1:]), feeds=TENANTS)
    assert one.refused == {}, "one may be edited"
    all_but_one = [posting(ref, RUNS[2]) for ref in refs[:-1]]
    (reason,) = night(output, 2, *all_but_one, *paid(RUNS[2], refs[-1:]), feeds=TENANTS).refused.values()
    assert reason.startswith("partial: tenant1/ 0 of 1 postings with pay, before 1; tenant2/")
    states = {feed: row["feed_state"] for feed, row in rows_of(output, "feeds").items()}
    assert states == {**dict.fromkeys(TENANTS[1:-1], "held"), TENANTS[0]: "good", TENANTS[-1]: "good"}
    assert [row["salary_min_eur"] for ref, row in sorted(rows_of(output, "postings").items())][1:] == [5000] * 7


@pytest.mark.parametrize("verdict", mostly_long(["incomplete", "recent"], ["recent"]))
def test_a_crawl_that_did_not_read_all_may_be_held_and_is_never_told_as_more_than_it_was(
    output: Output, verdict: str
) -> None:
    feeds = ("muster/", "werke/")
    refs = [f"{feed}{ref}" for feed in feeds for ref in MANY]
    night(output, 0, *paid(RUNS[0], refs), feeds=feeds)
    half = [*paid(RUNS[1], refs[:20]), *(posting(ref, RUNS[1]) for ref in refs[20:])]
    told = night(output, 1, *half, feeds=feeds, verdict=verdict).boards[0]
    assert (told.verdict, told.reason, told.unread) == (
        verdict,
        "werke/ 0 of 20 postings with pay, before 20",
        ("werke/",),
    )
    told = night(output, 2, *(posting(ref, RUNS[2]) for ref in refs), feeds=feeds, verdict=verdict).boards[0]
    assert (told.verdict, told.unread) == ("held", feeds)


def test_another_search_is_no_fall(output: Output) -> None:
    night(output, 0, *MANY, search="wide")
    for day in (1, 2):
        far = [posting(ref, RUNS[day], left_out="area") for ref in MANY[5:]]
        told = night(output, day, *MANY[:5], *far, search="narrow").refused
        assert told == {}
    assert rows_of(output, "postings")["p19"]["closed_reason"] == "out_of_search"


WAITING = "15 of 20 open postings would close at once, with the next run like it"


def test_a_night_that_would_close_many_waits_and_is_told(output: Output) -> None:
    night(output, 0, *MANY)
    assert night(output, 1, *MANY[:10]).refused == {}, "half of a list is not doubted"
    assert night(output, 2, *MANY[:10]).refused == {"alpha": f"held: {WAITING.replace('15', '10')}"}
    (doubt,) = read_status(output).doubts
    assert (doubt.name, doubt.state, doubt.since, doubt.closes_on) == ("alpha", "held", RUNS[2], None)
    assert tell_doubt(doubt) == (
        "10 of 20 open postings would close at once, with the next run like it, since 2026-11-24. "
        "If it is true: scrapy publish --accept alpha"
    )
    assert night(output, 3, *MANY).refused == {}, "they are back"
    assert {row["status"] for row in rows_of(output, "postings").values()} == {"open"}


OVER, LATER = date(2026, 11, 22), date(2027, 1, 22)  # two days before the third night, and long after it


PASSING = [(LATER, 20, True), (None, 20, True), (LATER, 7, True), (LATER, 6, False), (OVER + timedelta(1), 20, False)]
ALL_PASSING = [(*passing, verdict) for passing in PASSING for verdict in ({}, RECENT, INCOMPLETE)]
QUICK_PASSING: list[Any] = [(LATER, 20, True, {}), (None, 20, True, INCOMPLETE), (LATER, 6, False, {})]


@pytest.mark.parametrize(("before", "moved", "waits", "verdict"), mostly_long(ALL_PASSING, QUICK_PASSING))
def test_last_days_to_apply_that_are_over_for_many_at_once_wait_unless_they_were_known(
    output: Output, before: date | None, moved: int, waits: bool, verdict: dict[str, Any]
) -> None:
    def stated(day: int, on: date | None, count: int = 20) -> list[Posting]:
        return [posting(ref, RUNS[day], apply_by_on=on if ref in MANY[:count] else LATER) for ref in MANY]

    for day in (0, 1):
        night(output, day, *stated(day, before))
    over = OVER if waits or moved < 20 else before  # one that was known passes by itself
    told = night(output, 2, *stated(2, over, moved), **verdict)
    if not waits:
        assert told.changes["closed"] == moved
        return
    assert told.changes == {}
    assert told.refused
    if not verdict:
        assert told.refused == {
            "alpha": f"held: {moved} of 20 open postings would close at once, with the next run like it"
        }
    again = night(output, 3, *stated(3, over, moved))
    assert (again.refused, again.changes["closed"]) == ({}, moved)
    reasons = [row["closed_reason"] for row in rows_of(output, "postings").values()]
    assert reasons.count("deadline") == moved


@pytest.mark.long
def test_last_days_to_apply_that_are_back_were_no_news_and_those_that_are_accepted_are_believed(output: Output) -> None:
    for day in (0, 1):
        night(output, day, *(posting(ref, RUNS[day], apply_by_on=LATER) for ref in MANY))
    assert night(output, 2, *(posting(ref, RUNS[2], apply_by_on=OVER) for ref in MANY)).refused
    told = night(output, 3, *(posting(ref, RUNS[3], apply_by_on=LATER) for ref in MANY))
    assert (told.refused, told.changes) == ({}, {})
    assert night(output, 4, *(posting(ref, RUNS[4], apply_by_on=OVER) for ref in MANY)).refused
    assert publish(output, accepted={"alpha"}).changes["closed"] == 20


@pytest.mark.long
def test_closings_that_wait_may_be_accepted(output: Output) -> None:
    night(output, 0, *MANY)
    for day in (1, 2):
        night(output, day, *MANY[:10])
    assert publish(output, accepted={"alpha"}).refused == {}
    assert [row["status"] for row in rows_of(output, "postings").values()].count("closed") == 10
    assert read_status(output).doubts == ()


def test_a_crawl_that_broke_off_before_it_named_its_feeds_leaves_them_unread(output: Output) -> None:
    night(output, 0, "muster/1", "werke/1", feeds=("muster/", "werke/"))
    night(output, 1, verdict="failed", reason="no answer")
    told = {feed: (row["feed_state"], row["since"]) for feed, row in rows_of(output, "feeds").items()}
    assert told == dict.fromkeys(("muster/", "werke/"), ("unread", RUNS[1]))
    night(output, 22, verdict="failed", reason="no answer")
    assert {row["closed_reason"] for row in rows_of(output, "postings").values()} == {"unreachable"}


def test_status_names_what_is_held_since_when_and_how_to_believe_it(output: Output) -> None:
    feeds = ("muster/", "werke/", "adler/")
    full = {name: [f"{name}{number}" for number in range(10)] for name in feeds}
    night(output, 0, *(ref for refs in full.values() for ref in refs), feeds=feeds)

    def bad_night(day: int) -> None:
        fallen = [posting(ref, RUNS[day], employer=None) for ref in full["muster/"]]
        night(output, day, *fallen, feeds=feeds[:2], verdict="partial", reason="werke/ no answer", unread=("werke/",))

    bad_night(1)
    bad_night(2)
    doubts = {doubt.name: doubt for doubt in read_status(output).doubts}
    assert {name: (doubt.state, doubt.since, doubt.waiting, doubt.closes_as) for name, doubt in doubts.items()} == {
        "alpha/muster": ("held", RUNS[1], 10, "unreachable"),
        "alpha/werke": ("unread", RUNS[1], 10, "unreachable"),
        "alpha/adler": ("not_asked", RUNS[1], 10, "not_watched"),
    }
    assert {doubt.closes_on for doubt in doubts.values()} == {date(2026, 12, 13)}
    assert doubts["alpha/werke"].accept is None
    assert tell_doubt(doubts["alpha/muster"]) == (
        "0 of 10 postings with an employer, before 10, since 2026-11-23; its 10 open postings close as unreachable "
        "from 2026-12-13 on. If it is true: scrapy publish --accept alpha/muster"
    )
    bad_night(21)
    reasons = {ref: row["closed_reason"] for ref, row in rows_of(output, "postings").items()}
    told = {name: reasons[refs[0]] for name, refs in full.items()}
    assert told == {"muster/": "unreachable", "werke/": "unreachable", "adler/": "not_watched"}


@pytest.mark.long
def test_a_fall_is_not_forgotten_when_its_postings_are_closed_as_unknown(output: Output) -> None:
    night(output, 0, *paid(RUNS[0], MANY[:4]))
    for day in (1, 21, 22):
        told = night(output, day, *(posting(ref, RUNS[day]) for ref in MANY[:4]))
        assert told.refused == {"alpha": "held: 0 of 4 postings with pay, before 4"}
    assert {row["closed_reason"] for row in rows_of(output, "postings").values()} == {"unreachable"}
    night(output, 23, verdict="failed", reason="no answer")
    assert night(output, 24, *(posting(ref, RUNS[24]) for ref in MANY[:4])).refused
    assert night(output, 25, *paid(RUNS[25], MANY[:4])).changes == {"reopened": 4}


@pytest.mark.long
def test_a_board_that_is_off_is_forgotten_once_its_postings_are_closed(output: Output) -> None:
    leave_part(output, RUNS[0], "b", board="beta")
    night(output, 0, "a")
    ended = {day: [(one.cause, one.left) for one in night(output, day, "a").ours] for day in (1, 20, 21, 22, 23)}
    assert ended == {1: [], 20: [], 21: [("search", 1)], 22: [], 23: []}
    assert [set(rows_of(output, "boards")), set(rows_of(output, "feeds"))] == [{"alpha"}, {WHOLE}]
    assert rows_of(output, "postings")["b"]["closed_reason"] == "not_watched"
    leave_part(output, RUNS[24], "b", board="beta")
    again = night(output, 24, "a")
    assert (again.changes, [(one.cause, one.came) for one in again.ours]) == ({}, [("search", 1)])


def test_a_board_whose_list_empties_is_told_by_its_count(output: Output) -> None:
    night(output, 0, *MANY)
    night(output, 1)
    feed = rows_of(output, "feeds")[WHOLE]
    assert (feed["held_for"], feed["fallen_from"], feed["fallen_to"], feed["usual"]) == ("count", 20, 0, [20])


PLACELESS: dict[str, Any] = {
    **dict.fromkeys(("town", "place", "distance_km", "place_assumed")), "places": (), "left_out": "area",
}  # fmt: skip
ELSEWHERE: dict[str, Any] = {"town": "Ulm", "place": "Ulm", "distance_km": 99.0, "left_out": "area"}
OTHER_ROLE: dict[str, Any] = {"title": "Pförtner", "role_family": "not_it", "left_out": "role"}


def mixed(day: int, other: int, values: dict[str, Any]) -> list[Posting]:
    """Twenty postings, of which the first ones are other."""
    stated = {"place_assumed": False}
    return [*paid(RUNS[day], MANY[:other], **stated | values), *paid(RUNS[day], MANY[other:], **stated)]


@pytest.mark.long
def test_one_that_lost_its_place_is_counted_once_however_long_it_is_without(output: Output) -> None:
    for day, other in enumerate((0, 2, *[2] * 9)):
        assert night(output, day, *mixed(day, other, PLACELESS)).refused == {}
    assert rows_of(output, "feeds")[WHOLE]["lost_place"] == [0, *[2] * 10]
    assert night(output, 11, *mixed(11, 9, PLACELESS)).refused == {
        "alpha": "held: 11 of 20 postings with a known place, before 20"
    }


@pytest.mark.long
@pytest.mark.parametrize("values", [OTHER_ROLE, ELSEWHERE, PLACELESS])
def test_what_is_lost_and_back_every_other_night_is_no_news(output: Output, values: dict[str, Any]) -> None:
    for day in range(9):
        assert night(output, day, *mixed(day, 4 * (day % 2), values)).refused == {}


@pytest.mark.long
def test_places_that_vanished_are_believed_for_good_once_they_are_accepted(output: Output) -> None:
    night(output, 0, *mixed(0, 0, PLACELESS))
    assert night(output, 1, *mixed(1, 9, PLACELESS)).refused
    assert publish(output, accepted={"alpha"}).refused == {}
    for day in (2, 3):
        assert night(output, day, *mixed(day, 9, PLACELESS)).refused == {}
    assert night(output, 4, *mixed(4, 16, PLACELESS)).refused, "seven more"


@pytest.mark.long
def test_a_search_that_is_changed_for_one_broken_run_is_no_fall(output: Output) -> None:
    for day, (search, other) in enumerate([("narrow", 8), ("wide", 0), ("narrow", 8), ("narrow", 8)]):
        far = [posting(ref, RUNS[day], left_out="role") for ref in MANY[:other]]
        verdict: dict[str, Any] = {"verdict": "incomplete", "reason": "cut off"} if search == "wide" else {}
        told = night(output, day, *far, *MANY[other:], search=search, **verdict).boards[0]
        assert told.verdict == verdict.get("verdict", "complete")
