"""Adzuna: its search API, for whoever has a key."""

import math
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response
from w3lib.html import remove_tags

from schemas.raw import RawPlace, RawPosting, RawSalary
from spiders._board import Board, Found
from spiders._json_feed import count_at, figure_of, number_of, read_json, rows_at, value_at, words_at

API = "https://api.adzuna.com/v1/api/jobs/de/search"
SIZE = 50  # postings a page, the most the API gives


class Adzuna(Board):
    """Adzuna, which gathers ads of other boards; its pay is often its own estimate."""

    name = "adzuna"
    access = "open"
    checked = "documented"
    terms = "developer.adzuna.com: free key, 250 questions a day; whoever shows the ads writes 'Jobs by Adzuna'."
    daily_requests = 250
    fields = {
        "board_ref": "id",
        "employer_raw": "company.display_name",
        "text_html": "description",  # the ad's beginning
        "posted_raw": "created",
        "contract_raw": "contract_type",
        "employment_raw": "contract_time",
        "industry_raw": "category.label",
    }

    def first_questions(self) -> Iterator[Request]:
        """Without a key nothing is asked. A replay needs none: recordings keep the key masked."""
        self.app, self.key = (os.environ.get(f"ADZUNA_APP_{name}", "") for name in ("ID", "KEY"))
        if not (self.app and self.key) and not self.crawler.settings.get("REPLAY_FILES"):
            self.broken("ADZUNA_APP_ID and ADZUNA_APP_KEY are not set; developer.adzuna.com gives them for free")
            return
        yield from (self.ask_page(keyword, 1) for keyword in self.search.what.keywords)

    def ask_page(self, keyword: str, page: int) -> Request:
        town, distance = self.search.where.town, math.ceil(self.search.where.radius_km)
        query = {"what": keyword, "where": town, "distance": distance, "results_per_page": SIZE}
        query |= {"app_id": self.app or "masked", "app_key": self.key or "masked"}
        return self.ask_list(f"{API}/{page}?{urlencode(query)}", keyword=keyword, page=page)

    def read_list(self, response: Response) -> Iterator[Found]:
        keyword, page, data = response.cb_kwargs["keyword"], response.cb_kwargs["page"], read_json(response)
        rows, total = rows_at(data, "results"), count_at(data, "count")
        if not rows and total > (page - 1) * SIZE:
            raise ValueError(f"page {page} of {total} hits is empty")
        yield from self.read_each(response.replace(url=f"{API}/{page}"), rows, self.read_row)
        if page * SIZE < total:
            yield self.ask_page(keyword, page + 1)

    def read_row(self, row: dict[str, Any], response: Response) -> RawPosting | None:
        row = self.count_keys(row)
        low, high = figure_of(row.get("salary_min")), figure_of(row.get("salary_max"))
        words, north, east = value_at(row, "location.display_name"), row.get("latitude"), row.get("longitude")
        place = RawPlace(words=words, latitude=number_of(north), longitude=number_of(east))
        posting = self.posting(
            response,
            **words_at(row, self.fields),
            title=remove_tags(row["title"]),  # the words searched for are marked in it
            url=urlsplit(row["redirect_url"])._replace(query="", fragment="").geturl(),
            places=(place,) if place.words else (),
            salary_fields=RawSalary(min=low, max=high, currency="EUR", unit="YEAR") if low or high else None,
            salary_estimated=str(row.get("salary_is_predicted")) != "0",
        )
        return posting if self.is_new(posting.board_ref) else None

    def broken(self, reason: str) -> None:
        """The key stands in every address that was asked, and is nobody else's business."""
        super().broken(reason.replace(self.key, "masked") if self.key else reason)
