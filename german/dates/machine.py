"""Dates as machines write them: 2026-03-12, 2026-03-12T08:00:00.000Z, 12.03.2026, 20260312, epochs."""

import re
from datetime import UTC, date, datetime

from german.dates.readings import YEARS, Kind, ReadDate, day_meant, day_of
from german.dates.words import BERLIN
from german.words.unreadable import Unreadable

_FIGURES = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?")
_DIGITS = re.compile(r"0|\d{8}|\d{10}(?:\.\d{1,9})?|\d{13}")
_WRAPPED = re.compile(r"\\?/Date\((\d{13}|\d{10}|-\d+)(?:[+-]\d{4})?\)\\?/")  # as .NET writes an instant
_EMPTY = "the empty value of a template"


def read_machine_form(words: str, kind: Kind) -> ReadDate | None:
    """The date in words that begin with a figure or a stroke; None if they have another form; raises Unreadable.

    >>> [read_machine_form(words, "posted") for words in ("12. März", "12/03")]
    [None, None]
    >>> read_machine_form("2026-03-12T23:30:00Z", "posted").on, read_machine_form("/Date(1773270000000)/", "posted").on
    (datetime.date(2026, 3, 13), datetime.date(2026, 3, 12))
    """
    if words[4:5] == "-":
        return _read_stamp(stamp, words, kind) if (stamp := _STAMP.fullmatch(words)) else None
    if figures := _FIGURES.fullmatch(words):
        day, month, year = figures.groups()
        return _read_day(year, month, day, words)
    if wrapped := _WRAPPED.fullmatch(words):
        return _read_digits(wrapped[1], words)
    return _read_digits(words, words) if _DIGITS.fullmatch(words) else None


def _read_day(year: str, month: str, day: str, words: str) -> ReadDate:
    try:
        return ReadDate(day_of(int(year), int(month), int(day)), "day", "stated", None, False, words)
    except ValueError as error:
        raise Unreadable(f"{error}: {words}") from error


def _read_stamp(stamp: re.Match[str], words: str, kind: Kind) -> ReadDate:
    day, clock, zone = stamp.groups()
    try:
        on = date.fromisoformat(day)
        at = None if clock is None else datetime.fromisoformat(f"{day}T{clock}{zone or ''}")
    except ValueError as error:
        raise Unreadable(f"{error}: {words}") from error
    if on.year not in YEARS:
        raise Unreadable(f"{_EMPTY}: {words}")
    if at is not None:
        at = (at if at.tzinfo else at.replace(tzinfo=BERLIN)).astimezone(UTC)
        on = day_meant(at, on, kind)
    return ReadDate(on, "day", "stated", at, False, words)


def _read_digits(figures: str, words: str) -> ReadDate:
    """Epoch seconds or milliseconds, or 20260312."""
    whole = figures.partition(".")[0]
    if len(whole) == 8:
        return _read_day(whole[:4], whole[4:6], whole[6:], words)
    if whole[0] == "-":
        raise Unreadable(f"{_EMPTY}: {words}")
    at = datetime.fromtimestamp(int(whole) // 1000 if len(whole) == 13 else int(whole), UTC)
    if at.year not in YEARS:
        raise Unreadable(f"{_EMPTY}: {words}")
    return ReadDate(at.astimezone(BERLIN).date(), "day", "stated", at, False, words)
