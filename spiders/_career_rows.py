"""Career feeds whose answers carry the postings as rows: what those of several ATS have in common."""

from collections.abc import Iterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPlace
from spiders._career_feeds import CareerFeeds
from spiders._feed_board import FeedBoard
from spiders._feed_board import Row as Row
from spiders._json_feed import count_at, value_at


class CareerRows(FeedBoard, CareerFeeds):
    """Career feeds read by facts.

    The employer's name and place of employers.toml stand in for what the feed leaves out. No rows mean no openings,
    as the list itself says so; where the feed states a total, it must agree.
    """

    headers: ClassVar[dict[str, str]] = {"Accept": "application/json"}
    total: ClassVar[str | None] = None  # path of the feed's own count
    offset: ClassVar[str | None] = None  # asked by POST, answer after answer, with how many have come under this name
    next_page: ClassVar[str | None] = None  # path of the next page's address

    def ask_feed(self, employer: Employer) -> Request:
        return self.ask_by_post(employer, {}) if self.offset else super().ask_feed(employer)

    def read_on(self, response: Response, data: object, rows: list[Row]) -> Iterator[Request]:
        employer: Employer = response.cb_kwargs["employer"]
        stated = count_at(data, self.total) if self.total else None
        if self.offset and stated is not None:
            if seen := self.count_seen(response, len(rows), stated):
                yield self.ask_by_post(employer, {self.offset: seen}, seen=seen)
        elif stated not in (None, len(rows)):
            raise ValueError(f"the feed says {stated} postings and carries {len(rows)}")
        if self.next_page and (url := value_at(data, self.next_page)):
            yield self.ask_list(response.urljoin(url), employer=employer)

    def words_of(self, row: Row, response: Response) -> dict[str, Any]:
        employer: Employer = response.cb_kwargs["employer"]
        words = super().words_of(row, response)
        words["employer_raw"] = words.get("employer_raw") or employer.name
        if words["board_ref"]:
            words["board_ref"] = f"{employer.tenant}/{words['board_ref']}"
        if not words.get("places") and not words.get("remote_raw") and employer.place:
            words["places"] = (RawPlace(words=employer.place),)
        return words
