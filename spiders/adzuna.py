"""Adzuna: its search API, for whoever has a key."""

import os
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from w3lib.html import remove_tags

from spiders._board import Found
from spiders._feed_board import make_pay
from spiders._keyword_feeds import KeywordFeeds, Row


class Adzuna(KeywordFeeds):
    """Adzuna, which gathers ads of other boards; its pay is often its own estimate."""

    name = "adzuna"
    access = "open"
    checked = "documented"
    terms = "developer.adzuna.com: free key, 250 questions a day; whoever shows the ads writes 'Jobs by Adzuna'."
    daily_requests = 250
    search_url = (
        "https://api.adzuna.com/v1/api/jobs/de/search/{page}?what={keyword}&where={town}&distance={km}"
        "&results_per_page=50&app_id={app_id}&app_key={app_key}"
    )
    rows, total, size = "results", "count", 50  # the most that the API gives
    fields = {
        "employer_raw": "company.display_name",
        "text_html": "description",  # the ad's beginning
        "posted_raw": "created",
        "contract_raw": "contract_type",
        "employment_raw": "contract_time",
        "industry_raw": "category.label",
    }
    places, place = ("",), {"words": "location.display_name"}

    def first_questions(self) -> Iterator[Request]:
        """Without a key nothing is asked. A replay needs none: recordings keep the key masked."""
        self.app, self.key = (os.environ.get(f"ADZUNA_APP_{name}", "") for name in ("ID", "KEY"))
        if (self.app and self.key) or self.crawler.settings.get("REPLAY_FILES"):
            yield from super().first_questions()
        else:
            self.broken("ADZUNA_APP_ID and ADZUNA_APP_KEY are not set; developer.adzuna.com gives them for free")

    def words_asked(self, keyword: str, page: int) -> dict[str, Any]:
        key = {"app_id": self.app or "masked", "app_key": self.key or "masked"}
        return {**super().words_asked(keyword, page), **key}

    def read_list(self, response: Response) -> Iterator[Found | None]:
        return super().read_list(response.replace(url=response.url.partition("?")[0]))

    def words_of(self, row: Row, response: Response) -> dict[str, Any]:
        return {
            **super().words_of(row, response),
            "title": remove_tags(row["title"]),  # the words searched for are marked in it
            "url": row["redirect_url"].partition("?")[0],
            "salary_fields": make_pay(row.get("salary_min"), row.get("salary_max"), "EUR", "YEAR"),
            "salary_estimated": str(row.get("salary_is_predicted")) != "0",
        }

    def broken(self, reason: str) -> None:
        """The key stands in every address that was asked, and is nobody else's business."""
        super().broken(reason.replace(self.key, "masked") if self.key else reason)
