"""What every board needs: its facts, its questions, and what happens when an answer is not as expected."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Self

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from schemas.configuration import Access, Checked, Search, load_search
from schemas.raw import Gone, RawBenchmark, RawPosting, Rejected
from schemas.wires import Meta, Stat
from spiders._json_feed import NotedRow
from storage.layout import Output
from storage.parts import read_known

Found = RawPosting | RawBenchmark | Rejected | Gone | scrapy.Request

# What selecting words from an answer of another form raises.
FORM_ERRORS = (ValueError, TypeError, LookupError, AttributeError)

GONE = (404, 410)
FORBIDDEN = "Forbidden by robots.txt"  # as Scrapy words it
_KEPT = {"places", "salary_fields", "salary_estimated", "other_urls"}


class Board(scrapy.Spider):
    """A place that lists ads.

    A board states its facts as class attributes and says how to read a list (`read_list`) and a posting's page
    (`read_posting`). It selects words; values are read from them elsewhere.
    """

    access: ClassVar[Access]
    checked: ClassVar[Checked]
    terms: ClassVar[str]  # where the terms stand, what they say, the attribution wanted
    floor: ClassVar[int] = 0  # fewer postings than this: the part is refused
    headers: ClassVar[dict[str, str]] = {}  # sent with every question
    fields: ClassVar[dict[str, str]] = {}  # word of a posting -> where it stands: JSON path or CSS selector
    list_urls: ClassVar[tuple[str, ...]] = ()

    search: Search
    known: frozenset[str] = frozenset()  # board_refs of what the last runs read
    _handed_over: set[str]
    _keys_read: set[str]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        board = super().from_crawler(crawler, *args, **kwargs)
        board.search = load_search(crawler.settings["SEARCH_FILE"])
        board._handed_over, board._keys_read = set(), set()
        output, runs = Output.at(crawler.settings.get("OUTPUT") or "output"), crawler.settings.getlist("KNOWN_RUNS")
        parts = filter(None, (read_known(output, run, board.name) for run in runs))
        board.known = frozenset(ref for _, refs in parts for ref in refs)
        return board

    async def start(self) -> AsyncIterator[Any]:
        for request in self.first_questions():
            yield request

    def first_questions(self) -> Iterator[scrapy.Request]:
        """The lists this search needs."""
        for url in self.list_urls:
            yield self.ask_list(url)

    def ask_list(self, url: str, **facts: Any) -> scrapy.Request:
        """A question for a list; `facts` are its `response.cb_kwargs`."""
        return scrapy.Request(url, self.parse, errback=self.question_failed, headers=self.headers, cb_kwargs=facts)

    def ask_posting(self, url: str, board_ref: str, *, stamp: Any = None, **facts: Any) -> scrapy.Request:
        """A question for one posting; `board_ref` and `facts` are its `response.cb_kwargs`.

        `stamp`: what the list says of it that changes when the posting does: a date of change, else its whole row.
        """
        self.count("asked")
        return scrapy.Request(
            url,
            self.parse_posting,
            errback=self.posting_failed,
            headers=self.headers,
            cb_kwargs={"board_ref": board_ref, **facts},
            meta={
                "handle_httpstatus_list": list(GONE),
                Meta.IS_KNOWN: board_ref in self.known,
                Meta.STAMP: stamp and digest(stamp),
            },
        )

    def is_read_down(self, met: Collection[str]) -> bool:
        """Newest first: whether the last runs read all postings of a list (`met`, their board_refs), so that what
        follows is known too.

        What is not read in this crawl is then carried over (stat `board/read_down`).
        """
        if not met or not self.known.issuperset(met):
            return False
        self.crawler.stats.set_value(Stat.READ_DOWN, True)
        return True

    def read_list(self, response: Response) -> Iterable[Found | None]:
        """What a list holds: postings, or questions for them, and the question for its next page."""
        raise NotImplementedError(f"{type(self).__name__}.read_list")

    def read_posting(self, response: Response) -> RawPosting:
        """The posting on a page of its own."""
        raise NotImplementedError(f"{type(self).__name__}.read_posting")

    def parse(self, response: Response, **facts: Any) -> Iterator[Found]:
        """A list's answer. A form that is not known marks the board as broken."""
        try:
            yield from self.found_on(response)
        except FORM_ERRORS as error:
            self.broken(f"{response.url}: {error}")

    def found_on(self, response: Response) -> Iterator[Found]:
        """What a list holds; its questions for postings know when the list showed them."""
        for found in self.read_list(response):
            if isinstance(found, scrapy.Request):
                found.meta[Meta.SEEN_AT] = seen_at(response)
            if found is not None:
                yield found

    def parse_posting(self, response: Response, **facts: Any) -> Iterator[Found]:
        """A posting's answer. What cannot become a posting is rejected with the reason."""
        gone = response.status in GONE
        try:
            found = self.posting_gone(response) if gone else self.read_posting(response)
        except FORM_ERRORS as error:
            found = self.reject(response.url, error, {})
        if gone:
            self.count("gone")
        yield self.counted(found, response)

    def posting_gone(self, response: Response) -> Found:
        """404 and 410: the board says that the posting is no more."""
        return Gone(board=self.name, board_ref=response.cb_kwargs["board_ref"], url=response.url)

    def read_each(self, response: Response, rows: Iterable[Any], read: Callable[..., Found | None]) -> Iterator[Found]:
        """`read(row, response)` for each row of a list; one that fails is rejected, the others are kept."""
        for row in rows:
            try:
                found = read(row, response)
            except FORM_ERRORS as error:
                found = self.reject(response.url, error, _words_of_row(row))
            if found is not None:
                yield self.counted(found, response)

    def posting_failed(self, failure: Failure) -> Iterator[Found]:
        """A posting without an answer. One that robots.txt keeps from us is rejected, and the board still whole."""
        if isinstance(failure.value, IgnoreRequest) and str(failure.value) == FORBIDDEN:
            self.count("rejected")
            yield self.reject(failure.request.url, FORBIDDEN, {})  # type: ignore[attr-defined]  # Scrapy's
        else:
            yield from self.question_failed(failure)

    def question_failed(self, failure: Failure) -> Iterator[Found]:
        """A list or a posting without an answer: this crawl is not the whole board."""
        self.broken(words_of_failure(failure))
        yield from ()

    def counted(self, found: Found, response: Response) -> Found:
        """Count what a row or page came to: a posting (stat `board/read`), seen when this was, or `board/rejected`."""
        if isinstance(found, RawPosting | Rejected):
            self.count("read" if isinstance(found, RawPosting) else "rejected")
        if isinstance(found, RawPosting) and seen_at(response) > found.fetched_at:
            return replace(found, seen_at=seen_at(response))
        return found

    def closed(self, reason: str) -> None:
        """Postings that mostly cannot be read, or whose pages are all gone, are a board that has changed or moved."""
        stats = self.crawler.stats
        whats = ("read", "rejected", "gone", "asked")
        read, rejected, gone, asked = (stats.get_value(f"{Stat.BOARD}{what}", 0) for what in whats)
        if rejected > read:
            self.broken(f"{rejected} postings could not be read, {read} could")
        if gone == asked and gone > 2:
            self.broken(f"all {gone} posting pages are gone (404 or 410)")
        self.count_unread_keys()

    def posting(self, response: Response, **words: Any) -> RawPosting:
        """A posting of this board, its words trimmed. Raises ValueError without key, address or title."""
        return make_posting(self.name, answered_at(response), **words)

    def reject(self, url: str, reason: object, words: Mapping[str, Any]) -> Rejected:
        """Something that cannot become a posting; long words are cut, nested ones left out."""
        plain = {key: str(value)[:200] for key, value in words.items() if isinstance(value, str | int | float)}
        reason = f"{type(reason).__name__}: {reason}" if isinstance(reason, LookupError) else str(reason)
        return Rejected(board=self.name, url=url, reason=reason, words=plain)

    def is_new(self, board_ref: str) -> bool:
        """True the first time this crawl meets a posting: lists overlap."""
        if board_ref in self._handed_over:
            self.count("repeated")
            return False
        self._handed_over.add(board_ref)
        return True

    def broken(self, reason: str) -> None:
        """This crawl is not the whole board; the first reason is the one reported (stat `board/broken`)."""
        self.logger.warning("%s is incomplete: %s", self.name, reason)
        if self.crawler.stats.get_value(Stat.BROKEN) is None:
            self.crawler.stats.set_value(Stat.BROKEN, reason)

    def count(self, what: str) -> None:
        """Count under the stat `board/<what>`."""
        self.crawler.stats.inc_value(f"{Stat.BOARD}{what}")

    def count_keys(self, row: Mapping[str, Any]) -> NotedRow:
        """Count the keys a posting came with, so that a form that changes is seen (stats `board/key/<name>`).

        A board that reads from the row returned has its unread keys counted too (stats `unread/<board>/<name>`).
        """
        for key, value in row.items():
            if value not in (None, "", [], {}):
                self.count(f"key/{key}")
        return NotedRow(row, self._keys_read)

    def count_unread_keys(self) -> None:
        """How often each key came that no posting of this crawl was read from."""
        for name, times in list(self.crawler.stats.get_stats().items()):
            key = name.removeprefix(f"{Stat.BOARD}key/")
            if key != name and self._keys_read and key not in self._keys_read:
                self.crawler.stats.set_value(f"unread/{self.name}/{key}", times)


