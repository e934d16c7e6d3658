"""Pay by level and basis, and what boards state as usual."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import get_args

from report.figures.row import Row
from schemas.vocabulary import SalaryBasis, Seniority

BASES: tuple[str, ...] = get_args(SalaryBasis)
LEVELS: tuple[str | None, ...] = (*reversed(get_args(Seniority)), None)  # highest first, then jobs that state none
PERIODS_A_YEAR = {"month": 12, "year": 1}


@dataclass(frozen=True, slots=True)
class Pay:
    """Yearly pay of the jobs of one level and one basis: (lowest, highest) of each job, as far as known."""

    level: str | None
    basis: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def typical(self) -> tuple[int, int]:
        """The median of the lower ends and the median of the upper ends."""
        return round(median(low for low, _ in self.ranges)), round(median(high for _, high in self.ranges))


def yearly(row: Row) -> tuple[int, int] | None:
    """A job's yearly pay; an end that is not stated takes the value of the other. None: no pay."""
    known = [value for value in (row["salary_year_min_eur"], row["salary_year_max_eur"]) if value is not None]
    return (round(known[0]), round(known[-1])) if known else None


def group_pay(jobs: Iterable[Row]) -> list[Pay]:
    """Group pay by level and basis, never mixed: highest level first, stated before pay grade before estimate."""
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


def pool_levels(groups: Iterable[Pay]) -> list[Pay]:
    """The groups of each basis as one, whatever their level."""
    found = defaultdict[str, list[tuple[int, int]]](list)
    for group in groups:
        found[group.basis] += group.ranges
    return [Pay(None, basis, tuple(sorted(found[basis]))) for basis in BASES if basis in found]


def benchmark_year(row: Row) -> tuple[int, int] | None:
    """A benchmark's figures for a year of twelve months; None for periods whose hours would have to be guessed."""
    times = PERIODS_A_YEAR.get(row["period"])
    known: list[Decimal] = [value for value in (row["min_eur"], row["max_eur"]) if value is not None]
    return (round(known[0] * times), round(known[-1] * times)) if times and known else None
