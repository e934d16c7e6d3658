"""What ads ask and offer is read as tests/tables/asks.tsv says, and each row of the word lists is needed."""

import csv
import re
import time
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bench.score_asks import score
from bench.scoring import SHARED
from german.asks import duties, education, experience, languages, leading, rewards, sizes, topics
from german.asks.benefits import find_benefits
from german.asks.counts import Range
from german.asks.duties import (
    Duty,
    find_driving_licence,
    find_on_call,
    find_security_check,
    find_shift_work,
    find_travel,
)
from german.asks.education import find_education
from german.asks.experience import find_experience
from german.asks.languages import find_languages
from german.asks.leading import find_leading
from german.asks.leave import find_leave
from german.asks.rewards import find_pay_phrase, find_rewards
from german.asks.sizes import find_employer_size, find_positions
from german.asks.statements import split_ad, zone_of_heading
from german.asks.topics import benefit_kinds, topics_of
from tests.table_rows import table_rows

ASKS = Path(__file__).parents[1] / "german" / "asks"


def _rows(name: str) -> list[dict[str, str]]:
    with (ASKS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _ends(count: Range | None) -> str:
    if count is None:
        return ""
    return "-".join("" if end is None else str(end) for end in count)


def _duty(found: Duty | None) -> str:
    return "" if found is None else "yes" if found.required else "no"


def _education(text: str) -> str:
    found = find_education(text)
    return f"{found.level} {'or' if found.or_comparable else 'no'}" if found else ""


def _experience(text: str) -> str:
    found = find_experience(text)
    return f"{found.level} {found.years or ''}".strip() if found else ""


def _languages(text: str) -> str:
    found = find_languages(text)
    return ", ".join(f"{one.code} {one.level or '-'}{'' if one.required else ' wish'}" for one in found)


def _leads(text: str) -> str:
    found = find_leading(text)
    return f"{found.leads} {_ends(found.team)}".strip() if found else ""


def _travel(text: str) -> str:
    found = find_travel(text)
    return f"{found.travel} {_ends(found.percent)}".strip() if found else ""


def _rewards(text: str) -> str:
    found = find_rewards(text)
    told = {"bonus": found.bonus, "thirteenth": found.thirteenth, "holiday": found.holiday_pay}
    return " ".join(name for name, promised in told.items() if promised)


def _ends_of(found: Any, name: str) -> str:
    return _ends(getattr(found, name)) if found else ""


SAY: dict[str, Callable[[str], str]] = {
    "education": _education,
    "experience": _experience,
    "languages": _languages,
    "leads": _leads,
    "travel": _travel,
    "licence": lambda text: _duty(find_driving_licence(text)),
    "oncall": lambda text: _duty(find_on_call(text)),
    "shifts": lambda text: _duty(find_shift_work(text)),
    "check": lambda text: _duty(find_security_check(text)),
    "leave": lambda text: _ends_of(find_leave(text), "days"),
    "rewards": _rewards,
    "benefits": lambda text: " ".join(find_benefits(text)),
    "size": lambda text: _ends_of(find_employer_size(text), "employees"),
    "positions": lambda text: str(find_positions(text) or ""),
    "pay": lambda text: "phrase" if find_pay_phrase(text) else "",
}


@pytest.mark.parametrize("row", table_rows("asks"), ids=lambda row: f"{row['reader']}: {row['text']}")
def test_an_ad_is_read_as_the_table_says(row: dict[str, str]) -> None:
    words = sorted(row["expected"].split()) if row["reader"] == "benefits" else row["expected"]
    said = SAY[row["reader"]](row["text"])
    assert (sorted(said.split()) if row["reader"] == "benefits" else said) == words, row["why"]


# Only beside other words, or of a length that says nothing.
_OF_OTHERS = ("elektroniker\\b", "professional training in\\b", "abschluss in (?=[a-zäöü])")
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß -.,/()1234567890"
_WORDINGS = {
    "education": chain(*education._LEVELS.values()),
    "experience": experience._EXPERIENCE,
    "languages": chain(*languages._NAMES.values()),
    "leading": [*leading._DISCIPLINARY, *leading._FUNCTIONAL_WORDS],
    "travel": duties._TRAVELS,
    "rewards": rewards._BONUSES,
    "pay": rewards._PAYS,
    "size": sizes._STAFF,
}


@pytest.mark.parametrize(("topic", "wordings"), _WORDINGS.items(), ids=_WORDINGS)
def test_no_wording_is_hidden_by_the_topic_of_its_reader(topic: str, wordings: Iterable[str]) -> None:
    """A reader looks only at statements of its topic: a wording without a piece of it would never be read."""
    hidden = {wording for wording in wordings for said in _examples(wording) if topic not in topics_of(said)}
    assert hidden - set(_OF_OTHERS) == set()


_WORDS = sorted({word for row in table_rows("asks") for word in topics._WORD.findall(row["text"].lower())})


@given(st.lists(st.one_of(st.sampled_from(_WORDS), st.sampled_from(_LETTERS)), min_size=1, max_size=3).map("".join))
def test_a_word_has_the_topics_whose_patterns_it_fits(word: str) -> None:
    fitting = {topic for topic, pattern in topics._patterns().items() if pattern.search(word)}
    assert topics._read_word(word) - {"benefits", topics.DENIED} == fitting


def _examples(wording: str) -> set[str]:
    """Words that a wording fits, without what it looks for behind them."""
    alone = re.compile(re.sub(r"\(\?=.*\)$", "", wording))
    found: set[str] = set()

    @settings(max_examples=8, derandomize=True, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    @given(st.from_regex(alone, fullmatch=True, alphabet=_LETTERS))
    def note(said: str) -> None:
        found.add(said)

    note()
    return found


def test_a_title_without_end_is_read_in_no_time() -> None:
    began = time.process_time()
    assert find_leading("", "IT-Leiter " + "x" * 300_000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("row", _rows("benefits.tsv"), ids=lambda row: f"{row['kind']}: {row['example']}")
def test_each_row_of_benefits_finds_its_example(row: dict[str, str]) -> None:
    assert row["kind"] in find_benefits(f"Wir bieten\n- {row['example']}")


def test_the_kinds_of_benefits_are_those_documented() -> None:
    told = (ASKS.parents[1] / "docs" / "reading.md").read_text(encoding="utf-8")
    assert [kind for kind in benefit_kinds() if f"`{kind}`" not in told] == []


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("Ihr Profil", "profile"),
        ("## **Deine Aufgaben:**", "tasks"),
        ("Was wir Ihnen bieten", "offer"),
        ("Über uns", "company"),
        ("Von Vorteil", "wish"),
        ("Haben wir Ihr Interesse geweckt?", "contact"),
        ("30 Tage Urlaub", None),
        ("Reisebereitschaft", None),
        ("Bereitschaft zur Schichtarbeit", None),
        ("Über 800 Mitarbeitende", None),
    ],
)
def test_a_heading_opens_a_zone(line: str, zone: str | None) -> None:
    assert zone_of_heading(line) == zone


def test_an_offer_without_a_heading_is_known_by_its_words() -> None:
    ad = "Ihr Profil\n- Studium\n\n- JobRad und Obst\n- 30 Tage Urlaub\n- Betriebliche Altersvorsorge"
    assert [statement.zone for statement in split_ad(ad)] == ["profile", "offer", "offer", "offer"]


def test_headings_within_a_line_open_zones() -> None:
    filler = "Wir freuen uns auf Menschen mit Freude an der Arbeit. " * 8
    line = f"{filler}Ihr Profil Studium der Informatik. Wir bieten: Obst und ein Jobticket."
    assert [(one.zone, one.text.strip(" .")) for one in split_ad(line)][-2:] == [
        ("profile", "Studium der Informatik"),
        ("offer", "Obst und ein Jobticket"),
    ]


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for say in SAY.values():
        assert isinstance(say(text), str)


@pytest.mark.parametrize(
    "part", ["Erfahrung ", "Studium oder ", "30 Tage ", "Deutsch und ", "über 1.000 ", "a\n", "Profil "]
)
def test_a_million_characters_are_read_in_time(part: str) -> None:
    text = part * (1_000_000 // len(part))
    begin = time.process_time()
    for say in SAY.values():
        say(text)
    assert time.process_time() - begin < 10


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled sets are not part of the project")
def test_labelled_ads_are_read_as_well_as_promised() -> None:
    goals = {
        **dict.fromkeys(("education_min", "experience_years_min", "leave_days"), (0.95, 0.90)),
        **dict.fromkeys(("languages, code and required", "salary promise"), (0.95, 0.90)),
        **dict.fromkeys(("education_or_comparable", "experience_level", "benefits"), (0.92, 0.85)),
        **dict.fromkeys(("thirteenth", "holiday_pay"), (0.92, 0.85)),
    }
    scores = {one.name: one for one in score()}
    for name, (precision, recall) in goals.items():
        assert scores[name].precision >= precision, name
        assert scores[name].recall >= recall, name
