"""From accepted pairs to jobs, and to those that may be one vacancy: small tables of what was decided on each pair."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from schemas.vocabulary import PossibleSame
from snapshots.clusters import cluster, group_same_vacancies
from tests.support.blocks import DAY, WORDS, Said, block_of

Pair = tuple[int, int, float] | tuple[int, int, float, str]
TEXTS = "other_texts"


def cluster_of(
    postings: list[Said],
    pairs: list[Pair],
    parted: Sequence[tuple[int, int, str]] = (),
    lagging: Sequence[tuple[int, int]] = (),
) -> tuple[list[int], list[tuple[int, int]]]:
    """The group of each posting, and which posting joined none for doubt, with the one that it fits best.

    `pairs`: two rows, their score, and marks: `a`, `b`: that one's text says little; `e`: it is an excerpt; `1`: they
    were one job. `words`: of a posting's text. `parted`: two rows and the reason. `lagging`: the row behind, and the
    one that leads.
    """
    told = [(a, b, score, "".join(mark)) for a, b, score, *mark in pairs]
    accepted = pd.DataFrame(told, columns=["a", "b", "score", "marks"]).astype({"a": int, "b": int, "marks": str})
    for name, mark in (("excerpt", "e"), ("weak_a", "a"), ("weak_b", "b"), ("was_one", "1")):
        accepted[name] = accepted["marks"].str.contains(mark).astype(bool)
    apart = pd.DataFrame(list(parted), columns=["a", "b", "reason"]).astype({"a": int, "b": int, "reason": object})
    behind = pd.DataFrame(list(lagging), columns=["behind", "leader"]).astype(int)
    texts = [range(posting.get("words", WORDS)) for posting in postings]
    groups, unsure = cluster(block_of(*postings, texts=texts), accepted, apart, behind)
    first = pd.Series(range(len(groups))).groupby(groups).transform("min")
    return first.tolist(), list(unsure.itertuples(index=False, name=None))


JUNIOR, SENIOR = {"level": "junior"}, {"level": "senior"}
STATED = {"salary_basis": "stated"}
BETA = {"board": "beta"}
SHORT, LONG = {"title_words": "it leit"}, {"title_words": "it leit werk"}
TOUCHING, LATER = {"first": 10 * DAY, "last": 12 * DAY}, {"first": 11 * DAY, "last": 12 * DAY}
PART, HALF = {"words": WORDS * 39 // 100}, {"words": WORDS * 41 // 100}
HAGEN, ULM, BOTH = {"towns": "Hagen"}, {"towns": "Ulm"}, {"towns": "Hagen\nUlm"}


@pytest.mark.parametrize(
    ("postings", "pairs", "parted", "groups", "unsure"),
    [
        ([{}, {}], [], [], [0, 1], []),
        ([{}, {}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 0, 0], []),  # through the one between
        ([{}, {}, {}], [(1, 2, 0.9)], [], [0, 1, 1], []),
        ([{}, {}, {}, {}], [(0, 3, 0.9), (1, 2, 0.8), (2, 3, 0.7)], [], [0, 0, 0, 0], []),
        # A town of all: the surest pair decides, then the order of the keys.
        ([HAGEN, BOTH, ULM], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 0, 2], []),
        ([HAGEN, BOTH, ULM], [(0, 1, 0.8), (1, 2, 0.9)], [], [0, 1, 1], []),
        ([HAGEN, BOTH, ULM], [(0, 1, 0.8), (1, 2, 0.9, "1")], [], [0, 1, 1], []),
        ([HAGEN, BOTH, ULM], [(0, 1, 0.9), (1, 2, 0.8, "1")], [], [0, 1, 1], []),  # one job before comes first
        ([HAGEN, BOTH, ULM], [(1, 2, 0.9), (0, 1, 0.9)], [], [0, 0, 2], []),
        ([HAGEN | {"order": 2}, BOTH, ULM | {"order": 0}], [(0, 1, 0.9), (1, 2, 0.9)], [], [0, 1, 1], []),
        ([BOTH, BOTH, ULM], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 0, 0], []),
        # A fact of which the two others state two values: the silent one joins neither.
        ([JUNIOR, {}, SENIOR], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([JUNIOR, {}, SENIOR], [(0, 1, 0.8), (1, 2, 0.9)], [], [0, 1, 2], [(1, 2)]),
        ([JUNIOR, {}, SENIOR], [(0, 1, 0.8), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([JUNIOR, {}, SENIOR], [(0, 1, 0.8), (1, 2, 0.8, "1")], [], [0, 1, 1], []),  # with which it was one
        ([JUNIOR, {}, JUNIOR], [(0, 1, 0.8), (1, 2, 0.9)], [], [0, 0, 0], []),
        ([JUNIOR, {}, {}, SENIOR], [(0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.7)], [], [0, 0, 0, 3], []),  # by way of another
        ([{}, JUNIOR, {}, SENIOR], [(0, 1, 0.9), (0, 2, 0.8), (2, 3, 0.7)], [], [0, 0, 0, 3], []),
        ([{"form": "a"}, {}, {"form": "b"}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([{"workload": 50}, {}, {"workload": 80}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([{"hours": 20}, {}, {"hours": 30}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([{"grades": "a"}, {}, {"grades": "b"}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([{"number": "a"}, {}, {"number": "b"}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([{"site": "a"}, {}, {"site": "b"}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([{"start_year": 1}, {}, {"start_year": 2}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([{"firm": "a"}, {"site": "b"}, {"firm": "c"}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        ([{"number": "a"}, SENIOR, {"number": "b"}], [(0, 1, 0.9), (1, 2, 0.8)], [], [0, 1, 2], [(1, 0)]),
        # Two that are parted stay so, though a third is one with both.
        ([{}, {}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, TEXTS)], [0, 0, 2], []),
        ([{}, {}, {}], [(0, 1, 0.8), (1, 2, 0.9)], [(2, 0, TEXTS)], [0, 1, 1], []),
        ([{}, {}, {}], [(0, 1, 0.9, "b"), (1, 2, 0.8, "a")], [(0, 2, TEXTS)], [0, 1, 2], [(1, 0)]),  # it says little
        ([{}, {}, {}], [(0, 1, 0.8, "b"), (1, 2, 0.9, "a")], [(2, 0, TEXTS)], [0, 1, 2], [(1, 2)]),
        ([{}, {}, {}], [(0, 1, 0.9, "b"), (1, 2, 0.8, "a1")], [(0, 2, TEXTS)], [0, 1, 1], []),
        ([{}, {}, {}], [(0, 1, 0.9, "b"), (1, 2, 0.8)], [(0, 2, TEXTS)], [0, 0, 2], []),  # weak beside one alone
        ([{}, {}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, "other_pay")], [0, 1, 2], [(1, 0)]),
        ([{}, STATED, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, "other_pay")], [0, 0, 2], []),
        ([{}, {}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, "other_contract")], [0, 1, 2], [(1, 0)]),
        ([{}, {"fixed_term": True}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, "other_contract")], [0, 0, 2], []),
        ([{}, {"contract_until_on": 9.0}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, "other_contract")], [0, 0, 2], []),
        ([{}, {}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, "other_references")], [0, 1, 2], [(1, 0)]),
        ([{}, {"reference": "A"}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, "other_references")], [0, 0, 2], []),
        ([{}, {}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 2, "other_levels")], [0, 0, 2], []),
        ([{}, {}, {}, {}], [(0, 1, 0.9), (1, 2, 0.8)], [(0, 3, TEXTS)], [0, 0, 0, 3], []),  # parted from one aside
        ([{}, {}, {}, {}], [(0, 1, 0.9), (2, 3, 0.8), (1, 2, 0.7)], [(0, 3, TEXTS)], [0, 0, 2, 2], []),
        ([{}, {}, {}, {}], [(0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.7)], [(0, 3, TEXTS)], [0, 0, 0, 3], []),
        ([{}, {}, {}, {}], [(0, 1, 0.9), (2, 3, 0.8)], [(0, 2, TEXTS), (1, 3, TEXTS)], [0, 0, 2, 2], []),
        # On one board two titles at one time are two vacancies, though another board's is one with both.
        ([SHORT, LONG, LONG | BETA], [(0, 2, 0.9), (1, 2, 0.8)], [], [0, 1, 0], []),
        ([SHORT, LONG, LONG | BETA], [(0, 2, 0.8), (1, 2, 0.9)], [], [0, 1, 1], []),
        ([SHORT | BETA, SHORT, LONG], [(0, 1, 0.9), (0, 2, 0.8)], [], [0, 0, 2], []),
        ([SHORT, LONG | TOUCHING, LONG | BETA], [(0, 2, 0.9), (1, 2, 0.8)], [], [0, 1, 0], []),
        ([SHORT, LONG | LATER, LONG | BETA], [(0, 2, 0.9), (1, 2, 0.8)], [], [0, 0, 0], []),
        ([SHORT | TOUCHING, LONG, LONG | BETA], [(0, 2, 0.9), (1, 2, 0.8)], [], [0, 1, 0], []),
        ([SHORT | LATER, LONG, LONG | BETA], [(0, 2, 0.9), (1, 2, 0.8)], [], [0, 0, 0], []),
        ([SHORT, SHORT, LONG | BETA], [(0, 2, 0.9), (1, 2, 0.8)], [], [0, 0, 0], []),
        # Two excerpts of one text are one with it, though neither has the other's words.
        ([{}, PART, PART], [(0, 1, 0.9, "be"), (0, 2, 0.8, "be")], [(1, 2, TEXTS)], [0, 0, 0], []),
        ([PART, {}, PART], [(0, 1, 0.9, "ae"), (1, 2, 0.8, "be")], [(0, 2, TEXTS)], [0, 0, 0], []),
        ([STATED, PART, PART], [(0, 1, 0.9, "be"), (0, 2, 0.8, "be")], [(1, 2, "other_pay")], [0, 0, 2], []),
        ([{}, PART, PART], [(0, 1, 0.9, "be"), (0, 2, 0.8, "b")], [(1, 2, TEXTS)], [0, 0, 2], []),
        # Two that make up most of a text are two ads that it holds: it joins neither.
        ([{}, HALF, PART], [(0, 1, 0.9, "be"), (0, 2, 0.8, "be")], [(1, 2, TEXTS)], [0, 1, 2], [(0, 1)]),
        ([HALF, {}, HALF], [(0, 1, 0.8, "ae"), (1, 2, 0.9, "be")], [(0, 2, TEXTS)], [0, 1, 2], [(1, 2)]),
        ([HALF, {}, HALF], [(0, 1, 0.8, "ae1"), (1, 2, 0.9, "be")], [(0, 2, TEXTS)], [0, 0, 2], []),
        ([HALF, {}, HALF], [(0, 1, 0.9, "ae"), (1, 2, 0.8, "be")], [], [0, 0, 0], []),
        ([HALF, {}, HALF, {}], [(0, 1, 0.9, "ae"), (1, 2, 0.8, "be"), (1, 3, 0.7)], [(0, 2, TEXTS)], [0, 1, 2, 1],
         [(1, 0)]),
    ],
)  # fmt: skip
def test_pairs_become_jobs(
    postings: list[Said],
    pairs: list[Pair],
    parted: list[tuple[int, int, str]],
    groups: list[int],
    unsure: list[tuple[int, int]],
) -> None:
    assert cluster_of(postings, pairs, parted) == (groups, unsure)


@pytest.mark.parametrize(
    ("postings", "pairs", "parted", "lagging", "groups"),
    [
        ([{}, {}], [], [], [(1, 0)], [0, 0]),
        ([{}, {}], [], [], [(0, 1)], [0, 0]),
        ([JUNIOR, SENIOR], [], [(0, 1, "other_levels")], [(1, 0)], [0, 0]),  # whatever it says
        ([HAGEN, ULM, {"towns": "Ulm"}], [(1, 2, 0.9)], [], [(1, 0)], [0, 0, 2]),  # it has no say of its own
        ([HAGEN, ULM, {"towns": "Hagen"}], [(1, 2, 0.9)], [], [(1, 0)], [0, 0, 0]),
        ([{}, {}, {}], [(0, 2, 0.9), (1, 2, 0.8)], [(1, 2, TEXTS)], [(1, 0)], [0, 0, 0]),
        ([JUNIOR, SENIOR, {}], [(0, 2, 0.9), (1, 2, 0.8)], [], [(0, 1)], [0, 0, 0]),  # nor any that makes others doubt
        ([{}, {}, {}], [(0, 2, 0.9)], [(2, 1, TEXTS)], [(1, 0)], [0, 0, 0]),
        ([{}, {}, {}], [], [], [(2, 1), (1, 0)], [0, 0, 0]),  # behind one that is behind
        ([{}, {}, {}], [], [], [(2, 1), (2, 0)], [0, 1, 0]),  # the first of two that lead
        ([{}, {}, {}], [], [], [(0, 1), (1, 0)], [0, 0, 2]),  # behind each other
        ([{}, {}, {}], [], [], [(0, 1), (1, 2), (2, 1)], [0, 0, 0]),
        ([SHORT, LONG, LONG | BETA], [(0, 2, 0.9)], [], [(1, 2)], [0, 0, 0]),  # nor a title of its own
    ],
)
def test_a_posting_that_lags_stays_where_its_leader_is(
    postings: list[Said], pairs: list[Pair], parted: list[tuple[int, int, str]], lagging: list[Any], groups: list[int]
) -> None:
    assert cluster_of(postings, pairs, parted, lagging)[0] == groups


AGENCY, ONE_TEXT, SEVERAL, RELAYED = {"employer": "vermittler", "agency": True}, "one_text", "fits_several", "relayed"


@pytest.mark.parametrize(
    ("postings", "jobs", "pairs", "groups", "reasons"),
    [
        ([{}, {}], "AB", [], "--", "--"),
        ([{}, {}], "AB", [(0, 1, ONE_TEXT)], "AA", [ONE_TEXT] * 2),
        ([{}, {}], "BA", [(0, 1, ONE_TEXT)], "AA", [ONE_TEXT] * 2),
        ([{}, {}], "AA", [(0, 1, ONE_TEXT)], "--", "--"),
        ([{}, {}, {}], "ABB", [(0, 1, ONE_TEXT)], "AAA", [ONE_TEXT] * 3),
        ([{}, {}, {}], "CBA", [(0, 1, ONE_TEXT), (1, 2, SEVERAL)], "AAA", None),
        ([{}] * 5, "EDCBA", [(0, 1, ONE_TEXT), (1, 2, ONE_TEXT), (2, 3, ONE_TEXT), (3, 4, ONE_TEXT)], "AAAAA", None),
        ([{}, AGENCY], "AB", [], "AA", [RELAYED] * 2),
        ([{}, {"agency": True}], "AB", [], "--", "--"),  # one employer
        ([{}, {"employer": "beispiel"}], "AB", [], "--", "--"),  # no agency
        ([{"generic": True}, AGENCY], "AB", [], "--", "--"),
        ([{"head": "leit"}, AGENCY], "AB", [], "--", "--"),
        ([{}, AGENCY | {"title_words": "netz leit"}], "AB", [], "--", "--"),
        ([{}, AGENCY | {"level": "senior"}], "AB", [], "--", "--"),
        ([{"level": "senior"}, AGENCY | {"level": "senior"}], "AB", [], "AA", [RELAYED] * 2),
        ([{}, AGENCY | {"towns": "Hagen"}], "AB", [], "--", "--"),
        ([{}, AGENCY | {"towns": "Hagen\nSolingen"}], "AB", [], "AA", [RELAYED] * 2),
        ([{"towns": ""}, AGENCY | {"towns": ""}], "AB", [], "--", "--"),
        ([{"employer": ""}, AGENCY], "AB", [], "--", "--"),
        (
            [ULM, AGENCY | {"towns": "Hagen\nUlm"}, HAGEN | {"employer": "beispiel"}], "CBA", [], "AAA", [RELAYED] * 3,
        ),
        ([LONG, {}, AGENCY, LONG], "ABCD", [(0, 3, ONE_TEXT)], "ABBA", [ONE_TEXT, RELAYED, RELAYED, ONE_TEXT]),
        ([{}, AGENCY], "AB", [(0, 1, ONE_TEXT)], "AA", [PossibleSame(ONE_TEXT)] * 2),
    ],
)  # fmt: skip
def test_jobs_that_may_be_one_vacancy(
    postings: list[Said], jobs: str, pairs: list[tuple[int, int, str]], groups: str, reasons: Any
) -> None:
    may_be = pd.DataFrame(pairs, columns=["a", "b", "possible"]).astype({"a": int, "b": int, "possible": object})
    told = group_same_vacancies(block_of(*postings), pd.Series(list(jobs), dtype=object), may_be)
    assert "".join(told["group"].fillna("-")) == groups
    if reasons is not None:
        assert list(told["reason"].fillna("-")) == list(reasons)


def test_the_reason_is_the_first_of_a_jobs_own() -> None:
    first, second, third = PossibleSame
    pairs = [(1, 2, third), (0, 1, second), (2, 3, first)]
    may_be = pd.DataFrame(pairs, columns=["a", "b", "possible"])
    told = group_same_vacancies(block_of({}, {}, {}, {}), pd.Series(list("ABCD"), dtype=object), may_be)
    assert told["reason"].tolist() == [second, second, first, first] and np.all(told["group"] == "A")
