"""Pay: the table of wordings, what a year makes of it, benchmarks, and what no text may do."""

import contextlib
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.scoring import SHARED
from german.pay.after import read_after
from german.pay.amounts import find_amounts
from german.pay.before import read_before
from german.pay.benchmarks import Benchmark, find_benchmarks
from german.pay.fields import read_salary_fields
from german.pay.salary import Salary, find_salary, read_salary
from german.pay.sums import (
    RULES_FOR_FIGURES_IN_ADS,
    RULES_FOR_FIGURES_IN_FIELDS,
    RULES_FOR_MONEY_IN_ADS,
    RULES_FOR_MONEY_IN_FIELDS,
    Rule,
    read_sums,
)
from german.pay.year import year_range
from german.words.unreadable import Unreadable
from tests.table_rows import each_row, table_rows

_READERS = {"field": (read_salary,), "ad": (find_salary,), "both": (read_salary, find_salary)}


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@each_row(table_rows("salary") + table_rows("salary_word"))
def test_a_wording_of_the_table_is_read_as_it_says(row: dict[str, str]) -> None:
    text = row["text"]
    for reader in _READERS[row["reader"]]:
        if row["min"] == "!":
            with pytest.raises(Unreadable):
                reader(text)
        elif not row["min"] and not row["max"]:
            assert reader(text) is None
        else:
            assert reader(text) == Salary(
                _number(row["min"]),
                _number(row["max"]),
                row["period"],  # type: ignore[arg-type]
                row["stated"] == "stated",
                _number(row["payments"]),
                approximate="a" in row["flags"],
                estimated="e" in row["flags"],
                total="t" in row["flags"],
            )


def test_nothing_is_no_pay() -> None:
    assert read_salary(None) is read_salary("") is find_salary(None) is find_salary("") is None
    assert find_benchmarks(None) == []


def test_the_words_read_reach_from_the_label_to_the_period() -> None:
    salary = find_salary("Wir bieten viel.\n- Ein Bruttogehalt ab 3.100 € pro Monat, 30 Tage Urlaub")
    assert salary is not None
    assert salary.words == "Bruttogehalt ab 3.100 € pro Monat"


@pytest.mark.parametrize(
    ("text", "label", "strong"),
    [
        ("Ihr Gehalt\n", "pay", True),
        ("Gehalt je nach Erfahrung von ca. ", "pay", True),
        ("Das Gehalt liegt z. B. bei ", "pay", True),
        ("Die Gehälter (ohne Bonus) liegen bei ", "pay", True),
        ("Ihr Gehalt nach Tarif:\n1. Stufe: ", "pay", True),
        ("Gehalt, Obst und ", "pay", False),
        ("Gehalt, je nach Erfahrung ab ", "pay", True),
        ("Gehalt, abhängig von der Erfahrung, bis zu ", "pay", True),
        ("Gehalt, je nach Lage Obst, Brot, bis zu ", "pay", False),
        ("Gehalt zzgl. Obst und ", "pay", False),
        ("Gehalt (Obst und ", "pay", False),
        ("Gehalt nach Tarif\nmit Obst und ", "pay", False),
        ("- Gehalt nach Tarif\n- Sommerfest für ", None, True),
        ("Gehalt nach Tarif\n\nSommerfest für ", None, False),
        ("Gehalt nach Tarif\nSommerfest\n", None, True),
        ("Das Gehalt stimmt! Zimmer ab ", None, True),
        ("Das Gehalt passt. Zimmer ab ", None, True),
        ("Das Gehalt passt. (Zimmer ab ", None, False),
        ("Tarifgehalt plus ", "other", True),
        ("Gehalt nach Tarif\n+ ", None, True),
        ("Gesundheit: ", "other", True),
        ("Gesundheit ist wichtig, ", None, False),
    ],
)
def test_the_words_before_a_sum_name_it(text: str, label: str | None, strong: bool) -> None:
    before = read_before(text)
    assert (before.label, before.strong) == (label, strong)


