"""Pay that a board states in fields of its own: figures, currency and unit apart."""

import re
from decimal import Decimal

from german.pay.salary import Salary
from german.pay.sums import guess_period
from german.pay.words import Period
from german.words.fold import fold
from german.words.unreadable import Unreadable

_PERIODS: dict[str, Period] = {
    "hour": "hour", "hourly": "hour", "stunde": "hour", "stundenlohn": "hour", "pt1h": "hour",
    "day": "day", "daily": "day", "tag": "day", "tagessatz": "day", "p1d": "day",
    "week": "week", "weekly": "week", "woche": "week", "wochenlohn": "week", "p1w": "week",
    "month": "month", "monthly": "month", "monat": "month", "monatsgehalt": "month", "mon": "month", "p1m": "month",
    "year": "year", "yearly": "year", "annual": "year", "annually": "year", "jahr": "year", "jahresgehalt": "year",
    "ann": "year", "p1y": "year",
}  # fmt: skip
_EURO_NAMES = frozenset({"eur", "euro"})  # some boards also state them as the unit
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")
_CENTS = re.compile(r"\d{1,9},\d{1,2}")
_NOTHING = frozenset({"", "-", "null", "none", "n/a"})


def read_salary_fields(low: str | None, high: str | None, currency: str | None, unit: str | None) -> Salary | None:
    """Read pay from fields such as those of schema.org's MonetaryAmount.

    A dot before exactly three digits groups thousands ("45.000"), any other is a decimal point ("60772.4").
    None: no figure, or 0 and 0, which templates print where nothing is stated. A lone minimum is a floor, a lone
    maximum a ceiling; a fixed figure is stated as both.
    Raises Unreadable: another currency than euros, no number, an unknown unit, a maximum below the minimum.
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
    stated = _PERIODS.get(fold(unit or ""))
    if unit and unit.strip() and stated is None and fold(unit) not in _EURO_NAMES:
        raise Unreadable(f"unknown unit of pay: {words}")
    lowest, highest = (minimum or maximum), (maximum or minimum)
    period = stated or (guess_period(lowest, highest) if lowest and highest else None)
    if period is None:
        raise Unreadable(f"pay without a unit: {words}")
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


def _amount(figure: str | None, words: str) -> Decimal | None:
    text = (figure or "").strip().lower().removesuffix("eur").removesuffix("€").strip()
    if text in _NOTHING:
        return None
    if _GROUPED.fullmatch(text):
        number = text.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        number = text.replace(",", "")
    elif _CENTS.fullmatch(text):
        number = text.replace(",", ".")
    elif _NUMBER.fullmatch(text):
        number = text
    else:
        raise Unreadable(f"a pay field is not a number: {words}")
    amount = Decimal(number).quantize(Decimal("0.01"))
    return amount or None
