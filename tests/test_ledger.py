"""The request ledger, through Scrapy's engine against a server on loopback."""

from typing import Any

import pytest

from tests.support.engine import Page, run_crawls, serving

CASES: dict[str, tuple[dict[str, Any], dict[str, int], str]] = {
    # path: how the request is made, where it ends, words of the failure
    "/page": ({}, {"answered": 1}, ""),
    "/missing": ({}, {"failed": 1}, "HTTP 404"),
    "/missing?wanted": ({"meta": {"handle_httpstatus_list": [404, 410]}}, {"answered": 1}, ""),
    "/flaky": ({}, {"answered": 1}, ""),
    "/broken": ({}, {"failed": 1}, "HTTP 500 after 1 retries"),
    "/dropped": ({}, {"failed": 1}, "ResponseDataLossError"),
    "/moved": ({}, {"answered": 1}, ""),
    "/itself": ({}, {"failed": 1}, "redirects to itself"),
    "/circle/a": ({}, {"failed": 1}, "redirects to itself"),
    "/endless/": ({}, {"failed": 1}, "too many redirects"),
    "/abroad": ({}, {"failed": 1}, "redirects to another host"),
    "/to_hidden": ({}, {"failed": 1}, "Forbidden by robots.txt"),
    "/hidden": ({}, {"filtered": 1}, ""),
    "/stumble": ({}, {"failed": 1}, "could not be read (KeyError: 'title')"),
    "/links": ({}, {"answered": 2, "filtered": 2}, ""),  # itself and a page; a duplicate and another host
}


def _answer(method: str, path: str, body: bytes, tries: list[str]) -> Page:
    tries.append(path)
    to = {"/moved": "/page", "/itself": "/itself", "/circle/a": "/circle/b", "/circle/b": "/circle/a"}
    to |= {"/abroad": "http://other.example/", "/to_hidden": "/hidden"}
    if path.startswith("/endless"):
        return 302, {"Location": path + "x"}, b""
    if path in to:
        return 302, {"Location": to[path]}, b""
    if path == "/robots.txt":
        return 200, {}, b"User-agent: *\nDisallow: /hidden\n"
    if path == "/dropped":
        return 200, {"Content-Length": "100"}, b"short"
    pages = {"/broken": 500, "/missing": 404, "/missing?wanted": 404}
    if path == "/flaky" and tries.count(path) == 1:
        return 503, {}, b""
    words = {"/stumble": b"stumble", "/links": b"link /page\nlink /page\nlink http://other.example/x"}
    return pages.get(path, 200), {"Content-Type": "text/plain"}, words.get(path, b"words")


@pytest.fixture(scope="module")
def crawled() -> dict[str, dict[str, Any]]:
    """A crawl for each case, and one cut short."""
    tries: list[str] = []
    here = {"allowed_domains": ["127.0.0.1"]}
    with serving(lambda method, path, body: _answer(method, path, body, tries)) as server:
        crawls: list[dict[str, Any]] = [
            {"requests": [{"url": server + path, **how}], "spider": here} for path, (how, _, _) in CASES.items()
        ]
        many = [{"url": f"{server}/page?{number}"} for number in range(60)]
        cut_short = {"CLOSESPIDER_PAGECOUNT": 3, "CONCURRENT_REQUESTS": 1}
        crawls.append({"requests": many, "settings": cut_short})
        crawls.append({"requests": [{"url": server + "/page"}] * 3})
        done = run_crawls(crawls)
    return dict(zip([*CASES, "cut short", "asked thrice"], done, strict=True))


def _ends(stats: dict[str, Any]) -> dict[str, int]:
    return {name: stats[f"ledger/{name}"] for name in ("answered", "failed", "filtered", "open")}


@pytest.mark.parametrize("path", CASES)
def test_a_request_ends_where_it_should(crawled: dict[str, dict[str, Any]], path: str) -> None:
    stats, (_, ends, words) = crawled[path], CASES[path]
    assert {name: count for name, count in _ends(stats).items() if count} == ends
    assert stats["ledger/scheduled"] == sum(ends.values())
    failure = stats.get("ledger/first_failure", "")
    assert words in failure and bool(failure) == ("failed" in ends), failure
    assert not failure or f"{path}: " in failure


def test_a_crawl_cut_short_leaves_requests_open(crawled: dict[str, dict[str, Any]]) -> None:
    stats = crawled["cut short"]
    assert stats["finish_reason"] == "closespider_pagecount"
    assert stats["ledger/open"] > 0
    assert stats["ledger/scheduled"] == sum(_ends(stats).values())


def test_duplicates_are_filtered(crawled: dict[str, dict[str, Any]]) -> None:
    assert _ends(crawled["asked thrice"]) == {"answered": 1, "failed": 0, "filtered": 2, "open": 0}
