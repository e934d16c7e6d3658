"""BITE: the postings of the employers of employers.toml that this ATS serves."""

import re
from dataclasses import dataclass
from typing import Any

from scrapy.http import Request, Response

from schemas.configuration import Employer
from spiders import Employers, FeedBoard, Found, Row
from spiders._board import Board

DETAIL = "https://jobs.b-ite.com/jobposting/{ref}/json?locale=de&contentRendered=true"


@dataclass
class Searches(Employers):
    """A search by POST for each employer's key, 100 postings at a time."""

    feed_url: str = "https://jobs.b-ite.com/api/v1/postings/search"
    offset: str | None = "offset"

    def ask_feed(self, board: Board, employer: Employer) -> Request:
        return self.ask_rest(board, employer, 0, 1)

    def ask_rest(self, board: Board, employer: Employer, seen: int, page: int) -> Request:
        body: dict[str, Any] = {"key": employer.tenant, "channel": 0, "locale": "de"}
        return self.ask_by_post(board, employer, {**body, "page": {"offset": seen, "num": 100}}, seen=seen)


class Bite(FeedBoard):
    """Postings of employers that use BITE, such as clinics and town halls; a tenant is the key that its page uses."""

    name = "bite"
    access = "tolerated"
    checked = "documented"  # by several clients, 2026
    terms = "The employers' own pages read this interface; nothing is said on automated access. The ads are theirs."
    ignored_keys = "applyUrl channel createdOn custom hash id identification locale modifiedOn"
    asks = Searches()
    rows, total = "jobPostings", "page.total"
    fields = {
        "board_ref": "ref",
        "employer_raw": "employer.name",
        "posted_raw": "activatedOn || startsOn",
        "apply_by_raw": "endsOn",
        "employment_raw": "employmentType",
    }
    text = ("content.html.rendered",)
    places, place = ("address",), {"postal_code": "postCode"}
    pay = "baseSalary"

    def read_row(self, row: Row, response: Response) -> Found | None:
        if not (found := re.search(r"/jobposting/([0-9a-f]{40})", str(row["url"]))):
            raise ValueError(f"no posting's address: {row['url']}")
        ref, part = found[1], self.asks.part_of(response)
        return self.ask_row(DETAIL.format(ref=ref), f"{part}{ref}", {**row, "ref": ref}, response)
