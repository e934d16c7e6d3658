"""Talention: the career feeds of employers.toml that this ATS serves."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPlace
from spiders._board import Found, trim
from spiders._json_career_feeds import JsonFeeds, JsonRow
from spiders._json_feed import count_at, read_json


class Talention(JsonFeeds):
    """Career feeds of employers that use Talention, ten postings an answer; the tenant is the career site's host."""

    name = "talention"
    access = "tolerated"
    checked = "recorded"
    terms = "The employer's own site reads this list; nothing is said on automated access. The ads are the employer's."
    feed_url = "https://{tenant}/talention/api/3.2/job"
    rows = "results"
    fields = {
        "board_ref": "id",
        "title": "title",
        "url": "configuration.canonicalLink|url",
        "posted_raw": "enabledDate|campaignStartDate",
    }

    def ask_feed(self, employer: Employer) -> Request:
        return self.ask_by_post(employer, {})

    def read_list(self, response: Response) -> Iterator[Found]:
        """An answer of ten postings at the most; those for speculative applications are told by their titles, later."""
        data, offset = read_json(response), response.cb_kwargs.get("offset", 0)
        rows, total = self.rows_of(data), count_at(data, "resultsTotal")
        yield from self.read_each(response, rows, self.read_row)
        offset += len(rows)
        if offset < total and not rows:
            raise ValueError(f"an empty answer after {offset} of {total} postings")
        if offset < total:
            yield self.ask_by_post(response.cb_kwargs["employer"], {"offset": offset}, offset=offset)

    def select(self, row: JsonRow) -> dict[str, Any]:
        return {"places": (RawPlace(words=trim(row.get("location"))),)}
