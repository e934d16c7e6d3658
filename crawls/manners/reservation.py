"""Drops postings whose page must not be indexed, or whose rights are reserved."""

import json
from collections.abc import AsyncIterator
from typing import Any, ClassVar, Self
from urllib.parse import urljoin

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.http import HtmlResponse, Response

from crawls.archive.recorded_response import request_key
from crawls.manners.robots import Robots
from crawls.manners.site_files import OncePerSite, ask_site
from crawls.manners.usage import Wishes, forbids_listing
from schemas.raw import RawPosting, Rejected
from schemas.vocabulary import Refusal
from schemas.wires import Stat

TDM_FILE = "/.well-known/tdmrep.json"
RESERVED = "reservation/postings"  # stat: postings not kept
AGENT = "wupperjobs"  # the name by which a page may address this crawler
_NOT_INDEXED = {"noindex", "none"}
_WITH_VALUE = {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}


class Reservation:
    """Spider middleware: such a posting becomes a Rejected with the reason and its reference, without its words.

    `noindex` and `none`, in the X-Robots-Tag header or `<meta name="robots">`, count on a posting's own page: a list or
    a feed that search engines should leave out says nothing about its postings. A TDM reservation (header or meta
    element `tdm-reservation`, or the site's /.well-known/tdmrep.json) counts for every posting in the response. That
    file is requested once a site and crawl, when the first posting is to be kept: it is one more small request beside
    robots.txt, and the only way for a site that does not control its headers. It is not retried, and no response means
    no reservation. A replay reads it if it was recorded.
    A wish in Content-Signal or Content-Usage that forbids a list of jobs (search=no, bots=n) counts in the same way;
    the others, such as ai-train=no, are kept for the board and passed on in datapackage.json.
    Stats: `reservation/postings`, `usage/`. Source: Google's page on robots meta tags; W3C TDM Reservation Protocol.
    """

    doctor_notes: ClassVar = {RESERVED: "{n} ads are not kept: their page reserves its rights"}

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.crawler = crawler
        self.stats = crawler.stats
        self.sites = OncePerSite(self._ask)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        wishes = self._wishes_for(response)
        reason = find_reservation(response) or find_forbidden(wishes)
        async for found in result:
            if isinstance(found, RawPosting) and (reason or await self._is_reserved(response)):
                self.stats.inc_value(RESERVED)
                reason = reason or f"its site reserves its rights ({TDM_FILE})"
                yield Rejected(
                    board=found.board,
                    url=found.url,
                    code=Refusal.RESERVED,
                    reason=reason,
                    words={"board_ref": found.board_ref},
                )
            else:
                yield found

    def _wishes_for(self, response: Response) -> Wishes:
        robots = self.crawler.get_downloader_middleware(Robots)
        wishes = robots.wishes_for(response) if robots else {}
        for name, said in wishes.items():
            self.stats.set_value(f"{Stat.USAGE}{name}={said}", 1)
        return wishes

    async def _is_reserved(self, response: Response) -> bool:
        rules = await self.sites.get(response.request or Request(response.url))
        return not rules.can_fetch(response.url, AGENT)

    async def _ask(self, request: Request) -> Protego:
        cache = self.crawler.get_downloader_middleware(HttpCacheMiddleware)
        recording = getattr(cache and cache.storage, "recording", None)
        if recording and not recording.next_response(request_key("GET", urljoin(request.url, TDM_FILE), b"")):
            return Protego()
        response = await ask_site(self.crawler, request, TDM_FILE, dont_retry=True)
        return read_tdm_file(response.body if isinstance(response, Response) and response.status == 200 else b"")


def read_tdm_file(body: bytes) -> Protego:
    """The locations of a tdmrep.json as rules of a robots.txt, which have the same form: reserved means disallowed.

    Any other content is ignored.

    >>> rules = read_tdm_file(b'[{"location": "/jobs/*", "tdm-reservation": 1}]')
    >>> rules.can_fetch("https://board.example/jobs/7", AGENT), rules.can_fetch("https://board.example/", AGENT)
    (False, True)
    """
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        rows = []
    lines = ["User-agent: *"]
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and (place := str(row.get("location", ""))).isprintable():
            lines.append(f"{'Disallow' if str(row.get('tdm-reservation')) == '1' else 'Allow'}: {place}")
    return Protego.parse("\n".join(lines))


def find_reservation(response: Response) -> str | None:
    """Why the postings of a response are not kept; None if they may be."""
    header, metas = (response.headers.get("tdm-reservation") or b"").strip(), _read_metas(response)
    if header == b"1" or ("tdm-reservation", "1") in metas:
        return "the page reserves its rights (tdm-reservation: 1)"
    if not isinstance(response, HtmlResponse) or "board_ref" not in response.cb_kwargs:
        return None
    tags = [value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag")]
    if any(forbids_indexing(tag) for tag in tags):
        return f"the page is not to be indexed (X-Robots-Tag: {', '.join(tags)[:100]})"
    for asked in ("robots", AGENT):
        for name, words in metas:
            if name == asked and forbids_indexing(words):
                return f"the page is not to be indexed (meta robots: {words[:100]})"
    return None


def find_forbidden(wishes: Wishes) -> str | None:
    if not forbids_listing(wishes):
        return None
    said = ", ".join(f"{name}={answer}" for name, answer in sorted(wishes.items()))
    return f"its site does not want it in a list of others (Content-Signal or Content-Usage: {said})"


def forbids_indexing(words: str) -> bool:
    """Whether directives of X-Robots-Tag or meta robots forbid it to everybody or to this crawler.

    >>> [forbids_indexing(words) for words in ("noindex, follow", "None", "wupperjobs: noindex", "max-snippet: 9,none")]
    [True, True, True, True]
    >>> [forbids_indexing(words) for words in ("index, nofollow", "googlebot: noindex, nofollow", "noarchive", "")]
    [False, False, False, False]
    """
    addressed = True
    for part in words.lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in _WITH_VALUE:
            addressed, part = name.strip() == AGENT, rest
        if addressed and part.strip() in _NOT_INDEXED:
            return True
    return False


def _read_metas(response: Response) -> list[tuple[str, str]]:
    """The name, in lower case, and the content of each meta element."""
    if not isinstance(response, HtmlResponse):
        return []
    metas = response.selector.root.iter("meta")
    return [(meta.get("name", "").strip().lower(), meta.get("content", "").strip()) for meta in metas]
