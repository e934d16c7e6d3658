"""The towns where the jobs are, and where each of them lies."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from report.figures.row import Row
from schemas.configuration import Area

KM_A_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Spot:
    """A town: its jobs and where it lies, kilometres east and north of the centre (None: not known)."""

    town: str
    jobs: int
    km: float | None
    east: float | None
    north: float | None


@dataclass(frozen=True, slots=True)
class Built:
    """A town as the ground of a map: where its middle lies, in kilometres from the centre, and its inhabitants."""

    town: str
    east: float
    north: float
    inhabitants: int


def find_spots(jobs: Iterable[Row], where: Area) -> list[Spot]:
    """Towns by number of jobs; a town's position is the average of its jobs' positions."""
    towns = defaultdict[str, list[Row]](list)
    for row in jobs:
        if row["town"]:
            towns[row["town"]].append(row)
    spots = []
    for town, rows in towns.items():
        known = [row for row in rows if row["latitude"] is not None and row["longitude"] is not None]
        far = [row["distance_km"] for row in rows if row["distance_km"] is not None]
        east = north = None
        if known:
            latitude = sum(row["latitude"] for row in known) / len(known)
            longitude = sum(row["longitude"] for row in known) / len(known)
            east, north = _to_km(latitude, longitude, where)
        spots.append(Spot(town, len(rows), sum(far) / len(far) if far else None, east, north))
    return sorted(spots, key=lambda spot: (-spot.jobs, spot.km if spot.km is not None else 1e9, spot.town))


def find_ground(where: Area) -> list[Built]:
    """The towns of the area, with jobs or without, the largest first."""
    return [Built(one.name, *_to_km(one.latitude, one.longitude, where), one.inhabitants) for one in where.landmarks]


def _to_km(latitude: float, longitude: float, where: Area) -> tuple[float, float]:
    """Kilometres east and north of the centre."""
    east = (longitude - where.longitude) * KM_A_DEGREE * cos(radians(where.latitude))
    return east, (latitude - where.latitude) * KM_A_DEGREE
