"""A server that misbehaves, and the verdict that ends it: the project's own settings, boards and pipelines."""

import gzip
import json
import re
import resource
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, unquote

import brotli
import pyarrow.parquet as pq
import pytest
import zstandard
from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.reactor import install_reactor
from twisted.internet import task

import settings as project
from schemas.configuration import Employer
from spiders import Employers, Found, PageBoard
from spiders._paths import rows_at
from spiders._responses import read_json
from storage.layout import Output
from storage.parts import read_board_run
from tests.support.engine import ROOT

QUICK: dict[str, Any] = {
    "ALLOW_LOOPBACK": True,
    "SEARCH_FILE": str(ROOT / "search.toml"),
    "RUN": "20261120T050000Z",
    "DOWNLOAD_DELAY": 0.02,
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_TIMEOUT": 0.5,
    "RETRY_TIMES": 1,
    "RETRY_BACKOFF": 0.05,
    "DAILY_REQUESTS": 20,
    "LOG_ENABLED": False,
}
WORDS = b"<p>words" * 125_000  # 1 MB; gzip and zstd may be put one after the other
MANY = 800  # MB in a bomb
TOO_LARGE = "exceeded DOWNLOAD_MAXSIZE"
PEAK_MB = 400  # of the process of all crawls
HTML = "Content-Type: text/html; charset=utf-8"
JOB = '<script type="application/ld+json">{"@type": "JobPosting", "title": "CIO", "jobLocation": "Hagen"}</script>'


class Linked(PageBoard):
    """A board of lists and posting pages."""

    name = "misbehaving"
    access = "open"
    checked = "recorded"
    terms = "a server of the tests"
    posting_urls = r"/job/(\w+)"
    next_page = "a.next::attr(href)"
    none_words = "Keine Stellen"
    site: str

    def first_requests(self) -> Iterator[Request]:
        yield self.ask_list(self.site)


class Mapped(Linked):
    """One that is known by its sitemap."""

    def first_requests(self) -> Iterator[Request]:
        yield self.ask_list(self.site, sitemap=1)


class Anywhere(Mapped):
    """One whose postings may be on any host."""

    posting_urls = r"//.*/job/(\w+)"


class Fed(Linked):
    """One with a feed in JSON."""

    row: ClassVar[dict[str, str]] = {"board_ref": "id", "url": "url", "title": "title"}

    def read_list(self, response: Response) -> Iterator[Found | None]:
        rows = rows_at(read_json(response), "jobs")
        yield from self.read_each(response, rows, self.read_row)

    def read_row(self, row: dict[str, Any], response: Response) -> Found:
        return self.posting(response, **{name: row[key] for name, key in self.row.items()})


class Feeds(Fed):
    """An ATS with two employers, each on a host of its own."""

    asks = Employers("")

    def first_requests(self) -> Iterator[Request]:
        for host in ("127.0.0.1", "localhost"):
            feed = self.site.replace("127.0.0.1", host)
            who = Employer(ats=self.name, tenant=host, name="Muster GmbH", feed=feed, source="made up", sure="seen")
            yield self.asks.ask_feed(self, who)


class Raw(BaseHTTPRequestHandler):
    """Writes what a behaviour says, byte for byte."""

    def do_GET(self) -> None:
        _, name, path = (*self.path.split("/", 2), "")[:3]
        name = unquote(name)
        if name in BEHAVIOURS:
            told = BEHAVIOURS[name][1]
        else:
            told = self.server.robots if name == "robots.txt" else _answer("", status=404)  # type: ignore[attr-defined]
        pieces = told(f"http://{self.headers['Host']}/{quote(name)}/", path) if callable(told) else told
        with suppress(OSError):  # the crawler has hung up
            for piece in pieces:
                self.wfile.write(piece)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def _answer(body: str | bytes, *headers: str, status: int = 200) -> list[bytes]:
    body = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status} As told", *(headers or (HTML,)), f"Content-Length: {len(body)}", "Connection: close"]
    return ["\r\n".join([*head, "", ""]).encode(), body]


def _endless(head: str, piece: bytes, pause: float, times: int) -> Iterator[bytes]:
    yield head.encode()
    for _ in range(times):
        yield piece
        time.sleep(pause)


def _job(*words: str) -> list[bytes]:
    return _answer(f"<h1>CIO</h1>{JOB}{' '.join(words)}")


def _sitemap(*urls: str, head: str = "") -> list[bytes]:
    places = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return _answer(f'<?xml version="1.0"?>{head}<urlset>{places}</urlset>', "Content-Type: text/xml")


def _packed(coding: str, body: Callable[[], bytes]) -> Callable[[str, str], list[bytes]]:
    """A page in a content coding; packed only when it is asked for, and once."""
    packed = cache(body)
    return lambda here, path: _answer(packed(), HTML, f"Content-Encoding: {coding}")


