"""Workday: the career sites of employers.toml that this ATS serves."""

import re
from collections.abc import Iterator
from dataclasses import replace

from scrapy.http import Request, Response

from schemas.raw import RawPosting
from spiders import FeedBoard, Found, Row
from spiders._employers import count_seen
from spiders._paths import all_at, count_at, value_at, words_at
from spiders._posting import fill_in
from spiders._responses import read_json
from spiders._workday_sites import WorkdaySites, find_sites, read_site


class Workday(FeedBoard):
    """Career sites of employers that use Workday, asked for their place; a tenant is like `muster.wd3/Jobs`."""

    name = "workday"
    access = "tolerated"
    checked = "recorded"
    terms = "Not documented by the vendor; the employers' own pages read it. robots.txt is per employer, and obeyed."
    ignored_keys = "id jobPostingId posted postedOn"
    asks = WorkdaySites()
    rows, posting_urls = "jobPostings", r"([^/_]*)$"
    fields = {
        "title": "title",
        "text_html": "jobDescription",
        "employment_raw": "timeType",
        "remote_raw": "remoteType",
        "reference_raw": "jobReqId",
        "posted_raw": "startDate",
    }

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """Read a page of the list. The first one, for all places, only tells how to request the employer's place."""
        data, asked = read_json(response), response.cb_kwargs
        employer, facets, text = asked["employer"], asked["facets"], asked["text"]
        rows, total = self.rows_of(data), asked["total"] or count_at(data, "total")  # later pages state a total of 0
        if employer.place and not facets and not text:
            sites = find_sites(data.get("facets") or [], employer.place)
            yield self.asks.ask_page(self, employer, sites, "" if sites else employer.place) if total else None
            return
        yield from self.read_each(response, rows, self.read_row)
        if seen := count_seen(response, len(rows), total):
            yield self.asks.ask_page(self, employer, facets, text, seen, total)

    def read_row(self, row: Row, response: Response) -> Request | None:
        url = f"{self.asks.feed_of(response.cb_kwargs['employer']).removesuffix('/jobs')}{row['externalPath']}"
        if not self.is_new(ref := self.ref_of(url, response)):
            return None
        stamp = {name: value for name, value in row.items() if name != "postedOn"}  # "3 days ago"
        return self.ask_posting(url, ref, stamp=stamp, posted=row.get("postedOn"), **self.asks.facts_of(response))

    def read_posting(self, response: Response) -> RawPosting:
        info, asked = self.noted(read_json(response)["jobPostingInfo"]), response.cb_kwargs
        words, employer = words_at(info, self.fields), asked["employer"]
        words = fill_in(words | {"posted_raw": words["posted_raw"] or asked["posted"]}, employer_raw=employer.name)
        names = all_at(info, ("location", "additionalLocations"))
        country = value_at(info, "country.alpha2Code || country.descriptor")  # of the first site
        places = [read_site(name, employer.place) for name in names if name]
        places[:1] = [replace(place, country=country) for place in places[:1]]
        url = info.get("externalUrl") or re.sub("/wday/cxs/[^/]+", "", response.url)
        return self.posting(response, **words, board_ref=asked["board_ref"], url=url, places=tuple(places))
