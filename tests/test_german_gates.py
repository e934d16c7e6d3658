"""Gates, stems and anchors let through what their wordings match."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import german
from german.ads import agencies, employment
from german.asks import leading
from german.words.gates import anchors, any_of, gate, stem
from german.words.later import _WhenNeeded, when_needed

_PIECES = st.sampled_from(
    [
        *("ab", "T[Vv]", r"\b", r"(?<!un)", "(?=Tarif)", "(?:ab|zu)?", r"\d{1,2}", "x*", "(?:|ö)", "[^ab]", ".", r"\s"),
        *("€", "(?i:aB)", "(?i:[a-b]|ö)"),
    ]
)
_WORDINGS = st.lists(st.lists(_PIECES, min_size=1, max_size=4).map("".join), min_size=1, max_size=4)
_TEXTS = st.text(alphabet="abxzuTVv12öarif €\nABÖ", max_size=12)


@given(_WORDINGS, _TEXTS)
def test_a_gate_never_changes_what_is_found(wordings: list[str], text: str) -> None:
    plain = re.compile("|".join(f"(?:{wording})" for wording in wordings))
    gated = re.compile(gate(wordings) + f"(?:{plain.pattern})")
    assert [match.span() for match in gated.finditer(text)] == [match.span() for match in plain.finditer(text)]


@given(_WORDINGS.map(lambda wordings: [wording + "Ende" for wording in wordings]), _TEXTS)
def test_an_anchor_stands_in_every_match(wordings: list[str], text: str) -> None:
    found = anchors(wordings)
    for match in re.finditer(any_of(wordings), text.replace("a", "Ende")):
        around = match.string[max(0, match.start() - 5) : match.end() + 5]
        assert any(anchor in around for anchor in found)


_FINDERS = {
    "clients": (agencies._find_clients, agencies._SAID_OF_CLIENTS),
    "authors": (agencies._find_authors, agencies._SAID_OF_ITSELF),
    "forms": (agencies._find_forms, agencies._FORMS),
    "jobs": (employment._find_job_words, employment._JOB_WORDS),
    "times": (employment._find_time_words, employment._TIMES),
    "no leaders": (leading._find_none, leading._NONE),
}
_SAID = (
    *("Für unseren Kunden in Köln suchen wir", "Im Auftrag unseres Mandanten\tsuchen wir", "Unser Mandant, ein"),
    *("wir sind ein erfahrener Personaldienstleister", "in Form der Direktvermittlung", "als Praktikant", "Praktikum"),
    *("in Vollzeit", "TEILZEIT", "Full-time", "parttime", "zeit", "Arbeitszeit", "Time"),
    *("on behalf of our client", "auf Honorarbasis", "Zeitarbeit", "Arbeitnehmerüberlassung", "unsere", "eine", "als"),
    *("keine Personalverantwortung", "kein", "keine ", "ohne ", "personalverantwortung", "no people management", "no "),
    *("\n", "\n\n", " ", ", ", ".", ";"),
)


@pytest.mark.parametrize(("find", "wordings"), _FINDERS.values(), ids=_FINDERS)
@given(st.lists(st.sampled_from(_SAID), max_size=12), st.booleans())
def test_a_finder_finds_in_lines_what_its_wordings_find_in_the_text(
    find: Callable[[str], Iterator[re.Match[str]]], wordings: tuple[str, ...], said: list[str], is_spaced: bool
) -> None:
    text = (" " if is_spaced else "").join(said)
    expected = [match.span() for match in re.finditer(any_of(wordings), text)]
    assert [match.span() for match in find(text)] == expected


def test_a_pattern_is_made_when_it_is_first_used() -> None:
    pattern = when_needed("(")
    with pytest.raises(re.error):
        pattern.search("")


def test_every_pattern_that_is_made_when_needed_can_be_made() -> None:
    modules = [importlib.import_module(one.name) for one in pkgutil.walk_packages(german.__path__, "german.")]
    made = [value.groups for module in modules for value in vars(module).values() if isinstance(value, _WhenNeeded)]
    assert len(made) > 20


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        (r"(?:auf|für die) dauer\b", ("auer", "AUER")),
        (r"a (?=\d-year (?:\w{1,30} )?position)", ("osition", "OSITION")),
        (r"(?:fest)?stelle|(?:fest)?anstellung", ("telle", "TELLE", "nstellung", "NSTELLUNG")),
        (r"LTV\b", ("LTV",)),
        (r"\bab\b", ("ab", "Ab", "AB")),
        (r"\d+ ?%", ("%",)),
    ],
)
def test_a_wording_is_looked_for_by_its_longest_word_in_any_case(wording: str, expected: tuple[str, ...]) -> None:
    assert anchors([wording]) == expected


def test_a_chosen_anchor_serves_every_wording_that_it_stands_in() -> None:
    assert anchors(["unbefristet", "befristung: nein", "auf Dauer"], ("efrist",)) == ("efrist", "Dauer")


def test_a_chosen_anchor_serves_only_wordings_of_its_own_case() -> None:
    assert anchors(["EG 1", "Integriert"], ("EG",)) == ("EG", "Integriert")


def test_a_chosen_anchor_may_be_looked_for_in_other_spellings() -> None:
    assert anchors(["unbefristet", "auf dauer"], (), {"efrist": ("efrist", "EFRIST"), "dauer": ("Dauer",)}) == (
        *("efrist", "EFRIST"),
        "Dauer",
    )


def test_a_chosen_anchor_may_be_asked_to_begin_and_to_end_a_wording() -> None:
    assert anchors(["dauer:", "dauerhaft", "projektdauer"], (), {"^dauer": ("Dauer",)}) == (
        *("Dauer", "rojektdauer", "ROJEKTDAUER"),
    )
    assert anchors(["h", "hourly"], (), {"^h$": ("0h",)}) == ("0h", "ourly", "OURLY")


def test_a_chosen_anchor_that_no_wording_has_is_named() -> None:
    with pytest.raises(ValueError, match="imited"):
        anchors(["unbefristet"], ("efrist", "imited"))


def test_a_wording_without_a_literal_character_is_named() -> None:
    with pytest.raises(ValueError, match="Tage"):
        anchors([r"\d+ (?:Tage|\w+)"])


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("home office|(?<=from )home", "home"),
        ("(?:(?<=nur )|(?<=ausschließlich ))vor ort", "vor ort"),
        ("orts- und|ortsflexib", "orts"),
        ("remote", "remote"),
        (r"a\.b.", "a.b"),
    ],
)
def test_a_stem_is_what_every_match_begins_with(wording: str, expected: str) -> None:
    assert stem(wording) == expected


def test_a_wording_without_a_stem_is_named() -> None:
    with pytest.raises(ValueError, match="ab"):
        stem("[ab]c|d")
