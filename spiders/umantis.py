"""umantis: the career pages of employers.toml that this ATS serves."""

import json
import re
from collections.abc import Iterator
from typing import Any

from scrapy.http import Request, Response

from schemas.raw import RawPlace, RawPosting
from spiders import Employers, FeedBoard, Row
from spiders._employers import count_seen
from spiders._page_links import words_on
from spiders._paths import value_at
from spiders._posting import trim
from spiders._responses import read_page

_LABELS = {  # a field of a row; a column ends at a bar or at the end of the row
    "posted_raw": re.compile(r"Online seit:? (\d{1,2}\.\d{1,2}\.\d{4})"),
    "employment_raw": re.compile(r"\bArt: ([^|:]{1,60}?) ?(?:\||$)"),
    "contract_raw": re.compile(r"\bBefristung: ([^|:]{1,60}?) ?(?:\||$)"),
    "place": re.compile(r"\b(?:Arbeitsort|Standort|Ort): ([^|:]{1,80}?) ?(?:\||$)"),
}


class Umantis(FeedBoard):
    """Career pages of employers that use umantis: a table of ten rows a page, then each posting's page."""

    name = "umantis"
    access = "tolerated"
    checked = "documented"
    terms = "The vendor's pages of its employers' postings; nothing is said on automated access. The ads are theirs."
    asks = Employers("https://{tenant}.umantis.com/Jobs/All?lang=ger", headers={})
    rows, stamp = "rows", "words"
    posting_urls = r"/Vacancies/(\d+)/Description/\d+"

    def open_response(self, response: Response) -> Any:
        """The table's own counts and its rows. Raises ValueError for a page without such a table."""
        page, rows = read_page(response), dict[str, Row]()
        stated = page.css("table-navigation::attr(initial-data-string)").get()
        table = json.loads(stated) if stated else None
        if not isinstance(table, dict) or not str(table.get("TableTotalLines")).isdigit():
            raise ValueError("the page has no table of postings that states its length")
        for link in page.css("a[href*='/Vacancies/']"):
            if number := re.search(self.posting_urls, link.attrib["href"]):
                row, title = (" ".join(link.xpath(path).getall()) for path in ("ancestor::tr[1]//text()", ".//text()"))
                rows[number[1]] = {"url": page.urljoin(link.attrib["href"]), "words": trim(row) or "", "title": title}
        return {**table, "rows": list(rows.values())}

    def ask_next(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        if seen := count_seen(response, len(rows), int(data["TableTotalLines"])):
            if not (following := value_at(data, "NextLink.EnhancedUrl")):
                raise ValueError(f"the table ends after {seen} of {data['TableTotalLines']} postings")
            yield self.ask_list(response.urljoin(following), seen=seen, **self.asks.facts_of(response))

    def read_posting(self, response: Response) -> RawPosting:
        page, row, employer = read_page(response), response.cb_kwargs["row"], response.cb_kwargs["employer"]
        if not words_on(page):
            raise ValueError("the page shows nothing")
        words = {name: found[1] for name, label in _LABELS.items() if (found := label.search(row["words"]))}
        place = words.pop("place", None) or employer.place
        return self.posting(
            response,
            **words,
            board_ref=response.cb_kwargs["board_ref"],
            url=response.url,
            title=row["title"],
            employer_raw=employer.name,
            places=(RawPlace(words=place),) if place else (),
            text_html=page.css("body").get(),
        )
