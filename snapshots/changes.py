"""What changed in a job since the snapshot before, in words."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import NEWS, names_with, schema_of
from schemas.tables import Change, Vacancy
from schemas.vocabulary import Cause
from snapshots.arrays import Column, among, holds
from snapshots.keys import find_rows, keys_of

FACTS = names_with(Vacancy, NEWS)


def differs(before: Column, after: Column) -> Column:
    """Mask: where two columns of one type differ; null equals null."""
    if pa.types.is_list(before.type):
        before, after = _joined(before), _joined(after)
    unequal = pc.fill_null(pc.not_equal(before, after), False)
    return pc.or_(unequal, pc.xor(pc.is_null(before), pc.is_null(after)))


def find_changes(
    run: str,
    before: pa.Table,
    jobs: pa.Table,
    postings_before: pa.Table,
    postings: pa.Table,
    touched: Column | None = None,
) -> pa.Table:
    """The changes table between two snapshots' jobs and postings; `before` tables are empty for the first snapshot.
    `touched`: the ids of the jobs that may have changed (None: all).

    new: an id that was not there before. changed: one row for each fact, its values as text. closed: `after` is the
    reason. A job merged into an older one: its id has a row `changed` with field `job_id`; `before` is the lost id,
    `after` the one that stays. A job split off: besides `new`, a row `changed` with field `job_id`; `before` is the id
    it came from. A posting that is not canonical may move between two jobs that both stay: no id comes or goes, and no
    row tells it. The cause of each row is told by snapshots.causes; here it is the board's.
    """
    was = find_rows(jobs["job_id"], before["job_id"])
    may_differ = among(jobs["job_id"], touched)
    both = np.flatnonzero((was >= 0) & may_differ)
    old, now = before.take(pa.array(was[both])), jobs.take(pa.array(both))
    pieces = [_rows(run, jobs.take(pa.array(np.flatnonzero(was < 0))), "new")]
    for name in FACTS:
        mask = differs(old[name], now[name])
        if pc.any(mask).as_py():
            words = (_as_text(table[name].filter(mask)) for table in (old, now))
            pieces.append(_rows(run, now.filter(mask), "changed", name, *words))
    closed_before = np.zeros(jobs.num_rows, bool)
    closed_before[both] = holds(pc.equal(old["status"], "closed"))
    closed_now = holds(pc.equal(jobs["status"], "closed")) & may_differ
    closed = jobs.filter(pa.array(closed_now & ~closed_before))
    pieces.append(_rows(run, closed, "closed", after=closed["closed_reason"]))
    pieces.append(_rows(run, jobs.filter(pa.array(closed_before & ~closed_now)), "reopened"))
    pieces += _moves(run, before, jobs, postings_before, postings)
    return pa.concat_tables(pieces).sort_by([(name, "ascending") for name in Change.key])


def _moves(run: str, before: pa.Table, jobs: pa.Table, postings_before: pa.Table, postings: pa.Table) -> list[pa.Table]:
    at = find_rows(keys_of(postings_before), keys_of(postings))
    old = postings_before.select(["job_id", "is_canonical"])
    now = postings["job_id"].take(pa.array(at))
    mask = pc.not_equal(old["job_id"], now)
    if not pc.any(mask).as_py():
        return []
    found = old.append_column("job_id_now", now).filter(mask)
    found = found.append_column("stays", pa.array(find_rows(found["job_id"], jobs["job_id"]) >= 0))
    found = found.append_column("was_there", pa.array(find_rows(found["job_id_now"], before["job_id"]) >= 0))
    moved = found.to_pandas().sort_values(["job_id", "job_id_now"])
    lost = moved[moved["is_canonical"] & ~moved["stays"]]
    split = moved[~moved["was_there"]].drop_duplicates("job_id_now")
    pieces = []
    for table, ids, part in ((before, lost["job_id"], lost), (jobs, split["job_id_now"], split)):
        at = find_rows(pa.array(ids.to_numpy(object), pa.string()), table["job_id"])
        values = [pa.array(part[name].to_numpy(object), pa.string()) for name in ("job_id", "job_id_now")]
        pieces.append(_rows(run, table.take(pa.array(at)), "changed", "job_id", *values))
    return pieces


def _rows(
    run: str, jobs: pa.Table, kind: str, field: str | None = None, before: Column = None, after: Column = None
) -> pa.Table:
    count = jobs.num_rows
    columns = {
        "run": pa.repeat(run, count),
        "job_id": jobs["job_id"],
        "kind": pa.repeat(kind, count),
        "field": pa.nulls(count, pa.string()) if field is None else pa.repeat(field, count),
        "before": pa.nulls(count, pa.string()) if before is None else before,
        "after": pa.nulls(count, pa.string()) if after is None else after,
        **{name: jobs[name] for name in ("title", "employer", "town")},
        "cause": pa.repeat(Cause.BOARD.value, count),
    }
    return pa.table(columns, schema=schema_of(Change))


def _as_text(column: Column) -> Column:
    """A column as text, doubles with two decimals; an empty list becomes null."""
    if pa.types.is_list(column.type):
        column = _joined(column)
        return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
    if pa.types.is_floating(column.type):
        column = column.cast(pa.decimal128(12, 2))
    return column.cast(pa.string())


def _joined(column: Column) -> Column:
    return pc.binary_join(column.cast(pa.list_(pa.string())), ", ")
