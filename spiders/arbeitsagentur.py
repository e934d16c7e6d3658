"""Bundesagentur für Arbeit, Jobsuche: a search (v6) gives the list, a detail (v4) each ad's text."""

import math
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from scrapy import Request
from scrapy.http import Response

from schemas.raw import RawPosting
from spiders._arbeitsagentur_ad import read_ad
from spiders._board import Board, Found, answered_at
from spiders._json_feed import count_at, read_json, rows_at

SERVICE = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc"
SIZE, REACH = 100, 10_000  # postings a page, and the last one that can be asked for


class Arbeitsagentur(Board):
    """Job board of the Bundesagentur für Arbeit."""

    name = "arbeitsagentur"
    access = "permission"
    checked = "recorded"
    terms = "arbeitsagentur.de/nutzungsbedingungen, 2a(3): no robots without consent. Source: Bundesagentur für Arbeit."
    headers = {"X-API-Key": "jobboerse-jobsuche", "Accept": "application/json"}

    def first_questions(self) -> Iterator[Request]:
        for keyword in self.search.what.keywords:
            yield self.ask_page(keyword, 1)

    def ask_page(self, keyword: str, page: int) -> Request:
        where = self.search.where
        query = {"was": keyword, "wo": where.town, "umkreis": math.ceil(where.radius_km), "angebotsart": 1}
        url = f"{SERVICE}/v6/jobs?{urlencode({**query, 'page': page, 'size': SIZE})}"
        return self.ask_list(url, keyword=keyword, page=page)

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """On no hits `ergebnisliste` is absent; only the answer's own count of zero makes that an answer."""
        keyword, page, data = response.cb_kwargs["keyword"], response.cb_kwargs["page"], read_json(response)
        total = count_at(data, "maxErgebnisse")
        rows = rows_at(data, "ergebnisliste") if total else []
        if total and not rows:
            raise ValueError(f"page {page} of {total} hits is empty")
        yield from self.read_each(response, rows, self.read_row)
        if page * SIZE >= REACH and total > REACH:
            raise ValueError(f"{total} hits for {keyword!r}, of which the board shows {REACH}")
        if page * SIZE < total:
            yield self.ask_page(keyword, page + 1)

    def read_row(self, row: dict[str, Any], response: Response) -> Request | None:
        ref = row["referenznummer"]
        if not self.is_new(ref):
            return None
        url = f"{SERVICE}/v4/jobdetails/{quote(b64encode(ref.encode()), safe='=')}"
        return self.ask_posting(url, board_ref=ref, stamp=row, row=row, listed_at=answered_at(response))

    def read_posting(self, response: Response) -> RawPosting:
        detail = read_json(response)
        self.count_keys(detail)
        return read_ad({**response.cb_kwargs["row"], **detail}, answered_at(response))

    def posting_gone(self, response: Response) -> RawPosting:
        """The list is the board's inventory: what it shows is open, though its text cannot be had now."""
        return read_ad(response.cb_kwargs["row"], response.cb_kwargs["listed_at"])
