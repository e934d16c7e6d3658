"""All forms of dates as two patterns, and the reading of what they match.

The patterns expect lower case and single blanks. A group named like a form says which form matched; the form's own
groups are inside it, each prefixed with the form's name.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from inspect import signature

from german.dates import day_forms, relative_forms, span_forms
from german.dates.form import Form
from german.dates.readings import Kind, ReadDate, refuse_filler
from german.dates.words import WEEKDAYS, one_of
from german.words.unreadable import Unreadable

DATES = (*day_forms.FORMS, *span_forms.FORMS)
FORMS = {form.name: form for form in (*DATES, *relative_forms.FORMS)}


def _any_of(forms: Iterable[Form]) -> str:
    renamed = ((form.name, form.pattern.replace("(?P<", f"(?P<{form.name}__")) for form in forms)
    return "(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in renamed) + ")"


def _begun_by(begins: str) -> str:
    return _any_of(form for form in DATES if form.begins == begins)


DATE = re.compile(
    rf"(?:(?<![a-zäöüß])(?P<weekday>{one_of(WEEKDAYS)})[.,]{{0,2}} (?:den |dem )?)?"
    rf"(?:(?=\d){_begun_by('figure')}|(?<![a-zäöüß])(?=[a-zä]){_begun_by('word')}|{_begun_by('either')})"
)
RELATIVE = re.compile(_any_of(relative_forms.FORMS))


def _group_numbers(form: Form, pattern: re.Pattern[str]) -> tuple[int, ...]:
    """The numbers of the groups that a form's reading has as parameters, including the weekday before a date."""
    names = list(signature(form.read).parameters)[2:]
    return tuple(pattern.groupindex["weekday" if name == "weekday" else f"{form.name}__{name}"] for name in names)


_READINGS = {
    form.name: (form.read, _group_numbers(form, pattern))
    for pattern, forms in ((DATE, DATES), (RELATIVE, relative_forms.FORMS))
    for form in forms
}


def interpret(found: re.Match[str], seen_at: datetime, kind: Kind, words: str) -> ReadDate | None:
    """What a match of `DATE` or `RELATIVE` states; None if it only looks like a date; raises Unreadable.

    >>> found = DATE.search("start: mitte mai")
    >>> interpret(found, datetime.fromisoformat("2026-04-15T08:00+02:00"), "start", "Mitte Mai").on
    datetime.date(2026, 5, 15)
    """
    read_groups, numbers = _READINGS[found.lastgroup or ""]
    groups = found.group(*numbers) if len(numbers) > 1 else [found[number] for number in numbers]
    try:
        read = read_groups(seen_at, kind, *groups)
        if read is not None:
            refuse_filler(read[0], seen_at, kind)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{error}: {words}") from error
    return None if read is None else ReadDate(*read, words)


def interpret_first(
    first: re.Match[str], last: re.Match[str], seen_at: datetime, kind: Kind, words: str
) -> ReadDate | None:
    """What the first date of a span states; if it names no year, in the year of the last, or the one before.

    >>> first, last = DATE.finditer("01.10. bis 31.12.2027")
    >>> interpret_first(first, last, datetime.fromisoformat("2026-04-15T08:00+02:00"), "start", "").on
    datetime.date(2027, 10, 1)
    """
    read = interpret(first, seen_at, kind, words)
    if read is None or _names_year(first):
        return read
    end = interpret(last, seen_at, "contract_end", words)
    if end is None:
        return read
    try:
        on = read.on.replace(year=end.on.year)
        return replace(read, on=on if on <= end.on else on.replace(year=end.on.year - 1))
    except ValueError as error:
        raise Unreadable(f"{error}: {words}") from error


def _names_year(found: re.Match[str]) -> bool:
    """Whether a date needs no year from elsewhere: it has one, or counts from the day on which it was seen."""
    form = found.lastgroup or ""
    if form in ("dm", "open_dm"):
        return False
    return f"{form}__year" not in found.re.groupindex or found[f"{form}__year"] is not None
