"""Which postings are the same job. One block in, groups out: the decision can grow richer without touching the rest."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from schemas.reasons import Reason
from snapshots.arrays import Column, Numbers
from snapshots.block import Block
from snapshots.candidates import find_candidates
from snapshots.clusters import cluster
from snapshots.lag import Past, find_job_mates, find_lagging, was_one
from snapshots.pairs import decide

AT_ONCE = 200_000  # pairs decided at a time, which take about 300 MB
USED = ["a", "b", "same", "score", "parts_all", "reason", "excerpt", "weak_a", "weak_b"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What became of a block's postings.

    `groups`: the number of each row's group; equal ones mean one job. `lagging`: see lag.find_lagging. `unsure`: rows
    `a` that fit two groups and joined neither, each with the row `b` that it fits best.
    """

    groups: Numbers
    lagging: pd.DataFrame
    unsure: pd.DataFrame


def group_postings(block: Block, past: Past | None = None) -> Grouping:
    """The groups of a block's postings, regardless of the order of its rows. None: nothing is known of them before."""
    pairs = find_candidates(block, find_job_mates(past) if past else None)
    same, parted, lagging = [], [], []
    for start in range(0, max(len(pairs), 1), AT_ONCE):
        decided = decide(block, pairs[start : start + AT_ONCE])
        if past:
            lagging.append(find_lagging(block, past, decided))
        same.append(decided.loc[decided["same"], USED])
        parted.append(decided.loc[decided["parts_all"], USED])
    accepted = pd.concat(same, ignore_index=True)
    accepted["was_one"] = was_one(past, accepted) if past else False
    behind = pd.concat(lagging, ignore_index=True) if past else pd.DataFrame({"behind": [], "leader": []}, dtype=int)
    groups, unsure = cluster(block, accepted, pd.concat(parted, ignore_index=True), behind)
    return Grouping(groups, behind, unsure)


def describe_duplicates(block: Block, canonical: Numbers, lagging: pd.DataFrame) -> tuple[Column, Column]:
    """How each posting repeats its job's canonical one, and why; `canonical` holds the row numbers of the latter.

    A posting that belongs to its job only through a third one repeats the canonical one in other words: semantic.
    """
    repeats = np.flatnonzero(canonical != np.arange(len(canonical)))
    found = decide(block, pd.DataFrame({"a": canonical[repeats], "b": repeats}))
    direct = found["same"].to_numpy()
    why = {
        pair: Reason.CLOSED_SINCE if closed else Reason.BOARD_LAGS
        for *ends, closed in lagging.itertuples(index=False)
        for pair in (tuple(ends), tuple(ends[::-1]))
    }
    because = [why.get(pair, Reason.THROUGH_ANOTHER) for pair in zip(canonical[repeats], repeats, strict=True)]
    kind, reason = np.full(len(canonical), None, object), np.full(len(canonical), None, object)
    kind[repeats] = np.where(direct | (np.array(because, object) != Reason.THROUGH_ANOTHER), found["kind"], "semantic")
    suffix = np.array([f" {code}" for code in because], object)
    reason[repeats] = np.where(direct, found["reason"], found["reason"] + suffix)
    return pa.array(kind, pa.string()), pa.array(reason, pa.string())
