"""Whether a board says of a posting what it said, and whose doing it is that something is read otherwise."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import fields_of
from schemas.postings import Posting
from schemas.said import KEPT, OWN, sum_words, unpack_sums
from schemas.tables import Vacancy
from schemas.vocabulary import Cause, LeftOut
from snapshots.arrays import Mask, Numbers, holds
from snapshots.changes import differs

Row: TypeAlias = Mapping[str, Any]  # a posting as a part or a snapshot holds it
ReadAgain: TypeAlias = Callable[[Row], Posting | None]  # its kept words read by the readers of today; None: not at hand

SUBJECTS = {field.name: field.use.read_from for field in fields_of(Vacancy) if field.use.read_from}  # of a column
DECIDES = {  # by why a posting is left out: the values that say so, and the subjects that they are read from
    LeftOut.AREA: (("places",), ("places",)),
    LeftOut.ROLE: (("role_family", "title"), ("title", "text")),
    LeftOut.NOT_A_VACANCY: ((), ("title",)),
}
LOOKED_AT = ("said", "readers", "places", "role_family", "salary_basis", *KEPT.values())  # columns
NEEDED = list(dict.fromkeys(("board", "board_ref", "run", "url", "fetched_at", *LOOKED_AT, *SUBJECTS)))  # to ask again


def is_same(before: Row, now: Row, subject: str) -> bool:
    """Whether the board says the same on a subject.

    Parts of before there were sums have the words alone: of a field of the board's these may have been found in the ad.
    """
    kept = KEPT[subject]
    if subject in (*OWN, "text") and before[kept] == now[kept]:
        return True
    was, said = unpack_sums(before["said"]), unpack_sums(now["said"])
    if was and said:
        return was.get(subject) == said.get(subject)
    if not said:
        return bool(before[kept] == now[kept])
    if subject in said or subject in OWN:
        return sum_words(before[kept]) == said.get(subject)
    return subject != "text"  # the field says nothing, so that the words were found in the ad


def are_kept(before: Row, now: Row, column: str) -> bool:
    """Whether the words of a column's values are there to compare: parts without sums have none of some values."""
    own = KEPT[SUBJECTS[column][0]]
    has_sums = before["said"] or now["said"]
    return bool(has_sums) or all(row[own] is not None for row in (before, now) if row[column] not in (None, [], False))


def find_reading_cause(before: Row, now: Row, column: str, read_again: ReadAgain) -> Cause:
    """Whose doing it is that a column of a posting has another value than before.

    Where the words differ and so do the readers, the old words are read again: what they say today is our doing.
    """
    if not are_kept(before, now, column):
        return Cause.BOARD
    if all(is_same(before, now, subject) for subject in SUBJECTS[column]):
        is_choice = any(place.get(column) == now[column] for place in before["places"])  # of the place that counts
        return Cause.SEARCH if is_choice and now[column] is not None else Cause.READER
    if _are_read_alike(before, now):
        return Cause.BOARD
    again = read_again(before)
    return Cause.READER if again and _plain(getattr(again, column)) == _plain(now[column]) else Cause.BOARD


def find_reworded(
    stock: pa.Table, was_at: Numbers, seen: pa.Table, differences: Mapping[str, Mask], read_again: ReadAgain
) -> dict[str, Mask]:
    """Of the values that differ between postings and what they were, by column, those whose board says something else.

    `was_at`: the row of the stock of each posting seen. What other readers make of the same words is their doing.
    """
    reworded = {name: mask.copy() for name, mask in differences.items()}
    if not reworded:
        return reworded
    rows = np.flatnonzero(np.logical_or.reduce(list(reworded.values())))
    before, now = (table.select(NEEDED).take(pa.array(at)) for table, at in ((stock, was_at[rows]), (seen, rows)))
    words, readers = (holds(differs(before[name], now[name])) for name in ("said", "readers"))
    have_sums = [holds(pc.greater(pc.list_value_length(one["said"]), 0)) for one in (before, now)]
    same_words = ~words & np.logical_and(*have_sums)
    for name, mask in reworded.items():
        mask[rows] &= ~(readers & same_words)
        chosen = np.flatnonzero(mask[rows] & readers & (name in SUBJECTS))
        ends = (table.take(pa.array(chosen)).to_pylist() for table in (before, now))
        for row, was, said in zip(rows[chosen], *ends, strict=True):
            mask[row] = find_reading_cause(was, said, name, read_again) == Cause.BOARD
    return reworded


def find_search_cause(before: Row, now: Row, read_again: ReadAgain) -> Cause:
    """Whose doing it is that a posting is a job of the search and was left out before, or the other way round."""
    values, subjects = DECIDES[LeftOut(before.get("left_out") or now["left_out"])]
    if values and all(_value(before, name) == _value(now, name) for name in values):
        return Cause.SEARCH
    if all(is_same(before, now, subject) for subject in subjects):
        return Cause.READER
    again = read_again(before)
    if again and (again.left_out is None) == (now.get("left_out") is None):
        return Cause.SEARCH if _are_read_alike(before, now) else Cause.READER
    return Cause.BOARD


def _are_read_alike(before: Row, now: Row) -> bool:
    return before["readers"] is not None and before["readers"] == now["readers"]


def _value(row: Row, name: str) -> Any:
    """A value that decides; of places their towns, since distances depend on the search."""
    if name == "places":
        return sorted((place["town"] or "", place["postal_code"] or "") for place in row["places"])
    return row[name]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
