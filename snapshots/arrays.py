"""Names for arrays and columns in signatures, and how a mask spreads. Tables are `pa.Table`: a reader knows them."""

from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Column: TypeAlias = pa.ChunkedArray | pa.Array  # of a table, or to become one
Mask: TypeAlias = NDArray[np.bool_]  # whether something holds, one value a row
Numbers: TypeAlias = NDArray[np.integer]  # counts, or numbers of rows, groups, shards
Shares: TypeAlias = NDArray[np.float64]  # from 0 to 1


def holds(column: Column) -> Mask:
    """An Arrow column of true and false as a mask; null is false."""
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), bool)


def spread(row: Numbers, tie: Numbers, seeds: Mask) -> Mask:
    """Mask: the seeds, and the rows that share a tie with a row in the mask; `row` and `tie` form pairs."""
    reached = seeds
    while len(tie):
        hit = np.zeros(tie.max() + 1, bool)
        hit[tie[reached[row]]] = True
        wider = reached.copy()
        wider[row[hit[tie]]] = True
        if np.array_equal(wider, reached):
            break
        reached = wider
    return reached
