"""Pay that a board states in fields of its own: figures, currency and unit apart."""

import re
from decimal import Decimal

from german.pay.bounds import is_plausible
from german.pay.salary import Salary
from german.pay.sums import guess_period
from german.pay.words import Kind, Period, read_word, split_words
from german.words.fold import fold
from german.words.unreadable import Unreadable

_PERIODS: dict[str, Period] = {
    "pt1h": "hour", "p1d": "day", "p1w": "week", "p1m": "month", "p1y": "year", "ann": "year",
}  # fmt: skip
_AROUND: frozenset[Kind] = frozenset(("per", "gross", "filler"))  # what may stand beside a period's name
_EURO_NAMES = frozenset({"eur", "euro"})  # some boards also state them as the unit
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")
_THOUSANDS = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:k|t|tsd\.?)")
_CENTS = re.compile(r"\d{1,9},\d{1,2}")
_NOTHING = frozenset({"", "-", "null", "none", "n/a"})


def read_salary_fields(low: str | None, high: str | None, currency: str | None, unit: str | None) -> Salary | None:
    """Read pay from fields such as those of schema.org's MonetaryAmount.

    A dot before exactly three digits groups thousands ("45.000"), any other is a decimal point ("60772.4").
    None: no figure, or 0 and 0, which templates print where nothing is stated. A lone minimum is a floor, a lone
    maximum a ceiling; a fixed figure is stated as both.
    Raises Unreadable: another currency than euros, no number, an unknown unit, a maximum below the minimum, figures
    that no such unit pays ("60000" an hour, "65.0" a year), a range as wide as templates have ("1" to "99999").
    A missing unit is inferred from the amount, and `period_stated` is False then.

    >>> read_salary_fields("60772.4", "87110", "EUR", "JAHRESGEHALT").max_eur
    Decimal('87110.00')
    >>> read_salary_fields("0", "0", "EUR", "MONTH") is None
    True
    >>> read_salary_fields("5.000", None, None, "Monat").min_eur
    Decimal('5000.00')
    >>> read_salary_fields("48000", "", "EUR", "YEAR").max_eur is None
    True
    """
    words = " ".join(part for part in (low, "-" if low and high else None, high, currency, unit) if part)
    minimum, maximum = _amount(low, words), _amount(high, words)
    if minimum is None and maximum is None:
        return None
    if currency and fold(currency) not in {*_EURO_NAMES, "€"}:
        raise Unreadable(f"pay is not in euros: {words}")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise Unreadable(f"minimum above maximum: {words}")
    stated = _period(unit)
    if unit and unit.strip() and stated is None and fold(unit) not in _EURO_NAMES:
        raise Unreadable(f"unknown unit of pay: {words}")
    lowest, highest = (minimum or maximum), (maximum or minimum)
    period = stated or (guess_period(lowest, highest) if lowest and highest else None)
    if period is None:
        raise Unreadable(f"pay without a unit: {words}")
    if lowest and highest and not is_plausible(period, lowest, highest):
        raise Unreadable(f"no pay has such a size: {words}")
    return Salary(
        min_eur=minimum,
        max_eur=maximum,
        period=period,
        period_stated=stated is not None,
        payments_per_year=None,
        approximate=False,
        estimated=False,
        total=False,
        words=words,
    )


def _period(unit: str | None) -> Period | None:
    """The period that a unit names, in the words of ads ("pro Monat", "jährlich") or in a code of its own ("P1M")."""
    if not unit:
        return None
    if code := _PERIODS.get(fold(unit)):
        return code
    named = [read_word(word) for word in split_words(unit)]
    named = [word for word in named if word.kind not in _AROUND]
    return named[0].period if len(named) == 1 else None


def _amount(figure: str | None, words: str) -> Decimal | None:
    text = (figure or "").strip().lower().removesuffix("eur").removesuffix("€").strip()
    if text in _NOTHING:
        return None
    if _GROUPED.fullmatch(text):
        number = text.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        number = text.replace(",", "")
    elif thousands := _THOUSANDS.fullmatch(text):
        number = f"{Decimal(thousands[1].replace(',', '.')) * 1000:f}"
    elif _CENTS.fullmatch(text):
        number = text.replace(",", ".")
    elif _NUMBER.fullmatch(text):
        number = text
    else:
        raise Unreadable(f"a pay field is not a number: {words}")
    amount = Decimal(number).quantize(Decimal("0.01"))
    return amount or None
