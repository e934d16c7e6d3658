"""The days of leave a year that an ad offers."""

import re
from typing import NamedTuple

from german.asks.counts import NUMBER, Range, read_range
from german.asks.statements import split_ad
from german.words.later import when_needed

_DAYS = r"(?:arbeits|urlaubs|ferien|leave|vacation|paid)? ?-?(?:tagen?|days?)\b"
_LEAVE_WORD = r"(?:\w*urlaub\w*|erholung\w*|vacation|leave|holidays?|annual|ferien|paid time off|pto)"
_COUNT = (
    rf"(?:bis zu |mindestens |mind\. |über |up to |at least |more than |mehr als |"
    rf"min\. )?{NUMBER}(?: ?(?:-|–|bis(?: zu)?) ?{NUMBER})?"
)
_LEAVE = when_needed(
    rf"(?P<range>{_COUNT})(?P<more> ?\+ ?\d{{1,2}})? ?(?:\(?\w+\)? )?(?:{_DAYS}(?:[ /]+(?:\w+ )?(?:im |"
    rf"pro |per |a |je )?(?:(?:kalender)?jahr|year))?(?: (?:[\w-]+ ){{0,3}}?{_LEAVE_WORD})|"
    rf"urlaubstagen?\b|ferientage\b|vacation days|leave days)"
    rf"|{_LEAVE_WORD}(?: \w+)?(?: ?[:(–-]|,| von| mit|"
    rf" of)? ?(?:\(?(?:d\.h\. )?)(?P<range2>{_COUNT})(?P<more2> ?\+ ?\d{{1,2}})? ?{_DAYS}"
)
_WEEKS = re.compile(r"(?P<weeks>sechs|fünf|6|5) wochen (?:\w+ )?urlaub")
_OTHER = re.compile(
    r"(?:sonder|zusatz|zusätzlich\w*|extra|bildungs|eltern|resturlaub|additional|sick|workation|"
    r"ausland|gleit|mehr)-? ?(?:urlaub)?\w*[ :]*$|\bplus $|\bweitere $"
)
_OTHER_BEHIND = re.compile(
    r"\s?(?:sonder|zusatz|extra|bildungs|eltern)-?urlaub|[^.;,]{0,12}(?:workation|ausland|remote|abroad)"
)


_GROWS = re.compile(r"[^.;]{0,75}?\b(?:bis (?:zu )?|auf (?:bis zu )?|up to )(?P<most>\d\d) ?(?:tage|days|urlaubstage)")


class Leave(NamedTuple):
    """Days of leave a year."""

    days: Range
    words: str


def find_leave(text: str | None) -> Leave | None:
    """Find the days of leave a year; "25 + 5" is 30, and single days such as 24.12. are not added.

    None: no number is stated, or one that is no year's leave (18 to 45 days). Source: tests/tables/asks.tsv.

    >>> find_leave("30 Tage Urlaub plus Heiligabend")[0], find_leave("bis zu 32 Urlaubstage")[0]
    (Range(least=30, most=30), Range(least=None, most=32))
    >>> find_leave("30 Tage Workation") is None
    True
    """
    for statement in split_ad(text or ""):
        if "leave" not in statement.topics:
            continue
        low = statement.low
        for match in _LEAVE.finditer(low):
            if _OTHER.search(low, max(0, match.start() - 25), match.start()) or _OTHER_BEHIND.match(low, match.end()):
                continue
            if _OTHER_WITHIN.search(match[0]):
                continue
            days = _with_more(read_range(match["range"] or match["range2"]), match["more"] or match["more2"])
            if days and days.least and (grown := _GROWS.match(low, match.end())):
                days = Range(days.least, max(days.least, int(grown["most"])))
            if days and all(18 <= bound <= 45 for bound in days if bound is not None):
                return Leave(days, statement.text)
        if weeks := _WEEKS.search(low):
            count = {"sechs": 30, "6": 30, "fünf": 25, "5": 25}[weeks["weeks"]]
            return Leave(Range(count, count), statement.text)
    return None


_OTHER_WITHIN = re.compile(r"sonderurlaub|zusatzurlaub|bildungsurlaub|elternzeit|workation|zusätzlich|sick leave")


def _with_more(days: Range | None, more: str | None) -> Range | None:
    """Days "+ 5": added only where they are a round year's leave together; flexible days beside it are not."""
    if days and more and days.least and days.least < 28:
        sum_ = days.least + int(re.sub(r"\D", "", more))
        return Range(sum_, sum_)
    return days
