"""Employers' names are cleaned and keyed, and agencies told, as tests/tables/employer.tsv says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from german.ads.employers import read_employer
from tests.table_rows import table_rows


@pytest.mark.parametrize("row", table_rows("employer"), ids=lambda row: row["text"])
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
