"""Scrapy's engine for tests: crawls of a spider without a board, all in one process, against a server on loopback."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.reactor import install_reactor
from twisted.internet import task

from spiders._posting import make_posting
from tests.support.local_server import SilentHandler, serving_with

ROOT = Path(__file__).parents[2]
SETTINGS: dict[str, Any] = {
    "HTTPCACHE_ENABLED": True,
    "HTTPCACHE_STORAGE": "crawls.archive.http_cache.WarcStorage",
    "DOWNLOADER_MIDDLEWARES": {"crawls.ledger.Ledger": 1, "crawls.archive.http_cache.ReplayWall": 950},
    "ROBOTSTXT_OBEY": True,
    "RETRY_TIMES": 1,
    "REDIRECT_MAX_TIMES": 3,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_ENABLED": False,
}
Page = tuple[int, dict[str, str], bytes]


class Asking(scrapy.Spider):
    """Asks for `requests` and keeps what its callback sees; "link" is followed, "posting" becomes one."""

    name = "asking"
    requests: list[dict[str, Any]]

    async def start(self) -> AsyncIterator[Any]:
        for request in self.requests:
            yield scrapy.Request(**request)

    def parse(self, response: Response) -> Iterator[Any]:
        seen = {
            "url": response.url,
            "status": response.status,
            "body": response.body.decode("utf-8", "replace"),
            "kind": type(response).__name__,
            "answered_at": response.meta["answered_at"].isoformat(),
        }
        self.crawler.stats.set_value("seen", [*self.crawler.stats.get_value("seen", []), seen])
        if b"stumble" in response.body:
            raise KeyError("title")
        if b"posting" in response.body:
            yield make_posting("asking", datetime.now(UTC), board_ref="7", url=response.url, title="IT-Leiter")
        for link in response.text.splitlines():
            if link.startswith("link "):
                yield response.follow(link[5:], meta=response.meta)


def run_crawls(crawls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stats of each crawl, `seen` among them. A crawl: {"requests": [...], "settings": {...}, "spider": {...}}."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.engine"], cwd=ROOT, input=json.dumps(crawls), capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(done.stderr)
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


@contextmanager
def serving(answer: Callable[[str, str, bytes], Page]) -> Iterator[str]:
    """A server on loopback; `answer` gets method, path and body."""

    class Handler(SilentHandler):
        def respond(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, headers, body = answer(self.command, self.path, self.rfile.read(length))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with serving_with(Handler) as port:
        yield f"http://127.0.0.1:{port}"


def _print(done: list[dict[str, Any]]) -> None:
    print(json.dumps(done, default=str))


async def _run_all(crawls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = []
    for crawl in crawls:
        runner = AsyncCrawlerRunner({**SETTINGS, **crawl.get("settings", {})})
        crawler = runner.create_crawler(type("Asking", (Asking,), crawl.get("spider", {})))
        await runner.crawl(crawler, requests=crawl["requests"])
        done.append(crawler.stats.get_stats())
    return done


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    task.react(lambda _: deferred_from_coro(_run_all(json.load(sys.stdin))).addCallback(_print))
