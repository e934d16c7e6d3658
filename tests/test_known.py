"""What is known and unchanged is not asked for again: runs on four days against a server that notes its visits."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import pyarrow.parquet as pq
import pytest
from scrapy import Request
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.reactor import install_reactor
from scrapy.utils.test import get_crawler
from twisted.internet import task

import settings as project
from crawls.archive.known import Known
from crawls.archive.recorded_response import RecordedResponse
from crawls.plan import crawl_settings
from german.places.search import load_search
from schemas.raw import RawPosting
from spiders import Found, PageBoard
from spiders._responses import read_json
from storage.layout import Output, run_id
from storage.parts import read_board_run
from tests.support.engine import ROOT

DAY = datetime(2026, 11, 20, 5, tzinfo=UTC)
DAYS = (0, 1, 2, 9)
CARDS: dict[str, tuple[str | None, ...]] = {  # what the list says of each posting on these days; None: nothing
    "same": ("CIO", "CIO", "CIO", "CIO"),
    "edited": ("CIO", "CIO, auch in Teilzeit", "CIO, auch in Teilzeit", "CIO, auch in Teilzeit"),
    "confirmed": ("vor 1 Tag", "vor 2 Tagen", "vor 3 Tagen", "vor 10 Tagen"),  # its page gives an ETag
    "broken": ("CIO", "CIO", "CIO", "CIO"),  # its page cannot be read on the first day
    "new": (None, "CIO", "CIO", "CIO"),
}
NEWEST = ([5, 4, 3, 2, 1, 0], [6, 5, 4, 3, 2, 1], [7, 6, 5, 4, 3, 2], [7, 6, 5, 4])  # ids of a feed, two a page
QUICK: dict[str, Any] = {
    "ALLOW_LOOPBACK": True, "DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False, "LOG_ENABLED": False,
}  # fmt: skip


class Site(BaseHTTPRequestHandler):
    """The board's server."""

    day: ClassVar[int] = 0
    visits: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        conditional = self.headers["If-None-Match"] is not None
        if self.path not in ("/robots.txt", "/.well-known/tdmrep.json"):
            self.visits.append(self.path + (" if changed" if conditional else ""))
        status, body = self.page(self.path, conditional)
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if body.startswith("{") else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if "confirmed" in self.path:
            self.send_header("ETag", '"1"')
        self.end_headers()
        self.wfile.write(body.encode())

    def page(self, path: str, conditional: bool) -> tuple[int, str]:
        if path == "/list":
            cards = [
                f'<li><a href="/job/{ref}">{said[self.day]}</a></li>' for ref, said in CARDS.items() if said[self.day]
            ]
            return 200, f"<html><ul>{''.join(cards)}</ul><a href='/about'>Wir</a></html>"
        if path.startswith("/feed/"):
            ids, page = NEWEST[self.day], int(path.removeprefix("/feed/"))
            rows = [{"board_ref": str(one), "url": f"https://feed.example/{one}", "title": f"CIO {one}"} for one in ids]
            return 200, json.dumps({"jobs": rows[2 * page : 2 * page + 2], "more": len(ids) > 2 * page + 2})
        if not path.startswith("/job/"):
            return 404, ""
        if path == "/job/confirmed" and conditional:
            return 304, ""
        title = "" if path == "/job/broken" and not self.day else f"CIO, day {self.day}"
        job = json.dumps({"@type": "JobPosting", "title": title, "jobLocation": "Hagen"})
        return 200, f'<h1>CIO</h1><script type="application/ld+json">{job}</script>'

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class Listed(PageBoard):
    """A board of a list and posting pages."""

    name = "listed"
    access = "open"
    checked = "recorded"
    terms = "a server of the tests"
    posting_urls = r"/job/(\w+)"
    site: str

    def first_requests(self) -> Iterator[Request]:
        yield self.ask_list(f"{self.site}/list")


class Newest(Listed):
    """A feed, newest first."""

    name = "newest"
    floor = 3

    def first_requests(self) -> Iterator[Request]:
        yield self.ask_list(f"{self.site}/feed/0", page=0)

    def read_list(self, response: Response) -> Iterator[Found | None]:
        data, page = read_json(response), response.cb_kwargs["page"]
        yield from self.read_each(response, data["jobs"], self.read_row)
        if data["more"] and not self.reached_known_postings([row["board_ref"] for row in data["jobs"]]):
            yield self.ask_list(f"{self.site}/feed/{page + 1}", page=page + 1)

    def read_row(self, row: dict[str, Any], response: Response) -> RawPosting:
        return self.posting(response, **row)


