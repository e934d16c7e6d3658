"""robots.txt without a server: what is asked, how fast, and the wishes on the use of pages."""

from typing import Any

import pytest
from protego import Protego
from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawls.archive.http_cache import MissingRecord
from crawls.manners.reservation import (
    find_forbidden,
)
from crawls.manners.robots import Robots, cut_rules, read_delay
from crawls.manners.usage import (
    Rule,
    combine,
    decode_rules,
    forbids_listing,
    read_rules,
    read_wishes,
    wishes_for,
    wishes_of_headers,
)
from schemas.wires import Stat
from tests.support.coroutines import finish
from tests.test_crawl_parts import Crawl

URL = "https://a.example/jobs/7"


# robots.txt


class Site(Crawl):
    """A crawl whose site has this robots.txt."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: Any, body: bytes = b"", **settings: Any) -> None:
        super().__init__(**{"ROBOTSTXT_OBEY": True, "ROBOTSTXT_USER_AGENT": "wupperjobs"} | settings)
        self.asked: list[tuple[str, dict[str, Any]]] = []

        async def ask_site(crawler: object, request: Request, path: str, **meta: Any) -> Any:
            self.asked.append((path, meta))
            return Response(URL, status=answer, body=body) if isinstance(answer, int) else answer

        monkeypatch.setattr("crawls.manners.robots.ask_site", ask_site)
        self.crawler.spider = None
        self.robots = Robots(self.crawler)

    def may_ask(self, path: str = "/jobs/7") -> bool | str:
        """Whether robots.txt allows a path, or why nothing is asked at all."""
        request = Request(f"https://a.example{path}")
        try:
            rules = finish(self.robots.robot_parser(request))
        except IgnoreRequest as error:
            return str(error)
        return rules is None or rules.allowed(request.url, "wupperjobs")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (200, None), (299, None), (400, True), (404, True), (428, True), (430, True), (499, True),
        (199, "answers 199"), (300, "answers 300"), (399, "answers 399"), (429, "answers 429"), (500, "answers 500"),
        (TimeoutError("too slow"), "gives no answer (too slow)"), (TimeoutError(), "gives no answer (TimeoutError)"),
        (None, "gives no answer (None)"), (MissingRecord("not recorded"), True),
    ],
)  # fmt: skip
def test_a_host_is_asked_only_if_its_robots_txt_is_known(
    monkeypatch: pytest.MonkeyPatch, answer: Any, why: str | bool | None
) -> None:
    site = Site(monkeypatch, answer, b"User-agent: *\nDisallow: /jobs")
    words = f"robots.txt of a.example {why}, so nothing is asked there"
    expected = words if isinstance(why, str) else bool(why)
    assert site.may_ask() == site.may_ask() == expected
    assert site.asked == [("/robots.txt", {"dont_obey_robotstxt": True})]
    is_answered = isinstance(answer, int)
    assert site.stat("robotstxt/request_count") == 1
    assert site.stat("robotstxt/response_count") == (1 if is_answered else None)
    assert not is_answered or site.stat(f"robotstxt/response_status_count/{answer}") == 1
    assert site.stat(Stat.ROBOTS_REFUSED) == (1 if isinstance(why, str) else None)
    assert site.stat(Stat.BROKEN) == (words if isinstance(why, str) else None)


@pytest.mark.parametrize(
    ("body", "settings", "delay"),
    [
        (b"", {}, None),
        (b"User-agent: *\nCrawl-delay: 4", {}, 4.0),
        (b"User-agent: *\nCrawl-delay: 0.25", {}, 0.25),
        (b"User-agent: *\nCrawl-delay: 60", {}, 60.0),
        (b"User-agent: *\nCrawl-delay: 61", {}, "wants 61 s between two requests"),
        (b"User-agent: *\nCrawl-delay: 9", {"CRAWL_DELAY_MAX": 8}, "wants 9 s between two requests"),
        (b"User-agent: *\nCrawl-delay: 99", {"REPLAY_FILES": ["a.warc"]}, None),
        (b"User-agent: *\nCrawl-delay: 4\n\nUser-agent: wupperjobs\nCrawl-delay: 7", {"USER_AGENT": "other"}, 7.0),
        (b"User-agent: *\nCrawl-delay: 4\n\nUser-agent: other\nCrawl-delay: 7",
         {"USER_AGENT": "other", "ROBOTSTXT_USER_AGENT": None}, 7.0),
    ],
)  # fmt: skip
def test_the_pace_that_robots_txt_wants_is_kept_whatever_is_set_in_between(
    monkeypatch: pytest.MonkeyPatch, body: bytes, settings: dict[str, Any], delay: float | str | None
) -> None:
    site = Site(monkeypatch, 200, body, **settings)
    said = site.may_ask()
    if isinstance(delay, str):
        assert delay in str(said)
        return
    assert said is True and site.robots.delays == ({"a.example": delay} if delay else {})
    site.slot.delay, site.slot.jitter = 2.0, 0.5
    request = Request(URL, meta={"download_slot": "a.example"})
    site.send(signals.request_reached_downloader, request=request, spider=None)
    assert site.slot.delay == 2.0, "nothing is kept before the crawl is opened"
    site.send(signals.spider_opened, spider=None)
    for signal in (signals.request_reached_downloader, signals.response_downloaded):
        site.slot.delay, site.slot.jitter = 2.0, 0.5
        site.send(signal, request=request, spider=None, response=None)
        assert (site.slot.delay, site.slot.jitter) == ((delay, 0.0) if delay and delay > 2 else (2.0, 0.5))
    site.robots.keep_delay(request)
    site.robots.keep_delay(Request(URL))  # of no slot
    site.robots.delays["b.example"] = 3.0
    site.robots.keep_delay(Request(URL, meta={"download_slot": "b.example"}))  # of one that is gone


def test_a_slower_pace_stays_and_its_jitter_never_falls_below_what_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(monkeypatch, 200, b"User-agent: *\nCrawl-delay: 4")
    site.may_ask()
    request = Request(URL, meta={"download_slot": "a.example"})
    for delay, jitter, kept in ((5.0, 0.5, 0.2), (10.0, 0.5, 0.5), (10.0, 0.7, 0.6)):
        site.slot.delay, site.slot.jitter = delay, jitter
        site.robots.keep_delay(request)
        assert site.slot.delay == delay and site.slot.jitter == pytest.approx(kept)
    site.robots._slow_down("b.example", Request(URL), 3.0)
    assert site.robots.delays == {"a.example": 4.0}, "two hosts of one slot: the slower counts"


def test_wishes_of_robots_txt_and_of_a_page_are_taken_together(monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"\xef\xbb\xbfUser-agent: *\nContent-Signal: search=yes, ai-train=yes"
    site = Site(monkeypatch, 200, body)
    page = Response(URL, headers={"Content-Usage": "ai-train=n"})
    assert site.robots.wishes_for(page) == {"ai-train": "no"}
    assert site.may_ask() is True
    assert site.robots.wishes_for(page) == {"search": "yes", "ai-train": "no"}


LINE = b"123456789\n"


@pytest.mark.parametrize(
    ("body", "length"),
    [
        (LINE, 10), (LINE * 51_200, 512_000), (b"x" * 512_000, 512_000),
        (LINE * 51_201, 512_000), (b"x" + LINE * 51_200, 511_991),
        (b"\n" + b"x" * 600_000, 1), (b"x" * 600_000, 0), (LINE * 51_199 + b"123456789x\n", 511_990),
    ],
)  # fmt: skip
def test_of_a_long_robots_txt_the_whole_lines_of_its_first_500_kb_count(body: bytes, length: int) -> None:
    assert cut_rules(body) == body[:length]


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("", 0.0), ("Crawl-delay: 4", 4.0), ("Crawl-delay: 0.5", 0.5), ("Request-rate: 6/1m", 10.0),
        ("Request-rate: 1/5\nCrawl-delay: 7", 7.0), ("Request-rate: 1/5 0800-1700\nCrawl-delay: 3", 5.0),
    ],
)  # fmt: skip
def test_the_longer_of_delay_and_rate_counts(lines: str, seconds: float) -> None:
    assert read_delay(Protego.parse(f"User-agent: *\n{lines}"), "wupperjobs") == seconds


# Wishes on the use of pages


@pytest.mark.parametrize(
    ("words", "wishes"),
    [
        ("", {}), ("search=yes", {"search": "yes"}), ("search = Y , bots=N", {"search": "yes", "bots": "no"}),
        ("search=yes, search=no", {"search": "no"}), ("search=no search=yes", {"search": "no"}),
        ("search=maybe", {}), ("ai-train=no;exp=no, bots=y", {"ai-train": "no", "bots": "yes"}), ("*=n", {"*": "no"}),
    ],
)  # fmt: skip
def test_a_wish_is_a_category_with_yes_or_no(words: str, wishes: dict[str, str]) -> None:
    assert read_wishes(words) == wishes


def test_of_wishes_that_contradict_each_other_no_counts() -> None:
    assert combine([]) == {}
    assert combine([{"a": "yes", "b": "no"}, {"a": "no", "b": "yes", "c": "yes"}]) == {"a": "no", "b": "no", "c": "yes"}


@pytest.mark.parametrize(
    ("wishes", "is_forbidden"),
    [
        ({}, False), ({"ai-train": "no"}, False), ({"search": "no"}, True), ({"search": "yes", "all": "no"}, False),
        ({"all": "no"}, True), ({"tdm": "no"}, True), ({"bots": "yes", "tdm": "no"}, False),
    ],
)  # fmt: skip
def test_the_narrowest_wish_that_a_list_of_jobs_falls_under_counts(wishes: dict[str, str], is_forbidden: bool) -> None:
    assert forbids_listing(wishes) is is_forbidden
    said = find_forbidden(wishes)
    assert (said is not None) is is_forbidden
    assert not said or said.endswith(f"Content-Usage: {next(iter(wishes))}=no)")


NO, YES = "Content-Signal: search=no", "Content-Usage: search=y"
OF_ALL, OF_NONE = [Rule("", {"search": "no"})], [Rule("", {"search": "yes"})]


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        ([], []),
        ([NO], OF_ALL),
        (["User-agent: *", NO], OF_ALL),
        (["User-agent: otherbot", NO], []),
        (["User-agent: Wupperjobs/1.0", NO], OF_ALL),
        (["User-agent: wupperjobs*", NO], OF_ALL),
        (["User-agent: *", NO, "User-agent: wupperjobs", YES], OF_NONE),
        (["User-agent: *", NO, "User-agent: wupperjobs", "Allow: /"], []),
        (["User-agent: wupperjobs", "User-agent: *", NO], OF_ALL),
        (["User-agent: *", "Disallow: /a", "User-agent: otherbot", NO], []),
        (["User-agent: otherbot", "Sitemap: https://a.example/s.xml", "User-agent: wupperjobs", NO], OF_ALL),
        ([NO, "User-agent: wupperjobs", YES], OF_ALL + OF_NONE),
        (["User-agent: wupperjobs", NO, "User-agent: wupperjobs", YES], OF_ALL + OF_NONE),
        (["user-agent: *  # all", "CONTENT-SIGNAL : search=no # but", "no colon"], OF_ALL),
        (["\ufeffUser-agent: *", "Content-Usage: /intern/ search=n"], [Rule("/intern/", {"search": "no"})]),
        (["User-agent: *", "Content-Usage: /intern/"], [Rule("", {})]),
    ],
)
def test_a_crawler_is_told_the_wishes_of_its_own_groups_else_of_all(lines: list[str], rules: list[Rule]) -> None:
    assert read_rules("\n".join(lines), "wupperjobs") == rules


@pytest.mark.parametrize(
    ("path", "wishes"),
    [("/7", {"search": "yes"}), ("/intern/7", {"search": "no"}), ("/intern/offen/7", {"search": "yes", "bots": "no"})],
)
def test_the_longest_path_that_matches_counts(path: str, wishes: dict[str, str]) -> None:
    rules = [Rule("/intern/offen/", {"search": "yes"}), Rule("/intern/", {"search": "no"}), Rule("", {"search": "yes"})]
    rules.append(Rule("/intern/offen/", {"bots": "no"}))
    assert wishes_for(f"https://a.example{path}", rules) == wishes


def test_wishes_stand_in_headers_too() -> None:
    headers = {"Content-Signal": ["search=yes", "ai-train=no"], "Content-Usage": "search=n"}
    assert wishes_of_headers(Response(URL, headers=headers)) == {"search": "no", "ai-train": "no"}


@pytest.mark.parametrize(
    ("charset", "mark"),
    [
        ("utf-8", b""), ("utf-16-le", b""), ("utf-16-be", b""), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"), ("utf-32-be", b"\x00\x00\xfe\xff"),
    ],
)  # fmt: skip
def test_a_robots_txt_in_another_charset_is_read(charset: str, mark: bytes) -> None:
    assert decode_rules(mark + "User-agent: ö".encode(charset)) == "User-agent: ö".encode()
    assert decode_rules(b"User\0agent") == b"User\0agent"
