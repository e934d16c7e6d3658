"""No shipped board asks for what the robots.txt of its recording forbids; where the true one is known, that is it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from protego import Protego
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from bench.scoring import SHARED
from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_reader import Recording
from tests.support.answers import ROOT, make_board
from tests.support.replay import BOARDS, boards

AGENT = "wupperjobs"
OF_THE_SITE = ("/robots.txt", "/.well-known/tdmrep.json")
SEARCHES = (ROOT / "search.toml", BOARDS / "search.toml")
TRUE_RULES = SHARED.parent / "findings" / "boards" / "service-bund-robots.txt"


@cache
def recorded(board: str) -> tuple[RecordedResponse, ...]:
    return tuple(response for file in sorted((BOARDS / board).glob("*.warc")) for response in Recording([str(file)]))


def rules_of(board: str) -> dict[str, Protego]:
    """The rules of each host in a board's recording; without a robots.txt (4xx) a host allows everything."""
    files = [response for response in recorded(board) if urlsplit(response.url).path == "/robots.txt"]
    return {
        urlsplit(file.url).netloc: Protego.parse(file.body.decode() if file.status == 200 else "") for file in files
    }


def addresses_of(board: str, search: Path) -> Iterator[str]:
    """The addresses that a board asks first with a search."""
    loader: Any = SpiderLoader.from_settings(get_project_settings())
    for request in make_board(loader.load(board), search).first_requests():
        yield request.url


@pytest.mark.parametrize("board", boards())
def test_every_address_that_a_recording_holds_is_allowed_by_its_robots_txt(board: str) -> None:
    rules = rules_of(board)
    asked = [response.url for response in recorded(board) if urlsplit(response.url).path not in OF_THE_SITE]
    assert asked
    assert not {urlsplit(url).netloc for url in asked} - set(rules), "the recording lacks the robots.txt of these hosts"
    assert not [url for url in asked if not rules[urlsplit(url).netloc].can_fetch(url, AGENT)]


@pytest.mark.parametrize("search", SEARCHES, ids=lambda file: file.parent.name)
@pytest.mark.parametrize("board", boards())
def test_every_address_that_a_board_asks_first_is_allowed_by_the_robots_txt_of_its_recording(
    board: str, search: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("ADZUNA_APP_ID", "ADZUNA_APP_KEY"):  # without them it asks nothing
        monkeypatch.setenv(key, "masked")
    rules = rules_of(board)
    asked = [url for url in addresses_of(board, search) if urlsplit(url).netloc in rules]
    assert asked or search != SEARCHES[1], "the recording holds none of the hosts that are asked"
    assert not [url for url in asked if not rules[urlsplit(url).netloc].can_fetch(url, AGENT)]


@pytest.mark.parametrize(
    ("board", "url"),
    [
        ("service_bund", "https://www.service.bund.de/Content/DE/Stellen/Suche/Formular.html?jobsrss=true"),
        ("service_bund", "https://www.service.bund.de/SiteGlobals/Functions/RSSFeed/RSSGenerator_Stellen.xml"),
        ("stepstone", "https://www.stepstone.de/jobs/it-leiter?q=it-leiter&page=2"),
        ("join", "https://join.com/api/public/companies/1/jobs"),
        ("successfactors", "https://jobs.saugerwerk-tal.example/services/rss/job/"),
    ],
)
def test_an_address_that_is_forbidden_would_be_found(board: str, url: str) -> None:
    assert not rules_of(board)[urlsplit(url).netloc].can_fetch(url, AGENT)


@pytest.mark.skipif(not TRUE_RULES.is_file(), reason="the true robots.txt is not on this machine")
def test_the_recording_of_service_bund_holds_its_true_robots_txt() -> None:
    (file,) = [response for response in recorded("service_bund") if response.url.endswith("/robots.txt")]
    assert file.body.decode().split() == TRUE_RULES.read_text(encoding="utf-8").split()
    assert rules_of("service_bund")["www.service.bund.de"].crawl_delay(AGENT) == 30
