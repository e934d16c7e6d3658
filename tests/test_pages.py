"""What a page says of itself, through engine and board: reserved, in the way, in other characters; and the budget."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import HtmlResponse, XmlResponse
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.reactor import install_reactor
from scrapy.utils.test import get_crawler
from twisted.internet import task

from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_writer import write_warc
from crawls.manners.barrier_pages import find_class
from crawls.manners.charset import Charset, read_text
from schemas.raw import RawPosting
from settings import SEARCH_LOADER
from spiders import PageBoard
from spiders._xml_feed import read_xml
from tests.support.engine import ROOT, SETTINGS, Page, serving
from tests.test_manners import MANNERS, Server

ALL = {**SETTINGS, **MANNERS, "SEARCH_FILE": str(ROOT / "search.toml"), "SEARCH_LOADER": SEARCH_LOADER}


class Pages(PageBoard):
    """A board of pages on the server of a test."""

    name = "pages"
    posting_urls = r"/job/(\w+)"
    fields = {"title": "h1::text"}

    def __init__(self, site: str, **words: Any) -> None:
        super().__init__(**words)
        self.site = site

    def first_requests(self) -> Iterator[Request]:
        yield self.ask_list(f"{self.site}/list")


def _html(body: str | bytes, charset: str = "utf-8", **headers: str) -> Page:
    """A page; underscores in the headers' names become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = body.encode() if isinstance(body, str) else body
    return 200, {"Content-Type": f"text/html; charset={charset}".removesuffix("; charset="), **named}, body


def _job(head: str = "", **headers: str) -> Page:
    return _html(f"<html><head>{head}</head><body><h1>CIO</h1></body></html>", **headers)


def _board(jobs: dict[str, Page], **more: Any) -> Server:
    links = "".join(f'<a href="/job/{name}">{name}</a>' for name in jobs)
    pages: dict[str, Any] = {"/list": _html(f"<body>{links}</body>", X_Robots_Tag="noindex")}
    pages |= {f"/job/{name}": page for name, page in jobs.items()}
    return Server({**pages, **more})


def _crawl(crawls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each crawl of a site: its stats, the titles of the postings kept, and why others were rejected."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.test_pages"], cwd=ROOT, input=json.dumps(crawls), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


BARRIERS = {
    "captcha": "<title>Just a moment...</title><body><script>window._cf_chl_opt={}</script>Checking</body>",
    "login": "<title>Bitte anmelden</title><body><form><input name=u><input type=password name=p></form></body>",
    "consent": "<title>Ihre Privatsphäre | Board</title><body><p>Wir und unsere Partner</p>"
    "<button>Alle akzeptieren</button></body>",
    "empty": " \n",
}
RESERVED = {
    "plain": _job(),
    "header": _job(X_Robots_Tag="noarchive, noindex"),
    "none": _job(X_Robots_Tag="none"),
    "other": _job(X_Robots_Tag="googlebot: noindex, nofollow"),
    "meta": _job(head='<meta name="Robots" content="NOINDEX,follow">'),
    "tdm": _job(tdm_reservation="1"),
    "tdm0": _job(tdm_reservation="0"),
    "tdmmeta": _job(head='<meta name="tdm-reservation" content="1">'),
}
TDM_FILE = "/.well-known/tdmrep.json"
RULES = b'[{"location": "/job/2*", "tdm-reservation": 1, "tdm-policy": "/p"}, {"location": "/", "tdm-reservation": 0}]'
CHARACTERS = {
    "declared_utf8": _html("<h1>Größe – Köln</h1>".encode("cp1252")),
    "declared_latin1": _html("<h1>Größe – Köln</h1>".encode(), charset="iso-8859-1"),
    "undeclared": _html("<h1>Größe – Köln</h1>".encode("cp1252"), charset=""),
    "mixed": _html("<h1>Größe – ".encode() + "Köln</h1>".encode("cp1252")),
    "right": _html("<h1>Größe – Köln</h1>"),
    "polish": _html("<h1>Łódź</h1>".encode("iso-8859-2"), charset="iso-8859-2"),
}
SERVERS: dict[str, Server] = {
    "reserved": _board(RESERVED),
    "reserved by file": _board({"1": _job(), "2": _job(), "20": _job()}, **{TDM_FILE: (200, {}, RULES)}),
    "no file": _board({"1": _job(), "2": _job()}, **{TDM_FILE: (503, {}, b"")}),
    "characters": _board(CHARACTERS),
    "barred posting": _board({"1": _job(), "2": _html(BARRIERS["captcha"])}),
    **{kind: Server({"/list": _html(page)}) for kind, page in BARRIERS.items()},
    "budget": _board({name: _job() for name in "abcdef"}),
    "budget again": _board({"a": _job()}),
    "budget of yesterday": _board({"a": _job()}),
    "budget of its own": _board({"a": _job()}),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("pages")
    small = {"OUTPUT": str(folder / "small"), "DAILY_REQUESTS": 4}
    older = {"OUTPUT": str(folder / "older"), "DAILY_REQUESTS": 5}
    (folder / "older" / "budget").mkdir(parents=True)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    (folder / "older" / "budget" / "pages.json").write_text(json.dumps({"day": yesterday, "requests": 5}))
    more: dict[str, Any] = {"budget": small, "budget again": small, "budget of yesterday": older}
    more["budget of its own"] = {"OUTPUT": str(folder / "own")}
    more["reserved by file"] = {"ARCHIVE_FILE": str(folder / "live.warc")}
    hand = folder / "by_hand.warc"
    write_warc(hand, [_recorded(path) for path in ("/robots.txt", "/list", "/job/1")])
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serving(server.answer)) for name, server in SERVERS.items()}
        crawls = [{"site": site, "settings": {**ALL, **more.get(name, {})}} for name, site in sites.items()]
        replayed = {**ALL, "REPLAY_FILES": [str(folder / "live.warc")]}
        crawls[-1]["facts"] = {"daily_requests": 2}
        crawls.append({"site": sites["reserved by file"], "settings": replayed})
        crawls.append({"site": "https://board.example", "settings": {**ALL, "REPLAY_FILES": [str(hand)]}})
        done = _crawl(crawls)
    return dict(zip([*SERVERS, "replayed", "replayed by hand"], done, strict=True))


