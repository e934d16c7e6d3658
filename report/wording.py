"""The interface's words in German and English. page.js says them by the same rules."""

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from report.markup import Markup, tag
from schemas.columns import fields_of
from schemas.monitors import Monitor
from schemas.tables import Job
from schemas.verdicts import Verdict

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OF_FIELD = {
    "seniority": "level", "role_family": "family", "remote": "remote",
    "salary_basis": "basis", "salary_period": "period", "salary_disclosure": "disclosure", "travel": "travel",
    "education_min": "education", "experience_level": "experience", "leads_people": "leads",
}  # fmt: skip
_SLOT = re.compile(r"\{(\w+)(?::(\w+))?(?:\|([^|}]*)\|([^|}]*))?\}")


@cache
def load_words() -> dict[str, tuple[str, str]]:
    """Keys to their German and English words: from words.tsv, the columns' labels and the verdicts."""
    words = read_words(Path(__file__).with_name("words.tsv"))
    labels = {f"field.{field.name}": field.use.label for field in fields_of(Job) if field.use.label}
    verdicts = {f"verdict.{verdict}": verdict.said for verdict in Verdict}
    return words | labels | verdicts | {f"monitor.{monitor}": monitor.said for monitor in Monitor}


def read_words(table: Path) -> dict[str, tuple[str, str]]:
    """A table of words: keys to German and English."""
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {key: (german, english) for key, german, english in rows[1:]}


def say(key: str, *, in_english: bool = False, **facts: Any) -> str:
    """German words, or English ones, with their slots filled.

    >>> say("jobs", n=1), say("jobs", n=1200)
    ('1 Stelle', '1.200 Stellen')
    >>> say("jobs", in_english=True, n=1200), say("date", in_english=True, d="2026-12-01")
    ('1,200 jobs', '1 Dec 2026')
    """
    return fill_slots(load_words()[key][in_english], in_english=in_english, **facts)


def fill_slots(words: str, /, *, in_english: bool, **facts: Any) -> str:
    """Words with their slots filled: {n} a number or text, {n|one|many} a choice, {d:date} or {d:short} a day."""

    def fill(slot: re.Match[str]) -> str:
        name, kind, one, many = slot.groups()
        value = facts[name]
        if one is not None:
            return str(one if value == 1 else many)
        if kind:
            year, month, day = value.split("-")
            if in_english:
                return f"{int(day)} {_MONTHS[int(month) - 1]}{f' {year}' if kind == 'date' else ''}"
            return f"{day}.{month}.{year if kind == 'date' else ''}"
        if not isinstance(value, int | float):
            return str(value)
        return f"{value:,}" if in_english else number(value)

    return _SLOT.sub(fill, words)


def find_words(column: str, value: str | None) -> tuple[str, dict[str, Any]] | None:
    """The key and the facts by which a column's value is said; None: the value stands for itself.

    >>> find_words("seniority", "head"), find_words("apply_by_on", "2026-12-01"), find_words("town", "Essen")
    (('level.head', {}), ('date', {'d': '2026-12-01'}), None)
    """
    if not value:
        return "nothing", {}
    if column.endswith("_on"):
        return "date", {"d": value}
    key = f"{_OF_FIELD[column]}.{value}" if column in _OF_FIELD else f"flag.{value.lower()}"
    return (key, {}) if key in load_words() else None


def tell_reason(reason: str) -> str:
    """The English words of a `duplicate_reason`; each code continues the words of those before it.

    A reason of schema version 1 is already in words, and is returned unchanged.

    >>> tell_reason("same_title same_employer same_towns texts_alike:86")
    'same title, employer and towns, texts 86 % alike'
    >>> tell_reason("other_pay through_another")
    'through another posting of the job: other pay'
    >>> tell_reason("same title, employer and towns, same text")
    'same title, employer and towns, same text'
    """
    words = ""
    for part in reason.split(" "):
        code, _, figure = part.partition(":")
        if f"why.{code}" not in load_words():
            return reason
        words = load_words()[f"why.{code}"][1].format(words=words, n=figure)
    return words


def said(key: str, element: str = "span", attributes: dict[str, Any] | None = None, **facts: Any) -> Markup:
    """An element whose words follow the reader's language."""
    return tag(element, say(key, **facts), data_w=key, data_p=_facts(facts), **(attributes or {}))


def labelled(key: str, **facts: Any) -> dict[str, str | None]:
    """Attributes of an element whose name, such as its label or tooltip, follows the reader's language."""
    return {"aria_label": say(key, **facts), "data_l": key, "data_p": _facts(facts)}


def numeral(value: int, element: str = "span") -> Markup | str:
    """A number that follows the reader's language if the languages write it differently."""
    return str(value) if 0 <= value < 1000 else said("number", element, n=value)


def number(value: float) -> str:
    """A number written in German, with at most one decimal place.

    >>> number(1234567), number(12.26), number(-3)
    ('1.234.567', '12,3', '−3')
    """
    written = f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"
    return written.translate(str.maketrans(",.-", ".,−"))


def _facts(facts: dict[str, Any]) -> str | None:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else None
