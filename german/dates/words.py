"""The words of German and English dates: months, weekdays, numbers, units of time, all in lower case."""

from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class Month(NamedTuple):
    """A month's names. After a name of both languages a figure may be a day ("Nov 3") or a year ("Nov 26"), after a
    German one only a year. in_ads: the piece of its names that an ad is searched for if no figure is beside it."""

    german: str
    both: str
    english: str
    in_ads: str


MONTH_ROWS = (
    Month("januar jänner jaenner jän", "jan", "january", "uar"),
    Month("februar feber", "feb", "february", "uar"),
    Month("märz maerz marz mrz mär", "", "march mar", "märz"),
    Month("", "april apr", "", "april"),
    Month("mai", "", "may", " mai"),
    Month("juni", "jun", "june", " jun"),
    Month("juli", "jul", "july", " jul"),
    Month("", "august aug", "", "august"),
    Month("", "september sept sep", "", "ember"),
    Month("oktober okt", "", "october oct", "tober"),
    Month("", "november nov", "", "ember"),
    Month("dezember dez", "", "december dec", "ember"),
)
MONTHS = {
    name: number
    for number, month in enumerate(MONTH_ROWS, start=1)
    for names in (month.german, month.both, month.english)
    for name in names.split()
}
ENGLISH_MONTHS = frozenset(name for month in MONTH_ROWS for name in month.english.split())
SHARED_MONTHS = frozenset(name for month in MONTH_ROWS for name in month.both.split())
UNSURE_MONTHS = frozenset(("may", "march", "mar"))  # words that also have other meanings


def _numbered(*names: str, first: int = 1) -> dict[str, int]:
    return {name: number for number, line in enumerate(names, start=first) for name in line.split()}


COUNTS = _numbered(
    "ein eine einem einer einen a an one",
    "zwei two",
    "drei three",
    "vier four",
    "fünf fuenf five",
    "sechs six",
    "sieben seven",
    "acht eight",
    "neun nine",
    "zehn ten",
    "elf eleven",
    "zwölf zwoelf twelve",
)
GERMAN_ORDINALS = _numbered("erst", "zweit", "dritt", "viert")
DAY_ORDINALS = _numbered(  # stems, before the ending of "zum fünfzehnten Mai"
    *("erst", "zweit", "dritt", "viert", "fünft fuenft", "sechst", "siebt siebent", "acht", "neunt", "zehnt", "elft"),
    *("zwölft zwoelft", "dreizehnt", "vierzehnt", "fünfzehnt fuenfzehnt", "sechzehnt", "siebzehnt", "achtzehnt"),
    *("neunzehnt", "zwanzigst", "einundzwanzigst", "zweiundzwanzigst", "dreiundzwanzigst", "vierundzwanzigst"),
    *("fünfundzwanzigst fuenfundzwanzigst", "sechsundzwanzigst", "siebenundzwanzigst", "achtundzwanzigst"),
    *("neunundzwanzigst", "dreißigst dreissigst", "einunddreißigst einunddreissigst"),
)
HALVES = {"halbe": 0.5, "halben": 0.5, "dreiviertel": 0.75, "anderthalb": 1.5, "eineinhalb": 1.5, "half": 0.5}
ROMAN_ORDINALS = _numbered("i", "ii", "iii", "iv")
ENGLISH_ORDINALS = _numbered("first", "second", "third", "fourth")
ORDINALS = GERMAN_ORDINALS | ROMAN_ORDINALS | ENGLISH_ORDINALS
WEEKDAYS = _numbered(  # as date.weekday() counts
    "montag mo monday mon",
    "dienstag di tuesday tues tue",
    "mittwoch mi wednesday wed",
    "donnerstag do thursday thurs thur thu",
    "freitag fr friday fri",
    "samstag sonnabend sa saturday sat",
    "sonntag so sunday sun",
    first=0,
)
_SHORT_WEEKDAY = 5
LONG_WEEKDAYS = frozenset(name for name in WEEKDAYS if len(name) > _SHORT_WEEKDAY)
DAYS_FROM_TODAY = {
    "heute": 0, "today": 0, "gestern": -1, "yesterday": -1, "vorgestern": -2,
    "morgen": 1, "tomorrow": 1, "übermorgen": 2, "uebermorgen": 2,
}  # fmt: skip
STEPS = {  # how many weeks, months or weekdays away from this one
    "letzt": -1, "vergangen": -1, "vorig": -1, "last": -1, "dies": 0, "this": 0,
    "nächst": 1, "naechst": 1, "kommend": 1, "next": 1,
}  # fmt: skip
UNIT_ROWS = {
    ("seconds", 1): "sekunde sekunden sek second seconds sec secs",
    ("seconds", 60): "minute minuten min minutes mins",
    ("seconds", 3600): "stunde stunden std hour hours hr hrs h",
    ("days", 1): "tag tage tagen tg t day days d",
    ("days", 7): "woche wochen wo week weeks wk wks w",
    ("months", 1): "monat monate monaten mon month months mo mos",
    ("months", 12): "jahr jahre jahren year years yr yrs",
}
UNITS = {name: unit for unit, names in UNIT_ROWS.items() for name in names.split()}
LAST = 31
# The day of a month that stands for a part of it.
GERMAN_PARTS = {"anfang": 1, "mitte": 15, "ende": LAST}
PARTS = GERMAN_PARTS | {"beginning of": 1, "early": 1, "middle of": 15, "mid": 15, "end of": LAST, "late": LAST}
YEAR_PARTS = {"jahresanfang": 1, "jahresbeginn": 1, "jahresende": LAST}
UTC_NAMES = ("utc", "gmt", "z")
_HOURS_FROM_UTC = {
    0: "ut wet wez", 1: "bst west wesz", 2: "eet oez sast", 3: "eest oesz msk",
    -4: "edt", -5: "est cdt", -6: "cst mdt", -7: "mst pdt", -8: "pst",
}  # fmt: skip
ZONES: Mapping[str, tzinfo] = (
    dict.fromkeys(UTC_NAMES, UTC)
    | dict.fromkeys(("mesz", "mez", "cest", "cet"), BERLIN)
    | {name: timezone(timedelta(hours=hours)) for hours, names in _HOURS_FROM_UTC.items() for name in names.split()}
)


def one_of(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first.

    >>> one_of(("i", "ii"))
    '(?:ii|i)'
    """
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)) + ")"
