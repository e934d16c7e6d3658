"""Manners towards boards, through Scrapy's engine against servers that misbehave: robots.txt and Retry-After."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest

import settings
from crawls.diagnosis import find_doctor_notes
from tests.support.engine import ROOT, Page, run_crawls, serving

# The project's own middlewares, quick enough for tests.
MANNERS: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES": settings.DOWNLOADER_MIDDLEWARES,
    "SPIDER_MIDDLEWARES": settings.SPIDER_MIDDLEWARES,
    "ROBOTSTXT_USER_AGENT": settings.ROBOTSTXT_USER_AGENT,
    "USER_AGENT": "wupperjobs (+you@example.org)",
    "ALLOW_LOOPBACK": True,
    "OUTPUT": "",  # no budget
    "RETRY_BACKOFF": 0.1,
    "DOWNLOAD_DELAY": 0.02,  # with none, Scrapy lets all that waits out at once
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
}


def test_each_part_is_described() -> None:
    described = (ROOT / "docs" / "manners.md").read_text(encoding="utf-8")
    parts = [name for name in (*settings.DOWNLOADER_MIDDLEWARES, *settings.SPIDER_MIDDLEWARES) if ".manners." in name]
    assert len(parts) > 5
    assert [part for part in parts if f"| `{part.split('.')[-2]}.py` |" not in described] == []


def test_what_a_middleware_has_the_doctor_say_has_a_place_for_the_count() -> None:
    assert find_doctor_notes() and all("{n}" in words for words in find_doctor_notes().values())


@dataclass
class Server:
    """How a board's host answers, and when it was asked what. A page is a body, or all of an answer."""

    pages: dict[str, bytes | Page | Callable[[int], bytes | Page]]  # a function gets how often it was asked before
    ask: tuple[str, ...] = ("/page",)  # paths, or addresses elsewhere
    settings: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)

    def answer(self, method: str, path: str, body: bytes) -> Page:
        before = self.count(path)
        self.asked.append((path, time.monotonic()))
        page = self.pages.get(path, (404, {}, b"") if path == "/robots.txt" else b"words")
        page = page(before) if callable(page) else page
        return (200, {"Content-Type": "text/plain"}, page) if isinstance(page, bytes) else page

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)

    def gaps(self, path: str = "/") -> list[float]:
        """Seconds between one request and the next."""
        times = [at for asked, at in self.asked if asked.startswith(path)]
        return [after - before for before, after in pairwise(times)]


def _slowly(seconds: float, page: bytes | Page) -> Callable[[int], bytes | Page]:
    def answer(_: int) -> bytes | Page:
        time.sleep(seconds)
        return page

    return answer


def _refusing(times: int, headers: dict[str, str], status: int = 429) -> Callable[[int], bytes | Page]:
    return lambda before: (status, headers, b"later") if before < times else b"words"


def _crawl(servers: dict[str, Server]) -> dict[str, dict[str, Any]]:
    with ExitStack() as stack:
        crawls: list[dict[str, Any]] = []
        for server in servers.values():
            site = stack.enter_context(serving(server.answer))
            urls = [path if "//" in path else site + path for path in server.ask]
            crawls.append({"requests": [{"url": url} for url in urls], "settings": {**MANNERS, **server.settings}})
        return dict(zip(servers, run_crawls(crawls), strict=True))


def ends_of(stats: dict[str, Any]) -> dict[str, int]:
    ends = {name: stats[f"ledger/{name}"] for name in ("answered", "failed", "filtered", "open")}
    assert stats["ledger/scheduled"] == sum(ends.values())
    return {name: count for name, count in ends.items() if count}


HIDDEN = b"User-agent: *\nDisallow: /hidden\n"
ALL_HIDDEN = b"User-agent: *\nDisallow: /\n"
PAGES = ("/page", "/page?2", "/page?3")

