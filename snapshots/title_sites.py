"""Which site of its employer a title names: a Land, a town, a part of a town."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from german.places.gazetteer import load
from german.places.place import Place, read_place
from german.titles.circumstances import regions
from german.titles.key import PERSONS
from german.titles.words import kinds_of, word_table
from german.words.fold import fold
from german.words.towns import names_of_towns
from german.words.unreadable import Unreadable

_LEAST = 3000  # inhabitants; the names of smaller towns are also ordinary words
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AROUND = frozenset(("raum", "grossraum", "region", "metropolregion", "nahe", "naehe", "umgebung", "umkreis", "kreis"))


class Site(NamedTuple):
    """The one Land (ISO 3166-2), town and part of a town that a title names; None: it names none, or several."""

    land: str | None = None
    town: str | None = None
    district: str | None = None


@cache
def _towns() -> frozenset[str]:
    """Folded names of towns as titles have them; those of "Bad X" as X."""
    known = (word for word, kind in word_table().noise.items() if kind == "town")
    return frozenset(name for name in {*names_of_towns(_LEAST), *known} if not kinds_of(name))


@cache
def _last_words() -> frozenset[str]:
    """The words that end the name of a town or region, and regions of several words with hyphens."""
    return frozenset(name.rpartition(" ")[2] for name in _towns() | regions()) | {
        name.replace(" ", "-") for name in regions()
    }


@cache
def _parts_of(towns: str) -> frozenset[str]:
    """Folded names of the parts of towns, between which is a line break."""
    return frozenset(fold(part) for town in towns.split("\n") for part in load().parts_of(town))


@lru_cache(maxsize=4096)
def _place_of(name: str) -> Place | None:
    """The one place that a name means."""
    try:
        found = read_place(name)
    except Unreadable:
        return None
    return found[0] if len(found) == 1 else None


def _name_at(words: list[str], at: int) -> str | None:
    """The name that ends with this word of a title; None of a town that only lies near."""
    word, before = words[at], words[at - 1] if at else ""
    spelt = word.replace("-", " ")
    for region in (f"{before} {spelt}", spelt):
        if region in regions():
            return region
    town, _, part = word.partition("-")
    known = next((name for name in (f"{before} {word}", word) if name in _towns()), None)
    if not known and part and town in _towns() and not _is_role(part):
        known = word
    if not known or not _AROUND.isdisjoint(words[max(at - 2, 0) : at]):
        return None
    return f"bad {word}" if before == "bad" else known


def _is_role(word: str) -> bool:
    return bool(kinds_of(word)) or any(person in word for person in PERSONS)


@lru_cache(maxsize=65536)
def site_of(title: str, towns: str) -> Site:
    """The site that a title names; `towns`: those of the ad, of which a title may name a part alone.

    >>> site_of("Filialleiter Wuppertal-Barmen", ""), site_of("Filialleiter (Barmen)", "Wuppertal").district
    (Site(land='DE-NW', town='Wuppertal', district='barmen'), 'barmen')
    >>> site_of("IT-Leiter Region Bayern", "").land, site_of("IT-Leiter Essen oder Köln", "").town
    ('DE-BY', None)
    >>> site_of("IT-Leiter", "Wuppertal") == site_of("IT-Leiter Raum Essen", "Wuppertal") == Site()
    True
    """
    words = _WORD.findall(fold(title))
    known, last = _towns(), _last_words()
    ends = [at for at, word in enumerate(words) if word in last or word.partition("-")[0] in known]
    parts = _parts_of(towns).intersection(words)
    if not ends and not parts:
        return Site()
    names = {_name_at(words, at) for at in ends}
    places = [(name in regions(), place) for name in names if name and (place := _place_of(name))]
    return Site(
        _only({place.state for is_region, place in places if (is_region or place.town) and not place.ambiguous}),
        _only({place.town for _, place in places}),
        _only({place.district and fold(place.district) for _, place in places} | parts),
    )


def _only(values: set[str | None]) -> str | None:
    """The one value that is stated."""
    stated = values - {None}
    return stated.pop() if len(stated) == 1 else None
