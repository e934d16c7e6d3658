"""Pairs of postings of one employer whose texts are near-identical under different titles.

Jobs are decided title by title. What these pairs tie is decided once more, together.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Mask, Numbers
from snapshots.block import Block
from snapshots.candidates import pair_within
from snapshots.employers import employer_of
from snapshots.text_signature import Signatures
from snapshots.titles import titles_of

ALIKE = 0.9  # share of the shorter text's words that the other holds, from which two texts are looked at
LEAST = 12  # hashes that a text must have to say something
BANDS, IN_BAND = 5, 3  # of 15 kinds of hashes the smallest each; texts meet if all of a band are equal
ROWS = 65_536  # whose signatures are in memory at a time
_MIX = np.uint64(0x9E3779B97F4A7C15)

SignaturesOf = Callable[[Numbers], Signatures]  # of the rows with these numbers


def find_crossings(postings: pa.Table) -> pd.DataFrame:
    """The pairs of row numbers `a` < `b` in a table with employer_key, title_key and text_signature.

    Whether two rows are a pair depends on them alone, as long as fewer than MANY texts of an employer are alike.
    """
    keys = pc.fill_null(postings["employer_key"], "").combine_chunks().dictionary_encode()
    employers = pd.factorize(np.array([employer_of(key) for key in keys.dictionary.to_pylist()], object))
    employer = np.where(employers[1] == "", -1, np.arange(len(employers[1])))[employers[0]][keys.indices.to_numpy()]
    title = titles_of(postings["title_key"].combine_chunks()).dictionary_encode().indices.to_numpy()
    return _find(employer, title, lambda rows: Signatures(postings["text_signature"].take(pa.array(rows))))


def find_crossings_in(block: Block) -> pd.DataFrame:
    """The same pairs in a block."""
    named, title = (pd.factorize(block.rows[name])[0] for name in ("employer", "title_words"))
    employer = np.where(block.rows["employer"] == "", -1, named)
    return _find(employer, title, block.signatures.take)


def _find(employer: Numbers, title: Numbers, signatures_of: SignaturesOf) -> pd.DataFrame:
    """The pairs of rows of one employer (-1: it is not known) and two titles."""
    rows = np.flatnonzero(employer >= 0)
    rows = rows[_has_several(employer[rows], title[rows])]
    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    bands = np.concatenate([np.empty((0, BANDS), np.uint64), *(_read_bands(signatures_of(part)) for part in parts)])
    meetings = pd.DataFrame({"row": np.tile(rows, BANDS), "by": bands.T.ravel()})
    meetings = meetings[meetings["by"] != 0]
    meetings["place"] = employer[meetings["row"]]
    group = meetings.groupby(["place", "by"], sort=False).ngroup().to_numpy()
    meetings = meetings[_has_several(group, title[meetings["row"]])]
    found = np.unique(pair_within(meetings.assign(order=meetings["row"], near=0), len(employer)))
    a, b = found // max(len(employer), 1), found % max(len(employer), 1)
    a, b = a[title[a] != title[b]], b[title[a] != title[b]]
    ends, at = np.unique(np.concatenate([a, b]), return_inverse=True)
    alike = signatures_of(ends).compare(at[: len(a)], at[len(a) :]) >= ALIKE
    return pd.DataFrame({"a": a[alike], "b": b[alike]})


def _has_several(group: Numbers, value: Numbers) -> Mask:
    """Mask: the rows whose group has rows of another value, too."""
    low = np.full(group.max(initial=-1) + 1, np.iinfo(np.int64).max)
    high = np.full(group.max(initial=-1) + 1, -1)
    np.minimum.at(low, group, value)
    np.maximum.at(high, group, value)
    several: Mask = low[group] < high[group]
    return several


def _read_bands(signatures: Signatures) -> Numbers:
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
    bands[signatures.size < LEAST] = 0
    return bands
