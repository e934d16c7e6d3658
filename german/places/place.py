"""Where a job is: the place words of ads read into towns with coordinates."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from german.places.gazetteer import Gazetteer, Town, distance_km, load
from german.places.words import Draft, PlaceWords
from german.words.unreadable import Unreadable

__all__ = ["WUPPERTAL", "Place", "distance_km", "read_place"]

WUPPERTAL = (51.2563, 7.1482)
_MEANT = 5.0  # a namesake this many times as big is the one meant
_SURE = 10.0  # and this many times as big, beyond doubt
_ABROAD = 10.0  # without a country, a town abroad counts for a tenth of its size
_SAME_SPOT_KM = 15.0
_NEAR_KM = 40.0
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a job.

    `town`, `district`: official German names; no town where the words name a wider region, only a postal code that
    several towns share, or a place not known; as written where it is not known but its postal code is.
    `state`: the Land as ISO 3166-2 ("DE-NW"), None abroad. `country`: ISO 3166-1. `latitude`, `longitude`: degrees,
    of the postal code where one is stated, else of the district, of the town, of the middle of the Kreis; None for a
    Land, a country or an unknown place. `ambiguous`: the words fit several places, contradict each other, or are
    unknown. `words`: what was read, as written.
    """

    postal_code: str | None
    town: str | None
    district: str | None
    state: str | None
    country: str
    latitude: float | None
    longitude: float | None
    ambiguous: bool
    words: str


def read_place(text: str | None, country: str = "DE", *, near: tuple[float, float] = WUPPERTAL) -> list[Place]:
    """Read the place words of a job ad: every place named, in order.

    `country`: where a place lies whose words do not say so (ISO 3166-1). `near`: latitude and longitude that decide
    between namesakes. A postal code decides first, then Land, Kreis or landscape, then size (a namesake five times as
    big is the one meant), then nearness. A place with a namesake of a tenth of its size or more is flagged.
    Empty list: no place stated ("bundesweit", "Homeoffice"). An unknown place among known ones stays in the list,
    with its words and no town. Raises Unreadable: words that name no known place at all.
    Source: tests/tables/place.tsv; towns and postal codes: GeoNames (CC BY 4.0).

    >>> [(p.town, p.district, p.state) for p in read_place("42103 Wuppertal-Elberfeld")]
    [('Wuppertal', 'Elberfeld', 'DE-NW')]
    >>> [(p.town, p.country) for p in read_place("Cologne, Frankfurt/Main oder Wien")]
    [('Köln', 'DE'), ('Frankfurt am Main', 'DE'), ('Wien', 'AT')]
    >>> read_place("bundesweit / Homeoffice")
    []
    """
    if text is None or not text.strip():
        return []
    return list(_read(text, country.upper(), near))


@lru_cache(maxsize=4096)
def _read(text: str, country: str, near: tuple[float, float]) -> tuple[Place, ...]:
    gazetteer = load()
    words = PlaceWords(gazetteer, country)
    places: dict[tuple[str | None, ...], Place] = {}
    known = False
    for draft in words.read(text[:_LONGEST]):
        place = _settle(draft, gazetteer, country, near)
        found = place.latitude is not None or place.state is not None or draft.country is not None
        known = known or found or not place.ambiguous
        place_key = (place.postal_code, place.town or place.words, place.district, place.state, place.country)
        places.setdefault(place_key, place)
    if not known and (words.lost or places):
        raise Unreadable(f"no known place in {text.strip()[:200]!r}")
    return tuple(places.values())


def _settle(draft: Draft, gazetteer: Gazetteer, country: str, near: tuple[float, float]) -> Place:
    """Decide which place a draft means."""
    stated = draft.country or (country if country != "DE" else None)
    choice = _Choice(draft.towns)
    if stated:
        choice.towns = [town for town in choice.towns if town.country == stated]
    at_code = gazetteer.at_code(draft.code or "") if stated in (None, "DE") else []
    if not choice.towns and not at_code:
        return _region(draft, stated or country)
    if at_code:
        choice.narrow_to_code(at_code, draft.code or "")
    if draft.code_start:
        start = draft.code_start
        choice.narrow(lambda town: any(code.startswith(start) for code in gazetteer.host(town).codes))
    if draft.lands:
        choice.narrow(lambda town: town.land in draft.lands)
    if draft.kreis:
        kreise = {(town.kreis, town.land) for town in draft.kreis}
        choice.narrow(lambda town: (town.kreis, town.land) in kreise)
    for hint in draft.hints:
        choice.narrow_by_hint(hint, gazetteer)
    if draft.around:
        choice.nearest_to(draft.around)
    town, ambiguous = choice.best(near, home=not stated)
    host = gazetteer.host(town)
    shared = not draft.towns and len({own.name for own in at_code if own.weight * _SURE >= town.weight}) > 1
    return Place(
        postal_code=draft.code,
        town=draft.name if shared else host.name,
        district=town.name if town is not host else draft.district,
        state=f"DE-{town.land}" if town.land else None,
        country=town.country,
        latitude=(point := choice.point or (town.latitude, town.longitude))[0],
        longitude=point[1],
        ambiguous=ambiguous,
        words=", ".join(draft.words),
    )


