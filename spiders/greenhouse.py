"""Greenhouse: the career feeds of employers.toml that this ATS serves."""

from spiders._career_rows import CareerRows, Row
from spiders._json_feed import value_at


class Greenhouse(CareerRows):
    """Career feeds of employers that use Greenhouse."""

    name = "greenhouse"
    access = "open"
    checked = "recorded"
    terms = "developers.greenhouse.io/job-board: public, no key is needed for reading. No attribution asked."
    feed_url = "https://boards-api.greenhouse.io/v1/boards/{tenant}/jobs?content=true&pay_transparency=true"
    rows, total = "jobs", "meta.total"
    fields = {
        "url": "absolute_url",
        "employer_raw": "company_name",
        "posted_raw": "first_published",
        "apply_by_raw": "application_deadline",
        "reference_raw": "requisition_id",
    }
    text = ("content",)
    places = ("location.name",)
    pay_at, pay_in_cents = "pay_input_ranges", True

    def select(self, row: Row) -> Row:
        """Its place may say remote work."""
        where = value_at(row, "location.name") or ""
        remote = where if "remote" in where.lower() or "hybrid" in where.lower() else None
        return {**super().select(row), "remote_raw": remote}
