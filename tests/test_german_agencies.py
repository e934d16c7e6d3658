"""Agencies are told by their names and by the words of their ads, as tests/tables/agency.tsv says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from german.ads.agencies import is_agency_ad
from german.ads.employers import read_employer
from tests.table_rows import table_rows

ROWS = table_rows("agency")
FILLER = "Wir freuen uns auf Menschen mit Freude an der Arbeit. " * 10


@pytest.mark.parametrize("row", [row for row in ROWS if row["reader"] == "name"], ids=lambda row: row["text"])
def test_an_agency_is_told_by_its_name(row: dict[str, str]) -> None:
    employer = read_employer(row["text"])
    assert employer is not None
    assert ("yes" if employer.is_agency else "no") == row["expected"], row["why"]


@pytest.mark.parametrize("row", [row for row in ROWS if row["reader"] == "ad"], ids=lambda row: row["text"])
@pytest.mark.parametrize("around", ["{}", f"{FILLER}\n\n{{}}\n\n{FILLER}", f"{FILLER}\n- {{}}\n- 30 Tage Urlaub"])
def test_an_agency_is_told_by_its_ad(row: dict[str, str], around: str) -> None:
    assert ("yes" if is_agency_ad(around.format(row["text"])) else "no") == row["expected"], row["why"]


@pytest.mark.parametrize("row", [row for row in ROWS if row["reader"] == "field"], ids=lambda row: row["text"])
def test_an_agency_is_told_by_a_field(row: dict[str, str]) -> None:
    assert ("yes" if is_agency_ad(row["text"]) else "no") == row["expected"], row["why"]


def test_no_ad_tells_no_agency() -> None:
    assert not is_agency_ad(None)
    assert not is_agency_ad("")


@given(st.text(max_size=300))
def test_any_text_is_an_agencys_or_not(text: str) -> None:
    assert is_agency_ad(text) in (True, False)


@pytest.mark.parametrize(
    "part", ["für unseren ", "suchen wir ", "wir sind ein ", "als ", "unser Kunde ", "Kunde im Rahmen der "]
)
def test_a_million_characters_are_read_in_time(part: str) -> None:
    text = part * (1_000_000 // len(part)) + "Kunde"
    begin = time.process_time()
    is_agency_ad(text)
    assert time.process_time() - begin < 5
