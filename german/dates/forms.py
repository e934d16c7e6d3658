"""The forms in which German and English ads write a date: words for numbers, months and units, and two patterns.

The patterns expect lower case and single blanks; the name of the outer group says which reading in `dates.py` applies.
"""

import re
from collections.abc import Iterable


def _number(*names: str) -> dict[str, int]:
    return {name: number for number, line in enumerate(names, start=1) for name in line.split()}


MONTHS = _number(
    "januar january jänner jaenner jan jän",
    "februar february feber feb",
    "märz maerz march marz mrz mär mar",
    "april apr",
    "mai may",
    "juni june jun",
    "juli july jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "dezember december dez dec",
)
# Behind a name of both languages a figure may be a day ("Nov 3") or a year ("Nov 26"), behind a German one only a year.
ENGLISH_MONTHS = frozenset(
    ["january", "february", "march", "mar", "may", "june", "july", "october", "oct", "december", "dec"]
)
SHARED_MONTHS = frozenset(
    ["jan", "feb", "april", "apr", "jun", "jul", "august", "aug", "september", "sept", "sep", "november", "nov"]
)
COUNTS = _number(
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
ORDINALS = _number("erst i first", "zweit ii second", "dritt iii third", "viert iv fourth")
WEEKDAYS = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6, "tu": 1, "we": 2, "th": 3, "su": 6}
DAYS_FROM_TODAY = {
    "heute": 0, "today": 0, "gestern": -1, "yesterday": -1, "vorgestern": -2,
    "morgen": 1, "tomorrow": 1, "übermorgen": 2, "uebermorgen": 2,
}  # fmt: skip
_UNIT_NAMES = {
    ("seconds", 1): "sekunde sekunden sek second seconds sec secs",
    ("seconds", 60): "minute minuten min minutes mins",
    ("seconds", 3600): "stunde stunden std hour hours hr hrs h",
    ("days", 1): "tag tage tagen tg t day days d",
    ("days", 7): "woche wochen wo week weeks wk wks w",
    ("months", 1): "monat monate monaten mon month months mo mos",
    ("months", 12): "jahr jahre jahren year years yr yrs",
}
UNITS = {name: unit for unit, names in _UNIT_NAMES.items() for name in names.split()}
# The day of a month that stands for a part of it; for every other part it is the last one.
DAY_OF_PART = {"anfang": 1, "beginning of": 1, "early": 1, "mitte": 15, "middle of": 15, "mid": 15}


def _any_of(names: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)) + ")"


def _forms(forms: dict[str, str]) -> str:
    return "(?:" + "|".join(f"(?P<{name}>{form})" for name, form in forms.items()) + ")"


_LONG_WEEKDAY = "(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
WEEKDAY = (
    rf"(?:{_LONG_WEEKDAY}|"
    r"mo|di|mi|do|fr|sa|so|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)"
)
_MONTH = "(" + _any_of(MONTHS) + r")(?![a-zäöüß])"
_PART = r"(anfang|mitte|ende|beginning of|middle of|mid|end of|early|late)"
_YEAR = r"(?:,? ?((?:19|20)\d\d|'\d\d)(?!\d))?"
_FIRST = r"(?:(\d{1,2})\.? ?(?:-|–|bis|und|oder) ?)?"  # "1.-15. Mai"
_ORDINAL = r"(?:([1-4])\.|(i|ii|iii|iv)\.|(erst|zweit|dritt|viert)e[nmrs]?|(first|second|third|fourth))"
_ZONE = r"utc|gmt|z|mesz|mez|cest|cet"
# Three groups: clock, am/pm, zone. A dot parts hours from minutes only before "Uhr".
_TIME = (
    r"(?:[ ,(|-]{0,3}(?:um |at |bis )?(\d{1,2}:\d\d(?::\d\d)?|\d{1,2}(?:\.\d\d)?(?= ?uhr)|\d{1,2}(?= ?[ap]m\b))"
    rf"(?:\.\d{{1,9}})?(?: ?(?:uhr|h|(am|pm))\b)?(?: ?({_ZONE}|[+-]\d{{4}})\b)?)?"
)
_OFFSET = r"(z|utc|gmt|[+-]0\d:?\d\d|\+1\d:?\d\d)"
_COUNT = r"(\d{1,4}|" + _any_of(COUNTS) + r")( ?\+)? ?"
_UNIT = "(" + _any_of(UNITS) + r")\b\.?"

