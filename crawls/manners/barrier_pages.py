"""Keeps pages that stand in the way of a board's own (captcha, consent, login, empty) from the spider."""

import re
from typing import Self

from lxml import etree
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response

from crawls.manners.giving_up import report_without_errback
from schemas.wires import Stat

# What only the vendor's barrier contains, not the pages it protects.
_BARRIER_HEADERS = {"cf-mitigated": "Cloudflare", "x-amzn-waf-action": "AWS WAF", "x-vercel-mitigated": "Vercel"}
_BARRIER_MARKS = {
    b"_cf_chl_opt": "Cloudflare",
    b"captcha-delivery.com": "DataDome",
    b"px-captcha": "HUMAN",
    b"Incapsula incident ID": "Imperva",
    b"sec-if-cpt-container": "Akamai",
    b"errors.edgesuite.net": "Akamai",
    b"gokuProps": "AWS WAF",
}
_CAPTCHA_WIDGETS = ".g-recaptcha, .h-captcha, .frc-captcha, .cf-turnstile, altcha-widget, img[src*=captcha]"
_CONSENT_BUTTONS = re.compile(
    r"(?i)\b(?:alles? akzeptieren|alles? annehmen|akzeptieren|zustimmen|einverstanden|accept all|i agree|agree)\b"
)
_TITLES = {  # a title that is only this, or this and the site's name
    "captcha": r"captcha|sicherheits(?:abfrage|überprüfung|prüfung)|sind sie ein (?:mensch|roboter)|bot[- ]?check"
    r"|(?:are you (?:a )?(?:human|robot)|verify you are human|security check|human verification)|just a moment",
    "consent": r"zustimmung|einwilligung|datenschutz-?einstellungen|privatsphäre-?einstellungen|ihre privatsphäre"
    r"|cookie-?(?:einstellungen|hinweis|zustimmung|consent)|(?:bevor sie (?:zu \w+ )?(?:weitergehen|fortfahren))"
    r"|consent|before you continue|your privacy(?: choices)?|we value your privacy",
    "login": r"log-?in|log in|sign[- ]?in|anmelden|anmeldung|einloggen|bitte (?:melden sie sich an|anmelden|einloggen)",
}
_TITLE_CLASSES = {
    kind: re.compile(rf"(?i)(?:.{{0,60}}[|:–—-] )?(?:{words})[ .…!?]{{0,5}}(?: [|–—-].{{0,60}})?")
    for kind, words in _TITLES.items()
}
_SHOWN = etree.XPath("//body//text()[not(parent::script or parent::style)]", smart_strings=False)
_LITTLE = 2_000  # the most characters that such a page shows; an ad or a list shows more


class WrongPage(ValueError):  # noqa: N818 - reads as what it says
    """The response is not the page that was requested; the message says what it is."""


class BarrierPages:
    """Spider middleware: a captcha, consent, login or empty page never reaches the spider, whose errback is told why.

    Only responses with status 200 are looked at. Precision before recall: what is not recognised fails later, on its
    structure. A response with a JobPosting is none of these pages. Stats: `page_class/<captcha|consent|login|empty>`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_spider_input(self, response: Response) -> None:
        if response.status == 200 and (found := find_class(response)):
            kind, why = found
            assert self.crawler.stats
            self.crawler.stats.inc_value(f"{Stat.BARRIER}{kind}")
            reason = f"not the page that was asked for: {kind} ({why})"
            if response.request:
                report_without_errback(self.crawler, response.request, f"{response.url} is {reason}")
            raise WrongPage(reason)


def find_class(response: Response) -> tuple[str, str] | None:
    """The barrier (captcha, consent, login or empty) and what it was recognised by; None for any other page.

    >>> def page(body, **headers):
    ...     return HtmlResponse("https://board.example/jobs", headers=headers, body=body.encode())
    >>> find_class(page("<title>Just a moment...</title><script>window._cf_chl_opt = {}</script>"))
    ('captcha', 'Cloudflare')
    >>> find_class(page("<title>Anmelden | Board</title><form><input type=password></form>"))
    ('login', 'Anmelden | Board')
    >>> find_class(page("<html><head></head><body> </body></html>"))
    ('empty', 'it shows nothing')
    >>> find_class(page("<title>IT-Leiter (m/w/d)</title><h1>IT-Leiter</h1><form><input type=password></form>"))
    """
    if not response.body.strip():
        return "empty", "0 bytes"
    vendors = [vendor for name, vendor in _BARRIER_HEADERS.items() if name in response.headers]
    if not isinstance(response, HtmlResponse) or b'"JobPosting"' in response.body:
        return ("captcha", vendors[0]) if vendors else None
    shown = "".join(_SHOWN(response.selector.root)).strip()
    if len(shown) <= _LITTLE:
        vendors += [vendor for mark, vendor in _BARRIER_MARKS.items() if mark in response.body]
    if vendors:
        return "captcha", vendors[0]
    title = " ".join(" ".join(response.xpath("//title[not(ancestor::svg)]/text()").getall()).split())
    kind = next((kind for kind, words in _TITLE_CLASSES.items() if words.fullmatch(title[:200])), None)
    if not shown and not response.css("script, a, iframe, frame, img, input, meta[http-equiv]"):
        return "empty", "it shows nothing"
    if kind is None or len(shown) > _LITTLE:
        return None
    proof = {
        "captcha": bool(response.css(_CAPTCHA_WIDGETS)),
        "consent": bool(_CONSENT_BUTTONS.search(shown)) or bool(response.css("form input[type=submit]")),
        "login": bool(response.css("input[type=password]")),
    }
    return (kind, title) if proof[kind] else None