def _moved(to: str) -> list[bytes]:
    return _answer("", HTML, f"Location: {to}", status=302)


ROBOTS = {  # of hosts of their own
    "robots.txt fails": _answer("", status=500),
    "robots.txt forbids": _answer("User-agent: *\nDisallow: /\n", "Content-Type: text/plain"),
    "robots.txt wants an hour": _answer("User-agent: *\nCrawl-delay: 3600\n", "Content-Type: text/plain"),
}
BEHAVIOURS: dict[str, tuple[type[Linked], Any, str, str]] = {
    # the board, its answers (a function gets where it is and what is asked for there), the verdict, words of the reason
    "good": (Linked, lambda here, path: _job() if path else _answer('<a href="job/1">1</a>'), "complete", ""),
    "truncated": (Linked, [*_answer("x" * 99)[:1], b"<html>"], "failed", "ResponseDataLoss"),
    "hangs up": (Linked, [b""], "failed", "no answer"),
    "no HTTP": (Linked, [b"\x16\x03\x01 this is no HTTP\r\n\r\n"], "failed", "no answer"),
    "trickles": (
        Linked,
        lambda here, path: _endless(f"HTTP/1.1 200 OK\r\n{HTML}\r\nContent-Length: 99\r\n\r\n", b"<", 0.2, 5),
        "failed",
        "took longer than 0.5",
    ),
    "silent": (Linked, lambda here, path: _endless("", b"", 0.8, 1), "failed", "took longer than 0.5"),
    "100 MB declared": (
        Linked,
        [f"HTTP/1.1 200 OK\r\n{HTML}\r\nContent-Length: 104857600\r\n\r\n".encode()],
        "failed",
        "larger than download max",
    ),
    "100 MB undeclared": (
        Linked,
        lambda here, path: _endless(f"HTTP/1.1 200 OK\r\n{HTML}\r\n\r\n", b"<p>words" * 16_384, 0, 800),
        "failed",
        "no answer",
    ),
    "gzip bomb": (Linked, _packed("gzip", lambda: gzip.compress(WORDS) * MANY), "failed", TOO_LARGE),
    "deflate bomb": (Linked, _packed("deflate", lambda: zlib.compress(WORDS * 16, 1)), "failed", TOO_LARGE),
    "brotli bomb": (Linked, _packed("br", lambda: brotli.compress(WORDS * 16, quality=1)), "failed", TOO_LARGE),
    "zstd bomb": (Linked, _packed("zstd", lambda: zstandard.compress(WORDS) * MANY), "failed", TOO_LARGE),
    "bomb in gzip": (
        Linked,
        _packed("gzip, gzip", lambda: gzip.compress(gzip.compress(WORDS) * MANY)),
        "failed",
        TOO_LARGE,
    ),
    "bomb in brotli": (
        Linked,
        _packed("zstd, br", lambda: brotli.compress(zstandard.compress(WORDS) * MANY, quality=1)),
        "failed",
        TOO_LARGE,
    ),
    "packed twice": (
        Linked,
        _packed("gzip, gzip", lambda: gzip.compress(gzip.compress(b"<p>Keine Stellen gefunden"))),
        "complete",
        "",
    ),
    "zstd": (Linked, _packed("zstd", lambda: zstandard.compress(b"<p>Keine Stellen gefunden")), "complete", ""),
    "zstd cut off": (Linked, _packed("zstd", lambda: zstandard.compress(WORDS)[:40]), "incomplete", ""),
    "no zstd": (Linked, _packed("zstd", lambda: b"<p>words"), "failed", "ZstdError"),
    "no brotli": (Linked, _packed("br", lambda: b"<p>words"), "failed", "error"),
    "no gzip": (Linked, _answer("<p>words", HTML, "Content-Encoding: gzip"), "failed", "BadGzipFile"),
    "unknown encoding": (
        Linked,
        _answer(b"\x01\x02\x03", HTML, "Content-Encoding: x-own"),
        "incomplete",
        "another kind of file",
    ),
    "server error": (Linked, _answer("", status=500), "failed", "answers 500"),
    "not modified": (Linked, _answer("", status=304), "failed", "answers 304"),
    "no content": (Linked, _answer("", status=204), "incomplete", ""),
    "gone": (Linked, _answer("", status=410), "failed", "answers 410"),
    "forbidden": (Linked, _answer("", status=403), "failed", "answers 403"),
    "status 999": (Linked, _answer("", status=999), "failed", "answers 999"),
    "redirects nowhere": (Linked, _answer("", status=302), "failed", "answers 302"),
    "empty": (Linked, _answer(" "), "incomplete", "empty (0 bytes)"),
    "empty page": (Linked, _answer("<html><body></body></html>"), "incomplete", "empty (it shows nothing)"),
    "maintenance": (Linked, _answer("<h1>Wartungsarbeiten</h1>"), "incomplete", "no posting is linked"),
    "captcha": (
        Linked,
        _answer("<p>Moment</p>", HTML, "cf-mitigated: challenge"),
        "incomplete",
        "captcha (Cloudflare)",
    ),
    "says none": (Linked, _answer("<p>Keine Stellen gefunden"), "complete", ""),
    "a picture": (Linked, _answer(b"\x89PNG\r\n\x1a\n\x00", "Content-Type: image/png"), "incomplete", "another kind"),
    "pages for ever": (
        Linked,
        lambda here, path: (
            _answer(f'<a class="next" href="{here}{path}x">weiter</a><a href="{here}job/1">1</a>')
            if "job" not in path
            else _job()
        ),
        "incomplete",
        "budget of 20 requests",
    ),
    "the same page": (
        Linked,
        lambda here, path: _job() if path else _answer('<a class="next" href="">weiter</a><a href="job/1">1</a>'),
        "complete",
        "",
    ),
    "all postings gone": (
        Linked,
        lambda here, path: (
            _answer("", status=404) if path else _answer("".join(f'<a href="job/{n}">1</a>' for n in range(5)))
        ),
        "incomplete",
        "all 5 posting pages are gone",
    ),
    "posting without form": (
        Linked,
        lambda here, path: (
            _answer("<h1>CIO") if path else _answer("".join(f'<a href="job/{n}">1</a>' for n in range(5)))
        ),
        "incomplete",
        "5 postings could not be read",
    ),
    "nested deeply": (Linked, _answer("<div>" * 100_000 + "words"), "incomplete", ""),
    "JSON": (Fed, _answer('{"jobs": [{"id": 1, "url": "http://x.example/1", "title": "CIO"}]}'), "complete", ""),
    "HTML for JSON": (Fed, _answer("<h1>Wartung</h1>"), "incomplete", "a page instead of JSON"),
    "another key for the list": (Fed, _answer('{"items": []}'), "incomplete", "'jobs' is missing"),
    "other keys for the rows": (
        Fed,
        _answer('{"jobs": [{"uid": 1}, {"uid": 2}]}'),
        "incomplete",
        "2 postings could not",
    ),
    "JSON cut off": (Fed, _answer('{"jobs": [{"id": 1,'), "incomplete", "is not JSON"),
    "JSON nested": (Fed, _answer("[" * 100_000), "incomplete", "is not JSON"),
    "sitemap": (Mapped, lambda here, path: _job() if path else _sitemap(f"{here}job/1"), "complete", ""),
    "sitemap without end": (
        Mapped,
        lambda here, path: _job() if path else _sitemap(*(f"{here}job/{n}" for n in range(2_000))),
        "incomplete",
        "budget of 20 requests",
    ),
    "sitemap bomb": (
        Mapped,
        _sitemap("&b;", head='<!DOCTYPE u [<!ENTITY a "' + "x" * 9_000 + '"><!ENTITY b "' + "&a;" * 900 + '">]>'),
        "incomplete",
        "",
    ),
    "sitemap of a file": (
        Mapped,
        _sitemap("&f;", head='<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
        "incomplete",
        "has a DTD",
    ),
    "sitemap of private addresses": (
        Anywhere,
        lambda here, path: _job() if path else _sitemap("http://169.254.169.254/job/1", f"{here}job/2"),
        "incomplete",
        "169.254.169.254 is 169.254.169.254, which is not public",
    ),
    "page for sitemap": (Mapped, _answer("<html><h1>Wartung</h1>"), "incomplete", "a page instead of XML"),
    "broken sitemap": (Mapped, _answer("<urlset><url>", "Content-Type: text/xml"), "incomplete", "broken XML"),
    "moved to a private address": (Linked, _moved("http://0x0a000001/"), "failed", "0x0a000001 is 10.0.0.1, which"),
    "moved to a file": (Linked, _moved("file:///etc/passwd"), "failed", "answers 302"),
    "moved to itself": (Linked, _moved("./"), "failed", "it redirects to itself"),
    "moved round and round": (Linked, lambda here, path: _moved(f"{here}{'' if path else 'b'}"), "failed", "to itself"),
    "moved for ever": (Linked, lambda here, path: _moved(f"{here}{path}x"), "failed", "max redirections reached"),
    "a posting moved to a private address": (
        Linked,
        lambda here, path: _moved("http://10.0.0.1/") if path else _answer('<a href="job/1">1</a>'),
        "incomplete",
        "10.0.0.1 is 10.0.0.1, which is not public",
    ),
    "wants an hour": (
        Linked,
        _answer("", HTML, "Retry-After: 3600", status=429),
        "failed",
        "asks to be left alone for 3600 s",
    ),
    "wants an hour for a posting": (
        Linked,
        lambda here, path: (
            _answer("", HTML, "Retry-After: 3600", status=503) if path else _answer('<a href="job/1">1</a>')
        ),
        "incomplete",
        "127.0.0.1 answers 503 and asks to be left alone for 3600 s",
    ),
    "one employer's host wants an hour": (
        Feeds,
        lambda here, path: (
            _answer("", HTML, "Retry-After: 3600", status=429)
            if "localhost" in here
            else _answer('{"jobs": [{"id": 1, "url": "http://x.example/1", "title": "CIO"}]}')
        ),
        "partial",
        "localhost answers 429 and asks to be left alone for 3600 s",
    ),
    "a clock that is wrong": (
        Linked,
        _answer("", HTML, "Retry-After: Mon, 01 Jan 2001 00:00:00 GMT", status=503),
        "failed",
        "answers 503",
    ),
    "login": (Linked, _answer("<title>Login</title><input type=password>"), "incomplete", "login (Login)"),
    "robots.txt fails": (Linked, _job(), "failed", "answers 500, so nothing is asked there"),
    "robots.txt forbids": (Linked, _job(), "failed", "is not asked: Forbidden by robots.txt"),
    "robots.txt wants an hour": (Linked, _job(), "failed", "wants 3600 s between two requests"),
    "packed sitemap bomb": (
        Mapped,
        lambda here, path: _answer(
            gzip.compress(b"<urlset>") + gzip.compress(b" " * len(WORDS)) * MANY, "Content-Type: application/gzip"
        ),
        "incomplete",
        "",
    ),
}


@contextmanager
def _serving(robots: list[bytes]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Raw)
    server.robots = robots  # type: ignore[attr-defined]  # for the handler
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Ends:
    """What the behaviours came to."""

    verdicts: dict[str, tuple[str, str]]  # and the reason
    largest: int  # bytes of a body, packed or not
    peak_mb: int  # of memory


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Ends:
    with ExitStack() as stack:
        usual = stack.enter_context(_serving(_answer("", status=404)))
        own = {name: stack.enter_context(_serving(robots)) for name, robots in ROBOTS.items()}
        sites = {name: f"{own.get(name, usual)}/{quote(name)}/" for name in BEHAVIOURS}
        question = json.dumps({"sites": sites, "folder": str(tmp_path_factory.mktemp("misbehaving"))})
        done = subprocess.run(
            [sys.executable, "-m", "tests.test_misbehaving"], cwd=ROOT, input=question, capture_output=True, text=True,
            timeout=100, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Ends(**json.loads(done.stdout))


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_each_misbehaviour_ends_in_its_verdict(ends: Ends, name: str) -> None:
    _, _, verdict, words = BEHAVIOURS[name]
    assert ends.verdicts[name][0] == verdict, ends.verdicts[name]
    assert words in ends.verdicts[name][1]


def test_no_body_is_larger_than_the_limit_and_memory_stays_bounded(ends: Ends) -> None:
    assert 0 < ends.largest <= project.DOWNLOAD_MAXSIZE
    assert ends.peak_mb < PEAK_MB


async def _crawl_all(sites: dict[str, str], folder: Path) -> None:
    usual = {name: value for name, value in vars(project).items() if name.isupper()}
    done, sizes = {}, [0]

    def measure(response: Response) -> None:
        sizes.append(len(response.body))

    for number, (name, site) in enumerate(sites.items()):
        where = folder / str(number)
        board = BEHAVIOURS[name][0]
        runner = AsyncCrawlerRunner({**usual, **QUICK, "OUTPUT": str(where)})
        crawler = runner.create_crawler(board)
        for signal in (signals.response_downloaded, signals.response_received):  # as it came, and unpacked
            crawler.signals.connect(measure, signal)
        await runner.crawl(crawler, site=site)
        output = Output.at(where)
        health, _ = read_board_run(pq.read_schema(output.part(QUICK["RUN"], board.name)).metadata)
        done[name] = health.verdict, health.reason or ""
    print(json.dumps({"verdicts": done, "largest": max(sizes), "peak_mb": _peak_mb()}))


def _peak_mb() -> int:
    """The most memory this process had; on Linux, ru_maxrss is at least that of the test's own, which started it."""
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", status.read_text())
        return int(peak) // 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    told = json.load(sys.stdin)
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    task.react(lambda _: deferred_from_coro(_crawl_all(told["sites"], Path(told["folder"]))))
