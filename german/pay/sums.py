"""Which sums of money in a text are pay, and for what period."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from german.pay.after import After, read_after
from german.pay.amounts import Amount, find_amounts
from german.pay.before import Before, Label, read_before
from german.pay.bounds import is_plausible
from german.pay.together import is_in_title, net_or_gross, set_aside
from german.pay.words import Period
from german.words.gates import any_of

# A sum that no word calls pay must at least have a size that only pay has.
_TELLING: dict[Period, int] = {"hour": 12, "day": 100, "week": 500, "month": 1_500, "year": 12_000}
_MOST_AN_HOUR, _LEAST_A_MONTH, _LEAST_A_YEAR = Decimal(150), Decimal(250), Decimal(15_000)
_THOUSAND, _YEAR_RANGE, _YEAR_ALONE = Decimal(1_000), Decimal(20_000), Decimal(30_000)
_NEXT_YEAR = re.compile(r"[\s,;/*•-]{1,5}(?:im\s)?[2-5]\.\s?Jahr\b")
_SEGMENT_BEFORE = re.compile(r"\s[-–—|]\s(?:€|EUR)?\s?$")
_SEGMENT_AFTER = re.compile(r"[^\S\n]*(?:$|\n|\s[-–—|]\s)")
# How many characters before and after a sum are read.
_LEFT, _RIGHT = 200, 80
# A bare figure in a whole ad may be anything, so it is read only beside these. Not all words for pay are among them,
# since "fix 2030" or "base 5000" is more often something else.
_NEAR = ("gehalt", "gehält", "lohn", "entgelt", "vergüt", "brutto", "verdien", "salar", "gross", r"p\.", "pro ", "/")
_NEAR_PAY = re.compile(any_of(_NEAR))


@dataclass(slots=True)
class Sum:
    """A sum with the words before and after it, and what they say together; all of them are at `text[start:end]`.

    `label`: what the nearest word calls it, `strong` if nothing separates that word from the sum. `period` is the one
    stated, else (`stated` False) the one that a sum of this size is paid for; None if neither is known. `whole`: the
    text says nothing else. `pay`: True, False (money for something else) or None (nothing says what it is).
    """

    amount: Amount
    before: Before
    after: After
    label: Label | None
    strong: bool
    period: Period | None
    stated: bool
    whole: bool
    start: int
    end: int
    pay: bool | None = None
    net: bool = False

    @property
    def timed(self) -> bool:
        """Whether a period is stated, or that the sum is gross."""
        return self.stated or self.before.gross or self.after.gross

    @property
    def governed(self) -> bool:
        """Whether a word for pay stands directly before or after the sum."""
        return self.after.label == "pay" or (self.before.label == "pay" and self.before.strong)

    @property
    def floor(self) -> bool:
        return not self.amount.ranged and (self.before.bound == "floor" or self.after.floor)

    @property
    def ceiling(self) -> bool:
        return not self.amount.ranged and self.before.bound == "ceiling"

    @property
    def total(self) -> bool:
        return self.after.total or (self.before.total and self.after.label != "pay")


def read_sums(text: str, *, is_field: bool) -> list[Sum]:
    """Every sum in a text with what the words around it say; in a pay field a sum is pay unless words deny it.

    >>> [(str(s.amount.low), s.pay, s.period) for s in read_sums("Gehalt 3.200 €, Bonus 500 €", is_field=False)]
    [('3200', True, 'month'), ('500', False, 'month')]
    """
    amounts = find_amounts(text)
    if not is_field:
        amounts = [a for a in amounts if a.currency or a.thousands or _is_near_pay(text, a)]
    if not amounts:
        return []
    rules_for_money = RULES_FOR_MONEY_IN_FIELDS if is_field else RULES_FOR_MONEY_IN_ADS
    rules_for_figures = RULES_FOR_FIGURES_IN_FIELDS if is_field else RULES_FOR_FIGURES_IN_ADS
    sums: list[Sum] = []
    bound, size = 0, len(text)
    for place, amount in enumerate(amounts, start=1):
        since, until = max(bound, amount.start - _LEFT), amount.end + _RIGHT
        if place < len(amounts) and (amounts[place].currency or amounts[place].thousands):
            until = min(until, amounts[place].start)
        if amount.currency or amount.thousands:
            bound = amount.end
        before, after = read_before(text[since : amount.start]), read_after(text[amount.end : until])
        found = _read_sum(amount, before, after, since == 0 and until >= size)
        if after.net or before.net or "etto" in text[since:until]:
            found.net = net_or_gross(text, found, since, until) == "net"
        found.pay = _judge(found, rules_for_money if amount.currency else rules_for_figures)
        if found.pay is not False and not found.net:
            _look_back(text, found, sums[-1] if sums else None)
        if found.pay is None and not is_field and amount.start < 120 and is_in_title(text, found):
            found.pay = True
        if found.pay and set_aside(text, found, since, until if until < size else size):
            found.pay = None
        if found.pay:
            found.start, found.end = amount.start - before.length, amount.end + after.length
        sums.append(found)
    return sums


def _read_sum(amount: Amount, before: Before, after: After, whole: bool) -> Sum:
    label, strong = (after.label, True) if after.label else (before.label, before.strong)
    period = after.period
    if period is None and before.period and before.label != "other":
        period = before.period if before.strong or before.period == guess_period(amount.low, amount.high) else None
    stated = period is not None
    period = period or guess_period(amount.low, amount.high)
    whole = whole and before.only_filler and after.only_filler
    return Sum(amount, before, after, label, strong, period, stated, whole, amount.start, amount.end)


def _is_near_pay(text: str, amount: Amount) -> bool:
    """Could a bare figure of a whole ad be pay? Only with a word for pay or a period close by."""
    return _NEAR_PAY.search(text[max(0, amount.start - 40) : amount.end + 20].lower()) is not None


# -- is it pay? -------------------------------------------------------------------------------------------------------


class Rule(NamedTuple):
    """If the rule holds, the sum is pay (True), money for something else (False), or nothing says what it is (None)."""

    holds: Callable[[Sum], object]
    pay: bool | None
    example: str  # words that this rule decides on


def _is_implausible(s: Sum) -> bool:
    return s.period is None or not is_plausible(s.period, s.amount.low, s.amount.high)


def _is_small(s: Sum) -> bool:
    """Whether a sum is too small to be pay by its size alone; it is not if the words say gross and a period."""
    said = s.stated and (s.before.gross or s.after.gross)
    return s.period is not None and s.amount.high < _TELLING[s.period] and not said


def _is_a_few(s: Sum) -> bool:
    return s.amount.high < _THOUSAND and not s.amount.thousands


def _is_year(s: Sum) -> bool:
    """Whether a bare figure may be a year such as 2027."""
    return 1900 <= s.amount.low <= 2100 and not s.amount.thousands


def _is_range_of_years(s: Sum) -> bool:
    return s.amount.ranged and s.amount.low >= _YEAR_RANGE


_NOT_PAY = (
    Rule(lambda s: s.label == "other" and s.strong, False, "Bonus: 500 €"),
    Rule(lambda s: s.net and s.period not in ("hour", "day"), None, "2.500 € netto"),
    Rule(_is_implausible, None, "Gehalt: 3 Euro"),
    Rule(lambda s: s.after.by_unknown, None, "Gehalt: 40 € pro Auftrag"),
)
_NO_MONEY = (
    Rule(lambda s: s.after.counts, None, "Gehalt 38,50 Std."),
    Rule(lambda s: _is_a_few(s) and not s.stated, None, "Gehalt 950,50"),
    Rule(lambda s: _is_year(s) and not s.timed, None, "Gehalt 2027"),
)
_BARE_PAY = (
    Rule(lambda s: s.label == "pay" and s.strong and s.before.direct, True, "Gehalt: 3500"),
    Rule(lambda s: s.after.direct, True, "Wir zahlen gern 3500 brutto"),
    Rule(lambda s: s.whole, True, "pro Monat 3500"),
)
# Whether a sum is pay: the first rule that holds decides; if none does, nothing says what the sum is.
RULES_FOR_MONEY_IN_ADS = (
    *_NOT_PAY,
    Rule(lambda s: s.label == "pay" and s.strong, True, "Gehalt 3.500 €"),
    Rule(lambda s: s.whole, True, "3.500 €"),
    Rule(_is_small, None, "Wir sammeln 1.000 € im Monat"),
    Rule(lambda s: s.timed, True, "Wir bieten 3.500 € im Monat"),
    Rule(lambda s: s.after.pay_like and s.label != "other", True, "Wir bieten 3.500 € plus Bonus"),
    Rule(lambda s: s.amount.ranged and s.label == "pay", True, "Gehalt, Obst und 2.500 bis 3.500 €"),
    Rule(lambda s: _is_range_of_years(s) and s.label is None, True, "Es gibt 60.000 bis 70.000 €"),
)
RULES_FOR_MONEY_IN_FIELDS = (
    *_NOT_PAY,
    Rule(lambda s: s.label != "other", True, "je nach Lage 3.500 €"),
    Rule(lambda s: not s.timed, False, "Bonus, sonst 3.500 €"),
    Rule(_is_small, None, "Bonus, sonst 1.000 € im Monat"),
    Rule(lambda s: True, True, "Bonus, sonst 3.500 € im Monat"),
)
RULES_FOR_FIGURES_IN_ADS = (
    *_NOT_PAY,
    *_NO_MONEY,
    *_BARE_PAY,
    Rule(
        lambda s: s.amount.thousands and s.label == "pay" and s.strong and s.after.only_filler,
        True,
        "Gehalt nach Lage 60k",
    ),
)
RULES_FOR_FIGURES_IN_FIELDS = (
    *_NOT_PAY,
    *_NO_MONEY,
    *_BARE_PAY,
    Rule(lambda s: s.amount.thousands and s.label != "other", True, "Rahmen je nach Lage 60k"),
    Rule(lambda s: s.timed, True, "3500 fest pro Monat"),
)


def _judge(s: Sum, rules: tuple[Rule, ...]) -> bool | None:
    for holds, pay, _ in rules:
        if holds(s):
            return pay
    return None


# -- a sum and the one before it --------------------------------------------------------------------------------------


def _look_back(text: str, s: Sum, last: Sum | None) -> None:
    """If its own words do not say whether a sum is pay, the sum before it may, and the other way round."""
    if s.pay is None:
        if last and last.pay and not s.label and _continues(text, last, s.amount):
            s.pay, s.period, s.stated = True, last.period, s.stated or last.stated
        elif s.period == "year" and not s.before.label and _stands_alone(text, s.amount):
            s.pay = True
    if s.pay and s.ceiling and last and last.pay is None and _begins_range(text, last.amount, s.amount):
        last.pay, last.period, last.stated = True, s.period, s.stated


def _continues(text: str, last: Sum, amount: Amount) -> bool:
    """Does a sum without a label of its own continue the list that the sum before it began ("ST1 ab … / ST2 ab …")?"""
    if amount.currency is None or amount.start - last.amount.end > 60:
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


def _begins_range(text: str, earlier: Amount, amount: Amount) -> bool:
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
