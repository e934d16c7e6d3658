"""Which sums of money in a text are pay, and for what period."""

import re
from decimal import Decimal
from typing import NamedTuple

from german.pay.amounts import Amount, find_amounts
from german.pay.context import After, Before, read_after, read_before
from german.pay.words import Period

# What a period may pay; outside of it a figure is a slip or no pay.
_PLAUSIBLE: dict[Period, tuple[Decimal, Decimal]] = {
    "hour": (Decimal(5), Decimal(400)),
    "day": (Decimal(40), Decimal(4_000)),
    "week": (Decimal(150), Decimal(10_000)),
    "month": (Decimal(250), Decimal(40_000)),
    "year": (Decimal(3_000), Decimal(1_000_000)),
}
# A sum that no word calls pay must at least be of a size that only pay has.
_TELLING: dict[Period, int] = {"hour": 12, "day": 100, "week": 500, "month": 1_500, "year": 12_000}
_MOST_AN_HOUR, _LEAST_A_MONTH, _LEAST_A_YEAR = Decimal(150), Decimal(250), Decimal(15_000)
_THOUSAND, _YEAR_RANGE, _YEAR_ALONE = Decimal(1_000), Decimal(20_000), Decimal(30_000)
_NEXT_YEAR = re.compile(r"[\s,;/*•-]{1,5}(?:im\s)?[2-5]\.\s?Jahr\b")
_SEGMENT_BEFORE = re.compile(r"\s[-–—|]\s(?:€|EUR)?\s?$")
_SEGMENT_AFTER = re.compile(r"[^\S\n]*(?:$|\n|\s[-–—|]\s)")
# How many characters before and behind a sum are read.
_LEFT, _RIGHT = 200, 80
_NEAR_PAY = ("gehalt", "gehält", "lohn", "entgelt", "vergüt", "brutto", "verdien", "salar", "gross", "p.", "pro ", "/")


class Sum(NamedTuple):
    """A sum and what is said of it, written with its words at `text[start:end]`.

    `pay`: True, False (money for something else) or None (nothing says what it is). `period` is the one stated, else
    (`stated` False) the one that a sum of this size is paid for; None where neither is known. `governed`: a word for
    pay stands directly before or behind the sum.
    """

    amount: Amount
    pay: bool | None
    period: Period | None
    stated: bool
    floor: bool
    ceiling: bool
    approximate: bool
    total: bool
    governed: bool
    start: int
    end: int


def read_sums(text: str, *, is_field: bool) -> list[Sum]:
    """Every sum in a text with what the words around it say; in a pay field a sum is pay unless words deny it.

    >>> [(str(s.amount.low), s.pay, s.period) for s in read_sums("Gehalt 3.200 €, Bonus 500 €", is_field=False)]
    [('3200', True, 'month'), ('500', False, 'month')]
    """
    amounts = find_amounts(text)
    if not is_field:
        amounts = [a for a in amounts if a.currency or a.thousands or _is_near_pay(text, a)]
    sums: list[Sum] = []
    bound, size, last = 0, len(text), len(amounts) - 1
    for i, amount in enumerate(amounts):
        start, end = amount.start, amount.end
        since, until = max(bound, start - _LEFT), min(size, end + _RIGHT)
        if i < last and (amounts[i + 1].currency or amounts[i + 1].thousands):
            until = min(until, amounts[i + 1].start)
        if amount.currency or amount.thousands:
            bound = end
        before, after = read_before(text[since:start]), read_after(text[end:until])
        guess = guess_period(amount.low, amount.high)
        stated = after.period
        if stated is None and before.label != "other" and (before.strong or before.period == guess):
            stated = before.period
        period = stated or guess
        whole = since == 0 and until == size and before.only_filler and after.only_filler
        pay = _judge(amount, before, after, period, stated is not None, is_field, whole)
        if pay is None and sums and sums[-1].pay and _continues(text, sums[-1], amount, before, after):
            pay, period = True, sums[-1].period
            stated = period if sums[-1].stated else stated
        if pay is None and period == "year" and not before.label and _stands_alone(text, amount):
            pay = True
        floor = ceiling = False
        if not amount.ranged:
            floor = before.bound == "floor" or after.floor or text.startswith("+", end)
            ceiling = before.bound == "ceiling"
            if ceiling and pay and sums and sums[-1].pay is None and _begins(text, sums[-1].amount, amount):
                sums[-1] = sums[-1]._replace(pay=True, period=period, stated=stated is not None)
        if pay:
            start -= before.length
            end += after.length
        sums.append(
            Sum(
                amount,
                pay,
                period,
                stated is not None,
                floor,
                ceiling,
                before.about,
                after.total or (before.total and after.label != "pay"),
                after.label == "pay" or (before.label == "pay" and before.strong),
                start,
                end,
            )
        )
    return sums


