"""One ad from outside a crawl, read by the code that reads those of a crawl."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from crawls.ad_words import find_words
from german.ads.text import read_text
from german.places.search import load_search
from pipelines.normalize import read_posting
from pipelines.subjects.ad import one_line
from report.reading import print_reading
from schemas.columns import Field, fields_of
from schemas.configuration import Search
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from schemas.raw import RawPlace, RawPosting
from schemas.results import ReadColumn, Reading
from schemas.tables import Posting, Vacancy
from storage.layout import run_id

_READ_FROM = {  # a column -> where the words stand that it was read from; its followers (Use) come from there, too
    "title": "title",
    "employer": "employer_raw",
    "place": "place",
    "remote": "remote_raw",
    "employment_types": "employment_raw",
    "fixed_term": "contract_raw",
    "weekly_hours_min": "hours_raw",
    "posted_on": "posted_raw",
    "apply_by_on": "apply_by_raw",
    "start_on": "start_raw",
    "salary_basis": "salary_raw",
    "pay_scale": "pay_grade_raw",
}
_UNTOLD = {"url", "issues"}  # an address is not read; issues stand beside their columns


def show_reading(source: str, pairs: Iterable[str], search_file: str, *, as_json: bool = False) -> int:
    """Print how an ad is read (`read_ad`); 0, also for one that a crawl would leave out."""
    reading = read_ad(source, pairs, load_search(search_file))
    if as_json:
        print(json.dumps(asdict(reading), default=str))  # ASCII: an ad's control characters stay escaped
    else:
        print_reading(reading)
    return ExitCode.WELL


def read_ad(source: str, pairs: Iterable[str], search: Search) -> Reading:
    """What a crawl with this search would read in an ad; `source` and `pairs` as in `find_words`.

    Raises ConfigurationError for what cannot be an ad.
    """
    now = datetime.now(UTC)
    facts = _state(find_words(source, pairs), now)
    try:
        posting = read_posting(RawPosting(**facts), run_id(now), search)
    except ValueError as error:  # a crawl writes it into rejected/
        return Reading(rejected=f"{type(error).__name__}: {error}")
    return Reading(columns=tuple(_columns_of(posting)), left_out=posting.left_out)


def _state(words: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The words as a board states them. Without a title the text's first line is the title; without a time, now."""
    facts: dict[str, Any] = {"board": "read", "board_ref": "1", "url": "https://read.invalid/1", **words}
    places, instant = facts.pop("place", ""), facts.pop("fetched_at", "")
    facts["places"] = tuple(RawPlace(words=one.strip()) for one in places.split(";") if one.strip())
    try:
        facts["fetched_at"] = datetime.fromisoformat(instant).astimezone(UTC) if instant else now
    except (ValueError, OverflowError) as error:
        raise ConfigurationError(f"fetched_at={instant!r}: write it as 2026-11-22T05:00:00+00:00") from error
    if not facts.get("title", "").strip():
        facts["title"] = read_text(facts.get("text_html")).strip().partition("\n")[0]
    if not facts["title"]:
        raise ConfigurationError("the ad has no title, and no text to take it from: set it with --title")
    return facts


def _columns_of(posting: Posting) -> Iterator[ReadColumn]:
    """The columns that readers fill, in the order of docs/columns.md, each with its words; a leading one's issues."""
    by_name = {field.name: field for field in fields_of(Vacancy)}
    for name in (name for name in by_name if name not in _UNTOLD):
        leader = _find_leader(name, by_name)
        origin = _READ_FROM.get(leader, "")
        subject = origin.removesuffix("_raw")
        issues = [one for one in posting.issues if one.partition(":")[0].removesuffix("_end") == subject]
        if leader == "salary_basis" and posting.salary_basis == "pay_grade":
            origin = "pay_grade_raw"
        yield ReadColumn(
            name=name,
            value=getattr(posting, name),
            words=one_line(getattr(posting, origin)) if origin else None,
            issues=tuple(map(str, issues)) if name == leader else (),
        )


def _find_leader(name: str, by_name: Mapping[str, Field]) -> str:
    """The column that this one is taken with."""
    use = by_name[name].use
    follows = use.along_with or use.stated_with
    return _find_leader(follows, by_name) if follows else name
