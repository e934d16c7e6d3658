"""Boards that are asked at fixed addresses: of lists, or of sitemaps."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scrapy.http import Request, Response

from spiders._asks import Asks, CutShort
from spiders._board import Board
from spiders._paths import count_at, value_at

if TYPE_CHECKING:
    from spiders._feed_board import FeedBoard


class Addresses(Asks):
    """Lists at fixed addresses, whose first {page} is 1.

    A FeedBoard's `next_page` says whether there is another page: it is at the same address with the next {page} number,
    or, where the address has no {page}, at the address that `next_page` gives. A `total` without `next_page` must agree
    with the rows. `page_limit`: pages beyond this number are not read, and the crawl is incomplete.
    """

    def __init__(self, *urls: str, page_limit: int = 60, headers: dict[str, str] | None = None) -> None:
        super().__init__(headers=headers or {})
        self.urls, self.page_limit = urls, page_limit

    def first_requests(self, board: Board) -> Iterator[Request]:
        for url in self.urls:
            yield board.ask_list(url.replace("{page}", "1"), address=url)

    def ask_next(self, board: "FeedBoard", response: Response, data: Any, rows: list[Any]) -> Iterator[Request]:
        page, total = response.cb_kwargs.get("page", 1), count_at(data, board.total) if board.total else None
        if not rows and page == 1 and total != 0:
            raise ValueError("no postings on the first page")
        if board.next_page is None:
            if total not in (None, len(rows)):
                raise ValueError(f"the list says {total} postings and carries {len(rows)}")
            return
        around, _, _ = board.next_page.rpartition(".")
        if value_at(data, around or "@") is None:
            raise ValueError(f"{around!r} is missing: whether there is a next page is not known")
        if following := value_at(data, board.next_page):
            if page == self.page_limit:
                raise CutShort(f"more than {page} pages; the rest is not read")
            address = response.cb_kwargs.get("address", self.urls[0])
            numbered = address.replace("{page}", str(page + 1))
            url = numbered if numbered != address else response.urljoin(following)
            yield board.ask_list(url, address=address, page=page + 1)


class Sitemaps(Asks):
    """The sitemaps of a PageBoard, or indexes of sitemaps."""

    def __init__(self, *urls: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(headers=headers or {})
        self.urls = urls

    def first_requests(self, board: Board) -> Iterator[Request]:
        for url in self.urls:
            yield board.ask_list(url, sitemap=1)
