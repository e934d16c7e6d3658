"""Why postings are one job, or not, from a snapshot."""

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import EXPLAINED, names_with
from schemas.mistakes import NothingPublished
from schemas.postings import TrackedPosting
from schemas.results import Compared, Explanation, Repeat, SideBySide
from schemas.tables import Change
from snapshots.block import read_block
from snapshots.pairs import decide
from snapshots.stock import read_stock
from storage.layout import Output, is_run
from storage.snapshots import BrokenSnapshot, Snapshot, open_snapshot, read_snapshot

SIDE_BY_SIDE = names_with(TrackedPosting, EXPLAINED)


class UnknownName(LookupError):  # noqa: N818
    """There is no job and no posting of this name."""


def explain_job(output: Output, name: str) -> Explanation:
    """Explain a job: its postings side by side, why they are one, what changed. Raises UnknownName, BrokenSnapshot."""
    snapshot = _latest(output)
    stock = snapshot.table("postings")
    job_id = _rows_of(stock, name)["job_id"][0].as_py()
    rows = stock.filter(pc.equal(stock["job_id"], job_id))
    rows = rows.sort_by([("is_canonical", "descending"), ("board", "ascending"), ("board_ref", "ascending")])
    names = _names(rows)
    told = zip(names, rows["duplicate_kind"].to_pylist(), rows["duplicate_reason"].to_pylist(), strict=True)
    jobs = snapshot.table("jobs", ["job_id", "possible_same_vacancy"])
    group = jobs.filter(pc.equal(jobs["job_id"], job_id))["possible_same_vacancy"][0].as_py()
    damaged: list[str] = []
    alike = jobs.filter(pc.equal(jobs["possible_same_vacancy"], group))["job_id"].to_pylist() if group else []
    return Explanation(
        name=job_id,
        postings=names,
        columns=_side_by_side(rows),
        repeats=tuple(Repeat(*row) for row in told),
        changes=tuple(_changes(snapshot, job_id, damaged)),
        also=tuple(other for other in alike if other != job_id),
        damaged=tuple(damaged),
    )


def explain_two(output: Output, one: str, other: str) -> Explanation:
    """Explain two jobs or postings: what makes each pair of their postings one vacancy or two. Raises as above."""
    snapshot = _latest(output)
    stock = read_stock(snapshot)
    sides = [_rows_of(stock, name) for name in (one, other)]
    rows = pa.concat_tables(sides)
    count = sides[0].num_rows
    ends = pd.DataFrame([(a, b) for a in range(count) for b in range(count, rows.num_rows)], columns=["a", "b"])
    names = _names(rows)
    found = decide(read_block(rows, snapshot.run), ends)[["a", "b", "same", "reason"]].itertuples(index=False)
    return Explanation(
        name=f"{one} and {other}",
        postings=names,
        columns=_side_by_side(rows),
        compared=tuple(Compared(names[a], names[b], bool(same), reason) for a, b, same, reason in found),
        both=tuple(sorted(set(sides[0]["job_id"].to_pylist()) & set(sides[1]["job_id"].to_pylist()))),
    )


def _latest(output: Output) -> Snapshot:
    snapshot = read_snapshot(output)
    if snapshot is None:
        raise NothingPublished(f"no snapshot in {output.root} yet")
    return snapshot


def _rows_of(stock: pa.Table, name: str) -> pa.Table:
    """The postings of a job, or the one posting named board/board_ref."""
    board, _, ref = name.partition("/")
    rows = stock.filter(pc.equal(stock["job_id"], name))
    if not rows.num_rows and ref:
        rows = stock.filter(pc.and_(pc.equal(stock["board"], board), pc.equal(stock["board_ref"], ref)))
    if not rows.num_rows:
        raise UnknownName(f"{name}: the latest snapshot has no job and no posting (BOARD/BOARD_REF) of this name")
    return rows


def _names(rows: pa.Table) -> tuple[str, ...]:
    keys = zip(rows["board"].to_pylist(), rows["board_ref"].to_pylist(), strict=True)
    return tuple(f"{board}/{ref}" for board, ref in keys)


def _side_by_side(rows: pa.Table) -> tuple[SideBySide, ...]:
    columns = (SideBySide(name, tuple(rows[name].to_pylist())) for name in SIDE_BY_SIDE)
    return tuple(column for column in columns if any(value not in (None, []) for value in column.values))


def _changes(latest: Snapshot, job_id: str, damaged: list[str]) -> Iterator[Change]:
    """The changes of a job in all snapshots; what is wrong with an earlier one is added to `damaged`."""
    for run in filter(is_run, latest.output.folders("snapshots")):
        try:
            changes = (latest if run == latest.run else open_snapshot(latest.output, run)).table("changes")
        except BrokenSnapshot as error:
            if run == latest.run:
                raise
            damaged.append(f"{error}")
            continue
        of_job = pc.equal(changes["job_id"], job_id)
        merged = pc.and_(pc.equal(changes["field"], "job_id"), pc.equal(changes["after"], job_id))
        for row in changes.filter(pc.or_(of_job, pc.fill_null(merged, False))).to_pylist():
            yield Change(**row)
