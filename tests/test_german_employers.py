"""Employers' names are cleaned and keyed, and agencies told, as tests/tables/employer.tsv says."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from german.ads import employers, unnamed
from german.ads.employers import read_employer
from tests.table_rows import each_row, table_rows


@each_row(table_rows("employer"))
def test_an_employer_is_read_as_the_table_says(row: dict[str, str]) -> None:
    employer = read_employer(row["text"])
    if not row["name"]:
        assert employer is None
    else:
        assert employer is not None
        got = (employer.name, employer.key, "yes" if employer.is_agency else "no")
        assert got == (row["name"], row["key"], row["agency"]), row["why"]


def test_no_text_is_no_employer() -> None:
    assert read_employer(None) is None
    assert read_employer("") is None


@given(st.text(max_size=200))
def test_any_text_has_a_name_and_a_key_or_is_no_employer(text: str) -> None:
    employer = read_employer(text)
    assert employer is None or (employer.name and employer.key)


@given(st.sampled_from([row for row in table_rows("employer") if row["name"]]))
def test_a_cleaned_name_is_read_back_as_itself(row: dict[str, str]) -> None:
    employer = read_employer(row["name"])
    assert employer == read_employer(row["text"])


@pytest.mark.parametrize("part", ["- ", "GmbH ", "<", "a ", "&", "mit ", "personal- ", "(", "s. a. ", "e"])
def test_a_million_characters_are_read_in_time(part: str) -> None:
    text = part * (1_000_000 // len(part))
    begin = time.perf_counter()
    read_employer(text)
    assert time.perf_counter() - begin < 5


def _listed(kind: str, table: str = "employer_words.tsv") -> list[str]:
    lines = (Path(employers.__file__).parent / table).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)[kind].split("|")


_UNNAMED = {
    "nobody": "{}",
    "firm": "{}",
    "office": "{}",
    "some": "{} leitende Kanzlei",
    "praise": "{}e Kanzlei",
    "quality": "{} Arbeitgeber",
    "begins": "Unternehmen {} Hagen",
    "for": "Ein Unternehmen {} Hagen",
    "little": "{} Arbeitgeber",
    "trade": "Renommiertes {}",
}


@each_row(
    [
        (kind, word)
        for kind, _, words in (
            line.partition("\t") for line in unnamed.WORDS.read_text(encoding="utf-8").splitlines()[1:]
        )
        for word in words.split()
    ]
)
def test_what_stands_where_no_name_is_stated_is_no_employer(kind: str, word: str) -> None:
    assert read_employer(_UNNAMED[kind].format(word)) is None
    assert read_employer(_UNNAMED[kind].format(word) + " GmbH") is not None


@each_row(_listed("head"))
def test_a_name_in_one_word_or_two_or_with_a_hyphen_has_one_key(word: str) -> None:
    keys = {read_employer(f"Linden{between}{word} GmbH") for between in ("", " ", "-")}
    assert {employer.key for employer in keys if employer} == {f"linden {word}"}


@each_row(_listed("short"))
def test_a_first_part_of_three_letters_is_one_if_it_is_listed(word: str) -> None:
    employer, other = read_employer(f"{word}technik"), read_employer("qqqtechnik")
    assert employer is not None and other is not None
    assert (employer.key, other.key) == (f"{word} technik", "qqqtechnik")


@each_row(_listed("first"))
def test_a_word_before_a_name_that_says_what_it_is_is_left_out_of_a_key(word: str) -> None:
    employer = read_employer(f"{word} Muster")
    assert employer is not None
    assert employer.key == "muster"


@each_row(_listed("little"))
def test_a_little_word_is_left_out_of_a_key(word: str) -> None:
    employer = read_employer(f"Muster {word} Werke")
    assert employer is not None
    assert employer.key == "muster werke"


@each_row(_listed("last"))
def test_a_word_that_many_firms_end_with_is_left_out_of_a_key(word: str) -> None:
    employer = read_employer(f"Muster {word}")
    assert employer is not None
    assert employer.key == "muster"


@each_row(_listed("generic"))
def test_a_word_that_names_no_firm_alone_is_no_key(word: str) -> None:
    employer = read_employer(f"{word} GmbH Beispiel")
    assert employer is not None
    assert employer.key == f"{word} beispiel"


@each_row(_listed("first", "agencies.tsv"))
def test_a_well_known_agency_is_one_with_more_words_behind_its_name(name: str) -> None:
    employer = read_employer(f"{name} Bergisches Land GmbH")
    assert employer is not None and employer.is_agency


@each_row(_listed("whole", "agencies.tsv"))
def test_a_name_that_others_have_too_is_an_agencys_only_alone(name: str) -> None:
    alone, longer = read_employer(f"{name} GmbH"), read_employer(f"{name} Bergisches Land GmbH")
    assert alone is not None and alone.is_agency
    assert longer is not None and not longer.is_agency
