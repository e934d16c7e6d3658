"""Each part of the manners alone, without a server: addresses, robots.txt, wishes, reservations, barriers, charset."""

import json
from collections.abc import AsyncIterator, Awaitable, Coroutine
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.test import get_crawler
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from crawls.archive.http_cache import MissingRecord
from crawls.manners.address_guard import (
    AddressGuard,
    GuardedResolver,
    RefusedAddress,
    find_refusal,
    read_address,
    refuse_address,
)
from crawls.manners.barrier_pages import BarrierPages, WrongPage, find_class
from crawls.manners.charset import Charset, read_text
from crawls.manners.reservation import (
    Reservation,
    find_forbidden,
    find_reservation,
    forbids_indexing,
    read_tdm_file,
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
from schemas.raw import RawPosting
from schemas.vocabulary import Refusal
from schemas.wires import Stat
from tests.test_crawl_parts import Crawl

URL = "https://a.example/jobs/7"


def _finish(work: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits for something")


# Addresses


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("9.9.9.9", "9.9.9.9"), ("255.1", "255.0.0.1"), ("256.1", None), ("1.16777215", "1.255.255.255"),
        ("1.16777216", None), ("1.2.65535", "1.2.255.255"), ("1.2.65536", None), ("1.2.3.255", "1.2.3.255"),
        ("1.2.3.256", None), ("4294967295", "255.255.255.255"), ("4294967296", None), ("1.2.3.4.0", None),
        ("0X7F.1", "127.0.0.1"), ("0x", "0.0.0.0"), ("010.1", "8.0.0.1"), ("08.1", None), ("1..2", None), ("", None),
        ("1.-2", None), ("1_0.1", None), ("١.1", None), ("12ab", None), ("::1", "::1"), ("::2", "0.0.0.2"),
        ("::", "::"), ("::ffff:ffff", "255.255.255.255"), ("::1:0:0", "::1:0:0"), ("fe80::1%eth0", "fe80::1"),
        ("::ffff:10.0.0.1", "10.0.0.1"), ("2002:a00:1::", "10.0.0.1"), ("64:ff9b::a00:1", "10.0.0.1"),
        ("64:ff9b:1::a00:1", "64:ff9b:1::a00:1"), ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45"),
        ("2620:fe::fe", "2620:fe::fe"),
    ],
)  # fmt: skip
def test_digits_are_the_address_that_a_resolver_makes_of_them(host: str, address: str | None) -> None:
    assert str(read_address(host)) == str(address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://" + "a" * 300 + "/", None),
        ("http://" + "a" * 301 + "/", "http://" + "a" * 93 + " names no host"),
        ("http:///no/host", "http:///no/host names no host"),
        ("http://[broken/" + "x" * 99, "http://[broken/" + "x" * 85 + " is not an address: Invalid IPv6 URL"),
        ("gopher://a.example/", "gopher: is not asked, only http and https"),
        ("http://board.localhost./", "board.localhost is this machine"),
        ("http://localhost.example/", None),
        ("http://１２７。0.0.1/", "127.0.0.1 is 127.0.0.1, which is not public"),
    ],
)
def test_a_refusal_names_what_is_wrong_with_the_address(url: str, reason: str | None) -> None:
    assert find_refusal(url) == reason


def test_loopback_alone_can_be_allowed() -> None:
    assert refuse_address("a.example", "127.0.0.1") == "a.example is 127.0.0.1, which is not public"
    assert refuse_address("a.example", "127.0.0.1", allow_loopback=True) is None
    assert refuse_address("a.example", "10.0.0.1", allow_loopback=True) == "a.example is 10.0.0.1, which is not public"
    assert refuse_address("a.example", "9.9.9.9") is None is refuse_address("a.example", "b.example")
    assert find_refusal("http://localhost/", allow_loopback=True) is None is find_refusal("http://9.9.9.9/")


