"""History: a row for each version of a job, carried from snapshot to snapshot."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import schema_of
from schemas.tables import Job, JobVersion
from snapshots.arrays import Column, Mask
from snapshots.keys import index_of
from snapshots.run_dates import read_left_out
from storage.layout import is_run, started_at
from storage.snapshots import BrokenSnapshot, Snapshot, verify

TAKEN_OVER = ("last_seen_at", "days_open")  # of jobs: these change with every run, and make no new version
MOVING = (*TAKEN_OVER, "run")
KEPT = tuple(name for name in schema_of(Job).names if name not in MOVING)


def carry_history(run: str, before: pa.Table, jobs: pa.Table) -> pa.Table:
    """The history with the jobs of a run's snapshot: `before` is that of the snapshot before.

    A job that is as it was keeps its version, which takes over what moves on (TAKEN_OVER). One that is otherwise, or
    not there any more (merged into another), ends its version with this run; what is new or otherwise begins one.
    """
    at = pa.scalar(started_at(run), pa.timestamp("us", "UTC"))
    standing = np.flatnonzero(pc.is_null(before["valid_to"]).to_numpy(zero_copy_only=False))
    place = index_of(jobs["job_id"]).get_indexer(index_of(before["job_id"].take(pa.array(standing))))
    old, now = standing[place >= 0], place[place >= 0]
    same = ~_differ(before.take(pa.array(old)), jobs.take(pa.array(now)))
    stays = np.zeros(before.num_rows, bool)
    stays[old[same]] = True
    ends = np.zeros(before.num_rows, bool)
    ends[standing] = True
    ends &= ~stays
    seen = np.full(before.num_rows, -1)
    seen[old[same]] = now[same]
    carried = _replace(before, "valid_to", pc.if_else(pa.array(ends), at, before["valid_to"]))
    for name in TAKEN_OVER:
        last = jobs[name].take(pa.array(seen, mask=seen < 0))
        carried = _replace(carried, name, pc.coalesce(last, before[name]))
    fresh = np.ones(jobs.num_rows, bool)
    fresh[now[same]] = False
    both = pa.concat_tables([carried, _begin(run, at, jobs.filter(pa.array(fresh)))])
    return both.sort_by([(name, "ascending") for name in JobVersion.key]).combine_chunks()


def make_history(jobs_of: Iterable[tuple[str, pa.Table]]) -> pa.Table:
    """The history of several snapshots: the run of each and its jobs, in the order of time."""
    history = schema_of(JobVersion).empty_table()
    for run, jobs in jobs_of:
        history = carry_history(run, history, jobs)
    return history


def read_history(before: Snapshot | None) -> tuple[pa.Table, str | None]:
    """The history up to a snapshot, and in words where it begins if that snapshot has none, being of an older version.

    Then it is made from the snapshots that are still on the disk; damaged ones and those of misdated runs are passed
    over. Raises BrokenSnapshot, OSError.
    """
    if before is None or "history.parquet" in before.manifest["files"]:
        return before.table("history") if before else make_history(()), None
    left_out = set(read_left_out(before))
    runs = [run for run in before.output.folders("snapshots") if is_run(run) and run < before.run]
    found = [*(one for run in runs if run not in left_out and (one := _find_sound(before, run))), before]
    told = (
        f"history.parquet is new: it begins with the snapshot of {found[0].run}, "
        f"the oldest of {len(found)} that could be read"
    )
    return make_history((one.run, one.table("jobs")) for one in found), told


def _find_sound(before: Snapshot, run: str) -> Snapshot | None:
    try:
        return verify(before.output, run)
    except BrokenSnapshot:
        return None


def _begin(run: str, at: pa.Scalar, jobs: pa.Table) -> pa.Table:
    """Jobs as versions that begin with a run."""
    columns = {name: jobs[name] for name in schema_of(Job).names}
    columns["run"] = pa.repeat(pa.scalar(run), jobs.num_rows)
    columns["valid_from"] = pa.repeat(at, jobs.num_rows)
    columns["valid_to"] = pa.nulls(jobs.num_rows, at.type)
    schema = schema_of(JobVersion)
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


def _replace(table: pa.Table, name: str, values: Column) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), values)


def _differ(before: pa.Table, after: pa.Table) -> Mask:
    """Mask: the rows of two aligned tables that differ in what a version keeps."""
    mask = np.zeros(after.num_rows, bool)
    for name in KEPT:
        mask |= _unequal(_in_one(before[name]), _in_one(after[name]))
    return mask


def _in_one(column: Column) -> Column:
    """A column of a table in one array."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _as_mask(column: Column) -> Mask:
    mask: Mask = np.array(column.to_numpy(zero_copy_only=False), bool)
    return mask


def _unequal(before: Column, after: Column) -> Mask:
    """Mask: where two arrays of one type differ, whatever it nests; null equals null."""
    mask = _as_mask(pc.xor(pc.is_null(before), pc.is_null(after)))
    if pa.types.is_struct(before.type):
        for number in range(before.type.num_fields):
            mask |= _unequal(pc.struct_field(before, [number]), pc.struct_field(after, [number]))
        return mask
    if not pa.types.is_list(before.type):
        mask |= _as_mask(pc.fill_null(pc.not_equal(before, after), False))
        return mask
    lengths = (pc.fill_null(pc.list_value_length(column), -1) for column in (before, after))
    mask |= _as_mask(pc.not_equal(*lengths))
    alike = np.flatnonzero(~mask)
    before, after = before.take(pa.array(alike)), after.take(pa.array(alike))
    parents = pc.list_parent_indices(after).to_numpy()
    mask[alike[parents[_unequal(before.flatten(), after.flatten())]]] = True
    return mask
