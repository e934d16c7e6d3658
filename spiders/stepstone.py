"""StepStone: the first page of each search, which is all that its robots.txt leaves to a crawler."""

import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from spiders._json_feed import count_at, value_at
from spiders._keyword_feeds import KeywordFeeds, Row
from spiders._page_state import read_state

STATE = 'window.__PRELOADED_STATE__["app-unifiedResultlist"] ='
# The board's guess stands in the snippet amid the ad's words, where it would be read as the employer's.
GUESS = re.compile(r"(?<!\d)\d[\d.€ –-]{1,40}/\w{1,6} {0,2}\(geschätzt[^()]{0,40}\)")
HOME = {"2": "Teilweise Home-Office"}  # as the page's own labels have it


class Stepstone(KeywordFeeds):
    """StepStone's result lists."""

    name = "stepstone"
    access = "permission"
    checked = "recorded"
    terms = "StepStone's Nutzungsbedingungen forbid automated extraction without consent."
    # One parameter, `q`, and no second page: robots.txt disallows any other.
    search_url = "https://www.stepstone.de/jobs/{keyword_slug}/in-{town_slug}?q={keyword}"
    rows, total = "items", "meta.total"
    only = {"section": ("main", "semantic", "regional")}  # other sections recommend what was not searched
    fields = {
        "employer_raw": "companyName",
        "posted_raw": "datePosted",
        "via_raw": "partnership.sourceSiteFriendlyName",
    }
    places = ("location",)
    pay_at = "unifiedSalary"

    def read_answer(self, response: Response) -> Any:
        return value_at(read_state(response, STATE), "searchResults")

    def read_on(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        if (total := count_at(data, self.total)) > len(rows):
            raise ValueError(f"{total} hits, of which robots.txt lets {len(rows)} be seen")
        yield from ()

    def words_of(self, row: Row, response: Response) -> dict[str, Any]:
        snippet = row.get("textSnippet") or ""
        salary = row.get("salary") or " ".join(GUESS.findall(snippet)[:1])
        return {
            **super().words_of(row, response),
            "text_html": GUESS.sub("", snippet),
            "salary_raw": salary,
            "url": response.urljoin(row["url"].partition("?")[0]),
            "salary_estimated": not salary or "geschätzt" in salary,  # fields do not say whose they are
            "remote_raw": HOME.get(str(row.get("workFromHome"))),
        }
