"""What the commands print: progress while a run goes on, a table when it ends."""

import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from schemas.tables import BoardRun
from schemas.verdicts import Colour, Verdict
from storage.layout import Output, started_at

_ORDER = ("new", "reopened", "changed", "closed")
STYLES = {Colour.GOOD: "green", Colour.WARNING: "yellow", Colour.BAD: "red", Colour.NONE: "dim"}


class Watched(Protocol):
    """A crawl while it runs."""

    board: str
    counts: dict[str, int]
    began: float | None
    result: BoardRun | None

    @property
    def state(self) -> str: ...


class Progress:
    """On a terminal a live line a board; elsewhere nothing."""

    def __init__(self, crawls: Sequence[Watched]) -> None:
        self.crawls = crawls
        self.console = Console(stderr=True)
        self.live = Live(get_renderable=self._table, console=self.console, refresh_per_second=4, transient=True)

    def __enter__(self) -> "Progress":
        if self.console.is_terminal:
            self.live.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.console.is_terminal:
            self.live.stop()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for crawl in self.crawls:
            seconds = f"{time.monotonic() - crawl.began:.0f} s" if crawl.began and not crawl.result else ""
            style = STYLES[crawl.result.verdict.colour] if crawl.result else ""
            table.add_row(crawl.board, Text(crawl.state, style=style), _counts(crawl.counts), seconds)
        return table


def _counts(counts: Mapping[str, int]) -> str:
    return f"{counts['answered']} answers, {counts['postings']} postings, {counts['kept']} kept" if counts else ""


def print_collected(run: str, results: Sequence[BoardRun], off: Mapping[str, str], output: Output) -> None:
    """The end of a run of boards: what each answered, and what to do about those that did not."""
    columns = ("board", "answered", "postings", "in area", "kept", "new", "changed", "rejected", "seconds", "verdict")
    table = Table(title=f"Run {run}", title_justify="left", header_style="bold")
    for name in columns:
        table.add_column(name, justify="left" if name in ("board", "verdict") else "right")
    for row in results:
        figures = (row.answered, row.postings, row.in_area, row.kept, row.new, row.changed, row.rejected)
        verdict = Text(row.verdict, style=STYLES[row.verdict.colour])
        table.add_row(row.board, *map(str, figures), f"{row.seconds:.1f}", verdict)
    for board in off:
        table.add_row(board, *[""] * 8, Text("off", style="dim"))
    console = _console()
    console.print(table)
    for row in results:
        if row.reason:
            console.print(f"{row.board}: {row.reason}")
        if row.rejected:
            console.print(f"{row.board}: {row.rejected} rejected, see {_shown(output.rejected(run, row.board))}")
    for board, reason in off.items():
        console.print(f"{board}: off, {reason}")
    if results and all(row.verdict == Verdict.FAILED for row in results):
        console.print("No board answered: is there a network? `scrapy doctor` says board by board what is wrong.")


def print_published(facts: Mapping[str, Any], output: Output) -> None:
    """What a publish came to, in a few lines."""
    console = _console()
    if facts["healed"]:
        console.print(f"Passed over a damaged snapshot: {facts['healed']}")
    if facts["stopped"]:
        console.print(f"Nothing was published: {facts['stopped']}. The snapshot before still stands.")
    elif facts["run"] is None:
        console.print("Nothing to publish yet: run `scrapy collect` first.")
    elif not facts["runs"]:
        console.print(f"Nothing new since snapshot {facts['run']}.")
    else:
        console.print(
            f"Snapshot {facts['run']}: {facts['open_jobs']} open jobs ({facts['jobs']} known) "
            f"from {facts['postings']} postings; {_listed(facts['changes'])}"
        )
        console.print(f"  {_shown(output.snapshot(facts['run']))}/jobs.parquet")
        for page, why in facts["pages_failed"].items():
            console.print(f"  {page} could not be made: {why}. The tables are whole; please report it")
        if "report.html" not in facts["pages_failed"]:
            console.print(f"  {_shown(output.snapshot(facts['run']))}/report.html: open it in a browser")
    for board, reason in facts["refused"].items():
        console.print(f"  {board} closed nothing, {reason}")


def print_status(facts: Mapping[str, Any], output: Output) -> None:
    """The state of things and the next step, in about ten lines."""
    console = _console()
    waiting = facts["unpublished_runs"]
    if facts["snapshot"] is None:
        console.print(f"No snapshot yet under {_shown(output.root)}.")
        console.print("Next: scrapy publish" if waiting else "Next: make run (or make demo to look first)")
        return
    age = datetime.now(UTC) - started_at(facts["snapshot"])
    console.print(f"Snapshot {facts['snapshot']} ({_age(age)}): {_shown(output.path('latest'))}")
    console.print(f"{facts['open_jobs']} open jobs, {facts['with_pay']} with pay")
    console.print(f"Since the snapshot before: {_listed(facts['changes'])}")
    well = [row for row in facts["boards"] if Verdict(row["verdict"]).is_well]
    counts = ", ".join(f"{row['board']} {row['kept']} of {row['postings']}" for row in well if row["postings"])
    console.print(f"{len(well)} of {len(facts['boards'])} boards well; postings kept: {counts or 'none'}")
    for row in facts["boards"]:
        if row not in well:
            console.print(f"  {row['board']}: {row['verdict']}, {row['reason']}")
    if waiting:
        console.print(f"Collected, not yet published: {', '.join(waiting)}. Next: scrapy publish")
    elif age > timedelta(days=1):
        console.print("Next: make run")


def print_changes(where: str) -> None:
    """What changed in the last snapshot, job by job, and how to go on."""
    folder = f"{where}/latest"
    console = _console()
    changes = pq.read_table(f"{folder}/changes.parquet").to_pylist()
    changes.sort(key=lambda row: (_ORDER.index(row["kind"]), row["title"], row["job_id"], row["field"] or ""))
    console.print("\nWhat changed on the second day:")
    for row in changes:
        what = f"{row['field']}: {row['before']} -> {row['after']}" if row["kind"] == "changed" else row["after"] or ""
        who = ", ".join(filter(None, (row["title"], row["employer"], row["town"])))
        console.print(f"  {row['kind']:<9}{who}" + (f" ({what})" if what else ""))
    console.print(f"\nGo on from here:\n{_RECIPES.format(folder=folder)}")


_RECIPES = """\
  open {folder}/report.html in a browser
in .venv/bin/python:
  import pandas; jobs = pandas.read_parquet("{folder}/jobs.parquet"); print(jobs[["title", "employer", "town"]])
  print(jobs[jobs.status == "open"].groupby("salary_basis", dropna=False).size())
or in DuckDB:
  SELECT town, count(*), max(salary_year_max_eur) FROM '{folder}/jobs.parquet' WHERE status = 'open' GROUP BY town;"""


def _listed(changes: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in changes.items()) or "no change"


def _console() -> Console:
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
