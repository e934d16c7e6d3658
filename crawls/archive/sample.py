"""Limits a crawl to one or two requests, and notes what comes of them: what `scrapy doctor` looks at.

Not in settings.py: `scrapy doctor` adds `Sample` to the SPIDER_MIDDLEWARES and `Witness` to the
DOWNLOADER_MIDDLEWARES, where it sees each response or error as the network (or the recording) gave it.
"""

import json
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from schemas.raw import RawPosting, Rejected
from schemas.secrets import hide_secrets
from schemas.wires import Stat
from storage.files import write_file

REQUESTS = 2  # made of a board, besides those for robots.txt and tdmrep.json
SEEN = "sample/seen"
_KEPT = 50  # requests kept of those that a long list leads to


class Sample:
    """Spider middleware: makes one request after another until a posting has been read, REQUESTS at the most.

    A posting's own page is tried before a further list, and that before the next of the board's first requests. One
    more is made where the second led to no posting: an index of sitemaps, a posting that is gone.
    Writes SAMPLE_FILE when the crawl ends: what was requested, what came, which hosts a whole crawl would begin with
    that were not asked, and the crawl's statistics.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.postings: list[Request] = []
        self.lists: list[Request] = []
        self.first: list[Request] = []
        self.asked: list[str] = []
        self.rejected: list[str] = []  # the reasons of the first rejections
        self.read = 0
        self.stats: dict[str, Any] = {}  # after the last request: of a sample, the number of postings is not judged
        crawler.signals.connect(self.idle, signals.spider_idle)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for found in start:
            if isinstance(found, Request):
                self.first.append(found)
            else:
                yield found

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for found in result:
            if isinstance(found, Request):
                waiting = self.postings if "board_ref" in found.cb_kwargs else self.lists
                if len(waiting) < _KEPT:
                    waiting.append(found)
            else:
                self.read += isinstance(found, RawPosting)
                if isinstance(found, Rejected) and len(self.rejected) < _KEPT:
                    self.rejected.append(found.reason)
                yield found

    def idle(self) -> None:
        """Nothing is under way: make the next request, or let the crawl end."""
        waiting = self.postings or self.lists or self.first
        assert self.crawler.stats and self.crawler.engine
        self.stats = dict(self.crawler.stats.get_stats())
        if self.read or not waiting or len(self.asked) > REQUESTS:
            return
        request = waiting.pop(0)
        self.asked.append(request.url)
        self.crawler.engine.crawl(request)
        raise DontCloseSpider

    def closed(self, spider: Spider, reason: str) -> None:
        assert self.crawler.stats
        now = self.crawler.stats.get_stats()
        keys = {name: rows for name, rows in now.items() if name.startswith(Stat.UNREAD_KEY)}
        stats = self.stats | keys if reason == "finished" else dict(now)
        told = {
            "asked": self.asked,
            "seen": stats.pop(SEEN, []),
            "rejected": self.rejected,
            "unasked": sorted({urlparse_cached(request).netloc for request in self.first}),
            "stats": stats,
        }
        write_file(self.crawler.settings["SAMPLE_FILE"], hide_secrets(json.dumps(told, default=str)))


class Witness:
    """Innermost downloader middleware: notes each response's status and each error's kind and words."""

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.seen: list[dict[str, Any]] = []
        crawler.stats.set_value(SEEN, self.seen)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        self._note(request, status=response.status)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._note(request, error=type(exception).__name__, words=str(exception))

    def _note(self, request: Request, **what: Any) -> None:
        self.seen.append({"url": request.url, "path": urlparse_cached(request).path, **what})
