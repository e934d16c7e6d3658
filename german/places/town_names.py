"""Finds the town that a name, or a phrase around it, means."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from german.places.gazetteer import Gazetteer, Town
from german.places.names import head_key, name_key, tail_words, umlaut_key
from german.places.pieces import begins_with_street, is_side_of_town, split_near, without_label

# First words of names, which are never towns by themselves: "Neu Wulmstorf" is not "Neu" and "Wulmstorf".
FIRST_WORDS = (
    *("new", "neu", "neue", "alt", "klein", "groß", "bad", "sankt", "ober", "unter", "nieder", "hohen", "mittel"),
    *("nord", "west", "ost", "süd", "san", "santa", "los", "las"),
)
_FIRST_KEYS = frozenset(map(name_key, FIRST_WORDS))
_CITY = 50_000.0  # inhabitants of a city; two cities in a row, "Düsseldorf Köln", are two places
_TOWN = 5_000.0
_TWIN_KM = 12.0
_MOST_WORDS = 8


class FoundTown(NamedTuple):
    """The towns that a name may mean, words that tell them apart, and a district that is not listed."""

    towns: Sequence[Town]
    hints: tuple[str, ...]
    district: str | None = None


def find_town(gazetteer: Gazetteer, name: str) -> FoundTown | None:
    """The towns of a name as it is written, with the words that tell them from their namesakes."""
    name = gazetteer.meaning(name_key(name)).get("alias") or name
    towns = gazetteer.named(head_key(name))
    if not towns:
        return None
    if len(towns) > 1:
        exact = umlaut_key(name)
        towns = [town for town in towns if umlaut_key(town.name) == exact] or towns
    tail = tail_words(name)
    return FoundTown(towns, (" ".join(tail), *tail) if len(tail) > 1 else tail)


def find_town_in_phrase(gazetteer: Gazetteer, phrase: str) -> FoundTown | None:
    """The town that a phrase of several words begins with, else the one it ends with."""
    return (
        _find_at_front(gazetteer, phrase, " ")
        or _find_at_front(gazetteer, phrase, "-")
        or _find_at_end(gazetteer, phrase)
    )


def are_two_cities(gazetteer: Gazetteer, one: str, other: str) -> bool:
    """Whether two names are those of two cities, neither a district of the other: "Köln", "Bonn"."""
    first, second = find_town(gazetteer, one), find_town(gazetteer, other)
    if first is None or second is None or parts_of(second.towns, first.towns):
        return False
    return all(any(town.weight >= _CITY for town in found.towns) for found in (first, second))


def is_town(towns: Iterable[Town]) -> bool:
    """Whether one of the towns is more than a village."""
    return any(town.weight > _TOWN for town in towns)


def is_city(towns: Iterable[Town]) -> bool:
    """Whether one of the towns is a city."""
    return any(town.weight >= _CITY for town in towns)


def parts_of(towns: Iterable[Town], hosts: Sequence[Town]) -> list[Town]:
    """The towns that are districts of one of the hosts."""
    return [town for town in towns if any(town.is_part_of(host) for host in hosts)]


def _find_at_front(gazetteer: Gazetteer, phrase: str, joint: str) -> FoundTown | None:
    """A town, then other words: "Eschborn Taunus", "Hamburg Altona", "Wuppertal-Barmen", "Kaufering nahe München"."""
    if near := split_near(phrase):
        found = find_town(gazetteer, near[0]) or _find_at_front(gazetteer, near[0], joint)
        return FoundTown(found.towns, (*found.hints, name_key(near[1])), found.district) if found else None
    words = [word for word in phrase.split(joint) if word]
    for cut in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
        if name_key(words[cut - 1]) in _FIRST_KEYS:
            continue
        front = joint.join(words[:cut])
        town = find_town(gazetteer, front)
        if town is None or is_only_part(gazetteer, front):
            continue
        if found := _with_rest(gazetteer, town, joint.join(words[cut:]).strip(" -"), joint):
            return found
    return None


def _with_rest(gazetteer: Gazetteer, town: FoundTown, rest: str, joint: str) -> FoundTown | None:
    """A town with the words after it: its district, its twin, its surname or landscape, or an unlisted district."""
    towns, hints, _ = town
    rest = without_label(rest)
    key = name_key(rest)
    part = gazetteer.meaning(key).get("part")
    if others := find_town(gazetteer, rest):
        if parts := parts_of(others.towns, towns):
            return FoundTown(parts, ())
        twins = [one for one in towns if any(one.km_to(other) < _TWIN_KM for other in others.towns)]
        if twins and part is None:
            return FoundTown(twins, hints, rest)
    if "region" in gazetteer.meaning(key) or any(one.has(key) for one in towns):
        return FoundTown(towns, (*hints, key))
    if max(one.weight for one in towns) < _TOWN / 2 or (joint == " " and begins_with_street(rest)):
        return None
    is_district = part == "district" or (part is None and joint == "-" and not is_side_of_town(key))
    return FoundTown(towns, hints, rest if is_district else None)


def is_only_part(gazetteer: Gazetteer, name: str) -> bool:
    """Whether words mean a part of some town, "Hauptbahnhof", and no town is called so."""
    key = name_key(name)
    if "part" not in gazetteer.meaning(key):
        return False
    return not is_town(town for town in gazetteer.named(key) if town.country == "DE" and not town.part_of)


def _find_at_end(gazetteer: Gazetteer, phrase: str) -> FoundTown | None:
    """A town after a street or the name of a site: "Lindenweg 3 Hagen", "Werk Solingen"."""
    words = phrase.split()
    for cut in range(1, min(len(words), _MOST_WORDS)):
        if name_key(words[cut - 1]) in _FIRST_KEYS:
            continue
        found = find_town(gazetteer, " ".join(words[cut:]))
        if found and any(town.weight >= _TOWN / 5 for town in found.towns):
            return found
    return None