async def _crawl_days(folder: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    site, now, output = f"http://127.0.0.1:{server.server_address[1]}", datetime.now(UTC), Output.at(folder)
    usual = {name: value for name, value in vars(project).items() if name.isupper()}
    search, done = replace(load_search(ROOT / "search.toml"), contact="test@example.org"), []
    for day, offset in enumerate(DAYS):
        Site.day, run = day, run_id(now + timedelta(days=offset))
        for board in (Listed, Newest):
            Site.visits.clear()
            own = crawl_settings(board.name, run, search, output, str(folder), ())
            runner = AsyncCrawlerRunner({**usual, **own, **QUICK, "PROGRESS": False})
            await runner.crawl(runner.create_crawler(board), site=site)
            done.append({"day": day, "visits": list(Site.visits), **_part(output, run, board.name)})
    server.shutdown()
    archives = [output.archive(run_id(now + timedelta(days=2)), "listed")]
    again = {"REPLAY_FILES": archives, "RUN": run_id(now), "OUTPUT": str(folder / "again")}
    runner = AsyncCrawlerRunner({**usual, **QUICK, **again, "SEARCH_FILE": str(ROOT / "search.toml")})
    await runner.crawl(runner.create_crawler(Listed), site=site)
    done.append({"day": 2, "visits": [], **_part(Output.at(folder / "again"), run_id(now), "listed")})
    print(json.dumps(done, default=str))


def _part(output: Output, run: str, board: str) -> dict[str, Any]:
    part = pq.read_table(output.part(run, board))
    verdict, _ = read_board_run(part.schema.metadata)
    rows = part.select(["board_ref", "title", "fetched_at", "seen_at"]).to_pylist()
    return {"verdict": verdict.verdict, "carried": verdict.carried, "rows": rows}


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.test_known", str(tmp_path_factory.mktemp("known"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


def test_only_what_is_new_or_changed_or_unread_is_asked_for(days: list[dict[str, Any]]) -> None:
    first, second, third, much_later = (day["visits"] for day in days[:8:2])
    assert sorted(first) == ["/job/broken", "/job/confirmed", "/job/edited", "/job/same", "/list"]
    assert sorted(second) == ["/job/broken", "/job/confirmed if changed", "/job/edited", "/job/new", "/list"]
    assert sorted(third) == ["/job/confirmed if changed", "/list"]
    assert sorted(much_later) == ["/job/broken", "/job/confirmed", "/job/edited", "/job/new", "/job/same", "/list"]


def test_a_posting_not_asked_for_stands_with_its_words_and_says_when_it_was_read_and_seen(
    days: list[dict[str, Any]],
) -> None:
    third = days[4]
    assert third["verdict"] == "complete"
    assert third["carried"] == 4
    titles = {row["board_ref"]: row["title"] for row in third["rows"]}
    assert titles["same"] == titles["confirmed"] == "CIO, day 0"
    assert titles["edited"] == titles["broken"] == titles["new"] == "CIO, day 1"
    read = {row["board_ref"]: row["fetched_at"] for row in days[0]["rows"]}
    for row in third["rows"]:
        assert row["seen_at"] >= row["fetched_at"] >= read.get(row["board_ref"], "")
    same = next(row for row in third["rows"] if row["board_ref"] == "same")
    assert same["fetched_at"] == read["same"]


def test_an_archive_holds_what_was_carried_over_and_replays_by_itself(days: list[dict[str, Any]]) -> None:
    assert days[8]["rows"] == days[4]["rows"]


def test_newest_first_is_read_down_to_what_is_known_and_now_and_then_whole(
    days: list[dict[str, Any]],
) -> None:
    first, second, third, much_later = days[1:8:2]
    assert [len(day["visits"]) for day in (first, second, third, much_later)] == [3, 2, 2, 2]
    assert [day["verdict"] for day in (first, second, third, much_later)] == [
        "complete",
        "recent",
        "recent",
        "complete",
    ]
    assert [row["board_ref"] for row in third["rows"]] == ["4", "5", "6", "7"]


def test_a_damaged_archive_costs_nothing_but_its_savings(tmp_path: Path) -> None:
    damaged = tmp_path / "listed.warc.gz"
    damaged.write_bytes(b"\x1f\x8b no archive")
    crawler = get_crawler(Listed, {"KNOWN_FILES": [str(damaged)], "RUN": "20261120T050000Z"})
    with pytest.raises(NotConfigured):
        Known(crawler)


@pytest.mark.parametrize("status", [200, 404, 500])
def test_only_a_page_that_was_there_is_known(status: int) -> None:
    url = "https://board.example/job/1"
    page = RecordedResponse(url=url, answered_at=DAY, status=status, headers=(("ETag", '"1"'),))
    crawler = get_crawler(
        Listed, {"KNOWN_FILES": ["yesterday"], "RUN": run_id(DAY), "SEARCH_FILE": ROOT / "search.toml"}
    )
    with mock.patch("crawls.archive.known.Recording") as recording:
        recording.return_value.last_response.return_value = page
        known = Known(crawler)
    request = Request(page.url)
    known.process_request(request)
    assert request.headers.get("If-None-Match") == (b'"1"' if status == 200 else None)


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    task.react(lambda _: deferred_from_coro(_crawl_days(Path(sys.argv[1]))))
