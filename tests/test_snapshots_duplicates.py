"""Which postings are one vacancy, and which only look so."""

import csv
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from german.places.search import load_search
from german.words.signature import SIGNATURE, SIZE, sign_text, sign_texts
from pipelines.normalize import read_posting
from schemas.columns import schema_of, table_of
from schemas.raw import RawPlace, RawPosting
from schemas.reasons import ALL_THE_SAME, Reason
from schemas.tables import Posting, TrackedPosting
from snapshots.block import Block, read_block
from snapshots.candidates import find_candidates
from snapshots.clusters import FACTS, group_same_vacancies
from snapshots.duplicates import describe_duplicates, group_postings
from snapshots.objections import find_objections
from snapshots.pairs import compare, decide
from snapshots.text_signature import Signatures
from tests.support.long_cases import mostly_long

ROOT = Path(__file__).parents[1]
NOBODY = pd.DataFrame({"a": [], "b": [], "closed": []}, dtype=np.int64)  # no pair of postings
SEARCH = load_search(ROOT / "search.toml")
DAY = datetime(2026, 9, 1, 5, tzinfo=UTC)
EMPLOYER = (
    "Unser Haus liefert seit achtzig Jahren Antriebe in alle Welt. Mehr als neunhundert Menschen arbeiten an vier "
    "Standorten, und wir wachsen weiter. Wir bieten dreißig Tage Urlaub, ein Fahrrad zur Miete und eine Kantine. "
)
TASKS = [
    "Sie führen ein Team von zwölf Fachleuten und verantworten Betrieb und Ausbau unserer Server und Netze. ",
    "Sie planen den Haushalt der Abteilung, verhandeln mit Dienstleistern und berichten der Geschäftsführung. ",
    "Sie erneuern die Warenwirtschaft, binden die Lager an und sorgen für den Schutz der Daten. ",
    "Sie haben Informatik studiert oder eine Ausbildung und mehrere Jahre Erfahrung mit Personal. ",
]
OTHER_TASKS = [
    "Gesucht wird jemand, der Angebote kalkuliert und Kundinnen vor Ort von neuen Lösungen überzeugt. ",
    "Du betreust eigene Projekte, schreibst Konzepte und hältst Schulungen in kleinen Gruppen ab. ",
    "Mit Zahlen gehst du sicher um, Reisen machen dir Freude, Englisch sprichst du fließend. ",
    "Ein Abschluss ist willkommen, wichtiger sind uns Neugier, Geduld und ein freundlicher Ton. ",
]
ENGLISH = (
    "You lead a team of twelve people and you are responsible for running and extending our servers and networks. "
    "You plan the budget of the department, negotiate with our suppliers and report to the board of management. "
    "You renew the inventory system, connect the warehouses and make sure that the data are well protected. "
)
FULL = EMPLOYER + "".join(TASKS)
TEXTS = {
    "": FULL,
    "-": None,
    "~": FULL + "Wir freuen uns auf Ihre Bewerbung. ",
    "/": EMPLOYER + TASKS[0] + TASKS[1] + TASKS[2] + OTHER_TASKS[3],
    "*": "".join(OTHER_TASKS) + "Bewerbungen schwerbehinderter Menschen sind uns sehr willkommen, gern auch online. ",
    "%": EMPLOYER + "".join(OTHER_TASKS),
    ".": "".join(OTHER_TASKS) + TASKS[0] + "Bewerbungen schwerbehinderter Menschen sind uns sehr willkommen. ",
    "<": FULL[: len(FULL) // 3],
    "en": ENGLISH,
    "glued": FULL.replace(". ", "."),
}


@cache
def read(words: str, ref: str, board: str) -> Posting:
    """A posting from a cell of the table: `name=value; …`, "-" for nothing stated."""
    given = dict(item.split("=", 1) for item in words.split("; ") if item)
    stated = {name: None if value == "-" else value for name, value in given.items()}
    places = stated.get("place", "Wuppertal")
    at = DAY + timedelta(days=int(given.get("seen", 0)))
    raw = RawPosting(
        board=stated.get("board") or board,
        board_ref=ref,
        url=f"https://{board}.example/{ref}",
        fetched_at=at,
        title=given.get("title", "IT-Leiter Produktion und Logistik (m/w/d)"),
        employer_raw=stated.get("employer", "Muster Antriebe GmbH"),
        places=tuple(RawPlace(town=town) for town in places.split(", ")) if places else (),
        text_html=TEXTS[given.get("text", "")],
        salary_raw=stated.get("salary"),
        pay_grade_raw=stated.get("pay_grade"),
        contract_raw=stated.get("contract"),
        reference_raw=stated.get("reference"),
        posted_raw=f"2026-08-{given.get('posted', '31')}",
    )
    return read_posting(raw, "20260901T050000Z", SEARCH)


def block(*postings: Posting, chance: Any = None) -> Block:
    """The block of postings seen once, when they were fetched; by key, or in an order of `chance`."""
    table = table_of(Posting, postings)
    if chance:
        table = table.take(pa.array(chance.sample(range(len(postings)), len(postings))))
    schema = schema_of(TrackedPosting)
    table = table.append_column(SIGNATURE, sign_texts(table["text"]))
    for name in ("first_seen_at", "last_seen_at"):
        table = table.append_column(schema.field(name), table["fetched_at"])
    return read_block(table)


@cache
def cases() -> list[dict[str, str]]:
    with (ROOT / "tests/tables/duplicate.tsv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))


def name_of(number: int) -> str:
    return cases()[number]["why"].replace(" ", "_")


@pytest.fixture(scope="module")
def decided() -> list[set[tuple[str, bool]]]:
    """What is said of the two ads of each case, whichever is the first; the ads of all cases stand in one block."""
    sides = (("one", "alpha"), ("other", "beta"))
    rows = [read(case[side], f"{side} {at}", board) for at, case in enumerate(cases()) for side, board in sides]
    known = block(*rows)
    found = {ref: at for at, ref in enumerate(known.rows["board_ref"])}
    ends = [[found[f"{side} {at}"] for at in range(len(cases()))] for side, _ in sides]
    both = [
        decide(known.with_titles(), pd.DataFrame(dict(zip("ab", order, strict=True)))) for order in (ends, ends[::-1])
    ]
    said = [list(zip(one["reason"], one["same"], strict=True)) for one in both]
    return [set(of_case) for of_case in zip(*said, strict=True)]


@pytest.mark.parametrize("number", range(len(cases())), ids=name_of)
def test_two_ads_are_one_vacancy_or_two(number: int, decided: list[set[tuple[str, bool]]]) -> None:
    case = cases()[number]
    assert decided[number] == {(case["reason"], case["same"] == "yes")}


FIRST_OF_REASON = {case["reason"]: number for number, case in reversed(list(enumerate(cases())))}


@pytest.mark.parametrize("number", mostly_long(range(len(cases())), FIRST_OF_REASON.values()), ids=name_of)
def test_two_ads_alone_are_grouped_as_is_decided(number: int) -> None:
    case = cases()[number]
    groups = group_postings(block(read(case["other"], "2", "beta"), read(case["one"], "1", "alpha"))).groups
    assert (groups[0] == groups[1]) == (case["same"] == "yes")  # in which order changes nothing: tried below


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("title=Berater Netze (50 %)", "title=Berater Netze (75 %)", ("other_forms", "50", "75")),
        ("title=Berater Netze (20 Std.)", "title=Berater Netze (40 Std.)", ("other_forms", "20.0", "40.0")),
        ("title=Berater Netze EG 9b", "title=Berater Netze EG 11", ("other_grades", "EG 9b", "EG 11")),
        ("salary=4.000 € pro Monat", "salary=90.000 € pro Jahr; text=~", ("other_pay", "48000.0", "90000.0")),
        ("salary=4.000 € pro Monat", "salary=6.000 € pro Monat; text=~", ("other_pay", "4000.0", "6000.0")),
        ("contract=befristet bis 31.12.2027", "contract=befristet bis 30.06.2028; text=*",
         ("other_contract", "2027-12-31", "2028-06-30")),
        ("contract=unbefristet", "contract=befristet; text=*", ("other_contract", "False", "True")),
        ("place=-", "", ("one_town_unknown", "", "Wuppertal")),
        ("title=Berater Netze (Kennziffer 12/26)", "title=Berater Netze (Kennziffer 13/26)",
         ("other_references", "12/26", "13/26")),
    ],
)  # fmt: skip
def test_what_parts_two_ads_is_told_with_what_was_compared(one: str, other: str, told: tuple[str, str, str]) -> None:
    known = block(read(one, "1", "alpha"), read(other, "2", "beta"))
    found = find_objections(compare(known.with_titles(), np.array([0]), np.array([1])))[0]
    assert [row for row in found if row[0] != Reason.OTHER_TEXTS] == [told]


