"""Boards that are asked for each keyword of the search around its town."""

import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from scrapy.http import Request, Response

from schemas.configuration import Search
from spiders._asks import Asks, CutShort
from spiders._board import Board
from spiders._paths import count_at, value_at

if TYPE_CHECKING:
    from spiders._feed_board import FeedBoard


@dataclass
class Keywords(Asks):
    """A list for each keyword; a FeedBoard reads it page after page, up to the list's own count (`total` or `pages`).

    >>> from german.places.search import load_search
    >>> search = load_search("tests/boards/search.toml")  # 30 km around 42103 Wuppertal
    >>> asks = Keywords("https://muster.example/{keyword_slug}?ort={town}&km={km}&seite={page}")
    >>> asks.address(search, "Head of IT", page=2)
    'https://muster.example/head-of-it?ort=Wuppertal&km=30&seite=2'
    >>> asks = Keywords("https://muster.example/?q={keyword}&plz={postal_code}&km={km}", distances=(10, 50))
    >>> asks.address(search, "Head of IT", page=1)
    'https://muster.example/?q=Head+of+IT&plz=42103&km=50'
    """

    search_url: str  # may hold {keyword}, {town}, {postal_code}, {km}, {page}, and {keyword_slug}, {town_slug}
    distances: tuple[int, ...] = ()  # the only radii in km that the board knows, the largest last
    size: int = 0  # postings a page; 0: as many as the page at hand has
    reach: int = 10**9  # the last posting of a list that can be requested
    secrets: dict[str, str] = field(default_factory=dict)  # another name in the address -> its environment variable
    accepts: tuple[int, ...] = ()  # statuses besides 200 with which the board sends a list

    def first_requests(self, board: Board) -> Iterator[Request]:
        for keyword in board.search.what.keywords:
            board.note_asked("", **self.words(board.search, keyword))
            yield self.ask_page(board, keyword, 1)

    def ask_page(self, board: Board, keyword: str, page: int) -> Request:
        """The request for a page of a keyword's list."""
        request = board.ask_list(self.address(board.search, keyword, page), keyword=keyword, page=page)
        if self.accepts:
            request.meta["handle_httpstatus_list"] = list(self.accepts)
        return request

    def address(self, search: Search, keyword: str, page: int) -> str:
        """The address of a page of a keyword's list; a secret that is not set is masked, as in recordings."""
        where = search.where
        return self.search_url.format(
            keyword=quote_plus(keyword),
            keyword_slug=slug_of(keyword),
            town=quote_plus(where.town),
            town_slug=slug_of(where.town),
            postal_code=where.postal_code,
            km=self.km(search),
            page=page,
            **{name: os.environ.get(variable) or "masked" for name, variable in self.secrets.items()},
        )

    def km(self, search: Search) -> int:
        """The radius that the board is asked for."""
        known = [km for km in self.distances if km >= search.where.radius_km] or self.distances[-1:]
        return known[0] if known else math.ceil(search.where.radius_km)

    def words(self, search: Search, keyword: str) -> dict[str, object]:
        """What of the search a keyword's list depends on."""
        where = search.where
        is_around = re.search(r"\{(?:town|town_slug|postal_code)\}", self.search_url)
        around = {"town": where.town, "postal_code": where.postal_code} if is_around else {}
        return {"keyword": keyword, **around, **({"km": self.km(search)} if "{km}" in self.search_url else {})}

    def ask_next(self, board: "FeedBoard", response: Response, data: Any, rows: list[Any]) -> Iterator[Request]:
        keyword, page = response.cb_kwargs["keyword"], response.cb_kwargs["page"]
        total, size = count_at(data, str(board.total)), self.size or len(rows)
        if not rows and total > (page - 1) * size:
            raise ValueError(f"page {page} of {total} hits is empty")
        if page * size >= self.reach and total > self.reach:
            raise CutShort(f"{total} hits for {keyword!r}, of which the board shows {self.reach}")
        stated = value_at(data, board.pages) if board.pages else None
        if page < stated if stated else page * size < total:
            yield self.ask_page(board, keyword, page + 1)


def slug_of(words: str) -> str:
    """Words in the form that they have in a board's addresses.

    >>> slug_of("Head of IT"), slug_of("Mülheim")
    ('head-of-it', 'm%C3%BClheim')
    """
    return quote(words.lower().replace(" ", "-"))


def names_a_word(title: str, keywords: tuple[str, ...]) -> bool:
    """Whether a title has a word of the keywords: one of up to three letters by itself, another within any.

    >>> names_a_word("Abteilungsleitung", ("IT-Leitung",)), names_a_word("Mitarbeit", ("IT-Leitung",))
    (True, False)
    """
    words = {word for keyword in keywords for word in re.findall(r"\w+", keyword.lower())}
    return any(word in re.findall(r"\w+", title.lower()) or (len(word) > 3 and word in title.lower()) for word in words)
