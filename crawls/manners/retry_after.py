"""Leaves a host alone after 429 and 503, for as long as it asks, or for longer each time.

Scrapy's RetryMiddleware repeats such a request at once and does not read Retry-After.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.asyncio import call_later

from crawls.manners.giving_up import report_without_errback

REFUSALS = (429, 503)


class RetryAfter(RetryMiddleware):
    """Retries as Scrapy does, at most RETRY_TIMES times, and pauses the host's slot after a 429 or 503.

    The pause is what Retry-After says, else RETRY_BACKOFF seconds (5), doubled with each refusal in a row. A host that
    would pause for more than RETRY_AFTER_MAX seconds (300) is asked nothing more: each of its requests is refused with
    the reason, other hosts go on. Nothing waits in a replay, whose responses do not come from the downloader. Stats:
    `retry_after/pauses`, and their sum `retry_after/seconds`.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = super().from_crawler(crawler)
        middleware.backoff = crawler.settings.getfloat("RETRY_BACKOFF", 5)
        middleware.longest = crawler.settings.getfloat("RETRY_AFTER_MAX", 300)
        middleware.refusals, middleware.given_up = {}, {}
        # This signal comes before the slot's next request is let go, process_response after that.
        crawler.signals.connect(middleware.downloaded, signals.response_downloaded)
        return middleware

    backoff: float
    longest: float
    refusals: dict[str, int]  # downloader slot -> its refusals in a row
    given_up: dict[str, str]  # downloader slot -> why nothing more is requested there

    def downloaded(self, response: Response, request: Request) -> None:
        key = request.meta["download_slot"]
        if response.status not in REFUSALS:
            self.refusals.pop(key, None)
            return
        self.refusals[key] = self.refusals.get(key, 0) + 1
        seconds = read_retry_after(response.headers, datetime.now(UTC))
        words = f"and asks to be left alone for {seconds:.0f} s" if seconds else f"{self.refusals[key]} times in a row"
        if seconds is None:
            seconds = self.backoff * 2 ** (self.refusals[key] - 1)
        if seconds > self.longest:
            self.give_up(key, f"{key} answers {response.status} {words}")
        else:
            self.pause(key, seconds)

    def give_up(self, key: str, reason: str) -> None:
        """Request nothing more of a host; requests that wait for it in the downloader are refused, too."""
        assert self.crawler.engine
        self.given_up[key] = reason
        queue = self.crawler.engine.downloader.slots[key].queue
        while queue:
            request, answer = queue.popleft()
            answer.errback(self.refusal(request, reason))

    def refusal(self, request: Request, reason: str) -> IgnoreRequest:
        if request.callback is not NO_CALLBACK:  # who fetches a site's file reports it
            report_without_errback(self.crawler, request, reason)
        return IgnoreRequest(reason)

    def pause(self, key: str, seconds: float) -> None:
        """Send nothing to a host for so many seconds; a longer pause that is running goes on."""
        assert self.crawler.engine and self.crawler.stats
        downloader = self.crawler.engine.downloader
        slot = downloader.slots[key]
        until = max(monotonic() + seconds, slot.lastseen)
        if slot.latercall:
            slot.latercall.cancel()
        slot.latercall = call_later(until - monotonic(), downloader._latercall, slot)
        slot.lastseen = until  # in the future, so that the downloader does not drop the slot as idle
        self.crawler.stats.inc_value("retry_after/pauses")
        self.crawler.stats.inc_value("retry_after/seconds", round(seconds))

    def process_request(self, request: Request) -> None:
        assert self.crawler.engine
        if reason := self.given_up.get(self.crawler.engine.downloader.get_slot_key(request)):
            raise self.refusal(request, reason)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        reason = self.given_up.get(request.meta.get("download_slot", ""))
        if reason and response.status in REFUSALS:
            raise self.refusal(request, reason)
        return super().process_response(request, response)


def read_retry_after(headers: Headers, now: datetime) -> float | None:
    """The seconds that Retry-After asks for: a number, or a date, read against the response's own Date.

    None: there is no such header, it cannot be read, or its time is past (a clock is wrong).
    Source: RFC 9110, 10.2.3.

    >>> now = datetime(2026, 11, 20, 5, tzinfo=UTC)
    >>> read_retry_after(Headers({"Retry-After": "120"}), now)
    120.0
    >>> read_retry_after(Headers({"Retry-After": "Fri, 20 Nov 2026 05:01:30 GMT"}), now)
    90.0
    >>> clock = {"Date": "Fri, 20 Nov 2026 03:00:00 GMT"}
    >>> read_retry_after(Headers({"Retry-After": "Fri, 20 Nov 2026 03:00:10 GMT", **clock}), now)
    10.0
    >>> over = "Fri, 20 Nov 2026 04:59:00 GMT"
    >>> [read_retry_after(Headers({"Retry-After": words}), now) for words in ("soon", "0", over)]
    [None, None, None]
    """
    words = (headers.get("Retry-After") or b"").decode("latin-1").strip()
    if words.isdecimal():
        return min(float(words), 1e9) or None
    until = _read_date(words)
    if until is None:
        return None
    answered = _read_date((headers.get("Date") or b"").decode("latin-1")) or now
    return max((until - answered).total_seconds(), 0.0) or None


def _read_date(words: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(words)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
