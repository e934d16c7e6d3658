"""What stated pay comes to in a year, and what is assumed for that."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from german.pay.salary import Salary

_CENT = Decimal("0.01")
_MONTHS, _WEEKS, _WORKING_DAYS, _WEEKS_A_MONTH, _FULL_TIME = map(Decimal, ("12", "52", "260", "4.348", "40"))


class YearRange(NamedTuple):
    """Euros gross a year, rounded to cents, with the factors used; `assumed` names those the ad does not state."""

    min_eur: Decimal | None
    max_eur: Decimal | None
    payments_per_year: Decimal | None
    weekly_hours: Decimal | None
    assumed: tuple[str, ...]


def year_range(salary: Salary, weekly_hours: Decimal | None = None) -> YearRange:
    """What the pay comes to in a year.

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
