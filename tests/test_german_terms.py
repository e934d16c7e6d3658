"""Remote work, language, skills and certificates are found as tests/tables/terms.tsv says."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.score_titles import score
from bench.scoring import SHARED
from german import find_certificates, find_language, find_remote, find_skills
from german.ads.skill_contexts import is_meant
from tests.table_rows import each_row, table_rows

HERE = Path(__file__).parent
SKILLS = HERE.parent / "german" / "ads" / "skills.tsv"
CONTEXTS = SKILLS.with_name("skill_contexts.tsv")
CASED, DOUBTFUL = "=", "?"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _find(finder: str, text: str) -> str:
    if finder == "remote":
        remote = find_remote(text)
        return remote.mode if remote else ""
    if finder == "language":
        return find_language(text) or ""
    return "|".join(find_skills(text) if finder == "skills" else find_certificates(text))


@each_row(table_rows("terms"))
def test_a_term_is_found_as_the_table_says(row: dict[str, str]) -> None:
    assert _find(row["finder"], row["text"]) == row["expected"], row["why"]


@pytest.mark.parametrize("row", _rows(SKILLS), ids=lambda row: row["name"])
def test_every_synonym_of_a_skill_finds_it(row: dict[str, str]) -> None:
    find = find_skills if row["kind"] == "skill" else find_certificates
    for synonym in row["synonyms"].split("|"):
        words = synonym.removeprefix(DOUBTFUL).removeprefix(CASED).rstrip("*")
        assert row["name"] in find(f"Kenntnisse in {words} und anderen Systemen."), synonym


def _doubtful_word(name: str) -> str:
    """The first synonym of a skill that skill_contexts.tsv decides on."""
    synonyms = next(row["synonyms"] for row in _rows(SKILLS) if row["name"] == name).split("|")
    return next(word for word in synonyms if word.startswith(DOUBTFUL)).strip(DOUBTFUL + CASED + "*")


@pytest.mark.parametrize("row", _rows(CONTEXTS), ids=lambda row: row["name"])
def test_every_word_of_a_context_decides(row: dict[str, str]) -> None:
    word = _doubtful_word(row["name"])

    def meant(text: str) -> bool:
        start = text.rindex(word)
        return is_meant(row["name"], text, start, start + len(word))

    beside, *others = (listed.removesuffix("!").replace(" ~ ", " ") for listed in row["beside"].split("|"))
    assert meant(word) == (not beside)
    assert [listed for listed in (beside, *others) if not meant(f"{listed} und {word}")] == []
    for column, form in (("before", "{} %s"), ("behind", "%s {}"), ("elsewhere", "{} ist das, was %s ist")):
        for listed in filter(None, row[column].split("|")):
            text = form.format(listed.removesuffix("!").replace(" ~ ", " ")) % word
            assert not meant(f"{text}\n{beside}"), listed


def test_a_doubtful_skill_has_a_context_and_a_context_a_doubtful_skill() -> None:
    doubtful = {row["name"] for row in _rows(SKILLS) if DOUBTFUL in row["synonyms"]}
    assert {row["name"] for row in _rows(CONTEXTS)} == doubtful


def test_the_list_of_skills_is_in_order() -> None:
    rows = _rows(SKILLS)
    assert {row["kind"] for row in rows} == {"skill", "certificate"}
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))


def test_no_text_says_nothing() -> None:
    assert find_remote(None) is None
    assert find_language(None) is None
    assert find_skills(None) == ()
    assert find_certificates("") == ()


def test_the_words_of_remote_work_are_the_ads_own() -> None:
    remote = find_remote(
        "Unser Angebot\n\nBis zu drei Tage in der Woche Homeoffice sind bei uns üblich und gern gesehen."
    )
    assert remote is not None
    assert remote.words == "drei Tage in der Woche Homeoffice sind bei uns üblich und"


@given(st.text(max_size=300))
def test_any_text_is_searched(text: str) -> None:
    remote = find_remote(text)
    assert remote is None or remote.mode in ("none", "hybrid", "full")
    find_language(text)
    assert list(find_skills(text)) == sorted(set(find_skills(text)))
    find_certificates(text)


@pytest.mark.parametrize("part", ["remote ", "cloud", "iso iec ", "it ", "İ", "kein "])
def test_a_million_characters_are_searched_in_time(part: str) -> None:
    text = part * (1_000_000 // len(part))
    begin = time.perf_counter()
    find_remote(text)
    find_language(text)
    find_skills(text)
    find_certificates(text)
    assert time.perf_counter() - begin < 5


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled sets are not part of the project")
def test_remote_work_in_labelled_ads_is_found_as_well_as_promised() -> None:
    for remote in score()[1:]:
        assert remote.precision >= 0.95, remote.name
        assert remote.recall >= 0.9, remote.name
