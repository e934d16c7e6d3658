"""`scrapy doctor`: few questions, the right verdict for what comes of them, and words that anyone understands."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.reactor import install_reactor
from twisted.internet import task

import settings as project
from crawls.diagnosis import diagnose
from crawls.examining import examine
from crawls.processes import Crawl, _write_failure
from report.board_tables import print_examined
from schemas.mistakes import ConfigurationError
from schemas.results import Examined
from schemas.verdicts import Finding
from spiders import Found, PageBoard
from spiders._asks import CutShort
from storage.layout import Output
from storage.parts import read_board_run, read_postings
from tests.support.engine import Page, serving
from tests.support.replay import BOARDS, ROOT, run_scrapy

RUN = "20261120T050000Z"
SEARCH = str(BOARDS / "search.toml")
HTML = {"Content-Type": "text/html; charset=utf-8"}
JOB = (
    '<script type="application/ld+json">{"@type": "JobPosting", "title": "IT-Leiter (m/w/d)", "datePosted": %s,'
    '"hiringOrganization": {"name": "Ronsdorfer Federn GmbH"}, "jobLocation": "42369 Wuppertal"}</script><h1>IT-Leiter'
)
LIST = '<a href="/job/1">IT-Leiter</a><a href="/job/2">CIO</a><a class="next" href="/page/2">weiter</a>'


class Asked(PageBoard):
    """A board of lists and posting pages, with more lists than anyone would ask for at once."""

    name = "asked"
    access = "open"
    checked = "recorded"
    terms = "a server of the tests"
    floor = 500
    posting_urls = r"/job/(\w+)"
    next_page = "a.next::attr(href)"
    none_words = "Keine Stellen"
    site: str

    def first_requests(self) -> Iterator[Request]:
        for number in range(20):
            yield self.ask_list(f"{self.site}/list/{number}")


class Mapped(Asked):
    """One that is known by a sitemap of sitemaps."""

    def first_requests(self) -> Iterator[Request]:
        yield self.ask_list(f"{self.site}/map", sitemap=1)


class Silent(Asked):
    """One that has nothing to ask."""

    def first_requests(self) -> Iterator[Request]:
        self.mark_incomplete("employers.toml names no employer")
        yield from ()


def _board(list_page: str | Page, posting: str | Page = JOB % '"2026-11-16"', robots: Page | None = None) -> Any:
    def answer(method: str, path: str, body: bytes) -> Page:
        if path == "/robots.txt":
            return robots or (404, {}, b"")
        page = posting if path.startswith("/job/") else list_page
        if path.startswith("/.well-known/"):
            return 404, {}, b""
        return (200, HTML, page.encode()) if isinstance(page, str) else page

    return answer


def _maps(method: str, path: str, body: bytes) -> Page:
    if path.startswith("/job/"):
        return 200, HTML, (JOB % "null").encode()
    kind, place = ("sitemapindex", "a.xml") if path == "/map" else ("urlset", "job/1")
    page = f"<{kind}><url><loc>HERE/{place}</loc></url></{kind}>"
    return (404, {}, b"") if path == "/robots.txt" else (200, {"Content-Type": "text/xml"}, page.encode())


class Larger(Asked):
    """One that has more postings than its list shows."""

    def read_list(self, response: Response) -> Iterator[Found | None]:
        yield from super().read_list(response)
        raise CutShort("85 hits, of which 2 can be seen")


FORBIDDEN = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n")
# the board, its answers, how many questions it is asked, the verdict, words of what is told
CASES: dict[str, tuple[type[Asked], Callable[[str, str, bytes], Page], int, str, str]] = {
    "a list, then an ad": (Asked, _board(LIST), 2, "well", ""),
    "a sitemap of sitemaps": (Mapped, _maps, 3, "well", ""),
    "an ad that is gone": (Asked, _board(LIST, (404, HTML, b"")), 3, "none now", "is gone"),
    "no ads": (Asked, _board("<p>Keine Stellen"), 3, "none now", "no ads for this"),
    "another form": (Asked, _board("<h1>Wir bauen um"), 3, "changed", "spiders/asked.py"),
    "an ad of another form": (Asked, _board(LIST, "<h1>IT-Leiter"), 3, "changed", "no JobPosting"),
    "words that are no date": (Asked, _board(LIST, JOB % '"aktuell"'), 2, "look", "'aktuell'"),
    "an ad without employer": (Asked, _board(LIST, JOB.replace("hiringOrg", "x") % "null"), 2, "look", "its employer"),
    "a captcha": (Asked, _board((200, {**HTML, "cf-mitigated": "challenge"}, b"<p>hm")), 3, "blocked", "captcha"),
    "a refusal": (Asked, _board((403, HTML, b"")), 3, "blocked", "answers 403: the board refuses us"),
    "a list that is gone": (Asked, _board((404, HTML, b"")), 3, "moved", "find where the list is now"),
    "an error": (Asked, _board((500, HTML, b"")), 3, "unreachable", "try again later"),
    "robots.txt forbids": (Asked, _board(LIST, robots=FORBIDDEN), 3, "forbidden", "is obeyed"),
    "robots.txt fails": (Asked, _board(LIST, robots=(500, {}, b"")), 3, "unreachable", "robots.txt of"),
    "more ads than it shows": (Larger, _board(LIST), 2, "well", ""),
    "a private address": (Asked, _board(LIST), 3, "not set up", "not public"),
    "no such name": (Asked, _board(LIST), 3, "unreachable", "check your own network"),
    "no certificate": (Asked, _board(LIST), 3, "unreachable", "its certificate"),
    "nothing to ask": (Silent, _board(LIST), 0, "not set up", "employers.toml"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Examined, list[str]]]:
    """What the doctor finds of each case, and the paths that the server was asked for."""
    folder = tmp_path_factory.mktemp("doctor")
    asked: dict[str, list[str]] = {name: [] for name in CASES}
    with ExitStack() as stack:
        sites: dict[str, str] = {}
        for name in CASES:
            sites[name] = stack.enter_context(serving(_listening(name, asked, sites)))
        sites["a private address"] = "http://10.0.0.1"
        sites["no such name"] = "http://nowhere.invalid"
        sites["no certificate"] = sites["no certificate"].replace("http:", "https:")
        question = json.dumps({"sites": sites, "folder": str(folder)})
        done = subprocess.run(
            [sys.executable, "-m", "tests.test_doctor"], cwd=ROOT, input=question, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    examined = {}
    for number, name in enumerate(CASES):
        sample = json.loads((folder / f"{number}.json").read_text())
        part = read_postings(place := Output.at(folder / str(number)), place.part(RUN, "asked"))
        health, _ = read_board_run(part.schema.metadata)
        examined[name] = diagnose(health, sample, part.to_pylist(), "the log", "the archive"), asked[name]
    return examined


def _listening(name: str, asked: dict[str, list[str]], sites: dict[str, str]) -> Callable[[str, str, bytes], Page]:
    def answer(method: str, path: str, body: bytes) -> Page:
        asked[name].append(path)
        status, headers, page = CASES[name][1](method, path, body)
        return status, headers, page.replace(b"HERE", sites[name].encode())

    return answer


@pytest.mark.parametrize("name", CASES)
def test_each_case_has_its_verdict(found: dict[str, tuple[Examined, list[str]]], name: str) -> None:
    _, _, questions, verdict, words = CASES[name]
    examined, asked = found[name]
    assert examined.verdict == verdict, examined
    assert words in f"{examined.why} {examined.next_step}"
    assert examined.verdict.is_well or (examined.why and examined.next_step)
    assert len(examined.asked) == questions <= 3
    assert sum(not path.startswith(("/robots.txt", "/.well-known/")) for path in asked) <= 3


def test_it_says_how_far_it_came(found: dict[str, tuple[Examined, list[str]]]) -> None:
    reached = {name: examined.reached for name, (examined, _) in found.items()}
    assert reached["a list, then an ad"] == reached["an error"] == "yes"
    assert (reached["no such name"], reached["no certificate"]) == ("no name", "no TLS")
    assert found["robots.txt forbids"][0].robots == "forbids"
    assert "the fault is ours" in (found["robots.txt forbids"][0].why or "")
    assert found["a captcha"][0].page == "captcha"
    assert found["a list, then an ad"][0].read == {"employer": 1, "place": 1, "date": 1, "pay": 0}


def test_it_notes_that_a_board_has_more_than_it_shows(found: dict[str, tuple[Examined, list[str]]]) -> None:
    (note,) = found["more ads than it shows"][0].notes
    assert note.startswith("not all that the board has: ") and "85 hits" in note


@pytest.mark.long
def test_a_replay_is_examined_as_live_boards_are(tmp_path: Path) -> None:
    file = str(BOARDS / "karriere_nrw" / "recorded.warc")
    done = run_scrapy(
        "doctor", "karriere_nrw", "arbeitnow", "--search", SEARCH, "--output", str(tmp_path), "--replay", file
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"(?m)^ karriere_nrw +recording +not there +200 200 +as expected +1 .* well", done.stdout)
    assert re.search(r"(?m)^ arbeitnow +recording +no record +- +not seen +0 .* not recorded", done.stdout)
    assert "Next: record it: scrapy record arbeitnow\n" in done.stdout
    assert "1 of 2 boards are well. See above." in done.stdout
    assert not (tmp_path / "postings").exists(), "nothing becomes a part"


def test_what_was_found_is_printed_as_json_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawls.examining.run_crawls", _nobody)
    file = str(BOARDS / "karriere_nrw" / "recorded.warc")
    assert examine(["karriere_nrw"], SEARCH, str(tmp_path), replay=[file], as_json=True) == 1
    (board,) = json.loads(capsys.readouterr().out)["boards"]
    assert (board["verdict"], board["why"]) == ("crashed", "its process ended with SIGABRT")


async def _nobody(crawls: list[Crawl], output: Output, run: str, at_once: int) -> None:
    """The crawls as if each had crashed."""
    for crawl in crawls:
        crawl.ended = "its process ended with SIGABRT"
        crawl.result = _write_failure(output, run, crawl)


@pytest.mark.parametrize(
    ("board", "replay", "says"),
    [
        ("arbeitnow", [], "contact is missing"),
        ("arbeitnau", [], "did you mean 'arbeitnow'"),
        ("arbeitnow", ["nowhere.warc"], r"nowhere\.warc: there is no such file"),
    ],
)
def test_a_mistake_of_configuration_is_named(tmp_path: Path, board: str, replay: list[str], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        examine([board], SEARCH, str(tmp_path), replay=replay)


def test_a_crash_and_a_board_that_is_off_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    crashed = Examined(
        board="elbe", verdict=Finding.CRASHED, why="its process ended with SIGABRT", next_step="read the log"
    )
    print_examined([crashed, Examined(board="ruhr", verdict=Finding.OFF, why="Its terms forbid it")])
    said = capsys.readouterr().out
    assert "elbe: crashed. its process ended with SIGABRT\n  Next: read the log" in said
    assert "ruhr: off. Its terms forbid it" in said
    assert "0 of 1 boards are well" in said


async def _crawl_all(sites: dict[str, str], folder: Path) -> None:
    usual = {name: value for name, value in vars(project).items() if name.isupper()}
    for number, (name, site) in enumerate(sites.items()):
        runner = AsyncCrawlerRunner(
            {
                **usual,
                "SPIDER_MIDDLEWARES": {**project.SPIDER_MIDDLEWARES, "crawls.archive.sample.Sample": 900},
                "DOWNLOADER_MIDDLEWARES": {**project.DOWNLOADER_MIDDLEWARES, "crawls.archive.sample.Witness": 945},
                "SPIDER_MODULES": [],
                "SAMPLE_FILE": str(folder / f"{number}.json"),
                "OUTPUT": str(folder / str(number)),
                "SEARCH_FILE": str(ROOT / "search.toml"),
                "RUN": RUN,
                "ALLOW_LOOPBACK": True,
                "DOWNLOAD_DELAY": 0.01,
                "AUTOTHROTTLE_ENABLED": False,
                "DOWNLOAD_TIMEOUT": 2,
                "RETRY_TIMES": 0,
                "LOG_ENABLED": False,
            }
        )
        await runner.crawl(runner.create_crawler(CASES[name][0]), site=site)


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    told = json.load(sys.stdin)
    task.react(lambda _: deferred_from_coro(_crawl_all(told["sites"], Path(told["folder"]))))


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (Finding.UNREACHABLE, "0 of 2 boards are well. None of them answered: is there a network?"),
        (Finding.WELL, "1 of 2 boards are well. See above."),
    ],
)
def test_boards_that_all_do_not_answer_ask_for_the_network(
    capsys: pytest.CaptureFixture[str], other: Finding, says: str
) -> None:
    print_examined([
        Examined(board="elbe", verdict=Finding.UNREACHABLE),
        Examined(board="isar", verdict=other),
        Examined(board="ruhr", verdict=Finding.OFF),
    ])  # fmt: skip
    assert says in capsys.readouterr().out
