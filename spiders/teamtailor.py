"""Teamtailor: the career feeds of employers.toml that this ATS serves."""

import json

from spiders._career_rows import CareerRows, Row
from spiders._jobposting import read_job_posting
from spiders._json_ld import read_json_ld


class Teamtailor(CareerRows):
    """Career feeds of employers that use Teamtailor; one with a host of its own names its `feed`."""

    name = "teamtailor"
    access = "open"
    checked = "documented"
    terms = "Every career site has this JSON Feed for machines; the ads are the employer's. No attribution asked."
    feed_url = "https://{tenant}.teamtailor.com/jobs.json"
    rows, next_page = "items", "next_url"
    fields = {"text_html": "content_html", "posted_raw": "date_published"}

    def select(self, row: Row) -> Row:
        """What the posting's JobPosting says; its number there is the ATS's, no reference of the employer's."""
        (job,) = read_json_ld(json.dumps(row.get("_jobposting") or {}))
        return {**read_job_posting(job, row.get("url") or ""), "reference_raw": None}
