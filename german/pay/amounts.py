"""Sums of money in ads: which figures are written where, before anyone asks what they pay for."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_DASHES = r"\-–—−‐‑"
# Thousands are separated before exactly three digits, so "14,53" has cents and "28,000" has thousands. The first digit
# stands alone so that the search skips to digits; a figure never starts within a date or another number.
_FIGURE = (
    r"[0-9](?<![0-9][0-9])(?<![0-9][.,:/'’][0-9])"
    r"(?:[0-9]{0,2}(?:[.,'’\u202f\u00a0\u2009 ][0-9]{3}(?![0-9])){1,3}|[0-9]{0,8})"
    r"(?:[.,][0-9]{1,2}(?![0-9]))?(?![0-9]|[.:][0-9])"
)
_ENDING = rf"(?:[.,]\s?[{_DASHES}=]{{1,2}}(?!\s?[0-9]))?"
_EURO = r"(?:[€\x80]|[Ee](?i:uros?|ur)(?![^\W\d_]))"
_FOREIGN = (
    r"(?:[$£¥]|[C-Zc-z](?i:(?<=c)hf|(?<=c)zk|(?<=s)fr|(?<=s)ek|(?<=u)sd|(?<=u)s-?dollars?|(?<=g)bp|(?<=p)ln|(?<=d)kk"
    r"|(?<=d)ollars?|(?<=f)ranken|(?<=p)ounds?|(?<=p)fund|(?<=z)loty)(?![^\W\d_]))"
)
_TIMES = (
    rf"(?:\s?[kKTt](?:(?<=[kK])(?:(?![^\W\d_])|(?=EUR|Euro))|(?<=T)\.?\s?(?={_EURO})|(?i:sd\.?|ausend)(?![^\W\d_])))"
)
_HUGE = r"(?:\s{0,2}[MmBb](?:(?<=M)\b|(?i:(?<=m)io|(?<=m)rd|(?<=m)illion(?:en)?|(?<=m)illiarden?|(?<=b)illions?|n)\b))"
# A euro sign lost to a wrong charset shows as "?"; it counts only where pay goes on behind it.
_LOST = rf"\s?\?(?=\s?(?:[{_DASHES}/]|bis\b|brutto|pro\b|im\b|mtl|monatl|jährl|p\.))"
_AFTER = rf"(?:(?:\s{{0,3}}|-(?={_EURO}(?!\s?[0-9])))(?:(?P<%s>{_EURO})|(?P<%s>{_FOREIGN}))|{_LOST})"
_WITHIN = (
    r"(?:\s?\(?[bgmjp/i](?:(?<=b)rutto|(?<=g)ross|(?<=m)tl\.?|(?<=m)onatlich|(?<=j)ährlich|(?<=p)\.\s?a\."
    r"|(?:(?<=/)\s?|(?<=p)ro |(?<=i)m )(?:Jahr|Monat|Stunde|Std\.?|h))\)?)"
)
_JOIN = (
    rf"{_WITHIN}{{0,2}}\.?\s{{0,3}}(?:[{_DASHES}~]{{1,2}}|[btua](?:(?<=b)is|(?<=t)o|(?<=[ua])nd)"
    rf"(?:\s(?:zu|max\.?|maximal|ca\.?|rund|up to))?)"
    rf"\s{{0,3}}(?:(?P<euro_within>{_EURO})\s{{0,2}}|(?P<foreign_within>{_FOREIGN})\s{{0,2}})?"
)
_SUM = re.compile(
    rf"(?P<low>{_FIGURE}){_ENDING}(?P<times_low>{_TIMES})?(?P<huge_low>{_HUGE})?{_AFTER % ('euro_low', 'foreign_low')}?"
    rf"(?:{_JOIN}(?P<high>{_FIGURE}){_ENDING}(?P<times_high>{_TIMES})?(?P<huge_high>{_HUGE})?"
    rf"{_AFTER % ('euro_high', 'foreign_high')}?)?"
)
_EURO_BEFORE = ("€", "\x80", "EUR", "Euro", "EURO", "euro")
_FOREIGN_BEFORE = ("$", "£", "CHF", "USD", "GBP", "SFr.", "Fr.", "PLN")
_GRADE_BEFORE = re.compile(r"(?:\b(?:EG|[EASPWB]|Stufe|Level|Step)|gruppe)[\s-]?$")
_SEPARATORS = {ord(c): None for c in ".,'’\u202f\u00a0\u2009 "}
_THOUSAND = Decimal(1000)
# No ad holds more sums than this; what does is a table of something else, and is read no further.
_MOST = 500


class Amount(NamedTuple):
    """One sum of money or range of sums as written in a text, at `text[start:end]`.

    `currency` is "euro", "foreign" (any other) or None (none written); `written` tells 45000 with a sign, a separator
    of thousands or a "k" from a bare number.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    ranged: bool
    currency: str | None
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
        start = found.start()
        if start < taken:
            continue
        # A sign before the figure is its own only if the sum before has not used it.
        sign_since, taken = max(taken, start - 5), found.end()
        if len(amounts) == _MOST:
            break
        (low, times_low, huge_low, euro_low, foreign_low, euro_within, foreign_within, high, times_high, huge_high,
         euro_high, foreign_high) = found.groups()  # fmt: skip
        if huge_low or huge_high:
            continue
        if high and len(low) < 4 and _GRADE_BEFORE.search(text, max(0, start - 12), start):
            # "EG 11 – 4.500 €": the first figure is no money.
            since = found.start("high")
            for amount in find_amounts(text[since : found.end() + 40])[:1]:
                amounts.append(amount._replace(start=since + amount.start, end=since + amount.end))
                taken = since + amount.end
            continue
        currency = None
        if euro_low or euro_high or euro_within:
            currency = "euro"
        elif foreign_low or foreign_high or foreign_within:
            currency = "foreign"
        else:
            before = text[sign_since:start].rstrip()
            if before.endswith(_EURO_BEFORE):
                currency = "euro"
                if before.endswith(("T€", "TEUR", "k€", "kEUR")):
                    times_low = times_high = "T"
            elif before.endswith(_FOREIGN_BEFORE):
                currency = "foreign"
        if currency is None and not times_low and not times_high and len(high or low) < 4:
            continue
        first = _value(low, times_low)
        if high is None:
            amounts.append(Amount(start, found.end(), first, first, False, currency, bool(times_low)))
            continue
        last = _value(high, times_high)
        if first < 1000 <= last and (times_high or first * 1000 <= last <= first * 2500):
            first *= _THOUSAND
        elif times_low and last < 1000 <= first:
            last *= _THOUSAND
        amounts.append(Amount(start, found.end(), first, last, True, currency, bool(times_low or times_high)))
    return amounts


@lru_cache(maxsize=4096)
def _value(figure: str, times: str | None) -> Decimal:
    """The number written: the last separator before one or two digits is the decimal point, all others group."""
    cents = ""
    if len(figure) > 2 and figure[-3] in ".,":
        figure, cents = figure[:-3], figure[-2:]
    elif len(figure) > 1 and figure[-2] in ".,":
        figure, cents = figure[:-2], figure[-1]
    value = Decimal(figure.translate(_SEPARATORS) + "." + cents)
    return value * _THOUSAND if times else value
