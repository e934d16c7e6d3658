"""How the boards share the jobs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class Overlap:
    """How the boards share the open jobs: jobs by number of boards, by board, on one board alone, by pair of boards."""

    by_number: Mapping[int, int]
    by_board: Mapping[str, int]
    alone: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]


def count_overlap(boards_of_jobs: Iterable[Sequence[str]]) -> Overlap:
    """Count the overlap from the boards that carry each open job now."""
    by_number, by_board, alone, pairs = Counter[int](), Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for boards in boards_of_jobs:
        by_number[len(boards)] += 1
        by_board.update(boards)
        if len(boards) == 1:
            alone[boards[0]] += 1
        for one, other in combinations(sorted(boards), 2):
            pairs[one, other] += 1
            pairs[other, one] += 1
    return Overlap(by_number, by_board, alone, pairs)


def find_boards_now(postings: Any) -> list[list[str]]:
    """The boards that carry each open job now."""
    boards = defaultdict[str, set[str]](set)
    now = postings.filter(pc.equal(postings["status"], "open"))
    for job_id, board in zip(now["job_id"].to_pylist(), now["board"].to_pylist(), strict=True):
        boards[job_id].add(board)
    return [sorted(one) for one in boards.values()]
