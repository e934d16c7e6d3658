"""Career sites whose lists name the postings: what those of several ATS have in common."""

import re
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPosting
from spiders._board import Found
from spiders._career_rows import CareerRows
from spiders._career_rows import Row as Row
from spiders._jobposting import JsonObject, find_page_job, read_job_posting
from spiders._page_board import read_page


class CareerPages(CareerRows):
    """Career sites whose rows lead to postings, each on a page of its own that carries a JobPosting."""

    headers: ClassVar[dict[str, str]] = {}
    posting_urls: ClassVar[str]  # expression for a posting's address; its group is the posting's number

    def read_row(self, row: Row, response: Response) -> Found | None:
        return self.ask_job(self.address_of(row, response), response, stamp=row)

    def address_of(self, row: Row, response: Response) -> str:
        """Where a row's posting stands."""
        raise NotImplementedError(f"{type(self).__name__}.address_of")

    def ask_job(self, url: str, response: Response, *, stamp: Any = None, **facts: Any) -> Request | None:
        """The question for an employer's posting; None for one met before."""
        employer, ref = response.cb_kwargs["employer"], self.ref_of(url, response)
        return self.ask_posting(url, ref, stamp=stamp, employer=employer, **facts) if self.is_new(ref) else None

    def ref_of(self, url: str, response: Response) -> str:
        """The `board_ref` of a posting's address. Raises ValueError for the address of something else."""
        if not (number := re.search(self.posting_urls, url)):
            raise ValueError(f"no posting's address: {url}")
        return f"{response.cb_kwargs['employer'].tenant}/{number[1]}"

    def read_posting(self, response: Response) -> RawPosting:
        job = find_page_job(read_page(response).selector)
        return self.read_job(job, response, url=response.url, board_ref=response.cb_kwargs["board_ref"])

    def read_job(self, job: JsonObject, response: Response, **words: Any) -> RawPosting:
        """The posting of a JobPosting, whose identifier is the ATS's, no reference of the employer's."""
        read = {**read_job_posting(job, response.url), "reference_raw": None, **words}
        employer: Employer = response.cb_kwargs["employer"]
        return self.posting(response, **{**read, "employer_raw": read["employer_raw"] or employer.name})
