"""Days as the reader counts them, and the open jobs day by day."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from schemas.vocabulary import Cause, ClosedReason

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Day:
    """One day: jobs open at its end, and those that boards brought and closed on it; not what our own doing did."""

    on: date
    open: int
    new: int
    closed: int


def berlin_day(instant: datetime) -> date:
    return instant.astimezone(BERLIN).date()


def find_gaps(watched: Collection[date], first: date, last: date) -> list[tuple[date, date]]:
    """The first and last day of each stretch, between two days and with them, that was not watched.

    >>> days = [date(2026, 11, one) for one in (1, 2, 5)]
    >>> [(one.day, other.day) for one, other in find_gaps(days, date(2026, 11, 1), date(2026, 11, 6))]
    [(3, 4), (6, 6)]
    """
    one = timedelta(days=1)
    days = [first - one, *sorted(day for day in watched if first <= day <= last), last + one]
    return [(day + one, after - one) for day, after in pairwise(days) if after - day > one]


def count_days(jobs: Iterable[dict[str, Any]], until: date) -> list[Day]:
    """Count every day from the first job seen to `until`; on the first day nothing counts as new."""
    seen, ended, new, closed = (Counter[date]() for _ in range(4))
    for row in jobs:
        first = min(berlin_day(row["first_seen_at"]), until)
        seen[first] += 1
        new[first] += row.get("came_by", Cause.BOARD) == Cause.BOARD
        if row["closed_on"]:
            last = min(max(row["closed_on"], first), until)
            ended[last] += 1
            closed[last] += row.get("closed_reason") != ClosedReason.OUT_OF_SEARCH
    if not seen:
        return []
    day, count, days = min(seen), 0, list[Day]()
    while day <= until:
        count += seen[day] - ended[day]
        days.append(Day(day, count, new[day] if days else 0, closed[day]))
        day += timedelta(days=1)
    return days
