"""Turns the words of a posting into values. Nothing else turns words into values."""

from hashlib import sha256
from typing import Any

from scrapy.crawler import Crawler

from german.ads.contacts import mask_contacts
from german.ads.language import find_language
from german.ads.skills import find_certificates, find_skills
from german.ads.text import read_text
from german.dates.ad import find_dates
from german.pay.benchmarks import find_benchmarks
from german.places.search import load_search
from pipelines.readers import sum_readers
from pipelines.subjects.ad import Ad, Columns, one_line, read_address
from pipelines.subjects.asks import asks_columns, disclosure_columns, offers_columns
from pipelines.subjects.contract import (
    contract_columns,
    employment_columns,
    find_hours_of,
    hours_columns,
    remote_columns,
)
from pipelines.subjects.dates import (
    deadline_columns,
    posted_columns,
    read_day,
    set_start_aside,
    start_columns,
    weigh_dates,
)
from pipelines.subjects.pay import pay_columns
from pipelines.subjects.places import find_places, place_columns
from pipelines.subjects.title import employer_columns, find_left_out, title_columns
from schemas.boards import Benchmark
from schemas.configuration import Search
from schemas.places import PlaceOf
from schemas.postings import Posting
from schemas.raw import RawBenchmark, RawPosting
from schemas.said import pack_sums
from schemas.vocabulary import Issue


class Normalize:
    """Scrapy item pipeline: RawPosting to Posting, RawBenchmark to Benchmarks; anything else passes."""

    def __init__(self, crawler: Crawler) -> None:
        self.run = crawler.settings["RUN"]
        self.search = load_search(crawler.settings["SEARCH_FILE"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Normalize":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, RawPosting):
            return read_posting(item, self.run, self.search)
        if isinstance(item, RawBenchmark):
            return read_benchmarks(item)
        return item


def read_posting(raw: RawPosting, run: str, search: Search) -> Posting:
    """Read everything a posting says.

    The board's fields come before the ad's text, words in the ad before a pay grade's table, and the board's own
    estimate last. Where something stated is not understood, or contradicts what else is stated, the value stays empty,
    and an issue and the words are kept.
    Raises ValueError where no posting can be made of it (no readable title).
    """
    ad = Ad(raw, search)
    start = read_day(ad, Issue.START, raw.start_raw)
    in_ad = set_start_aside(find_dates(ad.words, raw.fetched_at), start)
    places, hours = find_places(ad), find_hours_of(ad)
    title = title_columns(ad, places)
    posted = read_day(ad, Issue.POSTED, raw.posted_raw)
    read: Columns = {
        **title,
        **employer_columns(ad),
        **place_columns(ad, places),
        **contract_columns(ad, in_ad),
        **hours_columns(ad, hours),
        **employment_columns(ad),
        **remote_columns(ad),
        **posted_columns(ad, posted),
        **deadline_columns(ad, in_ad),
        **start_columns(ad, start, in_ad),
        **pay_columns(ad, posted.on if posted else raw.fetched_at.date(), hours.max_weekly if hours else None),
        **text_columns(ad),
        **asks_columns(ad),
        **offers_columns(ad),
    }
    read |= disclosure_columns(ad, read)
    read = weigh_dates(ad, read)
    return Posting(
        board=raw.board,
        board_ref=raw.board_ref,
        run=run,
        url=raw.url,
        fetched_at=raw.fetched_at,
        seen_at=raw.seen_at or raw.fetched_at,
        left_out=find_left_out(ad.title, title["role_family"], places[0] if places else PlaceOf(), search),
        via=one_line(raw.via_raw),
        other_urls=tuple(filter(None, (ad.ask(Issue.ADDRESS, read_address, url) for url in raw.other_urls))),
        issues=tuple(sorted(set(ad.issues))),
        said=sum_said(raw),
        readers=sum_readers(),
        **read,
    )


def sum_said(raw: RawPosting) -> tuple[str, ...]:
    """What the board said, as `said` keeps it. The words are joined as the columns join that keep them."""
    said = {
        "title": raw.title,
        "employer": None if "employer_raw" in raw.assumed else raw.employer_raw,
        "places": None if "places" in raw.assumed else "; ".join(str(place) for place in raw.places),
        "pay": raw.salary_raw or (str(raw.salary_fields) if raw.salary_fields else None),
        "pay_grade": raw.pay_grade_raw,
        "apply_by": raw.apply_by_raw,
        "start": raw.start_raw,
        "contract": "; ".join(filter(None, (raw.contract_raw, raw.contract_end_raw))),
        "employment": raw.employment_raw,
        "hours": raw.hours_raw,
        "remote": raw.remote_raw,
    }
    return pack_sums({**{subject: one_line(words) for subject, words in said.items()}, "text": raw.text_html})


def text_columns(ad: Ad) -> Columns:
    """The text as it is kept, and what is named in it."""
    text = ad.text if ad.search.keep_contacts else mask_contacts(ad.text)
    return {
        "text": text or None,
        "text_sha256": sha256(text.encode()).hexdigest() if text else None,
        "language": find_language(ad.text),
        "skills": find_skills(ad.words),
        "certificates": find_certificates(ad.words),
    }


def read_benchmarks(raw: RawBenchmark) -> list[Benchmark]:
    """The pay levels that a board's editorial text states for a role and a town."""
    return [
        Benchmark(
            board=raw.board,
            url=raw.url,
            occupation=one_line(raw.occupation_raw) or "",
            town=one_line(raw.town_raw) or "",
            level=found.level,
            min_eur=found.min_eur,
            max_eur=found.max_eur,
            period=found.period,
            period_stated=found.period_stated,
            words=found.words,
            seen_at=raw.fetched_at,
        )
        for found in find_benchmarks(read_text(raw.text_html))
    ]
