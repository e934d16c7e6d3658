"""Pay as German job ads and boards state it, and what it makes in a year."""

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from german.pay.sums import Sum, read_sums
from german.pay.words import Period
from german.words.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as stated, in euros gross per `period`.

    One figure fills both bounds; "ab" fills only `min_eur`, "bis zu" only `max_eur`. `period_stated` is False where the
    period follows from the size of the amount alone. `payments_per_year` is None unless stated ("13 Gehälter").
    `approximate`: "ca.", "rund". `estimated`: the board's own guess ("geschätzt"). `total`: an on-target total with
    bonus rather than base pay. `words`: the words read, left out of comparisons.
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


class YearRange(NamedTuple):
    """Euros gross a year, rounded to cents, with the factors used; `assumed` names those the ad does not state."""

    min_eur: Decimal | None
    max_eur: Decimal | None
    payments_per_year: Decimal | None
    weekly_hours: Decimal | None
    assumed: tuple[str, ...]


Level = Literal["entry", "experienced", "senior"]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A pay level that a board's text states for a role and town; never the pay of a posting.

    `level` is read from the words: entry, experienced, senior, or None where none is named. Euros gross per `period`.
    """

    level: Level | None
    min_eur: Decimal | None
    max_eur: Decimal | None
    period: Period
    period_stated: bool
    words: str = field(default="", compare=False)


# "13 Gehälter" and "13. Monatsgehalt" may stand anywhere in an ad, "x 13" and "12 x" only beside the sum.
_PAYMENTS = re.compile(
    r"(1[2-4](?<![\w.,]1.)(?:[.,][0-9]{1,2})?)(?:\s?(?:(?:Brutto-?|Fix)?(?:[Mm]onats)?[Gg]eh(?:alt|ältern?)\b"
    r"|Monats(?:l[oö]hn|entgelt)|payments|salaries|Zahlungen)|\.\s?(?:Monats|Gehalt\b|salary))"
)
_TIMES = re.compile(
    r"(?:[xX×]\s?|mal )(1[2-4](?:[.,][0-9]{1,2})?)(?![.,]?[0-9]|\s?(?:€|EUR))"
    r"|\b(1[2-4](?:[.,][0-9]{1,2})?)\s?(?:[xX×]|mal\b)|\b([Zz]wölf|[Dd]reizehn|[Vv]ierzehn)\s?mal\b"
)
_WRITTEN_PAYMENTS = re.compile(
    r"\b([Zz]wölf|[Dd]reizehn|[Vv]ierzehn)(?:tes)?\s(?:Brutto)?(?:[Mm]onats)?[Gg]eh(?:alt|älter)\b"
)
_WRITTEN = {"zwölf": "12", "dreizehn": "13", "vierzehn": "14"}
_TOTAL = re.compile(
    r"(?i)\b(?:fix\w*\s?\+\s?(?:bonus|variab\w+|provision)|(?:inkl\w*|incl\w*|including|einschl\w*)\.?\s(?:\w+\s)?(?:bonus|"
    r"variab\w+|jahressonder\w+|sonderzahl\w+|provision\w*|prämie\w*)|zielerreichung|OTE|all[- ]in|on[- ]target)\b"
)
_ESTIMATED = re.compile(r"[gG]eschätzt(?<!\w.eschätzt)|[gG]ehalts(?:schätzung|prognose)")
_IN_WORDS = re.compile(r"(?i)(?:tausend|hundert|zehn|zig)\w{0,20}\s?(?:euro|eur\b|€)")
_LEVEL = re.compile(
    r"(?i)(?P<entry>(?:ohne|wenig|kaum)\s(?:\w{1,20}\s){0,2}\w{0,20}erfahrung|einst(?:eig|ieg)|anfäng|absolvent|junior|neuling"
    r"|berufsstart|zum\sstart|starten\b|\bbeginn|frisch)"
    r"|(?P<senior>\bsenior(?!en)|führung|leitung|leitende|spitzen)"
    r"|(?P<experienced>erfahr|mehr\smitbring|mittelfeld|fortgeschritten|routin|spezialis|jahren\s|berufsjahr|praxis|profis)"
)
_ABOUT_PAY = re.compile(r"(?i)gehalt|gehält|verdien|lohn|einkommen|vergütung|entgelt")
# No editorial text and no sentence in it is longer.
_LONGEST_TEXT, _LONGEST_SENTENCE = 100_000, 2_000
_EURO = ("€", "Euro", "EUR")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.!?]\s+(?=[A-ZÄÖÜ„])|(?<=€)[.!?]\s+|\n")
_CENT = Decimal("0.01")
_MONTHS, _WEEKS, _WORKING_DAYS, _WEEKS_A_MONTH, _FULL_TIME = map(Decimal, ("12", "52", "260", "4.348", "40"))


def read_salary(text: str | None) -> Salary | None:
    """Read what a board's pay field says.

    Unit: euros gross per `period`; a dot or comma before three digits groups thousands. None: no pay stated.
    Raises Unreadable: pay is stated in another currency or in words not understood.
    Source: tests/tables/salary.tsv.

    >>> read_salary("2.500 € bis 3.000 € mtl.").words
    '2.500 € bis 3.000 € mtl'
    """
    return _read_field(text) if text else None


# Boards print the same pay beside many postings.
@lru_cache(maxsize=4096)
def _read_field(text: str) -> Salary | None:
    text = _mend(text)
    sums = read_sums(text, is_field=True)
    salary = _combine(text, sums)
    if salary is None:
        for s in sums:
            if s.amount.high and s.amount.currency and s.pay is not False and (s.pay or s.amount.currency == "euro"):
                raise Unreadable(text)
        if _IN_WORDS.search(text):
            raise Unreadable(text)
    return salary


def find_salary(text: str | None) -> Salary | None:
    """Find the pay of the advertised job in an ad's plain text.

    None: no pay stated. Raises Unreadable: the only pay stated is in another currency.

    >>> find_salary("30 Tage Urlaub, 1.500 € Startprämie. Ihr Jahresgehalt: 62.000 bis 70.000 €.").words
    'Jahresgehalt: 62.000 bis 70.000 €'
    """
    if not text:
        return None
    text = _mend(text)
    sums = read_sums(text, is_field=False)
    salary = _combine(text, sums)
    if salary is None:
        for s in sums:
            if s.pay and s.governed:
                raise Unreadable(" ".join(text[s.start : s.end].split()))
    return salary


def _mend(text: str) -> str:
    """Take out what hides figures: soft hyphens, zero-width characters, entities."""
    if "\xad" in text or "\u200b" in text:
        text = text.replace("\xad", "").replace("\u200b", "")
    if "&" in text:
        text = text.replace("&nbsp;", "\xa0").replace("&euro;", "€").replace("&#8364;", "€").replace("&ndash;", "–")
    return text


def _combine(text: str, sums: list[Sum]) -> Salary | None:
    """One pay from the sums judged to be pay: base before total, then lowest to highest of the period named first."""
    paid = [s for s in sums if s.pay and s.amount.currency != "foreign"]
    if not paid:
        return None
    if len(paid) > 1:
        base = [s for s in paid if not _is_total(text, s)]
        paid = base or paid
        named = next((s for s in paid if s.governed), paid[0]).period
        paid = [s for s in paid if s.period == named]
    first, *others = paid
    low = None if first.ceiling else first.amount.low
    high = None if first.floor else first.amount.high
    words = {" ".join(text[first.start : first.end].split()): None}
    stated, approximate = first.stated, first.approximate
    for s in others:
        if not s.ceiling and (low is None or s.amount.low < low):
            low = s.amount.low
        if not s.floor and (high is None or s.amount.high > high):
            high = s.amount.high
        stated, approximate = stated or s.stated, approximate or s.approximate
        words[" ".join(text[s.start : s.end].split())] = None
    period = first.period
    assert period is not None
    estimated = ("schätz" in text or "prognose" in text) and any(
        _names_estimate(text[max(0, s.start - 30) : s.amount.start]) or _names_estimate(text[s.end : s.end + 40])
        for s in paid
    )
    payments = _find_payments(text, first) if "1" in text or "zehn" in text or "wölf" in text else None
    return Salary(
        low, high, period, stated, payments, approximate, estimated, _is_total(text, first), " … ".join(words)
    )


def _is_total(text: str, s: Sum) -> bool:
    """Is the sum an on-target total, by its own name or by what follows it?"""
    return s.total or _names_total(text[s.amount.end : s.amount.end + 60])


def _find_payments(text: str, s: Sum) -> Decimal | None:
    """Payments a year where stated: "13 Gehälter", "14. Monatsgehalt", "x 13,5"."""
    found = _PAYMENTS.search(text) or _WRITTEN_PAYMENTS.search(text)
    if found:
        return _count(found[1])
    start, end = s.amount.start, s.amount.end
    return _read_times(text[max(0, start - 8) : start], text[end : end + 30])


@lru_cache(maxsize=4096)
def _read_times(before: str, after: str) -> Decimal | None:
    """Payments a year in "12 x 4.000 €" and "4.000 € x 13"."""
    found = _TIMES.search(before.rpartition("\n")[2] + "#" + after.partition("\n")[0])
    return _count(found[1] or found[2] or found[3]) if found else None


def _count(words: str) -> Decimal:
    return Decimal(_WRITTEN.get(words.lower(), words).replace(",", "."))


@lru_cache(maxsize=4096)
def _names_estimate(words: str) -> bool:
    return _ESTIMATED.search(words) is not None


@lru_cache(maxsize=4096)
def _names_total(words: str) -> bool:
    return _TOTAL.search(words) is not None


def year_range(salary: Salary, weekly_hours: Decimal | None = None) -> YearRange:
    """What the pay makes in a year.

    A month counts as often as payments are stated, else 12 times; an hour times the weekly hours (of the ad, else 40)
    times 4.348 weeks a month; a week 52 times; a day 260 times (5 days a week, 52 weeks).

    >>> hourly = year_range(Salary(Decimal(20), Decimal(25), "hour"))
    >>> str(hourly.min_eur), str(hourly.max_eur), hourly.assumed
    ('41740.80', '52176.00', ('payments_per_year', 'weekly_hours'))
    >>> str(year_range(Salary(Decimal(4000), None, "month", payments_per_year=Decimal("13.5"))).min_eur)
    '54000.00'
    """
    assumed: list[str] = []
    payments: Decimal | None = None
    hours: Decimal | None = None
    factor = Decimal(1)
    if salary.period in ("hour", "month"):
        payments = salary.payments_per_year or _MONTHS
        factor = payments
        if salary.payments_per_year is None:
            assumed.append("payments_per_year")
        if salary.period == "hour":
            hours = weekly_hours or _FULL_TIME
            factor *= hours * _WEEKS_A_MONTH
            if weekly_hours is None:
                assumed.append("weekly_hours")
    elif salary.period == "week":
        factor = _WEEKS
        assumed.append("weeks_per_year")
    elif salary.period == "day":
        factor = _WORKING_DAYS
        assumed.append("days_per_year")
    low, high = (
        None if bound is None else (bound * factor).quantize(_CENT, ROUND_HALF_UP)
        for bound in (salary.min_eur, salary.max_eur)
    )
    return YearRange(low, high, payments, hours, tuple(assumed))


def find_benchmarks(text: str | None) -> list[Benchmark]:
    """Find the pay levels that a board's editorial text states for a role, in order.

    A sum counts where its sentence speaks of pay or of a level; without a period 1,500 to 15,000 euros are a month's.

    >>> [(b.level, str(b.min_eur), str(b.max_eur), b.period) for b in find_benchmarks(
    ...     "Für Einsteiger meist zwischen 3.000 € und 3.600 €. Mit Erfahrung sind 4.200 € bis 5.000 € drin.")]
    [('entry', '3000', '3600', 'month'), ('experienced', '4200', '5000', 'month')]
    """
    found: list[Benchmark] = []
    for sentence in _SENTENCE.split(_mend((text or "")[:_LONGEST_TEXT])):
        if len(sentence) > _LONGEST_SENTENCE or not any(mark in sentence for mark in _EURO):
            continue
        sums = read_sums(sentence, is_field=False)
        levels = list(_LEVEL.finditer(sentence)) if sums else []
        since = 0
        for n, s in enumerate(sums):
            if s.pay is False or s.amount.currency != "euro" or s.period is None:
                continue
            if s.period == "month" and not 1_500 <= s.amount.low <= 15_000:
                continue
            if not (s.pay or levels or _ABOUT_PAY.search(sentence)):
                continue
            # "Das Einstiegsgehalt liegt bei …" names a level here, not a floor.
            floor = s.floor and "instiegs" not in sentence[s.start : s.amount.start]
            low, high = None if s.ceiling else s.amount.low, None if floor else s.amount.high
            until = sums[n + 1].amount.start if n + 1 < len(sums) else len(sentence)
            level = _level_of(levels, since, s.amount.start, until)
            found.append(Benchmark(level, low, high, s.period, s.stated, " ".join(sentence.split())))
            since = s.amount.end
    return found


def _level_of(levels: list[re.Match[str]], since: int, at: int, until: int) -> Level | None:
    """The level named last before a sum in its own part of the sentence, else the first named behind it."""
    before = [m.lastgroup for m in levels if since <= m.start() < at]
    behind = [m.lastgroup for m in levels if at <= m.start() < until]
    return cast("Level | None", before[-1] if before else behind[0] if behind else None)
