"""Kinds of figures: how value, interval and cases come from jobs and slices, and the SQL that gives the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from report.market.cases import Cases, Slices, in_one, number_slices
from report.market.intervals import find_ranks, find_share
from schemas.market import Method


class Measured(NamedTuple):
    """A figure of a slice; `value` None: not known yet."""

    slice: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A kind of figure. `sql` gives `slice`, `value` and `n` over `those`, the jobs, and the snapshot's tables."""

    method: Method
    sql: str
    find: Callable[[Cases], Iterator[Measured]]
    slices: Slices | None = None  # of a share: what is compared from month to month


def count(slices: Slices) -> Measure:
    """How many jobs are in each slice, of all."""

    def find(cases: Cases) -> Iterator[Measured]:
        for name, k in count_slices(slices, cases):
            yield Measured(name, k, None, None, cases.jobs.num_rows)

    return Measure("count", _grouped("count(*)", slices), find)


def share(slices: Slices) -> Measure:
    """Which share of all jobs is in each slice."""

    def find(cases: Cases) -> Iterator[Measured]:
        n = cases.jobs.num_rows
        for name, k in count_slices(slices, cases):
            yield Measured(name, k / n, *find_share(k, n), n)

    return Measure("share", _grouped("count(*) / total", slices), find, slices)


def quantile(column: str, at: float, slices: Slices) -> Measure:
    """The value of a column below which the share `at` of each slice lies, of the jobs that state it."""

    def find(cases: Cases) -> Iterator[Measured]:
        ids, codes, names = number_slices(slices, cases)
        stated = in_one(cases.jobs[column]).cast(pa.float64()).to_numpy(zero_copy_only=False)
        for code, name in enumerate(names):
            values = np.sort(stated[ids[codes == code]])  # nan comes last
            values = values[~np.isnan(values)]
            if n := len(values):
                ranks = find_ranks(n, at)
                low, high = (float(values[rank - 1]) for rank in ranks) if ranks else (None, None)
                yield Measured(name, float(np.quantile(values, at)), low, high, n)

    sql = (
        f"SELECT slice, quantile_cont({column}::DOUBLE, {at}) AS value, count({column}) AS n "
        f"FROM ({slices.sql}) JOIN those USING (job_id) WHERE {column} IS NOT NULL GROUP BY slice"
    )
    return Measure("quantile", sql, find)


def concentration(slices: Slices) -> Measure:
    """How concentrated the jobs are on a few of the slices."""

    def find(cases: Cases) -> Iterator[Measured]:
        counts = [k for _, k in count_slices(slices, cases)]
        if n := sum(counts):
            yield Measured("all", sum((k / n) ** 2 for k in counts), None, None, n)

    counts = f"(SELECT slice, count(*) AS k FROM ({slices.sql}) GROUP BY slice)"
    sql = f"SELECT 'all' AS slice, sum(k * k) / sum(k) ** 2 AS value, sum(k)::INT AS n FROM {counts}"
    return Measure("concentration", sql, find)


def count_slices(slices: Slices, cases: Cases) -> list[tuple[str, int]]:
    """The slices that jobs fall into, and how many."""
    _, codes, names = number_slices(slices, cases)
    return list(zip(names, np.bincount(codes, minlength=len(names)).tolist(), strict=True))


def _grouped(value: str, slices: Slices) -> str:
    return (
        f"SELECT slice, {value} AS value, total AS n FROM ({slices.sql}), (SELECT count(*) AS total FROM those) "
        "GROUP BY slice, total"
    )
