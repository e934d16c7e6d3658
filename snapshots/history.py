"""History: a row for each version of a job, carried from snapshot to snapshot."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import schema_of
from schemas.tables import Job, JobVersion
from snapshots.arrays import Column, Mask, among, differ
from snapshots.keys import find_rows
from snapshots.run_dates import read_left_out
from storage.layout import is_run, started_at
from storage.snapshots import BrokenSnapshot, Snapshot, verify

TAKEN_OVER = ("last_seen_at", "days_open")  # of jobs: these change with every run, and make no new version
MOVING = (*TAKEN_OVER, "run")
KEPT = tuple(name for name in schema_of(Job).names if name not in MOVING)


def carry_history(run: str, before: pa.Table, jobs: pa.Table, touched: Column | None = None) -> pa.Table:
    """The history with the jobs of a run's snapshot: `before` is that of the snapshot before.

    `touched`: the ids of the jobs that may be otherwise than in that snapshot (None: all may).

    A job that is as it was keeps its version, which takes over what moves on (TAKEN_OVER). One that is otherwise, or
    not there any more (merged into another), ends its version with this run; what is new or otherwise begins one.
    """
    at = pa.scalar(started_at(run), pa.timestamp("us", "UTC"))
    standing = np.flatnonzero(pc.is_null(before["valid_to"]).to_numpy(zero_copy_only=False))
    place = find_rows(before["job_id"].take(pa.array(standing)), jobs["job_id"])
    old, now = standing[place >= 0], place[place >= 0]
    same = np.ones(len(now), bool)
    looked_at = np.flatnonzero(among(jobs["job_id"], touched)[now])
    same[looked_at] = ~_differ(before.take(pa.array(old[looked_at])), jobs.take(pa.array(now[looked_at])))
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
        mask |= differ(before[name], after[name])
    return mask
