"""umantis: the career pages of employers.toml that this ATS serves."""

import json
import re
from collections.abc import Iterator
from typing import Any

from scrapy.http import Response, TextResponse

from schemas.configuration import Employer
from schemas.raw import RawPlace, RawPosting
from spiders._board import Found
from spiders._career_feeds import CareerFeeds
from spiders._page_board import read_page, words_on

_JOB = re.compile(r"/Vacancies/(\d+)/Description/\d+")
_LABELS = {  # of a row; a column ends at a bar or at the row's end
    "posted_raw": re.compile(r"Online seit:? (\d{1,2}\.\d{1,2}\.\d{4})"),
    "employment_raw": re.compile(r"\bArt: ([^|:]{1,60}?) ?(?:\||$)"),
    "contract_raw": re.compile(r"\bBefristung: ([^|:]{1,60}?) ?(?:\||$)"),
    "place": re.compile(r"\b(?:Arbeitsort|Standort|Ort): ([^|:]{1,80}?) ?(?:\||$)"),
}


class Umantis(CareerFeeds):
    """Career pages of employers that use umantis: a table by tens that states its length, then each posting's page."""

    name = "umantis"
    access = "tolerated"
    checked = "documented"
    terms = "The vendor's pages of its employers' postings; nothing is said on automated access. The ads are theirs."
    feed_url = "https://{tenant}.umantis.com/Jobs/All?lang=ger"

    def read_list(self, response: Response) -> Iterator[Found | None]:
        page, seen = read_page(response), response.cb_kwargs.get("seen", 0)
        employer: Employer = response.cb_kwargs["employer"]
        table = read_table(page)
        links = page.css("a[href*='/Vacancies/']")
        rows = {found[1]: link for link in links if (found := _JOB.search(link.attrib["href"]))}
        for number, link in rows.items():
            if self.is_new(ref := f"{employer.tenant}/{number}"):
                row = " ".join(" ".join(link.xpath("ancestor::tr[1]//text()").getall()).split())
                facts = {"employer": employer, "row": row, "title": " ".join(link.xpath(".//text()").getall())}
                yield self.ask_posting(page.urljoin(link.attrib["href"]), board_ref=ref, **facts)
        seen, total = seen + len(rows), int(table["TableTotalLines"])
        following = table.get("NextLink") or {}
        if seen < total:
            if not rows or not following.get("EnhancedUrl"):
                raise ValueError(f"the table ends after {seen} of {total} postings")
            address = page.urljoin(following["EnhancedUrl"])
            yield self.ask_list(address, employer=employer, seen=seen)

    def read_posting(self, response: Response) -> RawPosting:
        page, facts = read_page(response), response.cb_kwargs
        words = {name: found[1] for name, label in _LABELS.items() if (found := label.search(facts["row"]))}
        place = words.pop("place", None) or facts["employer"].place
        if not words_on(page):
            raise ValueError("the page shows nothing")
        return self.posting(
            response,
            **words,
            board_ref=facts["board_ref"],
            url=response.url,
            title=facts["title"],
            employer_raw=facts["employer"].name,
            places=(RawPlace(words=place),) if place else (),
            text_html=page.css("body").get(),
        )


def read_table(page: TextResponse) -> dict[str, Any]:
    """What the table says of itself. Raises ValueError for a page without such a table."""
    stated = page.css("table-navigation::attr(initial-data-string)").get()
    table = json.loads(stated) if stated else None
    if not isinstance(table, dict) or not str(table.get("TableTotalLines")).isdigit():
        raise ValueError("the page has no table of postings that states its length")
    return table
