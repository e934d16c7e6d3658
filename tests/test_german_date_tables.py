"""Every row of the tables of dates is needed: its example reads otherwise without it, and a row more is read."""

import importlib
import sys
from datetime import date, datetime
from functools import cache
from types import ModuleType
from typing import Any, get_args

import pytest

import german.dates
from german.dates import ad, cues, day_forms, field, forms, soon, words
from german.dates.ad import find_dates
from german.dates.cues import Cue, read_cues
from german.dates.field import read_date
from german.dates.form import Form
from german.dates.readings import Kind, ReadDate, Reading, stated
from german.dates.words import BERLIN, MONTH_ROWS, MONTHS
from german.words import gates
from german.words.unreadable import Unreadable
from tests.fresh import edited, fresh
from tests.table_rows import each_row
from tests.test_german_dates import read_table

SEEN = datetime(2026, 4, 15, 10, 30, tzinfo=BERLIN)  # a Wednesday
KINDS: tuple[Kind, ...] = get_args(Kind)
CUES = read_cues()


def day_read(text: str, kind: Kind = "start") -> date | None:
    """The day of a field's words."""
    read = read_date(text, SEEN, kind)
    return None if read is None else read.on


# -- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", forms.FORMS.values(), ids=lambda form: form.name)
def test_each_form_reads_its_example(form: Form) -> None:
    pattern = forms.DATE if form in forms.DATES else forms.RELATIVE
    found = pattern.fullmatch(form.example)
    assert found is not None and found.lastgroup == form.name
    assert forms.interpret(found, SEEN, "posted", form.example) or forms.interpret(found, SEEN, "start", form.example)


@pytest.mark.parametrize("form", forms.DATES, ids=lambda form: form.name)
def test_an_ad_is_searched_for_the_forms_that_say_by_what(form: Form) -> None:
    found = find_dates(f"Bewerbungsfrist: {form.example}", SEEN).apply_by
    assert (found is not None) == bool(form.figures or form.names)
    assert found is None or found.words == f"Bewerbungsfrist: {form.example}"


def test_a_form_more_is_read_in_a_field_and_found_in_an_ad(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_star(seen_at: datetime, kind: Kind, day: str) -> Reading:
        return stated(date(2026, 12, int(day)))

    star = Form("star", r"(?P<day>\d\d?)\. im christmond", read_star, "24. im christmond", figures=(r"[0-9]?\. im ",))
    monkeypatch.setattr(day_forms, "FORMS", (*day_forms.FORMS, star))
    more = fresh(forms)
    for name in ("DATE", "DATES", "FORMS", "RELATIVE", "interpret"):
        monkeypatch.setattr(forms, name, getattr(more, name))
    assert fresh(field).read_date(star.example, SEEN, "start") == ReadDate(date(2026, 12, 24))
    assert fresh(ad).find_dates(f"Bewerbungsfrist: {star.example}", SEEN).apply_by == ReadDate(date(2026, 12, 24))


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "number"), MONTHS.items())
def test_each_name_of_a_month_is_read_and_found(name: str, number: int) -> None:
    assert day_read(f"15. {name} 2026") == date(2026, number, 15)
    found = find_dates(f"Bewerbungsfrist: 15. {name}", SEEN).apply_by
    assert found is not None and (found.on.month, found.on.day) == (number, 15)


@pytest.mark.parametrize("month", MONTH_ROWS, ids=lambda month: month.in_ads)
def test_each_month_is_found_in_an_ad_without_a_figure(month: words.Month) -> None:
    names = [name for name, number in MONTHS.items() if MONTH_ROWS[number - 1] is month and month.in_ads in f" {name}"]
    assert names
    for name in names:
        assert find_dates(f"Beginn: Ende {name}", SEEN).start is not None, name


