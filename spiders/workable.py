"""Workable: the career feeds of employers.toml that this ATS serves."""

from typing import Any

from spiders import Employers, FeedBoard, Row
from spiders._paths import merge_rows, value_at


class Workable(FeedBoard):
    """Career feeds of employers that use Workable."""

    name = "workable"
    access = "open"
    checked = "documented"
    terms = "help.workable.com, careers page in code: public, no key is needed. No attribution asked."
    ignored_keys = "application_url city country department function state"
    asks = Employers("https://apply.workable.com/api/v1/widget/accounts/{tenant}?details=true")
    rows = "jobs"
    fields = {
        "board_ref": "shortcode",
        "url": "url || shortlink",
        "text_html": "description",
        "posted_raw": "published_on || created_at",
        "employment_raw": "employment_type",
        "seniority_raw": "experience",
        "industry_raw": "industry",
        "reference_raw": "code",
        "remote_raw": "telecommuting && 'Remote'",
    }
    places = ("locations || @",)

    def rows_of(self, data: Any) -> list[Row]:
        """One row for each posting, with all its places: the feed has a row for each place."""
        return merge_rows(super().rows_of(data), "locations", lambda row: value_at(row, "shortcode") or id(row))
