"""From accepted pairs to jobs: the surest pairs first, and no chain of pairs joins postings against a veto."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from schemas.reasons import Reason
from schemas.vocabulary import PossibleSame
from snapshots.arrays import Numbers, has_several
from snapshots.block import SITE, Block

Titles = dict[str, list[tuple[str, int, int]]]  # by board: the title's words, when first and when last seen
HOLDS_TWO = 0.8  # share of a text that two others make up which it holds: these are two ads, not two excerpts of it
FACTS = (  # a job's postings never state two values
    *("level", "form", "workload", "hours", "grades", "number"),
    *(*SITE, "firm", "start_year", "start_month", "trade"),
)


def cluster(
    block: Block, pairs: pd.DataFrame, parted: pd.DataFrame, lagging: pd.DataFrame
) -> tuple[Numbers, pd.DataFrame]:
    """The group of each row of a block, named by the number of its first row, and which rows joined none for doubt.

    `pairs`, `parted`: what pairs.decide says of pairs that are one vacancy, and of those that part all that is one with
    them; `lagging`: rows `behind` that stay where their `leader` is. A group has a town that all its postings name, one
    employer as far as it is written alike, at most one stated value of each of FACTS, no two postings that part, and on
    no board two titles at one time.
    What was one job is joined first. A posting that says too little to choose between two that are parted, or holds the
    texts of both, and was one with neither, joins neither (`a`; `b`: the one that it fits best).
    """
    rows = block.rows[["towns", *FACTS]].astype(object)
    leader_of = _leaders(lagging)
    behind, leader = np.array([*leader_of], np.int64), np.array([*leader_of.values()], np.int64)
    if len(behind):
        rows.iloc[behind] = rows.iloc[leader].to_numpy()
    parted = parted[~(parted["a"].isin(behind) | parted["b"].isin(behind))]
    linked = np.zeros(len(rows), bool)
    linked[pairs["a"]] = linked[pairs["b"]] = True
    parted = parted[linked[parted["a"]] & linked[parted["b"]]]
    of_two = _find_holding_two(block, pairs, parted)
    doubtful = pd.concat([find_doubtful(block, rows, pairs, parted), of_two]).drop_duplicates()
    excerpts = pairs[pairs["excerpt"] & ~pairs.index.isin(of_two["pair"])]
    groups = _Groups(rows, parted, excerpts, _titles_of(block, pairs, behind))
    for row, leads in leader_of.items():
        groups.follow(row, leads)
    for a, b in _surest_first(block, pairs[pairs["was_one"].to_numpy(bool) | ~pairs.index.isin(doubtful["pair"])]):
        groups.join(a, b)
    found = np.array([groups.first_of(row) for row in range(len(rows))], np.int64)
    return found, _unsure(block, pairs, doubtful, found)


def _leaders(lagging: pd.DataFrame) -> dict[int, int]:
    """By row that is behind, the row that leads it: the first that is behind none itself."""
    leads = lagging[["behind", "leader"]].sort_values(["behind", "leader"]).drop_duplicates("behind")
    first = dict(zip(leads["behind"].tolist(), leads["leader"].tolist(), strict=True))

    def follow(row: int) -> int:
        seen = {row}
        while row in first and first[row] not in seen:
            row = first[row]
            seen.add(row)
        return row

    return {row: follow(row) for row in first}


def _titles_of(block: Block, pairs: pd.DataFrame, behind: Numbers) -> dict[int, Titles]:
    """What the board of each row calls it, and when; nothing, where no pair has two titles, and of rows behind."""
    title = block.rows["title_words"].to_numpy(object)
    if not (title[pairs["a"]] != title[pairs["b"]]).any():
        return {}
    rows = np.setdiff1d(np.concatenate([pairs["a"], pairs["b"]]), behind)
    told = block.rows[["board", "title_words", "first", "last"]].take(rows).itertuples(index=False)
    return {row: {board: [tuple(rest)]} for row, (board, *rest) in zip(rows.tolist(), told, strict=True)}


class _Groups:
    """Rows joined into groups. For the first row of a group, `towns` and `facts` hold what is true of all its rows."""

    def __init__(
        self, rows: pd.DataFrame, parted: pd.DataFrame, excerpts: pd.DataFrame, titles: dict[int, Titles]
    ) -> None:
        self.titles = titles
        self.towns = [frozenset(towns.split("\n")) for towns in rows["towns"]]
        facts = {name: rows[name].to_numpy(object, copy=True) for name in FACTS}
        for values in facts.values():
            values[pd.isna(values)] = None
        self.facts = [values.tolist() for values in facts.values()]
        self.group = list(range(len(rows)))  # leads to the first row of its group, perhaps by way of others
        self.parted = defaultdict[int, dict[int, bool]](dict)  # by row, those parted from it: whether by their texts
        by_text = parted["reason"].str.startswith(Reason.OTHER_TEXTS)
        for a, b, text in zip(parted["a"].tolist(), parted["b"].tolist(), by_text.tolist(), strict=True):
            self.parted[a][b] = self.parted[b][a] = text
        self.members = {row: {row} for row in self.parted}  # of a group, as far as they are parted from any
        self.whole = defaultdict[int, set[int]](set)  # by row, the texts that its own is an excerpt of
        for a, b, a_is in excerpts[["a", "b", "weak_a"]].itertuples(index=False):
            self.whole[a if a_is else b].add(b if a_is else a)

    def first_of(self, row: int) -> int:
        """The first row of a row's group."""
        group = self.group
        while group[row] != row:
            group[row] = group[group[row]]
            row = group[row]
        return row

    def follow(self, row: int, leader: int) -> None:
        """Put a row where its leader is, whatever it says."""
        self.group[row] = self.first_of(leader)

    def join(self, a: int, b: int) -> None:
        """Make the groups of two rows one, unless something parts them."""
        one, other = sorted((self.first_of(a), self.first_of(b)))
        if one == other:
            return
        common = self.towns[one] & self.towns[other]
        stated = [(values[one], values[other]) for values in self.facts]
        if not common or any(x is not None and y is not None and x != y for x, y in stated):
            return
        if self.parted and self._are_parted(one, other):
            return
        if self.titles and self._have_two_titles(one, other):
            return
        self.group[other] = one
        self.towns[one] = common
        for values, (x, y) in zip(self.facts, stated, strict=True):
            values[one] = y if x is None else x
        for board, told in self.titles.pop(other, {}).items():
            self.titles.setdefault(one, {}).setdefault(board, []).extend(told)
        if other in self.members:
            self.members[one] = self.members.pop(other) | self.members.get(one, set())

    def _are_parted(self, one: int, other: int) -> bool:
        """Whether a posting of the one group is parted from one of the other; two excerpts of one text are not."""
        left, right = self.members.get(one), self.members.get(other)
        if not left or not right:
            return False
        for x in left:
            for y in self.parted[x].keys() & right:
                full = self.whole[x] & self.whole[y]
                if not self.parted[x][y] or all(self.first_of(row) not in (one, other) for row in full):
                    return True
        return False

    def _have_two_titles(self, one: int, other: int) -> bool:
        """Whether a board has rows of both groups at one time under two titles: then it means two vacancies."""
        left, right = self.titles.get(one, {}), self.titles.get(other, {})
        return any(
            title != other_title and first <= other_last and other_first <= last
            for board in left.keys() & right.keys()
            for title, first, last in left[board]
            for other_title, other_first, other_last in right[board]
        )


