"""Two names that are one place: a town with its Kreis, with the city near it, or with a part of a town."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from german.places.drafts import BESIDE, BRACKETS, Draft, Drafts
from german.places.gazetteer import Town
from german.places.names import head_key, name_key

_NEAR_KM = 40.0
_BIGGER = 3.0  # times as big as the town is the city that only tells where it lies
_REGIONS = ("", "region ", "stadteregion ")  # before the name of the town that a Kreis is named after
_ALIKE = 4  # letters that begin the name of a Kreis's town and stand in that of the Kreis
_MEANT = 10.0  # a namesake this many times smaller is not the town meant


def join_pairs(drafts: Drafts) -> None:
    """Make one place of each two towns that are one; with commas, a list of three or more stays a list."""
    towns = [place for place in drafts.places if place.towns]
    if len(towns) < 2 or (len(towns) > 2 and {place.separator for place in towns[1:]} == {","}):
        return
    for one, other in pairwise(towns):
        if other.separator in BRACKETS:
            _join(drafts, one, other)
    for group in list(_groups(drafts.places)):
        if len(group) == 2:
            _join(drafts, *group)


def _join(drafts: Drafts, one: Draft, other: Draft) -> None:
    """Make two places one, if they are."""
    if joined := _find_needless(drafts, one, other):
        drafts.places = [place for place in drafts.places if place is not joined]


def _groups(places: list[Draft]) -> Iterator[list[Draft]]:
    """The places with towns that follow each other with a comma, a dash or in brackets."""
    group: list[Draft] = []
    for place in places:
        if group and place.separator not in BESIDE:
            yield group
            group = []
        if place.towns:
            group.append(place)
    yield group


def _find_needless(drafts: Drafts, one: Draft, other: Draft) -> Draft | None:
    """Which of two places is none of its own, after the other one took what it tells; None if both are."""
    if other.code or other.separator in "-–—":
        return None
    if kreise := _kreise_named(one, other):
        one.kreis = [town for key in kreise for town in drafts.gazetteer.of_kreis(key)]
        one.words += other.words
        return other
    if one.code is None and not one.part and _are_parts_elsewhere(one, other):
        other.district = other.district or one.words[0]
        other.words = one.words + other.words
        return one
    if _are_parts_elsewhere(other, one):
        one.district = one.district or other.words[0]
        one.words += other.words
        return other
    if other.separator in BRACKETS and _is_big_and_near(one, other):
        one.around = other.towns
        one.words += other.words
        return other
    return None


def _kreise_named(one: Draft, other: Draft) -> set[str]:
    """The keys of the Kreise of the first town that are named after the second: "Ratingen, Mettmann"."""
    seats = [town.name for town in other.towns if town.country == "DE" and not town.part_of]
    if not any(seat[:_ALIKE] in town.kreis for town in one.towns for seat in seats):
        return set()
    keys = {f"{region}{key(name)}" for name in seats for key in (name_key, head_key) for region in _REGIONS}
    least = _biggest(one.towns).weight / _MEANT
    towns = [town for town in one.towns if town.country == "DE" and not town.part_of and town.weight >= least]
    return {name_key(town.kreis) for town in towns if town.name not in seats} & keys


def _are_parts_elsewhere(parts: Draft, host: Draft) -> bool:
    """Whether one name is known only for districts far from the other town, of which it must be an unlisted part."""
    if (
        not parts.towns[0].part_of
        or not all(town.part_of for town in parts.towns)
        or all(town.part_of for town in host.towns)
    ):
        return False
    town = _biggest(host.towns)
    return all(part.km_to(town) > _NEAR_KM for part in parts.towns)


def _is_big_and_near(one: Draft, other: Draft) -> bool:
    """Whether the city in brackets only says where the town before lies: "Pulheim (Köln)"."""
    city = _biggest(other.towns)
    return any(town.weight * _BIGGER <= city.weight and town.km_to(city) <= _NEAR_KM for town in one.towns)


def _biggest(towns: Sequence[Town]) -> Town:
    return max(towns, key=lambda town: town.weight)
