"""Collects the postings of one board and run, and writes them as a part when the crawl ends."""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import pyarrow as pa
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response

from german.ads.refusals import Refusals
from german.places.search import load_search
from german.words.signature import SIGNATURE, sign_texts
from pipelines.readers import sum_readers
from pipelines.verdict import count_unwanted, find_named, find_unread_keys, judge_crawl
from schemas.boards import Benchmark, BoardRun
from schemas.columns import fields_of, table_of
from schemas.postings import Posting
from schemas.raw import Gone, RawBenchmark, RawPosting, Rejected
from schemas.secrets import hide_secrets
from schemas.sound import is_web_address, make_sound
from schemas.vocabulary import Refusal
from schemas.wires import Stat
from storage.files import write_whole
from storage.layout import Output, started_at
from storage.parts import write_part
from storage.tables import write_table

_log = logging.getLogger(__name__)
T = TypeVar("T", Posting, Benchmark)
_NOT_STORED = (pa.ArrowException, ValueError, TypeError, ArithmeticError)  # what a value raises that fits no column
LONGEST_NAME = 300  # characters of an id or an address
_BATCH = 500  # postings kept as Python rows before they become an Arrow batch


class WritePart:
    """The last pipeline: it writes postings and benchmarks into their parts, and what was refused into `rejected/`.

    Nothing is lost: a posting on which a pipeline failed is written with the error's words.
    """

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.stats = crawler.stats
        self.run: str = crawler.settings["RUN"]
        self.output = Output.at(crawler.settings["OUTPUT"])
        self.search = load_search(crawler.settings["SEARCH_FILE"])
        self.refusals = Refusals.of(self.search.refused)
        self.began = time.monotonic()
        self.rows: list[Posting] = []
        self.tables: list[pa.Table] = []
        self.benchmarks: list[Benchmark] = []
        self.rejected: list[dict[str, Any]] = []
        self.gone: list[str] = []
        self.refused: set[str] = set()  # ids and addresses among the words of what was refused
        self.seen: dict[str, int] = {}  # what came under each id, as a hash
        for stat in (Stat.POSTINGS, Stat.IN_AREA, Stat.KEPT, Stat.WITH_SALARY):
            self.stats.set_value(stat, 0)
        crawler.signals.connect(self.failed, signals.item_error)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "WritePart":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Posting) and self.refusals.refuse(item.board, item.board_ref, item.url, item.employer_key):
            self.reject("", Refusal.REFUSED, "who it is of asked not to be listed", {})
        elif isinstance(item, Posting):
            self.add(item)
        elif isinstance(item, Gone):
            self.gone.append(item.board_ref)
        elif isinstance(item, Rejected):
            self.reject(item.url, item.code, item.reason, item.words, item.part)
        elif isinstance(item, list):
            self.benchmarks.extend(item)
        else:
            raise DropItem(f"{type(item).__name__} is not a row class of this project")
        return item

    def add(self, posting: Posting) -> None:
        what = hash((posting.title, posting.employer_raw, posting.town, posting.text_sha256))
        known = posting.board_ref in self.seen
        if self.seen.setdefault(posting.board_ref, what) != what:
            reason = f"another posting of this run has the id {posting.board_ref}"
            self.reject(posting.url, Refusal.REPEATED, reason, {"title": posting.title})
            return
        if known:
            self.stats.inc_value("part/repeated")
            return
        self.count(posting, 1)
        self.rows.append(posting)
        if len(self.rows) >= _BATCH:
            self.flush()

    def count(self, posting: Posting, by: int) -> None:
        """Count a posting, or take it back."""
        within = posting.distance_km is not None and posting.distance_km <= self.search.where.radius_km
        self.stats.inc_value(Stat.POSTINGS, by)
        self.stats.inc_value(Stat.IN_AREA, by * within)
        if posting.left_out is None:
            self.stats.inc_value(Stat.KEPT, by)
            self.stats.inc_value(Stat.WITH_SALARY, by * bool(posting.salary_basis or posting.pay_grade_max))

    def flush(self) -> None:
        """The rows become a table; one that Arrow cannot hold is rejected, the others are kept."""
        for posting, reason in move_rows(Posting, self.rows, self.tables):
            self.count(posting, -1)
            words = {"board_ref": posting.board_ref, "title": posting.title}
            self.reject(posting.url, Refusal.VALUE, reason, words)

    def failed(self, item: Any, response: Response | None, spider: Spider, failure: Any) -> None:
        """A pipeline raised on this item."""
        words: dict[str, Any] = {}
        if isinstance(item, RawPosting):
            words = {"board_ref": item.board_ref, "title": item.title, "employer": item.employer_raw}
        url = item.url if isinstance(item, RawPosting | RawBenchmark) else response.url if response else ""
        code = Refusal.DEPTH if failure.check(RecursionError) else Refusal.VALUE
        self.reject(url, code, f"{failure.type.__name__}: {failure.getErrorMessage()}", words)

    def reject(self, url: str, code: Refusal, reason: str, words: dict[str, Any], part: str = "") -> None:
        reason = " ".join(make_sound(hide_secrets(reason)).split())
        url = make_sound(hide_secrets(url))
        _log.warning("rejected %s: %s: %s", url, code, reason)
        self.refused |= {name_within(part, word) for word in map(str, words.values()) if is_name(word)}
        self.rejected.append({"url": url, "code": code, "reason": reason, "words": words})

    def closed(self, spider: Any, reason: str) -> None:
        self.flush()
        levels: list[pa.Table] = []
        for benchmark, words in move_rows(Benchmark, self.benchmarks, levels):
            self.reject(benchmark.url, Refusal.VALUE, words, {})
        self.write_rejected(spider.name)
        if levels:
            write_table(self.output, pa.concat_tables(levels), self.output.benchmark_part(self.run, spider.name))
        board_run = self.board_run(spider, reason)
        moved = tuple(find_named(self.stats.get_stats(), Stat.MOVED))
        gone = [ref for ref in self.gone if not ref.startswith(moved)]
        clocks = find_named(self.stats.get_stats(), Stat.CLOCK)
        write_part(self.output, board_run, self.tables, gone, self.refused, clocks, add_signatures)
        self.stats.set_value("part/verdict", board_run.verdict)

    def write_rejected(self, board: str) -> None:
        if not self.rejected:
            return
        with write_whole(self.output, self.output.rejected(self.run, board)) as stream:
            for row in self.rejected:
                stream.write((hide_secrets(json.dumps(row, ensure_ascii=False, default=str)) + "\n").encode())

    def board_run(self, spider: Any, reason: str) -> BoardRun:
        """The board's health as its own crawl saw it."""
        stats = self.stats.get_stats()
        choice = self.search.choice(spider.name)
        floor = choice.floor if choice and choice.floor is not None else spider.floor
        unread = find_named(stats, Stat.UNREAD)
        verdict, why = judge_crawl(stats, reason, floor, unread)
        return BoardRun.blank(
            run=self.run,
            board=spider.name,
            started_at=started_at(self.run),
            verdict=verdict,
            reason=why and make_sound(hide_secrets(why)),
            access=spider.access,
            checked=spider.checked,
            floor=floor,
            seconds=round(time.monotonic() - self.began, 3),
            rejected=len(self.rejected),
            refusals=tuple(sorted({row["code"] for row in self.rejected})),
            unread=tuple(sorted(unread)),
            unread_keys=find_unread_keys(stats, spider.name),
            feeds=tuple(sorted(find_named(stats, Stat.FEED))),
            search=f"{self.search.digest} {sum_readers()}",
            wanted=self.search.wanted,
            asked=tuple(sorted(find_named(stats, Stat.ASKED))),
            finish_reason=reason,
            unwanted=count_unwanted(stats),
            usage=tuple(sorted(find_named(stats, Stat.USAGE))),
            **count_columns(stats),
        )


