"""Arbeitnow: a free public API of ads, newest first, without a search."""

from spiders import Addresses, FeedBoard


class Arbeitnow(FeedBoard):
    """Free public API of ads in Germany, newest first."""

    name = "arbeitnow"
    access = "open"
    checked = "recorded"
    terms = "The API's own response: free and public, do not abuse, a link back is wanted. Attribution: arbeitnow.com."
    ignored_keys = "tags"
    floor = 5
    asks = Addresses("https://www.arbeitnow.com/api/job-board-api?page={page}", headers={"Accept": "application/json"})
    rows, next_page, newest_first = "data", "links.next", True
    fields = {
        "board_ref": "slug",
        "employer_raw": "company_name",
        "text_html": "description",
        "posted_raw": "created_at",
        "employment_raw": "job_types",
        "seniority_raw": "job_types",  # one list holds employment and level
        "remote_raw": "remote && 'remote'",
    }
    places = ("location",)
