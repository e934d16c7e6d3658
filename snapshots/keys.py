"""Keys of postings, and rows looked up by them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column, Numbers, in_one

_FEW = 8  # times as many known words as words to look up
_BETWEEN = "\x1f"  # a character that no key contains


def join_key(board: str, board_ref: str) -> str:
    """The key of a posting as one word."""
    return f"{board}{_BETWEEN}{board_ref}"


def keys_of(table: pa.Table | Mapping[str, Column]) -> Column:
    """The key of each row as one word."""
    return pc.binary_join_element_wise(table["board"], table["board_ref"], _BETWEEN)


def text_keys_of(table: pa.Table) -> Column:
    """The key of each row with the checksum of its text, as one word; null: it has no text."""
    return pc.binary_join_element_wise(table["board"], table["board_ref"], table["text_sha256"], _BETWEEN)


def find_rows(words: Column, known: Column) -> Numbers:
    """Of each word the number of its row in a column of known ones, the first of equal ones; -1: it is not there.

    >>> find_rows(pa.array(["b", "x"]), pa.array(["a", "b"] * 8)).tolist()
    [1, -1]
    """
    known = in_one(known)
    if _FEW * len(words) > len(known):
        return _index_in(words, known)
    some = words.unique()  # Arrow makes a table of what it looks words up in, which takes longer than looking
    at = _index_in(known, some)
    there = np.flatnonzero(at >= 0)[::-1]
    rows = np.full(len(some), -1)
    rows[at[there]] = there
    return rows[_index_in(words, some)]


def _index_in(words: Column, known: pa.Array) -> Numbers:
    found: Numbers = pc.fill_null(pc.index_in(words, known), -1).to_numpy()
    return found


def index_of(column: Column) -> pd.Index:
    """An index of a column of words, to look rows up by."""
    index: pd.Index = pd.Index(column.to_numpy(zero_copy_only=False), dtype=object)
    return index
