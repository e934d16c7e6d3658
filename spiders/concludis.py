"""Concludis: the career pages of employers.toml that this ATS serves."""

import re
from typing import Any

from scrapy.http import Response

from spiders import Employers, FeedBoard
from spiders._responses import read_page

_OPENS = re.compile(r"openJob\('([^']+)'")
_TOTAL = re.compile(r"(\d+)\s+(?:offene )?Stellen? gefunden")


class Concludis(FeedBoard):
    """Career pages of employers that use Concludis: 25 postings a page, then each posting's page."""

    name = "concludis"
    access = "tolerated"
    checked = "documented"  # by two clients, 2026
    terms = "The vendor's pages of its employers' postings; nothing is said on automated access. The ads are theirs."
    asks = Employers("https://{tenant}.concludis.de/prj/lst/", page_url="{feed}?page={page}", headers={})
    rows, total = "rows", "total"
    posting_urls = r"/prj/shw/[^/]+/(\d+)/"

    def open_response(self, response: Response) -> Any:
        """The list's own count and its rows, which scripts open. Raises ValueError for a page without that count."""
        page = read_page(response)
        if not (total := _TOTAL.search(" ".join(page.css(".stellensum ::text").getall()))):
            raise ValueError("the page does not say how many postings there are")
        opened = [_OPENS.search(line) for line in page.css("[id^=line_]::attr(onclick)").getall()]
        return {"total": int(total[1]), "rows": [{"url": page.urljoin(one[1])} for one in opened if one]}
