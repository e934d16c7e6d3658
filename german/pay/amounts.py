"""Finds the sums of money in an ad: which figures are written where, before anyone asks what they pay for."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from german.words.gates import any_of
from german.words.later import when_needed

Currency = Literal["euro", "foreign"]

# How a currency is written after a figure (a sign as it is, a name in any case), and how it is written before one.
_EURO_SIGNS = (("€", "€"), ("\x80", "\x80"))
_EURO_NAMES = (("euros?", "Euro EURO euro"), ("eur", "EUR"))
_FOREIGN_SIGNS = ((r"\$", "$"), ("£", "£"), ("¥", ""))
_FOREIGN_NAMES = (
    ("chf", "CHF"),
    ("sfr", "Fr."),
    ("franken", ""),
    ("usd|us-?dollars?|dollars?", "USD"),
    ("gbp|pounds?|pfund", "GBP"),
    ("pln|zloty", "PLN"),
    ("czk", ""),
    ("sek", ""),
    ("dkk", ""),
)

_Names = tuple[tuple[str, str], ...]


def _one_of(wordings: Iterable[str]) -> str:
    return f"(?:{'|'.join(wordings)})"


def _behind(signs: _Names, names: _Names) -> str:
    return rf"(?:{_one_of(sign for sign, _ in signs)}|(?i:{any_of(name for name, _ in names)})(?![^\W\d_]))"


def _spellings(signs: _Names, names: _Names) -> tuple[str, ...]:
    return tuple(spelling for _, spellings in (*signs, *names) for spelling in spellings.split())


_EURO, _FOREIGN = _behind(_EURO_SIGNS, _EURO_NAMES), _behind(_FOREIGN_SIGNS, _FOREIGN_NAMES)
_EURO_BEFORE, _FOREIGN_BEFORE = _spellings(_EURO_SIGNS, _EURO_NAMES), _spellings(_FOREIGN_SIGNS, _FOREIGN_NAMES)
_SIGNS_BEFORE = (*_EURO_BEFORE, *_FOREIGN_BEFORE)

# Words that multiply a figure by a thousand, and words that make it too large for pay.
_THOUSANDS = (
    *(r"[kK](?![^\W\d_])", "[kK](?=EUR|Euro)", rf"T\.?\s?(?={_EURO})"),
    # "KSD" is none of them, but after a job's number too large a figure is better than one that looks like pay.
    r"(?i:[kt]sd\.?|tausend)(?![^\W\d_])",
)
_THOUSANDS_BEFORE = ("T€", "TEUR", "k€", "kEUR")
_MILLIONS = ("mio", "mrd", "million(?:en)?", "milliarden?", "billions?", "mn", "bn")
# What may stand between the two figures of a range.
_REMARKS = (
    *("brutto", "gross", r"mtl\.?", "monatlich", "jährlich", r"p\.\s?a\."),
    r"(?:/\s?|pro |im )(?:Jahr|Monat|Stunde|Std\.?|h)",
)
_TO = ("bis", "to", "und", "and")
_AT_MOST = ("zu", r"max\.?", "maximal", r"ca\.?", "rund", "up to")

_DASHES = r"\-–—−‐‑"
# Thousands are separated before exactly three digits, so "14,53" has cents and "28,000" has thousands. The first digit
# has a class of its own so that the search skips to digits; a figure never starts within a date or another number.
_FIGURE = (
    r"[0-9](?<![0-9][0-9])(?<![0-9][.,:/'’][0-9])"
    r"(?:[0-9]{0,2}(?:[.,'’\u202f\u00a0\u2009 ][0-9]{3}(?![0-9])){1,3}|[0-9]{0,8})"
    r"(?:[.,][0-9]{1,2}(?![0-9]))?(?![0-9]|[.:][0-9])"
)
_ENDING = rf"(?:[.,]\s?[{_DASHES}=]{{1,2}}(?!\s?[0-9]))?"
# A euro sign lost to a wrong charset becomes "?"; it counts only if more about pay follows.
_LOST = rf"\s?\?(?=\s?(?:[{_DASHES}/]|bis\b|brutto|pro\b|im\b|mtl|monatl|jährl|p\.))"


def _sum(name: str) -> str:
    """A pattern for a figure with its size and currency; its groups are named low, times_low, huge_low, euro_low, …"""
    return (
        rf"(?P<{name}>{_FIGURE}){_ENDING}(?P<times_{name}>\s?{_one_of(_THOUSANDS)})?"
        rf"(?P<huge_{name}>\s{{0,2}}(?:M|(?i:{any_of(_MILLIONS)}))\b)?"
        rf"(?:(?:\s{{0,3}}|-(?={_EURO}(?!\s?[0-9])))(?:(?P<euro_{name}>{_EURO})|(?P<foreign_{name}>{_FOREIGN}))|{_LOST})?"
    )


_SUM = re.compile(
    rf"{_sum('low')}(?:(?:\s?\(?{_one_of(_REMARKS)}\)?){{0,2}}\.?\s{{0,3}}"
    rf"(?:[{_DASHES}~]{{1,2}}|{_one_of(_TO)}(?:\s{_one_of(_AT_MOST)})?)\s{{0,3}}"
    rf"(?:(?P<euro_between>{_EURO})\s{{0,2}}|(?P<foreign_between>{_FOREIGN})\s{{0,2}})?{_sum('high')})?"
)
# What a figure counts if it only follows a sum and a dash: "71.000 € – 31 Tage Urlaub".
_COUNTED = (
    *(
        "%",
        "Prozent",
        "percent",
        r"\w*[tT]age?n?\b",
        "days?",
        "weeks?",
        "months?",
        "years?",
        "hours?",
        "Stunden",
        "Std",
    ),
    *(r"h\b", "Wochen", r"Monate?\b", r"Jahre?\b", "Personen", "Mitarbeit", "Kolleg", "Gehälter", r"Min\b", "Minuten"),
    *("Uhr", r"mal\b", "Standort", "Monatsgeh", r"\w+-", "Leute", "Köpfe"),
)
_COUNTS = when_needed(rf"\s?{any_of(_COUNTED)}")
# A blank that slipped into a figure before "50 €" or "500 €": "18, 50 €", "4. 500 €".
_HALVES = {",": (2, 3), ".": (3,)}  # how many digits follow: cents, or thousands
_DIGITS = re.compile(r"\d+")
_HALF_FIGURE = re.compile(r"(?<![\d.,/])\d{1,3}([.,]) $")
_LOW, _HUGE_LOW, _HIGH, _HUGE_HIGH = (_SUM.groupindex[name] - 1 for name in ("low", "huge_low", "high", "huge_high"))
_GRADE_BEFORE = re.compile(r"(?:\b(?:EG|[EASPWB]|Stufe|Level|Step)|gruppe)[\s-]?$")
_SEPARATORS = {ord(c): None for c in ".,'’\u202f\u00a0\u2009 "}
_THOUSAND = Decimal(1000)
# A bare figure with fewer digits is hardly ever money.
_FEWEST_DIGITS = 4
# No ad has more sums than this; a text that does is a table of something else, and is not read further.
_MOST = 500


class Amount(NamedTuple):
    """One sum of money or range of sums as written in a text, at `text[start:end]`.

    `currency` is "euro", "foreign" (any other) or None (none written); `thousands` tells 45000 written with a "k" or
    "Tsd." from a bare number.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    ranged: bool
    currency: Currency | None
    thousands: bool


