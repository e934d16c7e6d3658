"""When a job begins, as its title says: "ab 01.08.2027", "Start April 2027", "Ausbildung 2027"."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from german.words.later import when_needed

_MONTHS = (
    *("jan(?:uary?)?", "feb(?:ruary?)?", "m(?:ä|ae)rz|mar(?:ch)?", "apr(?:il)?", "mai|may", "jun[ie]?", "jul[iy]?"),
    *("aug(?:ust)?", "sept?(?:ember)?", "o[kc]t(?:ober)?", "nov(?:ember)?", "de[zc](?:ember)?"),
)
_NAMED = "|".join(f"(?P<m{at}>{name})" for at, name in enumerate(_MONTHS, 1))
_YEAR = r"20[2-4]\d"
_MIDDLE = 4  # the day of a calendar week (KW) that is always in its year
_HINT = re.compile(rf"{_YEAR}|\.\s?\d\d?\.[2-4]\d|['’]\d\d")
_END = re.compile(
    rf"\b(?:bis|until|till|befrist\w*|bewerb\w*|deadline)\b[^|]{{0,30}}?(?:{_YEAR}|\d\d?\.\s?\d\d?\.(?:\s?\d\d)?)(?!\d)",
    re.IGNORECASE,
)
_DATE = when_needed(
    rf"(?<![\d.])\d\d?\.\s?(?P<in_day>\d\d?)\.\s?(?P<of_day>{_YEAR}|[2-4]\d)(?![\d./-])"
    rf"|(?<!\w)(?:{_NAMED})\.?\s(?P<of_name>{_YEAR}|['’]\d\d)(?!\d)"
    rf"|\bKW\s?(?P<in_week>0?[1-9]|[1-4]\d|5[0-2])\W{{1,3}}(?P<of_week>{_YEAR})(?!\d)"
    rf"|(?<![\w/-])(?P<of_iso>{_YEAR})-(?P<in_iso>\d\d)-\d\d(?!\d)"
    rf"|\b(?:ab|zum|from|\w*(?:start|beginn|eintritt))\W{{1,3}}(?P<in_figures>\d\d?)[./](?P<of_figures>{_YEAR})"
    r"(?![\d./-])",
    re.IGNORECASE,
)
_FOR_A_TERM = when_needed(
    r"ausbildung|azubi|auszubildend|trainee|studium|student|praktik|volont(?:ä|ae)?r|referendar|anw(?:ä|ae)rter|apprentic"
    r"|\bf[sö]j\b|\bbfd\b|\bintern(?:ship)?\b|jahrgang|schuljahr|\b(?:start|beginn|eintritt)\b(?!-?up)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(rf"(?<![\d/.-])({_YEAR}) ?[/–-] ?(?:20)?\d\d(?![\d/.-])")
_YEAR_ALONE = re.compile(rf"(?<![\w/.-]){_YEAR}(?![\w-]|[/.]\d)")


class Start(NamedTuple):
    """The year, and the month of the year (1 to 12), in which a job begins; None: it is not stated, or several are."""

    year: int | None = None
    month: int | None = None


@lru_cache(maxsize=65536)
def find_start(title: str) -> Start:
    """The start that a title states: its only date that is no end, or else the only year of what begins each year.

    >>> find_start("Ausbildung ab 01.08.2027"), find_start("Trainee (Start Okt. 2027)"), find_start("Ausbildung 2027")
    (Start(year=2027, month=8), Start(year=2027, month=10), Start(year=2027, month=None))
    >>> find_start("IT-Leiter, befristet bis 31.12.2027") == find_start("Ausbildung 2026 oder 2027") == Start()
    True
    >>> find_start("FSJ 2026/27") == find_start("Ausbildung 2026 - 2029") == Start(2026)
    True
    >>> find_start("Administrator Windows Server 2022")
    Start(year=None, month=None)
    """
    if not _HINT.search(title):
        return Start()
    text = _END.sub(" ", title)
    found = list(_DATE.finditer(text))
    years = set(map(_year, found))
    months = set(map(_month, found))
    if not years and is_for_a_term(text):
        years = {int(year) for year in _FROM_TO.findall(text) or _YEAR_ALONE.findall(text)}
    return Start(_only(years), _only(months)) if len(years) == 1 else Start()


def is_for_a_term(title: str) -> bool:
    """Whether a title, or its key, is of a job that begins with others of its year, or names a beginning.

    >>> is_for_a_term("Duales Studium Informatik"), is_for_a_term("IT-Leiter Start-up")
    (True, False)
    """
    return _FOR_A_TERM.search(title) is not None


def _year(found: re.Match[str]) -> int:
    figures = next(found[name] for name in ("of_day", "of_name", "of_week", "of_iso", "of_figures") if found[name])
    return int(figures[-2:]) + 2000


def _month(found: re.Match[str]) -> int:
    if week := found["in_week"]:
        return date.fromisocalendar(_year(found), int(week), _MIDDLE).month
    figures = found["in_day"] or found["in_iso"] or found["in_figures"]
    return int(figures) if figures else next(at for at in range(1, 13) if found[f"m{at}"])


def _only(values: set[int]) -> int | None:
    return values.pop() if len(values) == 1 else None
