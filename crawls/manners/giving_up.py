"""How a board hears that something is not to be had, and how it is given up: with a reason."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro

from schemas.wires import Stat


def tell_broken(crawler: Crawler, reason: str) -> None:
    """Have the board say that this crawl is not the whole of it: stat `board/broken`, the first reason."""
    assert crawler.stats
    broken = getattr(crawler.spider, "broken", None)
    if broken:
        broken(reason)
    elif crawler.stats.get_value(Stat.BROKEN) is None:
        crawler.stats.set_value(Stat.BROKEN, reason)


def tell_unheard(crawler: Crawler, request: Request, reason: str) -> None:
    """As `tell_broken`, for a request without an errback that would hear the reason and judge by itself."""
    if request.errback is None:
        tell_broken(crawler, reason)


def give_up(crawler: Crawler, reason: str) -> None:
    """End the crawl; the reason is also how it finished. What waits in the downloader is still asked."""
    assert crawler.engine
    tell_broken(crawler, reason)
    deferred_from_coro(crawler.engine.close_spider_async(reason=reason))
