"""Forms that state a day: 15.04.2026, 2026-04-15T08:00Z, 15. April, Apr 15, 15.4., "15. d. M."."""

from datetime import date, datetime

from german.dates.form import (
    DAY_AND_MONTH,
    DAY_OF_FIGURES,
    FIRST,
    FULL_YEAR,
    MONTH_NAME,
    SHORT_YEAR,
    TIME,
    YEAR,
    ZONE,
    Form,
    always,
    month,
    with_full_year,
)
from german.dates.readings import (
    LAST_OF_SPAN,
    Kind,
    Reading,
    add_months,
    day_of,
    day_seen,
    full_year,
    in_year_for,
    on_clock,
    relative,
    stated,
)
from german.dates.words import DAY_ORDINALS, ENGLISH_MONTHS, MONTH_ROWS, MONTHS, SHARED_MONTHS, one_of

_Text = str | None  # of a group that may be absent


def _read_iso(
    seen_at: datetime, kind: Kind, year: str, month: str, day: str, clock: _Text, half: _Text, offset: _Text
) -> Reading:
    on = day_of(int(year), int(month), int(day))
    return stated(on) if clock is None else on_clock(on, clock, half, offset, "stated", kind)


def _read_figures(
    seen_at: datetime,
    kind: Kind,
    first: _Text,
    day: str,
    mark: str,
    month: str,
    year: str,
    clock: _Text,
    half: _Text,
    zone: _Text,
) -> Reading:
    day_number, month_number = _day_for(kind, first, day), int(month)
    if mark == "/" and month_number > 12 >= day_number:  # 05/31/2026 can only be American
        day_number, month_number = month_number, day_number
    on = day_of(full_year(year), month_number, day_number)
    return stated(on) if clock is None else on_clock(on, clock, half, zone, "stated", kind)


def _read_written(
    seen_at: datetime,
    kind: Kind,
    weekday: _Text,
    first: _Text,
    day: str,
    month: str,
    year: _Text,
    clock: _Text,
    half: _Text,
    zone: _Text,
) -> Reading:
    on = _day_in(year, MONTHS[month], _day_for(kind, first, day), weekday, seen_at, kind)
    return stated(on) if clock is None else on_clock(on, clock, half, zone, "stated", kind)


def _read_without_year(
    seen_at: datetime, kind: Kind, weekday: _Text, day: str, month: str, clock: _Text, half: _Text, zone: _Text
) -> Reading:
    on = in_year_for(int(month), int(day), seen_at, kind, weekday)
    return stated(on) if clock is None else on_clock(on, clock, half, zone, "stated", kind)


def _read_of_month(seen_at: datetime, kind: Kind, day: str, this: _Text) -> Reading:
    today = day_seen(seen_at)
    of = today if this else add_months(today.replace(day=1), 1)
    return relative(day_of(of.year, of.month, int(day)))


def _read_stamp(seen_at: datetime, kind: Kind, month: str, day: str, clock: str, zone: _Text, year: str) -> Reading:
    return on_clock(day_of(int(year), MONTHS[month], int(day)), clock, None, zone, "stated", kind)


def _read_in_words(
    seen_at: datetime,
    kind: Kind,
    weekday: _Text,
    day: str,
    month: str,
    year: _Text,
    clock: _Text,
    half: _Text,
    zone: _Text,
) -> Reading:
    on = _day_in(year, MONTHS[month], DAY_ORDINALS[day], weekday, seen_at, kind)
    return stated(on) if clock is None else on_clock(on, clock, half, zone, "stated", kind)


def _read_english(
    seen_at: datetime,
    kind: Kind,
    weekday: _Text,
    month: str,
    day: str,
    ordinal: _Text,
    year: _Text,
    clock: _Text,
    half: _Text,
    zone: _Text,
) -> Reading:
    is_day = month in ENGLISH_MONTHS or (month in SHARED_MONTHS and int(day) < 20)
    if ordinal is None and year is None and not is_day:
        raise ValueError("a day or a year")
    on = _day_in(year, MONTHS[month], int(day), weekday, seen_at, kind)
    return stated(on) if clock is None else on_clock(on, clock, half, zone, "stated", kind)


def _day_for(kind: Kind, first: _Text, day: str) -> int:
    """The day of a span, "1.-15.", that fits the kind."""
    return int(first if first and kind not in LAST_OF_SPAN else day)


def _day_in(year: _Text, month: int, day: int, weekday: _Text, seen_at: datetime, kind: Kind) -> date:
    return in_year_for(month, day, seen_at, kind, weekday) if year is None else day_of(full_year(year), month, day)


def _read_open(seen_at: datetime, kind: Kind, day: str, month: str) -> Reading:
    return stated(in_year_for(int(month), int(day), seen_at, kind))


