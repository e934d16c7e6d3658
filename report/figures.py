"""What the page tells, counted from a snapshot's tables. Rows are jobs as dicts; days are those of Berlin."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from math import cos, radians
from statistics import median
from typing import Any, get_args

import pyarrow.compute as pc

from report.days import Day, berlin_day, count_days
from schemas.configuration import Search
from schemas.vocabulary import SalaryBasis, Seniority
from storage.layout import started_at

BASES: tuple[str, ...] = get_args(SalaryBasis)
LEVELS: tuple[str | None, ...] = (*reversed(get_args(Seniority)), None)  # highest first, then those that state none
KM_A_DEGREE = 111.195
PERIODS_A_YEAR = {"month": 12, "year": 1}
_COUNTED = (
    *("job_id", "status", "title", "seniority", "employer", "employer_is_agency", "town", "remote", "posted_on"),
    *("latitude", "longitude", "distance_km", "first_seen_at", "closed_on", "skills", "certificates"),
    *("salary_basis", "salary_min_eur", "salary_max_eur", "salary_period"),
    *("salary_year_min_eur", "salary_year_max_eur"),
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pay:
    """Yearly pay of the jobs of one level and one basis: (lowest, highest) of each, as far as known."""

    level: str | None
    basis: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def typical(self) -> tuple[int, int]:
        """Median of the lowest, median of the highest."""
        return round(median(low for low, _ in self.ranges)), round(median(high for _, high in self.ranges))


@dataclass(frozen=True, slots=True)
class Spot:
    """A town: its jobs and where it lies, kilometres east and north of the centre (None: not known)."""

    town: str
    jobs: int
    km: float | None
    east: float | None
    north: float | None


def yearly(row: Row) -> tuple[int, int] | None:
    """A job's pay a year; where one end is not stated the other stands for it. None: no pay."""
    known = [value for value in (row["salary_year_min_eur"], row["salary_year_max_eur"]) if value is not None]
    return (round(known[0]), round(known[-1])) if known else None


def group_pay(jobs: Iterable[Row]) -> list[Pay]:
    """Pay by level and basis, never mixed: highest level first, stated before pay grade before estimate."""
    found = defaultdict[tuple[str | None, str], list[tuple[int, int]]](list)
    for row in jobs:
        if row["salary_basis"] and (pay := yearly(row)):
            found[row["seniority"], row["salary_basis"]].append(pay)
    return [
        Pay(level, basis, tuple(sorted(found[level, basis])))
        for level in LEVELS
        for basis in BASES
        if (level, basis) in found
    ]


def benchmark_year(row: Row) -> tuple[int, int] | None:
    """A benchmark's figures a year, twelve months; None for periods that would need hours to be guessed."""
    times = PERIODS_A_YEAR.get(row["period"])
    known: list[Decimal] = [value for value in (row["min_eur"], row["max_eur"]) if value is not None]
    return (round(known[0] * times), round(known[-1] * times)) if times and known else None


def find_spots(jobs: Iterable[Row], latitude: float, longitude: float) -> list[Spot]:
    """Towns by number of jobs; a town lies where its jobs lie on average."""
    towns = defaultdict[str, list[Row]](list)
    for row in jobs:
        if row["town"]:
            towns[row["town"]].append(row)
    spots = []
    for town, rows in towns.items():
        known = [row for row in rows if row["latitude"] is not None and row["longitude"] is not None]
        far = [row["distance_km"] for row in rows if row["distance_km"] is not None]
        east = north = None
        if known:
            north = (sum(row["latitude"] for row in known) / len(known) - latitude) * KM_A_DEGREE
            east = (sum(row["longitude"] for row in known) / len(known) - longitude) * KM_A_DEGREE
            east *= cos(radians(latitude))
        spots.append(Spot(town, len(rows), sum(far) / len(far) if far else None, east, north))
    return sorted(spots, key=lambda spot: (-spot.jobs, spot.km if spot.km is not None else 1e9, spot.town))


def count_named(values: Iterable[str | None]) -> list[tuple[str, int]]:
    """Most frequent first, then by name."""
    return sorted(Counter(value for value in values if value).items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class Overlap:
    """How the boards share the open jobs: jobs by number of boards, by board, by board alone, by pair of boards."""

    by_number: Mapping[int, int]
    by_board: Mapping[str, int]
    alone: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]


def count_overlap(boards_of_jobs: Iterable[Sequence[str]]) -> Overlap:
    """From the boards that carry each open job now."""
    by_number, by_board, alone, pairs = Counter[int](), Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for boards in boards_of_jobs:
        by_number[len(boards)] += 1
        by_board.update(boards)
        if len(boards) == 1:
            alone[boards[0]] += 1
        for one, other in combinations(sorted(boards), 2):
            pairs[one, other] += 1
            pairs[other, one] += 1
    return Overlap(by_number, by_board, alone, pairs)


@dataclass(frozen=True, slots=True)
class Happened:
    """One job's changes: what happened, and for a changed one its fields with before and after."""

    kind: str
    job_id: str
    title: str
    employer: str | None
    town: str | None
    after: str | None
    fields: Mapping[str, tuple[str | None, str | None]]


def gather_changes(rows: Iterable[Row]) -> dict[str, list[Happened]]:
    """Changes job by job, by what happened; by title."""
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


@dataclass(frozen=True, slots=True)
class Counted:
    """A snapshot's figures, counted once. `open` are the jobs open now, newest first, `changed` those with a change."""

    manifest: Mapping[str, Any]
    search: Search
    on: date
    previous: date | None
    open: list[Row]
    changed: Mapping[str, Row]
    paid: Mapping[str, list[tuple[int, int]]]
    boards: list[Row]
    benchmarks: list[Row]
    days: list[Day]
    changes: Mapping[str, list[Happened]]
    spots: list[Spot]
    employers: list[tuple[str, int]]
    overlap: Overlap


def count_snapshot(tables: Mapping[str, Any], manifest: Mapping[str, Any], search: Search) -> Counted:
    """All that the page tells, from a snapshot's tables and manifest."""
    jobs = tables["jobs"]
    found: list[Row] = jobs.filter(pc.equal(jobs["status"], "open")).select(_COUNTED).to_pylist()
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
        changed={row["job_id"]: row for row in changed.select(_COUNTED).to_pylist()},
        paid={
            basis: [pay for row in found if row["salary_basis"] == basis and (pay := yearly(row))] for basis in BASES
        },
        boards=tables["boards"].to_pylist(),
        benchmarks=tables["benchmarks"].to_pylist(),
        days=count_days(jobs.select(["first_seen_at", "closed_on"]).to_pylist(), on),
        changes=gather_changes(tables["changes"].to_pylist()),
        spots=find_spots(found, search.where.latitude, search.where.longitude),
        employers=count_named(row["employer"] for row in found),
        overlap=count_overlap(_boards_now(tables["postings"])),
    )


def _boards_now(postings: Any) -> list[list[str]]:
    """The boards that carry each open job now."""
    boards = defaultdict[str, set[str]](set)
    now = postings.filter(pc.equal(postings["status"], "open"))
    for job_id, board in zip(now["job_id"].to_pylist(), now["board"].to_pylist(), strict=True):
        boards[job_id].add(board)
    return [sorted(one) for one in boards.values()]
