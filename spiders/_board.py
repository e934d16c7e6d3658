"""What every board needs: its facts, its requests, and what happens when a response is not as expected."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, ClassVar, Self

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from schemas.configuration import Search
from schemas.raw import Gone, RawBenchmark, RawPosting, Refused, Rejected, refusal_of
from schemas.secrets import hide_secrets
from schemas.sound import is_web_address, make_sound
from schemas.vocabulary import Access, Checked, Refusal
from schemas.wires import Meta, Stat
from spiders._asks import Asks, CutShort
from spiders._closed import is_closed_page, says_closed
from spiders._posting import make_posting
from spiders._responses import answered_at, seen_at
from spiders._row_keys import NotedRow, count_keys, count_unread_keys
from spiders._xml_rows import BrokenRow
from storage.layout import Output
from storage.parts import read_known

Found = RawPosting | RawBenchmark | Rejected | Gone | scrapy.Request

# Raised when a response or a row does not have the expected structure, or holds values that no board means.
FORM_ERRORS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, OSError)

GONE = (404, 410)
FORBIDDEN = "Forbidden by robots.txt"  # as Scrapy words it


class Board(scrapy.Spider):
    """A place that lists ads.

    A board states its facts as class attributes: `asks` says how it is asked, its base class how responses are read.
    A spider only selects words; `german/` reads values from them.
    """

    access: ClassVar[Access]
    publish_texts: ClassVar[bool] = True  # False: its terms forbid to publish the texts of its ads again
    checked: ClassVar[Checked]
    terms: ClassVar[str]  # where the terms are, what they say, the attribution they ask for
    floor: ClassVar[int] = 0  # fewer postings than this: the part is refused
    gone_statuses: ClassVar[tuple[int, ...]] = GONE  # a posting's page answers with one of them once it is closed
    daily_requests: ClassVar[int]  # the board's budget, where it differs from that of settings.py
    asks: Asks = Asks()
    ignored_keys: ClassVar[str] = ""  # keys of its rows, between blanks, that are known and that nothing is read from
    fields: ClassVar[dict[str, str]] = {}  # field of RawPosting -> where its words are: JMESPath or CSS selector

    search: Search
    known: frozenset[str] = frozenset()  # board_refs that the last runs read
    counts: dict[str, Counter[str]]  # what was read, rejected, asked for and gone, by how its board_refs begin
    _handed_over: dict[str, tuple[int, ...] | None]
    _keys_read: set[str]

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse a fact that nothing reads, since it is misspelt."""
        super().__init_subclass__(**options)
        facts = [name for one in cls.__mro__ for name in vars(one).get("__annotations__", ()) if issubclass(one, Board)]
        for name, value in vars(cls).items():
            known = name.startswith("_") or name in facts or hasattr(scrapy.Spider, name) or hasattr(value, "__get__")
            if not known and name not in scrapy.Spider.__annotations__:
                meant = "".join(f"; did you mean {one!r}?" for one in get_close_matches(name, facts, 1))
                raise TypeError(f"{cls.__name__}: {name!r} is not a fact of a board{meant}")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        board = super().from_crawler(crawler, *args, **kwargs)
        output, runs = Output.at(crawler.settings.get("OUTPUT") or "output"), crawler.settings.getlist("KNOWN_RUNS")
        parts = filter(None, (read_known(output, run, board.name) for run in runs))
        search = load_object(crawler.settings["SEARCH_LOADER"])(crawler.settings["SEARCH_FILE"])
        board.begin(search, frozenset(ref for _, refs in parts for ref in refs))
        return board

    def begin(self, search: Search, known: frozenset[str]) -> None:
        """Begin a crawl of this search: no posting has been seen yet."""
        self.search, self.known = search, known
        self._handed_over, self._keys_read, self.counts = {}, set(), defaultdict(Counter)

    async def start(self) -> AsyncIterator[Any]:
        for request in self.first_requests():
            yield request

    def first_requests(self) -> Iterator[scrapy.Request]:
        """The lists this search needs."""
        yield from self.asks.first_requests(self)

    def ask_list(self, url: str, **facts: Any) -> scrapy.Request:
        """A request for a list; `facts` are its `response.cb_kwargs`."""
        headers = self.asks.headers
        return scrapy.Request(url, self.parse, errback=self.request_failed, headers=headers, cb_kwargs=facts)

    def ask_posting(self, url: str, board_ref: str, *, stamp: Any = None, **facts: Any) -> scrapy.Request:
        """A request for one posting; `board_ref` and `facts` are its `response.cb_kwargs`.

        `stamp`: what in the list changes whenever the posting does: its date of change, else its whole row.
        Raises Refused for an address of another kind than http and https.
        """
        if not is_web_address(url):
            raise Refused(Refusal.ADDRESS, f"{url[:80]!r} is no address of http or https")
        request = scrapy.Request(
            url,
            self.parse_posting,
            errback=self.posting_failed,
            headers=self.asks.headers,
            cb_kwargs={"board_ref": board_ref, **facts},
            meta={
                "handle_httpstatus_list": list(self.gone_statuses),
                Meta.IS_KNOWN: board_ref in self.known,
                Meta.STAMP: stamp and digest(stamp),
            },
        )
        self.count("asked", self.asks.part_of(request))
        return request

    def read_list(self, response: Response) -> Iterable[Found | None]:
        """Yield what a list holds: postings or requests for them, and the request for its next page."""
        raise NotImplementedError(f"{type(self).__name__}.read_list")

    def read_posting(self, response: Response) -> RawPosting:
        """The posting on a page of its own."""
        raise NotImplementedError(f"{type(self).__name__}.read_posting")

    def parse(self, response: Response, **facts: Any) -> Iterator[Found]:
        """Read a list. One without the expected structure makes this crawl incomplete.

        A request for a posting carries the time at which the list showed it.
        """
        try:
            self.asks.check(response)
            for found in self.read_list(response):
                if isinstance(found, scrapy.Request):
                    found.meta[Meta.SEEN_AT] = seen_at(response)
                if found is not None:
                    yield found
        except FORM_ERRORS as error:
            if isinstance(error, CutShort) and self.crawler.stats.get_value(Stat.BROKEN) is None:
                self.crawler.stats.set_value(Stat.CUT_SHORT, True)
            yield from self.asks.list_failed(self, response, error)

    def parse_posting(self, response: Response, **facts: Any) -> Iterator[Found]:
        """Read a posting's page: gone by its status or its words. What cannot become a posting is rejected."""
        gone = response.status in self.gone_statuses
        try:
            found = self.posting_gone(response) if gone else self.read_posting(response)
            if isinstance(found, RawPosting) and says_closed(found.title):
                found, gone = self.posting_gone(response), True
        except FORM_ERRORS as error:
            gone = "board_ref" in response.cb_kwargs and is_closed_page(response)
            words = {"board_ref": response.cb_kwargs.get("board_ref", "")}
            found = self.posting_gone(response) if gone else self.reject(response.url, error, words)
        if gone:
            self.count("gone", self.asks.part_of(response))
        yield self.counted(found, response)

    def posting_gone(self, response: Response) -> Found:
        """Note the posting as gone: with such a status the board says so."""
        return Gone(board=self.name, board_ref=response.cb_kwargs["board_ref"], url=response.url)

    def read_each(self, response: Response, rows: Iterable[Any], read: Callable[..., Found | None]) -> Iterator[Found]:
        """`read(row, response)` for each row of a list; one that fails is rejected, the others are kept."""
        for row in rows:
            try:
                if isinstance(row, BrokenRow):
                    raise Refused(Refusal.ROW, row.reason)
                found = read(row, response)
            except FORM_ERRORS as error:
                found = self.reject(response.url, error, row if isinstance(row, Mapping) else {"row": row})
            if found is not None:
                yield self.counted(found, response)

    def posting_failed(self, failure: Failure) -> Iterator[Found]:
        """A posting got no response. If robots.txt forbids it, the posting is rejected and the board stays complete."""
        if isinstance(failure.value, IgnoreRequest) and str(failure.value) == FORBIDDEN:
            request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy's
            self.count("rejected", self.asks.part_of(request))
            yield self.reject(request.url, Refused(Refusal.FORBIDDEN, FORBIDDEN), {})
        else:
            yield from self.request_failed(failure)

    def request_failed(self, failure: Failure) -> Iterator[Found]:
        """A list or a posting got no response: this crawl is not the whole board."""
        yield from self.asks.request_failed(self, failure)

    def counted(self, found: Found, response: Response) -> Found:
        """Count a posting (stat `board/read`), with the time at which the board showed it, or a rejection and whose."""
        part = self.asks.part_of(response)
        if isinstance(found, RawPosting | Rejected):
            self.count("read" if isinstance(found, RawPosting) else "rejected", part)
        if isinstance(found, Rejected):
            return replace(found, part=part)
        if isinstance(found, RawPosting) and seen_at(response) > found.fetched_at:
            return replace(found, seen_at=seen_at(response))
        return found

    def closed(self, reason: str) -> None:
        """Judge the board, or each feed of it by itself."""
        for part, counts in self.counts.items():
            self.judge_counts(part, counts)
        count_unread_keys(self.name, self._keys_read, self.ignored_keys.split(), self.crawler.stats)

    def judge_counts(self, part: str, counts: Counter[str]) -> None:
        """Where most postings cannot be read, or all their pages are gone, the board or feed has changed or moved."""
        read, rejected, gone, asked = (counts[what] for what in ("read", "rejected", "gone", "asked"))
        if rejected > read:
            self.mark_incomplete(f"{rejected} postings could not be read, {read} could", part)
        if gone == asked and gone > 2:
            self.crawler.stats.set_value(f"{Stat.MOVED}{part}", 1)
            statuses = " or ".join(map(str, self.gone_statuses))
            self.mark_incomplete(f"all {gone} posting pages are gone ({statuses})", part)

    def posting(self, response: Response, **words: Any) -> RawPosting:
        """A posting of this board, its words trimmed. Raises ValueError if it lacks a key, an address or a title."""
        return make_posting(self.name, answered_at(response), **words)

    def reject(self, url: str, reason: object, words: Mapping[str, Any]) -> Rejected:
        """Report something that cannot become a posting; long words are cut, nested ones left out."""
        plain = {key: str(value)[:200] for key, value in words.items() if isinstance(value, str | int | float)}
        code = refusal_of(reason)
        words_alone = isinstance(reason, str | ValueError)  # of other errors the kind says more than the words
        reason = str(reason) if words_alone else f"{type(reason).__name__}: {reason}"
        return Rejected(board=self.name, url=url, code=code, reason=reason, words=plain)

    def is_new(self, board_ref: str) -> bool:
        """Whether this crawl meets a posting for the first time, since lists overlap."""
        if board_ref in self._handed_over:
            self.count("repeated")
            return False
        self._handed_over[board_ref] = None
        return True

    def only_once(self, posting: RawPosting) -> RawPosting | Rejected | None:
        """A posting of a list the first time; None for the same again: lists overlap. Another under its id is refused.

        It is another if both state a title, an employer or a text and these differ: the rest varies from list to list.
        """
        if self.is_new(posting.board_ref):
            self._handed_over[posting.board_ref] = make_digest(posting)
            return posting
        before, now = self._handed_over[posting.board_ref] or (), make_digest(posting)
        if all(first == second for first, second in zip(before, now, strict=False) if first and second):
            return None
        reason = f"another posting of this run has the id {posting.board_ref}"
        return self.reject(posting.url, Refused(Refusal.REPEATED, reason), {"title": posting.title})

    def reached_known_postings(self, refs: Collection[str]) -> bool:
        """Whether the last runs read all these postings of a list that shows the newest first, and so all that follow.

        The postings not read in this crawl are then carried over (stat `board/read_down`).
        """
        if not refs or not self.known.issuperset(refs):
            return False
        self.crawler.stats.set_value(Stat.READ_DOWN, True)
        return True

    def mark_incomplete(self, reason: str, part: str = "") -> None:
        """This crawl is not the whole board, or not the whole of a part of it; `part`: how its board_refs begin.

        The first reason is the one reported (stats `board/broken` and `board/unread/<part>`).
        """
        reason = make_sound(hide_secrets(reason))
        self.logger.warning("%s%s is incomplete: %s", part and f"{part} of ", self.name, reason)
        stat = f"{Stat.UNREAD}{part}" if part else Stat.BROKEN
        if self.crawler.stats.get_value(stat) is None:
            self.crawler.stats.set_value(stat, reason)

    def note_feed(self, feed: str) -> None:
        """This crawl asks a part of the board that is whole or not by itself; `feed`: how its board_refs begin."""
        self.crawler.stats.set_value(f"{Stat.FEED}{feed}", 1)

    def note_asked(self, feed: str, **words: object) -> None:
        """A list is asked for words of the search, such as a keyword; `feed`: how the board_refs of its part begin."""
        asked = " ".join(f"{name}={word}" for name, word in words.items())
        self.crawler.stats.set_value(f"{Stat.ASKED}{feed}{asked}", 1)

    def count(self, what: str, part: str = "") -> None:
        """Count under the stat `board/<what>`, and for the part of the board whose board_refs begin so."""
        self.crawler.stats.inc_value(f"{Stat.BOARD}{what}")
        self.counts[part][what] += 1

    def noted(self, row: Mapping[str, Any]) -> NotedRow:
        """The row to read a posting from; its keys are counted, and those that nothing reads (`_row_keys.py`)."""
        count_keys(row, self.crawler.stats)
        return NotedRow(row, self._keys_read)


def make_digest(posting: RawPosting) -> tuple[int, ...]:
    """Title, employer and text in few bytes; 0 for what is not stated."""
    stated = (posting.title, posting.employer_raw, posting.text_html)
    return tuple(hash(" ".join(words.split())) if words else 0 for words in stated)


def digest(stamp: Any) -> str:
    """A short digest of a stamp of any type.

    >>> digest({"changed": "2026-11-20", "id": 7}) == digest({"id": 7, "changed": "2026-11-20"})
    True
    """
    words = json.dumps(stamp, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
