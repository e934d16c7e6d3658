"""Archive and replay: WARC as the storage of Scrapy's HTTP cache, so that spiders run unchanged on either.

Every response is archived to ARCHIVE_FILE, if one is named, and none is served from it. In a replay, responses come
from REPLAY_FILES only. Both note when the board answered in `request.meta["answered_at"]` (aware, UTC), which a spider
reads as `response.meta["answered_at"]`; for a response carried over from an earlier run (known.py), `meta["seen_at"]`
is when the board showed that it still holds.
"""

import gzip
import json
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime

from scrapy import Request, Spider
from scrapy import __version__ as scrapy_version
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from crawls.archive.recorded_response import RecordedResponse, request_key
from crawls.archive.warc_reader import Recording, first_response_at
from crawls.archive.warc_writer import records_of, warcinfo
from schemas.secrets import hide_secrets, mask_keys
from schemas.wires import Meta, Stat
from storage.files import open_growing
from storage.layout import Output

__all__ = ["Archive", "MissingRecord", "ReplayWall", "WarcStorage", "first_response_at"]

ASKED = {b"Accept", b"Accept-Encoding", b"Accept-Language", b"Content-Type", b"User-Agent"}  # none with keys
CARRIED = "carried"  # flag of a response carried over from an earlier run
NOT_MODIFIED = 304
UNKEPT = {b"Set-Cookie", b"Transfer-Encoding"}  # a session's token; and the body is stored unchunked


class MissingRecord(LookupError):  # noqa: N818 - reads as what it says
    """A replay requests something that was not recorded."""


def replay_files(settings: BaseSettings) -> list[str]:
    """The recordings that are replayed; empty in a live crawl."""
    return files_of(settings, "REPLAY_FILES")


def files_of(settings: BaseSettings, name: str) -> list[str]:
    """The files that a setting names, as a list or, from a command line, as JSON."""
    files = settings.get(name) or []
    return [str(file) for file in (json.loads(files) if isinstance(files, str) else files)]


class WarcStorage:
    """HTTPCACHE_STORAGE. Raises BrokenRecording or OSError when a file cannot be read or written, ValueError for a
    replay that could reach the network."""

    def __init__(self, settings: BaseSettings) -> None:
        replayed, archived = replay_files(settings), settings.get("ARCHIVE_FILE")
        if replayed and not any(load_object(name) is ReplayWall for name in settings.getdict("DOWNLOADER_MIDDLEWARES")):
            raise ValueError(
                'a replay needs DOWNLOADER_MIDDLEWARES = {"crawls.archive.http_cache.ReplayWall": 950, ...}'
            )
        self.recording = Recording(replayed) if replayed else None
        self.archive = Archive(archived) if archived else None

    def open_spider(self, spider: Spider) -> None:
        """Nothing to do: both files were opened when the crawl was set up, so that a bad one stops it there."""

    def close_spider(self, spider: Spider) -> None:
        if self.archive:
            self.archive.close()

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        if self.recording is None:
            return None
        recorded = self.recording.next_response(request_key(request.method, request.url, request.body))
        if recorded is None:
            return None
        self._archive(spider, request, recorded)
        return make_response(recorded, request)

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        if CARRIED in response.flags:
            self._archive(spider, request, request.meta[Meta.KNOWN])
            return
        recorded = RecordedResponse(
            url=request.url,
            answered_at=datetime.now(UTC).replace(microsecond=0),
            status=response.status,
            headers=_pairs(response.headers, response.headers.keys() - UNKEPT),
            body=response.body,
            method=request.method,
            request_body=request.body,
            request_headers=_pairs(request.headers, request.headers.keys() & ASKED),
        )
        request.meta[Meta.ANSWERED_AT] = recorded.answered_at
        self._archive(spider, request, recorded)

    def _archive(self, spider: Spider, request: Request, recorded: RecordedResponse) -> None:
        """Each archive is whole by itself: a page not requested again is copied from the archive it was found in."""
        known: RecordedResponse | None = request.meta.get(Meta.KNOWN)
        if known and recorded.status == NOT_MODIFIED:
            recorded = replace(known, carried_at=recorded.answered_at)
        elif recorded is known:
            recorded = replace(known, carried_at=request.meta[Meta.SEEN_AT])
        if self.archive:
            self.archive.add(replace(recorded, stamp=request.meta.get(Meta.STAMP)))
            spider.crawler.stats.set_value(Stat.ARCHIVED, self.archive.size)


def make_response(recorded: RecordedResponse, request: Request, flags: Sequence[str] = ()) -> Response:
    """The recorded response as Scrapy's; the request's meta notes when it was given."""
    request.meta[Meta.ANSWERED_AT] = recorded.answered_at
    if recorded.carried_at:
        request.meta[Meta.SEEN_AT] = recorded.carried_at
    headers = Headers()
    for name, value in recorded.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=request.url, body=recorded.body)
    return kind(url=request.url, status=recorded.status, headers=headers, body=recorded.body, flags=list(flags))


class Archive:
    """A WARC file that grows response by response, one gzip member a record: a killed crawl leaves a readable file."""

    def __init__(self, where: str) -> None:
        place = Output.at(where)
        self.file = open_growing(place, place.root)
        self.packed = where.endswith(".gz")
        self.count = self.size = 0  # records, bytes
        self._write(warcinfo(datetime.now(UTC), f"archived by Scrapy {scrapy_version}"))

    def add(self, recorded: RecordedResponse) -> None:
        for record in records_of(recorded, self.count):
            self._write(record)
        self.count += 1

    def close(self) -> None:
        self.file.close()

    def _write(self, record: bytes) -> None:
        packed = gzip.compress(record, compresslevel=3, mtime=0) if self.packed else record
        self.file.write(packed)
        self.size += len(packed)


def _pairs(headers: Headers, names: Set[bytes]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), mask_keys(value.decode("utf-8", "replace")))
        for name in sorted(names)
        for value in headers.getlist(name)
    )


class ReplayWall:
    """Downloader middleware between the storage and the network: what a recording lacks is an error, never a request.

    Counts `replay/missing` and keeps the first one in words in `replay/first_missing`. A robots.txt that was not
    recorded counts as missing like any other file.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not replay_files(crawler.settings):
            raise NotConfigured
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ReplayWall":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        body = f" with body {request.body[:200].decode('utf-8', 'replace')}" if request.body else ""
        words = hide_secrets(f"{request.method} {request.url}{body} is not in the recording")
        self.stats.inc_value(Stat.MISSING)
        if not self.stats.get_value(Stat.FIRST_MISSING):
            self.stats.set_value(Stat.FIRST_MISSING, words)
        raise MissingRecord(words)
