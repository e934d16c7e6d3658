"""Keys of postings, and rows looked up by them."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column, Numbers, in_one

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
    """Of each word the number of its row in a column of known ones; -1: it is not there."""
    rows: Numbers = pc.fill_null(pc.index_in(words, in_one(known)), -1).to_numpy()
    return rows


def index_of(column: Column) -> pd.Index:
    """An index of a column of words, to look rows up by."""
    index: pd.Index = pd.Index(column.to_numpy(zero_copy_only=False), dtype=object)
    return index
