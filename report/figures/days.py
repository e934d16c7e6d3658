"""Days as the reader counts them, and the open jobs day by day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Day:
    """One day: jobs open at its end, and those first seen and closed on it."""

    on: date
    open: int
    new: int
    closed: int


def berlin_day(instant: datetime) -> date:
    return instant.astimezone(BERLIN).date()


def count_days(jobs: Iterable[dict[str, Any]], until: date) -> list[Day]:
    """Count every day from the first job seen to `until`; on the first day nothing counts as new."""
    new, closed = Counter[date](), Counter[date]()
    for row in jobs:
        new[min(berlin_day(row["first_seen_at"]), until)] += 1
        if row["closed_on"]:
            closed[min(max(row["closed_on"], berlin_day(row["first_seen_at"])), until)] += 1
    if not new:
        return []
    day, count, days = min(new), 0, list[Day]()
    while day <= until:
        count += new[day] - closed[day]
        days.append(Day(day, count, new[day] if days else 0, closed[day]))
        day += timedelta(days=1)
    return days
