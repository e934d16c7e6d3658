"""Workable: the career feeds of employers.toml that this ATS serves."""

from typing import Any

from schemas.raw import RawPlace
from spiders._career_rows import CareerRows, Row
from spiders._json_feed import as_list, value_at, word_at


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
        merged: dict[Any, Row] = {}
        for number, row in enumerate(super().rows_of(data)):
            key = value_at(row, "shortcode") or number
            parts = (merged[key], row) if key in merged else ()
            places = [place for part in parts for place in as_list(word_at(part, "locations|"))]
            merged[key] = {**merged[key], "locations": places} if places else row
        return list(merged.values())

    def read_place(self, place: Row) -> RawPlace:
        return RawPlace() if place.get("hidden") else super().read_place(place)