def find_amounts(text: str) -> list[Amount]:
    """Sums of money and bare figures of four digits and more, in order.

    A dot or comma before exactly three digits groups thousands; a shortened figure takes the size of its neighbour.

    >>> [(str(a.low), str(a.high), a.currency) for a in find_amounts("45,50 €/h; 60. - 75.000 Euro; 65-80k; £250")]
    [('45.50', '45.50', 'euro'), ('60000', '75000', 'euro'), ('65000', '80000', None), ('250', '250', 'foreign')]
    >>> find_amounts("30 Tage, 2 Mrd. € Umsatz, 01.05.2025")
    []
    """
    amounts: list[Amount] = []
    taken = 0
    for found in _SUM.finditer(text):
        start, end = found.span()
        if start < taken:
            continue
        # A sign before the figure belongs to it only if the sum before has not used it.
        free, taken = taken, end
        if len(amounts) == _MOST:
            break
        is_bare = found.lastindex == 1 and len(found[1]) < _FEWEST_DIGITS
        if is_bare and not _before(text, start, free).endswith(_SIGNS_BEFORE):
            continue
        groups = found.groups()
        if groups[_HUGE_LOW] or groups[_HUGE_HIGH]:
            continue
        if groups[_HIGH] and len(groups[_LOW]) < _FEWEST_DIGITS and _is_grade(text, start):
            since = found.start("high")
            for amount in find_amounts(text[since : end + 40])[:1]:
                taken = since + amount.end
                amounts.append(amount._replace(start=since + amount.start, end=taken))
        elif groups[_HIGH] and _only_follows(text, found):
            taken = end = found.end("euro_low") if found["euro_low"] else found.end("times_low")
            first = (*groups[:_HIGH], *[""] * (len(groups) - _HIGH))
            if read := _read_amount(text, start, end, free, first):
                amounts.append(read)
        elif read := _read_amount(text, start, end, free, groups):
            amounts.append(_joined(text, read) if text[start - 1 : start] == " " else read)
    return amounts


