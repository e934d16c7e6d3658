"""The field of work that a title names, or the ad under it: IT and its parts, or another one."""

import re
from typing import NamedTuple

from german.titles.words import FIELDS, FOREIGN, IT_FIELDS, Token
from german.words.gates import any_of
from german.words.later import when_needed

GLUED = frozenset(("", "-"))  # gaps between words of one name
_NONE: frozenset[str] = frozenset()


class Field(NamedTuple):
    """A field of work: its kind (one of IT_FIELDS, or 'foreign'), and the word that named it with the word's kinds."""

    kind: str
    word: str = ""
    kinds: frozenset[str] = _NONE


_FOREIGN = Field("foreign")
AND = ("und", "and", "sowie")
_SPECIFIC = ("bi", "datenanalyse", "dwh")
_PRODUCTS = ("product", "products", "produkt", "produkte")
_WITH_PRODUCTS = frozenset({"dev", "weak"})  # VP Product & Engineering
_NOUNS = IT_FIELDS | {"digitals", "lead", "unit", "little", "scope"}  # of which "digital" says that they are of IT
# "IT" before "Support", "Sicherheit" or "Entwicklung" leaves the decision to the word that follows.
_NARROWEST_FIRST = ("security", "service", "dev", "data", "it", "weak")


def find_field(part: list[Token], title: list[Token]) -> Field | None:
    """The first field named in a part of a title: of several, the first one read counts."""
    for at, token in enumerate(part):
        kinds = token.kinds & FIELDS
        if not kinds:
            continue
        after = part[at + 1] if at + 1 < len(part) and part[at + 1].gap in GLUED else None
        if not kinds & IT_FIELDS:
            name = _find_name_behind(part, at)
            return Field("it", name.word, name.kinds) if name else _FOREIGN
        if after and _is_taken_away(token, after):
            return _FOREIGN
        if after and "adjective" in token.kinds and not after.kinds & _NOUNS:
            continue  # Digitale Medien
        more = kinds | after.kinds if after and kinds & {"it", "data", "weak"} else kinds
        kind = next(kind for kind in _NARROWEST_FIRST if kind in more)
        return _FOREIGN if _is_vetoed(kind, token, title) else Field(kind, token.word, token.kinds)
    return None


def _find_name_behind(part: list[Token], at: int) -> Token | None:
    """The name of IT behind another field, by which IT is led, too: Head of Finance IT, Leitung Verwaltung und IT."""
    foreign, *behind = part[at:]
    if not behind or ("lead" in foreign.kinds and "running" not in foreign.kinds):
        return None
    is_second = behind[0].gap == "&" or "running" in foreign.kinds  # Betriebsleiter IT
    if behind[0].word in AND and len(behind) > 1:
        is_second, behind = True, behind[1:]
    name, *rest = behind
    if is_second:
        ends = not rest or rest[0].gap not in GLUED or "little" in rest[0].kinds
        if "sales" in foreign.kinds and name.kinds & _WITH_PRODUCTS and foreign.word in _PRODUCTS:
            return name
        return name if ends and "itname" in name.kinds else None
    return name if name.gap in GLUED and "itname" in name.kinds and "sales" not in foreign.kinds else None


def _is_taken_away(token: Token, after: Token) -> bool:
    """Whether the word behind a word of IT makes it another profession: Software Sales, IT-Recht, IT-Filialleiter."""
    if "sales" in after.kinds:
        return token.word != "sap" or "sells" in after.kinds  # SAP Procurement is a module
    if "itname" not in token.kinds:
        return after.gap == "-" and "apart" in after.kinds and token.word != "sap"
    is_other_leader = "lead" in after.kinds and after.kinds & FOREIGN and "running" not in after.kinds
    return "apart" in after.kinds or bool(is_other_leader)


def _is_vetoed(kind: str, token: Token, title: list[Token]) -> bool:
    """Whether another field claims a broad word: Head of Marketing Data, Leiter Elektronik und Software."""
    if kind in ("it", "security"):
        return False
    if kind == "dev" and token.word != "engineering":
        return any("machine" in other.kinds for other in title)
    if token.word == "engineering" and any("datacenter" in other.kinds for other in title):
        return True  # technology of the building
    if (kind == "data" and (" " in token.word or token.word in _SPECIFIC)) or token.word == "engineering":
        title = _without_second(title, token)
    return any(other.kinds & FOREIGN for other in title) and not any("it" in other.kinds for other in title)


def _without_second(title: list[Token], token: Token) -> list[Token]:
    """A title without what stands beside a specific word, and claims nothing: Head of Data Science & Pricing."""
    begin = title.index(token)
    ends = (at for at, other in enumerate(title) if at > begin and (other.word in AND or other.gap == "&"))
    end = next(ends, len(title))
    if token.word == "engineering" and not any(other.word in _PRODUCTS for other in title[end : end + 2]):
        return title  # Head of Engineering and Design
    return title[:end]


# Words for leading in an ad, and the units of software and of IT that may follow them.
LEADING = (
    *("leite", "leiten", "leitest", "leitung", "führe", "führen", "führst", "führung", "steuern", "steuerst"),
    *("steuerung", "verantworten", "verantwortest", "verantwortlich", "verantwortung"),
    *("lead", "leading", "manage", "managing"),
)
SOFTWARE_UNITS = (
    *(rf"{what}-?entwickl\w*" for what in ("software", "anwendungs", "web")),
    *("entwickler-?teams?", "entwicklungs-?teams?"),
    *("software teams?", "software development teams?", "software engineering teams?"),
)
FACH = ("dienst", "bereich", "gebiet", "gruppe")
NAMES = ("it", "edv", "dv", "iuk", "ikt", "itk")
IT_UNITS = (
    r"rechenzentr\w+",
    *(
        rf"{unit}\w{{0,6}} (?:für )?(?:die )?(?:{'|'.join(NAMES)}|informationstechn\w+)"
        for unit in ("abteilung", "bereich", "sachgebiet", "referat", "dezernat", *(f"fach{of}" for of in FACH))
    ),
    *(
        rf"{it}[ -]?{unit}\w{{0,3}}"
        for it in NAMES
        for unit in (
            *("abteilung", "team", "bereich", "infrastruktur", "betrieb", "organisation", "landschaft", "system"),
            *("projekt", "department"),
        )
    ),
)
_LED_UNIT = when_needed(
    rf"\b{any_of(LEADING)}\b[^.\n]{{0,60}}?\b(?:(?P<dev>{any_of(SOFTWARE_UNITS)})|(?P<it>{any_of(IT_UNITS)}))\b",
    re.IGNORECASE,
)


def find_field_in_ad(text: str) -> Field | None:
    """The IT field that the job leads by a sentence of the ad with a word for leading; of several, IT at large.

    >>> find_field_in_ad("Sie leiten unsere IT-Abteilung."), find_field_in_ad("Unsere IT-Abteilung hilft Ihnen.")
    (Field(kind='it', word='', kinds=frozenset()), None)
    """
    found = {kind for match in _LED_UNIT.finditer(text) for kind, words in match.groupdict().items() if words}
    return Field(found.pop() if len(found) == 1 else "it") if found else None