@pytest.mark.parametrize(
    ("resolved", "settings", "reason"),
    [
        ("9.9.9.9", {}, None),
        ("10.0.0.1", {}, "a.example is 10.0.0.1, which is not public"),
        ("127.0.0.1", {}, "a.example is 127.0.0.1, which is not public"),
        ("127.0.0.1", {"ALLOW_LOOPBACK": True}, None),
        ("10.0.0.1", {"REPLAY_FILES": ["a.warc"]}, None),
        (RefusedAddress("a.example is 10.0.0.1"), {}, "a.example is 10.0.0.1"),
        (DNSLookupError("no such name"), {}, None),  # the download fails, and says so
        (OSError("no network"), {}, None),
        (ValueError("label too long"), {}, None),
    ],
)
def test_a_name_is_resolved_before_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, resolved: str | Exception, settings: dict[str, Any], reason: str | None
) -> None:
    asked: list[str] = []

    async def resolve(host: str) -> str:
        asked.append(host)
        if isinstance(resolved, Exception):
            raise resolved
        return resolved

    def wait(it: Awaitable[str]) -> Awaitable[str]:
        return it

    monkeypatch.setattr("twisted.internet.reactor", SimpleNamespace(resolve=resolve), raising=False)
    monkeypatch.setattr("crawls.manners.address_guard.maybe_deferred_to_future", wait)
    monkeypatch.setattr("crawls.manners.address_guard.getproxies", dict)
    crawler = get_crawler(Spider, settings)
    guard = AddressGuard.from_crawler(crawler)
    if reason:
        with pytest.raises(IgnoreRequest, match=reason):
            _finish(guard.process_request(Request(URL)))
    else:
        _finish(guard.process_request(Request(URL)))
    assert asked == ([] if "REPLAY_FILES" in settings else ["a.example"])
    assert crawler.stats and crawler.stats.get_value("address_guard/refused", 0) == (reason is not None)
    with pytest.raises(IgnoreRequest, match="not public"):
        _finish(guard.process_request(Request("http://10.0.0.1/")))
    assert asked.count("10.0.0.1") == 0


@pytest.mark.parametrize(
    ("proxies", "is_used", "resolves"),
    [
        ({}, True, True),
        ({"https"}, True, False),
        ({"http"}, True, False),
        ({"ftp"}, True, True),
        ({"http"}, False, True),
    ],
)
def test_a_proxy_resolves_the_names(
    monkeypatch: pytest.MonkeyPatch, proxies: set[str], is_used: bool, resolves: bool
) -> None:
    monkeypatch.setattr("crawls.manners.address_guard.getproxies", lambda: dict.fromkeys(proxies, "http://proxy:3128"))
    assert AddressGuard(get_crawler(Spider, {"HTTPPROXY_ENABLED": is_used})).resolves is resolves


@pytest.mark.parametrize(
    ("name", "address", "settings", "is_given"),
    [
        ("a.example", "9.9.9.9", {}, True),
        ("a.example", "10.0.0.1", {}, False),
        ("a.example", "127.0.0.1", {}, False),
        ("a.example", "127.0.0.1", {"ALLOW_LOOPBACK": True}, True),
        ("proxy.example", "10.0.0.1", {}, True),
    ],
)
def test_no_connection_is_made_to_an_address_that_is_not_public(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str, settings: dict[str, Any], is_given: bool
) -> None:
    def resolve(self: object, name: str, timeout: object = ()) -> Deferred[str]:
        return succeed(address)

    monkeypatch.setattr("crawls.manners.address_guard.getproxies", lambda: {"http": "http://proxy.example:3128"})
    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", resolve)
    resolver = GuardedResolver.from_crawler(get_crawler(Spider, settings), SimpleNamespace())  # type: ignore[arg-type]
    found: list[Any] = []
    resolver.getHostByName(name).addBoth(found.append)
    if is_given:
        assert found == [address]
    else:
        assert isinstance(found[0].value, RefusedAddress)
        assert str(found[0].value) == f"{name} is {address}, which is not public"


