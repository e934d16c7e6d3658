"""Forms that count from the moment they were seen: gestern, vor 3 Tagen, in zwei Wochen, nächsten Montag."""

import re
from datetime import date, datetime, timedelta

from german.dates.form import COUNT, TIME, UNIT, Form
from german.dates.readings import (
    LAST_OF_SPAN,
    Kind,
    Reading,
    add_months,
    count_from,
    day_seen,
    edge_of_span,
    on_clock,
    relative,
)
from german.dates.words import BERLIN, DAYS_FROM_TODAY, HALVES, LONG_WEEKDAYS, STEPS, UNITS, WEEKDAYS, one_of

_YEARS = re.compile(r"jahr|year|yr")


def _unless_years(found: str) -> bool:
    """ "vor 3 Tagen" is a date whatever words surround it, "vor 30 Jahren" is not."""
    return _YEARS.search(found) is None


_Text = str | None  # of a group that may be absent


def _read_now(seen_at: datetime, kind: Kind) -> Reading:
    return relative(day_seen(seen_at))


def _read_named(seen_at: datetime, kind: Kind, name: str, clock: _Text, half: _Text, zone: _Text) -> Reading:
    on = day_seen(seen_at) + timedelta(DAYS_FROM_TODAY[name])
    return relative(on) if clock is None else on_clock(on, clock, half, zone, "relative", kind)


def _read_ago(
    seen_at: datetime, kind: Kind, word: str, more: _Text, count: str, plus: _Text, unit: str
) -> Reading | None:
    if word == "seit" and unit[0] in "jy":
        return None  # "seit 30 Jahren am Markt"
    return count_from(seen_at, count, unit, -1, bool(more or plus))


def _read_english_ago(seen_at: datetime, kind: Kind, more: _Text, count: str, plus: _Text, unit: str) -> Reading:
    return count_from(seen_at, count, unit, -1, bool(more or plus))


def _read_ahead(seen_at: datetime, kind: Kind, count: str, unit: str) -> Reading | None:
    return None if kind == "posted" else count_from(seen_at, count, unit, 1, False)


def _read_bound(seen_at: datetime, kind: Kind, over: _Text, count: _Text, unit: str) -> Reading | None:
    return count_from(seen_at, over or count or "", unit, -1, True) if kind == "posted" else None


def _read_step(seen_at: datetime, kind: Kind, step: str, unit: str) -> Reading:
    steps, today = STEPS[step], day_seen(seen_at)
    if unit in ("jahr", "year"):
        if not steps and kind not in LAST_OF_SPAN:
            raise ValueError("when this year?")
        return relative(edge_of_span(date(today.year + steps, 1, 1), 12, kind), "year")
    if unit in ("monat", "month"):
        return relative(edge_of_span(add_months(today.replace(day=1), steps), 1, kind), "month")
    monday = today - timedelta(today.weekday()) + timedelta(7 * steps)
    if unit in ("woche", "week"):
        return relative(monday + timedelta(6) if kind in LAST_OF_SPAN else monday, "week")
    if not steps:
        raise ValueError("a weekday of which week?")
    days = (WEEKDAYS[unit] - today.weekday()) % 7 or 7
    return relative(today + timedelta(days if steps > 0 else days - 7 or -7))


HALVED = ("jahr", "jahren", "monat", "monaten", "woche", "wochen", "tag", "tagen", "stunde", "stunden")


def _read_half(
    seen_at: datetime, kind: Kind, word: _Text, half: _Text, unit: _Text, english: _Text, english_unit: _Text
) -> Reading | None:
    sign = 1 if word == "in" else -1
    if sign > 0 and kind == "posted":
        return None
    measure, size = UNITS[unit or english_unit or ""]
    number = HALVES[half or english or ""] * size
    if measure == "months" and size > 1:
        return relative(add_months(day_seen(seen_at), sign * int(number)), "month")
    days = {"seconds": number / 86_400, "days": number, "months": number * 30}[measure]
    return relative((seen_at + sign * timedelta(days)).astimezone(BERLIN).date())


# The first form that matches is read.
FORMS = (
    Form(
        "ago",
        r"\b(?P<word>vor|seit) (?P<more>mehr als |(?:ü|ue)ber |mindestens |mind\. )?(?:ca\.? |etwa |rund |gut )?"
        rf"{COUNT}{UNIT}(?! ?(?:und|and|,) (?:\d|ein))",
        _read_ago,
        "vor mehr als 30 tagen",
        _unless_years,
    ),
    Form("named", rf"\b(?P<name>{one_of(DAYS_FROM_TODAY)})\b{TIME}", _read_named, "gestern um 9.30 uhr"),
    Form(
        "ago_en",
        r"(?<![\d.,])(?<!and )(?<!half )\b(?P<more>more than |over |mehr als |(?:ü|ue)ber )?(?:about )?"
        rf"{COUNT}{UNIT}(?: ago| alt| old)\b",
        _read_english_ago,
        "30+ days ago",
        _unless_years,
    ),
    Form(
        "now",
        r"\b(?:gerade|soeben|eben|just)"
        r"(?: (?:eben|now|posted|published|veröffentlicht|geschaltet|online|eingestellt))?\b",
        _read_now,
        "soeben veröffentlicht",
    ),
    Form(
        "halves",
        r"\b(?P<word>vor|seit|in) (?:ca\.? |etwa |rund |gut |ungefähr )?(?:eine[mr] )?"
        rf"(?P<half>{one_of(HALVES)}) (?P<unit>{one_of(HALVED)})\b"
        r"|\b(?P<english>half) an? (?P<english_unit>year|hour) ago\b",
        _read_half,
        "vor einem halben jahr",
    ),
    Form("ahead", rf"\b(?:in|noch) (?:ca\.? |etwa |rund )?{COUNT}{UNIT}", _read_ahead, "in zwei wochen"),
    Form(
        "bound",
        r"(?:(?:\bmehr als|\bälter als|>) ?(?P<over>\d{1,3})|(?<![\d.,])\b(?P<count>\d{1,3}) ?\+) ?" + UNIT,
        _read_bound,
        "älter als 30 tage",
    ),
    Form(
        "around",
        rf"\b(?P<step>{one_of(STEPS)})e?[nmrs]? (?P<unit>woche|week|monat|month|jahr|year|{one_of(LONG_WEEKDAYS)})s?\b",
        _read_step,
        "nächsten montag",
    ),
)
