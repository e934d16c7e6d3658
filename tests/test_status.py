"""The last snapshot in figures, as `scrapy status` tells it."""

from datetime import timedelta
from pathlib import Path

from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output, started_at
from tests.support.snapshots_rows import RUNS, leave_part, pay, posting


def test_open_jobs_pay_news_age_and_what_waits_are_counted(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    now = started_at(RUNS[2]) + timedelta(hours=30)
    assert (nothing := read_status(output, now)).snapshot is None and nothing.unpublished_runs == ()
    paid = [posting(ref, RUNS[0], **pay(5000)) for ref in "12"]
    leave_part(output, RUNS[0], *paid, posting("3", RUNS[0]), posting("4", RUNS[0]))
    assert read_status(output, now).unpublished_runs == (RUNS[0],)
    for run in RUNS[1:3]:
        leave_part(output, run, posting("2", run, **pay(5000)), posting("3", run), posting("4", run))
    publish(output)
    leave_part(output, RUNS[3])
    status = read_status(output, started_at(RUNS[2]) + timedelta(hours=30, minutes=3))
    assert (status.snapshot, status.age_hours, status.unpublished_runs) == (RUNS[2], 30.1, (RUNS[3],))
    assert (status.open_jobs, status.with_pay) == (3, 1)  # the one that closed is not counted, nor is its pay
    assert [(board.board, board.run, board.postings) for board in status.boards] == [("alpha", RUNS[2], 3)]
    assert read_status(output, started_at(RUNS[2]) + timedelta(hours=1)).unpublished_runs == ()  # of the future


def test_a_snapshot_dated_ahead_is_passed_over_and_what_waits_is_told(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    for run in (RUNS[0], RUNS[20]):
        leave_part(output, run, posting("1", run))
        publish(output)
    leave_part(output, RUNS[1], posting("1", RUNS[1]))
    now = started_at(RUNS[1]) + timedelta(hours=2)
    assert read_status(output, now).unpublished_runs == (RUNS[1],)
    assert read_status(output, started_at(RUNS[20])).unpublished_runs == (), "else it is older than the snapshot"