def test_each_word_of_a_table_is_read() -> None:
    for word, count in words.COUNTS.items():
        assert day_read(f"in {word} Tagen") == date(2026, 4, 15 + count), word
    for word, number in words.WEEKDAYS.items():
        day = 13 + number  # the 13th of April 2026 is a Monday
        assert day_read(f"{word}, {day}.04.") == date(2026, 4, day), word
    for word in words.LONG_WEEKDAYS:
        assert day_read(f"nächsten {word}") == date(2026, 4, 16 + (words.WEEKDAYS[word] - 3) % 7), word
    for word, days in words.DAYS_FROM_TODAY.items():
        assert day_read(word) == date(2026, 4, 15 + days), word
    for word, weeks in words.STEPS.items():
        assert day_read(f"{word}e woche") == date(2026, 4, 13 + 7 * weeks), word
    for word, (measure, size) in words.UNITS.items():
        days = {"seconds": 0, "days": 2 * size, "months": 61 * size if size == 1 else 731}[measure]
        on = day_read(f"in 2 {word}")
        assert on is not None and (on - date(2026, 4, 15)).days == days, word
    for word, number in words.GERMAN_ORDINALS.items():
        assert day_read(f"{word}es Quartal 2026") == date(2026, 3 * number - 2, 1), word
    for word, number in words.ROMAN_ORDINALS.items():
        assert day_read(f"{word}. Quartal 2026") == date(2026, 3 * number - 2, 1), word
    for word, number in words.ENGLISH_ORDINALS.items():
        assert day_read(f"{word} quarter 2026") == date(2026, 3 * number - 2, 1), word
    for word, day in words.PARTS.items():
        assert day_read(f"{word} april 2027") == date(2027, 4, min(day, 30)), word
    for word, day in words.YEAR_PARTS.items():
        assert day_read(f"{word} 2027") == (date(2027, 1, 1) if day == 1 else date(2027, 12, 31)), word
    for word, zone in words.ZONES.items():
        read = read_date(f"15.04.2026 12:00 {word}", SEEN, "posted")
        assert read is not None and read.at == datetime(2026, 4, 15, 12, tzinfo=zone), word
    for word in words.UNSURE_MONTHS:
        assert find_dates(f"Beginn: {word}", SEEN).start is None, word


@pytest.mark.parametrize("word", sorted(field.PLAIN_WORDS))
def test_a_day_without_its_year_is_a_date_beside_each_plain_word(word: str) -> None:
    assert day_read("und Xyz 15.05.") is None
    assert day_read(f"und {word} 15.05.") == date(2026, 5, 15)


@each_row(read_table("date.tsv"))
def test_the_quick_look_at_a_field_changes_no_reading(row: dict[str, str]) -> None:
    kind = next(kind for kind in KINDS if kind == row["kind"])
    quick = read_or_refuse(field, row["text"], kind)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(field, "_at_once", lambda lowered, kind: None)
        assert read_or_refuse(field, row["text"], kind) == quick


@pytest.mark.parametrize(
    ("kind", "word"), [(kind, word) for kind, listed in field.HEAD_WORDS.items() for word in listed]
)
def test_each_word_of_the_quick_look_stands_before_a_date(kind: Kind, word: str) -> None:
    assert field._at_once(f"{word}: 15.05.2026", kind) is not None


