"""Gives each posting its job: a pure function of postings that share no town and title with any left outside."""

import numpy as np
import pyarrow as pa

from german.words.signature import SIGNATURE
from schemas.columns import schema_of
from schemas.tables import TrackedPosting
from snapshots import block, canonical
from snapshots.canonical import rank_postings
from snapshots.clusters import group_same_vacancies
from snapshots.duplicates import describe_duplicates, group_postings
from snapshots.job_ids import CLAIMS, assign_ids
from snapshots.lag import find_leading, read_past
from snapshots.stock import STOCK
from storage.layout import started_at

ASSIGNED = pa.schema(
    [
        schema_of(TrackedPosting).field(name).with_nullable(True)
        for name in (
            *("job_id", "job_since_at", "is_canonical", "duplicate_kind", "duplicate_reason"),
            *("possible_same_vacancy", "possible_same_reason"),
        )
    ]
)
LOOKED_AT = {*block.COLUMNS, *canonical.COLUMNS, "town", "places", "run", "text_signature", "job_id"}
LOOKED_AT |= {"job_since_at", "said_before"}
INPUTS = pa.schema([*(field for field in STOCK if field.name in LOOKED_AT), SIGNATURE.remove_metadata(), *CLAIMS])


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
    past = read_past(postings, run)
    found = group_postings(known, past, across_titles=across_titles)
    frame["group"], frame["led"] = found.groups, find_leading(past, found.groups)
    rank = rank_postings(frame)
    first = np.flatnonzero(rank == 0)
    of_group = np.empty(len(frame), np.int64)
    of_group[frame["group"].to_numpy()[first]] = first
    kind, reason = describe_duplicates(known, of_group[frame["group"].to_numpy()], found.lagging)
    ids, since = assign_ids(frame, started_at(run))
    possible = group_same_vacancies(known, ids, found.possible)
    columns = {
        "job_id": pa.array(ids.to_numpy(object), pa.string()),
        "job_since_at": pa.array(since, pa.timestamp("us", "UTC"), from_pandas=True),
        "is_canonical": pa.array(rank == 0),
        "duplicate_kind": kind,
        "duplicate_reason": reason,
        "possible_same_vacancy": pa.array(possible["group"].to_numpy(object), pa.string()),
        "possible_same_reason": pa.array(possible["reason"].to_numpy(object), pa.string()),
    }
    return pa.table(columns, schema=ASSIGNED)
