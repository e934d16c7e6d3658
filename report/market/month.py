"""A month in figures: the rows of market.parquet that its report shows. Nothing is counted here but sums of days."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from report.figures.days import berlin_day, find_gaps
from report.figures.pay import BASES, LEVELS
from report.market.cases import UNSTATED
from schemas.market import LEAST
from storage.layout import started_at

Told = Mapping[str, Any]
"""A row of market.parquet."""
OfDay = dict[tuple[str, str], Told]
"""The rows of a day, or of a month, by indicator and slice."""
Rows = Mapping[tuple[str, date], OfDay]
"""All rows by period and its first day."""
ENDS = ("pay_from", "pay_to")  # of the pay in a month's picture: how its indicators begin
QUANTILES = ("q1", "median", "q3")


class Chosen(NamedTuple):
    """A figure of the report. `source`: the row of the month, the sum of its days, or the row of the snapshot's day."""

    name: str  # its words are month.figure.<name> and month.caution.<name>
    indicator: str
    slice: str = "all"
    source: Literal["month", "days", "snapshot"] = "month"


FIGURES = (
    Chosen("jobs", "jobs"),
    Chosen("new", "new_jobs", source="days"),
    Chosen("closed", "closed_jobs", source="days"),
    Chosen("days_open", "days_open", source="snapshot"),
    Chosen("pay_from", "pay_from_median", "stated"),
    Chosen("pay_to", "pay_to_median", "stated"),
    Chosen("disclosed", "disclosure", "figure"),
    Chosen("hybrid", "remote", "hybrid"),
    Chosen("english", "language", "en required"),
    Chosen("agency", "employer_kind", "agency"),
)


LATE = timedelta(days=7)  # after a month: what rose and fell by then is no more of it
SKILL = "skill: "  # how the slices of skills begin that rise or fall
# The same over the other tables: that of a month's row is the indicator's own, that of the sum of its days is this.
SUM_OF_DAYS = "SELECT sum(value) AS value FROM ({days}) WHERE date_trunc('month', period_on) = DATE '{month}'"


class MonthDay(NamedTuple):
    """A day of a month: whether a snapshot was published on it, and the jobs open at its end (None: not told)."""

    on: date
    is_watched: bool
    open: int | None


class PayEnd(NamedTuple):
    """Quartiles and median of one end of yearly pay in EUR, of `n` ads that state it."""

    q1: float
    median: float
    q3: float
    n: int


class PayRow(NamedTuple):
    """Pay by one basis and level (None: not stated): each end, or None where too few state it."""

    basis: str
    level: str | None
    low: PayEnd | None
    high: PayEnd | None


@dataclass(frozen=True, slots=True)
class Month:
    """What a snapshot of the day `on` says of a month, given by its first day. `since`: the first day that it knows."""

    month: date
    on: date
    since: date
    figures: Mapping[str, Told | None]  # by name, those of FIGURES; None: no job falls into it
    before: Mapping[str, Told | None]  # those of the month before, as far as they can be compared
    days: tuple[MonthDay, ...]
    pay: tuple[PayRow, ...]
    skills: tuple[Told, ...]  # named by LEAST jobs or more, most of all first
    moves: tuple[Told, ...] | None  # skills that rise or fall beyond chance; None: nobody can know for this month

    @property
    def is_over(self) -> bool:
        return self.month < self.on.replace(day=1)

    @property
    def jobs(self) -> int:
        """How many jobs the month's shares are of."""
        told = self.figures["jobs"]
        return int(told["n"]) if told else 0


def list_months_told(market: pa.Table, runs: Collection[str]) -> list[Month]:
    """The months that a snapshot tells of, the oldest first. `runs`: those of all snapshots that were published."""
    rows: dict[tuple[str, date], OfDay] = {}
    for row in market.to_pylist():
        rows.setdefault((row["period"], row["period_on"]), {})[row["indicator"], row["slice"]] = row
    days = sorted(day for period, day in rows if period == "day")
    watched = {berlin_day(started_at(run)) for run in runs}
    months = sorted(day for period, day in rows if period == "month")
    return [_tell(month, rows, days[0], days[-1], watched) for month in months] if days else []


