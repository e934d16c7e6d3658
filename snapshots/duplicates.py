"""Which postings are the same job. One block in, groups out: the decision can grow richer without touching the rest."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.clusters import cluster
from snapshots.pairs import Block, decide, find_candidates, read_block


def block_of(stock: Any) -> Block:
    """What the decision looks at, of tracked postings."""
    return read_block(stock, towns_of(stock))


def group_postings(block: Block) -> Any:
    """The group of each posting of a block, whatever the order of its rows: equal numbers are one job."""
    pairs = decide(block, find_candidates(block))
    return cluster(block, pairs[pairs["same"]])


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
