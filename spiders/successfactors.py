"""SuccessFactors: the career sites of employers.toml that this ATS serves."""

import re
from typing import Any

from scrapy.http import Response

from schemas.raw import RawPlace, RawPosting
from spiders._board import Found, trim
from spiders._career_pages import CareerPages, Row
from spiders._career_rows import CareerRows
from spiders._jobposting import find_page_job, read_job_posting
from spiders._json_feed import as_list, value_at
from spiders._page_board import read_page
from spiders._xml_feed import read_object, read_xml

_PLACE = re.compile(r"\s*\([^()]*\)$")
_TOWNS = ".jobGeoLocation::text, [itemprop=jobLocation] [itemprop=streetAddress]::attr(content)"


class Successfactors(CareerPages):
    """Career sites of employers that use SuccessFactors: a sitemap and pages with microdata, or a googlefeed.xml."""

    name = "successfactors"
    access = "tolerated"
    checked = "documented"
    feed_url = "https://{tenant}/sitemap.xml"
    terms = "robots.txt allows sitemap and postings, and forbids /services/, which is not asked. The ads are theirs."
    posting_urls = r"/job/[^/]+/(\d+)(?:-[a-z]{2}_[A-Z]{2})?/?(?:\?|$)"
    fields = {  # of googlefeed.xml, whose `g:salary` means nothing
        "board_ref": "g:id",
        "url": "link",
        "employer_raw": "g:employer",
        "text_html": "description",
        "apply_by_raw": "g:expiration_date",
    }
    places = ("g:location",)

    def read_answer(self, response: Response) -> Any:
        return read_object(read_xml(response))

    def rows_of(self, data: Any) -> list[Row]:
        """Neither form has a count of its own: without postings it is not believed."""
        links = [
            row for row in as_list(value_at(data, "url")) if re.search(self.posting_urls, str(value_at(row, "loc")))
        ]
        if not (rows := links or as_list(value_at(data, "channel.item"))):
            raise ValueError("the list names no posting")
        return rows

    def read_row(self, row: Row, response: Response) -> Found | None:
        if "loc" in row:
            return self.ask_job(row["loc"], response, stamp=row.get("lastmod"))
        return CareerRows.read_row(self, row, response)

    def words_of(self, row: Row, response: Response) -> Row:
        """A title ends in the place."""
        words = super().words_of(row, response)
        return {**words, "title": _PLACE.sub("", words["title"] or "") if row.get("g:location") else words["title"]}

    def read_posting(self, response: Response) -> RawPosting:
        """What the page shows of places goes before their parts in the JobPosting."""
        page = read_page(response)
        job = find_page_job(page.selector)
        said, towns = read_job_posting(job, response.url), filter(None, map(trim, page.css(_TOWNS).getall()))
        return self.read_job(
            job,
            response,
            url=response.url,
            board_ref=response.cb_kwargs["board_ref"],
            title=said["title"] or page.css("meta[property='og:title']::attr(content)").get(),
            places=tuple(RawPlace(words=town) for town in dict.fromkeys(towns)) or said["places"],
            reference_raw=said["reference_raw"],
        )
