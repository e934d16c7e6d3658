"""Where a job is: the place words of ads read into towns with coordinates."""

import re
from functools import lru_cache
from typing import NamedTuple

from german.places.choice import Choice, share_code
from german.places.drafts import Draft
from german.places.gazetteer import Gazetteer, distance_km, load
from german.places.names import name_key
from german.places.words import read_drafts
from german.words.unreadable import Unreadable

__all__ = ["WUPPERTAL", "Place", "distance_km", "read_place"]

WUPPERTAL = (51.2563, 7.1482)
_LONGEST = 2000
ABROAD = "ZZ"  # a code that ISO 3166-1 gives to no country
_GERMANY = 276  # in ISO 3166-1's figures
_GERMAN = re.compile(r"(?i)deutsch|german|allemagne|\b(?:DE|DEU|GER|BRD)\b|bundesweit")


class Place(NamedTuple):
    """One place of a job.

    `town`, `district`: official German names. There is no town if the words name a wider region, only a postal code
    that several towns share, or an unknown place; an unknown town with a known postal code, and one abroad whose
    namesakes are elsewhere, are kept as written.
    `state`: the Land as ISO 3166-2 ("DE-NW"), None abroad. `country`: ISO 3166-1. `latitude`, `longitude`: in degrees,
    of the postal code if one is stated, else of the district, the town or the centre of the Kreis; None for a Land, a
    country or an unknown place. `ambiguous`: the words fit several places, contradict each other, or are unknown.
    `words`: what was read, as written.
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

    `country`: the country of a place whose words name none (ISO 3166-1). `near`: latitude and longitude that decide
    between namesakes. A postal code decides first, then Land, Kreis or landscape, then size (a namesake five times as
    big is the one meant), then distance. A place with a namesake of at least a tenth of its size is flagged.
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


def country_named(words: str) -> str | None:
    """The code of the country that words name, in German, English or its neighbours' languages; None for others.

    >>> country_named("Belgium"), country_named("Duitsland"), country_named("NRW")
    ('BE', 'DE', None)
    """
    return load().meaning(name_key(words)).get("country")


def country_code(words: str) -> str | None:
    """The country that a board's own field names: by name, by code (ISO 3166-1, in letters or figures).

    None: the field is empty, or names something that is no country (a Land, a town). ABROAD: a country that is not
    known here, so that no German town is meant.

    >>> country_code("Belgien"), country_code("pl"), country_code("276"), country_code("840"), country_code("POL")
    ('BE', 'PL', 'DE', 'ZZ', 'ZZ')
    >>> country_code("NRW"), country_code("DE - Deutschland"), country_code("")
    (None, 'DE', None)
    """
    words, gazetteer = words.strip(), load()
    if words.isdigit():
        return "DE" if int(words) == _GERMANY else ABROAD
    if code := country_named(words) or (words.upper() if len(words) == 2 else None):
        return code
    if not words or gazetteer.meaning(name_key(words)) or gazetteer.named(name_key(words)):
        return None
    return "DE" if _GERMAN.search(words) else ABROAD


@lru_cache(maxsize=4096)
def _read(text: str, country: str, near: tuple[float, float]) -> tuple[Place, ...]:
    gazetteer = load()
    drafts = read_drafts(text[:_LONGEST], gazetteer, country)
    places: dict[tuple[str | None, ...], Place] = {}
    known = False
    for draft in drafts.places:
        place = _settle(draft, gazetteer, country, near)
        found = place.latitude is not None or place.state is not None or draft.country is not None
        known = known or found or not place.ambiguous
        place_key = (place.postal_code, place.town or place.words, place.district, place.state, place.country)
        places.setdefault(place_key, place)
    if not known and (drafts.lost or places):
        raise Unreadable(f"no known place in {text.strip()[:200]!r}")
    return tuple(places.values())


def _settle(draft: Draft, gazetteer: Gazetteer, country: str, near: tuple[float, float]) -> Place:
    """Decide which place a draft means."""
    stated = draft.country or (country if country != "DE" else None)
    towns = [town for town in draft.towns if town.country == stated] if stated else draft.towns
    at_code = gazetteer.at_code(draft.code) if draft.code and stated in (None, "DE") else []
    if not towns and not at_code:
        return _region(draft, stated or country)
    choice = Choice(towns, gazetteer)
    choice.narrow(draft, at_code)
    town, ambiguous = choice.best(near, home=not stated)
    host = gazetteer.host(town)
    latitude, longitude = choice.point or (town.latitude, town.longitude)
    return Place(
        postal_code=draft.code,
        town=draft.name if not draft.towns and share_code(at_code, town) else host.name,
        district=town.name if town is not host else draft.district,
        state=f"DE-{town.land}" if town.land else None,
        country=town.country,
        latitude=latitude,
        longitude=longitude,
        ambiguous=ambiguous,
        words=", ".join(draft.words),
    )


def _region(draft: Draft, country: str) -> Place:
    """A place without a town: a Kreis with its centre, a Land, a country, or unknown words."""
    state = f"DE-{next(iter(draft.lands))}" if len(draft.lands) == 1 else None
    latitude = longitude = None
    if draft.kreis:
        weight = sum(town.weight for town in draft.kreis)
        latitude = round(sum(town.latitude * town.weight for town in draft.kreis) / weight, 4)
        longitude = round(sum(town.longitude * town.weight for town in draft.kreis) / weight, 4)
        state = f"DE-{draft.kreis[0].land}"
    known = not (draft.unknown or draft.towns or draft.code)
    town = draft.name if draft.towns and draft.country else None  # a namesake abroad
    return Place(draft.code, town, None, state, country, latitude, longitude, not known, ", ".join(draft.words))
