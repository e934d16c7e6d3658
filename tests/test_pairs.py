"""What two postings are to each other, from what the readers made of them: each rule and each of its bounds."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from schemas.reasons import Reason
from schemas.vocabulary import PossibleSame
from snapshots.block import Block
from snapshots.objections import find_objections
from snapshots.pairs import PARTING, compare, decide, find_needed_share
from tests.support.blocks import DAY, WORDS, Said, block_of

OTHER_BOARD = {"board": "beta", "board_ref": "2", "order": 1, "posted_on": 2.0, "text_sha256": "b"}
STAFF = {"agency": True, "employer": "vermittler", "first_word": "vermittler"}
HEAD = {"head": "leit"}


def beside(one: Said, other: Said, shared: int = WORDS, size: int = WORDS, of: int = WORDS) -> Block:
    """A block of two postings, of texts of `of` and `size` words, of which they share some."""
    texts = [range(of), [*range(shared), *range(1000, 1000 + size - shared)]]
    return block_of(one, OTHER_BOARD | other, texts=texts)


def say(known: Block) -> Any:
    """What is said of the pair, which is the same from either side."""
    said, back = (decide(known, pd.DataFrame({"a": [one], "b": [1 - one]})).iloc[0] for one in (0, 1))
    for name in ("same", "score", "kind", "reason", "possible", "parts_all", "alike", "excerpt"):
        assert said[name] == back[name] or pd.isna(said[name]), name
    assert (said["weak_a"], said["weak_b"]) == (back["weak_b"], back["weak_a"])
    return said


PAY = {"salary_basis": "stated", "salary_min_eur": 50_000.0, "salary_max_eur": 60_000.0}
A_YEAR = {"salary_year_min_eur": 50_000.0, "salary_year_max_eur": 60_000.0}
BY_MONTH = PAY | A_YEAR | {"salary_period": "month"}
NEAR = 85  # words, of a hundred


def pays(low: float | None, high: float | None, **values: Any) -> Said:
    return PAY | {"salary_min_eur": low, "salary_max_eur": high} | values


def earns(low: float, high: float, **values: Any) -> Said:
    return PAY | {"salary_year_min_eur": low, "salary_year_max_eur": high} | values


@pytest.mark.parametrize(
    ("one", "other", "shared", "veto"),
    [
        ({}, {}, WORDS, None),
        ({}, {"title_words": "it leit vertrieb"}, WORDS, Reason.OTHER_TITLES),
        ({}, {"title_words": "it leit produktion werk"}, 90, None),  # says more, on another board
        ({}, {"title_words": "it leit produktion werk"}, 89, Reason.OTHER_TITLES),
        ({}, {"title_words": "it leit produktion werk", "board": "alpha"}, 90, Reason.OTHER_TITLES),
        ({}, {"title_words": "it leit produktion werk", "employer": "muster werke"}, 90, Reason.OTHER_TITLES),
        ({}, {"title_words": "it leit produktion senior"}, WORDS, Reason.OTHER_TITLES),
        ({}, {"towns": ""}, WORDS, Reason.ONE_TOWN_UNKNOWN),
        ({"towns": ""}, {"towns": ""}, NEAR, None),
        ({"towns": ""}, {"towns": ""}, NEAR - 1, Reason.OTHER_TEXTS),
        ({}, {"towns": "Hagen"}, WORDS, Reason.OTHER_TOWNS),
        ({"towns": "Hagen\nSolingen"}, {"towns": "Solingen\nUlm"}, WORDS, None),
        ({"towns": "Hagen\nSolingen"}, {"towns": "Essen\nUlm"}, WORDS, Reason.OTHER_TOWNS),
        ({}, {"employer": ""}, WORDS, Reason.UNKNOWN_EMPLOYER),
        ({"employer": ""}, {"employer": ""}, WORDS, Reason.UNKNOWN_EMPLOYER),
        ({}, {"employer": "beispiel"}, WORDS, Reason.OTHER_EMPLOYERS),
        ({}, {"employer": "muster werke"}, NEAR, None),
        ({}, {"employer": "muster werke"}, NEAR - 1, Reason.UNCONFIRMED_EMPLOYER),
        ({"level": "senior"}, {}, WORDS, None),
        ({"level": "senior"}, {"level": "junior"}, WORDS, Reason.OTHER_LEVELS),
        ({"form": "part time"}, {"form": "student"}, WORDS, Reason.OTHER_FORMS),
        ({"workload": 50}, {"workload": 80}, WORDS, Reason.OTHER_FORMS),
        ({"hours": 20}, {"hours": 30}, WORDS, Reason.OTHER_FORMS),
        ({"form": "part time"}, {"workload": 80}, WORDS, None),
        ({"land": "DE-NW"}, {"land": "DE-BY"}, WORDS, Reason.OTHER_SITES),
        ({"site": "Hagen"}, {"site": "Ulm"}, WORDS, Reason.OTHER_SITES),
        ({"district": "wald"}, {"district": "ohligs"}, WORDS, Reason.OTHER_SITES),
        ({"site": "Hagen"}, {"district": "wald"}, WORDS, None),
        ({"firm": "wupper handel"}, {"firm": "wupper netze"}, WORDS, Reason.OTHER_EMPLOYERS),
        ({"firm": "wupper handel"}, {}, WORDS, None),
        ({"start_year": 2026}, {"start_year": 2027}, WORDS, Reason.OTHER_STARTS),
        ({"start_month": 4}, {"start_month": 10}, WORDS, Reason.OTHER_STARTS),
        ({"start_year": 2026}, {"start_month": 10}, WORDS, None),
        ({"trade": "betrieb"}, {"trade": "produktion"}, WORDS, Reason.OTHER_TITLES),
        ({"trade": "betrieb"}, {}, WORDS, None),
        ({"rank": "bereich"}, {"rank": "abteilung"}, NEAR - 1, Reason.OTHER_LEVELS),
        ({"rank": "bereich"}, {"rank": "abteilung"}, NEAR, None),  # a near-identical text outweighs it
        ({"grades": "E 13"}, {"grades": "E 14"}, WORDS, Reason.OTHER_GRADES),
        ({"reference": "A1"}, {"reference": "A2"}, NEAR - 1, Reason.OTHER_REFERENCES),
        ({"reference": "A1"}, {"reference": "A2"}, NEAR, None),  # a near-identical text outweighs it
        ({"number": "A1"}, {"number": "A2"}, NEAR, Reason.OTHER_REFERENCES),  # stated in the title, nothing does
        ({"fixed_term": True}, {"fixed_term": False}, NEAR - 1, Reason.OTHER_CONTRACT),
        ({"fixed_term": True}, {"fixed_term": False}, NEAR, None),
        ({"fixed_term": True}, {"fixed_term": False, "title_key": "leit"}, NEAR, Reason.OTHER_CONTRACT),
        ({"fixed_term": True}, {"title_key": "leit"}, NEAR, Reason.OTHER_CONTRACT),  # one title says that it ends
        ({"fixed_term": False}, {"title_key": "leit"}, NEAR, None),
        ({"contract_until_on": 5.0}, {"contract_until_on": 6.0}, NEAR - 1, Reason.OTHER_CONTRACT),
        ({"contract_until_on": 5.0}, {"contract_until_on": 6.0}, NEAR, None),
        ({}, {"first": 70 * DAY, "last": 80 * DAY}, WORDS, None),
        ({}, {"first": 70 * DAY + 1, "last": 80 * DAY}, WORDS, f"{Reason.MORE_DAYS_APART_THAN}:60"),
        # Pay: both stated, for one period, and no value in common.
        (PAY, pays(60_000, 70_000), WORDS - 1, None),
        (PAY, pays(60_001, 70_000), WORDS - 1, Reason.OTHER_PAY),
        (PAY, pays(40_000, 49_999), WORDS - 1, Reason.OTHER_PAY),
        (PAY, pays(40_000, 50_000), WORDS - 1, None),
        (PAY, pays(None, 49_999), WORDS - 1, Reason.OTHER_PAY),  # one end stands for both
        (PAY, pays(None, 70_000), WORDS - 1, Reason.OTHER_PAY),
        (PAY, pays(61_000, None), WORDS - 1, Reason.OTHER_PAY),
        (PAY, pays(41_000, None), WORDS - 1, Reason.OTHER_PAY),
        (PAY, pays(None, 55_000), WORDS - 1, None),
        (PAY, pays(None, None), WORDS - 1, None),
        (PAY, pays(60_001, 70_000, salary_basis="pay_grade"), WORDS - 1, None),
        (PAY, pays(60_001, 70_000, text_sha256="a"), WORDS, None),  # the same text, to the letter
        (PAY, pays(60_001, 70_000, first=20 * DAY, last=30 * DAY), NEAR, None),  # a rise, since it came again
        (PAY, pays(60_001, 70_000, first=20 * DAY, last=30 * DAY), NEAR - 1, Reason.OTHER_PAY),
        (PAY, pays(60_001, 70_000, first=10 * DAY, last=30 * DAY), NEAR, Reason.OTHER_PAY),  # they met
        # For two periods by the year, which may be two payments apart.
        (BY_MONTH, earns(70_000, 80_000), WORDS - 1, None),
        (BY_MONTH, earns(70_001, 80_000), WORDS - 1, Reason.OTHER_PAY),
        (BY_MONTH, earns(40_000, 42_857), WORDS - 1, Reason.OTHER_PAY),
        (BY_MONTH, earns(40_000, 42_858), WORDS - 1, None),
        (BY_MONTH, earns(70_001, 80_000, salary_period="month", salary_max_eur=55_000.0), WORDS - 1, None),
        (BY_MONTH, earns(70_001, 80_000, salary_period=None), WORDS - 1, None),
    ],
)
def test_what_makes_two_postings_two_vacancies(one: Said, other: Said, shared: int, veto: str | None) -> None:
    said = say(beside(one, other, shared))
    assert said["same"] == (veto is None) and (veto is None or said["reason"] == veto)
    assert said["score"] == 0 if veto else said["score"] > 0.6
    assert said["parts_all"] == (veto in PARTING)


NEXT: Said = {"board": "alpha", "posted_on": 1.0}  # put on the same board on the same day
LATER: Said = {"board": "alpha"}
GONE: Said = {"board": "alpha", "first": 11 * DAY, "last": 12 * DAY}
NOWHERE: Said = {"towns": ""}
CROWDED: Said = {"crowded": True}
TELLING: Said = {"title_words": "a b c d e"}


@pytest.mark.parametrize(
    ("one", "other", "share", "words"),
    [
        ({}, {}, 0.35, WORDS),
        (NOWHERE, NOWHERE, 0.85, WORDS),
        (NOWHERE, NOWHERE, 2.0, 11),
        (NOWHERE, NOWHERE, 0.85, 12),
        ({}, {}, 0.0, 11),  # it says nothing
        ({}, {}, 0.3, 12),
        ({}, {}, 0.3, 59),
        ({}, {}, 0.35, 60),
        ({}, {"language": "en"}, 0.0, WORDS),
        ({"reference": "A1"}, {"reference": "A1"}, 0.0, WORDS),
        ({"reference": "A1"}, {"reference": "A1", "employer": "muster werke"}, 0.35, WORDS),
        (NEXT, NEXT, 0.9, WORDS),
        (NEXT, NEXT, 0.3, 59),
        (NEXT | STAFF, NEXT, 0.3, WORDS),
        (LATER, LATER, 0.35, WORDS),
        ({"posted_on": 1.0}, {"posted_on": 1.0}, 0.35, WORDS),
        (HEAD | LATER, HEAD | LATER, 0.9, WORDS),
        (HEAD | LATER, HEAD | GONE, 0.0, WORDS),
        (HEAD, HEAD, 0.0, WORDS),
        (HEAD, {"head": "cio"}, 0.35, WORDS),
        (HEAD | STAFF, HEAD, 0.5, WORDS),
        (HEAD | STAFF | TELLING, HEAD | TELLING, 0.15, WORDS),
        (STAFF | TELLING, TELLING, 0.15, WORDS),
        (STAFF | {"title_words": "a b c d"}, {"title_words": "a b c d"}, 0.3, WORDS),
        (STAFF | TELLING | {"generic": True}, TELLING | {"generic": True}, 0.5, WORDS),
        (STAFF | {"generic": True}, {"generic": True}, 0.5, WORDS),
        ({}, STAFF, 0.3, WORDS),
        ({}, {"title_key": "leit"}, 0.6, WORDS),
        ({"generic": True}, {"generic": True}, 0.7, WORDS),
        (CROWDED, CROWDED, 0.9, WORDS),
        (CROWDED, CROWDED, 2.0, 11),
        (CROWDED, {}, 0.35, WORDS),
        (CROWDED | {"text_sha256": "b"}, CROWDED, 0.35, WORDS),
        ({"generic": True}, {"generic": True, "title_key": "leit"}, 0.6, WORDS),
    ],
)
def test_how_much_two_texts_must_share(one: Said, other: Said, share: float, words: int) -> None:
    known = beside(one, other, min(words, 5), words)
    for a, b in ((0, 1), (1, 0)):
        assert find_needed_share(compare(known, np.array([a]), np.array([b]))).tolist() == [share]


@pytest.mark.parametrize(
    ("other", "shared", "size", "score", "kind", "alike", "weak"),
    [
        ({"text_sha256": "a"}, 100, 100, 1.0, "full", True, ""),
        ({"text_sha256": "a", "title_key": "leit", "employer": "muster werke"}, 100, 100, 0.85, "full", True, ""),
        ({"text_sha256": "a", "first": 11 * DAY, "last": 12 * DAY}, 100, 100, 1.0, "full", True, ""),
        ({}, 85, 100, 0.94, "full", True, ""),
        ({}, 84, 100, 0.936, "semantic", False, ""),
        ({"title_key": "leit"}, 85, 100, 0.89, "semantic", True, ""),
        ({"first": 11 * DAY, "last": 12 * DAY}, 85, 100, 0.94, "temporal", True, ""),
        ({"first": 10 * DAY, "last": 12 * DAY}, 85, 100, 0.94, "full", True, ""),
        ({"language": "en"}, 85, 100, 0.94, "semantic", True, "ab"),
        ({"language": "en"}, 0, 100, 0.6, "semantic", False, "ab"),
        ({}, 59, 59, 1.0, "partial", True, "b"),
        ({}, 30, 50, 0.84, "partial", True, "b"),
        ({}, 29, 50, 0.832, "partial", False, "b"),
        ({}, 60, 60, 1.0, "full", True, ""),
        ({}, 11, 11, 0.7, "partial", True, "b"),
        ({}, 12, 12, 1.0, "partial", True, "b"),
        ({}, 0, 0, 0.7, "partial", True, "b"),
    ],
)
def test_how_sure_it_is_and_how_one_repeats_the_other(
    other: Said, shared: int, size: int, score: float, kind: str, alike: bool, weak: str
) -> None:
    said = say(beside({}, other, shared, size))
    assert (said["same"], said["score"], said["kind"], said["alike"]) == (True, score, kind, alike)
    assert "".join(end for end in "ab" if said[f"weak_{end}"]) == weak
    assert said["excerpt"] == (12 <= size < 60)


def test_two_texts_that_say_little_are_both_weak() -> None:
    said = say(beside({}, {}, 5, 11, of=11))
    assert said["weak_a"] and said["weak_b"] and not said["excerpt"] and said["alike"]


@pytest.mark.parametrize(
    ("one", "other", "shared", "reason"),
    [
        ({}, {"text_sha256": "a"}, 100, "same_title same_employer same_towns same_text"),
        ({}, {"title_key": "leit"}, 87, "synonymous_titles same_employer same_towns texts_alike:87"),
        ({}, {"title_words": "it leit produktion werk"}, 100, "same_title same_employer same_towns texts_alike:100"),
        (
            {"title_key": "leit"}, {"title_words": "it leit produktion werk"}, 100,
            "longer_title same_employer same_towns texts_alike:100",
        ),
        ({}, {"employer": "muster werke"}, 86, "same_title employer_in_two_spellings same_towns texts_alike:86"),
        ({"towns": ""}, {"towns": ""}, 86, "same_title same_employer neither_town_known texts_alike:86"),
        ({}, {"towns": "Hagen\nSolingen"}, 86, "same_title same_employer common_town texts_alike:86"),
        ({}, {"language": "en"}, 3, "same_title same_employer same_towns two_languages"),
        ({}, GONE, 86, "same_title same_employer same_towns texts_alike:86 another_time"),
        ({}, {"text_sha256": "a", "first": 11 * DAY}, 100, "same_title same_employer same_towns same_text"),
    ],
)  # fmt: skip
def test_what_makes_them_one(one: Said, other: Said, shared: int, reason: str) -> None:
    assert say(beside(one, other, shared))["reason"] == reason


@pytest.mark.parametrize(
    ("one", "other", "shared", "size", "possible"),
    [
        ({}, {"title_words": "netz leit"}, 95, 100, PossibleSame.ONE_TEXT),
        ({}, {"title_words": "netz leit"}, 94, 100, None),
        ({}, {"title_words": "netz leit", "text_sha256": "a"}, 100, 100, PossibleSame.ONE_TEXT),
        ({}, {"title_words": "netz leit"}, 59, 59, None),  # an excerpt
        ({}, {"title_words": "netz leit"}, 11, 11, None),  # says nothing
        ({}, {"title_words": "netz leit", "towns": "Hagen"}, 100, 100, None),
        ({"towns": ""}, {"title_words": "netz leit", "towns": ""}, 100, 100, None),
        ({"level": "senior"}, {"title_words": "netz leit", "level": "junior"}, 100, 100, None),
        ({}, {"title_words": "netz leit", "employer": "muster werke"}, 100, 100, None),
        ({}, {}, 3, 100, None),  # one title
        ({}, {}, 100, 100, None),  # one vacancy
        (HEAD, HEAD | STAFF, 85, 100, PossibleSame.RELAYED),
        (HEAD, HEAD | STAFF, 84, 100, None),
        (HEAD, HEAD | STAFF | {"title_words": "netz leit"}, 100, 100, None),
        (HEAD, HEAD | {"employer": "beispiel"}, 100, 100, None),  # no agency
        (HEAD, HEAD | {"agency": True, "level": "junior"}, 3, 100, None),  # one employer
        ({}, STAFF, 100, 100, None),  # no head: clusters tells such by their titles
        (HEAD | {"towns": ""}, HEAD | STAFF | {"towns": ""}, 100, 100, None),
        (HEAD, HEAD | STAFF | {"towns": "Hagen"}, 100, 100, None),
    ],
)
def test_what_may_be_one_vacancy_after_all(
    one: Said, other: Said, shared: int, size: int, possible: str | None
) -> None:
    said = say(beside(one, other, shared, size))["possible"]
    assert said == possible or (possible is None and pd.isna(said))


def test_objections_are_told_with_what_was_compared() -> None:
    one = {"level": "senior", "towns": "Hagen\nSolingen", "salary_basis": "stated", "salary_max_eur": 50_000.0}
    other = {"level": "junior", "towns": "Ulm", "salary_basis": "stated", "salary_max_eur": 70_000.0}
    known = beside(one | {"first": 90 * DAY, "last": 99 * DAY}, other, 20)
    (told,) = find_objections(compare(known, np.array([0]), np.array([1])))
    assert told == [
        ("other_towns", "Hagen, Solingen", "Ulm"),
        ("other_levels", "senior", "junior"),
        ("other_pay", "50000.0", "70000.0"),
        ("more_days_apart_than:60", "", ""),
        ("other_texts", "20", "35"),
    ]
    alike = beside({}, {"employer": "", "level": "junior"})
    assert find_objections(compare(alike, np.array([0]), np.array([1]))) == [[("unknown_employer", "muster", "")]]