def make_posting(board: str, fetched_at: datetime, **words: Any) -> RawPosting:
    """A RawPosting with every word trimmed. Raises ValueError without key, address or title."""
    text = words.pop("text_html", None)
    trimmed: dict[str, Any] = {name: value if name in _KEPT else trim(value) for name, value in words.items()}
    return RawPosting(board=board, fetched_at=fetched_at, text_html=(text or "").strip() or None, **trimmed)


def trim(value: Any) -> str | None:
    """Words on one line, a list's joined by commas; None where there are none.

    >>> trim("  IT-Leiter\\n (m/w/d) "), trim(["Vollzeit", None, "Teilzeit"]), trim(87110), trim(" ")
    ('IT-Leiter (m/w/d)', 'Vollzeit, Teilzeit', '87110', None)
    """
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(trim, value))) or None
    return None if value is None else " ".join(str(value).split()) or None


def _words_of_row(row: Any) -> Mapping[str, Any]:
    """What a row holds, or what stands where a row should."""
    return row if isinstance(row, Mapping) else {"row": row}


def answered_at(response: Response) -> datetime:
    """When the board gave this answer, in UTC: the WARC-Date in a replay. The archive sets it."""
    moment = response.meta.get(Meta.ANSWERED_AT)
    if not isinstance(moment, datetime):
        raise RuntimeError(f"{response.url}: meta['answered_at'] is missing; is the archive of crawls/ enabled?")
    return moment


def seen_at(response: Response) -> datetime:
    """When the board last showed what this answer holds, in UTC: of one carried over, when a list or a 304 did."""
    shown = response.meta.get(Meta.SEEN_AT)
    return max(shown, answered_at(response)) if isinstance(shown, datetime) else answered_at(response)


def digest(stamp: Any) -> str:
    """A stamp of any form in few letters.

    >>> digest({"changed": "2026-11-20", "id": 7}) == digest({"id": 7, "changed": "2026-11-20"})
    True
    """
    words = json.dumps(stamp, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def words_of_failure(failure: Failure) -> str:
    """Why a question has no answer, in words."""
    url, error = failure.request.url, failure.value  # type: ignore[attr-defined]  # Scrapy sets the request
    if isinstance(error, HttpError):
        return f"{url} answers {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return f"{url} is not asked: {error}"
    return f"{url} gives no answer: {type(error).__name__} {error}"
