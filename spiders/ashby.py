"""Ashby: the career feeds of employers.toml that this ATS serves."""

from typing import Any

from spiders._json_career_feeds import JsonFeeds, JsonRow, make_pay, pick_pay
from spiders._json_feed import value_at


class Ashby(JsonFeeds):
    """Career feeds of employers that use Ashby."""

    name = "ashby"
    access = "open"
    checked = "recorded"
    terms = "developers.ashbyhq.com/docs/public-job-posting-api: public, no key is needed. No attribution asked."
    feed_url = "https://api.ashbyhq.com/posting-api/job-board/{tenant}?includeCompensation=true"
    rows = "jobs"
    fields = {
        "board_ref": "id",
        "url": "jobUrl",
        "title": "title",
        "text_html": "descriptionHtml",
        "posted_raw": "publishedAt",
        "employment_raw": "employmentType",
        "remote_raw": "workplaceType",
    }
    place = {
        "words": "location",
        "town": "address.postalAddress.addressLocality",
        "region": "address.postalAddress.addressRegion",
        "country": "address.postalAddress.addressCountry",
    }

    def rows_of(self, data: Any) -> list[JsonRow]:
        """The postings that the employer lists; the others are for whoever is sent their address."""
        return [row for row in super().rows_of(data) if value_at(row, "isListed") is not False]

    def select(self, row: JsonRow) -> dict[str, Any]:
        """Its salary stands among equity and bonus; the unit is a count and a word: `1 YEAR`."""
        shown = row.get("shouldDisplayCompensationOnJobPostings") is not False
        parts = (value_at(row, "compensation.summaryComponents") or []) if shown else []
        pay = pick_pay([one for one in parts if one.get("compensationType") == "Salary"], "currencyCode")
        unit = (pay.get("interval") or "").removeprefix("1 ")
        return {
            "places": self.read_places([row, *(row.get("secondaryLocations") or ())]),
            "remote_raw": "Remote" if row.get("isRemote") else None,
            "salary_fields": make_pay(pay.get("minValue"), pay.get("maxValue"), pay.get("currencyCode"), unit),
        }
