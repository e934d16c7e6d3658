"""How a board is asked: what all ways of asking have in common."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from spiders._responses import explain_failure

if TYPE_CHECKING:
    from spiders._board import Board, Found


class CutShort(ValueError):  # noqa: N818 - reads as what it says
    """A list was read whole, and the board has more postings than it shows. Nothing has changed its form."""


@dataclass
class Asks:
    """How a board is asked: which lists there are, and what it means when one of them fails. This one asks nothing."""

    headers: dict[str, str] = field(default_factory=dict, kw_only=True)  # sent with every request
    reads_employers: bool = field(default=False, kw_only=True)  # rows of employers.toml may name the board as `ats`

    def first_requests(self, board: "Board") -> Iterator[Request]:
        """The lists that this search needs."""
        yield from ()

    def ask_next(self, board: Any, response: Response, data: Any, rows: list[Any]) -> Iterator[Request]:
        """The requests that follow a FeedBoard's list. Raises ValueError if rows are missing that cannot be fetched."""
        yield from ()

    def facts_of(self, response: Response) -> dict[str, Any]:
        """The facts of a list that the requests made from it carry on."""
        return {}

    def check(self, response: Response) -> None:
        """Raise ValueError for a response that is not this board's."""

    def part_of(self, asked: Request | Response) -> str:
        """How each `board_ref` begins in the part of the board that was asked, which is complete or not by itself."""
        return ""

    def complete(self, words: dict[str, Any], response: Response) -> dict[str, Any]:
        """A posting's words, with what is known of it from elsewhere."""
        return words

    def list_failed(self, board: "Board", response: Response, error: Exception) -> Iterator["Found"]:
        """A list does not have the expected structure."""
        board.mark_incomplete(f"{response.url}: {error}")
        yield from ()

    def request_failed(self, board: "Board", failure: Failure) -> Iterator["Found"]:
        """The request for a list or a posting got no response."""
        board.mark_incomplete(explain_failure(failure))
        yield from ()
