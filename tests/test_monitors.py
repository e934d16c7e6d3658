"""The monitors of a board's run: each fires for its own trouble, against the board's own runs, and is told."""

from pathlib import Path
from typing import Any

import pytest

from crawls.alerts.troubles import find_troubles
from pipelines.verdict import count_unwanted
from report.metrics import make_metrics
from schemas.boards import BoardRun
from schemas.feeds import FeedRun, FeedState, HeldFor
from schemas.monitors import QUIET, Monitor
from schemas.results import Published
from snapshots.monitors import NEWS, watch
from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output, started_at
from tests.support.snapshots_rows import RUNS, board_run, leave_part, rows_of

WELL: dict[str, Any] = {
    "requests": 20, "answered": 20, "seconds": 60.0, "new": 1, "finish_reason": "finished"
}  # fmt: skip


def one_run(**values: Any) -> BoardRun:
    """A run of a board, as WELL but for some values."""
    return board_run(**{"run": RUNS[20], "postings": 20, **WELL, **values})


def after(*nights: dict[str, Any], of: int = 1) -> BoardRun:
    """A board's row after ten good runs, and after some nights more, each of them `of` times."""
    row: BoardRun | None = None
    for values in ({}, *[{}] * 9, *(night for night in nights for _ in range(of))):
        row = watch(one_run(**values), row, (), is_accepted=False)
    assert row
    return row


def feed(state: FeedState, held_for: HeldFor | None = None, since: str | None = None) -> FeedRun:
    return FeedRun(run=RUNS[20], board="alpha", feed="*", feed_state=state, held_for=held_for, since=since, postings=20)


@pytest.mark.parametrize(
    ("night", "found"),
    [
        ({}, ()),
        ({"verdict": "incomplete", "reason": "few", "floor": 30}, ("item_count",)),
        ({"verdict": "recent", "floor": 30, "reason": "newest first"}, ()),
        ({"verdict": "partial", "reason": "a feed", "answered": 19, "failed": 1}, ("error_rate",)),
        ({"verdict": "incomplete", "reason": "ended", "finish_reason": "closespider_timeout"}, ("finish_reason",)),
        ({"verdict": "incomplete", "reason": "cut off", "answered": 15}, ("ledger",)),
        ({"unwanted": 8}, ("unwanted_codes",)),
        ({"unwanted": 2}, ()),  # a server that stumbles is asked again
        ({"rejected": 10}, ("rejected",)),
        ({"rejected": 2}, ()),
        ({"postings": 1, "rejected": 1}, ()),  # too few to tell
        ({"rejected": 10, "refusals": ("feed:unreadable",), "unread": tuple("abcdefghi")}, ()),  # feeds are no ads
        ({"seconds": 200.0}, ("duration",)),
        ({"seconds": 115.0}, ()),  # not twice as long
        ({"verdict": "not_run", "seconds": 0.0}, ()),
    ],
)
def test_each_monitor_fires_for_its_own_trouble(night: dict[str, Any], found: tuple[str, ...]) -> None:
    assert after(night).monitors == found


def test_a_crawl_of_seconds_may_take_ten_times_as_long() -> None:
    rows = [one_run(seconds=seconds) for seconds in (3.0, 3.0, 3.0, 30.0)]
    row: BoardRun | None = None
    for one in rows:
        row = watch(one, row, (), is_accepted=False)
    assert row and row.monitors == () and row.usual_seconds == (3.0, 3.0, 3.0, 30.0)


@pytest.mark.parametrize(
    ("usual", "seconds", "is_long"),
    [
        ((60.0, 60.0, 60.0), 120.0, True),
        ((60.0, 60.0, 60.0), 119.9, False),
        ((10.0, 10.0, 10.0), 70.0, True),
        ((10.0, 10.0, 10.0), 69.9, False),
        ((90.0, 100.0, 80.0), 200.0, True),  # twice the longest
        ((90.0, 100.0, 80.0), 199.9, False),
        ((60.0, 60.0), 900.0, False),  # two runs say little
    ],
)
def test_a_crawl_takes_too_long_by_its_last_good_runs(usual: tuple[float, ...], seconds: float, is_long: bool) -> None:
    row = watch(one_run(seconds=seconds), one_run(usual_seconds=usual), (), is_accepted=False)
    assert row.monitors == (("duration",) if is_long else ())


def test_a_board_without_good_runs_is_compared_with_what_is_usual_on_any() -> None:
    row = watch(one_run(postings=14, rejected=6, answered=14, requests=20, unwanted=6), None, (), is_accepted=False)
    assert {"rejected", "unwanted_codes"} <= set(row.monitors)


def test_shares_are_remembered_to_four_digits() -> None:
    row = watch(one_run(postings=2, rejected=1, answered=2, requests=2, unwanted=1), None, (), is_accepted=True)
    assert (row.usual_rejected, row.usual_unwanted) == ((0.3333,), (0.3333,))


