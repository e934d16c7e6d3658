"""What a date reader returns, and the arithmetic of days, months and clocks behind it."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal

from german.dates.words import BERLIN, COUNTS, LAST, UNITS, WEEKDAYS, ZONES
from schemas.vocabulary import Precision

Kind = Literal["posted", "apply_by", "start", "contract_end"]
Basis = Literal["stated", "relative"]

# A day farther ahead than this many days is what a template fills in for "no end": 2099-01-01, ten years from now.
_DAYS_AHEAD: dict[Kind, int] = {"apply_by": 548, "start": 1830, "contract_end": 5490}
YEARS = range(2000, 2100)  # 1970-01-01, 0001-01-01 and 9999-12-31 are empty values of templates
# A date without a year is at most so many days before the day on which it was seen, and less than a year after that.
_FIRST_HOURS = 2  # of a day in Berlin, in which the day of UTC may be the one before
_DAYS_BACK: dict[Kind, int] = {"posted": 363, "apply_by": 120, "start": 60, "contract_end": 30}
LAST_OF_SPAN: tuple[Kind, ...] = ("apply_by", "contract_end")  # for these kinds, a span of days means its last one


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


Reading = tuple[date, Precision, Basis, datetime | None, bool]  # a ReadDate that has no words yet


def stated(on: date, precision: Precision = "day") -> Reading:
    """A day that is stated as a date."""
    return on, precision, "stated", None, False


def relative(on: date, precision: Precision = "day") -> Reading:
    """A day that is counted from the one on which it was seen."""
    return on, precision, "relative", None, False


def day_of(year: int, month: int, day: int) -> date:
    """A day of the calendar in a year that an ad can mean; raises ValueError.

    >>> day_of(2026, 4, 15)
    datetime.date(2026, 4, 15)
    """
    if year not in YEARS:
        raise ValueError("the empty value of a template, or a year that no ad means")
    return date(year, month, day)


def refuse_filler(on: date, seen_at: datetime, kind: Kind) -> None:
    """Raise ValueError for an end or a start that is too far ahead to be meant."""
    ahead = _DAYS_AHEAD.get(kind)
    if ahead is not None and (on - seen_at.date()).days > ahead:
        raise ValueError("too far ahead, as a template fills it in")


def day_meant(at: datetime, written: date, kind: Kind) -> date:
    """The day in Berlin of an instant; of an end in its first hours the day before, if that is the one written.

    "2026-12-15T23:00Z" is midnight in Berlin: the 15th is the last day on which to apply.

    >>> at = datetime(2026, 12, 15, 23, tzinfo=UTC)
    >>> day_meant(at, date(2026, 12, 15), "apply_by"), day_meant(at, date(2026, 12, 15), "posted")
    (datetime.date(2026, 12, 15), datetime.date(2026, 12, 16))
    """
    there = at.astimezone(BERLIN)
    if kind in LAST_OF_SPAN and there.hour < _FIRST_HOURS and there.date() - written == timedelta(1):
        return written
    return there.date()


def full_year(text: str) -> int:
    """A year of two or four figures.

    >>> full_year("2026"), full_year("26"), full_year("'26")
    (2026, 2026, 2026)
    """
    year = int(text.lstrip("'"))
    return year if year > 99 else 2000 + year


def day_seen(seen_at: datetime) -> date:
    """The day in Berlin on which something was seen."""
    return seen_at.astimezone(BERLIN).date()


def earliest_day(seen_at: datetime, kind: Kind) -> date:
    """The earliest day that a date of a kind means if it names no year."""
    return day_seen(seen_at) - timedelta(_DAYS_BACK[kind])


def in_year_for(month: int, day: int, seen_at: datetime, kind: Kind, weekday: str | None = None) -> date:
    """The day in the year that fits the kind, or in the nearest year in which it falls on the weekday named."""
    earliest = earliest_day(seen_at, kind)
    on = _day_or_none(earliest.year, month, day)
    if on is None or on < earliest:
        on = date(earliest.year + 1, month, day)
    if weekday is not None:
        step = -1 if kind == "posted" else 1
        for year in (on.year, on.year + step, on.year + 2 * step):
            other = _day_or_none(year, month, day)
            if other is not None and other.weekday() == WEEKDAYS[weekday]:
                return other
    return on


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_months(on: date, months: int) -> date:
    """The same day so many months later, or the last day of that month.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2026, 1, 31), -2)
    (datetime.date(2026, 2, 28), datetime.date(2025, 11, 30))
    """
    years, month = divmod(on.month - 1 + months, 12)
    return date(on.year + years, month + 1, min(on.day, monthrange(on.year + years, month + 1)[1]))


def edge_of_span(first: date, months: int, kind: Kind) -> date:
    """The day of a span of months that fits the kind."""
    return add_months(first, months) - timedelta(1) if kind in LAST_OF_SPAN else first


def part_of_month(month: date, day: int) -> date:
    """The day that stands for a part of a month; the month's last day if it has no such day."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def part_of_year(year: int, day: int) -> date:
    """The day that stands for a part of a year, as `day` does for one of a month: the first, the middle or the last."""
    return {1: date(year, 1, 1), 15: date(year, 7, 1), LAST: date(year, 12, 31)}[day]


def on_clock(on: date, clock: str, half: str | None, zone: str | None, basis: Basis, kind: Kind) -> Reading:
    """A day with a time such as 14:30, am or pm, and a zone; only the day if there is no such time."""
    hour, minute, second = (*(int(part) for part in clock.replace(".", ":").split(":")), 0, 0)[:3]
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    midnight = datetime(on.year, on.month, on.day, tzinfo=_zone(zone))
    if hour == 24 and minute == 0:  # 24:00 is the end of the day named
        return on, "day", basis, (midnight + timedelta(days=1)).astimezone(UTC), False
    if hour > 23 or minute > 59 or second > 59:
        return on, "day", basis, None, False
    at = midnight.replace(hour=hour, minute=minute, second=second).astimezone(UTC)
    return day_meant(at, on, kind), "day", basis, at, False


def _zone(text: str | None) -> tzinfo:
    if text is None:
        return BERLIN
    if text in ZONES:
        return ZONES[text]
    text = text.lstrip("utcgm ")
    sign, figures = text[0], text[1:].replace(":", "")
    hours, minutes = (figures[:-2], figures[-2:]) if len(figures) > 2 else (figures, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def count_from(seen_at: datetime, count: str, unit: str, sign: int, at_least: bool) -> Reading:
    """The day so many units before (sign -1) or after (1) it was seen: hours and less by the clock, else days."""
    number = sign * (COUNTS.get(count) or int(count))
    measure, size = UNITS[unit]
    if measure == "seconds":
        at = seen_at.astimezone(UTC) + timedelta(seconds=number * size)
        return at.astimezone(BERLIN).date(), "day", "relative", at, at_least
    today = day_seen(seen_at)
    on = today + timedelta(number * size) if measure == "days" else add_months(today, number * size)
    return on, "day", "relative", None, at_least
