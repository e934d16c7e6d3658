"""Report a failure to the board's spider, or end its crawl, always with a reason."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro

from schemas.wires import Stat


def report_incomplete(crawler: Crawler, reason: str) -> None:
    """Have the spider mark this crawl as incomplete; the first reason is kept, in the stat `board/broken`."""
    assert crawler.stats
    mark_incomplete = getattr(crawler.spider, "mark_incomplete", None)
    if mark_incomplete:
        mark_incomplete(reason)
    elif crawler.stats.get_value(Stat.BROKEN) is None:
        crawler.stats.set_value(Stat.BROKEN, reason)


def report_without_errback(crawler: Crawler, request: Request, reason: str) -> None:
    """Do so only for a request without an errback; an errback is given the reason and judges for itself."""
    if request.errback is None:
        report_incomplete(crawler, reason)


def give_up(crawler: Crawler, reason: str) -> None:
    """End the crawl, with the reason as its finish reason. Requests that wait in the downloader are still sent."""
    assert crawler.engine
    report_incomplete(crawler, reason)
    deferred_from_coro(crawler.engine.close_spider_async(reason=reason))
