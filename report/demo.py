"""What the demo prints at its end."""

from report.console import open_console
from schemas.vocabulary import Cause, ChangeKind
from storage.layout import Output
from storage.snapshots import read_snapshot

_ORDER = (ChangeKind.NEW, ChangeKind.REOPENED, ChangeKind.CHANGED, ChangeKind.CLOSED)


def print_changes(where: str) -> None:
    """What changed in the last snapshot, job by job, and how to go on."""
    folder = f"{where}/latest"
    console = open_console()
    snapshot = read_snapshot(Output.at(where))
    told = snapshot.table("changes").to_pylist() if snapshot else []
    changes = [row for row in told if row["cause"] == Cause.BOARD]
    changes.sort(key=lambda row: (_ORDER.index(row["kind"]), row["title"], row["job_id"], row["field"] or ""))
    console.print("\nWhat changed on the second day:")
    for row in changes:
        what = row["after"] or ""
        if row["kind"] == ChangeKind.CHANGED:
            what = f"{row['field']}: {row['before']} -> {row['after']}"
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
