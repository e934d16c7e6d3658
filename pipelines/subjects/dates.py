"""The columns of dates: published, to apply by, to start."""

import re
from dataclasses import replace
from datetime import datetime

from german.dates.ad import AdDates
from german.dates.field import read_date
from german.dates.readings import Kind, ReadDate
from german.dates.soon import is_as_soon_as_possible
from german.words.unreadable import Unreadable
from pipelines.subjects.ad import Ad, Columns, choose, one_line, words_of
from schemas.vocabulary import Issue

# A year of five digits, an instant beyond the calendar, below zero, or no number at all.
_NUMBER = re.compile(r"-\d+|nan|-?inf(?:inity)?|\d+(?:\.\d+)?e\+?\d+|[\d.:+TZ-]*\d{5}[\d.:+TZ-]*", re.IGNORECASE)


def read_day(ad: Ad, issue: Issue, words: str | None) -> ReadDate | None:
    """A day stated in a field of the board, read against the instant of the response."""
    kind = issue.partition(":")[0]
    return ad.ask(issue, _read_date, words, ad.raw.fetched_at, kind)


def _read_date(words: str | None, seen_at: datetime, kind: Kind) -> ReadDate | None:
    """As read_date, and Unreadable for a bare number that is no date: it states one all the same."""
    found = read_date(words, seen_at, kind)
    if found is None and words and _NUMBER.fullmatch(words):
        raise Unreadable(f"no date: {words[:80]}")
    return found


def posted_columns(ad: Ad, posted: ReadDate | None) -> Columns:
    columns: Columns = {"posted_raw": one_line(ad.raw.posted_raw)}
    if posted:
        columns |= {
            "posted_on": posted.on,
            "posted_at": posted.at,
            "posted_precision": posted.precision,
            "posted_at_least": posted.at_least,
        }
    return columns


def deadline_columns(ad: Ad, in_ad: AdDates) -> Columns:
    words = ad.raw.apply_by_raw
    apply_by = choose(read_day(ad, Issue.APPLY_BY, words), lambda: in_ad.apply_by)
    columns: Columns = {"apply_by_raw": words_of(words, apply_by)}
    if apply_by:
        columns |= {"apply_by_on": apply_by.on, "apply_by_precision": apply_by.precision}
    return columns


def set_start_aside(in_ad: AdDates, start: ReadDate | None) -> AdDates:
    """An ad's dates without an end of the contract that is the board's own start: key facts beside "befristet"."""
    if start and in_ad.contract_end and in_ad.contract_end.on == start.on:
        return replace(in_ad, contract_end=None)
    return in_ad


def start_columns(ad: Ad, start: ReadDate | None, in_ad: AdDates) -> Columns:
    """The columns of the start: the board's own, `start`, before that of the ad."""
    words, start = ad.raw.start_raw, choose(start, lambda: in_ad.start)
    columns: Columns = {
        "start_as_soon_as_possible": choose(is_as_soon_as_possible(words), lambda: in_ad.as_soon_as_possible),
        "start_raw": words_of(words, start),
    }
    if start:
        columns |= {"start_on": start.on, "start_precision": start.precision}
    return columns


def weigh_dates(ad: Ad, read: Columns) -> Columns:
    """The columns with the dates of an ad that cannot all be right left empty, each with its issue.

    A deadline before the day of publication would close an ad as it appears. A contract that ends on the day on which
    the job starts, or before, is one date read as both, or two that are mistaken.
    """
    posted, apply_by = read.get("posted_on"), read.get("apply_by_on")
    start, end = read.get("start_on"), read.get("contract_until_on")
    refused: Columns = {}
    if posted and apply_by and apply_by < posted and not read["posted_at_least"] and read["posted_precision"] == "day":
        ad.issues.append(Issue.APPLY_BY_REFUSED)
        refused |= {"apply_by_on": None, "apply_by_precision": None}
    if start and end and start >= end:
        ad.issues.append(Issue.START_REFUSED)
        refused |= {"start_on": None, "start_precision": None, "contract_until_on": None}
    return read | refused
