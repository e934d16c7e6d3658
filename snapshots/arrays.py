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


def has_several(group: Numbers, value: Numbers) -> Mask:
    """Mask: the rows whose group has rows of another value, too."""
    low = np.full(group.max(initial=-1) + 1, np.iinfo(np.int64).max)
    high = np.full(group.max(initial=-1) + 1, -1)
    np.minimum.at(low, group, value)
    np.maximum.at(high, group, value)
    several: Mask = low[group] < high[group]
    return several


def among(ids: Column, some: Column | None) -> Mask:
    """Mask: the ids that are among some; all, if that is None."""
    return np.ones(len(ids), bool) if some is None else holds(pc.is_in(ids, some))


def in_one(column: Column) -> pa.Array:
    """A column of a table in one array; combine_chunks copies even what is in one."""
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def _as_mask(column: Column) -> Mask:
    mask: Mask = np.array(column.to_numpy(zero_copy_only=False), bool)
    return mask


def differ(before: Column, after: Column) -> Mask:
    """Mask: where two columns of one type differ, whatever it nests; null equals null."""
    before, after = in_one(before), in_one(after)
    if before.equals(after):  # as most columns are
        return np.zeros(len(after), bool)
    mask = _as_mask(pc.xor(pc.is_null(before), pc.is_null(after)))
    if pa.types.is_struct(before.type):
        for number in range(before.type.num_fields):
            mask |= differ(pc.struct_field(before, [number]), pc.struct_field(after, [number]))
        return mask
    if not pa.types.is_list(before.type):
        mask |= _as_mask(pc.fill_null(pc.not_equal(before, after), False))
        return mask
    lengths = (pc.fill_null(pc.list_value_length(column), -1) for column in (before, after))
    mask |= _as_mask(pc.not_equal(*lengths))
    alike = np.flatnonzero(~mask)
    before, after = before.take(pa.array(alike)), after.take(pa.array(alike))
    parents = pc.list_parent_indices(after).to_numpy()
    mask[alike[parents[differ(before.flatten(), after.flatten())]]] = True
    return mask
