"""umantis: the career pages of employers.toml that this ATS serves."""

import json
import re
from collections.abc import Iterator
from typing import Any

from parsel import Selector
from scrapy.http import Request, Response

from schemas.raw import RawPlace, RawPosting
from spiders import Employers, FeedBoard, Row
from spiders._employers import count_seen
from spiders._page_links import words_on
from spiders._paths import value_at
from spiders._responses import read_page

_LABELS = {  # a field of the posting -> the label of its cell in the row
    "posted_raw": re.compile(r"(?:Online seit|Online since)\b:? *(.+)"),
    "employment_raw": re.compile(r"(?:Art|Type): *(.+)"),
    "contract_raw": re.compile(r"(?:Befristung|Employment period): *(.+)"),
    "place": re.compile(r"(?:Arbeitsort|Standort|Einsatzort|Dienstort|Ort|Location|Place of work): *(.+)"),
}
_PLACE_CELL = "tableaslist_element_1152495"  # of the vendor's standard table, in which the place has no label
_NO_PLACE = re.compile(
    r"(?i)\d ?%|^[\d./ -]+$|(?:voll|teil)zeit|full.?time|part.?time|befristet|permanent|unlimited|^neu$"
)


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
                rows.setdefault(number[1], {"url": url, "title": title, **_read_cells(link)})
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
        words = {
            name: found[1] for name, label in _LABELS.items() for cell in row["cells"] if (found := label.match(cell))
        }
        place = words.pop("place", None) or row["place"] or employer.place
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


def _read_cells(link: Selector) -> Row:
    """What stands in a posting's row beside its title: its cells, and the place if that has no label.

    A cell ends at a bar or with its element. Without the vendor's own class, the only cell without a label is the
    place; where there are several, none is.

    >>> row = "<tr><td><a>Dreher</a> <i>Art: Vollzeit</i><i>| <b>Befristung:</b> Nein</i><i>| Haan</i></td></tr>"
    >>> _read_cells(Selector(f"<table>{row}</table>").css("a")[0])
    {'cells': ['Art: Vollzeit', 'Befristung: Nein', 'Haan'], 'place': 'Haan'}
    """
    cells: list[str] = []
    words = link.xpath("ancestor::tr[1]//text()[not(ancestor::a[contains(@href, '/Vacancies/') or not(@href)])]")
    for part in "|".join(words.getall()).split("|"):
        if cell := " ".join(part.split()):
            if cells and cells[-1].endswith(":"):
                cells[-1] += f" {cell}"
            else:
                cells.append(cell)
    classed = " ".join(link.xpath(f"ancestor::tr[1]//*[contains(@class, '{_PLACE_CELL}')]//text()").getall())
    bare = [cell for cell in cells if ":" not in cell and not _NO_PLACE.search(cell)]
    place = " ".join(classed.replace("|", " ").split()) or (bare[0] if len(bare) == 1 else None)
    return {"cells": cells, "place": place if place and ":" not in place else None}
