"""From accepted pairs to jobs: the surest pairs first, and no chain of pairs joins postings against a veto."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from schemas.vocabulary import PossibleSame
from snapshots.arrays import Numbers
from snapshots.block import Block

FACTS = (
    "level",
    "form",
    "workload",
    "grades",
    "number",
)  # the postings of one job never state two different values of these


def cluster(block: Block, pairs: pd.DataFrame) -> Numbers:
    """The group of each row of a block, named by the number of its first row.

    `pairs`: columns a, b, score of the accepted pairs. A group has a town that all its postings name, one employer as
    far as it is written alike, and at most one stated value of each of FACTS. A posting that fits two postings which
    differ in such a fact joins neither if it does not state the fact itself.
    """
    groups = _Groups(block)
    for a, b in _surest_first(block, _without_doubtful(block, pairs)):
        groups.join(a, b)
    return np.array([groups.first_of(row) for row in range(len(groups.towns))], np.int64)


class _Groups:
    """Rows joined into groups. For the first row of a group, `towns` and `facts` hold what is true of all its rows."""

    def __init__(self, block: Block) -> None:
        rows = block.rows
        self.towns = [frozenset(towns.split("\n")) for towns in rows["towns"]]
        facts = {name: rows[name].to_numpy(object, copy=True) for name in FACTS}
        for values in facts.values():
            values[pd.isna(values)] = None
        self.facts = [values.tolist() for values in facts.values()]
        self.group = list(range(len(rows)))  # leads to the first row of its group, perhaps by way of others

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
    """The row numbers of each pair, by descending score, then by the keys of its postings."""
    rank = block.rows["order"].to_numpy()
    ends = np.sort(np.stack([rank[pairs["a"]], rank[pairs["b"]]]), axis=0)
    order = np.lexsort((*ends[::-1], -pairs["score"].to_numpy()))
    return zip(pairs["a"].to_numpy()[order].tolist(), pairs["b"].to_numpy()[order].tolist(), strict=True)


def _without_doubtful(block: Block, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs, without those that would join a posting that does not state a fact to two different values of it."""
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


def group_same_vacancies(block: Block, jobs: pd.Series, pairs: pd.DataFrame) -> pd.DataFrame:
    """For each row, the group of jobs that may be one vacancy, and why (`group`, `reason`); None: no other job may be.

    `jobs` are the rows' job ids, `pairs` those with a `possible` (see snapshots.pairs.find_possible). Jobs may be one,
    too, that share a town and a title which names more than a trade, and have several employers, at least one of them
    an agency. The group is named after its smallest job id; its reason is the first in PossibleSame of the job's own.
    """
    job = jobs.to_numpy(object)
    pairs = pairs[pairs["possible"].notna().to_numpy() & (job[pairs["a"]] != job[pairs["b"]])].reset_index(drop=True)
    ends = [
        pd.DataFrame({"job": job[pairs[row]], "key": pairs.index, "reason": pairs["possible"]}) for row in ("a", "b")
    ]
    relayed = _find_relayed(block, jobs)
    found = pd.concat([*ends, relayed.assign(key=relayed["key"] + len(pairs))], ignore_index=True)
    name = found.groupby("key")["job"].transform("min")
    while True:  # a job in several towns joins the groups of all of them
        wider = name.groupby(found["job"]).transform("min")
        wider = wider.groupby(found["key"]).transform("min")
        if wider.equals(name):
            break
        name = wider
    names = dict(zip(found["job"], name, strict=True))
    first = found.sort_values("reason", key=lambda column: column.map(list(PossibleSame).index))
    reasons = dict(reversed(list(zip(first["job"], first["reason"], strict=True))))
    told = [(names.get(one), reasons.get(one)) for one in job]
    return pd.DataFrame(told, columns=["group", "reason"], dtype=object)


def _find_relayed(block: Block, jobs: pd.Series) -> pd.DataFrame:
    """The jobs of each town and title that agencies and other employers have: `job`, `key`, `reason`."""
    rows = block.rows.assign(job=jobs.to_numpy(object))
    rows = rows[~rows["generic"] & rows["head"].isna() & (rows["towns"] != "") & (rows["employer"] != "")]
    several = rows.assign(town=rows["towns"].str.split("\n")).explode("town")
    keys = several.groupby(["town", "title_words", "level"], sort=False, dropna=False)
    mask = (keys["employer"].transform("nunique") > 1) & keys["agency"].transform("any")
    return several.loc[mask, ["job"]].assign(key=keys.ngroup()[mask], reason=PossibleSame.RELAYED)
