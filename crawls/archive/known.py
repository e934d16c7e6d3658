"""Skips the pages that the last runs read and that the board shows unchanged.

`scrapy collect` names the archives of the last runs in KNOWN_FILES. What is carried over is archived like any other
response.
"""

import logging
from datetime import timedelta
from zlib import crc32

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawls.archive.http_cache import CARRIED, NOT_MODIFIED, files_of, make_response
from crawls.archive.recorded_response import RecordedResponse, request_key
from crawls.archive.warc_reader import BrokenRecording, Recording
from german.places.search import load_search
from schemas.wires import Meta, Stat
from storage.layout import started_at

logger = logging.getLogger(__name__)

VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}  # RFC 9110, 13.1


class Known:
    """Downloader middleware over the archives KNOWN_FILES, the oldest first.

    A posting's page that was read then (`meta["is_known"]`) is carried over while the list says the same of it
    (`meta["stamp"]`). Any other page that came with an ETag or Last-Modified is requested on condition that it changed;
    a 304 carries it over. After the search's `read_again_days` a page is requested as if it were new: each page at a
    time of its own, between half of these days and all, so that not all fall due at once.
    Stats: `known/carried`, not requested; `known/confirmed`, by a 304.
    """

    def __init__(self, crawler: Crawler) -> None:
        files = files_of(crawler.settings, "KNOWN_FILES")
        if not files:
            raise NotConfigured
        self.stats = crawler.stats
        try:
            self.recording = Recording(files)
        except (BrokenRecording, OSError) as error:
            logger.warning("%s; everything is requested anew", error)
            raise NotConfigured("an archive cannot be read") from error
        self.now = started_at(crawler.settings["RUN"])
        self.days = load_search(crawler.settings["SEARCH_FILE"]).read_again_days

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Known":
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        known = request.meta[Meta.KNOWN] = self._find(request)
        if known is None:
            return None
        stamp = request.meta.get(Meta.STAMP)
        if stamp and stamp == known.stamp and request.meta.get(Meta.IS_KNOWN):
            self.stats.inc_value(Stat.CARRIED)
            return make_response(known, request, [CARRIED])
        for name, value in known.headers:
            if name.lower() in VALIDATORS:
                request.headers[VALIDATORS[name.lower()]] = value
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        known: RecordedResponse | None = request.meta.get(Meta.KNOWN)
        if known is None or response.status != NOT_MODIFIED:
            return response
        self.stats.inc_value("known/confirmed")
        shown_at = request.meta[Meta.ANSWERED_AT]
        confirmed = make_response(known, request, [CARRIED])
        request.meta[Meta.SEEN_AT] = shown_at
        return confirmed

    def _find(self, request: Request) -> RecordedResponse | None:
        """The last whole response to the same request, unless it is too old."""
        found = self.recording.last_response(request_key(request.method, request.url, request.body))
        if found is None or found.status != 200:
            return None
        longest = timedelta(days=self.days * (1 - crc32(request.url.encode()) % 100 / 200))
        return found if self.now - found.answered_at < longest else None