def _recorded(path: str) -> RecordedResponse:
    pages = {
        "/list": '<a href="/job/1">1</a>',
        "/job/1": "<h1>CIO</h1>",
        "/robots.txt": "User-agent: *\nCrawl-delay: 99",
    }
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return RecordedResponse(url=f"https://board.example{path}", answered_at=datetime(2026, 11, 20, 5, tzinfo=UTC),
                  headers=headers, body=pages[path].encode())  # fmt: skip


def test_a_posting_whose_page_reserves_itself_is_not_kept(crawled: dict[str, dict[str, Any]]) -> None:
    done = crawled["reserved"]
    assert done["kept"] == {"plain": "CIO", "other": "CIO", "tdm0": "CIO"}
    assert done["rejected"].keys() == {"header", "none", "meta", "tdm", "tdmmeta"}
    assert done["stats"]["reservation/postings"] == 5
    assert "(X-Robots-Tag: noarchive, noindex)" in done["rejected"]["header"]
    assert "(tdm-reservation: 1)" in done["rejected"]["tdm"]


def test_a_site_may_reserve_its_rights_in_one_file(crawled: dict[str, dict[str, Any]]) -> None:
    done, server = crawled["reserved by file"], SERVERS["reserved by file"]
    assert done["kept"] == {"1": "CIO"}
    assert done["rejected"].keys() == {"2", "20"} and TDM_FILE in done["rejected"]["2"]
    assert server.count(TDM_FILE) == 1
    assert crawled["no file"]["kept"].keys() == {"1", "2"} and SERVERS["no file"].count(TDM_FILE) == 1
    assert SERVERS["empty"].count(TDM_FILE) == 0


def test_a_replay_keeps_what_the_live_crawl_kept_and_waits_for_nothing(crawled: dict[str, dict[str, Any]]) -> None:
    live, replayed, by_hand = crawled["reserved by file"], crawled["replayed"], crawled["replayed by hand"]
    assert (replayed["kept"], replayed["rejected"]) == (live["kept"], live["rejected"])
    assert by_hand["kept"] == {"1": "CIO"}
    for stats in (replayed["stats"], by_hand["stats"]):
        assert "replay/missing" not in stats and "board/broken" not in stats
        assert stats["finish_reason"] == "finished"
        assert not stats.get("robotstxt/refused")


@pytest.mark.parametrize("kind", BARRIERS)
def test_a_page_in_the_way_is_not_an_empty_board(crawled: dict[str, dict[str, Any]], kind: str) -> None:
    stats = crawled[kind]["stats"]
    assert stats[f"page_class/{kind}"] == 1
    assert f"not the page that was asked for: {kind} (" in stats["board/broken"]
    assert not crawled[kind]["kept"]


def test_a_barrier_before_one_posting_leaves_the_others(crawled: dict[str, dict[str, Any]]) -> None:
    assert crawled["barred posting"]["kept"] == {"1": "CIO"}
    assert "captcha (Cloudflare)" in crawled["barred posting"]["stats"]["board/broken"]