def test_a_resolver_made_by_hand_lets_nothing_through() -> None:
    resolver = GuardedResolver(SimpleNamespace(), 1, 1.5)  # type: ignore[arg-type]
    assert not resolver.allow_loopback and resolver.timeout == 1.5


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
            rules = _finish(self.robots.robot_parser(request))
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


# Reservations


def _page(body: str = "", *, is_posting: bool = True, kind: type[Response] = HtmlResponse, **headers: Any) -> Any:
    named = {name.replace("_", "-"): words for name, words in headers.items()}
    request = Request(URL, cb_kwargs={"board_ref": "7"} if is_posting else {})
    return kind(URL, body=body.encode(), headers=named, request=request)


TDM = "the page reserves its rights (tdm-reservation: 1)"


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (_page(), None),
        (_page(tdm_reservation=" 1 "), TDM),
        (_page(tdm_reservation="0"), None),
        (_page(tdm_reservation="1", is_posting=False), TDM),
        (_page(tdm_reservation="1", kind=Response), TDM),
        (_page('<meta name=" TDM-Reservation" content=" 1 ">'), TDM),
        (_page('<meta name="tdm-reservation" content="0">'), None),
        (_page('<meta name="tdm-reservation">'), None),
        (_page('<meta name="tdm-reservation" content="1">', kind=TextResponse), None),
        (_page(X_Robots_Tag="noindex"), "the page is not to be indexed (X-Robots-Tag: noindex)"),
        (_page(X_Robots_Tag=["noarchive", "none"]), "the page is not to be indexed (X-Robots-Tag: noarchive, none)"),
        (_page(X_Robots_Tag="noindex," + "x" * 200),
         f"the page is not to be indexed (X-Robots-Tag: noindex,{'x' * 92})"),
        (_page(X_Robots_Tag="noindex", is_posting=False), None),
        (_page(X_Robots_Tag="noindex", kind=TextResponse), None),
        (_page('<meta name="Robots" content="NoIndex">'), "the page is not to be indexed (meta robots: NoIndex)"),
        (_page('<meta name="wupperjobs" content="noindex">'), "the page is not to be indexed (meta robots: noindex)"),
        (_page(f'<meta name="robots" content="noindex,{"x" * 200}">'),
         f"the page is not to be indexed (meta robots: noindex,{'x' * 92})"),
        (_page('<meta name="googlebot" content="noindex">'), None),
        (_page('<meta name="robots" content="index">'), None),
    ],
)  # fmt: skip
def test_a_page_says_itself_if_it_is_not_to_be_kept(page: Response, why: str | None) -> None:
    assert find_reservation(page) == why


@pytest.mark.parametrize(
    ("words", "is_forbidden"),
    [
        ("noindex", True), ("index, NONE", True), ("wupperjobs: noindex", True), ("googlebot: noindex", False),
        ("googlebot: nofollow, wupperjobs: none", True), ("googlebot: nofollow, noindex", False),
        ("max-snippet: 9, noindex", True), ("unavailable_after: 1 Jan 2027 10:00, none", True), ("noindexing", False),
    ],
)  # fmt: skip
def test_indexing_may_be_forbidden_to_all_or_to_us(words: str, is_forbidden: bool) -> None:
    assert forbids_indexing(words) is is_forbidden


@pytest.mark.parametrize(
    ("file", "reserved"),
    [
        ([{"location": "/jobs/*", "tdm-reservation": 1}], True),
        ([{"location": "/jobs/*", "tdm-reservation": "1"}], True),
        ([{"location": "/jobs/*", "tdm-reservation": 0}], False),
        ([{"location": "/jobs/*", "tdm-reservation": True}], False),
        ([{"location": "/", "tdm-reservation": 1}, {"location": "/jobs/", "tdm-reservation": 0}], False),
        ([{"location": "/\nDisallow: /jobs", "tdm-reservation": 0}], False),
        ([{"location": "/x\n", "tdm-reservation": 1}, "row", {"location": "/jobs", "tdm-reservation": 1}], True),
        ({"location": "/jobs/*", "tdm-reservation": 1}, False),
        (7, False),
    ],
)
def test_a_file_of_the_site_reserves_places(file: Any, reserved: bool) -> None:
    assert read_tdm_file(json.dumps(file).encode()).can_fetch(URL, "wupperjobs") is not reserved
    assert read_tdm_file(b"<html>").can_fetch(URL, "wupperjobs")


