"""Days of runs, from parts to snapshots: what is carried over, held, refused and told.

When a posting closes: test_closing.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemas.feeds import WHOLE
from schemas.results import Published
from schemas.tables import BoardRun
from snapshots.publish import foresee, publish
from storage.layout import Output
from storage.snapshots import read_snapshot
from tests.support.snapshots_rows import RUNS, changes_of, leave_part, pay, posting, rows_of

FEEDS = ("muster/", "werke/")


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def crawl(output: Output, day: int, *postings: Any, **verdict: Any) -> None:
    leave_part(output, RUNS[day], *postings, **verdict)


def crawl_and_publish(output: Output, day: int, *postings: Any, **verdict: Any) -> Published:
    crawl(output, day, *postings, **verdict)
    return publish(output)


def test_changes_tell_new_closed_and_reopened_jobs(output: Output) -> None:
    crawl_and_publish(output, 0, "a", "b")
    assert [row[0] for row in changes_of(output)] == ["new", "new"]
    crawl_and_publish(output, 1, "a")
    assert changes_of(output) == []
    published = crawl_and_publish(output, 2, "a")
    assert changes_of(output) == [("closed", None, None, "missing", "IT-Leiter b")]
    b = rows_of(output, "postings")["b"]
    assert (b["closed_on"], b["run"]) == (date(2026, 11, 24), RUNS[0])
    assert (b["first_seen_at"].day, b["last_seen_at"].day) == (22, 22)
    assert (published.jobs, published.open_jobs, published.changes) == (2, 1, {"closed": 1})
    crawl_and_publish(output, 3, "a", "b")
    assert changes_of(output) == [("reopened", None, None, None, "IT-Leiter b")]


def test_runs_taken_in_at_once_end_as_if_taken_in_one_by_one(tmp_path: Path) -> None:
    days = [("a", "b", "c"), ("a", "d"), ("b", "d")]
    one_by_one, at_once = Output.at(tmp_path / "one"), Output.at(tmp_path / "all")
    for day, carried in enumerate(days):
        crawl_and_publish(one_by_one, day, *carried)
        leave_part(at_once, RUNS[day], *carried)
    publish(at_once)
    for table in ("jobs", "postings", "descriptions"):
        assert rows_of(one_by_one, table) == rows_of(at_once, table), table


def test_what_an_incomplete_board_has_is_taken_and_the_rest_is_carried_over(output: Output) -> None:
    crawl(output, 0, "a", "b")
    crawl(output, 1, posting("a", RUNS[1], **pay(5000)), verdict="incomplete", reason="the crawl was ended")
    publish(output)
    a, b = (rows_of(output, "postings")[ref] for ref in "ab")
    assert (a["status"], a["stale"], a["salary_min_eur"]) == ("open", False, 5000)
    assert (b["status"], b["stale"], b["missed_runs"]) == ("open", True, 0)
    assert rows_of(output, "jobs")["IT-Leiter b"]["stale"]
    crawl_and_publish(output, 2, "a", "b")
    assert not rows_of(output, "postings")["b"]["stale"]


@pytest.mark.long
def test_a_partial_run_is_incomplete_only_to_the_feeds_without_an_answer(output: Output) -> None:
    stay = [f"werke/{number}" for number in range(1, 6)]
    crawl(output, 0, "muster/1", "muster/2", *stay, "werke/6", feeds=FEEDS)
    for day in (1, 2):
        crawl(output, day, *stay, verdict="partial", reason="muster/ no answer", unread=("muster/",), feeds=FEEDS)
    published = publish(output, accepted={"alpha"})
    assert published.refused == {"alpha": "partial: muster/ no answer"}
    states = {ref: (row["status"], row["stale"]) for ref, row in rows_of(output, "postings").items()}
    assert states == {
        "muster/1": ("open", True),
        "muster/2": ("open", True),
        **dict.fromkeys(stay, ("open", False)),
        "werke/6": ("closed", False),
    }
    told = {feed: (row["feed_state"], row["usual"]) for feed, row in rows_of(output, "feeds").items()}
    assert told == {"muster/": ("unread", [2]), "werke/": ("good", [5])}  # an accepted run is all that is remembered
    crawl(output, 3, verdict="partial", reason="muster/ no answer", unread=("muster/",), feeds=FEEDS)
    assert publish(output).refused == {"alpha": "partial: muster/ no answer; werke/ 0 postings, usually 5"}


def test_the_first_complete_run_that_lacks_a_posting_is_remembered_until_it_is_seen_again(output: Output) -> None:
    days: list[tuple[tuple[str, ...], str, date | None]] = [
        (("a", "b"), "complete", None),
        (("a",), "incomplete", None),  # nobody knows
        (("a",), "complete", date(2026, 11, 24)),
        (("a",), "incomplete", date(2026, 11, 24)),
        (("a", "b"), "complete", None),
        (("a",), "complete", date(2026, 11, 27)),
        (("a",), "complete", date(2026, 11, 27)),
    ]
    for day, (carried, verdict, missed) in enumerate(days):
        crawl(output, day, *carried, verdict=verdict, reason=None if verdict == "complete" else "ended")
        publish(output)
        postings = rows_of(output, "postings")
        assert (postings["a"]["missed_since_on"], postings["b"]["missed_since_on"]) == (None, missed), day
    assert postings["b"]["status"] == "closed"


def test_a_board_read_newest_first_takes_the_news_and_misses_nothing(output: Output) -> None:
    crawl(output, 0, "a", "b", "c", "d", "e", floor=5)
    for day in (1, 2):
        crawl(output, day, "a", f"new {day}", verdict="recent", floor=5)
    assert publish(output).refused == {}
    postings = rows_of(output, "postings")
    assert {(row["status"], row["missed_runs"]) for row in postings.values()} == {("open", 0)}
    assert {ref for ref, row in postings.items() if not row["stale"]} == {"a", "new 2"}


def test_a_board_without_a_part_is_not_run_and_carried_over(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    leave_part(output, RUNS[0], "z", board="beta", access="tolerated", floor=1)
    for day in (1, 2, 3):
        crawl(output, day, "a")
    publish(output)
    row = rows_of(output, "boards")["beta"]
    assert (row["verdict"], row["run"], row["access"], row["floor"]) == ("not_run", RUNS[3], "tolerated", 1)
    assert rows_of(output, "feeds")[WHOLE]["usual"]
    z = rows_of(output, "postings")["z"]
    assert (z["status"], z["stale"]) == ("open", True)


def test_the_day_of_a_run_is_the_german_one(output: Output) -> None:
    late = "20261122T231500Z"  # already the 23rd in Germany
    leave_part(output, late, posting("a", late, apply_by_on=date(2026, 11, 22)))
    publish(output)
    assert rows_of(output, "postings")["a"]["closed_on"] == date(2026, 11, 23)


def test_a_known_posting_that_its_board_words_otherwise_and_that_is_left_out_closes_as_missing(output: Output) -> None:
    crawl_and_publish(output, 0, "a", "b", posting("far", left_out="area"))
    assert set(rows_of(output, "postings")) == {"a", "b"}
    other = {"left_out": "role", "role_family": "other_it", "title": "IT-Systemadministrator"}
    for day in (1, 2):
        crawl(output, day, "a", posting("b", RUNS[day], **other))
    publish(output)
    b = rows_of(output, "postings")["b"]
    assert (b["closed_reason"], b["left_by"], b["role_family"], b["left_out"]) == ("missing", "board", "it_lead", None)


def test_a_known_posting_that_only_our_readers_leave_out_leaves_at_once(output: Output) -> None:
    crawl_and_publish(output, 0, "a", "b")
    told = crawl_and_publish(output, 1, "a", posting("b", RUNS[1], left_out="role", role_family="other_it"))
    b = rows_of(output, "postings")["b"]
    assert (b["closed_reason"], b["left_by"], b["role_family"]) == ("out_of_search", "reader", "it_lead")
    assert (told.changes, [str(one) for one in told.ours]) == ({}, ["our readers changed: 1 job left"])
    crawl_and_publish(output, 2, "a")
    assert rows_of(output, "postings")["b"]["closed_on"] == date(2026, 11, 23)  # what becomes of it is not known


def test_a_posting_whose_row_cannot_be_read_is_still_there(output: Output) -> None:
    names = {"alpha": "muster/4711", "gamma": "https://gamma.example/muster/4711"}  # as boards call it

    def night(day: int, *refs: str, is_refused: bool = False) -> dict[tuple[str, str], dict[str, Any]]:
        for board, name in names.items():
            refused = (name, "IT-Leiter") if is_refused else ()
            rows = [posting(ref, RUNS[day], board, employer=board, employer_key=board) for ref in refs]
            leave_part(output, RUNS[day], *rows, board=board, refused=refused)
        publish(output)
        snapshot = read_snapshot(output)
        assert snapshot
        return {(row["board"], row["board_ref"]): row for row in snapshot.table("postings").to_pylist()}

    night(0, "muster/4711", "b", "c")
    for day in (1, 2):
        rows = night(day, "b", is_refused=True)
    for board in names:
        row = rows[board, "muster/4711"]
        assert (row["status"], row["stale"], row["missed_runs"]) == ("open", True, 0), board
        assert rows[board, "c"]["closed_reason"] == "missing", board
    for day in (3, 4):
        rows = night(day, "b")
    assert {rows[board, "muster/4711"]["closed_reason"] for board in names} == {"missing"}


def test_a_row_that_one_employer_cannot_have_read_keeps_no_posting_of_another(output: Output) -> None:
    feeds = ("one/", "two/")
    for day in (0, 1):
        crawl(output, day, "one/11", "two/12", "two/13", feeds=feeds)
    for day in (2, 3):
        crawl(output, day, "one/11", "two/13", feeds=feeds, refused=("one/12", "12", "https://alpha.example/12"))
    publish(output)
    rows = rows_of(output, "postings")
    assert {ref: row["closed_reason"] for ref, row in rows.items()} == {
        "one/11": None,
        "two/12": "missing",
        "two/13": None,
    }


@pytest.mark.long
def test_a_count_far_below_the_usual_is_held(output: Output) -> None:
    many = [f"p{number:02}" for number in range(20)]
    for day in (0, 1, 2):
        crawl(output, day, *many)
    for day in (3, 4):
        crawl(output, day, posting("p00", RUNS[day], **pay(5000)), *many[1:7])
    published = publish(output)
    assert published.refused == {"alpha": "held: 7 postings, usually 20"}
    assert published.stopped is None
    rows = rows_of(output, "postings")
    assert {row["status"] for row in rows.values()} == {"open"}
    assert (rows["p00"]["salary_min_eur"], rows["p00"]["stale"], rows["p19"]["stale"]) == (5000, False, True)
    feed = rows_of(output, "feeds")[WHOLE]
    assert (feed["feed_state"], feed["held_for"], feed["usual"]) == ("held", "count", [20, 20, 20])
    assert (feed["since"], feed["held_runs"], feed["alike_runs"]) == (RUNS[3], 2, 2)
    leave_part(output, RUNS[5], *many[:8])  # 40 % is no longer under 40 %
    (told,) = publish(output).refused.values()
    assert told == "held: 12 of 20 open postings would close at once, with the next run like it"
    leave_part(output, RUNS[6], *many[:8])
    assert publish(output).refused == {}
    assert [row["status"] for row in rows_of(output, "postings").values()].count("closed") == 12


@pytest.mark.long
def test_a_low_count_that_stays_is_believed(output: Output) -> None:
    many = [f"p{number:02}" for number in range(20)]
    crawl_and_publish(output, 0, *many)
    told = [crawl_and_publish(output, day, *many[:3]) for day in range(1, 6)]
    assert [bool(one.refused) for one in told] == [
        True,
        True,
        True,
        False,
        False,
    ]  # so many close at once, on the fourth
    assert [one.changes.get("closed", 0) for one in told] == [0, 0, 0, 17, 0]  # so many wait for one more run
    feed = rows_of(output, "feeds")[WHOLE]
    assert (feed["feed_state"], feed["usual"]) == ("good", [3, 3, 3])


@pytest.mark.long
def test_low_counts_that_never_stay_are_believed_in_the_end(output: Output) -> None:
    many = [f"p{number:02}" for number in range(40)]
    crawl_and_publish(output, 0, *many)
    counts = (12, 4, 12, 4, 12, 4, 12, 4)
    told = [crawl_and_publish(output, day, *many[:count]) for day, count in enumerate(counts, 1)]
    assert [bool(one.refused) for one in told[:7]] == [True] * 6 + [False]
    assert [one.changes.get("closed", 0) for one in told[:7]] == [0] * 6 + [28]  # with the seventh at the latest


@pytest.mark.long
def test_someone_who_looked_may_accept_a_lower_count(output: Output) -> None:
    crawl(output, 0, "a", "b", "c", "d")
    leave_part(output, RUNS[1], "a")
    assert publish(output, accepted={"alpha"}).refused == {}
    assert rows_of(output, "feeds")[WHOLE]["usual"] == [1]
    for day in (2, 3):
        leave_part(output, RUNS[day], "a")
        assert publish(output).refused == {}  # once is enough
    assert rows_of(output, "postings")["d"]["status"] == "closed"


def test_a_count_below_the_floor_refuses_the_part(output: Output) -> None:
    crawl(output, 0, "a", "b", floor=2)
    leave_part(output, RUNS[1], "navigation", floor=2)
    leave_part(output, RUNS[1], "z", board="beta")
    assert publish(output).refused == {"alpha": "incomplete: 1 postings, fewer than the floor of 2"}
    rows = rows_of(output, "postings")
    assert set(rows) == {"a", "b", "z"}
    assert rows["a"]["stale"]


@pytest.mark.long
def test_the_usual_count_is_that_of_the_last_ten_good_runs(output: Output) -> None:
    for day in range(12):
        leave_part(output, RUNS[day], *(f"p{number}" for number in range(day + 1)))
    publish(output)
    assert rows_of(output, "feeds")[WHOLE]["usual"] == list(range(3, 13))


def test_boards_count_what_a_run_did(output: Output) -> None:
    crawl(output, 0, "a", "b", "c", posting("far", left_out="area"))
    published = crawl_and_publish(output, 1, posting("a", RUNS[1], **pay(5000)), "b", "d", gone=("c",))
    (row,) = published.boards
    assert isinstance(row, BoardRun)
    assert (row.new, row.changed, row.closed, row.postings) == (1, 1, 1, 3)


def test_what_a_run_is_foreseen_to_be_is_what_publishing_makes_of_it(output: Output) -> None:
    crawl(output, 0, "a", "b")
    crawl(output, 0, "x", board="beta")
    for day, rows in ((1, ["a", "c"]), (2, ["a", posting("d", RUNS[2], **pay(5000))]), (3, ["d"])):
        crawl(output, day, *rows)
        foreseen, misdated = foresee(output, RUNS[day])
        assert misdated is None and len(foreseen) == 1, "beta left no part"
        if day != 2:  # what waits is looked at together, and so it is published
            assert foreseen == tuple(row for row in publish(output).boards if row.board == "alpha")
            assert foreseen[0].new > 0 or day == 3


def test_the_first_snapshot_needs_a_part_of_use(output: Output) -> None:
    assert crawl_and_publish(output, 0, verdict="failed", reason="no answer").run is None
    good = crawl_and_publish(output, 1, "a")
    assert (good.run, good.runs, good.stopped) == (RUNS[1], (RUNS[0], RUNS[1]), None)
    bad = crawl_and_publish(output, 2, verdict="failed", reason="no answer")
    assert (bad.run, bad.stopped, bad.refused) == (RUNS[2], None, {"alpha": "failed: no answer"})
    assert rows_of(output, "postings")["a"]["stale"]  # what stood still stands, and the snapshot tells how things are


def test_zero_postings_of_a_board_without_floor_are_a_good_answer(output: Output) -> None:
    assert crawl_and_publish(output, 0).stopped is None
    assert rows_of(output, "boards")["alpha"]["verdict"] == "complete"