# Behind these words, "15.12" without its last dot is a day, unless it is a sum or a time.
_BEFORE_OPEN = ("schluss: ", "schluss ", "frist: ", "ende: ", "deadline: ", " zum ", " bis ")
_NO_SUM = r"(?![\d.,:/]| ?(?:€|eur|uhr|%|prozent|h\b|std|stunden|mio|mrd|tsd|[-–]))"
# The rest of a span behind its first day: "01.10-31.12.2027".
_TO_DATE = r" ?(?:-|–|—|bis|und|to|until) ?(?:zum )?\d{1,2}[./] ?\d{1,2}[./] ?\d{2}"


# The first form that matches is read.
FORMS = (
    Form(
        "dmy",
        rf"(?<![\d.])(?<!\d/)(?<![^\d. ]-){FIRST}(?P<day>\d{{1,2}}) ?(?P<mark>[./-]) ?(?P<month>\d{{1,2}}) ?[./-] ?"
        rf"(?P<year>\d{{4}}|\d\d)(?![\d:/]|\.\d){TIME}",
        _read_figures,
        "01.-15.04.2026 um 12.30 uhr",
        always,
        begins="figure",
        figures=(DAY_AND_MONTH, DAY_OF_FIGURES),
    ),
    Form(
        "iso",
        r"(?<![\d./-])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"
        r"(?:[t ,]{1,2}(?P<clock>\d\d?:\d\d(?::\d\d)?)(?:[.,]\d{1,9})?(?: ?(?P<half>am|pm)\b)?"
        rf"(?: ?(?P<offset>[+-]0\d(?::?\d\d)?|\+1\d:?\d\d|{ZONE}))?)?",
        _read_iso,
        "2026-04-15t08:00:00+02:00",
        always,
        begins="figure",
        figures=(DAY_OF_FIGURES,),
    ),
    Form(
        "written",
        rf"(?<![\d.,/]){FIRST}(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|ten)?[ -]?(?:of )?(?<![a-z]){month()}[.,-]?"
        rf"(?:,? ?(?P<year>(?:19|20)\d\d|'\d\d|{SHORT_YEAR})(?!\d))?{TIME}",
        _read_written,
        "15. april 2026",
        with_full_year,
        begins="figure",
        figures=(MONTH_NAME,),
    ),
    Form(
        "open_dm",
        rf"(?:^|(?<={')|(?<='.join(_BEFORE_OPEN)}))(?P<day>\d{{1,2}})\.(?P<month>0[1-9]|1[0-2]){_NO_SUM}",
        _read_open,
        "15.04",
        begins="figure",
        figures=(rf"\.(?:0[1-9]|1[0-2]){_NO_SUM}",),
    ),
    Form(
        "dm",
        rf"(?<![\d.,/-])(?P<day>\d{{1,2}})(?:\. ?|/(?=\d{{1,2}}{_TO_DATE}))(?P<month>\d{{1,2}})"
        rf"(?:\.(?!\d| \d{{1,4}}(?!\d|:| ?uhr))|(?<=\.\d\d)$|(?={_TO_DATE})){TIME}",
        _read_without_year,
        "15.4.",
        begins="figure",
        figures=(DAY_AND_MONTH,),
    ),
    Form(
        "of_month",
        r"(?<![\d.,/])(?P<day>\d{1,2})\. ?"
        r"(?:(?P<this>d\. ?m\.|(?:dieses|des) monats)|n\. ?m\.|(?:des )?n(?:ä|ae)chsten monats)",
        _read_of_month,
        "15. d. m.",
        always,
        begins="figure",
    ),
    Form(
        "stamp",
        rf"{month()} {{1,2}}(?P<day>\d{{1,2}}) (?P<clock>\d\d:\d\d:\d\d) (?:(?P<zone>{ZONE}) )?(?P<year>20\d\d)(?!\d)",
        _read_stamp,
        "apr 15 08:00:00 2026",
        always,
        begins="word",
        figures=(FULL_YEAR,),
    ),
    Form(
        "in_words",
        rf"(?P<day>{one_of(DAY_ORDINALS)})e[mnrs]? {month()}\.?{YEAR}{TIME}",
        _read_in_words,
        "fünfzehnter april 2026",
        with_full_year,
        begins="word",
        names=tuple(dict.fromkeys(row.in_ads for row in MONTH_ROWS)),
    ),
    Form(
        "english",
        rf"{month()}\.? (?P<day>\d{{1,2}})(?P<ordinal>st|nd|rd|th)?(?![\d:]|\.\d|[a-z]){YEAR}{TIME}",
        _read_english,
        "april 15th, 2026",
        with_full_year,
        begins="word",
        figures=(FULL_YEAR,),
    ),
)
