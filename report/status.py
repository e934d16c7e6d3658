"""How things stand: the last snapshot in figures, the boards of its last run, and what to do next."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from report.console import list_changes, open_console, shorten_path
from schemas.exit_codes import ExitCode
from schemas.results import Status
from schemas.tables import BoardRun
from storage.layout import Output, run_of, started_at
from storage.parts import find_parts
from storage.snapshots import read_snapshot


def tell_status(where: str, *, as_json: bool = False) -> int:
    """Print how things stand; 1 where there is no snapshot yet."""
    output = Output.at(where)
    status = read_status(output)
    if as_json:
        print(json.dumps(status.as_record(), default=str))
    else:
        print_status(status, output)
    return ExitCode.WELL if status.snapshot else ExitCode.GATED


# pyarrow counts, and makes instants, by importing pandas, which takes longer than all the rest of this command.


def read_status(output: Output) -> Status:
    """The last snapshot in figures, and the runs collected since."""
    snapshot = read_snapshot(output)
    runs = tuple(sorted(set(map(run_of, find_parts(output, snapshot.run if snapshot else None)))))
    if snapshot is None:
        return Status(snapshot=None, unpublished_runs=runs)
    jobs = zip(*(snapshot.table("jobs")[name].to_pylist() for name in ("status", "salary_basis")), strict=True)
    pay = [basis for status, basis in jobs if status == "open"]
    changes = zip(*(snapshot.table("changes")[name].to_pylist() for name in ("kind", "job_id")), strict=True)
    kinds = Counter(kind for kind, _ in set(changes))  # a job changed in two columns is one that changed
    return Status(
        snapshot=snapshot.run,
        open_jobs=len(pay),
        with_pay=sum(basis is not None for basis in pay),
        changes=dict(sorted(kinds.items())),
        boards=tuple(map(read_board, snapshot.table("boards").drop_columns("started_at").to_pylist())),
        unpublished_runs=runs,
    )


def read_board(row: dict[str, Any]) -> BoardRun:
    """The row of a board, whose run says when it started."""
    return BoardRun.from_record({**row, "started_at": started_at(row["run"])})


def print_status(status: Status, output: Output) -> None:
    """The state of things and the next step, in about ten lines."""
    console = open_console()
    waiting = status.unpublished_runs
    if status.snapshot is None:
        console.print(f"No snapshot yet under {shorten_path(output.root)}.")
        console.print("Next: scrapy publish" if waiting else "Next: make run (or make demo to look first)")
        return
    age = datetime.now(UTC) - started_at(status.snapshot)
    console.print(f"Snapshot {status.snapshot} ({_age(age)}): {shorten_path(output.path('latest'))}")
    console.print(f"{status.open_jobs} open jobs, {status.with_pay} with pay")
    console.print(f"Since the snapshot before: {list_changes(status.changes)}")
    well = [row for row in status.boards if row.verdict.is_well]
    counts = ", ".join(f"{row.board} {row.kept} of {row.postings}" for row in well if row.postings)
    console.print(f"{len(well)} of {len(status.boards)} boards well; postings kept: {counts or 'none'}")
    for row in status.boards:
        if row not in well:
            console.print(f"  {row.board}: {row.verdict}, {row.reason}")
        if row.refusals:
            console.print(f"  {row.board}: {row.rejected} rejected ({', '.join(row.refusals)})")
    for row in status.boards:
        if row.unread_keys:
            console.print(f"  {row.board}: new keys, which nothing is read from: {', '.join(row.unread_keys)}")
    if waiting:
        console.print(f"Collected, not yet published: {', '.join(waiting)}. Next: scrapy publish")
    elif age > timedelta(days=1):
        console.print("Next: make run")


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours // 24} days old" if hours >= 48 else f"{hours} hours old"
