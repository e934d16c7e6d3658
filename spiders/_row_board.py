"""One row of jobboards.toml, read like a board of its own."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from schemas.configuration import JobBoardRow, Search
from schemas.wires import Stat
from spiders._board import Board, Found, words_of_failure
from spiders._page_board import PageBoard


class RowBoard(PageBoard):
    """A row of jobboards.toml within its spider: a `board_ref` begins with the row's name and a slash.

    What fails counts as unread in this crawl (stat `board/unread/<row>/`, of a posting `board/unread/<row>/<ref>`).
    One list after another is asked, none more once the row has failed.
    """

    row: JobBoardRow
    questions: Iterator[Request]
    counts: Counter[str]

    @classmethod
    def of(cls, row: JobBoardRow, spider: Board) -> "RowBoard":
        names = ("sitemap_urls", "posting_urls", "next_page", "none_words")
        facts = {name: getattr(row, name) for name in names} | {"list_urls": addresses_of(row, spider.search)}
        board: RowBoard = type(cls.__name__, (cls,), facts)(spider.name)
        board.crawler, board.search, board.row = spider.crawler, spider.search, row
        board.known, board._handed_over, board._keys_read = spider.known, set(), set()
        board.counts, board.questions = Counter(), board.first_questions()
        return board

    def next_question(self) -> Iterator[Request]:
        return islice(self.questions, 0 if self.counts["failed"] else 1)

    def parse(self, response: Response, **facts: Any) -> Iterator[Found]:
        yield from super().parse(response, **facts)
        yield from self.next_question()

    def ask_posting(self, url: str, board_ref: str, **facts: Any) -> Request:
        return super().ask_posting(url, f"{self.row.name}/{board_ref}", **facts)

    def question_failed(self, failure: Failure) -> Iterator[Found]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        self.broken(words_of_failure(failure), request.cb_kwargs.get("board_ref"))
        yield self.reject(request.url, words_of_failure(failure), {"jobboard": self.row.name})

    def broken(self, reason: str, board_ref: str | None = None) -> None:
        """This row, or one posting of it, is not known in this crawl; the first reason is the one reported."""
        self.logger.warning("%s of %s is unread: %s", board_ref or self.row.name, self.name, reason)
        self.counts["failed"] += not board_ref
        stat = f"{Stat.UNREAD}{board_ref or self.row.name + '/'}"
        self.crawler.stats.set_value(stat, self.crawler.stats.get_value(stat) or reason)

    def count(self, what: str) -> None:
        super().count(what)
        self.counts[what] += 1

    def closed(self, reason: str) -> None:
        """As for any board, by this row's own counts; too few postings are no whole board either."""
        read, rejected, gone = (self.counts[what] for what in ("read", "rejected", "gone"))
        if rejected > read:
            self.broken(f"{rejected} postings could not be read, {read} could")
        elif read < self.row.floor or gone == self.counts["asked"] > 2:
            self.broken(f"{read} postings, with a floor of {self.row.floor}; {gone} posting pages are gone")


def addresses_of(row: JobBoardRow, search: Search) -> tuple[str, ...]:
    """The row's lists for each keyword and the town searched."""
    town, keywords = slug_of(search.where.town), [slug_of(keyword) for keyword in search.what.keywords]
    return tuple(dict.fromkeys(url.format(town=town, keyword=word) for url in row.list_urls for word in keywords))


def slug_of(words: str) -> str:
    """Words as they stand in a board's addresses.

    >>> slug_of("Head of IT"), slug_of("Mülheim")
    ('head-of-it', 'm%C3%BClheim')
    """
    return quote(words.lower().replace(" ", "-"))
