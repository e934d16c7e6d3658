"""A board that repeats our key in its answer does not bring it into the archive, nor into rows."""

import os
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from schemas.secrets import SHORTEST


class OwnKeys:
    """Downloader middleware next to the network: masks in a response the keys that the board is asked with.

    They are those of its `asks.secrets`. A request that holds one asks for an answer that is not packed.
    Headers are masked where they are archived, since a redirect needs its key.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if any(key in request.url for key in self._keys()):
            request.headers[b"Accept-Encoding"] = b"identity"

    def process_response(self, request: Request, response: Response) -> Response:
        body = response.body
        for key in self._keys():
            body = body.replace(key.encode(), b"masked")
        return response if body == response.body else response.replace(body=body)

    def _keys(self) -> list[str]:
        asks: Any = getattr(self.crawler.spider, "asks", None)
        keys = [os.environ.get(variable, "") for variable in getattr(asks, "secrets", {}).values()]
        return [key for key in keys if len(key) >= SHORTEST]
