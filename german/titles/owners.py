"""Where and at whom: an employer's own name, its towns and their districts, which are no part of a role."""

import re
from functools import lru_cache

from german.titles.key import PERSONS
from german.titles.noise import LEGAL_FORM
from german.titles.words import kinds_of
from german.words.fold import fold
from german.words.gates import gate
from german.words.later import when_needed
from german.words.towns import TOWN, names_of_towns

_LEGAL = re.compile(rf"\s*(?:\b{LEGAL_FORM}|[,(|]).*$")
_END = r"(?=$|\s?[,|)–]|\s-(?:\s|$)|\s\()"
_TO = r"(?:(?:für|bei|beim|at|for|in|@)\s(?:(?:die|der|den|das|dem|the|unsere|unserer)\s)?|@)"
_LONGEST = 300  # characters of a title in which a firm is looked for
_FORM = re.compile(rf"\s{gate((LEGAL_FORM,))}{LEGAL_FORM}(?!\w)")
_PARTS = re.compile(r"[,|–—()\[\]:@]|\s-\s")
_FIRM = when_needed(rf"(?P<name>\w[^,|–—()\[\]:]*?\s{LEGAL_FORM}(?:\s?&\s?Co\.?\s?{LEGAL_FORM})?)(?!\w)")
_BEFORE_FIRM = re.compile(
    r".*\b(?:für|bei|beim|at|for|von|vom|der|die|das|dem|den|des|unsere[rnm]?|our)\s", re.IGNORECASE
)
_ROLES = frozenset({"lead", "manager", "role", "project", "person", "assist"})
_MAIN_OFFICE = when_needed(
    r"\s*[,|–]\s*(?:in der |in unserer )?(?:(?:Unternehmens|Konzern|Firmen|Haupt)?[Zz]entrale|Haupt(?:verwaltung|sitz)"
    r"|Headquarters?|HQ)(?=$|\s?[,|(–])|\s-\s(?:Zentrale|Hauptverwaltung|Headquarters?|HQ)(?=$|\s?[,|(–-])"
)
_REGION = when_needed(
    r"(?:\s?[,|–(]\s?|\s-\s|\s)(?:in\s)?(?:der\s)?(?:(?:Region|Raum|Großraum)\s)?"
    r"(?:NRW|Nordrhein-Westfalen|Ruhrgebiet|Rhein-Ruhr|Bergisches Land)\)?(?=$|\s?[,|(–]|\s-\s)"
)
_DISTRICT = re.compile(
    r"(?:(?<=[ (])|^)([A-ZÄÖÜ][a-zäöüß]{2,})-([A-ZÄÖÜ][a-zäöüß]{2,}(?:-[A-ZÄÖÜ][a-zäöüß]{2,})?)(?=$|\s?[,)|–]|\s[-(])"
)
_OFFICE_OR_REGION = re.compile("entrale|Haupt|Headq|HQ|NRW|Westf|Ruhr|Berg")
_ADDITION = re.compile(r"(\w[\w ]*?)(?:\s(?:an|am|im|in|ob)(?:\s(?:der|dem))?\s|\s?[/(])(\w)(\w+)")  # of a town
_WORD = re.compile(r"\w+")
_LEFT = re.compile(r"\w{2}")
_PLACE_FOLLOWS = re.compile(r"(?:[,(|–-]|\b(?:in|am|Standort|Raum))\s?$")
_LANDS = {"brandenburg", "westfalen", "holstein", "anhalt", "pfalz", "wuerttemberg", "vorpommern"}


@lru_cache(maxsize=32768)
def _words_of(employer: str) -> tuple[str, ...]:
    """The words of an employer's name before its legal form; none where all are words of a trade, as roles have them.

    >>> _words_of("Distelholz & Co. GmbH"), _words_of("SAP SE")
    (('Distelholz', 'Co'), ())
    """
    words = tuple(_WORD.findall(_LEGAL.sub("", employer)))
    return () if len("".join(words)) < 3 or all(kinds_of(fold(word)) for word in words) else words


