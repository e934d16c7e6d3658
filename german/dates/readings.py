"""What the forms of `date_forms.py` state: the day that fits the kind of date."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from german.dates.forms import (
    COUNTS,
    DATE,
    DAY_OF_PART,
    DAYS_FROM_TODAY,
    ENGLISH_MONTHS,
    MONTHS,
    ORDINALS,
    RELATIVE,
    SHARED_MONTHS,
    UNITS,
    WEEKDAYS,
)
from german.words.unreadable import Unreadable

Kind = Literal["posted", "apply_by", "start", "contract_end"]
Precision = Literal["day", "week", "part_of_month", "month", "quarter", "half_year", "year"]
Basis = Literal["stated", "relative"]

BERLIN = ZoneInfo("Europe/Berlin")
YEARS = range(2000, 2100)  # 1970-01-01, 0001-01-01 and 9999-12-31 are empty values of templates
# A date without a year lies at most so many days before the day on which it was seen, and less than a year after that.
_DAYS_BACK: dict[Kind, int] = {"posted": 363, "apply_by": 120, "start": 60, "contract_end": 30}


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read.

    on: the day in Europe/Berlin; of a span the day that fits the kind (first for posted and start, last for apply_by
    and contract_end); the parts of a month are its 1st, its 15th and its last day. precision: what was stated.
    basis: stated as a date, or relative to seen_at. at: UTC instant, None where only a day is known.
    at_least: "30+ days ago": that day or earlier. words: what was read, verbatim.
    """

    on: date
    precision: Precision = "day"
    basis: Basis = "stated"
    at: datetime | None = None
    at_least: bool = False
    words: str = field(default="", compare=False)


_Groups = tuple[str | None, ...]
_Reading = tuple[date, Precision, Basis, datetime | None, bool]
_LAST_OF_SPAN = ("apply_by", "contract_end")


def interpret(found: re.Match[str], seen_at: datetime, kind: Kind, words: str) -> ReadDate | None:
    """What a match of `DATE` or `RELATIVE` states; None where it only looks like a date; raises Unreadable.

    >>> found = DATE.search("start: mitte mai")
    >>> interpret(found, datetime(2026, 4, 15, 8, tzinfo=BERLIN), "start", "Mitte Mai").on
    datetime.date(2026, 5, 15)
    """
    name = found.lastgroup or ""
    try:
        read = _READINGS[name](found.group(*_GROUPS[name]), seen_at, kind)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{error}: {words}") from error
    return None if read is None else ReadDate(*read, words)


def day_of(year: int, month: int, day: int) -> date:
    """A day of the calendar in a year that an ad can mean; raises ValueError.

    >>> day_of(2026, 4, 15)
    datetime.date(2026, 4, 15)
    """
    if year not in YEARS:
        raise ValueError("the empty value of a template, or a year that no ad means")
    return date(year, month, day)


def _stated(on: date, precision: Precision = "day") -> _Reading:
    return on, precision, "stated", None, False


def _relative(on: date, precision: Precision = "day") -> _Reading:
    return on, precision, "relative", None, False


def _full_year(text: str) -> int:
    year = int(text.lstrip("'"))
    return year if year > 99 else 2000 + year


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _today(seen_at: datetime) -> date:
    return seen_at.astimezone(BERLIN).date()


def _weekday(name: str) -> int:
    return 5 if name == "sonnabend" else WEEKDAYS[name[:2]]


def _in_year_for(month: int, day: int, seen_at: datetime, kind: Kind, weekday: str | None = None) -> date:
    """The day in the year that fits the kind, or in the nearest one in which it falls on the weekday that is named."""
    earliest = _today(seen_at) - timedelta(_DAYS_BACK[kind])
    on = _day_or_none(earliest.year, month, day)
    if on is None or on < earliest:
        on = date(earliest.year + 1, month, day)
    if weekday is not None:
        step = -1 if kind == "posted" else 1
        for year in (on.year, on.year + step, on.year + 2 * step):
            other = _day_or_none(year, month, day)
            if other is not None and other.weekday() == _weekday(weekday):
                return other
    return on


def _dated(g: _Groups, year: str | None, month: int, day: int, seen_at: datetime, kind: Kind) -> _Reading:
    """A day with the clock, am/pm, zone and weekday that end its groups."""
    clock, half, zone, weekday = g[-4:]
    if year is None:
        on = _in_year_for(month, day, seen_at, kind, weekday)
    else:
        on = day_of(_full_year(year), month, day)
    return (on, "day", "stated", None, False) if clock is None else _timed(on, clock, half, zone, "stated")