RESERVED_FILE = b'[{"location": "/jobs/", "tdm-reservation": 1}]'


@pytest.mark.parametrize(
    ("status", "recorded", "is_asked", "is_reserved"),
    [
        (200, None, True, True), (404, None, True, False), (None, None, True, False),
        (200, True, True, True), (200, False, False, False),
    ],
)  # fmt: skip
def test_the_file_is_asked_for_once_and_in_a_replay_only_if_it_is_there(
    monkeypatch: pytest.MonkeyPatch, status: int | None, recorded: bool | None, is_asked: bool, is_reserved: bool
) -> None:
    asked: list[Any] = []

    async def ask_site(crawler: object, request: Request, path: str, **meta: Any) -> Any:
        asked.append((path, meta))
        return Response(URL, status=status, body=RESERVED_FILE) if status else OSError()

    def find_recorded(key: tuple[str, str, bytes]) -> Any:
        return recorded and key[:2] == ("GET", "https://a.example/.well-known/tdmrep.json")

    recording = None if recorded is None else SimpleNamespace(next_response=find_recorded)
    monkeypatch.setattr("crawls.manners.reservation.ask_site", ask_site)
    crawl = Crawl()
    cache = {HttpCacheMiddleware: SimpleNamespace(storage=SimpleNamespace(recording=recording))}
    crawl.crawler.get_downloader_middleware = cache.get
    kept = Reservation.from_crawler(crawl.crawler)
    for _ in range(2):
        assert _finish(kept._is_reserved(_page())) is is_reserved
    assert asked == [("/.well-known/tdmrep.json", {"dont_retry": True})] * is_asked


POSTING = RawPosting(board="a", board_ref="7", url=URL, fetched_at=datetime(2026, 11, 20, 5, tzinfo=UTC), title="CIO")


@pytest.mark.parametrize(
    ("page", "wishes", "is_reserved", "reason"),
    [
        (_page(), {}, False, None),
        (_page(), {"ai-train": "no"}, False, None),
        (_page(tdm_reservation="1"), {}, False, TDM),
        (_page(tdm_reservation="1"), {"search": "no"}, False, TDM),
        (_page(), {"search": "no"}, False, "its site does not want it in a list of others"),
        (_page(), {}, True, "its site reserves its rights (/.well-known/tdmrep.json)"),
        (_page(), None, False, None),
    ],
)
def test_a_reserved_posting_is_rejected_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
    page: Response,
    wishes: dict[str, str] | None,
    is_reserved: bool,
    reason: str | None,
) -> None:
    async def ask(request: Request) -> bool:
        return is_reserved

    async def found() -> AsyncIterator[Any]:
        for one in (POSTING, "a row", POSTING):
            yield one

    async def gather() -> list[Any]:
        return [one async for one in kept.process_spider_output(page, found())]

    crawl = Crawl()
    robots = None if wishes is None else SimpleNamespace(wishes_for=lambda response: wishes)
    crawl.crawler.get_downloader_middleware = {Robots: robots}.get
    kept = Reservation(crawl.crawler)
    monkeypatch.setattr(kept, "_is_reserved", ask)
    first, row, last = _finish(gather())
    assert row == "a row" and first == last
    assert crawl.stat("reservation/postings") == (2 if reason else None)
    assert [crawl.stat(f"usage/{name}={said}") for name, said in (wishes or {}).items()] == [1] * len(wishes or {})
    if reason is None:
        assert first is POSTING
        return
    assert first.reason.startswith(reason) and first.code == Refusal.RESERVED
    assert (first.board, first.url, first.words) == ("a", URL, {"board_ref": "7"})


