"""Whether the date of a run can be right: parts and manifests alone, no publish."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.exit_codes import ExitCode
from schemas.verdicts import DateFault
from snapshots.publish import publish
from snapshots.run_dates import find_ahead, find_misdated, judge_clock, judge_date, latest_run, read_left_out
from storage.files import write_file
from storage.layout import Output, run_id
from storage.parts import write_part
from storage.snapshots import Snapshot, open_snapshot, sum_manifest
from tests.support.snapshots_rows import RUNS, board_run, leave_part

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = 3600.0


def day(number: float) -> str:
    return run_id(NOON + timedelta(days=number))


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def leave(output: Output, number: float, clocks: Mapping[str, float] | None = None) -> str:
    """An empty part of a run."""
    write_part(output, board_run(day(number)), [], clocks=clocks)
    return day(number)


def put_snapshot(output: Output, number: float, *runs: float, previous: float | None = None, **facts: Any) -> Snapshot:
    """A snapshot without tables, made of some runs."""
    manifest = {"run": day(number), "files": {}, "runs": [day(one) for one in runs]}
    manifest |= {"previous": None if previous is None else day(previous)} | facts
    write_file(f"{output.snapshot(day(number))}/manifest.json", json.dumps(manifest))
    return open_snapshot(output, day(number))


def point_to(output: Output, snapshot: Snapshot) -> None:
    write_file(output.path("latest.json"), json.dumps({"run": snapshot.run, "manifest_sha256": sum_manifest(snapshot)}))


def codes(output: Output, last: Snapshot | None, now: datetime | None = NOON) -> dict[str, DateFault]:
    found = find_misdated(output, last, now)
    assert len({one.run for one in found}) == len(found)
    return {one.run: one.code for one in found}


def test_an_hour_ahead_is_no_future() -> None:
    assert latest_run(NOON) == run_id(NOON + timedelta(hours=1))
    assert latest_run(None) is None


def test_a_run_dated_in_the_future_is_told(output: Output) -> None:
    assert judge_date(output, run_id(NOON + timedelta(hours=1)), NOON) is None
    told = judge_date(output, run_id(NOON + timedelta(hours=1, seconds=1)), NOON)
    assert told and told.code is DateFault.AHEAD and told.reason == "it is dated in the future, 1.0 hours from now"
    later = judge_date(output, day(30), NOON)
    assert later and (later.run, later.reason) == (day(30), "it is dated in the future, 30 days from now")
    assert judge_date(output, day(30), None) is None


@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        ({"a": 30 * HOUR, "b": 30 * HOUR, "c": 0}, "30.0 hours ahead of that of 2 of 3 hosts"),
        ({"a": 47.9 * HOUR}, "47.9 hours ahead of that of 1 of 1 hosts"),
        ({"a": 48 * HOUR}, "2 days ahead of that of 1 of 1 hosts"),
        ({"a": -72 * HOUR, "b": -48 * HOUR, "c": 5 * HOUR}, "2 days behind that of 2 of 3 hosts"),
        ({"a": 2 * HOUR, "b": 2 * HOUR, "c": HOUR, "d": -9 * HOUR, "e": 3 * HOUR},
          "2.0 hours ahead of that of 3 of 5 hosts"),
        ({"a": 2 * HOUR, "b": 0}, None),
        ({"a": HOUR}, None),
        ({"a": -HOUR}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_the_clocks_of_most_hosts_tell_that_of_the_machine(
    output: Output, hosts: dict[str, float], words: str | None
) -> None:
    told = judge_date(output, leave(output, 0, hosts), NOON)
    if words is None:
        assert told is None and judge_clock(hosts) is None
        return
    words = words.replace(
        "60.0 hours behind", "2 days behind"
    )  # two and a half: from two days on they are told in days
    assert told and (told.run, told.code) == (day(0), DateFault.CLOCK)
    assert told.reason == f"the clock of the machine was {words}"


def test_the_middle_of_what_hosts_say_is_how_wrong_the_clock_was() -> None:
    assert judge_clock({"a": 2 * HOUR, "b": 4 * HOUR, "c": 9 * HOUR}) == timedelta(hours=4)
    assert judge_clock({"a": -2 * HOUR, "b": -4 * HOUR, "c": 9 * HOUR}) == timedelta(hours=-3)


def test_runs_are_looked_at_that_came_since_the_snapshot_or_that_none_took_in(output: Output) -> None:
    for number in (-6, -5, -4.5, -4, -3, -2, -1, 0, 30):
        leave(output, number)
    leave(output, -0.5, {"a": 24 * HOUR})
    put_snapshot(output, -5, -5)
    put_snapshot(output, -4, -4, previous=-5)
    last = put_snapshot(output, -2, -3, -2, previous=-4, left_out=[day(-1)])
    late, ahead, clock = DateFault.LATE, DateFault.AHEAD, DateFault.CLOCK
    assert codes(output, last) == {day(-6): late, day(-4.5): late, day(-0.5): clock, day(30): ahead}
    told = {one.run: one.reason for one in find_misdated(output, last, NOON)}
    assert told[day(-6)] == f"it is older than snapshot {day(-2)}, which stands already"
    assert read_left_out(last) == [day(-1)] and read_left_out(None) == ()
    assert codes(output, None) == {day(-0.5): clock, day(30): ahead}
    assert codes(output, last, None) == {day(-6): late, day(-4.5): late, day(-0.5): clock}


def test_a_late_run_with_a_wrong_clock_is_told_by_the_clock(output: Output) -> None:
    leave(output, -3, {"a": 24 * HOUR})
    assert codes(output, put_snapshot(output, -2, -2, previous=-4)) == {day(-3): DateFault.CLOCK}


@pytest.mark.parametrize("previous", [None, -4])
def test_a_run_is_late_if_the_snapshot_after_it_did_not_take_it_in(output: Output, previous: float | None) -> None:
    leave(output, -3)
    last = put_snapshot(output, -1, -1, previous=-2)
    put_snapshot(output, -2, -2, previous=previous)
    assert codes(output, last) == {day(-3): DateFault.LATE}
    put_snapshot(output, -2, -3, -2, previous=previous)
    assert codes(output, last) == {}


def test_what_manifests_do_not_tell_is_no_reason(output: Output) -> None:
    leave(output, -3)
    last = put_snapshot(output, -1, -1, previous=-2)
    write_file(f"{output.snapshot(day(-2))}/manifest.json", "{")  # damaged: nobody can say
    assert codes(output, last) == {}
    last = put_snapshot(output, -1, -1, previous=-3)
    assert codes(output, last) == {}  # it was the snapshot before, or lies further back


def test_snapshots_after_the_last_one_and_runs_without_a_part_say_nothing(output: Output) -> None:
    Path(output.path("postings", day(-3))).mkdir(parents=True)
    Path(output.path("postings", "notes")).mkdir()
    put_snapshot(output, 5, 5)
    last = put_snapshot(output, -2, -2, previous=-4)
    assert codes(output, last) == {}
    leave(output, -3)
    assert codes(output, last) == {day(-3): DateFault.LATE}
    put_snapshot(output, -3, -3)
    assert codes(output, last) == {}  # it has a snapshot of its own


def test_a_snapshot_dated_in_the_future_is_found(output: Output) -> None:
    assert find_ahead(output, NOON) is None
    point_to(output, put_snapshot(output, 30, 30))
    assert find_ahead(output, NOON) == day(30)
    assert find_ahead(output, None) is None
    assert find_ahead(output, NOON + timedelta(days=30)) is None
    assert find_ahead(output, NOON + timedelta(days=29, hours=23)) is None
    assert find_ahead(output, NOON + timedelta(days=29, hours=22)) == day(30)
    write_file(output.path("latest.json"), "{")
    assert find_ahead(output, NOON) is None


def test_a_part_that_comes_after_its_run_was_published_is_named(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    publish(output)
    assert publish(output).belated == ()
    leave_part(output, RUNS[0], "b", board="beta")
    late = publish(output)
    assert late.belated == (output.part(RUNS[0], "beta"),) and late.exit_code == ExitCode.GATED
    leave_part(output, RUNS[1], "a")
    assert publish(output).belated == late.belated
    assert publish(output).belated == ()  # another run is the last one


def test_a_run_in_which_no_host_answered_and_far_from_the_last_snapshot_is_not_published(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    publish(output)
    for run in (RUNS[1], day(500)):
        for board in ("alpha", "beta"):
            leave_part(output, run, board=board, is_answered=False, verdict="failed", reason="no answer")
        told = publish(output)
        assert told.run == RUNS[1]  # what stays silent night after night ends in time
    assert [(one.run, one.code) for one in told.misdated] == [(day(500), DateFault.UNCHECKED)]
    assert (told.changes, told.exit_code) == ({}, ExitCode.GATED)
    leave_part(output, RUNS[2], "a")
    told = publish(output)
    assert (told.run, told.refused) == (RUNS[2], {})
    assert publish(output).misdated == ()  # the snapshot notes them


@pytest.mark.parametrize("answers", [{"is_answered": True}, {"verdict": "incomplete"}, {"board": "alpha"}])
def test_a_run_in_which_one_host_answered_is_published(output: Output, answers: dict[str, Any]) -> None:
    leave_part(output, RUNS[0], "a")
    publish(output)
    run = day(500)
    leave_part(output, run, board="beta", is_answered=False, verdict="failed", reason="no answer")
    silent = {"board": "gamma", "is_answered": False, "verdict": "failed", "reason": "no answer"}
    rows = ["a"] if answers.get("board") else []
    leave_part(output, run, *rows, **({**silent, **answers} if not rows else answers))
    assert publish(output).run == run