def test_every_reason_has_a_case_and_none_is_a_part_of_another() -> None:
    told = {code.partition(":")[0] for case in cases() for code in case["reason"].split()}
    assert told == set(Reason) - {*ALL_THE_SAME, Reason.LOST_ITS_TEXT}  # which need a past: test_snapshots_lag.py
    assert not [(one, other) for one in Reason for other in Reason if one != other and one in other]


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("", "", 1.0),
        ("text=-", "", 0.7),  # nothing to compare
        ("text=-; employer=Muster Antriebe Holding GmbH", "text=-", None),  # two employers, unconfirmed
    ],
)
def test_the_score_says_how_sure_it_is(one: str, other: str, score: float | None) -> None:
    found = decide(
        block(read(one, "1", "alpha"), read(other, "2", "beta")).with_titles(), pd.DataFrame({"a": [0], "b": [1]})
    )
    assert found["score"][0] == (score or 0.0) and found["same"][0] == (score is not None)


def test_the_score_falls_with_the_share_of_words_and_with_names_that_differ() -> None:
    def score(**changed: Any) -> tuple[float, float]:
        known = block(read("", "1", "alpha"), read("text=/", "2", "beta"))
        known.rows.loc[1, list(changed)] = list(changed.values())
        at = pd.DataFrame({"a": [0], "b": [1]})
        share = compare(known.with_titles(), at["a"].to_numpy(), at["b"].to_numpy()).share[0]
        return decide(known.with_titles(), at)["score"][0], share

    alike, share = score()
    assert 0.5 < share < 0.95 and alike == round(0.6 + 0.4 * share, 3)
    assert score(title_key="leiter it produktion")[0] == pytest.approx(alike - 0.05, abs=0.001)


