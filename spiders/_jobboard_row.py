"""One row of jobboards.toml, read like a board of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from schemas.jobboards import JobBoardRow
from schemas.raw import Refused
from schemas.vocabulary import Refusal
from spiders._asks import Asks
from spiders._board import Board, Found
from spiders._keywords import slug_of
from spiders._page_board import PageBoard
from spiders._responses import explain_failure


@dataclass
class RowLists(Asks):
    """The row's lists for each keyword and the town searched, and its sitemaps."""

    row: JobBoardRow

    def first_requests(self, board: Board) -> Iterator[Request]:
        town, keywords = slug_of(board.search.where.town), map(slug_of, board.search.what.keywords)
        words = [{"town": town, "keyword": keyword} for keyword in keywords]
        urls = dict.fromkeys(url.format(**one) for url in self.row.list_urls for one in words)
        for url in urls:  # all at once: what was asked for does not depend on how far the crawl came
            board.note_asked(f"{self.row.name}/", list=url)
        for url in urls:
            yield board.ask_list(url)
        for url in self.row.sitemap_urls:
            yield board.ask_list(url, sitemap=1)

    def part_of(self, asked: Request | Response) -> str:
        """The row's name and a slash."""
        return f"{self.row.name}/"


class RowBoard(PageBoard):
    """A row of jobboards.toml, read within the spider of all rows.

    A row that fails counts as unread in this crawl (stat `board/unread/<row>/`), and so does a single posting
    (`board/unread/<row>/<ref>`). The lists are requested one after another, and none after the row has failed.
    """

    row: JobBoardRow
    waiting: Iterator[Request]
    has_failed: bool

    @classmethod
    def of(cls, row: JobBoardRow, spider: Board) -> Self:
        board = cls(spider.name)
        board.row, board.asks, board.has_failed = row, RowLists(row), False
        board.posting_urls, board.next_page, board.none_words = row.posting_urls, row.next_page, row.none_words
        board.crawler = spider.crawler
        board.begin(spider.search, spider.known)
        board.waiting = board.first_requests()
        return board

    def next_request(self) -> Iterator[Request]:
        return islice(self.waiting, 0 if self.has_failed else 1)

    def parse(self, response: Response, **facts: Any) -> Iterator[Found]:
        yield from super().parse(response, **facts)
        yield from self.next_request()

    def request_failed(self, failure: Failure) -> Iterator[Found]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        self.mark_incomplete(explain_failure(failure), request.cb_kwargs.get("board_ref", ""))
        yield self.reject(request.url, Refused(Refusal.FEED, explain_failure(failure)), {"jobboard": self.row.name})

    def mark_incomplete(self, reason: str, part: str = "") -> None:
        """Mark this row, or one posting of it (`part`: its board_ref), as unread in this crawl."""
        name = f"{self.row.name}/"
        self.has_failed |= part in ("", name)
        super().mark_incomplete(reason, part or name)

    def closed(self, reason: str) -> None:
        """As for any board, with this row's own counts; fewer postings than the floor also make the row incomplete."""
        name = f"{self.row.name}/"
        self.judge_counts(name, self.counts[name])
        if (read := self.counts[name]["read"]) < self.row.floor:
            self.mark_incomplete(f"{read} postings, with a floor of {self.row.floor}")
