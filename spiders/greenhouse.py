"""Greenhouse: the career feeds of employers.toml that this ATS serves."""

from html import unescape
from typing import Any

from spiders._json_career_feeds import JsonFeeds, JsonRow, make_pay, pick_pay
from spiders._json_feed import value_at


class Greenhouse(JsonFeeds):
    """Career feeds of employers that use Greenhouse."""

    name = "greenhouse"
    access = "open"
    checked = "recorded"
    terms = "developers.greenhouse.io/job-board: public, no key is needed for reading. No attribution asked."
    feed_url = "https://boards-api.greenhouse.io/v1/boards/{tenant}/jobs?content=true&pay_transparency=true"
    rows, total = "jobs", "meta.total"
    place = {"words": "location.name"}
    fields = {
        "board_ref": "id",
        "url": "absolute_url",
        "title": "title",
        "employer_raw": "company_name",
        "posted_raw": "first_published",
        "apply_by_raw": "application_deadline",
        "reference_raw": "requisition_id",
    }

    def select(self, row: JsonRow) -> dict[str, Any]:
        """Its place may say remote work, its text is escaped, its pay is in cents and without a unit."""
        where = value_at(row, "location.name") or ""
        pay = pick_pay(row.get("pay_input_ranges") or [], "currency_type")
        low, high = ((pay.get(name) or 0) / 100 for name in ("min_cents", "max_cents"))
        return {
            "text_html": unescape(row.get("content") or ""),
            "places": self.read_places([row]),
            "remote_raw": where if "remote" in where.lower() or "hybrid" in where.lower() else None,
            "salary_fields": make_pay(low, high, pay.get("currency_type")),
        }
