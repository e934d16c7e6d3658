"""service.bund.de: vacancies of federation, states and municipalities, by the feed of the newest and their pages."""

import re
from collections.abc import Iterator
from dataclasses import replace

from scrapy.http import Response
from twisted.python.failure import Failure

from schemas.raw import RawPlace, RawPosting
from spiders import Addresses, FeedBoard, Found, Row
from spiders._keywords import names_a_word
from spiders._labelled import read_labelled
from spiders._paths import value_at
from spiders._responses import answered_at, read_page

REF = re.compile(r"/Stellenangebote/([^;?#]{1,300}?)\.html")  # without session, query and tracking mark
ITEM = ("Arbeitgeber", "Ort", "Bewerbungsfrist", "Veröffentlichungsende")
PAGE = ("Tätigkeitsfeld", "Ort", "Arbeitszeit", "Anstellungsdauer", "Bewerbungsfrist", "Laufbahn / Entgeltgruppe")
TEXT = re.compile(r"<!--\s*Tätigkeit einfügen\s*-->(.*)<!--\s*Tätigkeit ende\s*-->", re.DOTALL)


class ServiceBund(FeedBoard):
    """Federal portal of the public service's vacancies: the newest of the whole country, some days' worth."""

    name = "service_bund"
    access = "open"
    publish_texts = False
    checked = "documented"
    terms = (
        "service.bund.de offers the feed for subscription; robots.txt forbids the search and wants 30 s between"
        " two requests. The texts are the authorities', not to be republished. Source: service.bund.de."
    )
    asks = Addresses("https://www.service.bund.de/Content/Globals/Functions/RSSFeed/RSSGenerator_Stellen.xml")
    root, rows, newest_only = "rss", "channel.item", True
    stamp = "item.[title, pubDate, description]"  # the address may carry a session
    fields = {"posted_raw": "pubDate"}

    def read_row(self, row: Row, response: Response) -> Found | None:
        """The request for a posting's page if its title may be of the search; else the posting without its text.

        At a page in half a minute, asking for those of the whole country would take hours.
        """
        posting = self.make_posting(row, response)
        if not names_a_word(posting.title, self.search.what.keywords):
            return self.only_once(posting)
        return self.ask_row(posting.url, posting.board_ref, {"item": row, "listed": posting}, response)

    def read_posting(self, response: Response) -> RawPosting:
        """The posting of the feed, with the text of its page and the facts listed beside it."""
        page, listed = read_page(response), response.cb_kwargs["row"]["listed"]
        text, facts = TEXT.search(page.text), read_labelled("".join(page.css(".shortlist").getall()), PAGE)
        words = {
            "text_html": text[1].strip() if text else page.css("main, #content").get(),
            "employment_raw": facts.get("Arbeitszeit"),
            "contract_raw": facts.get("Anstellungsdauer"),
            "pay_grade_raw": facts.get("Laufbahn / Entgeltgruppe"),
        }
        return replace(listed, fetched_at=answered_at(response), **words)  # type: ignore[no-any-return]

    def posting_failed(self, failure: Failure) -> Iterator[Found]:
        """A page that cannot be had does not cost the posting, whose facts are in the feed."""
        yield from super().posting_failed(failure)
        self.count("read")
        yield failure.request.cb_kwargs["row"]["listed"]  # type: ignore[attr-defined]  # Scrapy sets it

    def words_of(self, row: Row) -> Row:
        facts, link = read_labelled(row.get("description") or "", ITEM), REF.search(value_at(row, "guid || link") or "")
        return {
            **super().words_of(row),
            "board_ref": link and link[1],
            "url": link and f"https://www.service.bund.de/IMPORTE{link[0]}",
            "employer_raw": facts.get("Arbeitgeber"),
            "places": tuple(RawPlace(words=place) for place in filter(None, [facts.get("Ort")])),
            "apply_by_raw": facts.get("Bewerbungsfrist"),
        }
