"""How a board is asked: what all ways of asking have in common."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from spiders._responses import explain_failure

if TYPE_CHECKING:
    from spiders._board import Board, Found


@dataclass
class Asks:
    """How a board is asked: which lists there are, and what it means when one of them fails. This one asks nothing."""

    headers: dict[str, str] = field(default_factory=dict, kw_only=True)  # sent with every request
    reads_employers: bool = field(default=False, kw_only=True)  # rows of employers.toml may name the board as `ats`

    def first_requests(self, board: "Board") -> Iterator[Request]:
        """The lists that this search needs."""
        yield from ()

    def ask_next(self, board: Any, response: Response, data: Any, rows: list[Any]) -> Iterator[Request]:
        """What follows the rows of a FeedBoard's list. Raises ValueError where they are not all there is to be had."""
        yield from ()

    def facts_of(self, response: Response) -> dict[str, Any]:
        """What the requests that a list leads to carry on of it."""
        return {}

    def check(self, response: Response) -> None:
        """Raise ValueError for the response of somebody else."""

    def part_of(self, response: Response) -> str:
        """What a `board_ref` begins with, for a part of the board that is whole or not by itself."""
        return ""

    def complete(self, words: dict[str, Any], response: Response) -> dict[str, Any]:
        """A posting's words, with what is known of it from elsewhere."""
        return words

    def list_failed(self, board: "Board", response: Response, error: Exception) -> Iterator["Found"]:
        """A list does not have the expected structure."""
        board.mark_incomplete(f"{response.url}: {error}")
        yield from ()

    def request_failed(self, board: "Board", failure: Failure) -> Iterator["Found"]:
        """A list or a posting has no response."""
        board.mark_incomplete(explain_failure(failure))
        yield from ()
