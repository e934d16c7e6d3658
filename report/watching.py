"""Which open jobs a watch is about: its filters, each by itself and all of them together."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import pyarrow.compute as pc

from report.figures.days import berlin_day
from report.figures.row import Row
from report.job_words import COLUMNS
from schemas.vocabulary import SalaryBasis
from schemas.watches import Watch
from storage.layout import started_at

Test = Callable[[Row], bool]
LOOKED_AT = (
    *("district", "certificates", "skills", "seniority", "leads_people", "experience_level", "languages", "posted_on"),
)
UNESTIMATED: tuple[SalaryBasis, ...] = ("stated", "pay_grade")  # pay that is no board's guess


def list_open(tables: Mapping[str, Any], only: Callable[[Any], Any] | None = None) -> list[Row]:
    """The open jobs with what is told of them and what filters look at, newest first.

    `only`: of the table of jobs a mask of those that are wanted at all, since making rows takes time.
    """
    jobs = tables["jobs"]
    mask = pc.equal(jobs["status"], "open")
    jobs = jobs.filter(pc.and_(mask, only(jobs)) if only else mask)
    rows: list[Row] = jobs.select([*COLUMNS, *LOOKED_AT]).to_pylist()
    rows.sort(key=lambda row: (-row["first_seen_at"].timestamp(), row["job_id"]))
    return rows


def find_matches(jobs: Collection[Row], watch: Watch, run: str) -> list[Row]:
    """Those of the jobs that pass all filters of the watch, on the day of the run."""
    tests = list(filters_of(watch, berlin_day(started_at(run))).values())
    return [row for row in jobs if all(test(row) for test in tests)]


def filters_of(watch: Watch, today: date) -> dict[str, Test]:
    """The filters of a watch by the names of their keys."""
    found = dict(_choices(watch))
    if watch.words:
        found["words"] = partial(_has_words, [fold(one).split() for one in watch.words])
    if watch.pay_from is not None:
        found["pay_from"] = partial(_is_paid, watch.pay_from, watch.basis or UNESTIMATED)
    if watch.km is not None:
        found["km"] = partial(_is_near, watch.km)
    if watch.employers:
        found["employers"] = partial(_is_of, [fold(one) for one in watch.employers])
    if watch.without_employers:
        unwanted = partial(_is_of, [fold(one) for one in watch.without_employers])
        found["without_employers"] = lambda row: not unwanted(row)
    if watch.english:
        found["english"] = lambda row: _english_of(row) in watch.english
    if watch.deadline_days is not None:
        found["deadline_days"] = partial(_is_due, today, today + timedelta(days=watch.deadline_days))
    return found


def _choices(watch: Watch) -> Iterator[tuple[str, Test]]:
    """Filters that look at one column: it has one of some values, or all of them."""
    one_of: dict[str, tuple[str, tuple[str, ...]]] = {
        "roles": ("role_family", watch.roles), "levels": ("seniority", watch.levels),
        "basis": ("salary_basis", watch.basis), "towns": ("town", watch.towns), "remote": ("remote", watch.remote),
        "leads": ("leads_people", watch.leads), "education": ("education_min", watch.education),
        "experience": ("experience_level", watch.experience),
    }  # fmt: skip
    for name, (column, wanted) in one_of.items():
        if wanted:
            yield name, partial(_has_one, column, {fold(one) for one in wanted})
    if watch.boards:
        yield "boards", lambda row: not set(watch.boards).isdisjoint(row["boards"])
    for column, all_of in (("skills", watch.skills), ("benefits", watch.benefits)):
        if all_of:
            yield column, partial(_has_all, column, {fold(one) for one in all_of})


def fold(words: str) -> str:
    """Words as they are compared; the page's search folds them so, too.

    >>> fold("Düsseldorf"), fold("STRASSE") == fold("Straße")
    ('dusseldorf', True)
    """
    plain = unicodedata.normalize("NFD", words)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def _has_one(column: str, wanted: Collection[str], row: Row) -> bool:
    return fold(row[column] or "-") in wanted


def _has_all(column: str, wanted: set[str], row: Row) -> bool:
    return wanted <= {fold(one) for one in row[column] or ()}


def _has_words(wanted: Collection[list[str]], row: Row) -> bool:
    named = (row["title"], row["employer"], row["town"], row["district"], *row["skills"], *row["certificates"])
    text = fold(" ".join(filter(None, named)))
    return any(all(word in text for word in words) for words in wanted)


def _is_paid(least: int, origins: Collection[str], row: Row) -> bool:
    ends = [end for end in (row["salary_year_min_eur"], row["salary_year_max_eur"]) if end is not None]
    return row["salary_basis"] in origins and max(ends, default=0) >= least


def _is_near(km: float, row: Row) -> bool:
    return row["distance_km"] is not None and row["distance_km"] <= km


def _is_of(names: Collection[str], row: Row) -> bool:
    return any(name in fold(row["employer"] or "") for name in names)


def _english_of(row: Row) -> str:
    asked = [one["required"] for one in row["languages"] if one["code"] == "en"]
    return "required" if any(asked) else "wished" if asked else "-"


def _is_due(first: date, last: date, row: Row) -> bool:
    return row["apply_by_on"] is not None and first <= row["apply_by_on"] <= last
