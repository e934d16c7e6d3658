"""Takes the words of a place field apart: the pieces between separators, and the words around the name in a piece."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from german.places.names import name_key
from german.words.later import when_needed

_SEPARATORS = re.compile(
    r"([,;|\n\r\t•·()\[\]/+&]|[-–—](?<=\s.)(?=\s)|-(?<=\).)|\s(?:und|oder|sowie|and|or|u\.|bzw\.)\s)"
)
_MARKS = " .:*\"'\t\n\r\u00a0\u200b\u200e"

# Words before a name that say nothing themselves: "Standort: Wuppertal".
LABELS = (
    *("ort", "orte", "arbeitsort", "arbeitsorte", "einsatzort", "einsatzorte", "dienstort", "dienstorte"),
    *("tätigkeitsort", "tätigkeitsorte", "standort", "standorte", "einsatzstandort", "einsatzstandorte"),
    *("dienststandort", "dienststandorte", "arbeitsstandort", "arbeitsstandorte", "location", "büro", "office"),
    *("landeshauptstadt", "universitätsstadt", "hansestadt", "stadt", "kreisfreie stadt"),
    *("bezirk", "ortsteil", "ot", "stadtteil", "stadtbezirk"),
    *("niederlassung", "in", "sitz in", "hauptsitz", "flughafen", "messe", "campus", "z.b.", "z. b.", "bspw."),
    *(f"{side}liche{ending}" for side in ("nörd", "süd", "öst", "west") for ending in ("", "r", "s")),
)
# Words before a name that make it the centre of a region: "Raum Köln", "Kaufering nahe München".
NEAR = (
    *("raum", "großraum", "grossraum", "region", "metropolregion", "bei", "nahe", "nähe", "nähe von"),
    *("in der nähe von", "rund um", "umgebung", "umgebung von", "greater"),
)
NEAR_BETWEEN_NAMES = ("b.",)  # "Garching b. München"
# Words after a name that make it a region: "Wuppertal Umgebung".
AROUND = ("area", "metropolitan area", "region", "umgebung", "umland", "innenstadt", "zentrum", "city")
# Parts of a town that are not districts: "München-Nord".
SIDES_OF_TOWN = (
    *("nord", "süd", "ost", "west", "nordost", "nordwest", "südost", "südwest"),
    *("zentrum", "innenstadt", "city", "stadt"),
)
# Words that stand for places without naming them: "5 Standorte", "viele weitere".
COUNTED = ("locations", "standorte", "orte")
UNNAMED = ("weitere", "verschiedene", "diverse", "mehrere", "alle", "andere")
STREETS = ("str", "straße", "strasse", "allee", "platz", "weg", "ring", "ufer", "damm", "gasse", "markt")


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


_LABEL = when_needed(rf"{_any_of(LABELS)}(?:\s*:\s*|\s+)", re.IGNORECASE)
_NEAR = re.compile(rf"(?:im\s+)?{_any_of(NEAR)}\s+", re.IGNORECASE)
_NEAR_INSIDE = re.compile(rf"\s+(?:im\s+)?{_any_of((*NEAR, *NEAR_BETWEEN_NAMES))}\s+", re.IGNORECASE)
_AROUND = re.compile(rf"\s+{_any_of(AROUND)}$", re.IGNORECASE)
_UNNAMED = re.compile(rf"(?:\d+ {_any_of(COUNTED)}|(?:viele |zahlreiche )?{_any_of(UNNAMED)})\b", re.IGNORECASE)
_STREET = re.compile(rf"\d|{_any_of(STREETS)}\b", re.IGNORECASE)
_SIDE_KEYS = frozenset(map(name_key, SIDES_OF_TOWN))


class Piece(NamedTuple):
    """The words between two separators, in the form that the kinds of statements examine.

    separator: the first one since the previous piece. name: the words that may be a name, with their key.
    meaning: what the name means by kind (see place_words.tsv). near: words before it make it the centre of a region,
    "Raum Köln".
    """

    words: str
    separator: str
    name: str
    key: str
    meaning: Mapping[str, str]
    near: bool = False


def split_pieces(text: str) -> Iterator[tuple[str, str]]:
    """The words between separators, each with the first separator since the previous words.

    >>> list(split_pieces("Köln (Deutz), Bonn und Siegburg"))
    [('Köln', ''), ('Deutz', '('), ('Bonn', ')'), ('Siegburg', 'und')]
    """
    separator = ""
    for i, part in enumerate(_SEPARATORS.split(text)):
        if i % 2:
            separator = separator or part.strip()
        elif words := part.strip(_MARKS):
            yield words, separator
            separator = ""


def without_near(words: str) -> tuple[str, bool]:
    """The words without those that make a name a region, and whether such words come before it.

    >>> without_near("im Raum Köln"), without_near("Wuppertal Umgebung"), without_near("Standort Haan")
    (('Köln', True), ('Wuppertal', False), ('Standort Haan', False))
    """
    near = _NEAR.match(words)
    return _AROUND.sub("", words[near.end() :] if near else words), near is not None


def without_label(words: str) -> str:
    """The name after a label.

    >>> without_label("Standort: Haan"), without_label("Landeshauptstadt Düsseldorf"), without_label("Haan")
    ('Haan', 'Düsseldorf', 'Haan')
    """
    label = _LABEL.match(words)
    return words[label.end() :] if label and len(words) > label.end() else words


def split_near(words: str) -> tuple[str, str] | None:
    """The names before and after "bei", "nahe" and the like; None if there is no such word.

    >>> split_near("Kaufering nahe München"), split_near("nahe München")
    (('Kaufering', 'München'), None)
    """
    near = _NEAR_INSIDE.search(words)
    return (words[: near.start()], words[near.end() :]) if near else None


def is_unnamed(words: str) -> bool:
    """Whether a piece mentions places without naming them.

    >>> is_unnamed("5 Standorte"), is_unnamed("viele weitere Orte"), is_unnamed("Weiterstadt")
    (True, True, False)
    """
    return _UNNAMED.match(words) is not None


def holds_street(words: str) -> bool:
    """Whether a piece contains a word for a street, or a figure.

    >>> holds_street("Musterallee"), holds_street("Lindenweg 3"), holds_street("Allensbach")
    (True, True, False)
    """
    return _STREET.search(words) is not None


def begins_with_street(words: str) -> bool:
    """Whether a piece begins with a word for a street, or a figure.

    >>> begins_with_street("Platz der Republik"), begins_with_street("Musterallee")
    (True, False)
    """
    return _STREET.match(words) is not None


def is_side_of_town(key: str) -> bool:
    """Whether the key of a name is that of a part of a town that is not a district.

    >>> is_side_of_town("sudwest"), is_side_of_town("elberfeld")
    (True, False)
    """
    return key in _SIDE_KEYS
