"""What pay can be in each period; a sum outside is a mistake, or is stated for another period."""

from decimal import Decimal

from german.pay.words import Period

# From labelled pay and the tables of pay grades, with room on both sides. Monthly pay is no yearly pay in another unit,
# so that a wrong unit is noticed, and no year comes to more than half a million.
_PLAUSIBLE: dict[Period, tuple[Decimal, Decimal]] = {
    "hour": (Decimal(8), Decimal(200)),
    "day": (Decimal(50), Decimal(1_900)),
    "week": (Decimal(150), Decimal(9_000)),
    "month": (Decimal(250), Decimal(19_999)),
    "year": (Decimal(10_000), Decimal(500_000)),
}
_WIDEST = 5  # no range of pay reaches to more than so many times its beginning


def is_plausible(period: Period, low: Decimal, high: Decimal) -> bool:
    """Whether pay from `low` to `high` euros can be for this period.

    >>> is_plausible("year", Decimal(60000), Decimal(70000)), is_plausible("hour", Decimal(60000), Decimal(70000))
    (True, False)
    >>> is_plausible("year", Decimal(65), Decimal(65)), is_plausible("year", Decimal(10000), Decimal(99999))
    (False, False)
    """
    least, most = _PLAUSIBLE[period]
    return least <= low <= high <= most and high <= low * _WIDEST
