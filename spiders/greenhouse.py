"""Greenhouse: the career feeds of employers.toml that this ATS serves."""

from spiders import Employers, FeedBoard, Row


class Greenhouse(FeedBoard):
    """Career feeds of employers that use Greenhouse."""

    name = "greenhouse"
    access = "open"
    checked = "recorded"
    terms = "developers.greenhouse.io/job-board: public, no key is needed for reading. No attribution asked."
    ignored_keys = "data_compliance departments internal_job_id language metadata offices updated_at"
    asks = Employers("https://boards-api.greenhouse.io/v1/boards/{tenant}/jobs?content=true&pay_transparency=true")
    rows, total = "jobs", "meta.total"
    fields = {
        "url": "absolute_url",
        "employer_raw": "company_name",
        "posted_raw": "first_published",
        "apply_by_raw": "application_deadline",
        "reference_raw": "requisition_id",
        "remote_raw": "location.name",
    }
    text = ("content",)
    places = ("location.name",)
    pay, pay_in_cents = "pay_input_ranges", True

    def words_of(self, row: Row) -> Row:
        """Add remote work, which the place may state."""
        words = super().words_of(row)
        where = str(words["remote_raw"]).lower()
        return {**words, "remote_raw": words["remote_raw"] if "remote" in where or "hybrid" in where else None}
