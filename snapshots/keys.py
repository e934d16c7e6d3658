"""Rows looked up by their keys."""

from typing import Any

import pandas as pd
import pyarrow.compute as pc


def keys_of(table: Any) -> Any:
    """Board and board_ref of each row as one word."""
    return pc.binary_join_element_wise(table["board"], table["board_ref"], "\x1f")


def index_of(column: Any) -> pd.Index:
    """A column of words to look rows up by."""
    index: pd.Index = pd.Index(column.to_numpy(zero_copy_only=False), dtype=object)
    return index