def _tell(month: date, rows: Rows, since: date, on: date, watched: Collection[date]) -> Month:
    of_month, before = rows["month", month], (month - timedelta(days=1)).replace(day=1)
    days = []
    for day in _days_of(month):
        told = rows.get(("day", day), {}).get(("jobs", "all"))
        value = told["value"] if told else None
        days.append(MonthDay(day, day in watched, None if value is None else int(value)))
    skills = [row for (name, _), row in of_month.items() if name == "skill" and row["value"] is not None]
    skills.sort(key=lambda row: (-row["value"], row["slice"]))
    return Month(
        month=month,
        on=on,
        since=since,
        figures={one.name: _find(one, rows, month, on) for one in FIGURES},
        before={one.name: _find(one, rows, before, on) for one in _list_comparable(month, since, on)},
        days=tuple(days),
        pay=tuple(_list_pay(of_month)),
        skills=tuple(row for row in skills if count_of(row) >= LEAST),
        moves=_list_moves(rows["day", on], month, on),
    )


def _list_comparable(month: date, since: date, on: date) -> Iterator[Chosen]:
    """The figures that can stand beside those of the month before: counts only of two whole months."""
    before = (month - timedelta(days=1)).replace(day=1)
    is_whole = since <= before and month < on.replace(day=1)
    for one in FIGURES:
        is_count = one.name == "jobs" or one.source == "days"
        if since < month and one.source != "snapshot" and (is_whole or not is_count):
            yield one


def list_gaps(month: Month) -> list[tuple[date, date]]:
    """The first and last day of each stretch of a month without a snapshot, since watching began."""
    watched = [day.on for day in month.days if day.is_watched]
    return find_gaps(watched, max(month.since, month.days[0].on), min(month.on, month.days[-1].on))


def _list_moves(rows: OfDay, month: date, on: date) -> tuple[Told, ...] | None:
    """What rises or falls among the jobs that came up to the snapshot's day, if that is about the month's own."""
    compared = rows.get(("compared", "all"))
    if on >= _next(month) + LATE or not compared or compared["value"] is None:
        return None
    found = [row for (name, of), row in rows.items() if name in ("rises", "falls") and of.startswith(SKILL)]
    return tuple(sorted(found, key=lambda row: (-row["value"], row["slice"])))


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def count_of(row: Told) -> int:
    """How many jobs a share is of its `n`."""
    counted: float = row["value"] * row["n"]
    return round(counted)


def _days_of(month: date) -> Iterator[date]:
    day = month
    while day.month == month.month:
        yield day
        day += timedelta(days=1)


def _find(one: Chosen, rows: Rows, month: date, on: date) -> Told | None:
    key = (one.indicator, one.slice)
    if one.source == "snapshot":
        return rows["day", on].get(key)
    if one.source == "month":
        return rows["month", month].get(key)
    found = [row for day in _days_of(month) if (row := rows.get(("day", day), {}).get(key))]
    return _add_up(found, rows["month", month].get(("jobs", "all")))


def _add_up(days: list[Told], jobs: Told | None) -> Told | None:
    """The sum of days, of which none may be untold; it rests on the jobs of the month."""
    if not days or jobs is None:
        return None
    values = [row["value"] for row in days]
    known = jobs["value"] is not None and None not in values
    return {**days[0], "value": sum(values) if known else None, "n": jobs["n"]}


def _list_pay(rows: OfDay) -> Iterable[PayRow]:
    """Pay by basis and level."""
    begins = tuple(f"{begin}_" for begin in ENDS)
    slices = {name for indicator, name in rows if indicator.startswith(begins) and " / " in name}
    for basis, level in product(BASES, LEVELS):
        name = f"{basis} / {level or UNSTATED}"
        if name not in slices:
            continue
        low, high = (_read_end([rows.get((f"{begin}_{at}", name)) for at in QUANTILES]) for begin in ENDS)
        yield PayRow(basis, level, low, high)


def _read_end(rows: list[Told | None]) -> PayEnd | None:
    told = [row for row in rows if row and row["value"] is not None]
    if len(told) < len(QUANTILES):
        return None
    q1, median, q3 = (row["value"] for row in told)
    return PayEnd(q1, median, q3, told[0]["n"])
