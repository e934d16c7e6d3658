"""Career feeds: the employers of employers.toml that one ATS serves, each apart from the others."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from schemas.configuration import Employer, employers_of
from schemas.raw import RawPlace, Refused
from schemas.vocabulary import Refusal
from spiders._asks import Asks
from spiders._board import GONE, Board, Found
from spiders._paths import count_at, value_at
from spiders._posting import fill_in
from spiders._responses import explain_failure

if TYPE_CHECKING:
    from spiders._feed_board import FeedBoard


@dataclass
class Employers(Asks):
    """A feed for each employer of an ATS: `feed_url` with the {tenant} in it, or the employer's own `feed`.

    A feed that fails leaves the others alone: its employer's postings count as unread in this crawl (stat
    `board/unread/<tenant>/`). Where a feed states a total, it must agree with the rows that came,
    or further pages are requested until it is reached; where it counts its pages, these are requested.

    >>> Employers("https://ats.example/{tenant}.json").feed_of(
    ...     Employer(ats="muster", tenant="stadtwerke", name="Stadtwerke AG", source="fictional", sure="seen"))
    'https://ats.example/stadtwerke.json'
    """

    feed_url: str
    page_url: str | None = None  # address of a further page, with {feed} and {page}
    offset: str | None = None  # key for the number of rows so far; the pages are requested by POST
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "application/json"}, kw_only=True)
    reads_employers: bool = field(default=True, kw_only=True)

    def first_requests(self, board: Board) -> Iterator[Request]:
        employers = employers_of(board.search, board.name)
        if not employers:
            board.mark_incomplete(
                f"{board.search.employers_file} names no employer with ats = {board.name!r}: add an [[employer]] "
                f"there, or write enabled = false under [boards.{board.name}]"
            )
        for employer in employers:
            board.note_feed(f"{employer.tenant}/")
            yield self.ask_feed(board, employer)

    def feed_of(self, employer: Employer) -> str:
        """The address of an employer's feed."""
        return employer.feed or self.feed_url.format(tenant=quote(employer.tenant))

    def ask_feed(self, board: Board, employer: Employer) -> Request:
        """The first request for an employer's postings."""
        if self.offset:
            return self.ask_by_post(board, employer, {})
        return board.ask_list(self.feed_of(employer), employer=employer)

    def ask_by_post(self, board: Board, employer: Employer, body: dict[str, Any], **facts: Any) -> Request:
        """A request for a list by POST, with a JSON body."""
        request = board.ask_list(self.feed_of(employer), employer=employer, **facts)
        headers = {**self.headers, "Content-Type": "application/json"}
        return request.replace(method="POST", body=json.dumps(body), headers=headers)

    def ask_next(self, board: "FeedBoard", response: Response, data: Any, rows: list[Any]) -> Iterator[Request]:
        employer, page = response.cb_kwargs["employer"], response.cb_kwargs.get("page", 1)
        if board.pages:
            yield from self.ask_next_page(board, response, data, rows)
            return
        stated = count_at(data, board.total) if board.total else len(rows)
        if self.offset or self.page_url:
            if seen := count_seen(response, len(rows), stated):
                yield self.ask_rest(board, employer, seen, page + 1)
        elif stated != len(rows):
            raise ValueError(f"the feed says {stated} postings and carries {len(rows)}")
        if board.next_page and (url := value_at(data, board.next_page)):
            yield board.ask_list(response.urljoin(url), employer=employer)

    def ask_next_page(self, board: "FeedBoard", response: Response, data: Any, rows: list[Any]) -> Iterator[Request]:
        """Request the next page as long as the feed says that there is one: past its end the last page may repeat.

        Raises ValueError for an empty page among them, and if fewer postings came than a total that is stated.
        """
        page, pages = response.cb_kwargs.get("page", 1), count_at(data, str(board.pages))
        seen, total = response.cb_kwargs.get("seen", 0) + len(rows), value_at(data, str(board.total))
        if page <= pages and not rows and total != 0:
            raise ValueError(f"page {page} of {pages} is empty")
        if page < pages:
            yield self.ask_rest(board, response.cb_kwargs["employer"], seen, page + 1)
        elif total and seen < total:
            raise ValueError(f"{seen} of {total} postings came on {pages} pages")

    def ask_rest(self, board: Board, employer: Employer, seen: int, page: int) -> Request:
        """The request for the postings after those seen."""
        if self.offset:
            return self.ask_by_post(board, employer, {self.offset: seen}, seen=seen)
        url = str(self.page_url).format(feed=self.feed_of(employer), page=page)
        return board.ask_list(url, employer=employer, seen=seen, page=page)

    def facts_of(self, response: Response) -> dict[str, Any]:
        return {"employer": response.cb_kwargs["employer"]}

    def check(self, response: Response) -> None:
        if not self.is_of(response.cb_kwargs["employer"], response.url):
            raise ValueError(f"redirected to {response.url}: no such employer")

    def is_of(self, employer: Employer, url: str) -> bool:
        """Whether an address is of the host of an employer's feed, or of another with the tenant in its name."""
        host = urlsplit(url).hostname or ""
        return host == urlsplit(self.feed_of(employer)).hostname or employer.tenant in host.split(".")

    def part_of(self, asked: Request | Response) -> str:
        """The tenant and a slash."""
        return f"{asked.cb_kwargs['employer'].tenant}/"

    def complete(self, words: dict[str, Any], response: Response) -> dict[str, Any]:
        """Fill in the employer's name and place from employers.toml where the feed states none."""
        employer: Employer = response.cb_kwargs["employer"]
        is_placed = bool(employer.place) and not words.get("remote_raw")
        return fill_in(words, employer_raw=employer.name, places=(RawPlace(words=employer.place),) if is_placed else ())

    def list_failed(self, board: Board, response: Response, error: Exception) -> Iterator[Found]:
        yield self.mark_unread(board, response.cb_kwargs["employer"], response.url, str(error))

    def request_failed(self, board: Board, failure: Failure) -> Iterator[Found]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        employer: Employer = request.cb_kwargs["employer"]
        unknown = ": no such employer" if self.is_unknown(employer, request, failure) else ""
        yield self.mark_unread(board, employer, request.url, f"{explain_failure(failure)}{unknown}")

    def is_unknown(self, employer: Employer, request: Request, failure: Failure) -> bool:
        """Whether a list that failed says that there is no such employer: it is gone, or leads to the vendor."""
        if "board_ref" in request.cb_kwargs:  # a posting's page
            return False
        response = failure.value.response if isinstance(failure.value, HttpError) else None
        return not self.is_of(employer, request.url) or (response is not None and response.status in GONE)

    def mark_unread(self, board: Board, employer: Employer, url: str, reason: str) -> Found:
        """Report that this employer's postings could not be read in this crawl."""
        board.mark_incomplete(reason, f"{employer.tenant}/")
        return board.reject(url, Refused(Refusal.FEED, reason), {"tenant": employer.tenant, "employer": employer.name})


def count_seen(response: Response, came: int, total: int) -> int | None:
    """How many of an employer's postings have come, to be handed on as `seen`; None once all have come.

    Raises ValueError for a response without postings while some are still missing.
    """
    seen: int = response.cb_kwargs.get("seen", 0) + came
    if seen < total and not came:
        raise ValueError(f"an empty response after {seen} of {total} postings")
    return seen if seen < total else None