def is_name(word: str) -> bool:
    """Whether a word may be an id or an address.

    >>> is_name("4711"), is_name("https://a.example/jobs/4711"), is_name("IT-Leiter in Solingen"), is_name("")
    (True, True, False, False)
    """
    return 0 < len(word) <= LONGEST_NAME and not any(map(str.isspace, word))


def name_within(part: str, word: str) -> str:
    """An id as a board_ref of its part of the board begins, since ids of two employers may be equal; else an address.

    >>> name_within("muster/", "4711"), name_within("muster/", "https://a.example/jobs/4711"), name_within("", "4711")
    ('muster/4711', 'https://a.example/jobs/4711', '4711')
    """
    return word if word.startswith(part) or is_web_address(word) else f"{part}{word}"


def move_rows(kind: type[T], rows: list[T], tables: list[pa.Table]) -> Iterator[tuple[T, str]]:
    """Move rows to the tables as one more table; what cannot be moved is given back with the reason."""
    try:
        tables += [table_of(kind, rows)] if rows else []
    except _NOT_STORED:
        for row in rows:
            try:
                tables.append(table_of(kind, [row]))
            except _NOT_STORED as error:
                yield row, f"{type(error).__name__}: {error}"
    rows.clear()


def add_signatures(texts: pa.Table) -> pa.Table:
    """The texts with their signatures."""
    return texts.append_column(SIGNATURE, sign_texts(texts["text"]))


def count_columns(stats: Mapping[str, Any]) -> dict[str, int]:
    """The columns of a board's run that hold a statistic of its crawl."""
    row: type = BoardRun
    counted = ((field.name, field.use.counted_by) for field in fields_of(row))
    return {name: stats.get(stat, 0) for name, stat in counted if stat}