def _is_near_pay(text: str, amount: Amount) -> bool:
    """Could a bare figure of a whole ad be pay? Only with a word for pay or a period close by."""
    near = text[max(0, amount.start - 40) : amount.end + 20].lower()
    return any(word in near for word in _NEAR_PAY)


def _judge(
    amount: Amount, before: Before, after: After, period: Period | None, stated: bool, is_field: bool, whole: bool
) -> bool | None:
    """Is the sum pay: True, False, or None where the words do not say."""
    label, strong = (after.label, True) if after.label else (before.label, before.strong)
    if label == "other" and strong:
        return False
    if (after.net or before.net) and period not in ("hour", "day"):
        return None
    if period is None or amount.low > amount.high or after.by_unknown:
        return None
    least, most = _PLAUSIBLE[period]
    if amount.low < least or amount.high > most:
        return None
    said = stated or before.gross or after.gross
    governed = label == "pay" and strong
    if amount.currency is None:
        if after.counts:
            return None
        if not amount.thousands and (
            (amount.high < _THOUSAND and not stated) or (1900 <= amount.low <= 2100 and not said)
        ):
            return None
        if amount.thousands and ((is_field and label != "other") or (governed and after.only_filler)):
            return True
        return True if (before.direct and governed) or after.direct or whole or (is_field and said) else None
    if governed or whole or (is_field and label != "other"):
        return True
    if is_field and not said:
        return False
    if amount.high < _TELLING[period] and not (stated and (before.gross or after.gross)):
        return None
    if said or (after.pay_like and label != "other"):
        return True
    return True if amount.ranged and label != "other" and (label == "pay" or amount.low >= _YEAR_RANGE) else None


def _stands_alone(text: str, amount: Amount) -> bool:
    """Is the sum a segment of its own, as in "IT-Leitung (m/w/d) – Köln – 85.000 €"?"""
    return (
        amount.currency == "euro"
        and amount.low >= _YEAR_ALONE
        and _SEGMENT_BEFORE.search(text, max(0, amount.start - 8), amount.start) is not None
        and _SEGMENT_AFTER.match(text, amount.end) is not None
    )


def _continues(text: str, last: Sum, amount: Amount, before: Before, after: After) -> bool:
    """Does a sum without a label of its own go on in the list that the sum before it began ("ST1 ab … / ST2 ab …")?"""
    if before.label or after.label or amount.currency is None or amount.start - last.amount.end > 60:
        return False
    alike = last.amount.low <= amount.low * 3 and amount.low <= last.amount.high * 3
    between = text[last.amount.end : amount.start]
    return alike and ("\n" not in between or _NEXT_YEAR.match(between) is not None)


def _begins(text: str, earlier: Amount, amount: Amount) -> bool:
    """Is the earlier sum the lower bound in "von 2.900 € (Einstieg) bis 3.900 €"?"""
    near = earlier.currency is not None and amount.start - earlier.end < 40
    return near and earlier.low <= amount.high <= earlier.low * 3 and "\n" not in text[earlier.end : amount.start]


def guess_period(low: Decimal, high: Decimal) -> Period | None:
    """The period that a sum of this size is paid for: hours under 150, months from 250, years from 15,000 euros.

    >>> guess_period(Decimal(18), Decimal(22)), guess_period(Decimal(200), Decimal(200))
    ('hour', None)
    """
    if low >= _LEAST_A_YEAR:
        return "year"
    if high < _MOST_AN_HOUR:
        return "hour"
    if low >= _LEAST_A_MONTH and high < _LEAST_A_YEAR:
        return "month"
    return None
