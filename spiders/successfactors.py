"""SuccessFactors: the career sites of employers.toml that this ATS serves."""

import re
from typing import Any

from scrapy.http import Response

from schemas.raw import RawPlace, RawPosting
from spiders import Employers, FeedBoard, Found, Row
from spiders._jobposting import find_page_job
from spiders._jobposting_words import read_job_posting
from spiders._paths import as_list, value_at
from spiders._posting import trim
from spiders._responses import read_page
from spiders._xml_feed import read_object, read_xml
from spiders._xml_rows import BrokenRow

_PLACE = re.compile(r"\s*\([^()]*\)$")
_TOWNS = ".jobGeoLocation::text, [itemprop=jobLocation] [itemprop=streetAddress]::attr(content)"


class Successfactors(FeedBoard):
    """Career sites of employers that use SuccessFactors: a sitemap and pages with microdata, or a googlefeed.xml."""

    name = "successfactors"
    access = "tolerated"
    checked = "documented"
    terms = "robots.txt allows sitemap and postings, and forbids /services/, which is not asked. The ads are theirs."
    ignored_keys = "g:salary"
    asks = Employers("https://{tenant}/sitemap.xml", headers={})
    posting_urls = r"/job/[^/]+/(\d+)(?:-[a-z]{2}_[A-Z]{2})?/?(?:\?|$)"
    page_at, stamp = "loc", "lastmod"
    fields = {  # of googlefeed.xml; its `g:salary` is meaningless
        "board_ref": '"g:id"',
        "url": "link",
        "employer_raw": '"g:employer"',
        "text_html": "description",
        "apply_by_raw": '"g:expiration_date"',
    }
    places = ('"g:location"',)

    def open_response(self, response: Response) -> Any:
        return read_object(read_xml(response, "url", "item"))

    def rows_of(self, data: Any) -> list[Row]:
        """Neither form states a count of its own, so an empty list is not believed."""
        links, is_posting = as_list(value_at(data, "url")), re.compile(self.posting_urls).search
        links = [row for row in links if isinstance(row, BrokenRow) or is_posting(str(value_at(row, "loc")))]
        if not (rows := links or as_list(value_at(data, "channel.item"))):
            raise ValueError("the list names no posting")
        return rows

    def read_row(self, row: Row, response: Response) -> Found | None:
        if "loc" in row:
            return super().read_row(row, response)
        return self.only_once(self.make_posting(row, response))

    def words_of(self, row: Row) -> Row:
        """Take the place off the end of the title."""
        words = super().words_of(row)
        return {**words, "title": _PLACE.sub("", words["title"] or "") if row.get("g:location") else words["title"]}

    def read_posting(self, response: Response) -> RawPosting:
        """Prefer the places that the page shows to their parts in the JobPosting."""
        page = read_page(response)
        job = find_page_job(page.selector)
        said, towns = read_job_posting(job, response.url), filter(None, map(trim, page.css(_TOWNS).getall()))
        return self.read_job(
            job,
            response,
            url=response.url,
            title=said["title"] or page.css("meta[property='og:title']::attr(content)").get(),
            places=tuple(RawPlace(words=town) for town in dict.fromkeys(towns)) or said["places"],
            reference_raw=said["reference_raw"],
        )
