"""A board that repeats our key in its answer does not bring it into the archive, nor into rows."""

import os
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from schemas.secrets import SHORTEST


class OwnKeys:
    """Downloader middleware next to the network: masks in a response the keys that its request was made with.

    The keys are those of the board's `asks.secrets`. A request that holds one asks for an answer that is not packed.
    Headers are masked where they are archived, since a redirect needs its key.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if self._keys_in(request):
            request.headers[b"Accept-Encoding"] = b"identity"

    def process_response(self, request: Request, response: Response) -> Response:
        body = response.body
        for key in self._keys_in(request):
            body = body.replace(key.encode(), b"masked")
        return response if body is response.body else response.replace(body=body)

    def _keys_in(self, request: Request) -> list[str]:
        asks: Any = getattr(self.crawler.spider, "asks", None)
        keys = [os.environ.get(variable, "") for variable in getattr(asks, "secrets", {}).values()]
        return [key for key in keys if len(key) >= SHORTEST and key in request.url]
