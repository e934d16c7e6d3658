"""Arbeitnow: a free public API of ads, newest first, without a search."""

from spiders._feed_board import FeedBoard


class Arbeitnow(FeedBoard):
    """Free public API of ads in Germany, newest first."""

    name = "arbeitnow"
    access = "open"
    checked = "recorded"
    terms = "The API's own answer: free and public, do not abuse, a link back is wanted. Attribution: arbeitnow.com."
    floor = 5
    headers = {"Accept": "application/json"}
    list_urls = ("https://www.arbeitnow.com/api/job-board-api?page=1",)
    page_url = "https://www.arbeitnow.com/api/job-board-api?page={page}"
    rows, next_page, page_limit, newest_first = "data", "links.next", 60, True
    fields = {
        "board_ref": "slug",
        "employer_raw": "company_name",
        "text_html": "description",
        "posted_raw": "created_at",
        "employment_raw": "job_types",
        "seniority_raw": "job_types",  # one list holds both
    }
    places = ("location",)
    remote = {"remote": "remote"}
