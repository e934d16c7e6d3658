"""Finds the board, among those that are read already, whose pages an address leads to."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from crawls.board_classes import load_boards
from schemas.configuration import Search
from schemas.jobboards import load_jobboards
from spiders import Employers

_COMMON = ("www.", "api.", "rest.")  # before the name of a site


def find_board(url: str, search: Search) -> str | None:
    """What reads the site of an address, in words; None if nothing does. Employers' sites are no matter of this.

    >>> from german.places.search import load_search
    >>> find_board("https://www.stepstone.de/jobs/it-leiter", load_search("tests/boards/search.toml"))
    'spiders/stepstone.py; scrapy boards stepstone says on what terms'
    """
    loader = load_boards()
    host = urlsplit(url).hostname or ""
    for name in loader.list():
        board = loader.load(name)
        facts = [] if isinstance(board.asks, Employers) else vars(board.asks).values()
        if _is_of(host, [*facts, getattr(board, "posting_url", None), getattr(board, "detail_url", None)]):
            return f"spiders/{name}.py; scrapy boards {name} says on what terms"
    rows = load_jobboards(search.jobboards_path) if search.jobboards_path.exists() else ()
    for row in rows:
        if _is_of(host, [row.list_urls, row.sitemap_urls]):
            state = "on" if row.enabled else "off"
            return f"the row {row.name!r} of {search.jobboards_file}, which is {state}; its terms: {row.terms}"
    return None


def _is_of(host: str, facts: Iterable[Any]) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in _sites(facts))


def _sites(facts: Iterable[Any]) -> Iterator[str]:
    """The sites of the addresses among some facts; the host of an employer's feed is none."""
    for fact in facts:
        for words in fact if isinstance(fact, tuple) else (fact,):
            host = urlsplit(words).hostname if isinstance(words, str) and words.startswith("https://") else None
            if host and "{" not in host:
                yield next((host.removeprefix(begin) for begin in _COMMON if host.startswith(begin)), host)
