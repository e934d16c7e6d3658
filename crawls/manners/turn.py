"""Lets one crawl at a time ask a site: before its first request a crawl waits for its turn."""

import json
import os
import sys
from collections.abc import AsyncIterator
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawls.archive.http_cache import replay_files


class Turn:
    """Spider middleware: tells the parent process the sites of the first requests and waits for its permission.

    It writes one line {"sites": [...]} to standard output and waits for one line on standard input. If the parent is
    gone, the crawl ends. Sites met only later, by a redirect or a link, are not waited for. A replay does not wait.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("PROGRESS") or replay_files(crawler.settings):
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        first = [found async for found in start]
        sites = {find_site(found.url) for found in first if isinstance(found, Request)}
        print(json.dumps({"sites": sorted(sites)}), flush=True)
        if not sys.stdin.readline():  # nothing goes on in this process until its turn comes
            os._exit(1)
        for found in first:
            yield found


def find_site(url: str) -> str:
    """The end of an address's host that stands for all hosts of one owner: its last two labels.

    Under endings such as co.uk this is wider than necessary, and some crawls wait that need not.

    >>> find_site("https://api.karriere.nrw/v1.0"), find_site("https://www.karriere.nrw:443/stelle")
    ('karriere.nrw', 'karriere.nrw')
    >>> find_site("http://localhost:8000/")
    'localhost'
    """
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])
