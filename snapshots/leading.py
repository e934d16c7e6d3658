"""Which posting of a job a fact is taken from while its boards follow each other: the first that said the new value.

So a change is told once, when it is first seen, and neither again nor back while another board still says the old one.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Mask, Numbers, in_one
from snapshots.employers import employer_of
from snapshots.said_before import REMEMBERED, as_text
from snapshots.title_facts import facts_of
from snapshots.title_sites import site_of
from snapshots.titles import title_of

Compare = Callable[[str], str]


def _facts_of(title: str) -> str:
    """What a title states besides its words."""
    return f"{site_of(title, '')} {facts_of(title)}"


# Facts that boards word differently, by the column that names each: what is compared of them, by column.
WORDED: dict[str, dict[str, Compare]] = {
    "title": {"title_key": title_of, "title": _facts_of},
    "employer": {"employer_key": employer_of},
    "place": {"town": str},
}
Path = list[tuple[Any, ...]]  # the values of a fact, oldest first


class Leads:
    """The changes that the postings of jobs remember, as far as their boards made them. `job`: the number of each
    posting's job."""

    def __init__(self, stock: pa.Table, job: Numbers) -> None:
        self.stock, self.job = stock, job
        self.several = np.bincount(job)[job] > 1
        said = in_one(stock["said_before"])
        entries = pc.list_flatten(said)
        columns = {name: pc.struct_field(entries, name) for name in ("field", "value", "until_at", "may_lag")}
        columns["row"] = pc.list_parent_indices(said)
        reworded = pc.fill_null(pc.struct_field(entries, "reworded"), True)
        self.entries = pa.table(columns).filter(reworded).to_pandas()
        self.entries = self.entries[self.several[self.entries["row"]]]
        self.since = stock["first_seen_at"].to_pylist()
        self.is_open = pc.equal(stock["status"], "open").to_numpy(zero_copy_only=False)

    def find(self, name: str, columns: Sequence[str]) -> Mask:
        """The postings that a fact is taken from before others; `name`: the column that names it, of its `columns`."""
        leads = np.zeros(len(self.job), bool)
        if self.entries.empty:  # as mostly; asked for each fact
            return leads
        compared = WORDED.get(name) or {one: str for one in columns if one in REMEMBERED}
        fields = list(compared)
        entries = self.entries[self.entries["field"].isin(fields)]
        if entries.empty:
            return leads
        rows = np.flatnonzero(self.several & np.isin(self.job, self.job[entries["row"].unique()]))
        said = self.stock.select(fields).take(pa.array(rows)).to_pylist()
        now = {row: tuple(_compared(as_text(one[field]), compared[field]) for field in fields)
               for row, one in zip(rows.tolist(), said, strict=True)}  # fmt: skip
        told = dict(iter(entries.groupby("row")))
        for _, at in pd.Series(rows).groupby(self.job[rows]):
            paths = {row: _path(now[row], told.get(row), compared) for row in at.tolist()}
            for row in self._first_of_last(paths, told):
                leads[row] = True
        return leads

    def _first_of_last(self, paths: dict[int, Path], told: dict[int, pd.DataFrame]) -> list[int]:
        """Of a job's postings that changed, those that first reached the value that was reached last.

        None, if another said it all along: then it is nothing new of the job.
        """
        since = {}
        for row in paths:
            if row in told and len(paths[row]) > 1 and any(paths[row][-1]):
                last = told[row].iloc[-1]
                if self.is_open[row] or (last["may_lag"] and self.is_open[[*paths]].any()):
                    since[row] = last["until_at"]
        ahead = [row for row in since if not any(_is_behind(paths[row], other) for other in paths.values())]
        reached: dict[tuple[Any, ...], Any] = {}
        for row in ahead:
            value = paths[row][-1]
            reached[value] = min(since[row], reached.get(value, since[row]))
        if not reached:
            return []
        value = max(reached, key=lambda one: (reached[one], str(one)))
        if any(path == [value] and self.since[row] < reached[value] for row, path in paths.items()):
            return []
        return [row for row in ahead if paths[row][-1] == value and since[row] == reached[value]]


def _compared(text: str | None, compared: Compare) -> str | None:
    return compared(text) if text else None


def _path(now: tuple[Any, ...], told: pd.DataFrame | None, compared: Mapping[str, Compare]) -> Path:
    """The values that a posting said of a fact, oldest first; nothing twice in a row."""
    path = [now]
    if told is not None:
        for until in sorted(told["until_at"].unique(), reverse=True):
            changes = told.loc[told["until_at"] == until, ["field", "value"]].itertuples(index=False)
            before = dict(zip(compared, path[-1], strict=True))
            before |= {field: _compared(value, compared[field]) for field, value in changes}
            path.append(tuple(before.values()))
    path.reverse()
    return [path[0], *(value for was, value in pairwise(path) if value != was)]


def _is_behind(path: Path, other: Path) -> bool:
    """Whether another posting went through all that this one said, in this order, and further.

    >>> _is_behind(["a", "b"], ["a", "b", "c"]), _is_behind(["a", "b", "a"], ["a", "b"]), _is_behind(["b"], ["a", "b"])
    (True, False, False)
    """
    values = iter(other)
    return other[-1] != path[-1] and all(value in values for value in path)
