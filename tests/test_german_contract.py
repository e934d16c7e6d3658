"""Contract form, weekly hours and employment types: every row of the table, and any text at all."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring import SHARED
from german.ads.contract import find_contract
from german.ads.employment import find_employment_types, find_employment_types_in_ad
from german.ads.hours import find_hours
from tests.table_rows import each_row, table_rows


def _rows(reader: str) -> list[dict[str, str]]:
    return [row for row in table_rows("contract") if row["reader"] == reader]


def _contract(text: str) -> str:
    found = find_contract(text)
    if found is None:
        return ""
    form = {True: "fixed", False: "permanent", None: "either"}[found.fixed_term]
    until = f" until={found.until}" if found.until else ""
    return form + until + (f" months={found.months}" if found.months else "")


def _hours(text: str) -> str:
    found = find_hours(text)
    if found is None:
        return ""
    low, high = ("" if bound is None else str(bound) for bound in (found.min_weekly, found.max_weekly))
    return " ".join(
        part
        for part in (f"{low}..{high}".strip() if low or high else "", f"{found.percent}%" if found.percent else "")
        if part
    )


@each_row(_rows("contract"))
def test_a_contract_is_read_as_the_table_says(row: dict[str, str]) -> None:
    assert _contract(row["text"]) == row["expected"]


IN_ADS = [row for row in _rows("contract") if not row["why"].startswith("a field")]  # a code stands in fields only


@each_row(IN_ADS)
def test_a_contract_is_read_alike_inside_an_ad(row: dict[str, str]) -> None:
    filler = "Wir freuen uns auf Menschen mit Freude an der Arbeit. " * 10
    assert _contract(f"{filler}\n\n- {row['text']}\n\n{filler}") == row["expected"]


@each_row(_rows("hours"))
def test_hours_are_read_as_the_table_says(row: dict[str, str]) -> None:
    assert _hours(row["text"]) == row["expected"]


@each_row(_rows("types"))
def test_employment_types_are_read_as_the_table_says(row: dict[str, str]) -> None:
    assert " ".join(find_employment_types(row["text"])) == row["expected"]


@pytest.mark.parametrize("row", _rows("types in ad"), ids=lambda row: row["text"][:50])
@pytest.mark.parametrize(
    "around", ["{}", "Wir bauen Getriebe.\n\n{}\n\nObst und Getränke", "Deine Aufgaben\n- {}\n- Obst"]
)
def test_the_employment_types_of_an_ads_job_are_read_as_the_table_says(row: dict[str, str], around: str) -> None:
    assert " ".join(find_employment_types_in_ad(around.format(row["text"]))) == row["expected"]


def test_nothing_is_read_where_nothing_is_written() -> None:
    for nothing in (None, "", " \n "):
        assert find_contract(nothing) is None
        assert find_hours(nothing) is None
        assert find_employment_types(nothing) == find_employment_types_in_ad(nothing) == ()


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"]))
def test_a_printed_last_day_is_read_back(day: date, form: str) -> None:
    found = find_contract(f"Die Stelle ist befristet bis zum {day.strftime(form)} zu besetzen, gern auch in Teilzeit.")
    assert found is not None
    assert (found.fixed_term, found.until, found.months) == (True, day, None)


@given(st.integers(1, 60))
def test_a_printed_number_of_months_is_read_back(months: int) -> None:
    found = find_contract(f"befristet auf {months} Monate")
    assert found is not None
    assert found.months == months


@given(st.integers(20, 164), st.sampled_from(["{} Stunden pro Woche", "{}-Stunden-Woche", "{} Std./Woche", "{}"]))
def test_printed_hours_are_read_back(quarters: int, form: str) -> None:
    hours = Decimal(quarters) / 4
    found = find_hours(form.format(str(hours).replace(".", ",")))
    assert found is not None
    assert (found.min_weekly, found.max_weekly) == (hours, hours)


@given(st.text())
def test_any_text_is_read_or_not(text: str) -> None:
    contract, hours = find_contract(text), find_hours(text)
    assert contract is None or contract.words
    assert hours is None or hours.words
    assert len(set(find_employment_types(text))) == len(find_employment_types(text))


_PIECES = st.sampled_from(
    [
        "befristet ",
        "un",
        "bis ",
        "zum ",
        "31.12.2027 ",
        "auf ",
        "zwei ",
        "12 ",
        "Jahre ",
        "Monate ",
        "40",
        "%",
        " Std.",
        "/Woche ",
        "-",
        "\n",
        "(",
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_mixture_of_contract_words_is_read_or_not(text: str) -> None:
    find_contract(text)
    hours = find_hours(text)
    if hours and hours.min_weekly and hours.max_weekly:
        assert hours.min_weekly <= hours.max_weekly


@pytest.mark.parametrize(
    "piece",
    ["befristet auf ", "unbefristet ", "40 - ", "50 % ", "a 3-year a", "duration: ", "Vollzeit ", "](", "limited to "],
)
def test_a_megabyte_of_traps_is_read_in_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    for read in (find_contract, find_hours, find_employment_types, find_employment_types_in_ad):
        started = time.perf_counter()
        read(text)
        assert time.perf_counter() - started < 5


def test_the_labelled_ads_are_read() -> None:
    if not SHARED.exists():
        pytest.skip("the labelled ads are not on this machine")
    from bench.score_contract import score

    sure, _, hours = score()
    assert sure.precision >= 0.97
    assert sure.recall >= 0.92
    assert min(hours.precision, hours.recall) >= 0.95
