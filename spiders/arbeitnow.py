"""Arbeitnow: a free public API of ads, newest first, without a search."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from spiders._feed_board import FeedBoard, Row
from spiders._json_feed import value_at


class Arbeitnow(FeedBoard):
    """Free public API of ads in Germany, newest first."""

    name = "arbeitnow"
    access = "open"
    checked = "recorded"
    terms = "The API's own answer: free and public, do not abuse, a link back is wanted. Attribution: arbeitnow.com."
    floor = 5
    headers = {"Accept": "application/json"}
    list_urls = ("https://www.arbeitnow.com/api/job-board-api?page=1",)
    page_limit = 60
    rows = "data"
    fields = {
        "board_ref": "slug",
        "employer_raw": "company_name",
        "text_html": "description",
        "posted_raw": "created_at",
        "employment_raw": "job_types",
        "seniority_raw": "job_types",  # one list holds both
    }
    places = ("location",)
    remote = {"remote": "remote"}

    def read_on(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        page = response.cb_kwargs.get("page", 1)
        if not rows and page == 1:
            raise ValueError("no postings on the first page")
        if "links" not in data:
            raise ValueError("'links' is missing: whether there is a next page is not known")
        if value_at(data, "links.next") and page == self.page_limit:
            raise ValueError(f"more than {page} pages; the rest is not read")
        if value_at(data, "links.next"):
            yield self.ask_list(f"https://www.arbeitnow.com/api/job-board-api?page={page + 1}", page=page + 1)
