"""What the commands print when they end: what came of it, and what to do next."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.results import Collected, Published, Status
from schemas.verdicts import Colour, Verdict
from storage.layout import Output, started_at

STYLES = {Colour.GOOD: "green", Colour.WARNING: "yellow", Colour.BAD: "red", Colour.NONE: "dim"}


def print_collected(collected: Collected, output: Output) -> None:
    """The end of a run of boards: what each answered, and what to do about those that did not."""
    columns = ("board", "answered", "postings", "in area", "kept", "new", "changed", "rejected", "seconds", "verdict")
    table = Table(title=f"Run {collected.run}", title_justify="left", header_style="bold")
    for name in columns:
        table.add_column(name, justify="left" if name in ("board", "verdict") else "right")
    for row in collected.boards:
        figures = (row.answered, row.postings, row.in_area, row.kept, row.new, row.changed, row.rejected)
        verdict = Text(row.verdict, style=STYLES[row.verdict.colour])
        table.add_row(row.board, *map(str, figures), f"{row.seconds:.1f}", verdict)
    for board in collected.off:
        table.add_row(board, *[""] * 8, Text("off", style="dim"))
    console = open_console()
    console.print(table)
    for row in collected.boards:
        if row.reason:
            console.print(f"{row.board}: {row.reason}")
        if row.rejected:
            where = _shown(output.rejected(collected.run, row.board))
            console.print(f"{row.board}: {row.rejected} rejected, see {where}")
    for board, reason in collected.off.items():
        console.print(f"{board}: off, {reason}")
    if collected.boards and all(row.verdict == Verdict.FAILED for row in collected.boards):
        console.print("No board answered: is there a network? `scrapy doctor` says board by board what is wrong.")


def print_published(published: Published, output: Output) -> None:
    """What a publish came to, in a few lines."""
    console = open_console()
    if published.healed:
        console.print(f"Passed over a damaged snapshot: {published.healed}")
    if published.stopped:
        console.print(f"Nothing was published: {published.stopped}. The snapshot before still stands.")
    elif published.run is None:
        console.print("Nothing to publish yet: run `scrapy collect` first.")
    elif not published.runs:
        console.print(f"Nothing new since snapshot {published.run}.")
    else:
        console.print(
            f"Snapshot {published.run}: {published.open_jobs} open jobs ({published.jobs} known) "
            f"from {published.postings} postings; {_listed(published.changes)}"
        )
        console.print(f"  {_shown(output.snapshot(published.run))}/jobs.parquet")
        for page, why in published.pages_failed.items():
            console.print(f"  {page} could not be made: {why}. The tables are whole; please report it")
        if "report.html" not in published.pages_failed:
            console.print(f"  {_shown(output.snapshot(published.run))}/report.html: open it in a browser")
    for board, reason in published.refused.items():
        console.print(f"  {board} closed nothing, {reason}")


def print_status(status: Status, output: Output) -> None:
    """The state of things and the next step, in about ten lines."""
    console = open_console()
    waiting = status.unpublished_runs
    if status.snapshot is None:
        console.print(f"No snapshot yet under {_shown(output.root)}.")
        console.print("Next: scrapy publish" if waiting else "Next: make run (or make demo to look first)")
        return
    age = datetime.now(UTC) - started_at(status.snapshot)
    console.print(f"Snapshot {status.snapshot} ({_age(age)}): {_shown(output.path('latest'))}")
    console.print(f"{status.open_jobs} open jobs, {status.with_pay} with pay")
    console.print(f"Since the snapshot before: {_listed(status.changes)}")
    well = [row for row in status.boards if row.verdict.is_well]
    counts = ", ".join(f"{row.board} {row.kept} of {row.postings}" for row in well if row.postings)
    console.print(f"{len(well)} of {len(status.boards)} boards well; postings kept: {counts or 'none'}")
    for row in status.boards:
        if row not in well:
            console.print(f"  {row.board}: {row.verdict}, {row.reason}")
    for row in status.boards:
        if row.unread_keys:
            console.print(f"  {row.board}: new keys, which nothing is read from: {', '.join(row.unread_keys)}")
    if waiting:
        console.print(f"Collected, not yet published: {', '.join(waiting)}. Next: scrapy publish")
    elif age > timedelta(days=1):
        console.print("Next: make run")


def _listed(changes: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in changes.items()) or "no change"


def open_console() -> Console:
    """Words as they are: ads hold brackets, which rich would take for markup."""
    return Console(width=None if sys.stdout.isatty() else 120, markup=False, highlight=False, soft_wrap=True)


def _shown(path: str) -> str:
    """A path as someone in this folder would type it."""
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours // 24} days old" if hours >= 48 else f"{hours} hours old"
