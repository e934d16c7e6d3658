"""The columns of places: where the work is, and how far that is from the centre of the search."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from german.places.gazetteer import distance_km
from german.places.place import Place, country_code, read_place
from pipelines.subjects.ad import Ad, Columns, one_line
from pipelines.subjects.coordinates import Point, fitting, is_point, stated_point
from schemas.configuration import Area
from schemas.places import PlaceOf
from schemas.raw import RawPlace, is_object
from schemas.vocabulary import Issue


def find_places(ad: Ad) -> list[PlaceOf]:
    """All places of the ad, the one nearest to the centre first."""
    where = ad.search.where
    found: dict[tuple[Any, ...], PlaceOf] = {}
    for raw in ad.raw.places:
        odd = [name for name in ("words", "postal_code", "town", "country") if is_object(getattr(raw, name))]
        if odd:  # what else it says is read
            ad.issues.append(Issue.PLACE)
            raw = replace(raw, **dict.fromkeys(odd))
        places, point = ad.ask(Issue.PLACE, _read, raw, (where.latitude, where.longitude)) or [], stated_point(raw)
        if point and places:
            places = _weigh(ad, raw, point, places)
        if any(place.ambiguous for place in places):
            ad.issues.append(Issue.PLACE_AMBIGUOUS)
        for place in places:
            row = _locate(place, raw.district, where)
            found.setdefault((row.postal_code, row.town, row.district), row)
    return sorted(found.values(), key=_nearness)


def _weigh(ad: Ad, raw: RawPlace, point: Point, places: list[Place]) -> list[Place]:
    """The places, that which the board's coordinates fit at those coordinates, more exact than the gazetteer's.

    They also tell between namesakes. Where they fit no place, town and postal code decide, and the issue is noted.
    """
    right = fitting(point, places)
    if is_point(point) and (not right or any(place.ambiguous for place in places)):
        nearest = _read(raw, point)
        if others := fitting(point, nearest):
            places, right = nearest, others
    if not right:
        ad.issues.append(Issue.COORDINATES)
    return [_put(place, point) if place in right else place for place in places]


def _put(place: Place, point: Point) -> Place:
    """A place at the board's coordinates: they tell namesakes apart, but a wrong postal code stays doubtful."""
    doubtful = place.ambiguous and (place.town is None or place.postal_code is not None)
    return place._replace(latitude=point[0], longitude=point[1], ambiguous=doubtful)


def place_columns(ad: Ad, places: Sequence[PlaceOf]) -> Columns:
    """The columns of the ad's places; the nearest one fills those for a single place."""
    nearest = places[0].as_record() if places else {}
    return {
        "place": one_line("; ".join(str(place) for place in ad.raw.places)),
        "place_assumed": "places" in ad.raw.assumed if ad.raw.places else None,
        "places": tuple(places),
        **nearest,
    }


def _nearness(place: PlaceOf) -> tuple[float, str, str]:
    far = float("inf") if place.distance_km is None else place.distance_km
    return far, place.town or "", place.postal_code or ""


def _read(raw: RawPlace, near: Point) -> list[Place]:
    country = (raw.country or "").strip()
    code = country_code(country)
    if raw.words:
        return read_place(raw.words, code or "DE", near=near)
    town = " ".join(part for part in (raw.postal_code, raw.town) if part)
    around = (raw.region and raw.region.replace("_", " "), None if code else country)
    return read_place(", ".join(part for part in (town, *around) if part), code or "DE", near=near)


def _locate(place: Place, district: str | None, where: Area) -> PlaceOf:
    """A place with its distance from the centre."""
    distance = None
    if place.latitude is not None and place.longitude is not None:
        distance = round(distance_km(where.latitude, where.longitude, place.latitude, place.longitude), 1)
    return PlaceOf(
        postal_code=place.postal_code,
        town=place.town,
        district=place.district or district,
        state=place.state,
        country=place.country,
        latitude=place.latitude,
        longitude=place.longitude,
        distance_km=distance,
    )
