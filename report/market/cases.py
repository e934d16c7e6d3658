"""The jobs that a figure is of, and the slices they fall into, each said twice: for Arrow and in SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UNSTATED = "not stated"
Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Cases:
    """Jobs, and the postings of theirs that are open (of a month long over, none: only the present is known)."""

    jobs: pa.Table
    postings: pa.Table


Picked = tuple[Numbers, pa.Array]
"""Numbers of jobs, and beside each the slice that it falls into; a job may be in several, or in none."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Slices of cases. `sql` gives `job_id` and `slice` of the jobs in `those`, and `pick` the same."""

    sql: str
    pick: Callable[[Cases], Picked]


def words(name: str, unstated: str | None = None) -> Slices:
    """The values of a column of words; a job that states none falls into none, or into `unstated`."""
    told = f"coalesce({name}, '{unstated}')" if unstated else name

    def pick(cases: Cases) -> Picked:
        column = in_one(cases.jobs[name])
        return _stated(pc.fill_null(column, unstated) if unstated else column)

    return Slices(f"SELECT job_id, {told} AS slice FROM those WHERE {told} IS NOT NULL", pick)


def pairs(one: str, other: str) -> Slices:
    """The values of two columns together; the other one may be unstated."""

    def pick(cases: Cases) -> Picked:
        other_words = pc.fill_null(in_one(cases.jobs[other]), UNSTATED)
        return _stated(pc.binary_join_element_wise(in_one(cases.jobs[one]), other_words, " / "))

    told = f"{one} || ' / ' || coalesce({other}, '{UNSTATED}')"
    return Slices(f"SELECT job_id, {told} AS slice FROM those WHERE {one} IS NOT NULL", pick)


def items(name: str) -> Slices:
    """The elements of a column of lists."""

    def pick(cases: Cases) -> Picked:
        column = in_one(cases.jobs[name])
        return pc.list_parent_indices(column).to_numpy(), pc.list_flatten(column)

    return Slices(f"SELECT DISTINCT job_id, unnest({name}) AS slice FROM those", pick)


def languages() -> Slices:
    """The languages that are asked, required or wished for: "en required"."""

    def pick(cases: Cases) -> Picked:
        column = in_one(cases.jobs["languages"])
        one = pc.list_flatten(column)
        asked = pc.if_else(pc.fill_null(pc.struct_field(one, "required"), False), "required", "wished")
        told = pc.binary_join_element_wise(pc.struct_field(one, "code"), asked, " ")
        return pc.list_parent_indices(column).to_numpy(), told

    asked = "CASE WHEN one.required THEN ' required' ELSE ' wished' END"
    each = "(SELECT job_id, unnest(languages) AS one FROM those)"
    return Slices(f"SELECT DISTINCT job_id, one.code || {asked} AS slice FROM {each}", pick)


def where(sql: str, holds: Callable[[pa.Table], Any], name: str = "all") -> Slices:
    """One slice: the jobs for which a condition holds."""

    def pick(cases: Cases) -> Picked:
        found = np.flatnonzero(pc.fill_null(holds(cases.jobs), False).to_numpy(zero_copy_only=False))
        return found, pa.array([name] * len(found), pa.string())

    return Slices(f"SELECT job_id, '{name}' AS slice FROM those WHERE {sql}", pick)


def everything() -> Slices:
    """All jobs as one slice."""
    return where("true", lambda jobs: pc.is_valid(jobs["job_id"]))


def flag(name: str) -> Slices:
    """The jobs for which a column is true."""
    return where(name, lambda jobs: jobs[name])


def union(*several: Slices) -> Slices:
    """The slices of several together."""

    def pick(cases: Cases) -> Picked:
        found = [slices.pick(cases) for slices in several]
        return np.concatenate([ids for ids, _ in found]), pa.concat_arrays([names for _, names in found])

    return Slices(" UNION ALL ".join(slices.sql for slices in several), pick)


def number_slices(slices: Slices, cases: Cases) -> tuple[Numbers, Numbers, list[str]]:
    """Numbers of jobs and of slices beside each other, each pair once, and the names of the slices."""
    ids, told = slices.pick(cases)
    coded = told.dictionary_encode()
    names: list[str] = coded.dictionary.to_pylist()
    both = np.unique(ids.astype(np.int64) * max(len(names), 1) + coded.indices.to_numpy(zero_copy_only=False))
    return both // max(len(names), 1), both % max(len(names), 1), names


def in_one(column: Any) -> Any:
    """A column of a table in one array."""
    return column.combine_chunks()


def days_of(column: Any) -> Numbers:
    """The days of a column of instants, by the clock in Berlin."""
    local = pc.local_timestamp(column.cast(pa.timestamp("us", "Europe/Berlin")))
    return np.asarray(local.cast(pa.date32()).to_numpy(zero_copy_only=False), "datetime64[D]")


def _stated(column: Any) -> Picked:
    valid = column.is_valid()
    return np.flatnonzero(valid.to_numpy(zero_copy_only=False)), column.filter(valid)
