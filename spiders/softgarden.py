"""softgarden: the career feeds of employers.toml that this ATS serves, in each of its three forms."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from parsel import Selector
from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPosting
from spiders._board import Found
from spiders._career_feeds import CareerFeeds
from spiders._jobposting import JsonObject, find_in_json, find_page_job, read_job_posting
from spiders._json_feed import count_at, read_json, rows_at
from spiders._json_ld import read_json_ld
from spiders._page_board import read_page

_IDS = re.compile(r"complete_job_id_list\s*=\s*(?:jobs_selected\s*=\s*)?\[([\d,\s]*)\]")
_ID = re.compile(r"/jobs?/(\d+)")


class Softgarden(CareerFeeds):
    """Career pages of employers that use softgarden, or the DataFeed or jobs.json they serve themselves."""

    name = "softgarden"
    access = "tolerated"
    checked = "recorded"
    terms = "robots.txt of the career pages forbids widgets and the API, not the pages; the ads are the employer's."
    feed_url = "https://{tenant}.softgarden.io/de/vacancies"

    def read_list(self, response: Response) -> Iterator[Found]:
        """A DataFeed, a jobs.json, or a page whose script names the ids of all its postings."""
        if not response.body.lstrip().startswith(b"{"):
            yield from self.read_ids(response)
            return
        data = read_json(response)
        if "dataFeedElement" in data:
            rows: list[Any] = find_in_json(read_json_ld(read_page(response).text))
            stated = count_at(data, "numberOfItems")
            yield from self.read_each(response, rows, self.read_item)
        else:
            rows, stated = rows_at(data, "results"), count_at(data, "totalNumberOfJobs")
            yield from self.read_each(response, rows, self.read_result)
        if stated != len(rows):
            raise ValueError(f"the feed says {stated} postings and carries {len(rows)}")

    def read_ids(self, response: Response) -> Iterator[Found]:
        employer: Employer = response.cb_kwargs["employer"]
        if not (ids := _IDS.search(read_page(response).text)):
            raise ValueError("the page has no complete_job_id_list")
        for number in re.findall(r"\d+", ids[1]):
            if self.is_new(ref := f"{employer.tenant}/{number}"):
                yield self.ask_posting(urljoin(response.url, f"/job/{number}"), board_ref=ref, employer=employer)

    def read_posting(self, response: Response) -> RawPosting:
        job = find_page_job(read_page(response).selector)
        return self.job(response, job, response.cb_kwargs["board_ref"], url=response.url)

    def read_item(self, item: JsonObject, response: Response) -> RawPosting | None:
        number = _ID.search(str(item.get("url")))
        if number is None:
            raise ValueError(f"no posting's address: {item.get('url')}")
        ref = f"{response.cb_kwargs['employer'].tenant}/{number[1]}"
        return self.job(response, item, ref) if self.is_new(ref) else None

    def read_result(self, row: dict[str, Any], response: Response) -> RawPosting | None:
        """A row of jobs.json: it carries its page's JSON-LD; every value of `config` is a list."""
        tenant, config = response.cb_kwargs["employer"].tenant, self.count_keys(row["config"])
        job = find_page_job(Selector(config["googleForJobsMetadata"][0]))
        ref, url = f"{tenant}/{row['jobPostingId']}", f"https://{tenant}.softgarden.io/job/{row['jobPostingId']}"
        words = {"remote_raw": config.get("sg_remote_status"), "reference_raw": config.get("ProjectReferenceID")}
        return self.job(response, job, ref, url=url, **words) if self.is_new(ref) else None

    def job(self, response: Response, job: JsonObject, ref: str, **words: Any) -> RawPosting:
        """A posting of its JobPosting; `identifier` is softgarden's number or the employer's address."""
        read = {**read_job_posting(job, response.url), "reference_raw": None, "board_ref": ref}
        read["employer_raw"] = read["employer_raw"] or response.cb_kwargs["employer"].name
        return self.posting(response, **{**read, **words})
