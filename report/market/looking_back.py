"""Looking back in the history: any two days compared, and open jobs, pay and days open by slice. The dashboard asks it.

A day is watched if a snapshot was published on it; how things stood is what its last snapshot said. Of other days
nothing is known here, and nothing is put in their place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from report.figures.days import berlin_day
from report.figures.row import Row
from report.figures.snapshot import find_stays
from report.figures.stays import Duration, Stay, estimate_duration
from report.market.cases import UNSTATED, Cases, Slices, everything, items, number_slices, union, where, words
from report.market.measures import count_slices, quantile
from report.market.past import list_months
from schemas.columns import NEWS, names_with
from schemas.market import LEAST
from schemas.tables import Vacancy
from storage.layout import started_at

MERGED = "merged"  # why a job went that is part of another one now
SLICES: dict[str, Slices] = {
    "all": everything(),
    "role": words("role_family", UNSTATED),
    "level": words("seniority", UNSTATED),
    "employer": union(
        where("employer_is_agency", lambda jobs: jobs["employer_is_agency"], "agency"),
        where("NOT employer_is_agency", lambda jobs: pc.invert(jobs["employer_is_agency"]), "direct"),
        where("employer_is_agency IS NULL", lambda jobs: pc.is_null(jobs["employer_is_agency"]), UNSTATED),
    ),
    "town": words("town", UNSTATED),
    "remote": words("remote", UNSTATED),
    "board": items("boards"),
}
_FACTS, _ENDS = names_with(Vacancy, NEWS), ("salary_min_eur", "salary_max_eur")
_YEARLY = ("salary_year_min_eur", "salary_year_max_eur")
COLUMNS = (  # of the history, that are looked at
    *("job_id", "status", "closed_reason", "valid_from", "valid_to", "url", "boards", "employer_key"),
    *("employer_is_agency", *_YEARLY, *_FACTS),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two days: jobs that came, jobs that went and why, and jobs whose facts changed.

    Why: a `closed_reason`, or MERGED. A fact's values are those before and after; `salary` is both ends of pay.
    """

    came: list[Row]
    went: list[tuple[Row, str]]
    changed: list[tuple[Row, dict[str, tuple[Any, Any]]]]


class MonthsPay(NamedTuple):
    """The medians of the lower and of the upper ends of a month's yearly pay, in a slice of `jobs` that state pay.

    None: fewer than LEAST jobs state that end.
    """

    month: date
    slice: str
    low: float | None
    high: float | None
    jobs: int


def find_watched(history: pa.Table, runs: Iterable[str], until: str) -> dict[date, datetime]:
    """The watched days since history began, in order, each with the instant of its last snapshot.

    `runs`: those whose snapshots are listed; a version begins with a snapshot, too. `until`: the run of the latest one.
    """
    begun = set(pc.unique(history["valid_from"]).to_pylist())
    first = min(begun, default=started_at(until))
    listed = {at for run in runs if (at := started_at(run)) >= first}
    return {berlin_day(at): at for at in sorted(begun | listed | {started_at(until)}) if at <= started_at(until)}


def open_at(history: pa.Table, at: datetime) -> pa.Table:
    """The versions that held at an instant, of jobs that were open."""
    there = _held_at(history, at)
    return there.filter(pc.equal(there["status"], "open"))


def compare(history: pa.Table, before: datetime, after: datetime) -> Compared:
    """What differs between the snapshots of two instants."""
    was, now = (_by_id(open_at(history, at)) for at in (before, after))
    then = {row["job_id"]: row["closed_reason"] for row in _held_at(history, after).to_pylist()}
    changed = [(row, _find_changes(was[key], row)) for key, row in now.items() if key in was]
    return Compared(
        [row for key, row in now.items() if key not in was],
        [(row, then.get(key, MERGED)) for key, row in was.items() if key not in now],
        [(row, facts) for row, facts in changed if facts],
    )


def _find_changes(was: Row, now: Row) -> dict[str, tuple[Any, Any]]:
    """The facts that differ; the two ends of pay are one, `salary`."""
    facts = {name: (was[name], now[name]) for name in _FACTS if name not in _ENDS}
    ends = [tuple(row[end] for end in _ENDS) for row in (was, now)]
    return {name: (old, new) for name, (old, new) in (facts | {"salary": (ends[0], ends[1])}).items() if old != new}


def count_figures(jobs: pa.Table) -> dict[str, float | None]:
    """Figures of the open jobs of a day, by name; None: too few state it."""
    stated = jobs.filter(pc.equal(jobs["salary_basis"], "stated"))
    ends = {name: stated[name].drop_null() for name in _YEARLY}
    medians = [pc.quantile(end, 0.5)[0].as_py() if len(end) >= LEAST else None for end in ends.values()]
    return {
        "jobs": jobs.num_rows,
        "employers": pc.count_distinct(jobs["employer_key"], mode="only_valid").as_py(),
        "agency": pc.sum(jobs["employer_is_agency"], min_count=0).as_py(),
        "remote": pc.sum(pc.is_in(jobs["remote"], pa.array(["hybrid", "full"])), min_count=0).as_py(),
        "paid": stated.num_rows,
        "pay_from": medians[0],
        "pay_to": medians[1],
    }


def count_open(history: pa.Table, watched: Mapping[date, datetime], slices: Slices) -> Iterator[tuple[date, str, int]]:
    """How many jobs of each slice were open on each watched day."""
    for day, at in watched.items():
        jobs = open_at(history, at)
        for name, n in count_slices(slices, _cases(jobs)):
            yield day, name, n


def measure_pay(history: pa.Table, on: date, slices: Slices) -> Iterator[MonthsPay]:
    """The pay that employers stated, month by month, of the jobs that were open at some time in it."""
    for month, cases in list_months(history, on):
        stated = _cases(cases.jobs.filter(pc.equal(cases.jobs["salary_basis"], "stated")))
        low, high = ({one.slice: one for one in quantile(name, 0.5, slices).find(stated)} for name in _YEARLY)
        for name, n in count_slices(slices, stated):
            ends = [found[name].value if name in found and found[name].n >= LEAST else None for found in (low, high)]
            yield MonthsPay(month, name, ends[0], ends[1], n)


def measure_days(tables: Mapping[str, Any], on: date, slices: Slices) -> dict[str, Duration]:
    """How long the jobs of each slice stay open."""
    jobs, stays = tables["jobs"], find_stays(tables)
    ids, codes, names = number_slices(slices, _cases(jobs))
    found: dict[str, list[Stay]] = {name: [] for name in names}
    job_ids = jobs["job_id"].to_pylist()
    for number, code in zip(ids.tolist(), codes.tolist(), strict=True):
        if stay := stays.get(job_ids[number]):
            found[names[code]].append(stay)
    return {name: estimate_duration(those, on) for name, those in found.items()}


def _held_at(history: pa.Table, at: datetime) -> pa.Table:
    moment, until = pa.scalar(at, history["valid_from"].type), history["valid_to"]
    holds = pc.or_(pc.is_null(until), pc.fill_null(pc.greater(until, moment), True))
    return history.filter(pc.and_(pc.less_equal(history["valid_from"], moment), holds))


def _by_id(jobs: pa.Table) -> dict[str, Row]:
    return {row["job_id"]: row for row in jobs.to_pylist()}


def _cases(jobs: pa.Table) -> Cases:
    return Cases(jobs, jobs.slice(0, 0))
