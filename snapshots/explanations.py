"""Why postings are one job, or not, from a snapshot."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import EXPLAINED, names_with
from schemas.results import Explanation
from schemas.tables import TrackedPosting
from snapshots.duplicates import block_of
from snapshots.pairs import decide
from storage.layout import Output
from storage.snapshots import BrokenSnapshot, Snapshot, read_snapshot, verify

SIDE_BY_SIDE = names_with(TrackedPosting, EXPLAINED)


class UnknownName(LookupError):  # noqa: N818
    """No job and no posting is called so."""


def explain_job(output: Output, name: str) -> Explanation:
    """One job: its postings side by side, why they are one, what changed when. Raises UnknownName, BrokenSnapshot."""
    snapshot = _latest(output)
    stock = snapshot.table("postings")
    job_id = _job_of(stock, name)
    rows = stock.filter(pc.equal(stock["job_id"], job_id))
    rows = rows.sort_by([("is_canonical", "descending"), ("board", "ascending"), ("board_ref", "ascending")])
    told = zip(_names(rows), rows["duplicate_kind"].to_pylist(), rows["duplicate_reason"].to_pylist(), strict=True)
    why = [f"{row}: {kind}: {reason}" if kind else f"{row}: its words stand for the job" for row, kind, reason in told]
    jobs = snapshot.table("jobs", ["job_id", "possible_same_vacancy"])
    group = jobs.filter(pc.equal(jobs["job_id"], job_id))["possible_same_vacancy"][0].as_py()
    alike = jobs.filter(pc.equal(jobs["possible_same_vacancy"], group))["job_id"].to_pylist() if group else []
    return Explanation(
        name=job_id,
        postings=_names(rows),
        columns=_side_by_side(rows),
        why=why,
        changes=_changes(output, job_id),
        also=[other for other in alike if other != job_id],
    )


def explain_two(output: Output, one: str, other: str) -> Explanation:
    """Two jobs or postings: each pair of their postings, and what makes it one or two. Raises as above."""
    snapshot = _latest(output)
    stock = snapshot.table("postings")
    sides = [_rows_of(stock, name) for name in (one, other)]
    rows = pa.concat_tables(sides)
    count = sides[0].num_rows
    ends = pd.DataFrame([(a, b) for a in range(count) for b in range(count, rows.num_rows)], columns=["a", "b"])
    names = _names(rows)
    found = decide(block_of(rows, snapshot.run), ends)
    why = [
        f"{names[a]} and {names[b]}: {'one vacancy' if same else 'two vacancies'}: {reason}"
        for a, b, same, reason in found[["a", "b", "same", "reason"]].itertuples(index=False)
    ]
    if one_job := set(sides[0]["job_id"].to_pylist()) & set(sides[1]["job_id"].to_pylist()):
        why.append(f"they are one job: {', '.join(sorted(one_job))}")
    elif found["same"].any():
        why.append("they stay two jobs: other postings of one of them could not be one vacancy with the other")
    return Explanation(f"{one} and {other}", names, _side_by_side(rows), why, [], [])


def _latest(output: Output) -> Snapshot:
    snapshot = read_snapshot(output)
    if snapshot is None:
        raise UnknownName("no snapshot was published yet: make run, or make demo to look first")
    return snapshot


def _rows_of(stock: Any, name: str) -> Any:
    """The postings of a job, or the one posting called board/board_ref."""
    board, _, ref = name.partition("/")
    rows = stock.filter(pc.equal(stock["job_id"], name))
    if not rows.num_rows and ref:
        rows = stock.filter(pc.and_(pc.equal(stock["board"], board), pc.equal(stock["board_ref"], ref)))
    if not rows.num_rows:
        raise UnknownName(f"{name}: no job and no posting (BOARD/BOARD_REF) of the latest snapshot is called so")
    return rows


def _job_of(stock: Any, name: str) -> str:
    return str(_rows_of(stock, name)["job_id"][0].as_py())


def _names(rows: Any) -> list[str]:
    return [
        f"{board}/{ref}" for board, ref in zip(rows["board"].to_pylist(), rows["board_ref"].to_pylist(), strict=True)
    ]


def _side_by_side(rows: Any) -> dict[str, list[Any]]:
    columns = {name: rows[name].to_pylist() for name in SIDE_BY_SIDE}
    return {name: values for name, values in columns.items() if any(value not in (None, []) for value in values)}


def _changes(output: Output, job_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for run in output.folders("snapshots"):
        try:
            changes = verify(output, run).table("changes", ["run", "job_id", "kind", "field", "before", "after"])
        except BrokenSnapshot:
            continue  # a snapshot half written or half removed tells nothing
        of_job = pc.equal(changes["job_id"], job_id)
        merged = pc.and_(pc.equal(changes["field"], "job_id"), pc.equal(changes["after"], job_id))
        found += changes.filter(pc.or_(of_job, pc.fill_null(merged, False))).to_pylist()
    return found