class _Choice:
    """The towns still possible."""

    def __init__(self, towns: list[Town]) -> None:
        self.towns = towns
        self.clash = False
        self.point: tuple[float, float] | None = None

    def narrow(self, keep: Callable[[Town], bool]) -> None:
        """Keep the towns that fit; a statement that fits none contradicts, and is flagged."""
        kept = [town for town in self.towns if keep(town)]
        self.clash = self.clash or not kept
        self.towns = kept or self.towns

    def narrow_to_code(self, at_code: list[Town], code: str) -> None:
        """Keep the towns of the postal code. Its own town counts if none of them does and that is no smaller."""
        point = at_code[0].codes[code]
        kept = [town for town in self.towns if any(town is own or town.is_part_of(own) for own in at_code)]
        if not kept:
            biggest = max(own.weight for own in at_code)
            close = [t for t in self.towns if distance_km(t.latitude, t.longitude, *point) < _SAME_SPOT_KM]
            kept = [town for town in close if town.part_of or town.weight > biggest]
        self.clash = bool(self.towns) and not kept
        self.towns = kept or at_code
        self.point = next((own.codes[code] for own in at_code if own in self.towns), point)

    def narrow_by_hint(self, hint: str, gazetteer: Gazetteer) -> None:
        """Keep the towns that a surname, landscape, Kreis or neighbour points at."""
        if len(self.towns) < 2:
            return
        if any(town.has(hint) for town in self.towns):
            self.narrow(lambda town: town.has(hint))
            return
        if any(hint in town.kreis.lower() for town in self.towns):
            self.narrow(lambda town: hint in town.kreis.lower())
        elif region := gazetteer.meaning(hint).get("region"):
            self.narrow(lambda town: town.land in region.split(","))
        elif others := gazetteer.named(hint) or gazetteer.named(hint.removesuffix("er")):
            self.nearest_to(others)

    def nearest_to(self, others: list[Town]) -> None:
        """Keep the towns nearest to the biggest of some others, "bei Köln", if they are near at all."""
        other = max(others, key=lambda town: town.weight)
        nearest = min(town.km_to(other) for town in self.towns)
        self.towns = [town for town in self.towns if town.km_to(other) <= max(_NEAR_KM, nearest + _SAME_SPOT_KM)]

    def best(self, near: tuple[float, float], *, home: bool) -> tuple[Town, bool]:
        """The town meant, and whether there is doubt."""
        if len(self.towns) == 1:
            return self.towns[0], self.clash
        weights = [town.weight / _ABROAD if home and town.country != "DE" else town.weight for town in self.towns]
        top = max(weights)
        meant = [town for town, weight in zip(self.towns, weights, strict=True) if weight * _MEANT >= top]
        best = min(meant, key=lambda town: distance_km(town.latitude, town.longitude, *near))
        rivals = [town for town, weight in zip(self.towns, weights, strict=True) if weight * _SURE >= top]
        return best, self.clash or any(best.km_to(rival) > _SAME_SPOT_KM for rival in rivals)


def _region(draft: Draft, country: str) -> Place:
    """A place without a town: a Kreis with its middle, a Land, a country, or words not known."""
    state = f"DE-{next(iter(draft.lands))}" if len(draft.lands) == 1 else None
    latitude = longitude = None
    if draft.kreis:
        weight = sum(town.weight for town in draft.kreis)
        latitude = round(sum(town.latitude * town.weight for town in draft.kreis) / weight, 4)
        longitude = round(sum(town.longitude * town.weight for town in draft.kreis) / weight, 4)
        state = f"DE-{draft.kreis[0].land}"
    known = not (draft.unknown or draft.towns or draft.code)
    return Place(draft.code, None, None, state, country, latitude, longitude, not known, ", ".join(draft.words))
