"""Addresses that are asked or refused, without a server: however they are written, resolved or led to."""

from collections.abc import Awaitable
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.test import get_crawler
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from crawls.manners.address_guard import (
    AddressGuard,
    GuardedResolver,
    RefusedAddress,
    find_refusal,
    read_address,
    refuse_address,
)
from tests.support.coroutines import finish

URL = "https://a.example/jobs/7"


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
            finish(guard.process_request(Request(URL)))
    else:
        finish(guard.process_request(Request(URL)))
    assert asked == ([] if "REPLAY_FILES" in settings else ["a.example"])
    assert crawler.stats and crawler.stats.get_value("address_guard/refused", 0) == (reason is not None)
    with pytest.raises(IgnoreRequest, match="not public"):
        finish(guard.process_request(Request("http://10.0.0.1/")))
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
