"""Personio: the career feeds of employers.toml that this ATS serves."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPlace, RawPosting, RawSalary
from spiders._board import Found, trim
from spiders._career_feeds import CareerFeeds
from spiders._xml_feed import Element, read_xml, words_in

NO_TOWN = {"remote", "hybrid", "homeoffice", "home office", "mobiles arbeiten"}  # offices that are none


class Personio(CareerFeeds):
    """Career feeds of employers that use Personio."""

    name = "personio"
    access = "open"
    checked = "recorded"
    terms = "Each employer switches its feed on for machines to read; the ads are the employer's. No attribution asked."
    feed_url = "https://{tenant}.jobs.personio.de/xml?language=de"
    fields = {
        "title": "name",  # also the name of every section: read as the position's own child
        "employer_raw": "subcompany",
        "posted_raw": "createdAt",
        "contract_raw": "employmentType",
        "seniority_raw": "seniority",
    }

    def read_list(self, response: Response) -> Iterator[Found]:
        """One employer's feed. An empty root says: no openings."""
        root = read_xml(response)
        if root.tag != "workzag-jobs":
            raise ValueError(f"<{root.tag}> is no Personio feed")
        yield from self.read_each(response, root.iterfind("position"), self.read_position)

    def read_position(self, position: Element, response: Response) -> RawPosting | None:
        employer: Employer = response.cb_kwargs["employer"]
        self.count_keys({child.tag: True for child in position})
        number = words_in(position, "id")
        words: dict[str, Any] = {name: words_in(position, path) for name, path in self.fields.items()}
        offices = dict.fromkeys(office for one in position.iterfind(".//office") if (office := trim(one.text)))
        towns = [office for office in offices if office.lower() not in NO_TOWN]
        if not offices and employer.place:
            towns = [employer.place]
        posting = self.posting(
            response,
            **{**words, "employer_raw": words["employer_raw"] or employer.name},
            board_ref=number and f"{employer.tenant}/{number}",
            url=f"https://{urlsplit(response.url).hostname}/job/{number}?language=de",
            places=tuple(RawPlace(words=town) for town in towns),
            remote_raw=[office for office in offices if office not in towns],
            employment_raw=[words_in(position, "schedule"), words["contract_raw"]],
            text_html=read_sections(position),
            salary_fields=read_pay(position),
        )
        return posting if self.is_new(posting.board_ref) else None


def read_sections(position: Element) -> str:
    """The ad's sections under their headings, as HTML."""
    sections = position.iterfind("jobDescriptions/jobDescription")
    return "\n".join(f"<h3>{words_in(one, 'name') or ''}</h3>\n{words_in(one, 'value') or ''}" for one in sections)


def read_pay(position: Element) -> RawSalary | None:
    pay = position.find("salaryInformation")
    if pay is None or not (words_in(pay, "min") or words_in(pay, "max")):
        return None
    low, high = words_in(pay, "min"), words_in(pay, "max")
    return RawSalary(min=low, max=high, currency=words_in(pay, "currencyCode"), unit=words_in(pay, "type"))
