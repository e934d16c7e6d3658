"""Feeds that are asked for each keyword of the search: what several boards have in common."""

import math
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote, quote_plus

from scrapy import Request
from scrapy.http import Response

from schemas.raw import RawPosting
from spiders._board import Found, answered_at
from spiders._feed_board import FeedBoard
from spiders._feed_board import Row as Row
from spiders._json_feed import count_at, read_json, value_at
from spiders._row_board import slug_of


class KeywordFeeds(FeedBoard):
    """A board that is asked for each keyword around the town searched, page after page to its own count.

    `search_url` has {keyword}, {town}, {postal_code}, {km} and {page}; {keyword_slug} and {town_slug} as in a path.
    """

    search_url: ClassVar[str]
    distances: ClassVar[tuple[int, ...]] = ()  # km; the board knows no others, and the last is the largest
    total: ClassVar[str] = ""  # path of the answer's own count
    size: ClassVar[int] = 0  # postings a page; 0 where that is as many as came
    pages: ClassVar[str | None] = None  # path of the answer's own number of pages
    reach: ClassVar[int] = 10**9  # the last posting that can be asked for
    detail_url: ClassVar[str | None] = None  # a posting's own answer, by its {board_ref}, or by that in {base64}

    def first_questions(self) -> Iterator[Request]:
        for keyword in self.search.what.keywords:
            yield self.ask_page(keyword, 1)

    def ask_page(self, keyword: str, page: int) -> Request:
        return self.ask_list(self.search_url.format(**self.words_asked(keyword, page)), keyword=keyword, page=page)

    def words_asked(self, keyword: str, page: int) -> dict[str, Any]:
        where = self.search.where
        known = [km for km in self.distances if km >= where.radius_km] or self.distances[-1:]
        return {
            "keyword": quote_plus(keyword),
            "keyword_slug": slug_of(keyword),
            "town": quote_plus(where.town),
            "town_slug": slug_of(where.town),
            "postal_code": where.postal_code,
            "km": known[0] if known else math.ceil(where.radius_km),
            "page": page,
        }

    def read_row(self, row: Row, response: Response) -> Found | None:
        if self.detail_url is None:
            return super().read_row(row, response)
        ref = str(row[self.fields["board_ref"]])
        url = self.detail_url.format(board_ref=ref, base64=quote(b64encode(ref.encode()), safe="="))
        facts = {"stamp": row, "row": row, "listed_at": answered_at(response)}
        return self.ask_posting(url, ref, **facts) if self.is_new(ref) else None

    def read_posting(self, response: Response) -> RawPosting:
        return self.posting(response, **self.words_of(self.read_detail(response), response))

    def read_detail(self, response: Response) -> Row:
        """A row of the list with what the posting's own answer states, which goes before."""
        stated = {name: value for name, value in read_json(response).items() if value not in (None, "", [], {})}
        return self.count_keys({**response.cb_kwargs["row"], **stated})

    def rows_of(self, data: Any) -> list[Row]:
        """On no hits the list may be absent; only the answer's own count of zero makes that an answer."""
        none = value_at(data, self.total) == 0 and value_at(data, self.rows) is None
        return [] if none else super().rows_of(data)

    def read_on(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        keyword, page, total = response.cb_kwargs["keyword"], response.cb_kwargs["page"], count_at(data, self.total)
        size = self.size or len(rows)
        if not rows and total > (page - 1) * size:
            raise ValueError(f"page {page} of {total} hits is empty")
        if page * size >= self.reach and total > self.reach:
            raise ValueError(f"{total} hits for {keyword!r}, of which the board shows {self.reach}")
        stated = value_at(data, self.pages) if self.pages else None
        if page < stated if stated else page * size < total:
            yield self.ask_page(keyword, page + 1)