def groups_of(known: Block) -> set[str]:
    """The groups as words: the board_refs that are one job, joined."""
    return set(known.rows["board_ref"].groupby(group_postings(known).groups).agg(lambda part: "".join(sorted(part))))


def test_two_levels_part_a_group_and_an_unstated_one_joins_neither() -> None:
    rows = [read("", ref, "alpha") for ref in "abc"]

    def leveled(*levels: Any) -> set[str]:
        return groups_of(block(*(replace(row, seniority=level) for row, level in zip(rows, levels, strict=True))))

    assert leveled("lead", None, "lead") == {"abc"}
    assert leveled("lead", None, "head") == {"a", "b", "c"}


def test_two_towns_are_never_one_job_through_an_ad_of_both() -> None:
    places = {"a": "Wuppertal", "b": "Wuppertal, Solingen", "c": "Solingen"}
    found = groups_of(block(*(read(f"place={place}", ref, "alpha") for ref, place in places.items())))
    assert found in ({"ab", "c"}, {"a", "bc"})


def test_an_ad_that_comes_up_again_after_more_than_sixty_days_is_a_new_vacancy() -> None:
    rows = [read(f"seen={day}", ref, "alpha") for ref, day in (("a", 0), ("b", 60), ("c", 121))]
    assert groups_of(block(*rows)) == {"ab", "c"}


def test_how_a_posting_repeats_the_canonical_one_is_said_in_words() -> None:
    rows = [read(words, "1", board) for words, board in (("", "a"), ("", "b"), ("text=<", "c"), ("text=en", "d"))]
    rows.append(read("seen=30; text=~", "1", "e"))
    kinds, reasons = describe_duplicates(block(*rows), np.zeros(len(rows), np.int64), NOBODY)
    assert kinds.to_pylist() == [None, "full", "partial", "semantic", "temporal"]
    assert reasons.to_pylist()[:4] == [
        None,
        "same_title same_employer same_towns same_text",
        "same_title same_employer same_towns excerpt",
        "same_title same_employer same_towns two_languages",
    ]


@pytest.mark.parametrize(("text", "kind"), [("-", "partial"), ("<", "partial"), ("/", "full"), ("%", "semantic")])
def test_how_much_two_texts_have_in_common_tells_how_one_repeats_the_other(text: str, kind: str) -> None:
    pair = block(read("", "1", "a"), read(f"text={text}", "1", "b"))
    kinds, _ = describe_duplicates(pair, np.zeros(2, np.int64), NOBODY)
    assert kinds.to_pylist() == [None, kind]


