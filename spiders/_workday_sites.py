"""Workday's sites: how a list is asked for a place, and what place a site's name says."""

from typing import Any

from schemas.raw import RawPlace

Facets = dict[str, list[str]]


def find_sites(facets: list[dict[str, Any]], place: str) -> Facets:
    """What asks for a place: the ids of all sites whose names hold it, by the facet's parameter. They change.

    >>> find_sites([{"facetParameter": "locations", "values": [{"descriptor": "Hagen, Germany", "id": "7f"}]}], "Hagen")
    {'locations': ['7f']}
    """
    found, waiting = Facets(), list(facets)
    for facet in waiting:
        values = facet.get("values") or []
        waiting += [one for one in values if "values" in one]
        ids = [str(one["id"]) for one in values if "id" in one and place in str(one.get("descriptor"))]
        if ids and str(facet.get("facetParameter")).lower() in ("location", "locations"):
            found[facet["facetParameter"]] = ids
    return found


def read_site(name: str, place: str | None) -> RawPlace:
    """A site's place: its name, or the employer's place where that stands in a plant's name.

    >>> str(read_site("DEU Hagen Plant - MFG", "Hagen")), str(read_site("Hagen, Germany", "Hagen"))
    ('Hagen', 'Hagen, Germany')
    """
    return RawPlace(words=place if place and place in name and "," not in name else name)
