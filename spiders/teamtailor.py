"""Teamtailor: the career feeds of employers.toml that this ATS serves."""

from spiders import Employers, FeedBoard, Row
from spiders._jobposting_words import read_job_posting
from spiders._json_ld import fold_keys
from spiders._paths import stated


class Teamtailor(FeedBoard):
    """Career feeds of employers that use Teamtailor; one with a host of its own names its `feed`."""

    name = "teamtailor"
    access = "open"
    checked = "documented"
    terms = "Every career site has this JSON Feed for machines; the ads are the employer's. No attribution asked."
    asks = Employers("https://{tenant}.teamtailor.com/jobs.json")
    rows, next_page = "items", "next_url"
    fields = {"text_html": "content_html", "posted_raw": "date_published"}

    def words_of(self, row: Row) -> Row:
        """Add what its JobPosting states; the number there is the ATS's, not the employer's reference."""
        job = fold_keys(row.get("_jobposting") or {})
        said = {**read_job_posting(job, row.get("url") or ""), "reference_raw": None}
        return {**said, **stated(super().words_of(row), (None, ()))}
