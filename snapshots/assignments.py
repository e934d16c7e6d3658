"""Gives each posting its job: a pure function of postings that share no town and title with any left outside."""

import numpy as np
import pyarrow as pa

from schemas.columns import schema_of
from schemas.tables import TrackedPosting
from snapshots import block, canonical
from snapshots.canonical import rank_postings
from snapshots.clusters import cluster, group_same_vacancies
from snapshots.duplicates import decide_pairs, describe_duplicates
from snapshots.job_ids import CLAIMS, assign_ids
from snapshots.stock import STOCK

ASSIGNED = pa.schema(
    [
        schema_of(TrackedPosting).field(name).with_nullable(True)
        for name in (
            *("job_id", "is_canonical", "duplicate_kind", "duplicate_reason"),
            *("possible_same_vacancy", "possible_same_reason"),
        )
    ]
)
LOOKED_AT = {*block.COLUMNS, *canonical.COLUMNS, "town", "places", "run", "text_signature", "job_id"}
INPUTS = pa.schema([*(field for field in STOCK if field.name in LOOKED_AT), *CLAIMS])


def assign_jobs(postings: pa.Table, run: str, across_titles: bool = False) -> pa.Table:
    """ASSIGNED for each row of a table with the columns INPUTS, sorted by key, as `run` left it.

    A posting that the run carried counts as online now, so that seeing it again changes nothing. The result for a row
    depends only on rows that share a title and a town with it, directly or through others, and if asked for, on those
    that near-identical texts of its employer tie to it `across_titles`; it is the same if all other rows are left out
    or handled elsewhere. Idempotent: run on its own `job_id` and `is_canonical` it changes nothing.
    """
    frame = postings.select(
        ["board", "board_ref", "first_seen_at", "job_id", *CLAIMS.names, *canonical.COLUMNS]
    ).to_pandas()
    known = block.read_block(postings, run)
    pairs = decide_pairs(known, across_titles)
    frame["group"] = cluster(known, pairs[pairs["same"]])
    rank = rank_postings(frame)
    first = np.flatnonzero(rank == 0)
    of_group = np.empty(len(frame), np.int64)
    of_group[frame["group"].to_numpy()[first]] = first
    kind, reason = describe_duplicates(known, of_group[frame["group"].to_numpy()])
    ids = assign_ids(frame)
    possible = group_same_vacancies(known, ids, pairs)
    columns = {
        "job_id": pa.array(ids.to_numpy(object), pa.string()),
        "is_canonical": pa.array(rank == 0),
        "duplicate_kind": kind,
        "duplicate_reason": reason,
        "possible_same_vacancy": pa.array(possible["group"].to_numpy(object), pa.string()),
        "possible_same_reason": pa.array(possible["reason"].to_numpy(object), pa.string()),
    }
    return pa.table(columns, schema=ASSIGNED)
