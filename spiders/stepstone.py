"""StepStone: the first page of each search, which is all that its robots.txt allows, and the pages of its ads."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from schemas.raw import RawPosting
from spiders import FeedBoard, Found, Keywords, Row
from spiders._asks import CutShort
from spiders._guessed_pay import part_guess
from spiders._jobposting import find_page_job
from spiders._jobposting_words import read_job_posting
from spiders._page_state import read_state
from spiders._paths import count_at, stated, value_at
from spiders._posting import make_posting
from spiders._responses import explain_failure, read_page

SITE, STATE = "https://www.stepstone.de/", 'window.__PRELOADED_STATE__["app-unifiedResultlist"] ='
OF_THE_PAGE = ("text_html", "apply_by_raw", "employment_raw", "start_raw", "places")  # what a card lacks or cuts
HOME = {"2": "Teilweise Home-Office"}  # worded as in the page's own labels


class Stepstone(FeedBoard):
    """StepStone's result lists, and the ads that they lead to."""

    name = "stepstone"
    access = "permission"
    checked = "recorded"
    terms = "StepStone's Nutzungsbedingungen forbid automated extraction without consent."
    ignored_keys = """companyId companyLogoUrl companyUrl harmonisedId hasFuturePosting isAnonymous isHighlighted
        isSponsored isTopJob isTrafficFromPartner labels metaData section"""
    # One parameter, `q`, and no second page: robots.txt disallows any other. Rows of other sections are recommended.
    asks = Keywords(f"{SITE}jobs/{{keyword_slug}}/in-{{town_slug}}?q={{keyword}}")
    rows, total, absent_if_none, stamp = "items", "meta.total", True, "[title, datePosted, textSnippet]"
    keep_rows_where = "type(section) != 'string' && 'unknown' || contains(['main', 'semantic', 'regional'], section)"
    fields = {
        "employer_raw": "companyName",
        "posted_raw": "datePosted",
        "via_raw": "partnership.sourceSiteFriendlyName",
    }
    places, pay = ("location",), "unifiedSalary"

    def open_response(self, response: Response) -> Any:
        return value_at(read_state(response, STATE), "searchResults")

    def ask_next(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        if (total := count_at(data, self.total)) > len(rows):
            raise CutShort(f"{total} hits, of which robots.txt lets {len(rows)} be seen")
        yield from ()

    def read_row(self, row: Row, response: Response) -> Request | None:
        return self.ask_row(self.words_of(row)["url"], str(row["id"]), row, response)

    def read_posting(self, response: Response) -> RawPosting:
        """An ad's card, and what its page alone says; the page's pay may be the board's estimate, and is not read."""
        row, job = response.cb_kwargs["row"], find_page_job(read_page(response).selector)
        said = {name: words for name, words in read_job_posting(job, response.url).items() if name in OF_THE_PAGE}
        if len(said["places"]) <= str(row.get("location")).count(","):
            del said["places"]  # the card names more towns
        return self.posting(response, **{**self.words_of(self.noted(row)), **stated(said, (None, "", [], ()))})

    def posting_failed(self, failure: Failure) -> Iterator[Found]:
        """An ad whose page cannot be had is read from its card, and the crawl is not the whole board."""
        card = failure.request.cb_kwargs  # type: ignore[attr-defined]  # Scrapy sets it
        self.mark_incomplete(explain_failure(failure))
        self.count("read")
        yield make_posting(self.name, card["listed_at"], **self.words_of(self.noted(card["row"])))

    def words_of(self, row: Row) -> Row:
        said = part_guess(row.get("textSnippet") or "", row.get("salary"))
        url, remote = urljoin(SITE, row["url"].partition("?")[0]), HOME.get(str(row.get("workFromHome")))
        return {**super().words_of(row), **said, "url": url, "remote_raw": remote}
