"""From accepted pairs to jobs: the surest pairs first, and nothing that a chain would bring together against a veto."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from snapshots.arrays import Numbers
from snapshots.block import Block

FACTS = ("seniority", "form", "grades")  # of one job, two stated values are never different


def cluster(block: Block, pairs: pd.DataFrame) -> Numbers:
    """The group of each row of a block: the number of its first row.

    `pairs`: columns a, b, score of the accepted ones. A group has a town that all its postings name, one employer as
    far as it is written alike, and at most one stated value of each of FACTS. A posting that would fit two postings
    which cannot be one job joins neither over a fact that it does not state itself.
    """
    groups = _Groups(block)
    for a, b in _surest_first(block, _without_doubtful(block, pairs)):
        groups.join(a, b)
    return np.array([groups.first_of(row) for row in range(len(groups.towns))], np.int64)


class _Groups:
    """Rows joined into groups. Of the first row of a group, `towns` and `facts` are what holds for all its rows."""

    def __init__(self, block: Block) -> None:
        rows = block.rows
        self.towns = [frozenset(towns.split("\n")) for towns in rows["towns"]]
        self.facts = [rows[name].astype(object).where(rows[name].notna(), None).to_list() for name in FACTS]
        self.group = list(range(len(rows)))  # towards the first row of its group, perhaps by way of others

    def first_of(self, row: int) -> int:
        """The first row of a row's group."""
        group = self.group
        while group[row] != row:
            group[row] = group[group[row]]
            row = group[row]
        return row

    def join(self, a: int, b: int) -> None:
        """Make the groups of two rows one, unless they have no town in common or state two values of a fact."""
        one, other = sorted((self.first_of(a), self.first_of(b)))
        if one == other:
            return
        common = self.towns[one] & self.towns[other]
        stated = [(values[one], values[other]) for values in self.facts]
        if not common or any(x is not None and y is not None and x != y for x, y in stated):
            return
        self.group[other] = one
        self.towns[one] = common
        for values, (x, y) in zip(self.facts, stated, strict=True):
            values[one] = y if x is None else x


def _surest_first(block: Block, pairs: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """The row numbers of each pair, by falling score, then by the keys of its postings."""
    rank = block.rows["order"].to_numpy()
    ends = np.sort(np.stack([rank[pairs["a"]], rank[pairs["b"]]]), axis=0)
    order = np.lexsort((*ends[::-1], -pairs["score"].to_numpy()))
    return zip(pairs["a"].to_numpy()[order].tolist(), pairs["b"].to_numpy()[order].tolist(), strict=True)


def _without_doubtful(block: Block, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs but those of a posting without a fact that would join it to two different values of that fact."""
    keep = np.ones(len(pairs), bool)
    for name in FACTS:
        values = block.rows[name]
        left, right = values.to_numpy(object)[pairs["a"]], values.to_numpy(object)[pairs["b"]]
        ends = [
            pd.DataFrame({"pair": pairs.index, "row": pairs[row].to_numpy(), "value": value})[pd.isna(own)]
            for row, own, value in (("a", left, right), ("b", right, left))
        ]
        open_ends = pd.concat(ends).dropna(subset="value")
        doubtful = open_ends.groupby("row")["value"].transform("nunique") > 1
        keep &= ~pairs.index.isin(open_ends.loc[doubtful, "pair"])
    return pairs[keep]


def group_same_vacancies(block: Block, jobs: pd.Series) -> pd.Series:
    """For each row the group of jobs that may be one client's vacancy, relayed by agencies; None: no other is in sight.

    `jobs` are the rows' job ids. One town, one title that names more than a trade, several employers, among them an
    agency. The group is called by its smallest job id.
    """
    rows = block.rows.assign(job=jobs.to_numpy(object))
    rows = rows[~rows["generic"] & (rows["towns"] != "") & (rows["employer"] != "")]
    spread = rows.assign(town=rows["towns"].str.split("\n")).explode("town")
    keys = spread.groupby(["town", "title_words", "seniority"], sort=False, dropna=False)
    several = (keys["employer"].transform("nunique") > 1) & keys["agency"].transform("any")
    found = spread[several].assign(key=keys.ngroup()[several])
    name = found.groupby("key")["job"].transform("min")
    while True:  # a job of several towns joins their groups
        wider = name.groupby(found["job"]).transform("min")
        wider = wider.groupby(found["key"]).transform("min")
        if wider.equals(name):
            break
        name = wider
    names = dict(zip(found["job"], name, strict=True))
    return pd.Series([names.get(job) for job in jobs], dtype=object)
