"""Pay as German job ads and boards state it."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from german.pay.amounts import mend_figures
from german.pay.payments import find_payments
from german.pay.sums import Sum, read_sums
from german.pay.together import drop_part_time
from german.pay.words import Period
from german.words.gates import anchors, any_of
from german.words.later import when_needed
from german.words.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as stated, in euros gross per `period`.

    One figure fills both bounds; "ab" fills only `min_eur`, "bis zu" only `max_eur`. `period_stated` is False where the
    period follows from the size of the amount alone. `payments_per_year` is None unless stated ("13 Gehälter").
    `approximate`: "ca.", "rund". `estimated`: the board's own guess ("geschätzt"). `total`: an on-target total with
    bonus rather than base pay. `words`: the words read, which comparisons ignore.
    """

    min_eur: Decimal | None
    max_eur: Decimal | None
    period: Period
    period_stated: bool = True
    payments_per_year: Decimal | None = None
    approximate: bool = False
    estimated: bool = False
    total: bool = False
    words: str = field(default="", compare=False)


# What makes a sum an on-target total if it follows the sum.
_TOTALS = (
    r"fix\w*\s?\+\s?(?:bonus|variab\w+|provision)",
    r"(?:inkl\w*|incl\w*|including|einschl\w*)\.?\s(?:\w+\s)?"
    r"(?:bonus|variab\w+|jahressonder\w+|sonderzahl\w+|provision\w*|prämie\w*)",
    "zielerreichung",
    "ote",
    "all[- ]in",
    "on[- ]target",
)
_TOTAL = when_needed(rf"(?i)\b{any_of(_TOTALS)}\b")
_ESTIMATES = (r"[gG]eschätzt(?<!\w.eschätzt)", "[gG]ehaltsschätzung", "[gG]ehaltsprognose")
_ESTIMATE = re.compile(any_of(_ESTIMATES))
_ESTIMATE_ANCHORS = anchors(_ESTIMATES, ("schätz", "prognose"))
_NUMBERS_IN_WORDS = ("tausend", "hundert", "zehn", "zig")
_IN_WORDS = re.compile(rf"(?i){any_of(_NUMBERS_IN_WORDS)}\w{{0,20}}\s?(?:euro|eur\b|€)")


def read_salary(text: str | None) -> Salary | None:
    """Read what a board's pay field says.

    Unit: euros gross per `period`; a dot or comma before three digits groups thousands. None: no pay stated.
    Raises Unreadable: pay is stated in another currency or in words not understood.
    Source: tests/tables/salary.tsv.

    >>> read_salary("2.500 € bis 3.000 € mtl.").words
    '2.500 € bis 3.000 € mtl'
    """
    if not text:
        return None
    salary, is_readable = _read_field(text)
    if not is_readable:
        raise Unreadable(text)
    return salary


# cached, since boards print the same pay, read or refused, beside many postings
@lru_cache(maxsize=4096)
def _read_field(text: str) -> tuple[Salary | None, bool]:
    """The pay in a field's words, and whether they are understood."""
    text = mend_figures(text)
    sums = read_sums(text, is_field=True)
    salary = _combine(text, sums)
    if salary:
        return salary, True
    for s in sums:
        if s.amount.high and s.amount.currency and s.pay is not False and (s.pay or s.amount.currency == "euro"):
            return None, False
    return None, _IN_WORDS.search(text) is None


def find_salary(text: str | None) -> Salary | None:
    """Find the pay of the advertised job in an ad's plain text.

    None: no pay stated. Raises Unreadable: the only pay stated is in another currency.

    >>> find_salary("30 Tage Urlaub, 1.500 € Startprämie. Ihr Jahresgehalt: 62.000 bis 70.000 €.").words
    'Jahresgehalt: 62.000 bis 70.000 €'
    """
    if not text:
        return None
    text = mend_figures(text)
    sums = read_sums(text, is_field=False)
    salary = _combine(text, sums)
    if salary is None:
        for s in sums:
            if s.pay and s.governed:
                raise Unreadable(_words_of(text, s))
    return salary


def _combine(text: str, sums: list[Sum]) -> Salary | None:
    """Combine the sums judged to be pay into one, from the lowest to the highest."""
    paid = [s for s in sums if s.pay and s.amount.currency != "foreign"]
    if not paid:
        return None
    if len(paid) > 1:
        paid = drop_part_time(text, _of_one_kind(text, paid))
    first, *others = paid
    low = None if first.ceiling else first.amount.low
    high = None if first.floor else first.amount.high
    stated, approximate, words = first.stated, first.before.about, _words_of(text, first)
    for s in others:
        if not s.ceiling and (low is None or s.amount.low < low):
            low = s.amount.low
        if not s.floor and (high is None or s.amount.high > high):
            high = s.amount.high
        stated, approximate = stated or s.stated, approximate or s.before.about
    if others:
        words = " … ".join(dict.fromkeys(_words_of(text, s) for s in paid))
    period = first.period
    assert period is not None
    payments = find_payments(text, first.amount)
    estimated, total = _is_estimated(text, paid), _is_total(text, first)
    return Salary(low, high, period, stated, payments, approximate, estimated, total, words)


def _of_one_kind(text: str, paid: list[Sum]) -> list[Sum]:
    """The sums of one kind: base pay rather than totals, and of the period named first."""
    gross = [s for s in paid if not s.net]
    paid = gross or paid
    base = [s for s in paid if not _is_total(text, s)]
    paid = base or paid
    period = next((s for s in paid if s.governed), paid[0]).period
    return [s for s in paid if s.period == period]


def _words_of(text: str, s: Sum) -> str:
    return " ".join(text[s.start : s.end].split())


def _is_total(text: str, s: Sum) -> bool:
    """Is the sum an on-target total, by its own name or by what follows it?"""
    return s.total or _names_total(text[s.amount.end : s.amount.end + 60])


def _is_estimated(text: str, paid: list[Sum]) -> bool:
    """Does the board call one of the sums its own guess?"""
    for anchor in _ESTIMATE_ANCHORS:
        if anchor in text:
            break
    else:
        return False
    return any(
        _names_estimate(text[max(0, s.start - 30) : s.amount.start]) or _names_estimate(text[s.end : s.end + 40])
        for s in paid
    )


@lru_cache(maxsize=4096)
def _names_estimate(words: str) -> bool:
    return _ESTIMATE.search(words) is not None


@lru_cache(maxsize=4096)
def _names_total(words: str) -> bool:
    return _TOTAL.search(words) is not None
