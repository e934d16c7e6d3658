"""Whether a posting of a list of the whole country may lie in the area searched."""

from schemas.configuration import Area
from schemas.raw import RawPlace

EAST = 0.58  # length of a degree east as a share of a degree north, at 54.5° north


def may_be_near(places: tuple[RawPlace, ...], where: Area) -> bool:
    """Whether one of a posting's places lies in the square around the area; one without coordinates may."""
    north = [abs((place.latitude or where.latitude) - where.latitude) for place in places]
    east = [abs((place.longitude or where.longitude) - where.longitude) * EAST for place in places]
    return not places or min(map(max, north, east)) * 111.2 <= where.radius_km
