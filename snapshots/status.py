"""How things stand: the last snapshot in figures, the feeds it has no good answer of, and the runs collected since."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.feeds import FeedRun
from schemas.news import COLUMNS, count_news
from schemas.results import Doubt, Status
from schemas.tables import BoardRun
from snapshots.run_dates import find_ahead, find_misdated, latest_run, read_left_out
from storage.layout import Output, run_of, started_at
from storage.parts import REREAD, find_parts
from storage.snapshots import Snapshot, find_last_valid, read_snapshot
from storage.versions import find_bent

# pyarrow counts, and makes instants, by importing pandas, which takes longer than all the rest of this command.


def read_status(output: Output, now: datetime | None = None) -> Status:
    """The last snapshot in figures, and the runs collected since; `now` instead of the machine's time."""
    now = now or datetime.now(UTC)
    snapshot = read_snapshot(output)
    last = find_last_valid(output, latest_run(now))[0] if find_ahead(output, now) else snapshot  # goes on from there
    misdated = find_misdated(output, last, now)
    left_out = {*read_left_out(last), *(one.run for one in misdated)}
    since = last.run if last else None
    waiting = (*find_parts(output, since), *find_parts(output, since, REREAD))
    runs = tuple(sorted(set(map(run_of, waiting)) - left_out))
    if snapshot is None:
        return Status(snapshot=None, unpublished_runs=runs, misdated=misdated)
    jobs = _rows(snapshot, "jobs", "status", "salary_basis")
    pay = [basis for status, basis in jobs if status == "open"]
    changes, ours = count_news(snapshot.table("changes", COLUMNS).to_pylist())
    return Status(
        snapshot=snapshot.run,
        age_hours=round((now - started_at(snapshot.run)) / timedelta(hours=1), 1),
        open_jobs=len(pay),
        with_pay=sum(basis is not None for basis in pay),
        changes=changes,
        ours=ours,
        boards=tuple(map(read_board, snapshot.table("boards").drop_columns("started_at").to_pylist())),
        doubts=read_doubts(snapshot),
        unpublished_runs=runs,
        misdated=misdated,
        bent=find_bent(output),
    )


def _rows(snapshot: Snapshot, name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, of these columns."""
    table = snapshot.table(name, list(columns))
    return zip(*(table[column].to_pylist() for column in columns), strict=True)


def read_doubts(snapshot: Snapshot) -> tuple[Doubt, ...]:
    """The feeds that the last run left held, unread or not asked."""
    feeds = map(FeedRun.from_record, snapshot.table("feeds").to_pylist())
    if not (doubted := [feed for feed in feeds if feed.feed_state.is_doubted]):
        return ()
    from snapshots.doubts import find_doubts  # by way of pandas

    return find_doubts(snapshot, doubted)


def read_board(row: dict[str, Any]) -> BoardRun:
    """The row of a board, whose run says when it started."""
    return BoardRun.from_record({**row, "started_at": started_at(row["run"])})
