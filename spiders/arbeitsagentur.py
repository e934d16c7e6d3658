"""Bundesagentur für Arbeit, Jobsuche: a search (v6) gives the list, a detail (v4) each ad's text."""

from scrapy.http import Response

from schemas.raw import RawPosting
from spiders import FeedBoard, Keywords
from spiders._arbeitsagentur_ad import read_ad
from spiders._responses import answered_at

SERVICE = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc"
SEARCH = f"{SERVICE}/v6/jobs?was={{keyword}}&wo={{town}}&umkreis={{km}}&angebotsart=1&page={{page}}&size=100"
KEY = {"X-API-Key": "jobboerse-jobsuche", "Accept": "application/json"}


class Arbeitsagentur(FeedBoard):
    """Job board of the Bundesagentur für Arbeit."""

    name = "arbeitsagentur"
    access = "permission"
    checked = "recorded"
    terms = "arbeitsagentur.de/nutzungsbedingungen, 2a(3): no robots without consent. Source: Bundesagentur für Arbeit."
    asks = Keywords(SEARCH, size=100, reach=10_000, headers=KEY)
    detail_url = f"{SERVICE}/v4/jobdetails/{{base64}}"
    rows, total, absent_if_none, fields = "ergebnisliste", "maxErgebnisse", True, {"board_ref": "referenznummer"}

    def read_posting(self, response: Response) -> RawPosting:
        return read_ad(self.noted(self.read_detail(response)), answered_at(response))

    def posting_gone(self, response: Response) -> RawPosting:
        """The list is the board's inventory: a posting that it shows is open, even if its text is unavailable now."""
        return read_ad(response.cb_kwargs["row"], response.cb_kwargs["listed_at"])