# robots.txt, then what becomes of the requests, and the words of the reason where the host is refused
ROBOTS: dict[str, tuple[Server, dict[str, int], str]] = {
    "many wait for it": (
        Server({"/robots.txt": _slowly(0.3, HIDDEN)}, ("/page", *(f"/hidden/{n}" for n in range(6)))),
        {"answered": 1, "filtered": 6},
        "",
    ),
    "missing": (Server({"/robots.txt": (404, {}, ALL_HIDDEN)}), {"answered": 1}, ""),
    "forbidden": (Server({"/robots.txt": (403, {}, ALL_HIDDEN)}), {"answered": 1}, ""),
    "server error": (Server({"/robots.txt": (500, {}, b"")}, PAGES), {"filtered": 3}, "answers 500"),
    "too many requests": (Server({"/robots.txt": (429, {}, b"")}, PAGES), {"filtered": 3}, "answers 429"),
    "busy at first": (Server({"/robots.txt": lambda n: HIDDEN if n else (503, {}, b"")}), {"answered": 1}, ""),
    "too slow": (
        Server({"/robots.txt": _slowly(1.2, b"")}, PAGES, {"DOWNLOAD_TIMEOUT": 0.4, "RETRY_TIMES": 0}),
        {"filtered": 3},
        "gives no answer",
    ),
    "no connection": (Server({}, ("http://127.0.0.1:9/page",)), {"filtered": 1}, "127.0.0.1:9 gives no answer"),
    "cut off": (
        Server({"/robots.txt": (200, {"Content-Length": "99"}, b"User-agent: *\n")}, PAGES, {"RETRY_TIMES": 0}),
        {"filtered": 3},
        "gives no answer",
    ),
    "moved": (
        Server({"/robots.txt": (301, {"Location": "/r"}, b""), "/r": (302, {"Location": "/s"}, b""), "/s": ALL_HIDDEN}),
        {"filtered": 1},
        "",
    ),
    "moved to itself": (
        Server({"/robots.txt": (301, {"Location": "/robots.txt"}, b"")}),
        {"filtered": 1},
        "gives no answer (max redirections reached)",
    ),
    "moved to a private address": (
        Server({"/robots.txt": (302, {"Location": "http://169.254.169.254/robots.txt"}, b"")}),
        {"filtered": 1},
        "gives no answer (169.254.169.254 is 169.254.169.254, which is not public)",
    ),
    "600 kB": (
        Server({"/robots.txt": HIDDEN + b"# words\n" * 75_000 + b"Disallow: /page\n"}, ("/page", "/hidden")),
        {"answered": 1, "filtered": 1},
        "",
    ),
    "larger than is read": (
        Server({"/robots.txt": b"# words\n" * 75_000}, settings={"DOWNLOAD_MAXSIZE": 300_000}),
        {"filtered": 1},
        "gives no answer",
    ),
    "for others": (Server({"/robots.txt": b"User-agent: example\nDisallow: /\n"}), {"answered": 1}, ""),
    "an endless delay": (
        Server({"/robots.txt": b"User-agent: *\nCrawl-delay: 61\n"}, PAGES),
        {"filtered": 3},
        "wants 61 s between two requests",
    ),
    "a delay": (
        Server(
            {"/robots.txt": b"User-agent: *\nCrawl-delay: 0.4\n"},
            PAGES,
            {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.1},
        ),
        {"answered": 3},
        "",
    ),
    "a rate": (Server({"/robots.txt": b"User-agent: *\nRequest-rate: 4/1s\n"}, PAGES), {"answered": 3}, ""),
}


def _at(seconds: int) -> dict[str, str]:
    return {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)}


