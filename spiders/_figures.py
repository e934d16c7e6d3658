"""Figures as feeds state them: coordinates, and pay in fields."""

import math
import re
from typing import Any

from schemas.raw import RawSalary
from spiders._posting import name_of, trim

_UNIT = re.compile(r"^(?:1 |per-)|-(?:salary|wage)$")  # `1 YEAR`, `per-year-salary`


def number_of(value: Any) -> float | None:
    """A coordinate given as a number or as its digits; None for anything else.

    >>> number_of("51.25"), number_of(7), number_of("-"), number_of(None)
    (51.25, 7.0, None, None)
    """
    try:
        number = None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number is not None and math.isfinite(number) else None


def figure_of(value: Any) -> str | None:
    """An amount's words, as they are; a JSON number with three decimals gets a fourth: "45.125" would be 45 thousand.

    >>> figure_of(60772.4), figure_of(16.125), figure_of("45.000"), figure_of(0)
    ('60772.4', '16.1250', '45.000', None)
    """
    value = name_of(value) or value if isinstance(value, dict) else value
    if not value or isinstance(value, bool):
        return None
    words = trim(value) or ""
    return (f"{words}0" if isinstance(value, float) and words[-4:-3] == "." else words) or None


def make_pay(low: Any, high: Any, currency: Any, unit: Any = None) -> RawSalary | None:
    """Pay of a feed's figures; None where it states none.

    >>> str(make_pay(60000, "75000", "EUR", "per-year-salary")), make_pay(None, "", "EUR")
    ('60000 - 75000 EUR year', None)
    """
    low, high, period = figure_of(low), figure_of(high), _UNIT.sub("", trim(unit) or "")
    return RawSalary(min=low, max=high, currency=trim(currency), unit=period or None) if low or high else None