# Barriers

LONG = "<p>" + "Stelle " * 400


@pytest.mark.parametrize(
    ("body", "headers", "found"),
    [
        (" \n", {}, ("empty", "0 bytes")),
        ("<body></body>", {}, ("empty", "it shows nothing")),
        ("<body><script>go()</script></body>", {}, None),
        ("<body><style>p {}</style></body>", {}, ("empty", "it shows nothing")),
        ("<p>Stellen", {"cf-mitigated": "challenge"}, ("captcha", "Cloudflare")),
        ("<p>Stellen", {"cf-mitigated": "challenge", "x-vercel-mitigated": "deny"}, ("captcha", "Cloudflare")),
        ('{"@type": "JobPosting"}', {"cf-mitigated": "challenge", "x-amzn-waf-action": "1"}, ("captcha", "Cloudflare")),
        ('{"@type": "JobPosting"}', {"x-amzn-waf-action": "captcha"}, ("captcha", "AWS WAF")),
        ('<script>{"@type": "JobPosting"} gokuProps</script>', {}, None),
        ("<script>gokuProps</script><p>wait", {}, ("captcha", "AWS WAF")),
        ("<script>gokuProps</script>" + LONG, {}, None),
        ("<i>gokuProps</i>" + "x" * 1_991, {}, ("captcha", "AWS WAF")),
        ("<i>gokuProps</i>" + "x" * 1_992, {}, None),
        (LONG, {"x-vercel-mitigated": "challenge"}, ("captcha", "Vercel")),
        ("<title>Captcha</title><p>x<div class=g-recaptcha>", {}, ("captcha", "Captcha")),
        ("<title>Captcha</title><p>x", {}, None),
        ("<title>Anmelden</title><p>x<input type=password>", {}, ("login", "Anmelden")),
        ("<title>Anmelden</title><input type=password>" + LONG, {}, None),
        ("<title>Anmelden</title><input type=password><p>" + "x" * 2_000, {}, ("login", "Anmelden")),
        ("<title>Anmelden</title><input type=password><p>" + "x" * 2_001, {}, None),
        ("<title>Anmelden</title><p>x", {}, None),
        ("<title>Ihre  Privatsphäre</title><body><p>Alle akzeptieren", {}, ("consent", "Ihre Privatsphäre")),
        ("<title>Consent</title><p>x<form><input type=submit></form>", {}, ("consent", "Consent")),
        ("<title>Consent</title><p>x", {}, None),
        ("<title>IT-Leiter</title><p>x<input type=password>", {}, None),
        ("<svg><title>Anmelden</title></svg><title>CIO</title><p>x<input type=password>", {}, None),
        (f"<title>Login{' ' * 5}| {'x' * 59}</title><p>x<input type=password>", {}, ("login", f"Login | {'x' * 59}")),
    ],
)
def test_what_stands_before_a_page_is_recognised(
    body: str, headers: dict[str, str], found: tuple[str, str] | None
) -> None:
    page = HtmlResponse(URL, body=body.encode(), headers=headers, encoding="utf-8")
    assert find_class(page) == found


def test_only_an_html_page_is_searched_for_marks() -> None:
    text = TextResponse(URL, body=b"gokuProps", headers={"Content-Type": "text/plain"})
    assert find_class(text) is None
    assert find_class(text.replace(headers={"cf-mitigated": "1"})) == ("captcha", "Cloudflare")


