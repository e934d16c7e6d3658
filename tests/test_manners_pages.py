"""What is no page of a board, and pages in a wrong charset, without a server."""

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

from crawls.manners.barrier_pages import BarrierPages, WrongPage, find_class
from crawls.manners.charset import Charset, read_text
from schemas.wires import Stat
from tests.test_crawl_parts import Crawl

URL = "https://a.example/jobs/7"


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
