"""A posting's words become values. Nothing else turns words into values."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

from scrapy.crawler import Crawler

from german import (
    AdDates,
    Contract,
    PayGrade,
    Place,
    ReadDate,
    Salary,
    Title,
    Unreadable,
    distance_km,
    find_benchmarks,
    find_certificates,
    find_contract,
    find_dates,
    find_employment_types,
    find_hours,
    find_language,
    find_pay_grade,
    find_remote,
    find_salary,
    find_skills,
    grade_pay,
    is_as_soon_as_possible,
    mask_contacts,
    names_one_of,
    read_date,
    read_employer,
    read_place,
    read_salary,
    read_salary_fields,
    read_text,
    read_title,
    year_range,
)
from schemas.configuration import Search, load_search
from schemas.raw import RawBenchmark, RawPlace, RawPosting
from schemas.tables import Benchmark, PlaceOf, Posting
from schemas.vocabulary import LeftOut

T = TypeVar("T")
_NO_VACANCY = re.compile(r"initiativ-?bewerbung|speculative application|general application|talent ?pool", re.I)


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

    Fields of the board come before its ad's text, words in the ad before a pay grade's table, and the board's own
    estimate last. What is stated but not understood leaves the value empty, an issue and the words.
    Raises ValueError where no posting can be made of it (no readable title).
    """
    return _Reading(raw, run, search).posting()


