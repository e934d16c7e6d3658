"""The board's coordinates of a place, weighed against the town and the postal code that it states beside them."""

from collections.abc import Sequence

from german.places.gazetteer import distance_km
from german.places.place import Place, read_place
from german.words.unreadable import Unreadable
from schemas.raw import RawPlace

Point = tuple[float, float]  # latitude and longitude in degrees

_FAR_KM = 25.0  # coordinates farther from the town and the postal code are not believed
_FAR_OF_REGION_KM = 100.0  # nor those farther from the middle of a Kreis
_SAME_KM = 1.0
# What geocoders answer for a name that is only a country's or a Land's: Germany, then the Länder.
_MIDDLES: tuple[Point, ...] = (
    *((51.1657, 10.4515), (51.4332, 7.6616), (48.7904, 11.4979), (48.6616, 9.3501), (50.6521, 9.1624)),
    *((52.6367, 9.8451), (50.1183, 7.3090), (49.3964, 7.0230), (51.1045, 13.2017), (51.9503, 11.6923)),
    *((51.0110, 10.8453), (52.4125, 12.5316), (53.6127, 12.4296), (54.2194, 9.6961)),
)


def stated_point(raw: RawPlace) -> Point | None:
    """The coordinates as the board states them; None where it states none, or zeros for none."""
    if raw.latitude is None or raw.longitude is None or (raw.latitude, raw.longitude) == (0, 0):
        return None
    return raw.latitude, raw.longitude


def is_point(point: Point) -> bool:
    """Whether coordinates can be those of a workplace: neither is empty, or beyond the globe.

    >>> is_point((51.2563, 7.1482)), is_point((51.2563, 0.0)), is_point((51256300.0, 7148200.0))
    (True, False, False)
    """
    return 0 < abs(point[0]) <= 90 and 0 < abs(point[1]) <= 180


def fits(point: Point, place: Place) -> bool:
    """Whether coordinates can be those of a place: they lie near it, or it is a region without a point.

    Swapped or half empty coordinates and those of the middle of a country lie far from the town that is stated.
    """
    if not is_point(point):
        return False
    if place.latitude is not None and place.longitude is not None:
        far_km = _FAR_KM if place.town or place.postal_code else _FAR_OF_REGION_KM
        return distance_km(*point, place.latitude, place.longitude) <= far_km
    return not (_is_middle_of_region(point) or _is_at_namesake(place, point))


def fitting(point: Point, places: Sequence[Place]) -> list[Place]:
    """The places that the coordinates can be those of; of several places stated in one string the nearest one."""
    near = [place for place in places if fits(point, place)]
    return near if len(near) < 2 else [min(near, key=lambda place: _km_to(point, place))]


def _km_to(point: Point, place: Place) -> float:
    if place.latitude is None or place.longitude is None:
        return float("inf")
    return distance_km(*point, place.latitude, place.longitude)


def _is_middle_of_region(point: Point) -> bool:
    return any(distance_km(*point, *middle) < _SAME_KM for middle in _MIDDLES)


def _is_at_namesake(place: Place, point: Point) -> bool:
    """Whether a place abroad lies, by its coordinates, in the German town of its name: one of the two is wrong."""
    if place.country == "DE":
        return False
    try:
        at_home = read_place(place.words.partition(",")[0], near=point)
    except Unreadable:
        return False
    return any(_km_to(point, one) < _FAR_KM for one in at_home)
