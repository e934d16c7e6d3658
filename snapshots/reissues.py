"""Ads that their board lists under another id: they go on remembering what they said under the one before.

So a value that changes along with the id is a change of the job, even while other boards still say the old one.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column, Numbers, holds
from snapshots.pairs import NEAR
from snapshots.said_before import find_differences, remember
from snapshots.same_words import ReadAgain, find_reworded
from snapshots.signatures import Sign
from snapshots.text_signature import Signatures

LIKE = ["board", "title_key", "employer_key", "town"]  # what both ads have in common, beside their texts


def inherit(postings: pa.Table, run: str, sign: Sign, read_again: ReadAgain) -> Column:
    """The column `said_before` of postings after a run, those with another id with what they said and remembered.

    A new posting takes the place of one that a whole run of its board lacks for the first time, if their texts are
    near-identical, and no other new or missing one is like them.
    """
    is_new = holds(pc.is_null(postings["job_id"]))
    is_missing = ~is_new & holds(pc.equal(postings["missed_runs"], 1))
    old, new = _find_alone(postings, np.flatnonzero(is_missing), np.flatnonzero(is_new))
    if len(old):
        signed = sign(postings.select(["text_sha256"]).take(pa.array(np.concatenate([old, new]))))
        here = np.arange(len(old))
        near = Signatures(signed["text_signature"]).compare(here, here + len(old)) >= NEAR
        old, new = old[near], new[near]
    said = postings["said_before"]
    if not len(old):
        return said
    before, now = (postings.take(pa.array(rows)) for rows in (old, new))
    differences = find_differences(before, now)
    reworded = find_reworded(before, np.arange(len(old)), now, differences, read_again)
    told = remember(before["said_before"], before, differences, reworded, run)
    at = np.arange(postings.num_rows)
    at[new] = postings.num_rows + np.arange(len(new))
    return pa.chunked_array([*said.chunks, *told.chunks], said.type).take(pa.array(at))


def _find_alone(postings: pa.Table, old: Numbers, new: Numbers) -> tuple[Numbers, Numbers]:
    """The rows of each old posting and of the only new one like it, if it is the only old one, too."""
    if not len(old) or not len(new):
        return old[:0], new[:0]
    sides = (postings.select(LIKE).take(pa.array(rows)).to_pandas().assign(row=rows) for rows in (old, new))
    left, right = (side.dropna().drop_duplicates(LIKE, keep=False) for side in sides)
    pairs = left.merge(right, on=LIKE, suffixes=("_old", "_new"))
    return pairs["row_old"].to_numpy(), pairs["row_new"].to_numpy()
