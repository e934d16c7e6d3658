"""Payments a year, where pay is stated by the month: "13 Gehälter", "x 13,5"."""

import re
from decimal import Decimal
from functools import lru_cache

from german.pay.amounts import Amount
from german.words.gates import anchors
from german.words.later import when_needed

_NUMBER = r"1[2-4](?:[.,][0-9]{1,2})?"
_NUMBERS_IN_WORDS = {"zwölf": "12", "dreizehn": "13", "vierzehn": "14"}
_IN_WORDS = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in _NUMBERS_IN_WORDS)
# A text without any of these states no number of payments.
_ANCHORS = anchors((_NUMBER, *_NUMBERS_IN_WORDS), ("1", "zehn", "wölf"))

# After a number these count anywhere in an ad: "13 Gehälter", "13. Monatsgehalt", "dreizehntes Gehalt".
_PAYMENTS = (
    r"(?:Brutto-?|Fix)?(?:[Mm]onats)?[Gg]eh(?:alt|ältern?)\b",
    "Monatsl[oö]hn",
    "Monatsentgelt",
    "payments",
    "salaries",
    "Zahlungen",
)
_PAYMENTS_IN_ORDER = ("Monats", r"Gehalt\b", "salary")
_STATED = when_needed(
    rf"(1[2-4](?<![\w.,]1.)(?:[.,][0-9]{{1,2}})?)(?:\s?(?:{'|'.join(_PAYMENTS)})|\.\s?(?:{'|'.join(_PAYMENTS_IN_ORDER)}))"
)
_STATED_IN_WORDS = re.compile(rf"\b({_IN_WORDS})(?:tes)?\s(?:Brutto)?(?:[Mm]onats)?[Gg]eh(?:alt|älter)\b")
# These count only beside the sum: "x 13", "12 x", "dreizehn mal".
_TIMES = re.compile(
    rf"(?:[xX×]\s?|mal )({_NUMBER})(?![.,]?[0-9]|\s?(?:€|EUR))"
    rf"|\b({_NUMBER})\s?(?:[xX×]|mal\b)|\b({_IN_WORDS})\s?mal\b"
)


# A little further from the sum if a year is named: "(Vollzeit, 14mal jährlich)".
_TIMES_A_YEAR = re.compile(rf"\b({_NUMBER})\s?(?:x|mal)\s(?:jährlich|im Jahr|pro Jahr|p\.\s?a\.|a year)")


def find_payments(text: str, amount: Amount) -> Decimal | None:
    """The number of payments a year; None where it is not stated.

    >>> from german.pay.amounts import find_amounts
    >>> for text in ("4.000 € x 13,5", "14 Gehälter zu 4.000 €", "4.000 €"):
    ...     print(find_payments(text, find_amounts(text)[0]))
    13.5
    14
    None
    """
    for anchor in _ANCHORS:
        if anchor in text:
            break
    else:
        return None
    found = _STATED.search(text) or _STATED_IN_WORDS.search(text)
    if found:
        return _count(found[1])
    return _read_times(text[max(0, amount.start - 8) : amount.start], text[amount.end : amount.end + 60])


@lru_cache(maxsize=4096)
def _read_times(before: str, after: str) -> Decimal | None:
    """Payments a year in "12 x 4.000 €" and "4.000 € x 13"."""
    line = after.partition("\n")[0]
    found = _TIMES.search(before.rpartition("\n")[2] + "#" + line[:30]) or _TIMES_A_YEAR.search(line)
    return _count(next(filter(None, found.groups()))) if found else None


def _count(words: str) -> Decimal:
    return Decimal(_NUMBERS_IN_WORDS.get(words.lower(), words).replace(",", "."))
