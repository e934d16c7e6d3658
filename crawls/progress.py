"""Tells the parent process how far a board is: one JSON line a second on standard output."""

import json
import os
import sys
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from twisted.internet.task import LoopingCall

from schemas.wires import Stat


class Progress:
    """Writes counts while PROGRESS is on. If the parent process is gone, the crawl ends."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("PROGRESS"):
            raise NotConfigured
        self.crawler = crawler
        self.loop = LoopingCall(self.tell)
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        self.loop.start(1.0)

    def closed(self, spider: Spider) -> None:
        if self.loop.running:
            self.loop.stop()
        self.tell()

    def tell(self) -> None:
        assert self.crawler.stats
        stats: dict[str, Any] = self.crawler.stats.get_stats()
        line = {
            name: stats.get(key, 0)
            for name, key in {
                "scheduled": Stat.SCHEDULED,
                "answered": Stat.ANSWERED,
                "postings": Stat.POSTINGS,
                "kept": Stat.KEPT,
            }.items()
        }
        try:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:  # the process that started this crawl is gone: do not crawl on unwatched
            os._exit(1)
