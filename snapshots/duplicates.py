"""Which postings are the same job. One block in, groups out: the decision can grow richer without touching the rest."""

import numpy as np
import pandas as pd
import pyarrow as pa

from schemas.reasons import Reason
from snapshots.arrays import Column, Numbers
from snapshots.block import Block
from snapshots.candidates import find_candidates
from snapshots.clusters import cluster
from snapshots.pairs import decide

AT_ONCE = 200_000  # pairs decided at a time, which take about 300 MB


def group_postings(block: Block) -> Numbers:
    """The group of each posting of a block, regardless of the order of its rows: equal numbers mean one job."""
    pairs = find_candidates(block)
    same = []
    for start in range(0, max(len(pairs), 1), AT_ONCE):
        decided = decide(block, pairs[start : start + AT_ONCE])
        same.append(decided.loc[decided["same"], ["a", "b", "score"]])
    return cluster(block, pd.concat(same, ignore_index=True))


def describe_duplicates(block: Block, canonical: Numbers) -> tuple[Column, Column]:
    """How each posting repeats its job's canonical one, and why; `canonical` holds the row numbers of the latter.

    A posting that belongs to its job only through a third one repeats the canonical one in other words: semantic.
    """
    repeats = np.flatnonzero(canonical != np.arange(len(canonical)))
    found = decide(block, pd.DataFrame({"a": canonical[repeats], "b": repeats}))
    direct = found["same"].to_numpy()
    kind, reason = np.full(len(canonical), None, object), np.full(len(canonical), None, object)
    kind[repeats] = np.where(direct, found["kind"], "semantic")
    reason[repeats] = np.where(direct, found["reason"], found["reason"] + f" {Reason.THROUGH_ANOTHER}")
    return pa.array(kind, pa.string()), pa.array(reason, pa.string())
