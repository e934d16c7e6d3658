"""Which pairs of postings are worth a look: those of one title and town that have something else in common."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from snapshots.arrays import Mask, Numbers
from snapshots.block import MANY, Block
from snapshots.text_signature import Signatures

NEIGHBOURS = 40
SORTED_BY = 8  # smallest hashes of a text, so that neighbours are near-identical even where all share a template
PROBES = 4  # smallest hashes of a text by which postings of differently written employers meet


def find_meetings(ends: pd.DataFrame, first_words: NDArray[np.object_], signatures: Signatures) -> pd.DataFrame:
    """Where postings meet whose pairs are worth a look: one row for each posting and meeting, with row, place and `by`.

    `ends`: row and place (the number of a town and title) of each posting with an employer, one row a town; towns that
    are not known are one.
    `by` is the number of the employer's first word or one of the smallest hashes of the text; postings of one title
    and town with none of these in common do not meet.
    """
    ends = ends[ends.duplicated("place", keep=False)]
    at = ends["row"].to_numpy()
    meetings = [ends.assign(by=-1 - pd.factorize(first_words)[0][at])]
    for probe in range(PROBES):
        values = signatures.values[at, probe].astype(np.int64)
        known = values < 1 << 31
        meetings.append(ends[known].assign(by=values[known]))
    return pd.concat(meetings, ignore_index=True)


def find_candidates(block: Block, mates: pd.DataFrame | None = None) -> pd.DataFrame:
    """Pairs of row numbers `a` < `b` worth a look: those that meet under one title, or as `mates` say."""
    rows, count = block.rows, len(block.rows)
    towns = rows.loc[rows["employer"] != "", "towns"].str.split("\n").explode()  # "" is where no town is known
    at = towns.index.to_numpy()
    ends = pd.DataFrame({"row": at, "town": towns.to_numpy(), "title": rows["title_words"].to_numpy()[at]})
    ends["place"] = ends.groupby(["town", "title"], sort=False).ngroup()
    meetings = find_meetings(ends[["row", "place"]], rows["first_word"].to_numpy(object), block.signatures)
    found = np.unique(np.concatenate([_pairs_of(block, part) for part in (meetings, mates) if part is not None]))
    return pd.DataFrame({"a": found // max(count, 1), "b": found % max(count, 1)})


def _pairs_of(block: Block, meetings: pd.DataFrame) -> Numbers:
    """The pairs that meet, each as one number."""
    at = meetings["row"].to_numpy()
    near = np.empty(len(block.rows), np.int64)
    near[np.lexsort(block.signatures.values[:, SORTED_BY - 1 :: -1].T)] = np.arange(len(near))
    return pair_within(meetings.assign(order=block.rows["order"].to_numpy()[at], near=near[at]), len(block.rows))


def pair_within(part: pd.DataFrame, count: int, wanted: Mask | None = None) -> Numbers:
    """All pairs of rows that share place and `by`, each as a number: the smaller row times `count`, plus the other.
    In a group of more than MANY, only neighbours by text are paired.

    `wanted`: the rows, by their number, one of which each pair is to have; then no group may be of more than MANY.
    """
    key, rows = part.groupby(["place", "by"], sort=False).ngroup().to_numpy(), part["row"].to_numpy()
    late = np.zeros(len(rows), bool) if wanted is None else ~wanted[rows]  # those wanted are first in their group
    order = np.lexsort((part["order"].to_numpy(), part["near"].to_numpy(), late, key))
    key, rows, late = key[order], rows[order], late[order]
    sizes = np.bincount(key)
    behind = np.cumsum(sizes)[key] - 1 - np.arange(len(rows))  # of each row, how many of its group are behind it
    behind = np.where(sizes[key] > MANY, np.minimum(behind, NEIGHBOURS), behind)
    behind[late] = 0
    one = np.repeat(np.arange(len(rows)), behind)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(behind) - behind, behind)
    one, other = rows[one], rows[other]
    pairs: Numbers = np.minimum(one, other) * count + np.maximum(one, other)
    return pairs
