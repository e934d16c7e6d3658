"""Bundesagentur für Arbeit, Jobsuche: a search (v6) gives the list, a detail (v4) each ad's text."""

from scrapy.http import Response

from schemas.raw import RawPosting
from spiders._arbeitsagentur_ad import read_ad
from spiders._board import answered_at
from spiders._keyword_feeds import KeywordFeeds

SERVICE = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc"


class Arbeitsagentur(KeywordFeeds):
    """Job board of the Bundesagentur für Arbeit."""

    name = "arbeitsagentur"
    access = "permission"
    checked = "recorded"
    terms = "arbeitsagentur.de/nutzungsbedingungen, 2a(3): no robots without consent. Source: Bundesagentur für Arbeit."
    headers = {"X-API-Key": "jobboerse-jobsuche", "Accept": "application/json"}
    search_url = f"{SERVICE}/v6/jobs?was={{keyword}}&wo={{town}}&umkreis={{km}}&angebotsart=1&page={{page}}&size=100"
    detail_url = f"{SERVICE}/v4/jobdetails/{{base64}}"
    fields = {"board_ref": "referenznummer"}
    rows, total, size, reach = "ergebnisliste", "maxErgebnisse", 100, 10_000

    def read_posting(self, response: Response) -> RawPosting:
        return read_ad(self.read_detail(response), answered_at(response))

    def posting_gone(self, response: Response) -> RawPosting:
        """The list is the board's inventory: what it shows is open, though its text cannot be had now."""
        return read_ad(response.cb_kwargs["row"], response.cb_kwargs["listed_at"])
