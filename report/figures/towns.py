"""The towns where the jobs are, and where each of them lies."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from report.figures.row import Row

KM_A_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Spot:
    """A town: its jobs and where it lies, kilometres east and north of the centre (None: not known)."""

    town: str
    jobs: int
    km: float | None
    east: float | None
    north: float | None


def find_spots(jobs: Iterable[Row], latitude: float, longitude: float) -> list[Spot]:
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
            north = (sum(row["latitude"] for row in known) / len(known) - latitude) * KM_A_DEGREE
            east = (sum(row["longitude"] for row in known) / len(known) - longitude) * KM_A_DEGREE
            east *= cos(radians(latitude))
        spots.append(Spot(town, len(rows), sum(far) / len(far) if far else None, east, north))
    return sorted(spots, key=lambda spot: (-spot.jobs, spot.km if spot.km is not None else 1e9, spot.town))
