"""Signatures of texts, compared."""

import numpy as np
import pyarrow as pa

from german.words.signature import SIZE
from snapshots.arrays import Column, Numbers, Shares

NOTHING = 1 << 31  # larger than any hash
_AT_ONCE = 20_000


class Signatures:
    """The signatures of a block of postings, compared pair by pair."""

    def __init__(self, column: Column) -> None:
        """`column`: an Arrow column of lists, as made by sign_texts."""
        chunk = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
        lengths = np.diff(chunk.offsets.to_numpy())
        self.values = np.full((len(chunk), SIZE), NOTHING, np.uint32)
        self.values[np.arange(SIZE) < lengths[:, None]] = chunk.flatten().to_numpy()
        # up to which value a text's hashes are known: a short text's all, a long one's up to the largest kept
        self.limit = np.where(lengths < SIZE, NOTHING - 1, self.values[:, -1]).astype(np.uint32)
        self.size = np.where(lengths < SIZE, lengths, (SIZE - 1) * (NOTHING / np.maximum(self.limit, 1)))

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
        a, b = self.values[left], self.values[right]
        shares: Shares = (self.size[left] > 0).astype(float)  # of equal ones, which are told apart quickly
        other = np.flatnonzero((a != b).any(axis=1))
        a, b, left, right = a[other], b[other], left[other], right[other]
        limit = np.minimum(self.limit[left], self.limit[right])[:, None]
        shorter = np.where((self.size[left] <= self.size[right])[:, None], a, b)
        merged = np.sort(np.concatenate([a, b], axis=1), axis=1)
        shared = ((merged[:, 1:] == merged[:, :-1]) & (merged[:, 1:] <= limit)).sum(axis=1)
        shares[other] = shared / np.maximum((shorter <= limit).sum(axis=1), 1)
        return shares
