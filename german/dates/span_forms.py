"""Forms that state a span of days: a month or a part of it, a week, a quarter, a half year, a part of a year."""

from datetime import date, datetime, timedelta
from functools import partial

from german.dates.form import FULL_YEAR, PART, YEAR, Form, always, month, with_full_year
from german.dates.readings import (
    LAST_OF_SPAN,
    Kind,
    Reading,
    add_months,
    day_of,
    day_seen,
    earliest_day,
    edge_of_span,
    full_year,
    in_year_for,
    part_of_month,
    part_of_year,
    relative,
    stated,
)
from german.dates.words import (
    ENGLISH_ORDINALS,
    GERMAN_ORDINALS,
    GERMAN_PARTS,
    LAST,
    MONTH_ROWS,
    MONTHS,
    ORDINALS,
    PARTS,
    ROMAN_ORDINALS,
    UNSURE_MONTHS,
    YEAR_PARTS,
    one_of,
)
from schemas.vocabulary import Precision

_ORDINAL = (
    rf"(?:(?P<figure>[1-4])\.|(?P<roman>{one_of(ROMAN_ORDINALS)})\.|(?P<german>{one_of(GERMAN_ORDINALS)})e[nmrs]?|"
    rf"(?P<english>{one_of(ENGLISH_ORDINALS)}))"
)


_Text = str | None  # of a group that may be absent


def _read_month(seen_at: datetime, kind: Kind, part: _Text, month: str, last: _Text, year: _Text) -> Reading | None:
    if year is None and part is None and month in UNSURE_MONTHS:
        return None
    number = MONTHS[last if last and kind in LAST_OF_SPAN else month]
    if year is not None:
        first = day_of(full_year(year), number, 1)
    else:
        first = in_year_for(number, 28 if kind in LAST_OF_SPAN else 1, seen_at, kind).replace(day=1)
    if part is not None:
        return stated(part_of_month(first, PARTS[part]), "part_of_month")
    return stated(edge_of_span(first, 1, kind), "month")


def _read_month_of_figures(seen_at: datetime, kind: Kind, month: str, year: str) -> Reading:
    return stated(edge_of_span(day_of(int(year), int(month), 1), 1, kind), "month")


def _read_week(seen_at: datetime, kind: Kind, number: _Text, ordinal: _Text, year: _Text) -> Reading:
    week, day = int(number or ordinal or 0), 7 if kind in LAST_OF_SPAN else 1
    earliest = earliest_day(seen_at, kind)
    for year_number in [full_year(year)] if year else [earliest.year, earliest.year + 1]:
        try:
            on = date.fromisocalendar(year_number, week, day)
        except ValueError:
            continue
        if year or on >= earliest:
            return stated(on, "week")
    raise ValueError("no such week")


