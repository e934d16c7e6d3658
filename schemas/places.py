"""One place of work of a posting or a job."""

from dataclasses import dataclass
from typing import Annotated

from schemas.columns import Column, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOf(Row):
    """One place of work, as the gazetteer knows it."""

    postal_code: Annotated[str | None, Column("postal code", schema_org="postalCode", example="42103")] = None
    town: Annotated[
        str | None, Column("official German name of the town", schema_org="addressLocality", example="Wuppertal")
    ] = None
    district: Annotated[str | None, Column("district of the town", example="Elberfeld")] = None
    state: Annotated[str | None, Column("Land, ISO 3166-2", schema_org="addressRegion", example="DE-NW")] = None
    country: Annotated[str | None, Column("country, ISO 3166-1 alpha-2", schema_org="addressCountry", example="DE")] = (
        None
    )
    latitude: Annotated[float | None, Column("latitude", "degrees, WGS 84", "latitude", example=51.2562)] = None
    longitude: Annotated[float | None, Column("longitude", "degrees, WGS 84", "longitude", example=7.1508)] = None
    distance_km: Annotated[
        float | None, Column("great-circle distance from the search's centre", "km", example=0.3)
    ] = None
