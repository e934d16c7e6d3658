"""Pay grades: every row of the table, what they pay, and any text at all."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring import SHARED
from german.pay.agreements import find_agreements
from german.pay.grades import PayGrade, find_pay_grade
from german.pay.scales import grade_pay, read_pay_scales
from tests.table_rows import each_row, table_rows

_NOVEMBER = date(2026, 11, 22)
_GRADES = [f"EG {n}" for n in (*range(1, 9), "9a", "9b", "9c", *range(10, 16))]


def _written(grade: PayGrade | None) -> tuple[str, str, str, str]:
    if grade is None:
        return "", "", "", ""
    also = f"{grade.also.scale} {grade.also.grade_min} {grade.also.grade_max}" if grade.also else ""
    return grade.scale or "", grade.grade_min or "", grade.grade_max or "", also


@each_row(table_rows("pay_grade"))
def test_a_grade_is_read_as_the_table_says(row: dict[str, str]) -> None:
    found = find_pay_grade(row["text"])
    civil = {"A": "BesO A", "B": "BesO B", "W": "BesO W"}.get(row["grade_min"].split(" ")[0])
    scale, *rest = _written(found)
    assert tuple(rest) == (row["grade_min"], row["grade_max"], row["also"])
    if civil and not row["scale"]:
        assert scale.startswith(civil)
    else:
        assert scale == row["scale"]


@pytest.mark.parametrize(
    ("words", "scale"),
    [
        ("Besoldungsgruppe A 12 LBesO NRW", "BesO A NRW"),
        ("A 12 BBesO", "BesO A Bund"),
        ("A 12 NBesG", "BesO A NI"),
        ("A 10 des Landesbesoldungsgesetzes NRW", "BesO A NRW"),
        ("Besoldungsgruppe A 12", "BesO A"),
        ("B 4 LBesO", "BesO B"),
    ],
)
def test_a_civil_servants_scale_names_the_land_where_the_law_is_named(words: str, scale: str) -> None:
    found = find_pay_grade(words)
    assert found is not None
    assert found.scale == scale


def test_nothing_is_read_where_nothing_is_written() -> None:
    assert find_pay_grade(None) is None
    assert find_pay_grade("") is None
    assert find_pay_grade(" \n ") is None


def test_the_surroundings_of_a_grade_do_not_depend_on_the_length_of_the_ad() -> None:
    filler = "Wir freuen uns auf Menschen mit Freude an der Arbeit. " * 40
    found = find_pay_grade(f"{filler}\n- Vergütung nach Entgeltgruppe 11 TVöD-VKA\n{filler}")
    assert _written(found)[:3] == ("TVöD-VKA", "EG 11", "EG 11")


@given(st.sampled_from(sorted(read_pay_scales())), st.sampled_from(_GRADES), st.sampled_from(_GRADES))
def test_a_printed_grade_is_read_back(scale: str, low: str, high: str) -> None:
    if scale.startswith("BesO"):
        printed, expected = "Besoldungsgruppe A 9 bis A 12", ("A 9", "A 12")
    else:
        low, high = sorted((low, high), key=_GRADES.index)
        printed, expected = f"{low} bis {high} {scale}", (low, high)
    found = find_pay_grade(printed)
    assert found is not None
    assert (found.grade_min, found.grade_max) == expected
    assert scale.startswith("BesO") or found.scale == scale


@given(st.text())
def test_any_text_is_read_or_not(text: str) -> None:
    found = find_pay_grade(text)
    assert found is None or found.words


_PIECES = st.sampled_from(
    [
        "EG",
        "E ",
        "11",
        "9b",
        "TVöD",
        "TV-L",
        "-VKA",
        "A ",
        "12",
        "bzw. ",
        "bis ",
        " ",
        "\n",
        "(",
        ")",
        "/",
        "W2",
        "BAT ",
        "IV",
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_mixture_of_grade_words_is_read_or_not(text: str) -> None:
    found = find_pay_grade(text)
    if found is not None:
        assert found.scale or found.grade_min or found.grade_max


@pytest.mark.parametrize(
    "piece",
    [
        "EG 11 TVöD ",
        "TV",
        "A 12 ",
        "Tarifvertrag für den ",
        "Entgeltgruppe ( ",
        "](",
        "13 TV-L ",
        "iGZ-",
        "W 2 professor ",
    ],
)
def test_a_megabyte_of_traps_is_read_in_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.perf_counter()
    find_pay_grade(text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("grade", "low", "high"),
    [
        (PayGrade("TVöD-VKA", "EG 11", "EG 11"), "4269.64", "6326.77"),
        (PayGrade("TVöD-VKA", "EG 9b", "EG 10"), "3779.84", "5753.35"),
        (PayGrade("TVöD-VKA", None, "EG 10"), None, "5753.35"),
        (PayGrade("TVöD-VKA", "EG 10", None), "4124.53", None),
        (PayGrade("TVöD-Bund", "EG 1", "EG 1"), "2534.55", "2754.50"),
        (PayGrade("TVöD-V", "EG 9c", "EG 9c"), "4010.72", "5527.70"),
        (PayGrade("TVöD", "EG 12", "EG 12"), "4415.70", "6900.18"),
        (PayGrade("TV-L", "EG 13", "EG 13"), "4759.37", "6764.69"),
        (PayGrade("BesO A NRW", "A 12", "A 13"), "4480.37", "6346.91"),
        (PayGrade("BesO A Bund", "A 9", "A 11"), "4132.76", "5867.44"),
        (PayGrade("BesO B NRW", "B 2", "B 2"), "9088.12", "9088.12"),
    ],
)
def test_a_grade_pays_from_its_lowest_to_its_highest_step(grade: PayGrade, low: str | None, high: str | None) -> None:
    pay = grade_pay(grade, _NOVEMBER)
    assert pay is not None
    assert pay.min_eur == (Decimal(low) if low else None)
    assert pay.max_eur == (Decimal(high) if high else None)
    assert (pay.period, pay.period_stated, pay.payments_per_year) == ("month", True, None)


@pytest.mark.parametrize(
    ("grade", "on"),
    [
        (PayGrade("TVöD-VKA", "EG 11", "EG 11"), date(2026, 4, 30)),
        (PayGrade("TVöD-VKA", "EG 11", "EG 11"), date(2027, 4, 1)),
        (PayGrade("TV-L", "EG 11", "EG 11"), date(2027, 1, 1)),
        (PayGrade("TVöD", "EG 9b", "EG 9b"), _NOVEMBER),
        (PayGrade("TVöD-VKA", "EG 9", "EG 9"), _NOVEMBER),
        (PayGrade("TVöD-VKA", None, None), _NOVEMBER),
        (PayGrade("BesO A", "A 12", "A 12"), _NOVEMBER),
        (PayGrade("ERA", "EG 13", "EG 13"), _NOVEMBER),
        (PayGrade(None, "EG 13", "EG 13"), _NOVEMBER),
        (PayGrade(None, "AT", "AT"), _NOVEMBER),
    ],
)
def test_no_pay_is_guessed_without_a_table_of_that_day(grade: PayGrade, on: date) -> None:
    assert grade_pay(grade, on) is None


def test_the_tables_rise_from_grade_to_grade() -> None:
    for tables in read_pay_scales().values():
        for table in tables:
            assert table.valid_from < table.valid_until
            assert table.source
            for low, high in table.grades.values():
                assert low <= high
            highest = [high for _, high in table.grades.values()]
            assert max(highest) in (highest[0], highest[-1])


def test_agreements_are_named_whatever_is_said_of_them() -> None:
    named = [
        scale.scale for scale in find_agreements("Kenntnisse im TVöD-Bund, TV L und der AVR-DD; ERA, BZ Chemie/GVP")
    ]
    assert named == ["TVöD-Bund", "TV-L", "AVR Diakonie", "ERA", "BZ Chemie/GVP"]


def test_the_labelled_ads_are_read() -> None:
    if not SHARED.exists():
        pytest.skip("the labelled ads are not on this machine")
    from bench.score_pay_grades import score

    sure, doubtful, also, fields = score()
    assert sure.precision >= 0.98
    assert sure.recall >= 0.95
    assert min(also.precision, fields.precision) == 1
    assert doubtful.spurious == 0


@pytest.mark.parametrize("scale", sorted(read_pay_scales()))
def test_every_grade_of_every_table_is_answered_on_its_days(scale: str) -> None:
    for table in read_pay_scales()[scale]:
        for name, (low, high) in table.grades.items():
            for day in (table.valid_from, table.valid_until):
                pay = grade_pay(PayGrade(scale, name, name), day)
                assert pay is not None
                assert (pay.min_eur, pay.max_eur) == (low, high)
