"""Denial, and whose a statement is: every row of the tables, and what neither may do to any reader."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from german.ads.contract import find_contract
from german.ads.hours import find_hours
from german.ads.remote import find_remote
from german.pay.grades import find_pay_grade
from german.pay.salary import Salary, find_salary
from german.words.denial import is_denied
from german.words.unreadable import Unreadable
from german.words.whose import find_owner
from tests.table_rows import table_rows

_TOPIC = "Homeoffice"


def _place(text: str) -> tuple[int, int]:
    start = text.index(_TOPIC)
    return start, start + len(_TOPIC)


@pytest.mark.parametrize("row", table_rows("denial"), ids=lambda row: row["text"][:60])
def test_a_statement_is_denied_as_the_table_says(row: dict[str, str]) -> None:
    assert is_denied(row["text"], *_place(row["text"])) == bool(row["expected"]), row["why"]


@pytest.mark.parametrize("row", table_rows("whose"), ids=lambda row: row["text"][:60])
def test_a_statement_is_owned_as_the_table_says(row: dict[str, str]) -> None:
    assert find_owner(row["text"], *_place(row["text"])) == row["owner"], row["why"]


def _pay(text: str) -> object:
    try:
        return find_salary(text)
    except Unreadable:
        return None


def _fixed_term(text: str) -> object:
    found = find_contract(text)
    return found and found.fixed_term


def _mode(text: str) -> object:
    found = find_remote(text)
    return found and found.mode


def _hours(text: str) -> object:
    found = find_hours(text)
    return found and (found.min_weekly, found.max_weekly)


def _grade(text: str) -> object:
    found = find_pay_grade(text)
    return found and (found.scale, found.grade_min, found.grade_max)


_Reader = Callable[[str], object]
# What each reader finds in a statement, and what it must not find once the statement is denied.
_STATEMENTS: list[tuple[_Reader, str, object]] = [
    (_pay, "Jahresgehalt von 60.000 €", None),
    (_pay, "Gehalt von 4.500 € im Monat", None),
    (_fixed_term, "befristeter Vertrag", True),
    (_fixed_term, "befristete Stelle", True),
    (_mode, "Homeoffice", "hybrid"),
    (_mode, "mobiles Arbeiten", "hybrid"),
    (_mode, "Telearbeit", "hybrid"),
    (_hours, "40-Stunden-Woche", None),
    (_grade, "Bezahlung nach TVöD", None),
]
_DENIALS = st.sampled_from(
    [
        *("kein {}", "keine {}", "{}: nein", "{} – nein", "{} (nein)", "{} entfällt", "{} gibt es bei uns nicht"),
        *("{} können wir leider nicht anbieten", "{} ist nicht vorgesehen", "{} ist leider nicht möglich"),
        *("{} wird nicht angeboten", "ohne {}", "no {}", "{} is not offered", "{} is not available", "{}: no"),
        *("{}? Nicht bei uns.", "{} ist ausgeschlossen", "Wir bieten kein {}", "Wir bieten leider keine {} an"),
    ]
)
_AROUND = st.sampled_from(["{}", "Wir freuen uns auf Sie.\n\n{}.\n\nGute Anbindung.", "- Obst\n- {}\n- Parkplatz"])


@given(st.sampled_from(_STATEMENTS), _DENIALS, _AROUND)
def test_what_is_denied_is_never_read(statement: tuple[_Reader, str, object], denial: str, around: str) -> None:
    read, words, stated = statement
    found = read(around.format(denial.format(words)))
    assert found is None or (stated is not None and found != stated)


_ADS: list[tuple[_Reader, str]] = [
    (_pay, "Ihr Jahresgehalt: 70.000 €."),
    (_pay, "Wir zahlen 4.500 € bis 5.000 € brutto im Monat."),
    (_pay, "Wir freuen uns auf Sie."),
    (_fixed_term, "Die Stelle ist unbefristet."),
    (_fixed_term, "Die Stelle ist auf zwei Jahre befristet."),
    (_fixed_term, "Wir freuen uns auf Sie."),
    (_mode, "Zwei Tage Homeoffice in der Woche."),
    (_mode, "Die Stelle ist vollständig remote."),
    (_mode, "Kein Homeoffice."),
    (_mode, "Wir freuen uns auf Sie."),
    (_hours, "Vollzeit mit 39 Stunden pro Woche."),
]
_OF_OTHERS = st.sampled_from(
    [
        *("Unsere Auszubildenden verdienen 1.218 € im Monat.", "IT-Leiter verdienen in Deutschland 95.000 € im Jahr."),
        *("Das Durchschnittsgehalt der Branche liegt bei 62.000 € im Jahr.", "Praktikanten erhalten 900 € im Monat."),
        *("Der gesetzliche Mindestlohn liegt bei 13,90 € pro Stunde.", "Rufbereitschaft: 300 € je Woche."),
        *("Sie betreuen Aufträge von 50.000 € bis 90.000 €.", "Für jede geworbene Kollegin zahlen wir 2.500 €."),
        *("Unsere Aushilfen haben befristete Verträge.", "Sie bearbeiten befristete Verträge."),
        *("Die IT-Zulage ist auf fünf Jahre befristet.", "Kenntnisse im Befristungsrecht sind von Vorteil."),
        *("Unsere Kunden arbeiten im Homeoffice.", "Sie betreuen Anwender im Homeoffice."),
        *("Leitung eines Teams, das remote arbeitet.", "Das Vorstellungsgespräch findet remote statt."),
        *("Unsere Auszubildenden arbeiten 35 Stunden pro Woche.", "Betrieb der VPN-Lösung für mobiles Arbeiten."),
    ]
)


@given(st.sampled_from(_ADS), _OF_OTHERS, st.booleans(), st.sampled_from([" ", "\n", "\n\n- "]))
def test_what_is_said_of_others_changes_nothing(ad: tuple[_Reader, str], other: str, first: bool, between: str) -> None:
    read, words = ad
    text = f"{other}{between}{words}" if first else f"{words}{between}{other}"
    assert read(text) == read(words)


_NETS = st.sampled_from([" ({} netto)", " (rund {} netto)", ", netto {}", " / {} netto", ". Netto sind das rund {}."])


@given(
    st.integers(2_500, 9_000), _NETS, st.sampled_from(["Gehalt: {} brutto im Monat", "Wir zahlen {} brutto monatlich"])
)
def test_net_beside_gross_changes_nothing(euros: int, net: str, gross: str) -> None:
    words = gross.format(f"{euros} €")
    assert find_salary(words + net.format(f"{euros * 62 // 100} €")) == find_salary(words)


@given(st.integers(30_000, 120_000), st.sampled_from([50, 60, 75, 80]), st.sampled_from(["; ", ", ", " / "]))
def test_the_order_of_full_and_part_time_does_not_matter(euros: int, share: int, between: str) -> None:
    full, part = f"Vollzeit {euros} €", f"Teilzeit ({share} %) {euros * share // 100} €"
    expected = find_salary(f"Jahresgehalt: {full}")
    assert isinstance(expected, Salary)
    assert find_salary(f"Jahresgehalt: {full}{between}{part}") == expected
    assert find_salary(f"Jahresgehalt: {part}{between}{full}") == expected


_PIECES = (
    "nicht ",
    "kein ",
    "nicht im ",
    "Homeoffice ",
    "befristet ",
    "keine Möglichkeit, im ",
    "Sie ",
    "EG 11, ",
    "5 € ",
)


@pytest.mark.parametrize(
    "piece", [*_PIECES, "Gehalt 60.000 € nicht netto ", "unsere Kunden im Homeoffice, das ", "remote-"]
)
def test_adversarial_text_is_read_within_a_millisecond_a_kilobyte(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    for read in (_pay, find_pay_grade, find_contract, find_remote, find_hours):
        read(piece * 20)  # patterns are made when they are first needed
        started = time.process_time()
        read(text)
        assert time.process_time() - started < 0.1 * 2  # 100 kB; twice for a busy machine
