"""SuccessFactors: the career sites of employers.toml that this ATS serves."""

import re
from collections.abc import Iterator

from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPlace, RawPosting
from spiders._board import Found
from spiders._career_feeds import CareerFeeds
from spiders._jobposting import find_page_job, read_job_posting
from spiders._page_board import read_page
from spiders._xml_feed import Element, find_locations, read_xml, words_in

_JOB = re.compile(r"/job/[^/]+/(\d+)(?:-[a-z]{2}_[A-Z]{2})?/?(?:\?|$)")
_PLACE = re.compile(r"\s*\([^()]*\)$")
G = "{http://base.google.com/ns/1.0}"


class Successfactors(CareerFeeds):
    """Career sites of employers that use SuccessFactors: a sitemap and pages with microdata, or a googlefeed.xml."""

    name = "successfactors"
    access = "tolerated"
    checked = "documented"
    feed_url = "https://{tenant}/sitemap.xml"
    terms = "robots.txt allows sitemap and postings, and forbids /services/, which is not asked. The ads are theirs."

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """Neither form has a count of its own: without postings it is not believed."""
        root = read_xml(response)
        if root.tag == "rss":
            items = root.findall("channel/item")
            yield from self.read_each(response, items, self.read_item)
        else:
            employer: Employer = response.cb_kwargs["employer"]
            items = [(url, found[1]) for url in find_locations(root) if (found := _JOB.search(url))]
            for url, number in items:
                if self.is_new(ref := f"{employer.tenant}/{number}"):
                    yield self.ask_posting(url, board_ref=ref, employer=employer)
        if not items:
            raise ValueError("the list names no posting")

    def read_posting(self, response: Response) -> RawPosting:
        page, employer = read_page(response), response.cb_kwargs["employer"]
        words = read_job_posting(find_page_job(page.selector), response.url)
        sites = page.css(
            ".jobGeoLocation::text, [itemprop=jobLocation] [itemprop=streetAddress]::attr(content)"
        ).getall()
        towns = dict.fromkeys(" ".join(site.split()) for site in sites if site.strip())
        words |= {
            "url": response.url,
            "board_ref": response.cb_kwargs["board_ref"],
            "title": words["title"] or page.css("meta[property='og:title']::attr(content)").get(),
            "employer_raw": words["employer_raw"] or employer.name,
            "places": tuple(RawPlace(words=town) for town in towns) or words["places"],
        }
        return self.posting(response, **words)

    def read_item(self, item: Element, response: Response) -> RawPosting | None:
        """An item of googlefeed.xml. Its title ends in the place; its `g:salary` means nothing."""
        employer: Employer = response.cb_kwargs["employer"]
        place = words_in(item, f"{G}location")
        posting = self.posting(
            response,
            board_ref=f"{employer.tenant}/{words_in(item, f'{G}id')}",
            url=words_in(item, "link"),
            title=_PLACE.sub("", words_in(item, "title") or "") if place else words_in(item, "title"),
            employer_raw=words_in(item, f"{G}employer") or employer.name,
            places=(RawPlace(words=place),) if place else (),
            text_html=words_in(item, "description"),
            apply_by_raw=words_in(item, f"{G}expiration_date"),
        )
        return posting if self.is_new(posting.board_ref) else None