@pytest.mark.parametrize(
    ("old", "new", "text", "day"),
    [
        ('"juli", "jul"', '"juli heuert", "jul"', "15. Heuert 2026", date(2026, 7, 15)),
        ('"elf eleven"', '"elf ölf eleven"', "in ölf Tagen", date(2026, 4, 26)),
        ('"dritt"', '"dritt drütt"', "drüttes Quartal 2026", date(2026, 7, 1)),
        ('"mittwoch mi', '"mittwoch wodanstag mi', "nächsten Wodanstag", date(2026, 4, 22)),
        ('"morgen": 1', '"morgen": 1, "moin": 1', "moin", date(2026, 4, 16)),
        ('"kommend": 1', '"kommend": 1, "folgend": 1', "folgenden Montag", date(2026, 4, 20)),
        ('"tag tage', '"tag tach tage', "in 2 Tach", date(2026, 4, 17)),
        ('"mitte": 15', '"mitte": 15, "medio": 15', "medio Mai 2026", date(2026, 5, 15)),
        ('"jahresende": LAST', '"jahresende": LAST, "jahresschluss": LAST', "Jahresschluss 2026", date(2026, 12, 31)),
    ],
    ids=lambda cell: cell if isinstance(cell, str) else "",
)
def test_a_word_more_is_read_and_found(
    old: str, new: str, text: str, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_or_refuse(field, text, "start") != ReadDate(day)
    monkeypatch.setattr(german, "dates", german.dates)  # set by the import of the copies; restored behind the test
    for name in [name for name in sys.modules if name.startswith("german.dates")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, words.__name__, edited(words, (old, new)))
    read: Any = importlib.import_module(field.__name__).read_date(text, SEEN, "start")
    assert read is not None and read.on == day
    found: Any = importlib.import_module(ad.__name__).find_dates(f"Bewerbungsfrist: {text}", SEEN).apply_by
    assert found is not None or "2026" not in text


# -- wordings ---------------------------------------------------------------------------------------------------------


def read_or_refuse(module: ModuleType, text: str, kind: Kind) -> object:
    """What a field reads; "unreadable" where it refuses."""
    try:
        return module.read_date(text, SEEN, kind)
    except Unreadable:
        return "unreadable"


def read_example(kind: str, text: str, of: Any = lambda module: module) -> str:
    """What the reader of wordings of a kind reads, written out; `of` gives the module to ask.

    Values of a module imported afresh never equal those of the one we have: their classes are others.
    """
    if kind == "field soon":
        return repr(of(soon).is_as_soon_as_possible(text))
    if kind.startswith("field") or kind == "vague":
        return repr([read_or_refuse(of(field), text, date_kind) for date_kind in KINDS])
    if "soon" in kind:
        return repr(of(soon).says_as_soon_as_possible(" ".join(text.lower().split())))
    return repr(of(ad).find_dates(text, SEEN))


NEVER = "(?!)"  # behind a wording: it keeps its gate and its anchors, and matches nothing
make_gate = cache(gates.gate)


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: f"{cue.kind}: {cue.wording}")
def test_each_wording_decides_its_example(cue: Cue, monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = read_example(cue.kind, cue.example)
    never = cue._replace(wording=cue.wording + NEVER)
    monkeypatch.setattr(gates, "gate", lambda wordings: make_gate(tuple(one.removesuffix(NEVER) for one in wordings)))
    monkeypatch.setattr(cues, "read_cues", lambda: tuple(never if one is cue else one for one in CUES))
    assert read_example(cue.kind, cue.example, fresh) != with_it


@pytest.mark.parametrize(
    ("kind", "wording", "text"),
    [
        ("deadline", "einreichungstermin", "Einreichungstermin: 01.07.2026"),
        ("until link", "allerspätestens", "Unterlagen bis allerspätestens 01.07.2026"),
        ("applying", "meldet euch", "Meldet euch bis zum 01.07.2026."),
        ("limited", "zeitstelle", "Zeitstelle bis 01.07.2026"),
        ("start", "loslegen", "Loslegen: 01.07.2026"),
        ("start link", "circa", "Beginn circa 01.07.2026"),
        ("from", "beginnend", "Wir suchen Verstärkung, beginnend 01.07.2026."),
        ("job", "ausschreibung", "Unsere Ausschreibung ab 01.07.2026"),
        ("soonest", "flugs", "Zum flugsmöglichen Termin"),
        ("soon heading", "loslegen", "Loslegen: sofort"),
        ("soon behind heading", "lieber gestern", "Start: lieber gestern"),
        ("soon alone", "so schnell es geht", "So schnell es geht"),
        ("soon of a job", "alsbald", "Die Stelle ist alsbald zu besetzen."),
        ("job soon", "gebraucht", "Schnellstmöglich gebraucht"),
        ("field soon", "stante pede", "stante pede"),
        ("field start", "loslegen", "01.04.2026, Loslegen: 01.07.2026"),
        ("field of other matter", "zimmer", "Zimmer 01.07.2026"),
        ("vague", "nikolaus", "an Nikolaus"),
    ],
)
def test_a_wording_more_is_read(kind: str, wording: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = read_example(kind, text)
    monkeypatch.setattr(cues, "read_cues", lambda: (*CUES, Cue(kind, wording, text)))
    assert read_example(kind, text, fresh) != without


@pytest.mark.parametrize("rule", ad.RULES, ids=lambda rule: rule.example)
def test_each_rule_of_an_ads_dates_decides_its_example(rule: ad.Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = find_dates(rule.example, SEEN)
    assert len([one for one in (with_it.apply_by, with_it.start, with_it.contract_end) if one]) == 1
    monkeypatch.setattr(ad, "RULES", tuple(one for one in ad.RULES if one is not rule))
    assert find_dates(rule.example, SEEN) != with_it