def _read_numbered_part(
    months: int,
    precision: Precision,
    seen_at: datetime,
    kind: Kind,
    part: _Text,
    number: _Text,
    figure: _Text,
    roman: _Text,
    german: _Text,
    english: _Text,
    year: _Text,
) -> Reading:
    """The numbered part of a year that is divided into parts of so many months."""
    first_month = _first_month(months, number or figure, roman or german or english)
    read = _read_months_of_year(first_month, months, precision, year, seen_at, kind)
    if part is None:
        return read
    first = read[0].replace(month=first_month, day=1)
    ends = {1: first, 15: add_months(first, months // 2), LAST: add_months(first, months) - timedelta(1)}
    return stated(ends[PARTS[part]], precision)


def _first_month(months: int, figure: _Text, ordinal: _Text) -> int:
    """The first month of the numbered span, in a year of spans of so many months; raises ValueError."""
    number = int(figure) if figure else ORDINALS[ordinal or ""]
    if number * months > 12:
        raise ValueError("no such part of a year")
    return (number - 1) * months + 1


def _read_months_of_year(
    month: int, months: int, precision: Precision, year: _Text, seen_at: datetime, kind: Kind
) -> Reading:
    """A span of so many months that begins with a month."""
    if year is not None:
        first = day_of(full_year(year), month, 1)
    elif kind in LAST_OF_SPAN:
        first = in_year_for(month + months - 1, 28, seen_at, kind).replace(month=month, day=1)
    else:
        first = in_year_for(month, 1, seen_at, kind)
    return stated(edge_of_span(first, months, kind), precision)


def _read_part_of_year(seen_at: datetime, kind: Kind, part: _Text, word: _Text, year: str) -> Reading:
    return stated(part_of_year(int(year), PARTS[part] if part else YEAR_PARTS[word or ""]), "year")


def _read_part_of_this(seen_at: datetime, kind: Kind, part: _Text, step: _Text, span: _Text, ending: _Text) -> Reading:
    day, today = GERMAN_PARTS[part or "ende"], day_seen(seen_at)
    if step is not None:
        today = add_months(today.replace(day=1), 1 if (span or "").startswith("m") else 12)
    if (span or ending or "").startswith("m"):
        return relative(part_of_month(today, day), "part_of_month")
    return relative(part_of_year(today.year, day), "year")


# The first form that matches is read.
FORMS = (
    Form(
        "numbered",
        r"(?<![\d./,-])(?P<month>0?[1-9]|1[0-2]) ?[./] ?(?P<year>20\d\d)(?!\d|[/.-]\d)",
        _read_month_of_figures,
        "04/2026",
        begins="figure",
        figures=(FULL_YEAR,),
    ),
    Form(
        "year_month",
        r"(?<![\d./-])(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(?![\d-])",
        _read_month_of_figures,
        "2026-04",
        with_full_year,
        begins="figure",
        figures=(FULL_YEAR,),
    ),
    Form(
        "month",
        rf"(?:{PART}(?:(?:/| bis | oder )(?:mitte|ende))?[ -])?{month()}\.?"
        rf"(?: ?(?:/|-|–|bis|oder|und|or|to|and) ?{month('last')}\.?)?{YEAR}",
        _read_month,
        "anfang bis mitte april 2026",
        with_full_year,
        begins="word",
        figures=(FULL_YEAR,),
        names=tuple(dict.fromkeys(row.in_ads for row in MONTH_ROWS)),
    ),
    Form(
        "year_part",
        rf"(?:{PART}|(?P<word>{one_of(YEAR_PARTS)}))[ -]?(?:des jahres |vom jahr )?(?P<year>20\d\d)(?![\d./-])",
        _read_part_of_year,
        "ende des jahres 2026",
        always,
        begins="word",
        figures=(FULL_YEAR,),
    ),
    Form(
        "this",
        rf"(?:(?P<part>{one_of(GERMAN_PARTS)}) (?:des |dieses |d\. ?)?"
        r"(?:laufenden |(?P<step>(?:n(?:ä|ae)chst|kommend|folgend)en ))?"
        r"(?P<span>monats|jahres|m\.|j\.)|(?P<ending>monats|jahres)ende\b)",
        _read_part_of_this,
        "ende des laufenden monats",
        begins="word",
    ),
    Form(
        "week",
        r"\b(?:(?:kw|kalenderwoche|cw|calendar week) ?(?P<number>\d{1,2})|(?P<ordinal>\d{1,2})\. ?"
        r"(?:kw|kalenderwoche))(?!\d)(?: ?[/.,-]? ?(?P<year>20\d\d|\d\d)(?!\d))?",
        _read_week,
        "kw 16/2026",
        with_full_year,
        figures=(FULL_YEAR,),
        names=("kw ",),
    ),
    Form(
        "quarter",
        rf"\b(?:{PART} (?:des |vom |von |im )?)?(?:q ?(?P<number>[1-4])|{_ORDINAL} (?:quartals?|quarter))(?!\.?\d)"
        r"(?: ?[/.,-]? ?(?:des jahres |in |of )?(?P<year>20\d\d|'?\d\d)(?!\d))?",
        partial(_read_numbered_part, 3, "quarter"),
        "2. quartal 2026",
        with_full_year,
        figures=(FULL_YEAR,),
    ),
    Form(
        "half",
        rf"\b(?:{PART} (?:des |vom |von |im )?)?"
        rf"(?:h ?(?P<number>[12])(?= ?[/-]? ?20\d\d)|{_ORDINAL} (?:halbjahr(?:es|s)?|hj|jahresh(?:ä|ae)lfte|half))"
        r"(?: ?[/.,-]? ?(?:des jahres |in |of )?(?P<year>20\d\d)(?!\d))?",
        partial(_read_numbered_part, 6, "half_year"),
        "2. halbjahr 2026",
        with_full_year,
        figures=(FULL_YEAR,),
    ),
)
