"""service.bund.de: vacancies of federation, states and municipalities, by the feed of the newest and their pages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parsel import Selector
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from schemas.raw import RawPlace, RawPosting
from schemas.wires import Stat
from spiders import Addresses, FeedBoard, Found, Row
from spiders._figures import number_of
from spiders._paths import value_at
from spiders._posting import trim
from spiders._responses import answered_at, read_page

REF = re.compile(r"/Stellenangebote/([^;?#]{1,300}?)\.html")  # without session, query and tracking mark
LABELS = (
    *("Arbeitgeber", "Ort", "Bewerbungsfrist", "Veröffentlichungsende"),  # of an item
    *("Tätigkeitsfeld", "Arbeitszeit", "Anstellungsdauer", "Laufbahn / Entgeltgruppe"),  # of a page besides
)
_LABEL = re.compile(rf"(?:^|\s)({'|'.join(LABELS)})\s*(?::|\n|$)")
_TEXT = re.compile(r"<!--\s*Tätigkeit einfügen\s*-->(.*)<!--\s*Tätigkeit ende\s*-->", re.DOTALL)


class ServiceBund(FeedBoard):
    """Federal portal of the public service's vacancies: the newest of the whole country, some days' worth."""

    name = "service_bund"
    access = "open"
    checked = "documented"
    terms = (
        "service.bund.de offers the feed for subscription; robots.txt forbids the search and wants 30 s between"
        " two requests. The texts are the authorities', not to be republished. Source: service.bund.de."
    )
    asks = Addresses("https://www.service.bund.de/Content/Globals/Functions/RSSFeed/RSSGenerator_Stellen.xml")
    root, rows = "rss", "channel.item"
    stamp = "item.[title, pubDate, description]"  # the address may carry a session
    fields = {"posted_raw": "pubDate"}

    def ask_next(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        """Postings that the feed shows no longer are not closed, but older than the newest: they are carried over."""
        if not rows:
            raise ValueError("the feed is empty")
        self.crawler.stats.set_value(Stat.READ_DOWN, True)
        yield from ()

    def read_row(self, row: Row, response: Response) -> Found | None:
        """The request for a posting's page if its title may be of the search; else the posting without its text.

        At a page in half a minute, asking for those of the whole country would take hours.
        """
        posting = self.make_posting(row, response)
        if not self.may_be_sought(posting.title):
            return self.only_once(posting)
        return self.ask_row(posting.url, posting.board_ref, {"item": row, "listed": posting}, response)

    def may_be_sought(self, title: str) -> bool:
        """Whether a title has a word of the search's keywords: one of up to three letters by itself, another in any."""
        words = {word for keyword in self.search.what.keywords for word in re.findall(r"\w+", keyword.lower())}
        own = set(re.findall(r"\w+", title.lower()))
        return any(word in own or (len(word) > 3 and word in title.lower()) for word in words)

    def read_posting(self, response: Response) -> RawPosting:
        """The posting of the feed, with the text of its page and the facts listed beside it."""
        page, listed = read_page(response), self.listed(response.cb_kwargs)
        text, facts = _TEXT.search(page.text), read_facts("".join(page.css(".shortlist").getall()))
        point = [number_of(page.css(f"#location-map::attr(data-{name})").get()) for name in ("lat", "lon")]
        return replace(
            listed,
            fetched_at=answered_at(response),
            text_html=text[1].strip() if text else page.css("main, #content").get(),
            places=tuple(replace(place, latitude=point[0], longitude=point[1]) for place in listed.places),
            employment_raw=facts.get("Arbeitszeit"),
            contract_raw=facts.get("Anstellungsdauer"),
            pay_grade_raw=facts.get("Laufbahn / Entgeltgruppe"),
        )

    def posting_failed(self, failure: Failure) -> Iterator[Found]:
        """A page that cannot be had does not cost the posting, whose facts are in the feed."""
        yield from super().posting_failed(failure)
        self.count("read")
        yield self.listed(failure.request.cb_kwargs)  # type: ignore[attr-defined]  # Scrapy sets it

    def listed(self, facts: dict[str, Any]) -> RawPosting:
        """The posting as the feed has it, of the facts of the request for its page."""
        posting: RawPosting = facts["row"]["listed"]
        return posting

    def words_of(self, row: Row) -> Row:
        facts = read_facts(row.get("description") or "<p>")
        link = REF.search(value_at(row, "guid || link") or "")
        return {
            **super().words_of(row),
            "board_ref": link and link[1],
            "url": link and f"https://www.service.bund.de/IMPORTE{link[0]}",
            "employer_raw": facts.get("Arbeitgeber"),
            "places": tuple(RawPlace(words=place) for place in filter(None, [facts.get("Ort")])),
            "apply_by_raw": facts.get("Bewerbungsfrist"),
        }


def read_facts(html: str) -> dict[str, str]:
    """The facts that an item or a page states, each behind its name, in bold print or not.

    >>> read_facts("Arbeitgeber: <strong>Amt f&#252;r Maße</strong><br />Ort: <strong> 42103 Wuppertal</strong>")
    {'Arbeitgeber': 'Amt für Maße', 'Ort': '42103 Wuppertal'}
    >>> read_facts("<p>Arbeitgeber: Amt f&uuml;r Maße  Ort: 42103 Wuppertal  Bewerbungsfrist: 30.09.2026</p>")
    {'Arbeitgeber': 'Amt für Maße', 'Ort': '42103 Wuppertal', 'Bewerbungsfrist': '30.09.2026'}
    """
    words = [words.strip() for words in Selector(text=html[:20_000] or "<p>").xpath("//text()").getall()]
    _, *found = _LABEL.split("\n".join(filter(None, words)))
    facts = {name: trim(value) for name, value in zip(found[::2], found[1::2], strict=True)}
    return {name: value for name, value in facts.items() if value}
