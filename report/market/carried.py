"""Slices of the open jobs by the boards that carry them now."""

from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from report.market.cases import Cases, Picked, Slices

_NOW = "SELECT DISTINCT job_id, board FROM postings WHERE status = 'open' AND job_id IN (SELECT job_id FROM those)"


def _boards(cases: Cases) -> dict[int, list[str]]:
    """The boards that carry each job, by the job's number."""
    ids = pc.index_in(cases.postings["job_id"], value_set=cases.jobs["job_id"].combine_chunks()).to_pylist()
    found: dict[int, set[str]] = {}
    for number, board in zip(ids, cases.postings["board"].to_pylist(), strict=True):
        if number is not None:
            found.setdefault(number, set()).add(board)
    return {number: sorted(boards) for number, boards in found.items()}


def _picked(pairs: list[tuple[int, str]]) -> Picked:
    return np.array([number for number, _ in pairs], np.int64), pa.array([name for _, name in pairs], pa.string())


def _on(cases: Cases) -> Picked:
    return _picked([(number, board) for number, boards in _boards(cases).items() for board in boards])


def _only_on(cases: Cases) -> Picked:
    return _picked([(number, boards[0]) for number, boards in _boards(cases).items() if len(boards) == 1])


def _on_both(cases: Cases) -> Picked:
    found = [(number, two) for number, boards in _boards(cases).items() for two in combinations(boards, 2)]
    return _picked([(number, " / ".join(two)) for number, two in found])


CARRIED_BY = Slices(f"SELECT job_id, board AS slice FROM ({_NOW})", _on)
ONLY_ON = Slices(
    f"SELECT job_id, any_value(board) AS slice FROM ({_NOW}) GROUP BY job_id HAVING count(*) = 1", _only_on
)
ON_BOTH = Slices(
    f"SELECT one.job_id, one.board || ' / ' || other.board AS slice FROM ({_NOW}) AS one JOIN ({_NOW}) AS other "
    "ON one.job_id = other.job_id AND one.board < other.board",
    _on_both,
)
