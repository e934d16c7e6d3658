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
    as the list itself says so; where the feed states a total, it must agree, or is what a further page is asked by
    (`offset`; `page_url` with the {feed} in it).
    """

    headers: ClassVar[dict[str, str]] = {"Accept": "application/json"}
    total: ClassVar[str | None] = None  # path of the feed's own count
    offset: ClassVar[str | None] = None  # asked by POST, answer after answer, with how many have come under this name

    def ask_feed(self, employer: Employer) -> Request:
        return self.ask_by_post(employer, {}) if self.offset else super().ask_feed(employer)

    def read_on(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        employer, page = response.cb_kwargs["employer"], response.cb_kwargs.get("page", 1)
        stated = count_at(data, self.total) if self.total else len(rows)
        if self.offset or self.page_url:
            if seen := self.count_seen(response, len(rows), stated):
                yield self.ask_rest(employer, seen, page + 1)
        elif stated != len(rows):
            raise ValueError(f"the feed says {stated} postings and carries {len(rows)}")
        if self.next_page and (url := value_at(data, self.next_page)):
            yield self.ask_list(response.urljoin(url), employer=employer)

    def ask_rest(self, employer: Employer, seen: int, page: int) -> Request:
        """The question for what comes after the postings seen."""
        if self.offset:
            return self.ask_by_post(employer, {self.offset: seen}, seen=seen)
        url = str(self.page_url).format(feed=self.feed_of(employer), page=page)
        return self.ask_list(url, employer=employer, seen=seen, page=page)

    def words_of(self, row: Row, response: Response) -> dict[str, Any]:
        employer: Employer = response.cb_kwargs["employer"]
        words = super().words_of(row, response)
        words["employer_raw"] = words.get("employer_raw") or employer.name
        if words["board_ref"]:
            words["board_ref"] = f"{employer.tenant}/{words['board_ref']}"
        if not words.get("places") and not words.get("remote_raw") and employer.place:
            words["places"] = (RawPlace(words=employer.place),)
        return words
