"""The id of a job: made from its first posting, and kept for ever."""

import base64
import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column, Numbers

CLAIMS = pa.schema([("born", pa.timestamp("us", "UTC")), ("attempt", pa.int32())])


def make_id(board: str, board_ref: str, attempt: int = 0) -> str:
    """Twelve letters and digits from the key of a job's first posting.

    >>> make_id("arbeitnow", "it-leiter-solingen-1")
    'nm2o3c7j2pjc'
    """
    words = [board, board_ref, *([str(attempt)] if attempt else [])]
    digest = hashlib.sha256("\n".join(words).encode()).digest()
    return base64.b32encode(digest[:10])[:12].decode().lower()


def add_claims(postings: pa.Table, ids: Column) -> pa.Table:
    """Add to the postings what ids depend on beyond title and town, so that each shard can assign ids by itself.

    `born`: when the job that a posting belonged to was first seen. `attempt`: the first number that makes an id which
    no posting has. `ids` are the job ids of the whole stock; the postings of a job are either all here or none is.
    """
    known = postings["job_id"].to_pandas()
    born = postings["first_seen_at"].to_pandas().groupby(known).transform("min")
    attempt = np.zeros(len(known), np.int32)
    # only a posting that was not its job's canonical one can leave the job
    at = np.flatnonzero(pc.and_(pc.is_valid(postings["job_id"]), pc.invert(postings["is_canonical"])))
    while len(at):
        names = pa.array(_make_ids(postings.take(pa.array(at)), attempt[at]), pa.string())
        borne = ids.filter(pc.is_in(ids, names)).unique()
        at = at[pc.is_in(names, borne).to_numpy(zero_copy_only=False)]
        attempt[at] += 1
    for field, column in zip(CLAIMS, (born, attempt), strict=True):
        postings = postings.append_column(field, pa.array(column, field.type, from_pandas=True))
    return postings


def _make_ids(postings: pa.Table | pd.DataFrame, attempts: Numbers | pd.Series) -> list[str]:
    """The id that each row of a table would give its job."""
    boards, refs = (np.asarray(postings[name], object) for name in ("board", "board_ref"))
    return [make_id(*key) for key in zip(boards, refs, attempts, strict=True)]


def assign_ids(postings: pd.DataFrame) -> pd.Series:
    """The job_id of each posting.

    Columns: `group` (postings of one job share it), `job_id` and `is_canonical` as before this run (None and False for
    a new posting), CLAIMS, `first_seen_at`, `board`, `board_ref`. Where jobs merge, the older id stays (first seen,
    then smallest). Where a job splits, the part with its canonical posting keeps the id, and the other part gets a new
    id that no posting had before. Ids have 60 bits: among 40 million jobs, the chance that two share one is 1 in 1,400.
    """
    owners = postings[postings["job_id"].notna() & postings["is_canonical"]].sort_values(["born", "job_id"])
    kept = owners.drop_duplicates("group").set_index("group")["job_id"]
    rest = postings[~postings["group"].isin(kept.index)]
    first = rest.sort_values(["first_seen_at", "board", "board_ref"]).drop_duplicates("group")
    new = _make_ids(first, first["attempt"])
    ids = pd.concat([kept.astype(object), pd.Series(np.array(new, object), index=first["group"], dtype=object)])
    return postings["group"].map(ids)
