"""The sample of a board that the doctor asks for, without a crawl."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from crawls.archive.sample import Sample, Witness
from schemas.raw import RawPosting, Rejected
from schemas.vocabulary import Refusal
from tests.support.recorded_page import AT, URL
from tests.test_crawl_parts import Crawl


class Doctor(Crawl):
    def __init__(self, folder: Path) -> None:
        super().__init__(SAMPLE_FILE=str(folder / "sample.json"))
        self.sample, self.file = Sample.from_crawler(self.crawler), folder / "sample.json"
        self.asked: list[str] = []
        self.crawler.engine.crawl = lambda request: self.asked.append(request.url)

    def start(self, *found: Any) -> list[Any]:
        return _collect(self.sample.process_start(_all_of(*found)))

    def read(self, *found: Any) -> list[Any]:
        return _collect(self.sample.process_spider_output(Response(URL), _all_of(*found)))

    def idle(self) -> bool:
        """Whether the crawl goes on."""
        try:
            self.sample.idle()
        except DontCloseSpider:
            return True
        return False

    def close(self, reason: str = "finished") -> dict[str, Any]:
        self.send(signals.spider_closed, spider=self.spider, reason=reason)
        told: dict[str, Any] = json.loads(self.file.read_text())
        return told


async def _all_of(*things: Any) -> AsyncIterator[Any]:
    for thing in things:
        yield thing


def _collect(things: AsyncIterator[Any]) -> list[Any]:
    async def gather() -> list[Any]:
        return [thing async for thing in things]

    try:
        gather().send(None)
    except StopIteration as end:
        found: list[Any] = end.value
        return found
    raise AssertionError("it waits for something")


POSTING = RawPosting(board="a", board_ref="7", url=URL, fetched_at=AT, title="CIO")
REJECTED = Rejected(board="a", url=URL, code=Refusal.RESERVED, reason="no title", words={})


def test_an_ad_is_tried_before_a_list_and_that_before_the_next_start(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path)
    assert doctor.start(Request("https://a.example/1"), REJECTED, Request("https://b.example/2")) == [REJECTED]
    assert doctor.idle() and doctor.asked == ["https://a.example/1"]
    ad, page = Request("https://a.example/ad", cb_kwargs={"board_ref": "7"}), Request("https://a.example/page")
    assert doctor.read(page, REJECTED, ad) == [REJECTED]
    assert [doctor.idle(), doctor.idle(), doctor.idle()] == [True, True, False]
    assert doctor.asked == ["https://a.example/1", "https://a.example/ad", "https://a.example/page"]
    told = doctor.close()
    assert told["asked"] == doctor.asked and told["unasked"] == ["b.example"]
    assert told["rejected"] == ["no title"] and told["seen"] == []


def test_a_crawl_ends_when_an_ad_was_read_or_nothing_is_left(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path)
    doctor.start(Request("https://a.example/1"), Request("https://a.example/2"))
    doctor.send(signals.spider_idle, spider=doctor.spider, dont_log=DontCloseSpider)
    assert doctor.read(POSTING, Request("https://a.example/page")) == [POSTING]
    assert not doctor.idle() and doctor.asked == ["https://a.example/1"]
    assert not Doctor(tmp_path).idle()


def test_of_a_long_list_only_the_first_fifty_are_kept(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path)
    ads = [Request(f"https://a.example/{number}", cb_kwargs={"board_ref": "7"}) for number in range(60)]
    doctor.read(*ads, *[Request(f"https://a.example/p{number}") for number in range(60)], *[REJECTED] * 60)
    assert (len(doctor.sample.postings), len(doctor.sample.lists), len(doctor.sample.rejected)) == (50, 50, 50)
    assert doctor.sample.postings[0] is ads[0]


@pytest.mark.parametrize(
    ("reason", "stats"),
    [("finished", {"a": 1, "unread/a/logo": 3}), ("shutdown", {"a": 2, "b": 3, "unread/a/logo": 3})],
)
def test_what_is_counted_after_the_last_request_is_told_only_of_a_crawl_that_broke_off(
    tmp_path: Path, reason: str, stats: dict[str, int]
) -> None:
    doctor = Doctor(tmp_path)
    doctor.crawler.stats.set_value("a", 1)
    doctor.idle()
    for name, count in {"a": 2, "b": 3, "unread/a/logo": 3}.items():
        doctor.crawler.stats.set_value(name, count)
    assert doctor.close(reason)["stats"] == stats


def test_what_the_network_gave_is_noted(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path)
    witness = Witness.from_crawler(doctor.crawler)
    response = Response(URL, status=203)
    assert witness.process_response(Request(URL + "?api_key=geheim77"), response) is response
    witness.process_exception(Request(URL), OSError("cut off"))
    doctor.idle()
    assert doctor.close()["seen"] == [
        {"url": f"{URL}?api_key=masked", "path": "/jobs", "status": 203},
        {"url": URL, "path": "/jobs", "error": "OSError", "words": "cut off"},
    ]
