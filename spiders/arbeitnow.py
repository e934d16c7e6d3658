"""Arbeitnow: a free public API of ads, newest first, without a search."""

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from schemas.raw import RawPlace, RawPosting
from spiders._board import Board, Found
from spiders._json_feed import read_json, rows_at, value_at, words_at


class Arbeitnow(Board):
    """Free public API of ads in Germany, newest first."""

    name = "arbeitnow"
    access = "open"
    checked = "recorded"
    terms = "The API's own answer: free and public, do not abuse, a link back is wanted. Attribution: arbeitnow.com."
    floor = 5
    headers = {"Accept": "application/json"}
    list_urls = ("https://www.arbeitnow.com/api/job-board-api?page=1",)
    page_limit = 60
    fields = {
        "board_ref": "slug",
        "url": "url",
        "title": "title",
        "employer_raw": "company_name",
        "text_html": "description",
        "posted_raw": "created_at",
        "employment_raw": "job_types",
        "seniority_raw": "job_types",  # one list holds both
    }

    def read_list(self, response: Response) -> Iterator[Found | None]:
        page = response.cb_kwargs.get("page", 1)
        data = read_json(response)
        rows = rows_at(data, "data")
        found = list(self.read_each(response, rows, self.read_row))
        yield from found
        if not rows and page == 1:
            raise ValueError("no postings on the first page")
        if "links" not in data:
            raise ValueError("'links' is missing: whether there is a next page is not known")
        if value_at(data, "links.next") and page == self.page_limit:
            raise ValueError(f"more than {page} pages; the rest is not read")
        if value_at(data, "links.next") and not self.is_read_down(found):
            yield self.ask_list(f"https://www.arbeitnow.com/api/job-board-api?page={page + 1}", page=page + 1)

    def read_row(self, row: dict[str, Any], response: Response) -> RawPosting | None:
        self.count_keys(row)
        places = (RawPlace(words=row["location"]),) if row["location"] else ()
        remote = "remote" if row.get("remote") else None
        posting = self.posting(response, **words_at(row, self.fields), places=places, remote_raw=remote)
        return posting if self.is_new(posting.board_ref) else None
