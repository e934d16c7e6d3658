"""A short signature of an ad's text, by which two texts can be compared without having them."""

import re
from zlib import crc32

import numpy as np
import pyarrow as pa

from german.words.fold import fold
from snapshots.arrays import Column, Numbers, Shares

SIZE = 128  # hashes kept for a text: enough to tell 0.87 from 0.95, in half a kilobyte
WORDS = 4  # consecutive words that are hashed together
_LONGEST = 60_000  # characters of a text that are read
_SPACE = np.uint64(31)  # bits of a hash: it fits an int32 and is never negative
_GLUED = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")  # "unseremGehaltsmodell": a blank was lost
_WORD = re.compile(r"[a-z0-9]+")
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def sign_text(text: str | None) -> list[int]:
    """The 128 smallest hashes of all runs of four words, ascending; fewer words make one hash, no words make none.

    The share of equal hashes estimates how much of each text the other contains; the spelling of umlauts, case,
    punctuation and blanks do not count.

    >>> sign_text("Leitung der IT in Solingen") == sign_text("LEITUNG der IT\\n\\nin Solingen!")
    True
    >>> len(sign_text("Leitung der IT in Solingen")), sign_text(" … "), sign_text(None)
    (2, [], [])
    """
    words = _WORD.findall(fold(_GLUED.sub(" ", (text or "")[:_LONGEST])))
    if not words:
        return []
    hashes = np.fromiter(map(crc32, map(str.encode, words)), np.uint64, len(words))
    count = max(1, len(words) - WORDS + 1)
    mixed = np.zeros(count, np.uint64)
    for step in range(min(WORDS, len(words))):
        mixed = (mixed ^ hashes[step : step + count]) * _ODD
        mixed ^= mixed >> np.uint64(29)
    kept = np.unique((mixed * _MIX) >> (np.uint64(64) - _SPACE))[:SIZE]
    return [int(value) for value in kept]


def sign_texts(texts: Column) -> Column:
    """The signatures of a column of texts, as a column of lists."""
    return pa.array([sign_text(text) for text in texts.to_pylist()], SIGNATURE)


SIGNATURE = pa.list_(pa.field("item", pa.int32(), nullable=False))


class Signatures:
    """The signatures of a block of postings, compared pair by pair."""

    def __init__(self, column: Column) -> None:
        """`column`: an Arrow column of lists, as made by sign_texts."""
        chunk = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
        lengths = np.diff(chunk.offsets.to_numpy())
        self.values = np.full((len(chunk), SIZE), _NOTHING, np.uint32)
        self.values[np.arange(SIZE) < lengths[:, None]] = chunk.flatten().to_numpy()
        # up to which value a text's hashes are known: a short text's all, a long one's up to the largest kept
        self.limit = np.where(lengths < SIZE, _NOTHING - 1, self.values[:, -1]).astype(np.uint32)
        self.size = np.where(lengths < SIZE, lengths, (SIZE - 1) * (_NOTHING / np.maximum(self.limit, 1)))

    def take(self, rows: Numbers) -> "Signatures":
        """Those of the rows with these numbers."""
        taken = object.__new__(Signatures)
        taken.values, taken.limit, taken.size = self.values[rows], self.limit[rows], self.size[rows]
        return taken

    def compare(self, left: Numbers, right: Numbers) -> Shares:
        """For each pair of row numbers, the share of the shorter text that the other contains; 0 without a text."""
        shares = np.empty(len(left))
        for start in range(0, len(left), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            shares[part] = self._compare(left[part], right[part])
        return shares

    def _compare(self, left: Numbers, right: Numbers) -> Shares:
        limit = np.minimum(self.limit[left], self.limit[right])[:, None]
        a, b = self.values[left], self.values[right]
        shorter = np.where((self.size[left] <= self.size[right])[:, None], a, b)
        merged = np.sort(np.concatenate([a, b], axis=1), axis=1)
        shared = ((merged[:, 1:] == merged[:, :-1]) & (merged[:, 1:] <= limit)).sum(axis=1)
        shares: Shares = shared / np.maximum((shorter <= limit).sum(axis=1), 1)
        return shares


_NOTHING = 1 << 31  # larger than any hash
_AT_ONCE = 20_000
