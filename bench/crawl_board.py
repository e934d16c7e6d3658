"""A board of ours, as bench/crawl.py measures it."""

from collections.abc import Iterator

import scrapy

from spiders._page_board import PageBoard


class Ours(PageBoard):
    """The same pages as a board."""

    name = "ours"
    access = "open"
    checked = "recorded"
    terms = "our own server"
    posting_urls = r"/stelle/(\d+)$"
    custom_settings = {
        "ROBOTSTXT_OBEY": False,
        "DAILY_REQUESTS": 0,
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "LOG_LEVEL": "ERROR",
        "RUN": "20261122T050000Z",
    }

    def first_requests(self) -> Iterator[scrapy.Request]:
        yield self.ask_list(f"http://127.0.0.1:{self.settings['PORT']}/stellen")
