"""Which postings are the same job. One block in, groups out: the decision can grow richer without touching the rest."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.clusters import cluster
from snapshots.pairs import Block, decide, find_candidates, read_block

AT_ONCE = 200_000  # pairs decided at a time: about 300 MB


def block_of(postings: Any, run: str | None = None) -> Block:
    """What the decision looks at, of tracked postings; those that `run`, the latest, carried are up (None: none is)."""
    is_up = pc.equal(postings["run"], run) if run else pa.repeat(False, postings.num_rows)
    return read_block(postings, towns_of(postings), is_up.to_numpy(zero_copy_only=False))


def group_postings(block: Block) -> Any:
    """The group of each posting of a block, whatever the order of its rows: equal numbers are one job."""
    pairs = find_candidates(block)
    same = []
    for start in range(0, max(len(pairs), 1), AT_ONCE):
        decided = decide(block, pairs[start : start + AT_ONCE])
        same.append(decided.loc[decided["same"], ["a", "b", "score"]])
    return cluster(block, pd.concat(same, ignore_index=True))


def towns_of(postings: Any) -> pd.Series:
    """The sorted set of towns of each posting, joined by a line break; "" where none is known."""
    places = postings["places"].combine_chunks()
    places = places if isinstance(places, pa.Array) else pa.concat_arrays(places.chunks)
    listed = pd.DataFrame(
        {
            "row": pc.list_parent_indices(places).to_numpy(zero_copy_only=False),
            "town": pc.struct_field(pc.list_flatten(places), "town").to_numpy(zero_copy_only=False),
        }
    )
    main = pd.DataFrame({"row": np.arange(postings.num_rows), "town": postings["town"].to_numpy(zero_copy_only=False)})
    towns = pd.concat([main, listed]).dropna().drop_duplicates().sort_values(["row", "town"])
    several = towns["row"].duplicated(keep=False)
    joined = pd.concat(
        [
            towns[~several].set_index("row")["town"],
            towns[several].groupby("row")["town"].agg("\n".join),
        ]
    )
    towns_of_row: pd.Series = joined.reindex(np.arange(postings.num_rows)).fillna("").astype(object)
    return towns_of_row


def describe_duplicates(block: Block, canonical: Any) -> tuple[Any, Any]:
    """How each posting repeats its job's canonical one, and why, in words; `canonical` is that one's row number.

    full: the same text, or nearly. partial: one of them has an excerpt of the other's text or hardly any. temporal: not
    up at the same time. semantic: other words, another language, or one job through a third posting.
    """
    repeats = np.flatnonzero(canonical != np.arange(len(canonical)))
    found = decide(block, pd.DataFrame({"a": canonical[repeats], "b": repeats}))
    direct = found["same"].to_numpy()
    kind, reason = np.full(len(canonical), None, object), np.full(len(canonical), None, object)
    kind[repeats] = np.where(direct, found["kind"], "semantic")
    reason[repeats] = np.where(direct, found["reason"], "through another posting of the job: " + found["reason"])
    return pa.array(kind, pa.string()), pa.array(reason, pa.string())
