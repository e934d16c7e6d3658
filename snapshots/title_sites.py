"""Which site of its employer a title names: a Land, a region, a town, what lies around one, a part of a town."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from german.places.gazetteer import load
from german.places.names import head_key, name_key
from german.places.place import Place, read_place
from german.titles.circumstances import listed, regions
from german.words.fold import fold
from german.words.unreadable import Unreadable
from snapshots.site_names import Name, find_names

_TWIN = 20_000  # inhabitants; a namesake as large in another Land makes a name say nothing of the Land
_SAME = {  # regions in other words
    "bergischen land": "bergisches land", "ostwestfalen lippe": "ostwestfalen", "owl": "ostwestfalen",
    "rhein main gebiet": "rhein main",
}  # fmt: skip
_LARGER = {  # the region that others are parts of, or share land with
    **dict.fromkeys(("mittelfranken", "oberfranken", "unterfranken"), "franken"),
    **dict.fromkeys(("allgaeu", "bodensee"), "schwaben"),
    **dict.fromkeys(("bergisches land", "eifel", "hunsrueck", "niederrhein", "rhein sieg", "westerwald"), "rheinland"),
}
_VAGUE = frozenset(("mitteldeutschland", "rhein ruhr"))  # share land with others of their kind


class Site(NamedTuple):
    """What a title names; None where it names none, or several.

    `district`: a part of a town. `region`: between a Land and a town. Of those within a larger one that also has a
    name, these are the larger one, and `part` is what was named. `around`: the town around which the site lies.
    `zone`: Norddeutschland and its like. `land`: ISO 3166-2.
    """

    town: str | None = None
    district: str | None = None
    part: str | None = None
    region: str | None = None
    around: str | None = None
    zone: str | None = None
    land: str | None = None


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


@lru_cache(maxsize=4096)
def _land_of(name: str) -> str | None:
    """The Land of a town's name; None where a large namesake lies in another.

    >>> _land_of("frankfurt"), _land_of("frankfurt (oder)"), _land_of("kassel")
    (None, 'DE-BB', 'DE-HE')
    """
    lands = {town.land for town in load().named(name_key(name)) if town.weight >= _TWIN and not town.part_of}
    return _state_of(name) if len(lands) < 2 else None


@lru_cache(maxsize=65536)
def site_of(title: str, towns: str) -> Site:
    """The site that a title names; `towns`: those of the ad, of which a title may name a part alone.

    >>> site_of("Filialleiter Wuppertal-Barmen", "").town, site_of("Filialleiter (Barmen)", "Wuppertal").district
    ('Wuppertal', 'barmen')
    >>> site_of("IT-Leiter Region Bayern", "").land, site_of("IT-Leiter Essen oder Köln", "").town
    ('DE-BY', None)
    >>> site_of("IT-Leiter Raum Essen", "Wuppertal") == Site(around="Essen"), site_of("IT-Leiter", "") == Site()
    (True, True)
    """
    own_parts = _parts_of(towns)
    names = find_names(fold(title), own_parts)
    if not names:
        return Site()
    areas = [name for name in names if name.text in regions()]
    named = [name for name in names if name.text not in own_parts and (name not in areas or _is_town(name.text))]
    stated = {_SAME.get(name.text, name.text) for name in areas} - _VAGUE
    regional = stated & listed("region")
    near = [name for name in named if name.around]
    lands = {_state_of(name.text) for name in areas if name not in named or near == [name]} - {None}
    at = _full_names([name for name in named if not name.around], towns)
    places = [place for name in at if (place := _place_of(name))]
    parts = {name.text for name in _clearest([name for name in names if name.text in own_parts])}
    districts = {fold(place.district) for place in places if place.district} | parts
    wholes = own_parts.union(*(_parts_of(place.town) for place in places if place.town))
    return Site(
        town=_only(place.town for place in places),
        district=_only(_whole_of(district, wholes) for district in districts),
        part=_only({one for one in districts if _whole_of(one, wholes) != one} | (regional & _LARGER.keys())),
        region=_only(_LARGER.get(area, area) for area in regional),
        around=_only(place.town for name in _full_names(near, towns) if (place := _place_of(name))),
        zone=_only(stated & listed("zone")),
        land=_only(lands) if lands else _land_of_all(at),
    )


def _clearest(names: list[Name]) -> list[Name]:
    """Those of which it is the clearest that they are places."""
    return [name for name in names if name.stands == max(other.stands for other in names)]


def _full_names(names: list[Name], towns: str) -> list[str]:
    """The clearest names, those of the ad's own towns with their additions."""
    own = {head_key(town): fold(town) for town in towns.split("\n")}
    return [own.get(name_key(name.text), name.text) for name in _clearest(names)]


def _whole_of(district: str, known: frozenset[str]) -> str:
    """The known district whose name another's begins with, or itself.

    >>> _whole_of("altona-altstadt", frozenset(("altona", "altona-altstadt"))), _whole_of("altona", frozenset())
    ('altona', 'altona')
    """
    wholes = (whole for whole in known if district.startswith((f"{whole}-", f"{whole} ")))
    return min(wholes, key=len, default=district)


def _is_town(name: str) -> bool:
    place = _place_of(name)
    return place is not None and place.town is not None


def _land_of_all(towns: list[str]) -> str | None:
    """The Land in which all these towns surely lie."""
    lands = {_land_of(town) for town in towns}
    return None if None in lands else _only(lands)


def _state_of(area: str) -> str | None:
    place = _place_of(area)
    return place.state if place and not place.ambiguous else None


def _only(values: Iterable[str | None]) -> str | None:
    """The one value that is stated."""
    stated = {*values} - {None}
    return stated.pop() if len(stated) == 1 else None
