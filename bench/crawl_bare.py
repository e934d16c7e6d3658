"""A spider that knows nothing but Scrapy, as bench/crawl.py measures it, outside the project and its settings."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.http import Response


class Bare(scrapy.Spider):
    """Fetches the pages and keeps their titles."""

    name = "bare"
    custom_settings = {"CONCURRENT_REQUESTS": 8, "DOWNLOAD_DELAY": 0, "LOG_LEVEL": "ERROR"}

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(f"http://127.0.0.1:{self.port}/stellen")  # type: ignore[attr-defined]  # given by -a

    def parse(self, response: Response) -> Iterator[Any]:
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.parse_posting)

    def parse_posting(self, response: Response) -> Iterator[Any]:
        yield {"title": response.css("title::text").get(), "url": response.url}