@pytest.mark.parametrize(("status", "is_stopped"), [(200, True), (404, False), (201, False)])
@pytest.mark.parametrize("has_request", [True, False])
def test_a_barrier_never_reaches_the_spider(status: int, is_stopped: bool, has_request: bool) -> None:
    crawl = Crawl()
    barriers = BarrierPages.from_crawler(crawl.crawler)
    page = Response(URL, status=status, request=Request(URL) if has_request else None)
    if not is_stopped:
        barriers.process_spider_input(page)
    else:
        with pytest.raises(WrongPage, match=r"^not the page that was asked for: empty \(0 bytes\)"):
            barriers.process_spider_input(page)
    assert crawl.stat("page_class/empty") == (1 if is_stopped else None)
    words = f"{URL} is not the page that was asked for: empty (0 bytes)"
    assert crawl.stat(Stat.BROKEN) == (words if is_stopped and has_request else None)
    barriers.process_spider_input(HtmlResponse(URL, body=b"<p>Stelle"))


# Characters


@pytest.mark.parametrize(
    ("body", "declared", "text"),
    [
        ("Köln".encode(), "utf-8", None), ("Köln".encode(), None, None), ("Köln".encode(), "cp1252", "Köln"),
        ("Köln".encode(), "latin-1", "Köln"), ("Köln".encode(), "iso-8859-15", "Köln"),
        ("Köln".encode(), "ascii", "Köln"),
        ("Köln".encode(), "iso-8859-2", None), ("Łódź".encode(), "cp1252", "Łódź"), ("żźć".encode(), "cp1252", None),
        ("Köln".encode("cp1252"), "utf-8", "Köln"), ("Köln".encode("cp1252"), None, "Köln"),
        ("Köln".encode("cp1252"), "cp1252", None), ("Köln".encode("cp1252"), "iso-8859-2", None),
        ("Köln ☎ ".encode() + "Größe".encode("cp1252"), "utf-8", "Köln ☎ Größe"),
        ("😀 ".encode() + "Größe".encode("cp1252"), "utf-8", "😀 Größe"),
        ("\u2000\u2bff\U00010000 ".encode() + b"\xf6", None, "\u2000\u2bff\U00010000 ö"),
        ("żźć ".encode() + b"\xf6", None, None), (b"\xff\x81", None, None), (b"ab\x81", None, None),
        (b"\xe2\x80 K\xf6ln", None, "â€ Köln"), (b"\xc3\xb6 \xe2\x80 ", None, None),
    ],
)  # fmt: skip
def test_a_charset_is_corrected_only_where_the_bytes_leave_no_doubt(
    body: bytes, declared: str | None, text: str | None
) -> None:
    assert read_text(body, declared) == text


@pytest.mark.parametrize(
    ("body", "kind", "corrected"),
    [
        ("<p>Köln".encode("cp1252"), "text/html", "<p>Köln"),
        ("<p>Köln".encode(), "text/html; charset=latin-1", "<p>Köln"),
        ("<meta charset=latin-1>Köln".encode(), "text/html", "<meta charset=latin-1>Köln"),
        ("<p>Köln".encode(), "text/html; charset=utf-8", None),
        (b"<p>Koln", "text/html; charset=latin-1", None),
        ('<?xml version="1.0" encoding="latin-1"?><a>Köln "encoding="</a>'.encode(), "text/xml; charset=latin-1",
         '<?xml version="1.0" encoding="utf-8"?><a>Köln "encoding="</a>'),
    ],
)  # fmt: skip
def test_a_corrected_response_is_utf_8(body: bytes, kind: str, corrected: str | None) -> None:
    crawl = Crawl()
    response = HtmlResponse(URL, body=body, headers={"Content-Type": kind})
    answer = Charset.from_crawler(crawl.crawler).process_response(Request(URL), response)
    assert crawl.stat("charset/corrected") == (1 if corrected else None)
    if corrected is None:
        assert answer is response
    else:
        assert isinstance(answer, TextResponse) and (answer.text, answer.encoding) == (corrected, "utf-8")
    picture = Response(URL, body=b"K\xf6ln")
    assert Charset(crawl.crawler).process_response(Request(URL), picture) is picture