_BEGUN_BY_A_FIGURE = {
    "dmy": rf"(?<![\d./])(?<![^\d. ]-){_FIRST}(\d{{1,2}}) ?([./-]) ?(\d{{1,2}}) ?[./-] ?(\d{{4}}|\d\d)"
    rf"(?![\d:]|\.\d){_TIME}",
    "iso": r"(?<![\d./-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"
    rf"(?:[t ,]{{1,2}}(\d\d?:\d\d(?::\d\d)?)(?:[.,]\d{{1,9}})?(?: ?{_OFFSET})?)?",
    "written": rf"(?<![\d.,/]){_FIRST}(\d{{1,2}})(?:\.|st|nd|rd|th|ten)?[ -]?(?:of )?(?<![a-z]){_MONTH}[.,-]?"
    rf"(?:,? ?((?:19|20)\d\d|'\d\d|\d\d(?=$))(?!\d))?{_TIME}",
    "dm": rf"(?<![\d.,/-])(\d{{1,2}})\. ?(\d{{1,2}})(?:\.(?!\d| \d{{1,4}}(?!\d|:| ?uhr))|(?<=\.\d\d)$){_TIME}",
    "of_month": r"(?<![\d.,/])(\d{1,2})\. ?"
    r"(?:(d\. ?m\.|(?:dieses|des) monats)|n\. ?m\.|(?:des )?n(?:ä|ae)chsten monats)",
    "numbered": r"(?<![\d./,-])(0?[1-9]|1[0-2]) ?[./] ?(20\d\d)(?!\d|[/.-]\d)",
    "year_month": r"(?<![\d./-])(20\d\d)-(0[1-9]|1[0-2])(?![\d-])",
}
_BEGUN_BY_A_WORD = {
    "stamp": rf"{_MONTH} {{1,2}}(\d{{1,2}}) (\d\d:\d\d:\d\d) (?:({_ZONE}) )?(20\d\d)(?!\d)",
    "english": rf"{_MONTH}\.? (\d{{1,2}})(st|nd|rd|th)?(?![\d:]|\.\d|[a-z]){_YEAR}{_TIME}",
    "month": rf"(?:{_PART}(?:(?:/| bis | oder )(?:mitte|ende))?[ -])?{_MONTH}\.?"
    rf"(?: ?(?:/|-|–|bis|oder|und|or|to|and) ?{_MONTH}\.?)?{_YEAR}",
    "year_part": rf"(?:{_PART}|(jahresanfang|jahresbeginn|jahresende))[ -]?(?:des jahres |vom jahr )?(20\d\d)"
    r"(?![\d./-])",
    "this": r"(?:(anfang|mitte|ende) (?:des |dieses |d\. ?)?(?:laufenden )?(monats|jahres|m\.|j\.)|"
    r"(monats|jahres)ende\b)",
}
_BEGUN_BY_EITHER = {
    "week": r"\b(?:(?:kw|kalenderwoche|cw|calendar week) ?(\d{1,2})|(\d{1,2})\. ?(?:kw|kalenderwoche))(?!\d)"
    r"(?: ?[/.,-]? ?(20\d\d|\d\d)(?!\d))?",
    "quarter": rf"\b(?:q ?([1-4])|{_ORDINAL} (?:quartal|quarter))(?!\.?\d)"
    r"(?: ?[/.,-]? ?(?:des jahres |in |of )?(20\d\d|'?\d\d)(?!\d))?",
    "half": rf"\b(?:h ?([12])(?= ?[/-]? ?20\d\d)|{_ORDINAL} (?:halbjahr|hj|jahresh(?:ä|ae)lfte|half))"
    r"(?: ?[/.,-]? ?(?:des jahres |in |of )?(20\d\d)(?!\d))?",
}
DATE = re.compile(
    rf"(?:(?<![a-zäöüß])(?P<weekday>{WEEKDAY})[.,]{{0,2}} (?:den |dem )?)?"
    rf"(?:(?=\d){_forms(_BEGUN_BY_A_FIGURE)}|(?<![a-zäöüß])(?=[a-zä]){_forms(_BEGUN_BY_A_WORD)}|"
    rf"{_forms(_BEGUN_BY_EITHER)})"
)
RELATIVE = re.compile(
    _forms(
        {
            "ago": r"\b(vor|seit) (mehr als |(?:ü|ue)ber |mindestens |mind\. )?(?:ca\.? |etwa |rund |gut )?"
            rf"{_COUNT}{_UNIT}"
            r"(?! ?(?:und|and|,) (?:\d|ein))",
            "named": rf"\b({_any_of(DAYS_FROM_TODAY)})\b{_TIME}",
            "ago_en": r"(?<![\d.,])(?<!and )\b(more than |over |mehr als |(?:ü|ue)ber )?(?:about )?"
            rf"{_COUNT}{_UNIT}(?: ago| alt| old)\b",
            "now": r"\b(?:gerade|soeben|eben|just)"
            r"(?: (?:eben|now|posted|published|veröffentlicht|geschaltet|online|eingestellt))?\b",
            "ahead": rf"\b(?:in|noch) (?:ca\.? |etwa |rund )?{_COUNT}{_UNIT}",
            "bound": rf"(?:(?:\bmehr als|\bälter als|>) ?(\d{{1,3}})|(?<![\d.,])\b(\d{{1,3}}) ?\+) ?{_UNIT}",
            "around": r"\b(letzt|vergangen|vorig|last|dies|this|nächst|naechst|kommend|next)e?[nmrs]? "
            rf"(woche|week|monat|month|{_LONG_WEEKDAY})s?\b",
        }
    )
)
