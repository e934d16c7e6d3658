"""JOIN: the career pages of employers.toml that this ATS serves."""

from typing import Any

from scrapy.http import Response

from spiders import Employers, FeedBoard, Row
from spiders._page_state import read_next_data
from spiders._paths import value_at


class Join(FeedBoard):
    """Career pages of employers that use JOIN: five postings a list page, then each posting's page."""

    name = "join"
    access = "tolerated"
    checked = "documented"
    terms = "The vendor's pages of its employers' postings; nothing is said on automated access. The ads are theirs."
    asks = Employers("https://join.com/companies/{tenant}", page_url="{feed}?page={page}", headers={})
    rows, total = "jobs.items", "jobs.pagination.rowcount"
    posting_urls = r"/([^/-]*)[^/]*$"  # the group is a number and the words of the title

    def open_response(self, response: Response) -> Any:
        """The state that a page carries. An unused address shows another company, or says 404 within the page."""
        state = value_at(read_next_data(response), "[0].props.pageprops.initialstate")
        if (whose := value_at(state, "company.domain")) != response.cb_kwargs["employer"].tenant:
            raise ValueError(f"the page belongs to {whose!r}, not to this employer")
        return state

    def address_of(self, row: Row, response: Response) -> str:
        return f"{self.asks.feed_of(response.cb_kwargs['employer'])}/{row['idparam']}"
