"""The words that a page shows, and the addresses that it links."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urldefrag

from scrapy.http import Response, TextResponse

_SESSION = re.compile(r"(?i);jsessionid=[^?#/]*|(?<=[?&])(?:sid|phpsessid)=[0-9a-f]{16,}&?")


def words_on(page: TextResponse) -> str:
    """All that a page shows, on one line."""
    texts: list[str] = page.xpath("//body//text()[not(parent::script or parent::style)]").getall()
    return " ".join(" ".join(texts).split())


def find_links(page: Response) -> list[str]:
    """The addresses that a page links to, without sessions; what is not an address is passed over."""
    return [url for url, _ in _anchors(page)]


def find_cards(page: Response, ref_of: Callable[[str], str | None]) -> dict[str, str]:
    """What a list says of each posting it links to: the words of the largest element that links to no other posting."""
    anchors = [(url, ref, anchor) for url, anchor in _anchors(page) if (ref := ref_of(url))]
    linked: dict[Any, set[str]] = {}
    for _, ref, anchor in anchors:
        for element in (anchor, *anchor.iterancestors()):
            linked.setdefault(element, set()).add(ref)
    cards = {}
    for url, _, anchor in anchors:
        card = anchor
        while card.getparent() is not None and len(linked[card.getparent()]) == 1:
            card = card.getparent()
        cards[url] = " ".join("".join(card.itertext()).split())
    return cards


def _anchors(page: Response) -> Iterator[tuple[str, Any]]:
    for anchor in page.css("a[href]") if isinstance(page, TextResponse) else ():
        with suppress(ValueError):
            yield _without_session(urldefrag(page.urljoin(anchor.attrib["href"])).url), anchor.root


def _without_session(url: str) -> str:
    """The address that stays the same from visit to visit.

    >>> _without_session("https://muster.example/IT-de-j7.html?sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9&lang=de")
    'https://muster.example/IT-de-j7.html?lang=de'
    >>> _without_session("https://muster.example/stelle;jsessionid=0A1B.worker2?id=7"), _without_session("/suche?")
    ('https://muster.example/stelle?id=7', '/suche?')
    """
    found = _SESSION.sub("", url)
    return url if found == url else found.rstrip("?&")
