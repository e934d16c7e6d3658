"""Loads search.toml, what is searched and where, and finds its town in the gazetteer."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

from german.places.gazetteer import Town, distance_km, load
from german.places.names import head_key, name_key, tail_words
from german.words.fold import fold
from schemas.configuration import CONTACT, Area, Landmark, Search, SearchFile, Where
from schemas.mistakes import ConfigurationError
from schemas.toml import read_file, read_value, refuse_twins
from schemas.toml_words import write_toml

_FAR_KM = 25.0  # km; a stated centre must not be farther from the town that it is named after
_SURE = 10.0  # a town this many times as big as its namesakes is the one meant
_ABROAD = 10.0  # a town abroad counts for a tenth of its size
_BOX_KM = 2.0
_ON_SPOT_KM = 0.05
_AROUND = 1.6  # of the radius: as far as the corners of the page's map
_SMALL, _LANDMARKS = 10_000, 250  # inhabitants of the smallest town to know an area by, and how many towns at most
_LISTED = 8  # most namesakes listed in a message


@cache
def load_search(path: str | Path) -> Search:
    """Read search.toml and find its centre. Raises ConfigurationError."""
    file = Path(path).absolute()
    stated = read_file(SearchFile, file, "with --search")
    refuse_twins(f"{file.name} watch", [("", f"name {one.name!r}") for one in stated.watch])
    keys = {field.name: getattr(stated, field.name) for field in fields(stated)}
    if contact := os.environ.get(CONTACT):
        keys["contact"] = read_value(SearchFile, "contact", contact, f"{CONTACT} in the environment:")
    return Search(**keys | {"where": find_area(stated.where, f"{file.name} [where]"), "path": file})


def find_area(where: Where, place: str) -> Area:
    """The area with its centre: as stated, else at the postal code stated, else in the middle of the town.

    `place` is how a message names the table. Raises ConfigurationError for a town that is unknown or one of several,
    a postal code of another town, and a centre more than 25 km away.

    >>> find_area(Where(town="Soest"), "search.toml [where]")
    Area(town='Soest', postal_code='59494', latitude=51.5756, longitude=8.1062, radius_km=30)
    """
    town = _find_town(where, place)
    code, point = where.postal_code, (town.latitude, town.longitude)
    if where.latitude is not None and where.longitude is not None:
        point = (where.latitude, where.longitude)
    elif code and town.country == "DE":
        point = load().at_code(code)[0].codes[code]
    return Area(
        town=where.town,
        postal_code=code or _nearest_code(_codes_of(town), point),
        latitude=point[0],
        longitude=point[1],
        radius_km=where.radius_km,
    )


def add_landmarks(search: Search) -> Search:
    """The search with the towns of its area, as many as a map bears: for pages alone, since it takes some 20 ms."""
    where, km = search.where, search.where.radius_km * _AROUND
    towns = load().larger_than(_SMALL)
    near = [town for town in towns if distance_km(where.latitude, where.longitude, town[1], town[2]) <= km]
    largest = sorted(near, key=lambda town: (-town[3], town[0]))[:_LANDMARKS]
    return replace(search, where=replace(where, landmarks=tuple(Landmark(*town) for town in largest)))


def _codes_of(town: Town) -> dict[str, tuple[float, float]]:
    """Postal codes with their points; a district without its own has those of its town."""
    return town.codes or load().host(town).codes


def _nearest_code(codes: dict[str, tuple[float, float]], point: tuple[float, float]) -> str:
    """The postal code nearest to a point; empty if there is none.

    Codes of post office boxes are in the middle of the town, or several at one point: they count as farther away.
    """
    shared = Counter(codes.values())

    def far(code: str) -> float:
        km = distance_km(*point, *codes[code])
        return km + _BOX_KM if shared[codes[code]] > 1 or km < _ON_SPOT_KM else km

    return min(codes, key=far, default="")


def _find_town(where: Where, place: str) -> Town:
    """The one town that the table means. Raises ConfigurationError."""
    name, near = load().meaning(name_key(where.town)).get("alias", where.town), (where.latitude, where.longitude)
    towns = _namesakes(name)
    if not towns and where.town.strip().isdecimal():
        raise ConfigurationError(f"{place} town is {write_toml(where.town)}: write a postal code as postal_code")
    if not towns:
        known = " or ".join(map(write_toml, load().spelt_like(name)))
        hint = f"; did you mean {known}?" if known else "."
        raise ConfigurationError(
            f"{place} town is {write_toml(where.town)}, which is not known{hint} For a smaller place name the next "
            "larger town, and give the latitude and longitude of yours"
        )
    if where.postal_code:
        towns = _of_code(towns, where.postal_code, where.town, place)
    if near[0] is not None and near[1] is not None:
        return _near(towns, (near[0], near[1]), place)
    if where.postal_code or _is_meant(towns, name):
        return towns[0]
    listed = ", ".join(_describe(town) for town in towns[:_LISTED])
    more = f" and {len(towns) - _LISTED} more" if len(towns) > _LISTED else ""
    raise ConfigurationError(
        f"{place} town is {write_toml(where.town)}, and there are {len(towns)} of that name: write the postal_code of "
        f"yours, one of {listed}{more}"
    )


def _namesakes(name: str) -> list[Town]:
    """The towns of this name, or the districts if no town has it; the biggest first."""
    words = tail_words(name)
    towns = [town for town in load().named(head_key(name)) if all(map(town.has, words))]
    towns = [town for town in towns if not town.part_of] or towns
    return sorted(towns, key=_weight, reverse=True)


def _weight(town: Town) -> float:
    return town.weight if town.country == "DE" else town.weight / _ABROAD


def _is_meant(towns: Sequence[Town], name: str) -> bool:
    """Whether the biggest is meant beyond doubt: the only one, or by far the biggest and written in full."""
    whole = bool(tail_words(name)) or fold(towns[0].name) == fold(name)
    return len(towns) == 1 or (whole and _weight(towns[0]) >= _SURE * _weight(towns[1]))


def _of_code(towns: Sequence[Town], code: str, name: str, place: str) -> list[Town]:
    """The towns that a postal code belongs to. Codes of towns abroad are not known here, and are taken as stated."""
    at_code = load().at_code(code)
    home = [town for town in towns if town.country == "DE"]
    found = [t for t in home if any(t is own or t.is_part_of(own) or own.is_part_of(t) for own in at_code)]
    if not home or not (code.isdecimal() and len(code) == 5):
        found = [town for town in towns if town.country != "DE"]
    if not found:
        whose = f"of {at_code[0].name}, not of {name}" if at_code else "not known"
        right = ", ".join(_describe(town) for town in home[:_LISTED])
        raise ConfigurationError(
            f"{place} postal_code is {write_toml(code)}, which is {whose}: leave it out, or write {right}"
        )
    return found


def _near(towns: Sequence[Town], centre: tuple[float, float], place: str) -> Town:
    """The town nearest to the centre stated."""
    town = min(towns, key=lambda one: distance_km(*centre, one.latitude, one.longitude))
    if (km := distance_km(*centre, town.latitude, town.longitude)) > _FAR_KM:
        raise ConfigurationError(
            f"{place} latitude {centre[0]} and longitude {centre[1]} lie {km:.0f} km from {town.name} "
            f"({town.latitude}, {town.longitude}): correct them, or leave both out"
        )
    return town


def _describe(town: Town) -> str:
    """A namesake with what tells it from the others: its postal code, or its point if it is abroad."""
    if town.country != "DE":
        return f"{town.name} in {town.country} (latitude = {town.latitude}, longitude = {town.longitude})"
    code = _nearest_code(_codes_of(town), (town.latitude, town.longitude))
    part = f" in {town.part_of}" if town.part_of else ""
    return f'"{code}" ({town.name}{part}, {town.land})'
