"""All figures of the page, counted once from a snapshot's tables. Days are those of Berlin."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc

from report.figures.changes import Happened, count_more, gather_changes
from report.figures.days import Day, berlin_day, count_days
from report.figures.overlap import Overlap, count_overlap, find_boards_now
from report.figures.pay import BASES, yearly
from report.figures.row import Row
from report.figures.stays import COLUMNS as OF_STAYS
from report.figures.stays import OF_POSTINGS, Duration, Stay, estimate_duration, list_stays
from report.figures.towns import Spot, find_spots
from report.figures.trouble import Troubles, find_troubles
from schemas.configuration import Search
from schemas.news import OurDoing, count_news
from schemas.vocabulary import Cause
from storage.layout import started_at

# Columns of a job that are counted here; a section of the page names those that it looks at besides.
COUNTED = (
    *("job_id", "status", "title", "employer", "employer_is_agency", "remote", "posted_on", "first_seen_at"),
    *("closed_on", "town", "latitude", "longitude", "distance_km"),
    *("salary_basis", "salary_year_min_eur", "salary_year_max_eur"),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A snapshot's figures, counted once.

    `open`: the jobs open now, newest first; `was_open`: how many were in the snapshot before; `changed`: those with a
    change; `changes`: what the boards did; `ours`: what changed by our own doing.
    """

    manifest: Mapping[str, Any]
    search: Search
    on: date
    previous: date | None
    open: list[Row]
    changed: Mapping[str, Row]
    paid: Mapping[str, list[tuple[int, int]]]
    boards: list[Row]
    feeds: Mapping[str, list[Row]]  # of a board
    troubles: Troubles
    benchmarks: list[Row]
    days: list[Day]
    duration: Duration
    was_open: int
    changes: Mapping[str, list[Happened]]
    ours: tuple[OurDoing, ...]
    spots: list[Spot]
    employers: list[tuple[str, int]]
    overlap: Overlap


def count_snapshot(
    tables: Mapping[str, Any], manifest: Mapping[str, Any], search: Search, columns: Iterable[str] = ()
) -> Counted:
    """Count what the page tells from a snapshot's tables and manifest; jobs have `columns` besides those of COUNTED."""
    jobs, wanted, changes = tables["jobs"], sorted({*COUNTED, *columns}), tables["changes"].to_pylist()
    boards, feeds = tables["boards"].to_pylist(), defaultdict[str, list[Row]](list)
    for feed in tables["feeds"].to_pylist():
        feeds[feed["board"]].append(feed)
    found: list[Row] = jobs.filter(pc.equal(jobs["status"], "open")).select(wanted).to_pylist()
    found.sort(key=lambda row: row["job_id"])
    found.sort(key=lambda row: (berlin_day(row["first_seen_at"]), str(row["posted_on"] or "")), reverse=True)
    changed = jobs.filter(pc.is_in(jobs["job_id"], tables["changes"]["job_id"].combine_chunks()))
    on, previous = berlin_day(started_at(manifest["run"])), manifest.get("previous")
    return Counted(
        manifest=manifest,
        search=search,
        on=on,
        previous=berlin_day(started_at(previous)) if previous else None,
        open=found,
        changed={row["job_id"]: row for row in changed.select(wanted).to_pylist()},
        paid={
            basis: [pay for row in found if row["salary_basis"] == basis and (pay := yearly(row))] for basis in BASES
        },
        boards=boards,
        feeds=feeds,
        troubles=find_troubles(boards, tables["feeds"].to_pylist(), tables["postings"]),
        benchmarks=tables["benchmarks"].to_pylist(),
        days=count_days(jobs.select(["first_seen_at", "closed_on", "came_by", "closed_reason"]).to_pylist(), on),
        duration=estimate_duration(find_stays(tables).values(), on),
        was_open=len(found) - count_more(changes),
        changes=gather_changes(row for row in changes if row["cause"] == Cause.BOARD),
        ours=count_news(changes)[1],
        spots=find_spots(found, search.where),
        employers=count_named(row["employer"] for row in found),
        overlap=count_overlap(find_boards_now(tables["postings"])),
    )


def find_stays(tables: Mapping[str, Any]) -> dict[str, Stay]:
    """What was seen of each job, from a snapshot's tables."""
    postings = tables["postings"].select(OF_POSTINGS).to_pylist()
    return list_stays(tables["jobs"].select(OF_STAYS).to_pylist(), postings)


def add_up_feeds(feeds: Iterable[Row]) -> list[int]:
    """The postings of a board's last good runs, newest last: as many runs as all its feeds remember.

    >>> add_up_feeds([{"usual": [3, 4, 4]}, {"usual": [7, 8]}])
    [11, 12]
    """
    return [sum(run) for run in zip(*(feed["usual"][::-1] for feed in feeds), strict=False)][::-1]


def count_named(values: Iterable[str | None]) -> list[tuple[str, int]]:
    """Count names, the most frequent first, then by name."""
    return sorted(Counter(value for value in values if value).items(), key=lambda pair: (-pair[1], pair[0]))
