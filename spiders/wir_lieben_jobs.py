"""wir-lieben-jobs.de: a page an occupation and town, with postings and an essay on what the role pays there."""

import re
from collections.abc import Iterator

from scrapy.http import Response

from schemas.raw import RawBenchmark
from schemas.wires import Stat
from spiders import GONE, Found, Keywords, PageBoard
from spiders._jobposting import find_job_postings
from spiders._posting import trim
from spiders._responses import answered_at, read_page

_HEADING = re.compile(r"(.{1,80}) Jobs und Stellenangebote in (.{1,60})")


class WirLiebenJobs(PageBoard):
    """Job board with a page for each occupation and town."""

    name = "wir_lieben_jobs"
    access = "tolerated"
    checked = "documented"  # its text is known, markup and posting pages are not: see `scrapy doctor`
    terms = "Not read yet: the site could not be reached from here. Its robots.txt decides in every crawl."
    asks = Keywords("https://www.wir-lieben-jobs.de/{keyword_slug}-jobs-in-{town_slug}", accepts=GONE)
    posting_urls = r"/(?:jobs?|stellen?|stellenangebote?|stellenanzeigen?|anzeigen?)/[^?#]*\w"
    none_words = r"\b0 .{1,80} Jobs in .{1,60} die Sie lieben werden"

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """An occupation that the board does not know has no page, but they cannot all be unknown."""
        if response.status in GONE:
            self.count("no_page")
            if self.crawler.stats.get_value(f"{Stat.BOARD}no_page") == len(self.search.what.keywords):
                raise ValueError("the board has a page for none of the occupations searched")
            return
        yield self.read_essay(response)
        if find_job_postings(read_page(response).selector)[0]:
            yield from self.read_postings(response)
        else:
            yield from super().read_list(response)

    def read_essay(self, response: Response) -> RawBenchmark | None:
        """The editorial text under the heading "Beruf <occupation> in <town>"; None without one."""
        page = read_page(response)
        heading = _HEADING.search(trim(" ".join(page.xpath("//h1//text()").getall())) or "")
        occupation, town = heading.groups() if heading else ("", "")
        essay = page.xpath(
            "(//*[normalize-space() = $heading])[last()]/ancestor::*[.//p][1]"
            "//*[self::h2 or self::h3 or self::h4 or self::p or self::li][not(ancestor::a)]",
            heading=f"Beruf {occupation} in {town}",
        ).getall()
        if not essay:
            self.count("no_essay")
            return None
        return RawBenchmark(
            board=self.name,
            url=page.url,
            fetched_at=answered_at(page),
            occupation_raw=occupation,
            town_raw=town,
            text_html="\n".join(essay),
        )
