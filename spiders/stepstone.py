"""StepStone: the first page of each search, which is all that its robots.txt leaves to a crawler."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from schemas.raw import RawPlace, RawPosting, RawSalary
from spiders._board import Board, Found
from spiders._json_feed import count_at, figure_of, rows_at, value_at, words_at
from spiders._page_state import read_state
from spiders._row_board import slug_of

SITE = "https://www.stepstone.de"
STATE = 'window.__PRELOADED_STATE__["app-unifiedResultlist"] ='
RESULTS = {"main", "semantic", "regional"}  # other sections recommend what was not searched
# The board's guess stands in the snippet amid the ad's words, where it would be read as the employer's.
GUESS = re.compile(r"(?<!\d)\d[\d.€ –-]{1,40}/\w{1,6} {0,2}\(geschätzt[^()]{0,40}\)")
HOME = {"2": "Teilweise Home-Office"}  # as the page's own labels have it


class Stepstone(Board):
    """StepStone's result lists."""

    name = "stepstone"
    access = "permission"
    checked = "recorded"
    terms = "StepStone's Nutzungsbedingungen forbid automated extraction without consent."
    fields = {
        "board_ref": "id",
        "title": "title",
        "employer_raw": "companyName",
        "posted_raw": "datePosted",
        "via_raw": "partnership.sourceSiteFriendlyName",
    }

    def first_questions(self) -> Iterator[Request]:
        """One parameter, `q`, and no second page: robots.txt disallows any other."""
        for keyword in self.search.what.keywords:
            page = f"{SITE}/jobs/{slug_of(keyword)}/in-{slug_of(self.search.where.town)}"
            yield self.ask_list(f"{page}?{urlencode({'q': keyword})}")

    def read_list(self, response: Response) -> Iterator[Found]:
        found = value_at(read_state(response, STATE), "searchResults")
        items, total = rows_at(found, "items"), count_at(found, "meta.total")
        results = [item for item in items if item.get("section") in RESULTS]
        yield from self.read_each(response, results, self.read_item)
        if total > len(results):
            raise ValueError(f"{total} hits, of which robots.txt lets {len(results)} be seen")

    def read_item(self, item: dict[str, Any], response: Response) -> RawPosting | None:
        item = self.count_keys(item)
        snippet, pay = item.get("textSnippet") or "", item.get("unifiedSalary") or {}
        low, high = figure_of(pay.get("min")), figure_of(pay.get("max"))
        fields = RawSalary(min=low, max=high, currency=pay.get("currency"), unit=pay.get("period"))
        salary = item.get("salary") or " ".join(GUESS.findall(snippet)[:1])
        posting = self.posting(
            response,
            **words_at(item, self.fields),
            text_html=GUESS.sub("", snippet),
            salary_raw=salary,
            url=response.urljoin(item["url"].partition("?")[0]),
            places=tuple(RawPlace(words=place) for place in filter(None, [item.get("location")])),
            salary_fields=fields if low or high else None,
            salary_estimated=not salary or "geschätzt" in salary,  # fields do not say whose they are
            remote_raw=HOME.get(str(item.get("workFromHome"))),
        )
        return posting if self.is_new(posting.board_ref) else None
