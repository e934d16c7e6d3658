"""Which jobs a publish touched: all others are carried from the snapshot before, but for what time alone moves on."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column, among, differ, holds, in_one
from snapshots.jobs import build_jobs
from snapshots.keys import keys_of
from snapshots.rules import building_rules
from snapshots.stock import STOCK
from storage.snapshots import Snapshot

# These move on with every run that carries a posting; a text's length is that of its sum.
MOVING = ("run", "fetched_at", "seen_at", "last_seen_at", "text_length", "snapshot_run")
COMPARED = [name for name in STOCK.names if name not in MOVING]


def find_touched(last: Snapshot | None, before: pa.Table, now: pa.Table, run: str) -> pa.Array | None:
    """The ids of the jobs that have or had a posting which is new, or otherwise than before; None: all are to be built.

    `before`: the stock of the `last` snapshot; `now`: that after `run`. A posting that only one of the two runs
    carried is otherwise, too. All jobs are built anew where code that builds them is another, of their columns, too.
    """
    if last is None or last.manifest.get("built_by") != building_rules():
        return None
    known = pc.is_in(keys_of(now), in_one(keys_of(before)))
    stated = [
        name for name in COMPARED if now[name].null_count < now.num_rows or before[name].null_count < before.num_rows
    ]
    same = now.select(list({"run", "job_id", *stated})).filter(known)
    mask = holds(pc.xor(pc.equal(before["run"], last.run), pc.equal(same["run"], run)))
    for name in stated:
        mask |= differ(before[name], same[name])
    changed = pa.array(mask)
    ids = [now["job_id"].filter(pc.invert(known)), same["job_id"].filter(changed), before["job_id"].filter(changed)]
    return pa.concat_arrays([in_one(column) for column in ids]).unique()


def renew_jobs(stock: pa.Table, today: date, last: pa.Table, day: date, touched: Column | None) -> pa.Table:
    """The jobs of a stock, by job_id: those touched are built, all others carried from the `last` ones, of a `day`."""
    if touched is None:
        return build_jobs(stock, today)
    built = build_jobs(stock.filter(pa.array(among(stock["job_id"], touched))), today)
    stays = np.flatnonzero(~among(last["job_id"], touched))
    both = pa.concat_tables([last.cast(built.schema), built])
    rows = np.concatenate([stays, np.arange(last.num_rows, both.num_rows)])
    order = pc.sort_indices(both["job_id"].take(pa.array(rows))).to_numpy()
    jobs = both.take(pa.array(rows[order]))
    was_carried = pa.array(rows[order] < last.num_rows)
    seen = stock.group_by("job_id").aggregate([("last_seen_at", "max")])
    seen_at = seen["last_seen_at_max"].take(pc.index_in(jobs["job_id"], in_one(seen["job_id"])))
    ages = pc.and_(was_carried, pc.equal(jobs["status"], "open"))
    days = pc.if_else(ages, pc.add(jobs["days_open"], (today - day).days), jobs["days_open"]).cast(pa.int32())
    for name, column in (("last_seen_at", seen_at), ("days_open", days)):
        at = jobs.schema.get_field_index(name)
        jobs = jobs.set_column(at, jobs.schema.field(at), column)
    return jobs
