"""Workable: the career feeds of employers.toml that this ATS serves."""

from typing import Any

from spiders._json_career_feeds import JsonFeeds, JsonRow
from spiders._json_feed import value_at


class Workable(JsonFeeds):
    """Career feeds of employers that use Workable."""

    name = "workable"
    access = "open"
    checked = "documented"
    terms = "help.workable.com, careers page in code: public, no key is needed. No attribution asked."
    feed_url = "https://apply.workable.com/api/v1/widget/accounts/{tenant}?details=true"
    rows = "jobs"
    fields = {
        "board_ref": "shortcode",
        "url": "url|shortlink",
        "title": "title",
        "text_html": "description",
        "posted_raw": "published_on|created_at",
        "employment_raw": "employment_type",
        "seniority_raw": "experience",
        "industry_raw": "industry",
        "reference_raw": "code",
    }
    place = {"town": "city", "region": "region|state", "country": "countryCode|country"}

    def rows_of(self, data: Any) -> list[JsonRow]:
        """A row a posting, with all its places: the feed has a row a place."""
        merged: dict[Any, JsonRow] = {}
        for number, row in enumerate(super().rows_of(data)):
            key = value_at(row, "shortcode") or number
            merged[key] = {**merged[key], "locations": [*_places(merged[key]), *_places(row)]} if key in merged else row
        return list(merged.values())

    def select(self, row: JsonRow) -> dict[str, Any]:
        return {
            "places": self.read_places(one for one in _places(row) if not one.get("hidden")),
            "remote_raw": "Remote" if row.get("telecommuting") else None,
        }


def _places(row: JsonRow) -> list[JsonRow]:
    return row.get("locations") or [row]