@lru_cache(maxsize=4096)
def _employer_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Where a title names its employer."""
    name = r"[\W_]{1,3}".join(map(re.escape, words))
    whole = rf"{name}(?:\s(?:{LEGAL_FORM})(?:\s?&\s?Co\.?\s?KG)?)?"
    loose = rf"|\s{whole}{_END}" if len(words) > 1 else ""
    return re.compile(
        rf"^(?:(?:die|der|das)\s)?{whole}\s?(?:sucht\b(?:\s(?:eine[nr]?|(?:dich|sie) als)\b)?|[:|–]|\s-\s)\s?(?=\w)"
        rf"|(?:\s?[,|–(]\s?|\s-\s|\s(?={_TO})){_TO}?{whole}\)?{_END}{loose}",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4096)
def _town_pattern(town: str) -> re.Pattern[str]:
    """Where a title names its town, what tells it from its namesakes perhaps cut short: Frankfurt/M."""
    name = re.escape(town)
    if told := _ADDITION.match(town):
        head, letter, rest = told.groups()
        short = rf"{letter}(?:{rest}\b|[a-zäöü]{{0,3}}\.|(?!\w))"
        name += rf"|{re.escape(head)}(?:\s(?:[a-z]{{1,2}}\.\s?){{1,2}}|\s?[/(]){short}"
    return re.compile(
        r"(?:\s?[,|–(]\s?|\s-\s|\s)(?:(?:in|im|am|Raum|Standort|Großraum)\s){0,2}"
        rf"(?:\d{{5}} )?(?:{name})\)?{_END}"
    )


def _is_district(word: re.Match[str], own: str | None) -> bool:
    """Whether a word such as Wuppertal-Barmen names a district: of the ad's `own` town, or where a place stands."""
    town, part = fold(word[1]), fold(word[2])
    towns = names_of_towns(TOWN)
    if town not in towns or part in towns | _LANDS or kinds_of(town) or kinds_of(part):
        return False
    if any(person in part for person in PERSONS):  # Hamm-Leiter
        return False
    return word[1] == own or bool(_PLACE_FOLLOWS.search(word.string[: word.start()]))


def is_part_of_town(segment: str) -> bool:
    """Whether a segment names a part of a town: "Köln-Kalk"."""
    word = _DISTRICT.fullmatch(segment)
    return word is not None and fold(word[1]) in names_of_towns(TOWN) and fold(word[2]) not in _LANDS


def cut_owner(title: str, employer: str | None, town: str | None) -> str:
    """A title without its employer's name, its main office, its town and their region; what is left is never empty.

    `town`: the only town of the ad; a title of an ad in several towns may tell them apart.

    >>> cut_owner("IT-Leiter für Distelholz", "Distelholz GmbH", None), cut_owner("Berater SAP", "SAP SE", None)
    ('IT-Leiter', 'Berater SAP')
    >>> cut_owner("IT-Leiter Wuppertal-Barmen", None, "Wuppertal"), cut_owner("Netz-Leiter NRW", None, None)
    ('IT-Leiter', 'Netz-Leiter')
    """
    text = title
    if "-" in text:
        text = _DISTRICT.sub(lambda word: word[1] if _is_district(word, town) else word[0], text)
    if _OFFICE_OR_REGION.search(text):
        text = _without(_REGION, _without(_MAIN_OFFICE, text))
    if employer and (words := _words_of(employer)) and words[0].lower() in text.lower():
        text = _without(_employer_pattern(words), text)
    if town and town.split(" ")[0] in text:
        text = _without(_town_pattern(town), text)
    return text.strip()


def _without(pattern: re.Pattern[str], text: str) -> str:
    shorter = pattern.sub(" ", text)
    return shorter if _LEFT.search(shorter) else text


def find_firm(title: str) -> str | None:
    """The firm that a title names with its legal form, as written; None: it names none, or several.

    >>> find_firm("IT-Leiter für die Tal Handel GmbH"), find_firm("Netz-Leiter – Tal Netze GmbH & Co. KG")
    ('Tal Handel GmbH', 'Tal Netze GmbH & Co. KG')
    >>> find_firm("Leiter AG Netze"), find_firm("IT-Leiter (Tal Handel GmbH, Tal Netze GmbH)")
    (None, None)
    """
    if not _FORM.search(title):
        return None
    firms = [firm for part in _PARTS.split(title[:_LONGEST]) for firm in _FIRM.finditer(part)]
    found = {_BEFORE_FIRM.sub("", firm["name"]) for firm in firms}
    named = {name for name in found if " " in name and not any(kinds_of(word) & _ROLES for word in fold(name).split())}
    return named.pop() if len(found) == len(named) == 1 else None
