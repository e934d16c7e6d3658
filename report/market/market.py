"""market.parquet: all figures of the market, from a snapshot's tables alone."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from report.figures.days import berlin_day
from report.figures.snapshot import find_stays
from report.figures.stays import Stay, estimate_duration
from report.market.cases import Cases
from report.market.comparisons import compare
from report.market.indicators import INDICATORS
from report.market.measures import Measured
from report.market.past import count_days, find_begun, list_months
from schemas.columns import table_of
from schemas.market import LEAST, Figure
from storage.layout import started_at

_OF_POSTINGS = ["board", "job_id", "first_seen_at", "status"]
_SLICED = ("role_family", "seniority")  # for which the days that jobs stay open are told


def make_market(run: str, tables: Mapping[str, Any]) -> pa.Table:
    """The figures of the snapshot of a run, whose tables these are: of its day, and of each month since history began.

    The same tables give the same figures: those of a past month change where the history of its jobs does.
    """
    return table_of(Figure, _find(berlin_day(started_at(run)), tables))


def _find(on: date, tables: Mapping[str, Any]) -> Iterator[Figure]:
    jobs, postings = tables["jobs"], tables["postings"].select(_OF_POSTINGS)
    now = Cases(jobs.filter(pc.equal(jobs["status"], "open")), postings.filter(pc.equal(postings["status"], "open")))
    yield from _measure("day", on, now)
    for month, cases in list_months(tables["history"], on):
        yield from _measure("month", month, cases)
    begun = find_begun(jobs, postings)
    for name, day, told in count_days(jobs, begun, tables["history"], on):
        yield _figure("day", day, name, "jobs", "count", told)
    for slice_name, stays in _group_stays(jobs, find_stays(tables)).items():
        found = estimate_duration(stays, on)
        told = Measured(slice_name, found.median, found.low, found.high, found.jobs)
        yield _figure("day", on, "days_open", "days", "kaplan_meier", told)
    for name, told in compare(jobs, begun, on):
        unit = "comparisons" if name == "compared" else "share"
        yield _figure("day", on, name, unit, "count" if name == "compared" else "comparison", told)
    for name, told in _state(tables["benchmarks"]):
        yield _figure("day", on, name, "EUR gross a month", "statement", told)


def _measure(period: str, on: date, cases: Cases) -> Iterator[Figure]:
    for one in INDICATORS:
        if cases.jobs.num_rows and (period == "day" or not one.is_now):
            for told in one.measure.find(cases):
                yield _figure(period, on, one.name, one.unit, one.measure.method, told)


def _figure(period: Any, on: date, name: str, unit: Any, method: Any, told: Measured) -> Figure:
    """The row of a figure; what rests on too few cases is not told, but for what boards state."""
    is_told = told.value is not None and (told.n >= LEAST or method == "statement")
    value, low, high = (told.value, told.low, told.high) if is_told else (None, None, None)
    return Figure(
        period=period,
        period_on=on,
        indicator=name,
        slice=told.slice,
        value=value,
        low=low,
        high=high,
        n=told.n,
        unit=unit,
        method=method,
    )


def _group_stays(jobs: pa.Table, stays: Mapping[str, Stay]) -> dict[str, list[Stay]]:
    """The stays of all jobs, and of each role and level."""
    found: dict[str, list[Stay]] = {"all": list(stays.values())}
    for column in _SLICED:
        for job_id, word in zip(jobs["job_id"].to_pylist(), jobs[column].to_pylist(), strict=True):
            if word and job_id in stays:
                found.setdefault(f"{column}: {word}", []).append(stays[job_id])
    return found


def _state(benchmarks: pa.Table) -> Iterator[tuple[str, Measured]]:
    """What boards state as a month's pay of an occupation and level: the mean of their statements."""
    monthly = benchmarks.filter(pc.equal(benchmarks["period"], "month"))
    for row in (
        monthly.group_by(["occupation", "level"])
        .aggregate([(end, how) for end in ("min_eur", "max_eur") for how in ("sum", "count")])
        .sort_by([("occupation", "ascending"), ("level", "ascending")])
        .to_pylist()
    ):
        for name, end in (("benchmark_from", "min_eur"), ("benchmark_to", "max_eur")):
            if n := row[f"{end}_count"]:
                told = f"{row['occupation']} / {row['level'] or 'not stated'}"
                yield name, Measured(told, float(row[f"{end}_sum"]) / n, None, None, n)