# what becomes of the requests, seconds between those of pages (at least; None: not measured), words of the reason
REFUSALS: dict[str, tuple[Server, dict[str, int], list[float | None], str]] = {
    "seconds": (
        Server({"/page": _refusing(1, {"Retry-After": "1"})}, PAGES),
        {"answered": 3},
        [1.0, None, None],
        "",
    ),
    "date": (
        Server({"/page": lambda n: b"words" if n else (503, _at(2), b"")}),
        {"answered": 1},
        [0.9],
        "",
    ),
    "a date that is over": (
        Server({"/page": lambda n: b"words" if n else (503, _at(-3600), b"")}, settings={"RETRY_BACKOFF": 0.2}),
        {"answered": 1},
        [0.2],
        "",
    ),
    "no header": (
        Server({"/page": _refusing(2, {})}, settings={"RETRY_BACKOFF": 0.15, "RETRY_TIMES": 2}),
        {"answered": 1},
        [0.15, 0.3],
        "",
    ),
    "a good answer between": (
        Server({"/page": _refusing(1, {}), "/page?2": _refusing(1, {})}, PAGES[:2], {"RETRY_BACKOFF": 0.2}),
        {"answered": 2},
        [0.2, None, None],
        "",
    ),
    "no patience left": (
        Server({"/page": _refusing(9, {})}, PAGES),
        {"answered": 2, "failed": 1},
        [0.1, None, None],
        "",
    ),
    "as long as is borne": (
        Server({"/page": _refusing(1, {"Retry-After": "1"})}, settings={"RETRY_AFTER_MAX": 1}),
        {"answered": 1},
        [1.0],
        "",
    ),
    "too long": (
        Server({"/page": _refusing(9, {"Retry-After": "301"})}, PAGES),
        {"failed": 1, "filtered": 2},
        [],
        "127.0.0.1 answers 429 and asks to be left alone for 301 s",
    ),
    "too long a date": (
        Server({"/page": lambda n: (503, _at(86_400), b"")}, PAGES),
        {"failed": 1, "filtered": 2},
        [],
        "answers 503 and asks to be left alone for 86400 s",
    ),
    "for ever": (
        Server(dict.fromkeys(PAGES, _refusing(99, {})), PAGES, {"RETRY_BACKOFF": 0.1, "RETRY_AFTER_MAX": 0.3}),
        {"failed": 1, "filtered": 2},
        [0.1, 0.2],
        "127.0.0.1 answers 429 3 times in a row",
    ),
    "robots.txt": (
        Server({"/robots.txt": (503, {"Retry-After": "3600"}, b"")}, PAGES),
        {"filtered": 3},
        [],
        "127.0.0.1 answers 503 and asks to be left alone for 3600 s",
    ),
}


@pytest.fixture(scope="module")
def crawled() -> dict[str, dict[str, Any]]:
    servers = {name: server for name, (server, _, _) in ROBOTS.items()}
    return _crawl(servers | {name: server for name, (server, _, _, _) in REFUSALS.items()})


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_decides_what_is_asked(crawled: dict[str, dict[str, Any]], name: str) -> None:
    server, ends, words = ROBOTS[name]
    stats = crawled[name]
    assert ends_of(stats) == ends
    assert words in stats.get("board/broken", "")
    assert bool(words) == bool(stats.get("board/broken")) == bool(stats.get("robotstxt/refused"))
    pages = {path for path, _ in server.asked if "page" in path or "hidden" in path}
    assert len(pages) == ends.get("answered", 0)


def test_robots_txt_is_asked_once_a_host_however_many_wait(crawled: dict[str, dict[str, Any]]) -> None:
    assert ROBOTS["many wait for it"][0].count("/robots.txt") == 1
    assert crawled["many wait for it"]["robotstxt/forbidden"] == 6


@pytest.mark.parametrize(("name", "seconds"), [("a delay", 0.4), ("a rate", 0.25)])
def test_a_host_is_asked_no_faster_than_its_robots_txt_wants(
    crawled: dict[str, dict[str, Any]], name: str, seconds: float
) -> None:
    gaps = ROBOTS[name][0].gaps()
    assert len(gaps) == 3 and min(gaps) > seconds - 0.05, gaps


@pytest.mark.parametrize("name", REFUSALS)
def test_a_host_that_is_busy_is_left_alone(crawled: dict[str, dict[str, Any]], name: str) -> None:
    server, ends, gaps, words = REFUSALS[name]
    stats = crawled[name]
    assert ends_of(stats) == ends
    assert words in stats.get("board/broken", "")
    assert stats["finish_reason"] == "finished"
    measured = server.gaps("/page")
    assert len(measured) == len(gaps), measured
    assert all(least is None or gap > least - 0.02 for gap, least in zip(measured, gaps, strict=True)), measured
