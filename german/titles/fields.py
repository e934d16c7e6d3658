"""The field of work that a title names, or the ad under it: IT and its parts, or another one."""

import re
from typing import NamedTuple

from german.titles.words import FIELDS, FOREIGN, IT_FIELDS, Token
from german.words.gates import any_of

GLUED = frozenset(("", "-"))  # gaps between words of one name
_NONE: frozenset[str] = frozenset()


class Field(NamedTuple):
    """A field of work: its kind (one of IT_FIELDS, or 'foreign'), and the word that named it with the word's kinds."""

    kind: str
    word: str = ""
    kinds: frozenset[str] = _NONE


_FOREIGN = Field("foreign")
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
            if after and "itname" in after.kinds and not token.kinds & {"sales", "lead"}:
                return Field("it", after.word, after.kinds)  # Head of Finance IT
            return _FOREIGN
        if after and "sales" in after.kinds and (token.word != "sap" or "sells" in after.kinds):
            return _FOREIGN  # Software Sales, IT-Vertrieb; but SAP Procurement
        more = kinds | after.kinds if after and kinds & {"it", "data", "weak"} else kinds
        kind = next(kind for kind in _NARROWEST_FIRST if kind in more)
        return _FOREIGN if _is_vetoed(kind, token, title) else Field(kind, token.word, token.kinds)
    return None


def _is_vetoed(kind: str, token: Token, title: list[Token]) -> bool:
    """Whether another field claims a broad word: Head of Marketing Data, Leiter Elektronik und Software."""
    if kind in ("it", "security"):
        return False
    if kind == "dev" and token.word != "engineering":
        return any("machine" in other.kinds for other in title)
    if token.word == "engineering" and any("datacenter" in other.kinds for other in title):
        return True  # technology of the building
    return any(other.kinds & FOREIGN for other in title) and not any("it" in other.kinds for other in title)


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
IT_UNITS = (
    r"rechenzentr\w+",
    *(
        rf"{it}[ -]?{unit}\w{{0,3}}"
        for it in ("it", "edv")
        for unit in (
            *("abteilung", "team", "bereich", "infrastruktur", "betrieb", "organisation", "landschaft", "system"),
            *("projekt", "department"),
        )
    ),
)
_LED_UNIT = re.compile(
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
