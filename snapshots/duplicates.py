"""Which postings are the same job. One block in, groups out: the decision can grow richer without touching the rest."""

from dataclasses import dataclass

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
from snapshots.lag import Past, find_job_mates, find_lagging, keep_apart, was_one
from snapshots.pairs import decide

AT_ONCE = 200_000  # pairs decided at a time, which take about 300 MB
USED = ["a", "b", "score", "parts_all", "reason", "excerpt", "weak_a", "weak_b"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What became of a block's postings.

    `groups`: the number of each row's group; equal ones mean one job. `lagging`: see lag.find_lagging. `possible`:
    pairs of rows `a`, `b` that may be one vacancy after all, and why (a PossibleSame).
    """

    groups: Numbers
    lagging: pd.DataFrame
    possible: pd.DataFrame


def group_postings(block: Block, past: Past | None = None, across_titles: bool = True) -> Grouping:
    """The groups of a block's postings, regardless of the order of its rows. None: nothing is known of them before.

    `across_titles`: whether postings are compared, too, that one text ties under several titles.
    """
    pairs = find_candidates(block, find_job_mates(past) if past else None)
    if across_titles:
        pairs = pd.concat([pairs, find_crossings_in(block)], ignore_index=True).drop_duplicates()
    if pairs.empty:  # as where each is a vacancy of its own
        nothing = {name: np.empty(0, np.int64) for name in ("a", "b", "behind", "leader")}
        none = pd.DataFrame(nothing | {"possible": np.empty(0, object)})
        return Grouping(np.arange(len(block.rows)), none[["behind", "leader"]], none[["a", "b", "possible"]])
    block = block.with_titles(np.concatenate([pairs["a"], pairs["b"]]))
    told, parted, lagging = [], [], []
    for start in range(0, len(pairs), AT_ONCE):
        decided = decide(block, pairs[start : start + AT_ONCE])
        if past:
            decided = keep_apart(past, decided)
            lagging.append(find_lagging(block, past, decided))
        told.append(decided.loc[decided["same"] | decided["possible"].notna(), [*USED, "same", "possible"]])
        parted.append(decided.loc[decided["parts_all"], USED])
    found = _refuse_several(block, pd.concat(told, ignore_index=True))
    accepted = found[found["same"].to_numpy(bool)].reset_index(drop=True)
    accepted["was_one"] = was_one(past, accepted) if past else False
    behind = pd.concat(lagging, ignore_index=True) if past else pd.DataFrame({"behind": [], "leader": []}, dtype=int)
    groups, unsure = cluster(block, accepted, pd.concat(parted, ignore_index=True), behind)
    may_be = found.loc[found["possible"].notna(), ["a", "b", "possible"]]
    return Grouping(
        groups, behind, pd.concat([may_be, unsure.assign(possible=PossibleSame.FITS_SEVERAL)], ignore_index=True)
    )


def _refuse_several(block: Block, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs, of which those are not the same that tie one posting to several other titles."""
    title = block.rows["title_words"].to_numpy(object)
    across = pairs[pairs["same"].to_numpy(bool) & (title[pairs["a"]] != title[pairs["b"]])]
    ends = pd.DataFrame({"row": [*across["a"], *across["b"]], "other": title[[*across["b"], *across["a"]]]})
    several = ends.groupby("row")["other"].nunique()
    doubtful = across.index[across[["a", "b"]].isin(several.index[several > 1]).any(axis=1)]
    return pairs.assign(
        same=pairs["same"] & ~pairs.index.isin(doubtful),
        possible=pairs["possible"].mask(pairs.index.isin(doubtful), PossibleSame.ONE_TEXT),
    )


def describe_duplicates(block: Block, canonical: Numbers, lagging: pd.DataFrame) -> tuple[Column, Column]:
    """How each posting repeats its job's canonical one, and why; `canonical` holds the row numbers of the latter.

    A posting that belongs to its job only through a third one repeats the canonical one in other words: semantic.
    """
    repeats = np.flatnonzero(canonical != np.arange(len(canonical)))
    if not len(repeats):
        return pa.nulls(len(canonical), pa.string()), pa.nulls(len(canonical), pa.string())
    block = block.with_titles(np.concatenate([canonical[repeats], repeats]))
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