def test_agencies_that_may_relay_one_vacancy_share_a_group_and_stay_apart() -> None:
    title = "title=IT-Projektleiter Einführung Warenwirtschaft Baustoffhandel; employer="
    employers = ["Personal Nord Zeitarbeit GmbH", "Alba Personalvermittlung GmbH", "Muster Handel GmbH"]
    rows = [read(title + name, str(ref), "alpha") for ref, name in enumerate(employers)]
    rows.append(read(title + employers[0] + "; place=Solingen", "3", "alpha"))
    same = block(*rows)
    assert len(set(group_postings(same).groups)) == len(rows)
    jobs = pd.Series(["d", "b", "c", "a"])
    found = group_same_vacancies(same, jobs, group_postings(same).possible)
    assert found["group"].tolist() == ["b", "b", "b", None]
    assert found["reason"].tolist() == ["relayed", "relayed", "relayed", None]
    own = block(*(read("employer=" + name, str(ref), "alpha") for ref, name in enumerate(("Alba", "Beta"))))
    assert group_same_vacancies(own, pd.Series(["a", "b"]), group_postings(own).possible)["group"].tolist() == [
        None,
        None,
    ]


def possible(*words: str) -> list[tuple[str | None, str | None]]:
    """The group and its reason of postings that are all jobs of their own, named a, b, c; one board each."""
    known = block(*(read(one, str(number), f"board{number}") for number, one in enumerate(words)))
    assert len(set(group_postings(known).groups)) == len(words)
    found = group_same_vacancies(known, pd.Series(list("abcdef"[: len(words)])), group_postings(known).possible)
    return [(group, reason and str(reason)) for group, reason in found.itertuples(index=False)]


NONE = (None, None)
BILLING, CLERK = "title=Billing Manager", "title=Abrechnungsspezialist"
AGENCY = "employer=Personal Nord Zeitarbeit GmbH"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((BILLING, CLERK), [("a", "one_text")] * 2),
        ((BILLING, f"{CLERK}; text=~"), [("a", "one_text")] * 2),
        ((BILLING, CLERK, "title=Prozessmanager Rechnungswesen"), [("a", "one_text")] * 3),
        ((f"{AGENCY}; {BILLING}", f"{AGENCY}; {CLERK}"), [("a", "one_text")] * 2),
        ((BILLING, f"{CLERK}; text=/"), [NONE] * 2),  # texts that are edited, not one
        ((BILLING, f"{CLERK}; text=*"), [NONE] * 2),
        ((BILLING, f"{CLERK}; place=Solingen"), [NONE] * 2),
        ((BILLING, f"{CLERK}; employer=Alba GmbH"), [NONE] * 2),
        (("title=Junior Billing Manager", "title=Senior Billing Manager"), [NONE] * 2),  # two levels
        ((BILLING, "title=Senior Billing Manager"), [("a", "one_text")] * 2),  # one says no level
        ((f"{BILLING}; place=-", f"{CLERK}; place=-"), [NONE] * 2),
        (("title=IT-Leiter", f"title=IT-Leiter; {AGENCY}"), [("a", "relayed")] * 2),
        (("title=IT-Leiter", f"title=Head of IT; {AGENCY}; text=~"), [("a", "relayed")] * 2),
        (("title=IT-Leiter", f"title=IT-Leiter; {AGENCY}; text=*"), [NONE] * 2),  # of another client
        (("title=IT-Leiter", "title=IT-Leiter; employer=Alba GmbH"), [NONE] * 2),  # no agency
        (("title=Data Engineer", f"title=Data Engineer; {AGENCY}"), [NONE] * 2),  # a trade that many have
    ],
)
def test_what_may_be_one_vacancy_is_not_merged_and_says_why(words: tuple[str, ...], expected: list[Any]) -> None:
    assert possible(*words) == expected


def test_a_title_within_two_others_joins_neither() -> None:
    short, long = "title=IT-Leiter Produktion", "title=IT-Leiter Produktion und "
    rows = [read(words, str(at), f"board{at}") for at, words in enumerate((short, f"{long}Logistik", f"{long}Einkauf"))]
    assert groups_of(block(*rows, chance=random.Random(2))) == {"0", "1", "2"}
    assert groups_of(block(*rows[:2])) == {"01"}


LONG = "title=IT-Leiter Produktion und Logistik"
SHORT = "title=IT-Leiter Produktion"


