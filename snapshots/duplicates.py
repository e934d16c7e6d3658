"""Which postings are the same job. One block in, groups out: the decision can grow richer without touching the rest."""

import numpy as np
import pandas as pd
import pyarrow as pa

from schemas.reasons import Reason
from schemas.vocabulary import PossibleSame
from snapshots.arrays import Column, Numbers
from snapshots.block import Block
from snapshots.candidates import find_candidates
from snapshots.clusters import cluster
from snapshots.crossings import find_crossings_in
from snapshots.pairs import decide

AT_ONCE = 200_000  # pairs decided at a time, which take about 300 MB


def group_postings(block: Block) -> Numbers:
    """The group of each posting of a block, regardless of the order of its rows: equal numbers mean one job."""
    return cluster(block, decide_pairs(block).query("same"))


def decide_pairs(block: Block, across_titles: bool = True) -> pd.DataFrame:
    """The pairs of a block that are one vacancy (`same`) or possibly one (`possible`), as snapshots.pairs.decide says.

    A posting whose title stands within several others' is none of them.
    """
    pairs = find_candidates(block)
    if across_titles:
        pairs = pd.concat([pairs, find_crossings_in(block)], ignore_index=True)
    told = []
    for start in range(0, max(len(pairs), 1), AT_ONCE):
        decided = decide(block, pairs[start : start + AT_ONCE])
        told.append(decided.loc[decided["same"] | decided["possible"].notna(), ["a", "b", "same", "score", "possible"]])
    return _refuse_several(block, pd.concat(told, ignore_index=True))


def _refuse_several(block: Block, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs, of which those are not the same that tie one posting to several other titles."""
    title = block.rows["title_words"].to_numpy(object)
    across = pairs[pairs["same"].to_numpy() & (title[pairs["a"]] != title[pairs["b"]])]
    ends = pd.DataFrame({"row": [*across["a"], *across["b"]], "other": title[[*across["b"], *across["a"]]]})
    several = ends.groupby("row")["other"].nunique()
    doubtful = across.index[across[["a", "b"]].isin(several.index[several > 1]).any(axis=1)]
    return pairs.assign(
        same=pairs["same"] & ~pairs.index.isin(doubtful),
        possible=pairs["possible"].mask(pairs.index.isin(doubtful), PossibleSame.ONE_TEXT),
    )


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
