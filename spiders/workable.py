"""Workable: the career feeds of employers.toml that this ATS serves."""

from typing import Any

from schemas.raw import RawPlace
from spiders._career_rows import CareerRows, Row
from spiders._json_feed import merge_rows, value_at


class Workable(CareerRows):
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
        "text_html": "description",
        "posted_raw": "published_on|created_at",
        "employment_raw": "employment_type",
        "seniority_raw": "experience",
        "industry_raw": "industry",
        "reference_raw": "code",
    }
    places = ("locations|",)
    remote = {"telecommuting": "Remote"}

    def rows_of(self, data: Any) -> list[Row]:
        """A row a posting, with all its places: the feed has a row a place."""
        rows = super().rows_of(data)
        return merge_rows(rows, "locations", lambda row: value_at(row, "shortcode") or id(row), _places)

    def read_place(self, place: Row) -> RawPlace:
        return RawPlace() if place.get("hidden") else super().read_place(place)


def _places(row: Row) -> list[Row]:
    return row.get("locations") or [row]