def _only_follows(text: str, found: re.Match[str]) -> bool:
    """Does the second figure count something else, as in "71.000 € – 31 Tage Urlaub"?"""
    if (
        not (found["euro_low"] or found["times_low"])
        or found["euro_high"]
        or found["times_high"]
        or found["euro_between"]
    ):
        return False
    shrunk = (
        found["times_low"] is None and _value(found["low"]) >= _THOUSAND and len(found["high"]) < _FEWEST_DIGITS - 1
    )
    return shrunk or _COUNTS.match(text, found.end()) is not None


def _joined(text: str, amount: Amount) -> Amount:
    """The amount with the beginning of its figure, if a blank slipped in: "18, 50 €", "4. 500 €"."""
    half = _HALF_FIGURE.search(text, max(0, amount.start - 7), amount.start)
    if not half or amount.currency != "euro" or amount.ranged:
        return amount
    digits = _DIGITS.match(text, amount.start)
    if digits is None or len(digits[0]) not in _HALVES[half[1]] or text[digits.end() : digits.end() + 1] in (".", ","):
        return amount
    whole = _value(half[0][:-1] + digits[0])
    return amount._replace(start=half.start(), low=whole, high=whole)


def _is_grade(text: str, start: int) -> bool:
    """Is the first figure a pay grade, as in "EG 11 – 4.500 €"?"""
    return _GRADE_BEFORE.search(text, max(0, start - 12), start) is not None


def _before(text: str, start: int, free: int) -> str:
    """The few letters before a figure, from a place on."""
    return text[max(free, start - 5) : start].rstrip()


def _read_amount(text: str, start: int, end: int, free: int, groups: Sequence[str]) -> Amount | None:
    """The sum that a match's groups state; None for a bare figure of few digits. The sum before ends before `free`."""
    (low, times_low, _, euro_low, foreign_low, euro_between, foreign_between, high, times_high, _, euro_high,
     foreign_high) = groups  # fmt: skip
    currency: Currency | None = None
    if euro_low or euro_high or euro_between:
        currency = "euro"
    elif foreign_low or foreign_high or foreign_between:
        currency = "foreign"
    elif (before := _before(text, start, free)).endswith(_EURO_BEFORE):
        currency = "euro"
        if before.endswith(_THOUSANDS_BEFORE):
            times_low = times_high = before
    elif before.endswith(_FOREIGN_BEFORE):
        currency = "foreign"
    elif not times_low and not times_high and len(high or low) < _FEWEST_DIGITS:
        return None
    first = _value(low) * _THOUSAND if times_low else _value(low)
    if not high:
        return Amount(start, end, first, first, False, currency, bool(times_low))
    last = _value(high) * _THOUSAND if times_high else _value(high)
    # A shortened figure takes the size of its neighbour: "65-80k", "60 - 75.000".
    if first < _THOUSAND <= last and (times_high or first * 1000 <= last <= first * 2500):
        first *= _THOUSAND
    elif times_low and last < _THOUSAND <= first:
        last *= _THOUSAND
    return Amount(start, end, first, last, True, currency, bool(times_low or times_high))


def mend_figures(text: str) -> str:
    """Remove what hides figures: soft hyphens, zero-width characters, entities."""
    if "\xad" in text or "\u200b" in text:
        text = text.replace("\xad", "").replace("\u200b", "")
    if "&" in text:
        text = text.replace("&nbsp;", "\xa0").replace("&euro;", "€").replace("&#8364;", "€").replace("&ndash;", "–")
    return text


@lru_cache(maxsize=4096)
def _value(figure: str) -> Decimal:
    """The number written: a last separator with one or two digits after it is the decimal point, all others group."""
    cents = ""
    if len(figure) > 2 and figure[-3] in ".,":
        figure, cents = figure[:-3], figure[-2:]
    elif len(figure) > 1 and figure[-2] in ".,":
        figure, cents = figure[:-2], figure[-1]
    return Decimal(figure.translate(_SEPARATORS) + "." + cents)
