"""rexx systems: the career sites of employers.toml that this ATS serves."""

from collections.abc import Iterator

from scrapy.http import Response

from spiders import Employers, Found, PageBoard
from spiders._page_links import find_cards
from spiders._responses import read_page

NEXT = "a.nav_next::attr(href), .nav_next a::attr(href)"
COUNT = "#joboffer_table_container::attr(data-count)"
FULL = (20, 50, 100)  # postings on a page that may be followed by another; some sites show no link to it


class Rexx(PageBoard):
    """Career sites of employers that use rexx systems; the tenant is the site's host."""

    name = "rexx"
    access = "tolerated"
    checked = "documented"  # by clients of several sites, 2026
    terms = "Pages of the employers' own sites. Their robots.txt turns away programs that do not say who they are."
    asks = Employers("https://{tenant}/stellenangebote.html", headers={})
    posting_urls = r"//[^?#]+-[a-z]{2}-([jf]\d+)\.html"  # links may lead to the employer's own host
    none_words = (
        r"(?i)\bkeine (?:\w+ ){0,3}(?:Stellen|Jobs|Angebote|Ergebnisse|Treffer)|\bno (?:\w+ )?(?:jobs|vacancies)"
    )

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """A page of the list, which goes on as long as it says so, or is full, and shows postings not seen before."""
        page, seen = read_page(response), response.cb_kwargs.get("seen", 0)
        cards = find_cards(page, lambda url: self.ref_of(url, response))
        refs = {ref for url in cards if (ref := self.ref_of(url, response))}
        is_news = not self._handed_over.keys() >= refs
        yield from self.ask_postings(cards, response, may_be_none=seen > 0)
        total, came = max(response.cb_kwargs.get("total", 0), int(page.css(COUNT).get("0"))), seen + len(refs)
        following = page.css(NEXT).get()
        if is_news and (following or total > came or (not total and len(refs) in FULL)):
            url = response.urljoin(following or f"?start={came}")
            yield self.ask_list(url, seen=came, total=total, **self.asks.facts_of(response))
        elif total > came:
            raise ValueError(f"the list ends after {came} of {total} postings")
