"""Workday: the career sites of employers.toml that this ATS serves."""

import re
from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPosting
from spiders._board import Found
from spiders._career_pages import CareerPages, Row
from spiders._json_feed import as_list, count_at, read_json, words_at
from spiders._workday_sites import Facets, find_sites, read_site


class Workday(CareerPages):
    """Career sites of employers that use Workday, asked for their place; a tenant is like `muster.wd3/Jobs`."""

    name = "workday"
    access = "tolerated"
    checked = "recorded"
    terms = "Not documented by the vendor; the employers' own pages read it. robots.txt is per employer, and obeyed."
    headers = {"Accept": "application/json"}
    feed_url = "https://{host}.myworkdayjobs.com/wday/cxs/{name}/{site}/jobs"
    rows, posting_urls = "jobPostings", r"([^/_]*)$"
    fields = {
        "title": "title",
        "text_html": "jobDescription",
        "employment_raw": "timeType",
        "remote_raw": "remoteType",
        "reference_raw": "jobReqId",
        "posted_raw": "startDate",
    }

    def feed_of(self, employer: Employer) -> str:
        host, _, site = employer.tenant.partition("/")
        return employer.feed or self.feed_url.format(host=host, name=host.partition(".")[0], site=site)

    def ask_feed(self, employer: Employer) -> Request:
        return self.ask_page(employer, {}, "")

    def ask_page(self, employer: Employer, facets: Facets, text: str, seen: int = 0, total: int = 0) -> Request:
        question = {"appliedFacets": facets, "limit": 20, "offset": seen, "searchText": text}  # 20 is the most
        return self.ask_by_post(employer, question, facets=facets, text=text, seen=seen, total=total)

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """A page of the list. The first, of all places, only says how the employer's place is asked for."""
        data, asked = read_json(response), response.cb_kwargs
        employer, facets, text = asked["employer"], asked["facets"], asked["text"]
        rows, total = self.rows_of(data), asked["total"] or count_at(data, "total")  # later pages say 0
        if employer.place and not facets and not text:
            sites = find_sites(data.get("facets") or [], employer.place)
            yield self.ask_page(employer, sites, "" if sites else employer.place) if total else None
            return
        yield from self.read_each(response, rows, self.read_row)
        if seen := self.count_seen(response, len(rows), total):
            yield self.ask_page(employer, facets, text, seen, total)

    def read_row(self, row: Row, response: Response) -> Request | None:
        site = self.feed_of(response.cb_kwargs["employer"]).removesuffix("/jobs")
        stamp = {name: value for name, value in row.items() if name != "postedOn"}  # "3 days ago"
        return self.ask_job(f"{site}{row['externalPath']}", response, stamp=stamp, posted=row.get("postedOn"))

    def read_posting(self, response: Response) -> RawPosting:
        info, asked = self.count_keys(read_json(response)["jobPostingInfo"]), response.cb_kwargs
        words, employer = words_at(info, self.fields), asked["employer"]
        words |= {"posted_raw": words["posted_raw"] or asked["posted"], "employer_raw": employer.name}
        names = [info.get("location"), *as_list(info.get("additionalLocations"))]
        places = tuple(read_site(name, employer.place) for name in names if name)
        url = info.get("externalUrl") or re.sub("/wday/cxs/[^/]+", "", response.url)
        return self.posting(response, **words, board_ref=asked["board_ref"], url=url, places=places)
