"""Counts with one or two ends as ads state them: of people, of days, of percent."""

import re
from typing import NamedTuple

NUMBERS = {
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "zwanzig": 20,
    "twenty": 20,
    "dreißig": 30,
    "thirty": 30,
}
NUMBER = rf"(?:\d{{1,3}}(?:[.,'’ ]\d{{3}})+|\d+|\b(?:{'|'.join(NUMBERS)})\b)"
_RANGE = re.compile(
    rf"(?P<from>über|mehr als|mindestens|mind\.|ab|more than|over|at least|>|min\.)? ?(?P<to>bis zu|"
    rf"bis|up to|maximal|max\.|höchstens|<|weniger als)? ?"
    rf"(?P<low>{NUMBER}) ?(?P<plus>\+|plus)?(?: ?%)?(?: ?(?:-|–|bis(?: zu)?|to|und) ?(?P<high>{NUMBER}))?"
)

_GROUPING = re.compile(r"\D")


class Range(NamedTuple):
    """A count from `least` to `most`; None where no such end is stated. One number fills both."""

    least: int | None
    most: int | None


def read_range(words: str) -> Range | None:
    """The first count in words of lower case; None where there is none.

    >>> read_range("über 2.000"), read_range("bis zu 30"), read_range("rund 120"), read_range("5 bis 8")
    (Range(least=2000, most=None), Range(least=None, most=30), Range(least=120, most=120), Range(least=5, most=8))
    """
    match = _RANGE.search(words)
    if not match:
        return None
    low = _value(match["low"])
    if match["high"] and _value(match["high"]) >= low:
        return Range(low, _value(match["high"]))
    if match["from"] or match["plus"]:
        return Range(low, None)
    return Range(None if match["to"] else low, low)


def _value(number: str) -> int:
    return NUMBERS[number] if number in NUMBERS else int(_GROUPING.sub("", number))
