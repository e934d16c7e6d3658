"""What happened since the snapshot before, job by job."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from report.figures.row import Row
from schemas.vocabulary import ChangeKind


@dataclass(frozen=True, slots=True)
class Happened:
    """One job's changes: what happened, and for a changed job its fields before and after."""

    kind: str
    job_id: str
    title: str
    employer: str | None
    town: str | None
    after: str | None
    fields: Mapping[str, tuple[str | None, str | None]]


def gather_changes(rows: Iterable[Row]) -> dict[str, list[Happened]]:
    """The changes job by job, grouped by what happened and sorted by title."""
    jobs: dict[tuple[str, str], Happened] = {}
    for row in rows:
        one = jobs.setdefault(
            (row["kind"], row["job_id"]),
            Happened(row["kind"], row["job_id"], row["title"], row["employer"], row["town"], row["after"], {}),
        )
        if row["field"]:
            assert isinstance(one.fields, dict)
            one.fields[row["field"]] = (row["before"], row["after"])
    found = defaultdict[str, list[Happened]](list)
    for one in sorted(jobs.values(), key=lambda one: (one.title.lower(), one.job_id)):
        found[one.kind].append(one)
    return found


def count_more(rows: Sequence[Row]) -> int:
    """How many more jobs are open than before; below 0: fewer. One that opened and closed in between counts as both."""
    come = {row["job_id"] for row in rows if row["kind"] in (ChangeKind.NEW, ChangeKind.REOPENED)}
    gone = {row["job_id"] for row in rows if row["kind"] == ChangeKind.CLOSED}
    return len(come - gone) - len(gone - come)
