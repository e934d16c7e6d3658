"""The id of a job: made from its first posting, and kept for ever."""

import base64
import hashlib
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column, Numbers
from snapshots.titles import title_of

CLAIMS = pa.schema([("born", pa.timestamp("us", "UTC")), ("attempt", pa.int32()), ("kin", pa.string())])


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

    `born`: when the job that a posting belonged to got its id (of older snapshots: when it was first seen). `attempt`:
    the first number that makes an id which no posting has. `kin`: one title for all titles of jobs that have several,
    so that they are decided together; null: it is its own. `ids` are the job ids of the whole stock; the postings of a
    job are either all here or none is.
    """
    known = postings["job_id"].to_pandas()
    seen = postings["first_seen_at"].to_pandas().groupby(known).transform("min")
    born = pc.coalesce(postings["job_since_at"], pa.array(seen, CLAIMS.field("born").type, from_pandas=True))
    attempt = np.zeros(len(known), np.int32)
    # only a posting that was not its job's canonical one can leave the job
    at = np.flatnonzero(pc.and_(pc.is_valid(postings["job_id"]), pc.invert(postings["is_canonical"])))
    while len(at):
        names = pa.array(_make_ids(postings.take(pa.array(at)), attempt[at]), pa.string())
        borne = ids.filter(pc.is_in(ids, names)).unique()
        at = at[pc.is_in(names, borne).to_numpy(zero_copy_only=False)]
        attempt[at] += 1
    for field, column in zip(CLAIMS, (born, pa.array(attempt), _find_kin(postings)), strict=True):
        postings = postings.append_column(field, column)
    return postings


def _find_kin(postings: pa.Table) -> Column:
    """The smallest of the titles that are tied to a posting's title by jobs of several titles; null: no other is."""
    rows = postings.select(["job_id", "title_key"]).group_by(["job_id", "title_key"]).aggregate([])
    rows = rows.filter(pc.is_valid(rows["job_id"])).to_pandas()
    rows = rows[rows["job_id"].duplicated(keep=False)]
    titles = rows["title_key"].map(title_of)
    if not (titles.groupby(rows["job_id"]).nunique() > 1).any():
        return pa.nulls(postings.num_rows, pa.string())
    name = titles
    while True:
        wider = name.groupby(rows["job_id"]).transform("min").groupby(titles).transform("min")
        if wider.equals(name):
            break
        name = wider
    kin = dict(zip(titles, name, strict=True))
    return pa.array([kin.get(title_of(key)) for key in postings["title_key"].to_pylist()], pa.string())


def _make_ids(postings: pa.Table | pd.DataFrame, attempts: Numbers | pd.Series) -> list[str]:
    """The id that each row of a table would give its job."""
    boards, refs = (np.asarray(postings[name], object) for name in ("board", "board_ref"))
    return [make_id(*key) for key in zip(boards, refs, attempts, strict=True)]


def assign_ids(postings: pd.DataFrame, now: datetime) -> tuple[pd.Series, pd.Series]:
    """The job_id of each posting, and since when the job has it: `now` for a new one.

    Columns: `group` (postings of one job share it), `job_id` and `is_canonical` as before this run (None and False for
    a new posting), CLAIMS, `led`, `first_seen_at`, `board`, `board_ref`. Where jobs merge, the older id stays (first
    given, then first seen, then smallest). Where a job splits, the part with its canonical posting keeps the id, and
    the other part gets a new id that no posting had before; but one that `led` before keeps it, since the job's facts
    were its own. Ids have 60 bits: among 40 million jobs, the chance that two share one is 1 in 1,400.
    """
    owners = postings[postings["job_id"].notna()]
    sight = owners.groupby("job_id")["first_seen_at"].transform("min")
    owners = owners.assign(sight=sight).sort_values("is_canonical", ascending=False, kind="stable")
    owners = owners.sort_values("led", ascending=False, kind="stable")
    owners = owners.drop_duplicates("job_id").sort_values(["born", "sight", "job_id"])
    kept = owners.drop_duplicates("group").set_index("group")
    rest = postings[~postings["group"].isin(kept.index)]
    first = rest.sort_values(["first_seen_at", "board", "board_ref"]).drop_duplicates("group")
    new = _make_ids(first, first["attempt"])
    ids = pd.concat(
        [kept["job_id"].astype(object), pd.Series(np.array(new, object), index=first["group"], dtype=object)]
    )
    since = kept["born"].astype("datetime64[us, UTC]").reindex(postings["group"]).fillna(now)
    return postings["group"].map(ids), since
