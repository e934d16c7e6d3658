"""Pairs of postings of one employer whose texts are near-identical under different titles.

Jobs are decided title by title. What these pairs tie is decided once more, together.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Mask, Numbers, has_several
from snapshots.block import MANY, Block, find_towns
from snapshots.candidates import pair_within
from snapshots.employers import employer_of
from snapshots.pairs import ALIKE, LITTLE, ONE_TEXT, SHORT
from snapshots.text_signature import Signatures
from snapshots.titles import says_more, titles_of

BANDS, IN_BAND = 5, 3  # of 15 kinds of hashes the smallest each; texts meet if all of a band are equal
ROWS = 65_536  # whose signatures are in memory at a time
BANDS_FORM = f"{BANDS} of {IN_BAND}, {LITTLE}"  # of what is kept; raised by whatever makes other bands of a signature
_MIX = np.uint64(0x9E3779B97F4A7C15)

READ = ("board", "employer_key", "title_key", "town", "places", "text_signature")


def find_crossings(postings: pa.Table, near: Mask | None = None) -> pd.DataFrame:
    """The pairs of row numbers `a` < `b` in a table with the columns READ that may be one vacancy under two titles.

    That is so in a town of both, if the texts are one, or near-identical on two boards while one title says more.
    Whether two rows are a pair depends on them alone, as long as no more than MANY texts of an employer are alike: more
    are of a template, which tells nothing.
    `near`: of interest are only pairs that one of these rows is in (None: all).
    """
    keys = pc.fill_null(postings["employer_key"], "").combine_chunks().dictionary_encode()
    number, names = pd.factorize(np.array([employer_of(key) for key in keys.dictionary.to_pylist()], object))
    employer = np.where(names == "", -1, np.arange(len(names)))[number][keys.indices.to_numpy()]
    titles = titles_of(postings["title_key"].combine_chunks()).dictionary_encode()
    title = titles.indices.to_numpy()

    def signatures_of(rows: Numbers) -> Signatures:
        return Signatures(postings["text_signature"].take(pa.array(rows)))

    pairs = _find_alike(employer, title, signatures_of, near)
    ends, at = np.unique(np.concatenate([pairs["a"], pairs["b"]]), return_inverse=True)
    rows = postings.select(["board", "town", "places"]).take(pa.array(ends, pa.int64()))
    words = titles.dictionary.take(pa.array(title[ends], pa.int64())).to_numpy(zero_copy_only=False)
    known = pd.DataFrame({"board": rows["board"].to_numpy(), "towns": find_towns(rows), "title_words": words})
    return _keep_tied(pairs, known.iloc[at[: len(pairs)]], known.iloc[at[len(pairs) :]])


def find_crossings_in(block: Block) -> pd.DataFrame:
    """The same pairs in a block."""
    rows = block.rows
    named, title = (pd.factorize(rows[name])[0] for name in ("employer", "title_words"))
    pairs = _find_alike(np.where(rows["employer"] == "", -1, named), title, block.signatures.take)
    return _keep_tied(pairs, rows.iloc[pairs["a"]], rows.iloc[pairs["b"]])


def _keep_tied(pairs: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """The pairs in a town of both whose texts or titles tie them; `left` and `right` are their rows."""
    columns = [side[name].to_numpy(object) for name in ("board", "towns", "title_words") for side in (left, right)]
    tied = [
        not set(towns_a.split("\n")).isdisjoint(towns_b.split("\n"))
        and (share >= ONE_TEXT or (board_a != board_b and says_more(title_a, title_b)))
        for share, board_a, board_b, towns_a, towns_b, title_a, title_b in zip(pairs["share"], *columns, strict=True)
    ]
    return pairs.loc[np.array(tied, bool), ["a", "b"]].reset_index(drop=True)


def _find_alike(
    employer: Numbers, title: Numbers, signatures_of: Callable[[Numbers], Signatures], near: Mask | None = None
) -> pd.DataFrame:
    """The pairs of rows of one `employer` (-1: not known) and two titles with near-identical texts; their `share`."""
    rows = np.flatnonzero(employer >= 0)
    rows = rows[has_several(employer[rows], title[rows])]
    bands = read_bands(signatures_of, rows)
    meetings = pd.DataFrame({"row": np.tile(rows, BANDS), "by": bands.T.ravel()})
    meetings = meetings[(meetings["by"] != 0) & meetings["by"].duplicated(keep=False)]
    meetings["place"] = employer[meetings["row"]]
    group = meetings.groupby(["place", "by"], sort=False).ngroup().to_numpy()
    meetings = meetings[has_several(group, title[meetings["row"]]) & (np.bincount(group)[group] <= MANY)]
    found = np.unique(pair_within(meetings.assign(order=meetings["row"], near=0), len(employer), near))
    a, b = found // max(len(employer), 1), found % max(len(employer), 1)
    differ = title[a] != title[b]
    a, b = a[differ], b[differ]
    ends, at = np.unique(np.concatenate([a, b]), return_inverse=True)
    texts, one, other = signatures_of(ends), at[: len(a)], at[len(a) :]
    whole = np.minimum(texts.size[one], texts.size[other]) >= SHORT * np.maximum(texts.size[one], texts.size[other])
    share = np.zeros(len(a))
    share[whole] = texts.compare(one[whole], other[whole])
    alike = share >= ALIKE
    return pd.DataFrame({"a": a[alike], "b": b[alike], "share": share[alike]})


def read_bands(signatures_of: Callable[[Numbers], Signatures], rows: Numbers) -> Numbers:
    """The BANDS of each row's text, some rows at a time."""
    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    return np.concatenate([np.empty((0, BANDS), np.uint64), *(_find_bands(signatures_of(part)) for part in parts)])


def _find_bands(signatures: Signatures) -> Numbers:
    """A number for each text and band, which near-identical texts mostly share; 0 where a text says too little."""
    values = signatures.values
    kind = values % np.uint32(BANDS * IN_BAND)
    bands = np.zeros((len(values), BANDS), np.uint64)
    rows = np.arange(len(values))
    for one in range(BANDS * IN_BAND):
        first = (kind == one).argmax(axis=1)  # hashes ascend
        smallest = np.where(kind[rows, first] == one, values[rows, first], 0).astype(np.uint64)
        mixed = (bands[:, one // IN_BAND] ^ smallest) * _MIX
        bands[:, one // IN_BAND] = mixed ^ (mixed >> np.uint64(29))
    bands[signatures.size < LITTLE] = 0
    return bands