def _timed(on: date, clock: str, half: str | None, zone: str | None, basis: Basis) -> _Reading:
    hour, minute, second = (*(int(part) for part in clock.replace(".", ":").split(":")), 0, 0)[:3]
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    midnight = datetime(on.year, on.month, on.day, tzinfo=_zone(zone))
    if hour == 24 and minute == 0:  # the end of the day that is named
        return on, "day", basis, (midnight + timedelta(days=1)).astimezone(UTC), False
    if hour > 23 or minute > 59 or second > 59:
        return on, "day", basis, None, False
    at = midnight.replace(hour=hour, minute=minute, second=second).astimezone(UTC)
    return at.astimezone(BERLIN).date(), "day", basis, at, False


def _zone(text: str | None) -> tzinfo:
    if text is None or text in ("mez", "mesz", "cet", "cest"):
        return BERLIN
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _iso(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    on = day_of(int(g[0] or 0), int(g[1] or 0), int(g[2] or 0))
    return _stated(on) if g[3] is None else _timed(on, g[3], None, g[4], "stated")


def _dmy(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    day, month = int((kind not in _LAST_OF_SPAN and g[0]) or g[1] or 0), int(g[3] or 0)
    if g[2] == "/" and month > 12 >= day:  # 05/31/2026 can only be American
        day, month = month, day
    return _dated(g, g[4], month, day, seen_at, kind)


def _written(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    day = int((kind not in _LAST_OF_SPAN and g[0]) or g[1] or 0)
    return _dated(g, g[3], MONTHS[g[2] or ""], day, seen_at, kind)


def _stamp(g: _Groups, _: datetime, __: Kind) -> _Reading:
    month, day, clock, zone, year = g
    return _timed(day_of(int(year or 0), MONTHS[month or ""], int(day or 0)), clock or "", None, zone, "stated")


def _english(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    month, day, ordinal, year = g[:4]
    sure = month in ENGLISH_MONTHS or (month in SHARED_MONTHS and int(day or 0) < 20)
    if ordinal is None and year is None and not sure:
        raise ValueError("a day or a year")
    return _dated(g, year, MONTHS[month or ""], int(day or 0), seen_at, kind)


def _dm(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    return _dated(g, None, int(g[1] or 0), int(g[0] or 0), seen_at, kind)


def _of_month(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    month = _today(seen_at) if g[1] else _add_months(_today(seen_at).replace(day=1), 1)
    return _relative(day_of(month.year, month.month, int(g[0] or 0)))


def _month(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading | None:
    part, first, second, year = g
    if year is None and part is None and first in ("may", "march", "mar"):
        return None
    month = MONTHS[(second if second and kind in _LAST_OF_SPAN else first) or ""]
    if year is not None:
        on = day_of(_full_year(year), month, 1)
    else:
        on = _in_year_for(month, 28 if kind in _LAST_OF_SPAN else 1, seen_at, kind).replace(day=1)
    if part is not None:
        return _stated(_part_of(on, part), "part_of_month")
    return _stated(_edge(on, 1, kind), "month")


def _part_of(month: date, part: str) -> date:
    return month.replace(day=DAY_OF_PART.get(part) or monthrange(month.year, month.month)[1])


def _edge(first: date, months: int, kind: Kind) -> date:
    """The day of a span of months that fits the kind."""
    return _add_months(first, months) - timedelta(1) if kind in _LAST_OF_SPAN else first


def _numbered(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    return _stated(_edge(day_of(int(g[1] or 0), int(g[0] or 0), 1), 1, kind), "month")


def _year_month(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    return _numbered((g[1], g[0]), seen_at, kind)


def _week(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    number, day = int(g[0] or g[1] or 0), 7 if kind in _LAST_OF_SPAN else 1
    earliest = _today(seen_at) - timedelta(_DAYS_BACK[kind])
    for year in [_full_year(g[2])] if g[2] else [earliest.year, earliest.year + 1]:
        try:
            on = date.fromisocalendar(year, number, day)
        except ValueError:
            continue
        if g[2] or on >= earliest:
            return _stated(on, "week")
    raise ValueError("no such week")


def _span_of_year(g: _Groups, months: int, precision: Precision, seen_at: datetime, kind: Kind) -> _Reading:
    figure, word, year = g[0] or g[1], g[2] or g[3] or g[4], g[5]
    number = int(figure) if figure else ORDINALS[word or ""]
    if number * months > 12:
        raise ValueError("no such part of a year")
    month = (number - 1) * months + 1
    if year is not None:
        first = day_of(_full_year(year), month, 1)
    elif kind in _LAST_OF_SPAN:
        first = _in_year_for(number * months, 28, seen_at, kind).replace(month=month, day=1)
    else:
        first = _in_year_for(month, 1, seen_at, kind)
    return _stated(_edge(first, months, kind), precision)


def _quarter(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    return _span_of_year(g, 3, "quarter", seen_at, kind)


def _half(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    return _span_of_year(g, 6, "half_year", seen_at, kind)


def _part_of_year(year: int, part: str) -> date:
    if DAY_OF_PART.get(part) == 15:
        return date(year, 7, 1)
    early = part in DAY_OF_PART or part in ("jahresanfang", "jahresbeginn")
    return date(year, 1, 1) if early else date(year, 12, 31)


def _year_part(g: _Groups, _: datetime, __: Kind) -> _Reading:
    return _stated(_part_of_year(int(g[2] or 0), g[0] or g[1] or ""), "year")


def _this(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    part, span, today = g[0] or "ende", g[1] or g[2] or "", _today(seen_at)
    if span.startswith("m"):
        return _relative(_part_of(today, part), "part_of_month")
    return _relative(_part_of_year(today.year, part), "year")


def _add_months(on: date, months: int) -> date:
    """The same day so many months on, or the month's last."""
    years, month = divmod(on.month - 1 + months, 12)
    return date(on.year + years, month + 1, min(on.day, monthrange(on.year + years, month + 1)[1]))


def _now(_: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    return _relative(_today(seen_at))


def _named(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    on = _today(seen_at) + timedelta(DAYS_FROM_TODAY[g[0] or ""])
    return _relative(on) if g[1] is None else _timed(on, g[1], g[2], g[3], "relative")


def _ago(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading | None:
    word, more, count, plus, unit = g
    if word == "seit" and unit and unit[0] in "jy":
        return None  # "seit 30 Jahren am Markt"
    return _shift(count, unit, -1, bool(more or plus), seen_at)


def _ago_en(g: _Groups, seen_at: datetime, _: Kind) -> _Reading:
    more, count, plus, unit = g
    return _shift(count, unit, -1, bool(more or plus), seen_at)


def _ahead(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading | None:
    return None if kind == "posted" else _shift(g[0], g[2], 1, False, seen_at)


def _shift(count: str | None, unit: str | None, sign: int, at_least: bool, seen_at: datetime) -> _Reading:
    number = sign * (COUNTS.get(count or "") or int(count or 0))
    measure, size = UNITS[unit or ""]
    if measure == "seconds":
        at = seen_at.astimezone(UTC) + timedelta(seconds=number * size)
        return at.astimezone(BERLIN).date(), "day", "relative", at, at_least
    if measure == "days":
        on = _today(seen_at) + timedelta(number * size)
    else:
        on = _add_months(_today(seen_at), number * size)
    return on, "day", "relative", None, at_least


def _around(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading:
    word, unit, today = g[0] or "", g[1] or "", _today(seen_at)
    step = -1 if word in ("letzt", "vergangen", "vorig", "last") else 0 if word in ("dies", "this") else 1
    if unit in ("monat", "month"):
        return _relative(_edge(_add_months(today.replace(day=1), step), 1, kind), "month")
    monday = today - timedelta(today.weekday()) + timedelta(7 * step)
    if unit in ("woche", "week"):
        return _relative(monday + timedelta(6) if kind in _LAST_OF_SPAN else monday, "week")
    if not step:
        raise ValueError("a weekday of which week?")
    days = (_weekday(unit) - today.weekday()) % 7 or 7
    return _relative(today + timedelta(days if step > 0 else days - 7 or -7))


def _bound(g: _Groups, seen_at: datetime, kind: Kind) -> _Reading | None:
    return _shift(g[0] or g[1], g[2], -1, True, seen_at) if kind == "posted" else None


_READINGS: dict[str, Callable[[_Groups, datetime, Kind], _Reading | None]] = {
    "iso": _iso,
    "dmy": _dmy,
    "written": _written,
    "stamp": _stamp,
    "english": _english,
    "dm": _dm,
    "of_month": _of_month,
    "month": _month,
    "numbered": _numbered,
    "year_month": _year_month,
    "week": _week,
    "quarter": _quarter,
    "half": _half,
    "year_part": _year_part,
    "this": _this,
    "now": _now,
    "named": _named,
    "ago": _ago,
    "ago_en": _ago_en,
    "ahead": _ahead,
    "around": _around,
    "bound": _bound,
}


def _inner_groups(pattern: re.Pattern[str]) -> dict[str, tuple[int, ...]]:
    """The numbers of the groups inside each named group; where a time ends them, the weekday's follows."""
    starts = [*pattern.groupindex.values(), pattern.groups + 1]
    inner = {name: (*range(start + 1, starts[n + 1]),) for n, (name, start) in enumerate(pattern.groupindex.items())}
    weekday = pattern.groupindex.get("weekday", 0)
    return {name: (*groups, weekday) if name in _WITH_WEEKDAY else groups for name, groups in inner.items()}


_WITH_WEEKDAY = ("dmy", "written", "english", "dm")
_GROUPS = _inner_groups(DATE) | _inner_groups(RELATIVE)
