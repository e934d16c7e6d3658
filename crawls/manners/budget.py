"""Limits how often a board is asked in a day, however many runs there are."""

import json
from datetime import UTC, datetime
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured

from crawls.archive.http_cache import replay_files
from crawls.manners.giving_up import give_up
from storage.files import write_whole
from storage.layout import Output

SAVED_EVERY = 20  # the count is written after so many requests, which a killed crawl may forget


class Budget:
    """Downloader middleware that counts what goes out to the network, including robots.txt, retries and redirects.

    The budget is the board's `daily_requests`, else the setting DAILY_REQUESTS (2000; 0: no limit). The count of the
    day (UTC) is kept in the output folder, budget/<board>.json. A request beyond the budget ends the crawl with that
    reason, and the board's run is incomplete. Replays request nothing and have no budget. Stat: `budget/requests`, the
    day's count.
    """

    def __init__(self, crawler: Crawler) -> None:
        if replay_files(crawler.settings) or not crawler.settings.get("OUTPUT"):
            raise NotConfigured
        self.crawler = crawler
        self.output = Output.at(crawler.settings["OUTPUT"])
        self.limit = crawler.settings.getint("DAILY_REQUESTS", 2000)
        self.path: str
        self.count: int
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        self.limit = getattr(spider, "daily_requests", self.limit)
        self.path = self.output.path("budget", f"{spider.name}.json")
        self.count = self.read()

    def process_request(self, request: Request) -> None:
        if self.limit and self.count >= self.limit:
            reason = f"the day's budget of {self.limit} requests is used up"
            if self.count == self.limit:
                self.count += 1  # the crawl is ended only once
                give_up(self.crawler, reason)
            raise IgnoreRequest(reason)
        self.count += 1
        if self.count % SAVED_EVERY == 0:
            self.save()

    def closed(self, spider: Spider) -> None:
        self.save()

    def read(self) -> int:
        """The requests made today so far; 0 if the file is missing, broken or of another day."""
        try:
            with self.output.filesystem.open_input_stream(self.path) as stream:
                saved = json.loads(stream.read())
            return int(saved["requests"]) if saved["day"] == _today() else 0
        except (FileNotFoundError, ValueError, KeyError, TypeError):  # never written, or damaged
            return 0

    def save(self) -> None:
        assert self.crawler.stats
        made = min(self.count, self.limit) if self.limit else self.count
        self.crawler.stats.set_value("budget/requests", made)
        with write_whole(self.output, self.path) as stream:
            stream.write(json.dumps({"day": _today(), "requests": made}).encode())


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
