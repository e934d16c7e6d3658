"""service.bund.de: vacancies of federation, states and municipalities, as the RSS export of a search."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from schemas.raw import RawPlace, RawPosting
from spiders._board import Board, Found, trim
from spiders._xml_feed import Element, read_xml, words_in

FORM = "https://www.service.bund.de/Content/DE/Stellen/Suche/Formular.html"
SIZE = 100  # postings a feed; no address of a next page is known
DISTANCES = (10, 20, 30, 50, 75, 90)  # km; the form knows no others
REF = re.compile(r"/Stellenangebote/([^;?#]{1,300}?)\.html")  # before session, query and tracking mark


class ServiceBund(Board):
    """Federal portal of the public service's vacancies."""

    name = "service_bund"
    access = "open"
    checked = "documented"
    terms = "service.bund.de offers the RSS export of each search for subscription. Source: service.bund.de."

    def first_questions(self) -> Iterator[Request]:
        where = self.search.where
        distance = next((km for km in DISTANCES if km >= where.radius_km), DISTANCES[-1])
        query = {"nn": 4642046, "jobsrss": "true", "resultsPerPage": SIZE, "ambit_distance": distance}
        for keyword in self.search.what.keywords:
            words = {"city_zipcode": where.postal_code, "templateQueryString": keyword}
            yield self.ask_list(f"{FORM}?{urlencode({**query, **words})}")

    def read_list(self, response: Response) -> Iterator[Found]:
        """A feed says no total: none for one word is believed, none for all of them is not."""
        root = read_xml(response)
        if root.tag != "rss" or root.find("channel") is None:
            raise ValueError(f"<{root.tag}> is no RSS feed")
        items = root.findall("channel/item")
        yield from self.read_each(response, items, self.read_item)
        self.count("feed" if items else "empty_feed")
        if self.crawler.stats.get_value("board/empty_feed") == len(self.search.what.keywords):
            raise ValueError("every feed is empty, and none says that this is meant")
        if len(items) >= SIZE:
            raise ValueError(f"{len(items)} hits, as many as a feed shows: there may be more")

    def read_item(self, item: Element, response: Response) -> RawPosting | None:
        self.count_keys({part.tag: part.text for part in item})
        facts = read_facts(words_in(item, "description") or "<p>")
        link = REF.search(words_in(item, "guid") or words_in(item, "link") or "")
        posting = self.posting(
            response,
            board_ref=link and link.group(1),
            url=link and f"https://www.service.bund.de/IMPORTE{link.group()}",
            title=words_in(item, "title"),
            employer_raw=facts.get("Arbeitgeber"),
            places=tuple(RawPlace(words=place) for place in filter(None, [facts.get("Ort")])),
            posted_raw=words_in(item, "pubDate"),
            apply_by_raw=facts.get("Bewerbungsfrist"),
        )
        return posting if self.is_new(posting.board_ref) else None


def read_facts(description: str) -> dict[str, str]:
    """What an item says of its posting, each fact printed bold after its name.

    >>> read_facts("Arbeitgeber: <strong>Amt f&#252;r Maße</strong><br />Ort: <strong> 42103 Wuppertal</strong>")
    {'Arbeitgeber': 'Amt für Maße', 'Ort': '42103 Wuppertal'}
    """
    found = {}
    for fact in Selector(text=description[:20_000]).css("strong"):
        name = (fact.xpath("preceding-sibling::text()[1]").get() or "").strip(" :\r\n\t")
        found[name] = trim(" ".join(fact.xpath(".//text()").getall())) or ""
    return found
