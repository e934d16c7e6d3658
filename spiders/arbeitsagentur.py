"""Bundesagentur für Arbeit, Jobsuche: a search (v6) gives the list, a detail (v4) each ad's text."""

from base64 import b64encode
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from schemas.raw import RawPosting
from spiders._arbeitsagentur_ad import read_ad
from spiders._board import answered_at
from spiders._json_feed import read_json
from spiders._keyword_feeds import KeywordFeeds, Row

SERVICE = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc"


class Arbeitsagentur(KeywordFeeds):
    """Job board of the Bundesagentur für Arbeit."""

    name = "arbeitsagentur"
    access = "permission"
    checked = "recorded"
    terms = "arbeitsagentur.de/nutzungsbedingungen, 2a(3): no robots without consent. Source: Bundesagentur für Arbeit."
    headers = {"X-API-Key": "jobboerse-jobsuche", "Accept": "application/json"}
    search_url = f"{SERVICE}/v6/jobs?was={{keyword}}&wo={{town}}&umkreis={{km}}&angebotsart=1&page={{page}}&size=100"
    rows, total, size, reach = "ergebnisliste", "maxErgebnisse", 100, 10_000

    def read_row(self, row: Row, response: Response) -> Request | None:
        ref = row["referenznummer"]
        if not self.is_new(ref):
            return None
        url = f"{SERVICE}/v4/jobdetails/{quote(b64encode(ref.encode()), safe='=')}"
        return self.ask_posting(url, board_ref=ref, row=row, listed_at=answered_at(response))

    def read_posting(self, response: Response) -> RawPosting:
        detail = read_json(response)
        self.count_keys(detail)
        return read_ad({**response.cb_kwargs["row"], **detail}, answered_at(response))

    def posting_gone(self, response: Response) -> RawPosting:
        """The list is the board's inventory: what it shows is open, though its text cannot be had now."""
        return read_ad(response.cb_kwargs["row"], response.cb_kwargs["listed_at"])
