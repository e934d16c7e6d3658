"""service.bund.de: vacancies of federation, states and municipalities, as the RSS export of a search."""

import re
from collections.abc import Iterator
from typing import Any

from parsel import Selector
from scrapy.http import Request, Response

from schemas.raw import RawPlace
from schemas.wires import Stat
from spiders import FeedBoard, Keywords, Row
from spiders._paths import value_at
from spiders._posting import trim

REF = re.compile(r"/Stellenangebote/([^;?#]{1,300}?)\.html")  # without session, query and tracking mark
MOST = 100  # the most hits in a feed; no address of a next page is known


class ServiceBund(FeedBoard):
    """Federal portal of the public service's vacancies."""

    name = "service_bund"
    access = "open"
    checked = "documented"
    terms = "service.bund.de offers the RSS export of each search for subscription. Source: service.bund.de."
    asks = Keywords(
        "https://www.service.bund.de/Content/DE/Stellen/Suche/Formular.html?nn=4642046&jobsrss=true"
        f"&resultsPerPage={MOST}&ambit_distance={{km}}&city_zipcode={{postal_code}}&templateQueryString={{keyword}}",
        distances=(10, 20, 30, 50, 75, 90),
    )
    root, rows = "rss", "channel.item"
    fields = {"posted_raw": "pubDate"}

    def ask_next(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        """A feed states no total: an empty one is believed for one keyword, but not for all of them."""
        self.count("feed" if rows else "empty_feed")
        empty = self.crawler.stats.get_value(f"{Stat.BOARD}empty_feed")
        if not value_at(data, "channel") or empty == len(self.search.what.keywords):
            raise ValueError("every feed is empty, and none confirms that there are no postings")
        if len(rows) >= MOST:
            raise ValueError(f"{len(rows)} hits, as many as a feed shows: there may be more")
        yield from ()

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


def read_facts(description: str) -> dict[str, str]:
    """The facts that an item states, each printed bold after its name.

    >>> read_facts("Arbeitgeber: <strong>Amt f&#252;r Maße</strong><br />Ort: <strong> 42103 Wuppertal</strong>")
    {'Arbeitgeber': 'Amt für Maße', 'Ort': '42103 Wuppertal'}
    """
    found = {}
    for fact in Selector(text=description[:20_000]).css("strong"):
        name = (fact.xpath("preceding-sibling::text()[1]").get() or "").strip(" :\r\n\t")
        found[name] = trim(" ".join(fact.xpath(".//text()").getall())) or ""
    return found
