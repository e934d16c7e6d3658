"""JOIN: the career pages of employers.toml that this ATS serves."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPosting
from spiders._board import Found
from spiders._career_feeds import CareerFeeds
from spiders._jobposting import find_page_job, read_job_posting
from spiders._json_feed import count_at, rows_at, value_at
from spiders._json_ld import read_json_ld
from spiders._page_board import read_page


class Join(CareerFeeds):
    """Career pages of employers that use JOIN: five postings a list page, then each posting's page."""

    name = "join"
    access = "tolerated"
    checked = "documented"
    terms = "The vendor's pages of its employers' postings; nothing is said on automated access. The ads are theirs."
    feed_url = "https://join.com/companies/{tenant}"

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """A page of the list. An address that is nobody's shows another company, or says 404 within the page."""
        employer: Employer = response.cb_kwargs["employer"]
        page, seen = response.cb_kwargs.get("page", 1), response.cb_kwargs.get("seen", 0)
        state = read_state(response)
        if (whose := value_at(state, "company.domain")) != employer.tenant:
            raise ValueError(f"the page is not this employer's but {whose!r}'s")
        rows, total = rows_at(state, "jobs.items"), count_at(state, "jobs.pagination.rowcount")
        yield from self.read_each(response, rows, self.read_row)
        seen += len(rows)
        if seen < total and not rows:
            raise ValueError(f"an empty page after {seen} of {total} postings")
        if seen < total:
            url = f"{self.feed_of(employer)}?page={page + 1}"
            yield self.ask_list(url, employer=employer, page=page + 1, seen=seen)

    def read_row(self, row: dict[str, Any], response: Response) -> Request | None:
        employer: Employer = response.cb_kwargs["employer"]
        name = str(row["idparam"])  # a number and the title's words
        ref = f"{employer.tenant}/{name.partition('-')[0]}"
        url = f"{self.feed_of(employer)}/{name}"
        return self.ask_posting(url, board_ref=ref, employer=employer) if self.is_new(ref) else None

    def read_posting(self, response: Response) -> RawPosting:
        facts, job = response.cb_kwargs, find_page_job(read_page(response).selector)
        words = read_job_posting(job, response.url)
        words |= {"url": response.url, "board_ref": facts["board_ref"], "reference_raw": None}
        return self.posting(response, **{**words, "employer_raw": words["employer_raw"] or facts["employer"].name})


def read_state(response: Response) -> Any:
    """What the page carries for its own scripts, keys in lower case. Raises ValueError for another page."""
    text = read_page(response).css("script#__NEXT_DATA__::text").get()
    if text is None:
        raise ValueError("the page has no __NEXT_DATA__")
    return value_at(read_json_ld(text), "props.pageprops.initialstate")
