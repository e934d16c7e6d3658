"""Personio: the career feeds of employers.toml that this ATS serves."""

import re
from collections.abc import Iterator
from dataclasses import replace

from scrapy.http import Response
from twisted.python.failure import Failure
from w3lib.url import add_or_replace_parameter, url_query_parameter

from schemas.raw import RawPosting
from spiders import Employers, FeedBoard, Found, Row

NO_TOWN = {"remote", "hybrid", "homeoffice", "home office", "mobiles arbeiten"}  # offices that are not places
LANGUAGES = ("de", "en")  # a feed is asked for, in this order, as long as ads in it have no text


class Personio(FeedBoard):
    """Career feeds of employers that use Personio; an ad's text stands in the feed of the language it is written in."""

    name = "personio"
    access = "open"
    checked = "recorded"
    terms = "Each employer switches its feed on for machines to read; the ads are the employer's. No attribution asked."
    ignored_keys = "department keywords occupation occupationCategory recruitingCategory yearsOfExperience"
    asks = Employers("https://{tenant}.jobs.personio.de/xml?language=de", headers={})
    posting_url = "https://{host}/job/{board_ref}?language=de"
    root, rows = "workzag-jobs", "position"  # an empty root element means no openings
    fields = {
        "title": "name",
        "employer_raw": "subcompany",
        "posted_raw": "createdAt",
        "contract_raw": "employmentType",
        "employment_raw": "[schedule, employmentType][?@]",
        "seniority_raw": "seniority",
    }
    text, section = ("[jobDescriptions.jobDescription][] | [?value]",), "<h3>{name}</h3>\n{value}"
    places = ("office", "additionalOffices.office")
    pay = "salaryInformation"

    def read_list(self, response: Response) -> Iterator[Found | None]:
        """The postings with a text; the others are looked for in the next language, and remain as they are in none."""
        language = url_query_parameter(response.url, "language") or LANGUAGES[0]
        listed: dict[str, RawPosting] | None = response.cb_kwargs.get("listed")
        asked, without = (*response.cb_kwargs.get("asked", ()), language), dict(listed or {})

        def read(row: Row, response: Response) -> Found | None:
            posting = self.make_posting(row, response)
            posting = replace(posting, url=add_or_replace_parameter(posting.url, "language", language))
            if not re.sub(r"<h3>.*?</h3>|<[^>]*>|&nbsp;|\s", "", posting.text_html or ""):
                without.setdefault(posting.board_ref, posting)
                return None
            without.pop(posting.board_ref, None)
            return self.only_once(posting)

        rows = self.rows_of(self.open_response(response))
        wanted = [row for row in rows if listed is None or f"{self.asks.part_of(response)}{row.get('id')}" in listed]
        yield from self.read_each(response, wanted, read)
        if without and (following := next((one for one in LANGUAGES if one not in asked), None)):
            url = add_or_replace_parameter(response.url, "language", following)
            yield self.ask_list(url, **self.asks.facts_of(response), listed=without, asked=asked)
        else:
            yield from self.read_each(response, without.values(), lambda posting, _: self.only_once(posting))

    def request_failed(self, failure: Failure) -> Iterator[Found]:
        """Postings whose text may stand in a feed that cannot be had are kept without it."""
        yield from super().request_failed(failure)
        yield from failure.request.cb_kwargs.get("listed", {}).values()  # type: ignore[attr-defined]  # Scrapy sets it

    def words_of(self, row: Row) -> Row:
        words = super().words_of(row)
        remote = [str(office) for office in words["places"] if str(office).lower() in NO_TOWN]
        towns = tuple(office for office in words["places"] if str(office) not in remote)
        return {**words, "places": towns, "remote_raw": remote}
