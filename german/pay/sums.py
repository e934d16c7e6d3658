"""Which sums of money in a text are pay, and for what period."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from german.pay.after import After, read_after
from german.pay.amounts import Amount, find_amounts
from german.pay.before import Before, Label, read_before
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
# A bare figure of a whole ad may be anything: only beside these it is looked at. Not all words for pay are among them,
# since "fix 2030" or "base 5000" is more often something else.
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
    for amount, since, until in _surroundings(amounts, len(text)):
        before, after = read_before(text[since : amount.start]), read_after(text[amount.end : until])
        whole = since == 0 and until == len(text) and before.only_filler and after.only_filler
        case = _read_case(amount, before, after, is_field, whole)
        found = _sum_of(text, case, sums[-1] if sums else None)
        if found.pay and found.ceiling and sums and _begins_range(text, sums[-1], amount):
            sums[-1] = sums[-1]._replace(pay=True, period=found.period, stated=found.stated)
        sums.append(found)
    return sums


def _is_near_pay(text: str, amount: Amount) -> bool:
    """Could a bare figure of a whole ad be pay? Only with a word for pay or a period close by."""
    near = text[max(0, amount.start - 40) : amount.end + 20].lower()
    return any(word in near for word in _NEAR_PAY)


def _surroundings(amounts: list[Amount], size: int) -> Iterator[tuple[Amount, int, int]]:
    """Each sum with the place since and until which the words around it may be its own."""
    bound = 0
    for amount, following in zip_longest(amounts, amounts[1:]):
        since, until = max(bound, amount.start - _LEFT), min(size, amount.end + _RIGHT)
        if following and (following.currency or following.thousands):
            until = min(until, following.start)
        if amount.currency or amount.thousands:
            bound = amount.end
        yield amount, since, until


# -- one sum by its own words -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Case:
    """A sum with the words around it, and what follows from both.

    `label`: what the nearest word calls it, `strong` where nothing parts that word from the sum. `governed`: a strong
    word for pay. `gross`: said so. `timed`: a period is stated, or gross. `whole`: the text says nothing else.
    """

    amount: Amount
    before: Before
    after: After
    period: Period | None
    stated: bool
    is_field: bool
    whole: bool
    label: Label | None
    strong: bool
    governed: bool
    gross: bool
    timed: bool


def _read_case(amount: Amount, before: Before, after: After, is_field: bool, whole: bool) -> _Case:
    guess = guess_period(amount.low, amount.high)
    stated = after.period
    if stated is None and before.label != "other" and (before.strong or before.period == guess):
        stated = before.period
    label, strong = (after.label, True) if after.label else (before.label, before.strong)
    governed = label == "pay" and strong
    gross = before.gross or after.gross
    timed = stated is not None or gross
    period = stated or guess
    return _Case(
        amount, before, after, period, stated is not None, is_field, whole, label, strong, governed, gross, timed
    )


class Rule(NamedTuple):
    """If it holds, the sum is pay (True), money for something else (False), or nothing says what it is (None)."""

    holds: Callable[[_Case], object]
    pay: bool | None
    example: str  # an ad's words that this rule decides on
    is_field: bool = False  # the example is a pay field's


def _is_implausible(case: _Case) -> bool:
    if case.period is None or case.amount.low > case.amount.high:
        return True
    least, most = _PLAUSIBLE[case.period]
    return case.amount.low < least or case.amount.high > most


def _is_small(case: _Case) -> bool:
    """Too small to be pay by its size alone."""
    return case.period is not None and case.amount.high < _TELLING[case.period]


def _is_a_few(case: _Case) -> bool:
    return case.amount.high < _THOUSAND and not case.amount.thousands


def _is_range_of_years(case: _Case) -> bool:
    return case.amount.ranged and case.amount.low >= _YEAR_RANGE


def _is_year(case: _Case) -> bool:
    """A bare figure that may be the year 2027."""
    return 1900 <= case.amount.low <= 2100 and not case.amount.thousands


# Whether a sum is pay: the first rule that holds decides.
_RULES_FOR_ALL = (
    Rule(lambda s: s.label == "other" and s.strong, False, "Bonus: 500 €"),
    Rule(lambda s: (s.after.net or s.before.net) and s.period not in ("hour", "day"), None, "Gehalt 2.500 € netto"),
    Rule(_is_implausible, None, "Gehalt: 3 Euro"),
    Rule(lambda s: s.after.by_unknown, None, "Gehalt: 40 € pro Auftrag"),
)
RULES_FOR_BARE_FIGURES = (
    *_RULES_FOR_ALL,
    Rule(lambda s: s.after.counts, None, "Gehalt: 1000 Stunden"),
    Rule(lambda s: _is_a_few(s) and not s.stated, None, "Gehalt 800 - 900", True),
    Rule(lambda s: _is_year(s) and not s.timed, None, "Gehalt 2027"),
    Rule(lambda s: s.amount.thousands and s.is_field and s.label != "other", True, "Rahmen je nach Lage 60k", True),
    Rule(lambda s: s.amount.thousands and s.governed and s.after.only_filler, True, "Gehalt je nach Lage 60k"),
    Rule(lambda s: s.before.direct and s.governed, True, "Gehalt: 3500"),
    Rule(lambda s: s.after.direct, True, "Wir zahlen sehr gern 3500 brutto"),
    Rule(lambda s: s.whole, True, "3500", True),
    Rule(lambda s: s.is_field and s.timed, True, "3500 fest pro Monat", True),
    Rule(lambda s: True, None, "Lohn und Brot: 3500 Gäste"),
)
RULES_FOR_MONEY = (
    *_RULES_FOR_ALL,
    Rule(lambda s: s.governed, True, "Gehalt 3.500 €"),
    Rule(lambda s: s.whole, True, "3.500 €"),
    Rule(lambda s: s.is_field and s.label != "other", True, "je nach Lage 3.500 €", True),
    Rule(lambda s: s.is_field and not s.timed, False, "Bonus, sonst 3.500 €", True),
    Rule(lambda s: _is_small(s) and not (s.stated and s.gross), None, "Wir spenden 1.000 € pro Monat"),
    Rule(lambda s: s.timed, True, "Wir bieten 3.500 € im Monat"),
    Rule(lambda s: s.after.pay_like and s.label != "other", True, "Wir bieten 3.500 € plus Bonus"),
    Rule(lambda s: s.amount.ranged and s.label == "pay", True, "Gehalt, Obst und 2.500 bis 3.500 €"),
    Rule(lambda s: _is_range_of_years(s) and s.label != "other", True, "Es gibt 60.000 bis 70.000 €"),
    Rule(lambda s: True, None, "Wir bieten 3.500 €"),
)


def _rule_for(case: _Case) -> Rule:
    rules = RULES_FOR_BARE_FIGURES if case.amount.currency is None else RULES_FOR_MONEY
    return next(rule for rule in rules if rule.holds(case))


# -- one sum by its neighbours ----------------------------------------------------------------------------------------


def _sum_of(text: str, case: _Case, last: Sum | None) -> Sum:
    """A sum as its own words say, or, where they do not, the sum before it."""
    amount, before, after = case.amount, case.before, case.after
    pay, period, stated = _rule_for(case).pay, case.period, case.stated
    if pay is None and last and last.pay and _continues(text, last, case):
        pay, period, stated = True, last.period, stated or last.stated
    if pay is None and period == "year" and not before.label and _stands_alone(text, amount):
        pay = True
    single = not amount.ranged
    return Sum(
        amount,
        pay,
        period,
        stated,
        floor=single and (before.bound == "floor" or after.floor or text.startswith("+", amount.end)),
        ceiling=single and before.bound == "ceiling",
        approximate=before.about,
        total=after.total or (before.total and after.label != "pay"),
        governed=after.label == "pay" or (before.label == "pay" and before.strong),
        start=amount.start - (before.length if pay else 0),
        end=amount.end + (after.length if pay else 0),
    )


def _continues(text: str, last: Sum, case: _Case) -> bool:
    """Does a sum without a label of its own go on in the list that the sum before it began ("ST1 ab … / ST2 ab …")?"""
    amount = case.amount
    if case.label or amount.currency is None or amount.start - last.amount.end > 60:
        return False
    alike = last.amount.low <= amount.low * 3 and amount.low <= last.amount.high * 3
    between = text[last.amount.end : amount.start]
    return alike and ("\n" not in between or _NEXT_YEAR.match(between) is not None)


def _stands_alone(text: str, amount: Amount) -> bool:
    """Is the sum a segment of its own, as in "IT-Leitung (m/w/d) – Köln – 85.000 €"?"""
    return (
        amount.currency == "euro"
        and amount.low >= _YEAR_ALONE
        and _SEGMENT_BEFORE.search(text, max(0, amount.start - 8), amount.start) is not None
        and _SEGMENT_AFTER.match(text, amount.end) is not None
    )


def _begins_range(text: str, last: Sum, amount: Amount) -> bool:
    """Is the sum before the lower bound in "von 2.900 € (Einstieg) bis 3.900 €"?"""
    earlier = last.amount
    near = last.pay is None and earlier.currency is not None and amount.start - earlier.end < 40
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
