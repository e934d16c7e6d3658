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
from spiders._responses import read_page
from spiders._umantis_table import read_cells, read_labelled_cells


class Umantis(FeedBoard):
    """Career pages of employers that use umantis: a table of ten rows a page, then each posting's page."""

    name = "umantis"
    access = "tolerated"
    checked = "documented"
    terms = "The vendor's pages of its employers' postings; nothing is said on automated access. The ads are theirs."
    asks = Employers("https://{tenant}.umantis.com/Jobs/All?lang=ger", headers={})
    gone_statuses = (403, 404, 410)  # a closed posting's page answers 403
    rows, stamp = "rows", "[title, cells]"
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
                url, title = page.urljoin(link.attrib["href"]), " ".join(link.xpath(".//text()").getall())
                rows.setdefault(number[1], {"url": url, "title": title, **read_cells(link)})
        return {**table, "rows": list(rows.values())}

    def ask_next(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        if seen := count_seen(response, len(rows), int(data["TableTotalLines"])):
            if not (following := value_at(data, "NextLink.EnhancedUrl")):
                raise ValueError(f"the table ends after {seen} of {data['TableTotalLines']} postings")
            yield self.ask_list(response.urljoin(following), seen=seen, **self.asks.facts_of(response))

    def read_posting(self, response: Response) -> RawPosting:
        page, row = read_page(response), response.cb_kwargs["row"]
        if not words_on(page):
            raise ValueError("the page shows nothing")
        words: dict[str, Any] = dict(read_labelled_cells(row["cells"]))
        place = words.pop("place", None) or row["place"]
        words |= {
            "board_ref": response.cb_kwargs["board_ref"],
            "url": response.url,
            "title": row["title"],
            "places": (RawPlace(words=place),) if place else (),
            "text_html": page.css("body").get(),
        }
        return self.posting(response, **self.asks.complete(words, response))