@pytest.mark.parametrize(
    ("of_feed", "found"),
    [
        (feed(FeedState.HELD, HeldFor.COUNT, RUNS[19]), ("item_count",)),
        (feed(FeedState.HELD, HeldFor.CLOSINGS, RUNS[19]), ("item_count",)),
        (feed(FeedState.HELD, HeldFor.PAY, RUNS[19]), ("field_coverage",)),
        (feed(FeedState.HELD, HeldFor.PAY, RUNS[13]), ("field_coverage", "freshness")),
        (feed(FeedState.UNREAD, None, RUNS[14]), ()),
        (feed(FeedState.UNREAD, None, RUNS[13]), ("freshness",)),
        (feed(FeedState.NOT_ASKED, None, RUNS[1]), ()),  # switched off: nobody waits for it
    ],
)
def test_what_gates_found_has_its_monitors_name(of_feed: FeedRun, found: tuple[str, ...]) -> None:
    assert watch(one_run(), after(), (of_feed,), is_accepted=False).monitors == found


def test_a_list_that_stands_still_is_not_fresh_until_something_new_comes() -> None:
    still = [after(*[{"new": 0}] * nights) for nights in range(1, 60)]
    first = next(nights for nights, row in enumerate(still, 1) if row.monitors)
    assert first == 37  # ten nights with news, and two of doubt without: 22 / 32 to the power of 37 is one in a million
    assert first >= QUIET and still[first - 1].monitors == ("freshness",)
    assert all(row.monitors == ("freshness",) for row in still[first - 1 :])  # it does not become usual by itself
    back = watch(one_run(new=3), still[-1], (), is_accepted=False)
    assert back.monitors == () and back.quiet_runs == 0 and back.usual_new[-1] == 3 and len(back.usual_new) == NEWS
    assert f"no new posting in {first} runs" in still[first - 1].alarms[Monitor.FRESHNESS]


def test_a_feed_without_a_good_answer_is_told_once_and_not_as_a_list_that_stands_still() -> None:
    held = feed(FeedState.HELD, HeldFor.PAY, RUNS[1])
    row = watch(one_run(new=0, verdict="partial", reason="held"), after(), (held,), is_accepted=False)
    assert row.quiet_runs == 1 and "freshness" in row.monitors and row.alarms == {}


def test_a_board_with_news_once_a_month_may_be_silent_for_weeks() -> None:
    row = after(*[{"new": 0}] * 29, {"new": 1}, *[{"new": 0}] * 29, {"new": 1}, *[{"new": 0}] * 40)
    assert row.monitors == ()


def test_what_is_not_passed_does_not_become_usual_until_someone_believes_it() -> None:
    bad = {"rejected": 10, "unwanted": 10, "seconds": 300.0}
    row = after(bad, of=30)
    assert row.monitors == ("unwanted_codes", "rejected", "duration")
    assert row.usual_rejected == (0.0,) * 10 and row.usual_seconds == (60.0,) * 10
    believed = watch(one_run(**bad), row, (), is_accepted=True)
    assert believed.monitors == () and believed.usual_seconds == (300.0,)
    assert watch(one_run(**bad), believed, (), is_accepted=False).monitors == ()


def test_failed_runs_say_nothing_of_what_is_usual() -> None:
    row = after({"verdict": "failed", "reason": "no answer", "seconds": 900.0, "new": 0})
    assert row.usual_seconds == (60.0,) * 10 and row.quiet_runs == 0 and "duration" in row.monitors


def test_what_monitors_find_is_told_published_and_may_be_believed(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    for run in RUNS[:4]:
        leave_part(output, run, *"abcdefgh", **WELL | {"seconds": 60.0 if run != RUNS[3] else 400.0})
        published = publish(output)
    words = "its crawl took 400 s, and at most 60 in its last good runs"
    assert published.exit_code == 1 and published.refused == {"alpha": f"complete: {words}"}
    status = read_status(output, started_at(RUNS[3]))
    assert not status.is_well
    assert find_troubles(status) == {"alpha duration": f"alpha (duration): {words}"}
    metrics = make_metrics(status).decode()
    assert 'wupperjobs_board_monitor_passed{board="alpha",monitor="duration"} 0\n' in metrics
    assert 'wupperjobs_board_monitor_passed{board="alpha",monitor="ledger"} 1\n' in metrics
    assert rows_of(output, "boards")["alpha"]["monitors"] == ["duration"]
    believed: Published = publish(output, accepted=["alpha"])
    assert believed.run == RUNS[3] and believed.exit_code == 0
    assert rows_of(output, "boards")["alpha"]["usual_seconds"] == [400.0]


@pytest.mark.long
def test_runs_published_together_come_to_the_same_monitors(tmp_path: Path) -> None:
    nightly, later = Output.at(tmp_path / "nightly"), Output.at(tmp_path / "later")
    for at, run in enumerate(RUNS[:12]):
        for output in (nightly, later):
            leave_part(output, run, "a", f"b{at}", **WELL | {"seconds": 60.0 + 200 * (at == 7), "rejected": at})
        publish(nightly)
    publish(later)
    assert rows_of(nightly, "boards") == rows_of(later, "boards")


def test_what_refuses_is_unwanted_and_what_is_gone_is_not() -> None:
    counts = {200: 50, 304: 3, 404: 7, 410: 1, 403: 2, 429: 4, 503: 8, 520: 1}
    assert count_unwanted({f"downloader/response_status_count/{status}": n for status, n in counts.items()}) == 15
