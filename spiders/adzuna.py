"""Adzuna: its search API, for whoever has a key."""

import os
from collections.abc import Iterator

from scrapy.http import Request, Response
from w3lib.html import remove_tags

from spiders import FeedBoard, Found, Keywords, Row

KEY = {"app_id": "ADZUNA_APP_ID", "app_key": "ADZUNA_APP_KEY"}


class Adzuna(FeedBoard):
    """Adzuna, which gathers ads of other boards; its pay is often its own estimate."""

    name = "adzuna"
    access = "open"
    checked = "documented"
    terms = "developer.adzuna.com: free key, 250 requests a day; whoever shows the ads writes 'Jobs by Adzuna'."
    ignored_keys = "__CLASS__ adref"
    daily_requests = 250
    asks = Keywords(
        "https://api.adzuna.com/v1/api/jobs/de/search/{page}?what={keyword}&where={town}&distance={km}"
        "&results_per_page=50&app_id={app_id}&app_key={app_key}",
        size=50,  # the most that the API sends
        secrets=KEY,
    )
    rows, total, absent_if_none = "results", "count", True
    fields = {
        "employer_raw": "company.display_name",
        "text_html": "description",  # only the beginning of the ad
        "posted_raw": "created",
        "contract_raw": "contract_type",
        "employment_raw": "contract_time",
        "industry_raw": "category.label",
    }
    places, place = ("@",), {"words": "location.display_name"}
    pay = "{min: salary_min, max: salary_max, currency: 'EUR', period: 'YEAR'}"

    def first_requests(self) -> Iterator[Request]:
        """Without a key nothing is requested. A replay needs none, since recordings keep the key masked."""
        if all(map(os.environ.get, KEY.values())) or self.crawler.settings.get("REPLAY_FILES"):
            yield from super().first_requests()
        else:
            self.mark_incomplete(f"{' and '.join(KEY.values())} are not set; developer.adzuna.com gives them for free")

    def read_list(self, response: Response) -> Iterator[Found | None]:
        return super().read_list(response.replace(url=response.url.partition("?")[0]))

    def words_of(self, row: Row) -> Row:
        return {
            **super().words_of(row),
            "title": remove_tags(row["title"]),  # the board marks the words searched for
            "url": row["redirect_url"].partition("?")[0],
            "salary_estimated": str(row.get("salary_is_predicted")) != "0",
        }