def _surest_first(block: Block, pairs: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """The row numbers of each pair: those that were one job, by descending score, by the keys of their postings."""
    rank = block.rows["order"].to_numpy()
    ends = np.sort(np.stack([rank[pairs["a"]], rank[pairs["b"]]]), axis=0)
    order = np.lexsort((*ends[::-1], -pairs["score"].to_numpy(), ~pairs["was_one"].to_numpy(bool)))
    return zip(pairs["a"].to_numpy()[order].tolist(), pairs["b"].to_numpy()[order].tolist(), strict=True)


def find_doubtful(block: Block, rows: pd.DataFrame, pairs: pd.DataFrame, parted: pd.DataFrame) -> pd.DataFrame:
    """The pairs (`pair`, an index of `pairs`) of a posting (`row`) that could as well be one with another vacancy.

    It does not state a fact of which the others state two values, or its text says too little where their texts, or
    nothing of pay, contract or reference where those, make them two vacancies.
    """
    found = [_of_two_values(rows[name], pairs) for name in FACTS]
    if len(parted):
        ends = pd.concat(
            [
                pd.DataFrame({"pair": pairs.index, "row": pairs[a], "to": pairs[b], "weak": pairs[f"weak_{a}"]})
                for a, b in (("a", "b"), ("b", "a"))
            ]
        )
        known = block.rows
        silent = {
            Reason.OTHER_PAY: known["salary_basis"].ne("stated"),
            Reason.OTHER_CONTRACT: known["fixed_term"].isna() & known["contract_until_on"].isna(),
            Reason.OTHER_REFERENCES: known["reference"].isna(),
        }
        for code in (Reason.OTHER_TEXTS, Reason.LOST_ITS_TEXT, *silent):
            those = parted.loc[parted["reason"] == code, ["a", "b"]]
            may = ends[silent[code].to_numpy()[ends["row"]] if code in silent else ends["weak"]]
            may = may[may["to"].isin(those["a"]) | may["to"].isin(those["b"])]
            left = may.merge(those, left_on="to", right_on="a")
            both = left.merge(may, left_on=["row", "b"], right_on=["row", "to"], suffixes=("", "_too"))
            found += [both[["pair", "row"]], both[["pair_too", "row"]].rename(columns={"pair_too": "pair"})]
    return pd.concat(found, ignore_index=True).drop_duplicates()


def _find_holding_two(block: Block, pairs: pd.DataFrame, parted: pd.DataFrame) -> pd.DataFrame:
    """The pairs of a posting with each of two that texts part, most of whose own text is theirs; as `find_doubtful`."""
    those = pairs[pairs["excerpt"]]
    ends = np.where(those["weak_a"], (those["a"], those["b"]), (those["b"], those["a"]))
    held = pd.DataFrame({"pair": those.index, "part": ends[0], "row": ends[1]})
    apart = parted.loc[parted["reason"].str.startswith(Reason.OTHER_TEXTS), ["a", "b"]]
    left = apart.merge(held, left_on="a", right_on="part")
    both = left.merge(held, left_on=["b", "row"], right_on=["part", "row"], suffixes=("", "_too"))
    size = block.signatures.size
    both = both[size[both["a"]] + size[both["b"]] >= HOLDS_TWO * size[both["row"]]]
    return pd.concat([both[["pair", "row"]], both[["pair_too", "row"]].rename(columns={"pair_too": "pair"})])


def _of_two_values(values: pd.Series, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs that would join a posting that does not state a fact to two different values of it."""
    stated = pd.factorize(values)[0]  # -1: it is not
    ends = (pairs["a"].to_numpy(), pairs["b"].to_numpy())
    found = []
    for silent, other in (ends, ends[::-1]):
        at = np.flatnonzero((stated[silent] < 0) & (stated[other] >= 0))
        found.append((at, silent[at], stated[other[at]]))
    pair, row, value = (np.concatenate(parts) for parts in zip(*found, strict=True))
    doubtful = has_several(row, value)
    return pd.DataFrame({"pair": pairs.index.to_numpy()[pair[doubtful]], "row": row[doubtful]})


def _unsure(block: Block, pairs: pd.DataFrame, doubtful: pd.DataFrame, groups: Numbers) -> pd.DataFrame:
    """Rows `a` that joined none of several for doubt, with the row `b` that each fits best: the surest, the first."""
    those = pairs.loc[doubtful["pair"]]
    row = doubtful["row"].to_numpy()
    other = np.where(those["a"].to_numpy() == row, those["b"].to_numpy(), those["a"].to_numpy())
    order = block.rows["order"].to_numpy()[other]
    found = pd.DataFrame({"a": row, "b": other, "score": those["score"].to_numpy(), "order": order})
    found = found[~found["a"].isin(row[groups[row] == groups[other]])]
    found = found.sort_values(["score", "order"], ascending=[False, True])
    return found.drop_duplicates("a")[["a", "b"]]


def group_same_vacancies(block: Block, jobs: pd.Series, pairs: pd.DataFrame) -> pd.DataFrame:
    """For each row, the group of jobs that may be one vacancy, and why (`group`, `reason`); None: no other job may be.

    `jobs` are the rows' job ids, `pairs` those with a `possible` (see snapshots.duplicates.Grouping). Jobs may be one,
    too, that share a town and a title which names more than a trade, and have several employers, at least one of them
    an agency. The group is named after its smallest job id; its reason is the first in PossibleSame of the job's own.
    """
    job = jobs.to_numpy(object)
    pairs = pairs[pairs["possible"].notna().to_numpy() & (job[pairs["a"]] != job[pairs["b"]])].reset_index(drop=True)
    ends = [
        pd.DataFrame({"job": job[pairs[row]], "key": pairs.index, "reason": pairs["possible"]}) for row in ("a", "b")
    ]
    relayed = _find_relayed(block, jobs)
    if not len(pairs) and not len(relayed):  # as nearly always
        return pd.DataFrame({"group": None, "reason": None}, index=range(len(job)), dtype=object)
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
