"""Workday's sites: how a list is asked for a place, and what place a site's name says."""

from dataclasses import dataclass
from typing import Any

from scrapy import Request

from schemas.configuration import Employer
from schemas.raw import RawPlace
from spiders._board import Board
from spiders._employers import Employers

Facets = dict[str, list[str]]


@dataclass
class WorkdaySites(Employers):
    """Employers whose lists are requested by POST for the sites at their place; a tenant is like `muster.wd3/Jobs`."""

    feed_url: str = "https://{host}.myworkdayjobs.com/wday/cxs/{name}/{site}/jobs"

    def feed_of(self, employer: Employer) -> str:
        host, _, site = employer.tenant.partition("/")
        return employer.feed or self.feed_url.format(host=host, name=host.partition(".")[0], site=site)

    def ask_feed(self, board: Board, employer: Employer) -> Request:
        return self.ask_page(board, employer, {}, "")

    def ask_page(
        self, board: Board, employer: Employer, facets: Facets, text: str, seen: int = 0, total: int = 0
    ) -> Request:
        """The request for the postings after those seen, at these sites and with this text."""
        body = {"appliedFacets": facets, "limit": 20, "offset": seen, "searchText": text}  # 20 is the most
        return self.ask_by_post(board, employer, body, facets=facets, text=text, seen=seen, total=total)


def find_sites(facets: list[dict[str, Any]], place: str) -> Facets:
    """What selects a place: the ids of all sites whose names contain it, by the facet's parameter. Ids change.

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
    """A site's place: its name, or the employer's place where a plant's name contains that.

    >>> str(read_site("DEU Hagen Plant - MFG", "Hagen")), str(read_site("Hagen, Germany", "Hagen"))
    ('Hagen', 'Hagen, Germany')
    """
    return RawPlace(words=place if place and place in name and "," not in name else name)