def read_benchmarks(raw: RawBenchmark) -> list[Benchmark]:
    """The pay levels that a board's editorial text states for a role and a town."""
    return [
        Benchmark(
            board=raw.board,
            url=raw.url,
            occupation=_words(raw.occupation_raw) or "",
            town=_words(raw.town_raw) or "",
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


class _Reading:
    """One posting while it is read: the readers' answers and the issues met on the way."""

    def __init__(self, raw: RawPosting, run: str, search: Search) -> None:
        self.raw = raw
        self.run = run
        self.search = search
        self.issues: list[str] = []
        self.text = read_text(raw.text_html)
        self.ad = f"{raw.title}\n{self.text}"

    def ask(self, what: str, reader: Callable[..., T], *words: Any) -> T | None:
        """The reader's answer; Unreadable becomes an issue."""
        try:
            return reader(*words)
        except Unreadable:
            self.issues.append(f"{what}:unreadable")
            return None

    def posting(self) -> Posting:
        raw, ad_dates = self.raw, find_dates(self.ad, self.raw.fetched_at)
        title = read_title(raw.title, self.text)
        employer = self.ask("employer", read_employer, raw.employer_raw)
        posted = self.when("posted", raw.posted_raw)
        places = self.places()
        contract = self.ask("contract", find_contract, raw.contract_raw) or find_contract(self.ad)
        hours = self.ask("hours", find_hours, raw.hours_raw) or find_hours(self.text)
        remote = self.ask("remote", find_remote, raw.remote_raw) or find_remote(self.ad)
        text = self.text if self.search.keep_contacts else mask_contacts(self.text)
        nearest = places[0] if places else PlaceOf()
        return Posting(
            board=raw.board,
            board_ref=raw.board_ref,
            run=self.run,
            url=raw.url,
            fetched_at=raw.fetched_at,
            seen_at=raw.seen_at or raw.fetched_at,
            left_out=self.left_out(title, nearest),
            title=" ".join(raw.title.split()),
            title_core=title.core,
            title_key=title.core_key,
            role_family=title.role_family,
            seniority=title.seniority,
            kldb=title.kldb,
            isco=title.isco,
            employer=employer.name if employer else None,
            employer_key=employer.key if employer else None,
            employer_is_agency=employer.is_agency if employer else None,
            employer_raw=_words(raw.employer_raw),
            employer_url=_words(raw.employer_url),
            industry=_words(raw.industry_raw),
            place=_words("; ".join(str(place) for place in raw.places)),
            **nearest.as_record(),
            places=tuple(places),
            remote=remote.mode if remote else None,
            remote_raw=_words(raw.remote_raw) or (remote.words if remote else None),
            employment_types=find_employment_types(raw.employment_raw) or find_employment_types(raw.title),
            employment_raw=_words(raw.employment_raw),
            weekly_hours_min=_round(hours.min_weekly) if hours else None,
            weekly_hours_max=_round(hours.max_weekly) if hours else None,
            hours_raw=_words(raw.hours_raw) or (hours.words if hours else None),
            **self.contract(contract, ad_dates),
            **self.dates(posted, ad_dates),
            **self.pay(posted.on if posted else raw.fetched_at.date(), hours.max_weekly if hours else None),
            language=find_language(self.text),
            skills=find_skills(self.ad),
            certificates=find_certificates(self.ad),
            reference=_words(raw.reference_raw),
            via=_words(raw.via_raw),
            other_urls=raw.other_urls,
            text=text or None,
            text_sha256=sha256(text.encode()).hexdigest() if text else None,
            issues=tuple(sorted(set(self.issues))),
        )

    def left_out(self, title: Title, nearest: PlaceOf) -> LeftOut | None:
        if _NO_VACANCY.search(self.raw.title):
            return LeftOut.NOT_A_VACANCY
        what = self.search.what
        if title.role_family not in what.role_families and not names_one_of(self.raw.title, what.titles):
            return LeftOut.ROLE
        if nearest.distance_km is None or nearest.distance_km > self.search.where.radius_km:
            return LeftOut.AREA
        return None

    def when(self, kind: str, words: str | None) -> ReadDate | None:
        return self.ask(kind, read_date, words, self.raw.fetched_at, kind)

    def dates(self, posted: ReadDate | None, ad: AdDates) -> dict[str, Any]:
        raw = self.raw
        apply_by = self.when("apply_by", raw.apply_by_raw) or ad.apply_by
        start = self.when("start", raw.start_raw) or ad.start
        return {
            "posted_on": posted.on if posted else None,
            "posted_at": posted.at if posted else None,
            "posted_precision": posted.precision if posted else None,
            "posted_at_least": posted.at_least if posted else None,
            "posted_raw": _words(raw.posted_raw),
            "apply_by_on": apply_by.on if apply_by else None,
            "apply_by_precision": apply_by.precision if apply_by else None,
            "apply_by_raw": _words(raw.apply_by_raw) or (apply_by.words if apply_by else None),
            "start_on": start.on if start else None,
            "start_precision": start.precision if start else None,
            "start_as_soon_as_possible": is_as_soon_as_possible(raw.start_raw) or ad.as_soon_as_possible,
            "start_raw": _words(raw.start_raw) or (start.words if start else None),
        }

    def contract(self, contract: Contract | None, ad: AdDates) -> dict[str, Any]:
        end = self.when("contract_end", self.raw.contract_end_raw) or ad.contract_end
        until: date | None = end.on if end else contract.until if contract else None
        words = "; ".join(filter(None, (self.raw.contract_raw, self.raw.contract_end_raw)))
        return {
            "fixed_term": True if until else contract.fixed_term if contract else None,
            "contract_until_on": until,
            "contract_months": contract.months if contract else None,
            "contract_raw": _words(words) or (contract.words if contract else None),
        }

    def pay(self, on: date, weekly_hours: Any) -> dict[str, Any]:
        """Pay and pay grade; `on` is the day the pay grade's table must hold for."""
        raw = self.raw
        grade = self.ask("pay_grade", find_pay_grade, raw.pay_grade_raw) or find_pay_grade(self.ad)
        fields = raw.salary_fields
        board = self.ask("salary", read_salary, raw.salary_raw)
        if board is None and fields:
            board = self.ask("salary", read_salary_fields, fields.min, fields.max, fields.currency, fields.unit)
        board_estimates = board is not None and (raw.salary_estimated or board.estimated)
        in_ad = self.ask("salary", find_salary, self.ad) if board is None or board_estimates else None
        guess = board if board_estimates else in_ad if in_ad and in_ad.estimated else None
        stated = next((one for one in (board, in_ad) if one and one is not guess and not one.estimated), None)
        table = grade_pay(grade, on) if grade and not stated else None
        salary = stated or table or guess
        basis = "stated" if stated else "pay_grade" if table else "board_estimate" if guess else None
        words = raw.salary_raw or (str(fields) if fields and (salary is board or self.issues) else None)
        return {
            "salary_basis": basis,
            **self.figures(self.with_payments(salary) if salary is board else salary, weekly_hours),
            "salary_raw": _words(words) or (salary.words if salary and salary is in_ad else None),
            **self.grade(grade),
        }

    def with_payments(self, salary: Salary | None) -> Salary | None:
        """A board's monthly pay with the number of payments a year, where the ad states it beside the same figures."""
        if salary is None or salary.period != "month" or salary.payments_per_year:
            return salary
        with suppress(Unreadable):
            told = find_salary(self.ad)
            if told and (told.min_eur, told.max_eur, told.period) == (salary.min_eur, salary.max_eur, "month"):
                return replace(salary, payments_per_year=told.payments_per_year)
        return salary

    def figures(self, salary: Salary | None, weekly_hours: Any) -> dict[str, Any]:
        if salary is None:
            return {}
        year = year_range(salary, weekly_hours)
        return {
            "salary_min_eur": salary.min_eur,
            "salary_max_eur": salary.max_eur,
            "salary_period": salary.period,
            "salary_period_stated": salary.period_stated,
            "salary_approximate": salary.approximate,
            "salary_total": salary.total,
            "salary_year_min_eur": year.min_eur,
            "salary_year_max_eur": year.max_eur,
            "salary_payments_per_year": year.payments_per_year,
            "salary_weekly_hours": _round(year.weekly_hours),
            "salary_assumed": year.assumed,
        }

    def grade(self, grade: PayGrade | None) -> dict[str, Any]:
        if grade is None:
            return {"pay_grade_raw": _words(self.raw.pay_grade_raw)}
        also = grade.also
        return {
            "pay_scale": grade.scale,
            "pay_grade_min": grade.grade_min,
            "pay_grade_max": grade.grade_max,
            "pay_grade_also": " ".join(filter(None, (also.scale, also.grade_max or also.grade_min))) if also else None,
            "pay_grade_raw": _words(self.raw.pay_grade_raw) or grade.words,
        }

    def places(self) -> list[PlaceOf]:
        """All places of the ad, the one nearest the centre first."""
        found: dict[tuple[Any, ...], PlaceOf] = {}
        for raw in self.raw.places:
            for place in self.ask("place", self.read_place, raw) or []:
                if place.ambiguous:
                    self.issues.append("place:ambiguous")
                row = self.place(raw, place)
                found.setdefault((row.postal_code, row.town, row.district), row)
        far = float("inf")
        return sorted(
            found.values(),
            key=lambda row: (
                far if row.distance_km is None else row.distance_km,
                row.town or "",
                row.postal_code or "",
            ),
        )

    def read_place(self, raw: RawPlace) -> list[Place]:
        where = self.search.where
        near, country = (where.latitude, where.longitude), (raw.country or "").strip()
        code = country.upper() if len(country) == 2 else "DE"
        if raw.words:
            return read_place(raw.words, code, near=near)
        town = " ".join(part for part in (raw.postal_code, raw.town) if part)
        around = (raw.region and raw.region.replace("_", " "), country if len(country) != 2 else None)
        return read_place(", ".join(part for part in (town, *around) if part), code, near=near)

    def place(self, raw: RawPlace, place: Place) -> PlaceOf:
        """The gazetteer's place; the board's own coordinates are the more exact ones."""
        stated = raw.latitude is not None and raw.longitude is not None and (raw.latitude, raw.longitude) != (0, 0)
        latitude, longitude = (raw.latitude, raw.longitude) if stated else (place.latitude, place.longitude)
        distance = None
        if latitude is not None and longitude is not None:
            where = self.search.where
            distance = round(distance_km(where.latitude, where.longitude, latitude, longitude), 1)
        return PlaceOf(
            postal_code=place.postal_code,
            town=place.town,
            district=place.district or raw.district,
            state=place.state,
            country=place.country,
            latitude=latitude,
            longitude=longitude,
            distance_km=distance,
        )


def _words(text: str | None) -> str | None:
    """On one line; None where there are none."""
    return " ".join(text.split()) or None if text else None


def _round(hours: Decimal | None) -> Decimal | None:
    """To the column's two decimals: 39 hours and 25 minutes are 39.42."""
    return None if hours is None else round(hours, 2)
