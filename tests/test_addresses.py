"""The address guard: what is refused as written, after a redirect, and after a name was resolved."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.utils.test import get_crawler

import settings as project
from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_writer import write_warc
from crawls.manners.address_guard import AddressGuard, find_refusal, read_address
from tests.support.engine import ROOT, run_crawls, serving
from tests.test_manners import MANNERS, Server, ends_of

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
GUARDED = {**MANNERS, "ALLOW_LOOPBACK": False}
LOOPBACK = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0x0.1:8080/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[::127.0.0.1]/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1./",
    "http://user:secret@127.0.0.1/",
    "http://localhost/",
    "http://LOCALHOST.:6023/",
    "http://board.localhost/",
]
PRIVATE = [
    "http://0.0.0.0/",
    "http://0/",
    "http://10.0.0.1/",
    "http://10.1/",
    "http://172.16.0.1/",
    "http://192.168.178.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0251.0376.0251.0376/",
    "http://100.64.0.1/",
    "http://224.0.0.251/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://198.18.0.1/",
    "http://192.0.2.1/",
    "http://[::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[4000::1]/",  # reserved by the IETF
    "http://[::ffff:10.0.0.1]/",
    "file:///etc/passwd",
    "ftp://ftp.example.org/",
    "data:text/html,words",
    "gopher://board.example.org/",
    "http:///no/host",
    "http://[broken/",
]
PUBLIC = [
    "https://www.example.org/jobs?page=1",
    "https://9.9.9.9/",
    "https://[2620:fe::fe]/",
    "https://[2002:909:909::]/",
    "https://jobs.münchen.example/",
    "https://127.0.0.1.example.org/",
    "https://10-0-0-1.example.org/",
    "https://localhost.example.org/",
    "https://1und1.example/",
    "https://0x.example/",
]
REDIRECTS = ["http://10.0.0.1/", "http://2852039166/", "http://[::ffff:169.254.169.254]/", "http://[fe80::1]/"]
REDIRECTS += ["http://0251.0376.0251.0376/", "http://0.0.0.0/", "file:///etc/passwd", "ftp://192.168.1.1/"]


@pytest.mark.parametrize("url", LOOPBACK + PRIVATE)
def test_an_address_that_is_not_public_is_refused_however_it_is_written(url: str) -> None:
    assert find_refusal(url)


@pytest.mark.parametrize("url", LOOPBACK)
def test_loopback_can_be_allowed_for_tests(url: str) -> None:
    assert find_refusal(url, allow_loopback=True) is None


@pytest.mark.parametrize("url", PRIVATE)
def test_nothing_else_is_allowed_with_it(url: str) -> None:
    assert find_refusal(url, allow_loopback=True)


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_address_or_a_name_is_asked(url: str) -> None:
    assert find_refusal(url) is None


@given(st.ip_addresses(v=4), st.sampled_from(["{}", "0x{:x}", "0{:o}"]), st.integers(1, 4))
def test_an_address_is_read_back_from_every_way_to_write_it(address: Any, number: str, parts: int) -> None:
    value = int(address)
    numbers = [value >> 8 * (3 - at) & 0xFF for at in range(parts - 1)]
    numbers.append(value & (1 << 8 * (5 - parts)) - 1)
    assert read_address(".".join(number.format(each) for each in numbers)) == address


@given(st.text(max_size=400))
def test_any_words_are_an_address_or_a_name(words: str) -> None:
    find_refusal("http://" + words)
    read_address(words)


def test_no_redirect_leads_to_an_address_that_is_not_public() -> None:
    moved = {f"/{number}": (302, {"Location": url}, b"") for number, url in enumerate(REDIRECTS)}
    server = Server({**moved})
    with serving(server.answer) as site:
        crawls: list[dict[str, Any]] = [{"requests": [{"url": site + path}], "settings": MANNERS} for path in moved]
        crawls.append({"requests": [{"url": url} for url in (site, *REDIRECTS[:6])], "settings": GUARDED})
        done = run_crawls(crawls)
    *redirected, direct = done
    for url, stats in zip(REDIRECTS, redirected, strict=True):
        assert ends_of(stats) == {"failed": 1}
        expected = "not public" if url.startswith("http") else "HTTP 302"
        assert expected in stats["ledger/first_failure"], stats["ledger/first_failure"]
    assert ends_of(direct) == {"filtered": 7}
    assert direct["address_guard/refused"] == 7
    assert not direct.get("downloader/request_count")


def test_behind_a_proxy_names_are_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    assert AddressGuard(get_crawler()).resolves
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert not AddressGuard(get_crawler()).resolves
    assert AddressGuard(get_crawler(settings_dict={"HTTPPROXY_ENABLED": False})).resolves


def _look_up(names: dict[str, list[str]], crawls: list[dict[str, Any]], resolver: str) -> dict[str, Any]:
    """The stats of crawls in a process where names have these addresses, one after the other, and what was asked."""
    question = json.dumps({"names": names, "crawls": crawls, "resolver": resolver})
    direct = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.test_addresses"], cwd=ROOT, input=question, capture_output=True, text=True,
        timeout=60, check=False, env=direct,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_name_that_leads_to_this_machine_is_not_asked(tmp_path: Path) -> None:
    names = {"inside.example": ["127.0.0.1"], "changes.example": ["9.9.9.9", "127.0.0.1"]}
    server, recording = Server({}), tmp_path / "board.warc"
    answers = [
        RecordedResponse(url="http://recorded.example/robots.txt", answered_at=AT, status=404),
        RecordedResponse(url="http://recorded.example/", answered_at=AT, body=b"words"),
    ]
    for number, url in enumerate(LOOPBACK):
        headers = (("Location", f"{url}{number}"),)
        answers.append(
            RecordedResponse(url=f"http://recorded.example/{number}", answered_at=AT, status=302, headers=headers)
        )
    write_warc(recording, answers)
    settings = {**GUARDED, "RETRY_TIMES": 0, "ROBOTSTXT_OBEY": False}
    with serving(server.answer) as site:
        port = site.rsplit(":", 1)[1]
        crawls = [{"requests": [{"url": f"http://{name}:{port}/page"}], "settings": settings} for name in names]
        replayed = {**settings, "REPLAY_FILES": [str(recording)]}
        crawls.append({"requests": [{"url": "http://recorded.example/"}], "settings": replayed})
        moved = [{"url": f"http://recorded.example/{number}"} for number in range(len(LOOPBACK))]
        crawls.append({"requests": moved, "settings": replayed})
        done = _look_up(names, crawls, project.TWISTED_DNS_RESOLVER)
        assert not server.asked
        unguarded = {**settings, "DOWNLOADER_MIDDLEWARES": {"crawls.ledger.Ledger": 1}}
        control = _look_up(names, [{**crawls[0], "settings": unguarded}], "scrapy.resolver.CachingThreadedResolver")
        assert server.count("/page") == 1
    inside, changes, replay, redirected = done["stats"]
    assert ends_of(redirected) == {"failed": len(LOOPBACK)}
    assert redirected["address_guard/refused"] == len(LOOPBACK)
    assert ends_of(inside) == {"filtered": 1} and inside["address_guard/refused"] == 1
    assert ends_of(changes) == {"failed": 1} and "address_guard/refused" not in changes
    assert ends_of(replay) == ends_of(control["stats"][0]) == {"answered": 1}
    assert "recorded.example" not in done["asked"] and done["asked"].count("changes.example") == 2


def _crawl_with_names() -> None:
    """What the process of `_look_up` does."""
    import socket

    from scrapy.crawler import AsyncCrawlerProcess

    from tests.support.engine import SETTINGS, Asking

    question, asked = json.load(sys.stdin), []

    def look_up(name: str) -> str:
        asked.append(name)
        addresses: list[str] = question["names"][name]
        return addresses.pop(0) if len(addresses) > 1 else addresses[0]

    socket.gethostbyname = look_up
    process = AsyncCrawlerProcess({**SETTINGS, "TWISTED_DNS_RESOLVER": question["resolver"], "DNSCACHE_ENABLED": False})
    crawlers = []
    for crawl in question["crawls"]:
        settings = {**SETTINGS, **crawl["settings"]}
        Named = type("Asking", (Asking,), {"custom_settings": settings})  # noqa: N806
        crawlers.append(process.create_crawler(Named))
        process.crawl(crawlers[-1], requests=crawl["requests"])
    process.start(install_signal_handlers=False)
    print(json.dumps({"stats": [crawler.stats.get_stats() for crawler in crawlers], "asked": asked}, default=str))


if __name__ == "__main__":
    _crawl_with_names()
