"""The name of a job: born with its first posting, kept for ever."""

import base64
import hashlib

import numpy as np
import pandas as pd


def make_id(board: str, board_ref: str, attempt: int = 0) -> str:
    """Twelve letters and digits from the key of a job's first posting.

    >>> make_id("arbeitnow", "it-leiter-solingen-1")
    'nm2o3c7j2pjc'
    """
    words = [board, board_ref, *([str(attempt)] if attempt else [])]
    digest = hashlib.sha256("\n".join(words).encode()).digest()
    return base64.b32encode(digest)[:12].decode().lower()


def assign_ids(postings: pd.DataFrame) -> pd.Series:
    """The job_id of each posting.

    Columns: `group` (postings of one job share it), `job_id` and `is_canonical` as before this run (None and False for
    a new posting), `first_seen_at`, `board`, `board_ref`. Where jobs merge, the older id stays (first seen, then
    smallest). Where a job splits, the part with its canonical posting keeps the id, and the other is born anew.
    """
    known = postings[postings["job_id"].notna()]
    born = known.assign(born=known.groupby("job_id")["first_seen_at"].transform("min"))
    owners = born[born["is_canonical"]].sort_values(["born", "job_id"])
    kept = owners.drop_duplicates("group").set_index("group")["job_id"]
    rest = postings[~postings["group"].isin(kept.index)]
    first = rest.sort_values(["first_seen_at", "board", "board_ref"]).drop_duplicates("group")
    taken = set(kept)
    new = []
    for board, board_ref in zip(first["board"], first["board_ref"], strict=True):
        attempt = 0
        while (job_id := make_id(board, board_ref, attempt)) in taken:
            attempt += 1
        taken.add(job_id)
        new.append(job_id)
    ids = pd.concat([kept.astype(object), pd.Series(np.array(new, object), index=first["group"], dtype=object)])
    return postings["group"].map(ids)
