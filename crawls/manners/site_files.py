"""Requests what a site says of itself in a file at a fixed place (robots.txt, tdmrep.json), once a site."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

T = TypeVar("T")


class OncePerSite(Generic[T]):
    """What `read(request)` came to for the request's host and port. While it is read, all others wait for it."""

    def __init__(self, read: Callable[[Request], Awaitable[T]]) -> None:
        self.read = read
        self.found: dict[str, T] = {}
        self.asked: dict[str, Deferred[None]] = {}

    async def get(self, request: Request) -> T:
        site = urlparse_cached(request).netloc
        if site not in self.asked:
            self.asked[site] = Deferred()
            try:
                self.found[site] = await self.read(request)
            finally:
                self.asked[site].callback(None)
        elif site not in self.found:
            await maybe_deferred_to_future(self.asked[site])  # gives None: only a signal
        return self.found[site]


async def ask_site(crawler: Crawler, request: Request, path: str, **meta: Any) -> Response | BaseException | None:
    """Fetch a file of the request's site through all downloader middlewares; returns the error if it fails."""
    assert crawler.engine
    url = urlparse_cached(request)
    site_file = Request(f"{url.scheme}://{url.netloc}{path}", priority=1000, meta=meta, callback=NO_CALLBACK)
    asked: Deferred[Response | BaseException | None] = deferred_from_coro(crawler.engine.download_async(site_file))
    return await maybe_deferred_to_future(asked.addErrback(_error_of))


def _error_of(failure: Failure) -> BaseException | None:
    return failure.value
