"""What a form of a date is (a pattern with named groups, and its reading), and pieces that several forms share."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from german.dates.readings import Reading
from german.dates.words import COUNTS, MONTHS, PARTS, UNITS, ZONES, one_of


def always(found: str) -> bool:
    """A form that is a date whatever words surround it."""
    return True


def with_full_year(found: str) -> bool:
    """A form that is a date whatever words surround it, if it names a year."""
    return _FULL_YEAR.search(found) is not None


def never(found: str) -> bool:
    """A form that is a date among plain words only."""
    return False


_FULL_YEAR = re.compile(r"\d{4}|'\d\d")


class Form(NamedTuple):
    """A form in which ads write a date.

    pattern: of lower case and single blanks, with named groups.
    read: its parameters are the moment when the date was seen, the kind that is asked for, and then the groups of the
    pattern that it needs, by name. None where it only looks like a date; raises ValueError.
    example: such a date.
    is_sure: whether what was found is a date whatever other words the field has.
    begins: what every such date begins with, so that the form is not tried elsewhere.
    figures, names: what an ad is searched for to find such dates: patterns of what follows the first figure, and
    literal pieces of words. Without either, ads are not searched for this form.
    """

    name: str
    pattern: str
    read: Callable[..., Reading | None]
    example: str
    is_sure: Callable[[str], bool] = never
    begins: Literal["figure", "word", "either"] = "either"
    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def month(group: str = "month") -> str:
    """A pattern for a month's name."""
    return rf"(?P<{group}>{one_of(MONTHS)})(?![a-zäöüß])"


PART = rf"(?P<part>{one_of(PARTS)})"
YEAR = r"(?:,? ?(?P<year>(?:19|20)\d\d|'\d\d)(?!\d))?"
FIRST = r"(?:(?P<first>\d{1,2})\.? ?(?:-|–|bis|und|oder) ?)?"  # "1.-15. Mai"
# "10:00-12:00" is no offset: one has no colon, or stands behind UTC.
ZONE = rf"(?:(?:utc|gmt) ?[+-]\d{{1,2}}(?::?\d\d)?|[+-]\d{{4}}|{one_of(ZONES)})"
# Two figures of a year are followed by the end of the words or by a time: "15. August 27", "18 Nov 26 12:00".
SHORT_YEAR = r"\d\d(?=$)|[23]\d(?=[.!,;)](?: |$)|,? \d{1,2}:\d\d)"
# A dot separates hours from minutes only before "Uhr".
TIME = (
    r"(?:[ ,(|-]{0,3}(?:um |at |bis )?"
    r"(?P<clock>\d{1,2}:\d\d(?::\d\d)?|\d{1,2}(?:\.\d\d)?(?= ?uhr)|\d{1,2}(?= ?[ap]m\b))"
    rf"(?:\.\d{{1,9}})?(?: ?(?:uhr|h|(?P<half>am|pm))\b)?(?: ?(?P<zone>{ZONE})\b)?)?"
)
COUNT = rf"(?P<count>\d{{1,4}}|{one_of(COUNTS)})(?P<plus> ?\+)? ?"
UNIT = rf"(?P<unit>{one_of(UNITS)})\b\.?"

# What follows the first figure of a date in an ad.
DAY_AND_MONTH = r"\. ?[0-9][0-9]?\."
DAY_OF_FIGURES = r"[/-] ?[0-9][0-9]?[/-] ?[0-9]"
MONTH_NAME = rf"(?:\.|st|nd|rd|th)?[ -]?(?:of )?(?:{'|'.join(sorted({name[:3] for name in MONTHS}))})"
FULL_YEAR = r"(?<=2)0[2-4][0-9](?![0-9])"
