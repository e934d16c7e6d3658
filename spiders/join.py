"""JOIN: the career pages of employers.toml that this ATS serves."""

from typing import Any

from scrapy.http import Response

from schemas.raw import RawPosting
from spiders import Employers, FeedBoard, Found, Row
from spiders._jobposting import find_job_postings, find_page_job
from spiders._jobposting_words import read_job_posting
from spiders._page_state import read_next_data
from spiders._paths import stated, value_at
from spiders._responses import read_page

_STATE = "[0].props.pageprops.initialstate"


class Join(FeedBoard):
    """Career pages of employers that use JOIN: a list of five postings a page, then each posting's page."""

    name = "join"
    access = "tolerated"
    checked = "documented"
    terms = "The vendor's pages of its employers' postings; nothing is said on automated access. The ads are theirs."
    ignored_keys = "category id idparam"  # the key is made of two of them
    asks = Employers("https://join.com/companies/{tenant}", page_url="{feed}?page={page}", headers={})
    rows, pages, total = "jobs.items", "jobs.pagination.pagecount", "jobs.pagination.total"
    fields = {  # of a row, and of the state of a posting's page
        "board_ref": "key",
        "employer_raw": "company",
        "posted_raw": "createdat",
        "employment_raw": "employmenttype.name || employmenttype",
        "remote_raw": "workplacetype",
    }
    text = ("description || [intro, tasks, requirements, benefits][?@]",)
    places, place = ("city",), {"town": "cityname", "country": "countryname"}
    pay_in_cents = True
    pay = (
        "{min: salaryamountfrom.amount, max: salaryamountto.amount, period: salaryfrequency,"
        " currency: (salaryamountfrom || salaryamountto).currency}"
    )

    def open_response(self, response: Response) -> Any:
        """The state that a page carries. An unused address shows another company, or says 404 within the page."""
        state = value_at(read_next_data(response), _STATE)
        if (whose := value_at(state, "company.domain")) != response.cb_kwargs["employer"].tenant:
            raise ValueError(f"the page belongs to {whose!r}, not to this employer")
        return state

    def rows_of(self, data: Any) -> list[Row]:
        """Each row with the company's name and its key: its id, which stays when the ad is published again.

        The number at the beginning of its address does not stay; it is the key only where several rows have one id.
        """
        rows, company = super().rows_of(data), value_at(data, "company.name")
        ids = [str(row.get("id") or "") for row in rows]
        once = [ref if ref and ids.count(ref) == 1 else None for ref in ids]
        keys = [ref or row["idparam"].split("-")[0] for ref, row in zip(once, rows, strict=True)]
        return [{**row, "company": company, "key": key} for key, row in zip(keys, rows, strict=True)]

    def read_row(self, row: Row, response: Response) -> Found | None:
        url = f"{self.asks.feed_of(response.cb_kwargs['employer'])}/{row['idparam']}"
        return self.ask_row(url, f"{self.asks.part_of(response)}{row['key']}", row, response)

    def read_posting(self, response: Response) -> RawPosting:
        """The posting of the page's JobPosting, with what that lacks from the page's state; or of the state alone."""
        page = read_page(response)
        state = value_at(read_next_data(response), f"{_STATE}.job") if page.css("script#__NEXT_DATA__") else None
        row = {**response.cb_kwargs["row"], **stated(state or {}, (None, "", [], {})), "url": response.url}
        if state and not find_job_postings(page.selector)[0]:
            return self.make_posting(row, response)
        job, words = find_page_job(page.selector), self.words_of(self.noted(row))
        read = read_job_posting(job, response.url)
        lacking = {name: value for name, value in words.items() if not read.get(name) and name != "board_ref"}
        return self.read_job(job, response, **lacking, url=response.url)