@pytest.mark.parametrize(
    ("text", "label", "period"),
    [
        (" als Zuschuss", "other", None),
        (" für die Einrichtung deines neuen Büros in unserer schönen Stadt als Zuschuss", None, None),
        ("\nGehalt nach Tarif", None, None),
        (" pro\nMonat", None, "month"),
        (" im 1. Ausbildungsjahr", "pay", None),
        (" im 2. Jahr", "other", None),
        (" im 1. Jahr", None, None),
        (" im 2. Anlauf", None, None),
        (" / Variabel", None, None),
        (" a week", None, "week"),
        (" Gehalt p. a., Bonus", "pay", "year"),
        (" mtl. brutto", None, "month"),
        (" bei 40 Std./Woche", None, None),
    ],
)
def test_the_words_behind_a_sum_name_it(text: str, label: str | None, period: str | None) -> None:
    after = read_after(text)
    assert (after.label, after.period) == (label, period)


RULES = [
    (rules, rule, is_field)
    for rules, is_field in (
        (RULES_FOR_MONEY_IN_ADS, False),
        (RULES_FOR_MONEY_IN_FIELDS, True),
        (RULES_FOR_FIGURES_IN_ADS, False),
        (RULES_FOR_FIGURES_IN_FIELDS, True),
    )
    for rule in rules
    if bool(find_amounts(rule.example)[0].currency) == (rules in (RULES_FOR_MONEY_IN_ADS, RULES_FOR_MONEY_IN_FIELDS))
]


@pytest.mark.parametrize(("rules", "rule", "is_field"), RULES, ids=lambda value: getattr(value, "example", ""))
def test_a_rule_decides_on_its_example(rules: tuple[Rule, ...], rule: Rule, is_field: bool) -> None:
    (found,) = read_sums(rule.example, is_field=is_field)
    assert next(rule for rule in rules if rule.holds(found)) is rule
    assert found.pay is rule.pay


def test_every_rule_has_an_example_of_its_own_kind() -> None:
    assert {id(rule) for _, rule, _ in RULES} == {
        *(id(rule) for rule in (*RULES_FOR_MONEY_IN_ADS, *RULES_FOR_MONEY_IN_FIELDS)),
        *(id(rule) for rule in (*RULES_FOR_FIGURES_IN_ADS, *RULES_FOR_FIGURES_IN_FIELDS)),
    }


def test_an_ad_of_nothing_but_sums_is_read_no_further_than_an_ad_goes() -> None:
    assert len(find_amounts("3 € " * 1000)) == 500


def test_a_range_behind_a_grade_is_one_sum() -> None:
    (amount,) = find_amounts("Entgeltgruppe 8 – 3.300 bis 3.900 €")
    assert (amount.low, amount.high) == (Decimal(3300), Decimal(3900))


def test_a_refusal_quotes_the_words() -> None:
    with pytest.raises(Unreadable, match="CHF 90'000"):
        read_salary("CHF 90'000 im Jahr")


@pytest.mark.parametrize(
    ("salary", "hours", "expected"),
    [
        (Salary(Decimal(50000), Decimal(60000), "year"), None, ("50000.00", "60000.00", ())),
        (Salary(None, Decimal(3000), "month"), None, (None, "36000.00", ("payments_per_year",))),
        (Salary(Decimal(3000), None, "month", payments_per_year=Decimal("13")), None, ("39000.00", None, ())),
        (
            Salary(Decimal(20), Decimal(20), "hour"),
            None,
            ("41740.80", "41740.80", ("payments_per_year", "weekly_hours")),
        ),
        (Salary(Decimal(20), Decimal(20), "hour"), Decimal(35), ("36523.20", "36523.20", ("payments_per_year",))),
        (Salary(Decimal(600), Decimal(600), "day"), None, ("156000.00", "156000.00", ("days_per_year",))),
        (Salary(Decimal(1000), Decimal(1000), "week"), None, ("52000.00", "52000.00", ("weeks_per_year",))),
    ],
)
def test_a_year_is_made_with_the_factors_it_names(
    salary: Salary, hours: Decimal | None, expected: tuple[str | None, str | None, tuple[str, ...]]
) -> None:
    year = year_range(salary, hours)
    low, high, assumed = expected
    assert (year.min_eur, year.max_eur) == (_number(low or ""), _number(high or ""))
    assert year.assumed == assumed