@pytest.mark.parametrize(
    "page",
    [
        "<title>Login Manager (m/w/d) | Board</title><h1>Login Manager</h1><input type=password>",
        "<title>Anmelden</title><p>Ohne Kennwort</p>",
        "<title>Consent Manager (m/w/d)</title><h1>Consent Manager</h1><button>Alle akzeptieren</button>",
        "<title>IT-Leiter</title><h1>IT-Leiter</h1><div class=g-recaptcha></div>",
        "<title>Anmeldung</title><input type=password><p>" + "Aufgaben und Profil. " * 120,
        '<title>Login</title><input type=password><script>{"@type": "JobPosting"}</script>',
        '<title>Stellen</title><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><h1>Stellen</h1>',
        "<body><div id=app></div><script src=/app.js></script></body>",
    ],
)
def test_a_page_that_only_mentions_a_barrier_is_read(page: str) -> None:
    assert find_class(HtmlResponse("https://board.example/", body=page.encode())) is None


@given(st.binary(max_size=200))
def test_any_page_is_looked_at(body: bytes) -> None:
    found = find_class(HtmlResponse("https://board.example/", body=body))
    assert found is None or found[0] in BARRIERS


def test_characters_are_read_right_whatever_is_declared(crawled: dict[str, dict[str, Any]]) -> None:
    kept = crawled["characters"]["kept"]
    assert kept.pop("polish") == "Łódź"
    assert kept == dict.fromkeys(CHARACTERS.keys() - {"polish"}, "Größe – Köln")
    assert crawled["characters"]["stats"]["charset/corrected"] == 4


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_feed_is_read_right_whatever_its_first_line_declares(encoding: str, declared: str) -> None:
    body = f'<?xml version="1.0" encoding="{declared}"?><job>Größe – Köln</job>'.encode(encoding)
    response = XmlResponse("https://board.example/feed", body=body)
    read = Charset(get_crawler()).process_response(Request(response.url), response)
    found = read_xml(read).text
    assert found == "Größe – Köln" or (encoding, declared) == ("cp1252", "iso-8859-1")  # as declared: lxml's own C1


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "cp1252", "iso-8859-2", "utf-16"]))
def test_any_bytes_are_read_or_left(body: bytes, declared: str | None) -> None:
    text = read_text(body, declared)
    assert text is None or "\ufffd" not in text or "\ufffd".encode() in body


@given(st.text("abc ßäöüÄÖÜ–„“€", min_size=1).filter(lambda text: not text.isascii()))
def test_german_text_is_read_from_either_form(text: str) -> None:
    assert read_text(text.encode(), "cp1252") in (text, None)
    assert read_text(text.encode("cp1252"), "utf-8") in (text, None)


def test_a_board_is_asked_no_more_than_its_budget_in_a_day(crawled: dict[str, dict[str, Any]]) -> None:
    first, again, other = (crawled[name] for name in ("budget", "budget again", "budget of yesterday"))
    assert len(SERVERS["budget"].asked) == first["stats"]["budget/requests"] == 4
    assert not SERVERS["budget again"].asked and not again["kept"]
    for done in (first, again):
        assert done["stats"]["finish_reason"] == done["stats"]["board/broken"]
        assert "budget of 4 requests is used up" in done["stats"]["finish_reason"]
    assert other["kept"] == {"a": "CIO"} and other["stats"]["finish_reason"] == "finished"
    assert other["stats"]["budget/requests"] == 4
    assert [path for path, _ in SERVERS["budget of its own"].asked] == ["/robots.txt", "/list"]
    assert "budget of 2 requests" in crawled["budget of its own"]["stats"]["finish_reason"]


async def _crawl_pages(crawls: list[dict[str, Any]]) -> None:
    done = []
    for crawl in crawls:
        kept: dict[str, str] = {}
        rejected: dict[str, str] = {}

        def keep(item: Any, kept: dict[str, str] = kept, rejected: dict[str, str] = rejected) -> None:
            if isinstance(item, RawPosting):
                kept[item.board_ref] = item.title
            else:
                rejected[item.words["board_ref"]] = item.reason

        runner = AsyncCrawlerRunner(crawl["settings"])
        crawler = runner.create_crawler(type("Pages", (Pages,), crawl.get("facts", {})))
        crawler.signals.connect(keep, signals.item_scraped, weak=False)
        await runner.crawl(crawler, site=crawl["site"])
        assert crawler.stats
        done.append({"stats": crawler.stats.get_stats(), "kept": kept, "rejected": rejected})
    print(json.dumps(done, default=str))


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    task.react(lambda _: deferred_from_coro(_crawl_pages(json.load(sys.stdin))))
