"""A board's crawl ends when it has written too much to the disk: its archive of responses, and its log."""

import os
import stat

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawls.manners.giving_up import give_up
from schemas.wires import Stat

_LOG = 2  # standard error, which is the log where another process started this one
MB = 1 << 20


class Disk:
    """Extension: looks with each response at what was written, and ends the crawl above DISK_LIMIT_MB.

    What is in memory until the crawl ends (postings, rejected rows) is bounded by the limit on memory.
    Stats: `archive/bytes`, as the archive counts them.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.limit = crawler.settings.getint("DISK_LIMIT_MB")
        if not self.limit:
            raise NotConfigured
        self.crawler, self.is_over = crawler, False
        crawler.signals.connect(self.look, signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Disk":
        return cls(crawler)

    def look(self) -> None:
        """End the crawl, once, if it has written too much."""
        if self.is_over or self.written() <= self.limit * MB:
            return
        self.is_over = True
        give_up(self.crawler, f"it wrote more than {self.limit} MB to the disk (board_disk_mb in search.toml)")

    def written(self) -> int:
        """The bytes of archive and log."""
        assert self.crawler.stats
        told = os.fstat(_LOG)
        return int(self.crawler.stats.get_value(Stat.ARCHIVED, 0)) + (told.st_size if stat.S_ISREG(told.st_mode) else 0)