@pytest.mark.parametrize(
    ("ads", "expected", "why"),
    [
        ([("alpha", SHORT), ("beta", LONG)], {"01"}, "one board says more"),
        ([("alpha", LONG), ("beta", SHORT), ("gamma", LONG)], {"012"}, "one of three boards cuts its titles"),
        ([("alpha", SHORT), ("alpha", LONG), ("beta", SHORT)], {"02", "1"}, "one board has both"),
        ([("alpha", SHORT), ("alpha", LONG), ("beta", LONG)], {"0", "12"}, "one board has both"),
        ([("alpha", SHORT), ("alpha", LONG), ("beta", SHORT), ("beta", LONG)], {"02", "13"}, "both boards have both"),
        ([("alpha", SHORT), ("alpha", LONG), ("beta", f"{SHORT}; text=~"), ("gamma", f"{LONG}; text=~")],
         {"02", "13"}, "of three boards, in edited texts"),
        ([("alpha", SHORT), ("alpha", f"{LONG}; seen=9"), ("beta", f"{LONG}; seen=9")], {"012"},
         "one board lengthens its title"),
    ],
)  # fmt: skip
def test_a_longer_title_is_another_vacancy_where_one_board_has_both(
    ads: list[tuple[str, str]], expected: set[str], why: str
) -> None:
    rows = [read(words, str(at), board) for at, (board, words) in enumerate(ads)]
    for seed in range(3):
        assert groups_of(block(*rows, chance=random.Random(seed))) == expected, why


POOL = [
    *("", "text=~", "text=<", "text=*", "text=-", "text=en", "place=Solingen", "place=Wuppertal, Solingen", "place=-"),
    *("title=IT-Leiter", "title=Head of IT", "title=Junior IT-Leiter", "title=Senior IT-Leiter", "pay_grade=E 13 TV-L"),
    *("pay_grade=E 11 TV-L", "seen=59", "seen=118", "employer=Muster Antriebe Nord GmbH", "employer=-"),
]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(POOL), min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_postings_changes_nothing_and_no_group_breaks_a_veto(words: list[str], chance: Any) -> None:
    rows = [read(one, str(number), f"board{number % 3}") for number, one in enumerate(words)]
    known = block(*rows)
    found = groups_of(known)
    assert groups_of(block(*rows, chance=chance)) == found
    groups, stated = group_postings(known).groups, known.with_titles(np.arange(len(rows))).rows
    for one, other in combinations(range(len(rows)), 2):
        if groups[one] == groups[other]:
            a, b = stated.iloc[one], stated.iloc[other]
            assert set(a["towns"].split("\n")) & set(b["towns"].split("\n"))
            for name in FACTS:
                assert pd.isna(a[name]) or pd.isna(b[name]) or a[name] == b[name]
    ends = pd.DataFrame(list(combinations(range(len(rows)), 2)), columns=["a", "b"])
    turned = decide(known.with_titles(), ends.rename(columns={"a": "b", "b": "a"}))
    assert decide(known.with_titles(), ends)[["same", "score"]].equals(turned[["same", "score"]])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=2000))
def test_any_text_is_signed(text: str) -> None:
    signature = sign_text(text)
    assert len(signature) <= SIZE
    assert signature == sorted(set(signature))
    assert all(0 <= value < 2**31 for value in signature)
    if signature:
        assert Signatures(pa.array([signature, signature])).compare(np.array([0]), np.array([1])) == 1.0


def test_signatures_estimate_what_two_texts_share() -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghij", k=7)) for _ in range(1200)]
    whole, part = " ".join(words), " ".join(words[:300])
    signed = Signatures(sign_texts(pa.array([whole, part, " ".join(words[600:] + words[:600])])))
    assert signed.compare(np.array([0, 0]), np.array([1, 2])) == pytest.approx([1.0, 1.0], abs=0.05)
    assert signed.size[0] == pytest.approx(1197, rel=0.25)


def test_a_large_block_of_one_title_is_compared_in_bounded_time() -> None:
    row = read("", "1", "alpha")
    table = table_of(Posting, [row]).take(pa.array(np.zeros(1500, np.int64)))
    schema = schema_of(TrackedPosting)
    table = table.append_column(SIGNATURE, pa.array([sign_text(row.text)] * 1500, SIGNATURE.type))
    for name in ("first_seen_at", "last_seen_at"):
        table = table.append_column(schema.field(name), table["fetched_at"])
    large = read_block(table)
    assert len(find_candidates(large)) < 200 * 1500
    assert set(group_postings(large).groups) == {0}