@pytest.mark.parametrize("row", table_rows("benchmark"), ids=lambda row: row["text"][:40])
def test_a_pay_level_of_a_town_page_is_read_with_its_level(row: dict[str, str]) -> None:
    found = [
        f"{level.level or 'none'} {'' if level.min_eur is None else level.min_eur}"
        f"..{'' if level.max_eur is None else level.max_eur}"
        for level in find_benchmarks(row["text"])
    ]
    assert "; ".join(found) == row["levels"], row["why"]


@pytest.mark.parametrize("row", table_rows("salary_field"), ids=lambda row: f"{row['low']} {row['high']} {row['unit']}")
def test_pay_in_fields_of_its_own_is_read_as_the_table_says(row: dict[str, str]) -> None:
    stated = (row["low"], row["high"], row["currency"], row["unit"])
    if row["min"] == "!":
        with pytest.raises(Unreadable):
            read_salary_fields(*stated)
    elif not row["period"]:
        assert read_salary_fields(*stated) is None
    else:
        salary = read_salary_fields(*stated)
        assert salary is not None
        assert (salary.min_eur, salary.max_eur, salary.period) == (
            *(_number(row["min"]), _number(row["max"])),
            row["period"],
        ), row["why"]


def test_the_recorded_town_page_states_two_levels() -> None:
    folder = SHARED / "recorded" / "wir_lieben_jobs"
    if not folder.exists():
        pytest.skip("the recorded boards are not on this machine")
    (page,) = folder.glob("*.txt")
    assert find_benchmarks(page.read_text(encoding="utf-8")) == [
        Benchmark("entry", Decimal(3700), Decimal(4500), "month", True),
        Benchmark("experienced", Decimal(5000), Decimal(6500), "month", False),
    ]


_PERIODS = {"hour": (1250, 9000), "month": (100_000, 1_400_000), "year": (1_500_000, 20_000_000)}
_WORDINGS = {
    "hour": ("{} € pro Stunde", "Stundenlohn {} €", "{} €/h"),
    "month": ("{} € brutto im Monat", "Monatsgehalt: {} EUR", "{} Euro mtl."),
    "year": ("{} € p.a.", "Jahresgehalt {} EUR", "EUR {} pro Jahr"),
}


@given(st.data())
def test_pay_that_is_printed_is_read_back(data: st.DataObject) -> None:
    period = data.draw(st.sampled_from(sorted(_PERIODS)))
    cents = data.draw(st.integers(*_PERIODS[period]))
    wording = data.draw(st.sampled_from(_WORDINGS[period]))
    amount = Decimal(cents) / 100
    printed = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    for reader in (read_salary, find_salary):
        assert reader(wording.format(printed)) == Salary(amount, amount, period)  # type: ignore[arg-type]


_PIECES = st.sampled_from(
    [
        "Gehalt",
        "3.000",
        "€",
        " ",
        "-",
        "bis",
        "\n",
        "brutto",
        "pro Jahr",
        "k",
        "12,5",
        "Bonus",
        "(",
        ")",
        "x 13",
        "CHF",
        ".",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES).map(" ".join), st.lists(_PIECES).map("".join)))
@settings(max_examples=300)
def test_any_text_is_read_refused_or_none(text: str) -> None:
    for reader in (read_salary, find_salary):
        try:
            salary = reader(text)
        except Unreadable:
            continue
        if salary is not None:
            assert salary.min_eur is not None or salary.max_eur is not None
            year_range(salary)
    find_benchmarks(text)


@pytest.mark.parametrize("piece", ["1€", "1.111.", "1234 Gehalt ", "1 - ", "\n"])
def test_a_megabyte_of_anything_is_read_in_seconds(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    for reader in (read_salary, find_salary, find_benchmarks):
        start = time.process_time()
        with contextlib.suppress(Unreadable):
            reader(text)
        assert time.process_time() - start < 5
