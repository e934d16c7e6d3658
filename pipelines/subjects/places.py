"""The columns of places: where the work is, and how far that is from the centre of the search."""

from collections.abc import Sequence
from typing import Any

from german.places.gazetteer import distance_km
from german.places.place import Place, read_place
from pipelines.subjects.ad import Ad, Columns, one_line
from schemas.configuration import Area
from schemas.places import PlaceOf
from schemas.raw import RawPlace
from schemas.vocabulary import Issue


def find_places(ad: Ad) -> list[PlaceOf]:
    """All places of the ad, the one nearest to the centre first."""
    where = ad.search.where
    found: dict[tuple[Any, ...], PlaceOf] = {}
    for raw in ad.raw.places:
        for place in ad.ask(Issue.PLACE, _read, raw, where) or []:
            if place.ambiguous:
                ad.issues.append(Issue.PLACE_AMBIGUOUS)
            row = _locate(raw, place, where)
            found.setdefault((row.postal_code, row.town, row.district), row)
    return sorted(found.values(), key=_nearness)


def place_columns(ad: Ad, places: Sequence[PlaceOf]) -> Columns:
    """The columns of the ad's places; the nearest one fills those for a single place."""
    nearest = places[0].as_record() if places else {}
    return {
        "place": one_line("; ".join(str(place) for place in ad.raw.places)),
        "places": tuple(places),
        **nearest,
    }


def _nearness(place: PlaceOf) -> tuple[float, str, str]:
    far = float("inf") if place.distance_km is None else place.distance_km
    return far, place.town or "", place.postal_code or ""


def _read(raw: RawPlace, where: Area) -> list[Place]:
    near, country = (where.latitude, where.longitude), (raw.country or "").strip()
    code = country.upper() if len(country) == 2 else "DE"
    if raw.words:
        return read_place(raw.words, code, near=near)
    town = " ".join(part for part in (raw.postal_code, raw.town) if part)
    around = (raw.region and raw.region.replace("_", " "), country if len(country) != 2 else None)
    return read_place(", ".join(part for part in (town, *around) if part), code, near=near)


def _locate(raw: RawPlace, place: Place, where: Area) -> PlaceOf:
    """A place with the board's own coordinates, which are more exact than the gazetteer's."""
    stated = raw.latitude is not None and raw.longitude is not None and (raw.latitude, raw.longitude) != (0, 0)
    latitude, longitude = (raw.latitude, raw.longitude) if stated else (place.latitude, place.longitude)
    distance = None
    if latitude is not None and longitude is not None:
        distance = round(distance_km(where.latitude, where.longitude, latitude, longitude), 1)
    return PlaceOf(
        postal_code=place.postal_code,
        town=place.town,
        district=place.district or raw.district,
        state=place.state,
        country=place.country,
        latitude=latitude,
        longitude=longitude,
        distance_km=distance,
    )
