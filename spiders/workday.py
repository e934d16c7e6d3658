"""Workday: the career sites of employers.toml that this ATS serves."""

import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPosting
from spiders._board import Found
from spiders._career_feeds import CareerFeeds
from spiders._json_feed import count_at, read_json, rows_at, words_at
from spiders._workday_sites import Facets, find_sites, read_site


class Workday(CareerFeeds):
    """Career sites of employers that use Workday, asked for their place; a tenant is like `muster.wd3/Jobs`."""

    name = "workday"
    access = "tolerated"
    checked = "recorded"
    terms = "Not documented by the vendor; the employers' own pages read it. robots.txt is per employer, and obeyed."
    headers = {"Accept": "application/json"}
    feed_url = "https://{host}.myworkdayjobs.com/wday/cxs/{name}/{site}/jobs"
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

    def ask_page(self, employer: Employer, facets: Facets, text: str, offset: int = 0, total: int = 0) -> Request:
        question = {"appliedFacets": facets, "limit": 20, "offset": offset, "searchText": text}  # 20 is the most
        return self.ask_by_post(employer, question, facets=facets, text=text, offset=offset, total=total)

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """A page of the list. The first, of all places, only says how the employer's place is asked for."""
        facts, data = response.cb_kwargs, read_json(response)
        employer, facets, text = facts["employer"], facts["facets"], facts["text"]
        rows, total = rows_at(data, "jobPostings"), facts["total"] or count_at(data, "total")  # later pages say 0
        if employer.place and not facets and not text:
            sites = find_sites(data.get("facets") or [], employer.place)
            yield self.ask_page(employer, sites, "" if sites else employer.place) if total else None
            return
        yield from self.read_each(response, rows, self.read_row)
        offset = facts["offset"] + len(rows)
        if offset < total and not rows:
            raise ValueError(f"an empty page after {offset} of {total} postings")
        if offset < total:
            yield self.ask_page(employer, facets, text, offset, total)

    def read_row(self, row: dict[str, Any], response: Response) -> Request | None:
        employer: Employer = response.cb_kwargs["employer"]
        path, site = row["externalPath"], self.feed_of(employer).removesuffix("/jobs")
        ref = f"{employer.tenant}/{path.rpartition('/')[2].rpartition('_')[2]}"
        facts = {"employer": employer, "posted": row.get("postedOn")}
        return self.ask_posting(f"{site}{path}", board_ref=ref, **facts) if self.is_new(ref) else None

    def read_posting(self, response: Response) -> RawPosting:
        info, facts = self.count_keys(read_json(response)["jobPostingInfo"]), response.cb_kwargs
        words, employer = words_at(info, self.fields), facts["employer"]
        words["posted_raw"] = words["posted_raw"] or facts["posted"]
        names = [info.get("location"), *(info.get("additionalLocations") or [])]
        places = tuple(read_site(name, employer.place) for name in names if name)
        url = info.get("externalUrl") or re.sub("/wday/cxs/[^/]+", "", response.url)
        ref = facts["board_ref"]
        return self.posting(response, **words, board_ref=ref, url=url, employer_raw=employer.name, places=places)
