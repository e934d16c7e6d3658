"""Compares the time that hosts state with this machine's clock; what it means is decided in snapshots/run_dates.py."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawls.archive.http_cache import CARRIED
from schemas.wires import Meta, Stat

YEARS = range(2026, 2100)  # since this was written; a clock that was never set states 1970, or 9999
_HIT = ("Cache-Status", "X-Cache", "X-Cache-Status", "X-Proxy-Cache", "CF-Cache-Status")  # "hit": from a cache


class HostClocks:
    """Downloader middleware next to the archive, which notes when the host answered.

    A replay compares with that note, the WARC-Date, so that a recording tells of the clock it was made by. Of a host's
    answers the one nearest to the machine's clock counts: one that a cache kept may be old, but all are not.
    Stat: `clock/<host>`, the seconds by which the machine is ahead of the host; below 0, behind.
    """

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        answered_at = request.meta.get(Meta.ANSWERED_AT)
        if answered_at is None or CARRIED in response.flags:  # carried over: an answer of an earlier run
            return response
        headers = {name.decode("latin-1").title(): value.decode("latin-1") for name, value in _last_of_each(response)}
        if stated := read_host_time(headers):
            name = f"{Stat.CLOCK}{urlsplit(response.url).hostname}"
            ahead = round((answered_at - stated).total_seconds())
            self.stats.set_value(name, min(ahead, self.stats.get_value(name, ahead), key=abs))
        return response


def _last_of_each(response: Response) -> list[tuple[bytes, bytes]]:
    return [(name, values[-1]) for name, values in response.headers.items() if values]


def read_host_time(headers: Mapping[str, str]) -> datetime | None:
    """The host's time when it answered: its Date, and the Age since, if a cache kept the answer for so long.

    None: it states no time, one that a cache kept for an unknown time, or one of no YEARS: its clock was never set.

    >>> read_host_time({"Date": "Sun, 29 Nov 2026 05:00:00 GMT", "Age": "3600"})
    datetime.datetime(2026, 11, 29, 6, 0, tzinfo=datetime.timezone.utc)
    >>> read_host_time({"Date": "Sun, 29 Nov 2026 05:00:00 GMT", "X-Cache": "HIT from edge"})
    """
    age = headers.get("Age", "").strip()
    if not age.isdecimal() and (age or any("hit" in headers.get(name.title(), "").lower() for name in _HIT)):
        return None
    try:
        stated = parsedate_to_datetime(headers.get("Date", ""))
        at = datetime.fromtimestamp(stated.replace(tzinfo=stated.tzinfo or UTC).timestamp() + int(age or 0), UTC)
    except (ValueError, TypeError, OverflowError, OSError):  # of words that are no date, or one of no calendar
        return None
    return at if at.year in YEARS else None
