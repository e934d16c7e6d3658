"""StepStone: the first page of each search, which is all that its robots.txt leaves to a crawler."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Request, Response

from spiders import FeedBoard, Keywords, Row
from spiders._page_state import read_state
from spiders._paths import count_at, value_at

SITE, STATE = "https://www.stepstone.de/", 'window.__PRELOADED_STATE__["app-unifiedResultlist"] ='
# The snippet mixes the board's guess at pay with the ad's words, where it would be read as the employer's.
GUESS = re.compile(r"(?<!\d)\d[\d.€ –-]{1,40}/\w{1,6} {0,2}\(geschätzt[^()]{0,40}\)")
HOME = {"2": "Teilweise Home-Office"}  # worded as in the page's own labels


class Stepstone(FeedBoard):
    """StepStone's result lists."""

    name = "stepstone"
    access = "permission"
    checked = "recorded"
    terms = "StepStone's Nutzungsbedingungen forbid automated extraction without consent."
    ignored_keys = """
        companyId companyLogoUrl companyUrl harmonisedId hasFuturePosting isAnonymous isHighlighted isSponsored
        isTopJob isTrafficFromPartner labels metaData section
    """
    # One parameter, `q`, and no second page: robots.txt disallows any other.
    asks = Keywords(f"{SITE}jobs/{{keyword_slug}}/in-{{town_slug}}?q={{keyword}}")
    rows, total, absent_if_none = "items", "meta.total", True
    keep_rows_where = "contains(['main', 'semantic', 'regional'], section)"  # the rest is recommended
    fields = {
        "employer_raw": "companyName",
        "posted_raw": "datePosted",
        "via_raw": "partnership.sourceSiteFriendlyName",
    }
    places = ("location",)
    pay = "unifiedSalary"

    def open_response(self, response: Response) -> Any:
        return value_at(read_state(response, STATE), "searchResults")

    def ask_next(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        if (total := count_at(data, self.total)) > len(rows):
            raise ValueError(f"{total} hits, of which robots.txt lets {len(rows)} be seen")
        yield from ()

    def words_of(self, row: Row) -> Row:
        snippet = row.get("textSnippet") or ""
        salary = row.get("salary") or " ".join(GUESS.findall(snippet)[:1])
        return {
            **super().words_of(row),
            "text_html": GUESS.sub("", snippet),
            "salary_raw": salary,
            "url": urljoin(SITE, row["url"].partition("?")[0]),
            "salary_estimated": not salary or "geschätzt" in salary,  # fields do not say
            "remote_raw": HOME.get(str(row.get("workFromHome"))),
        }
