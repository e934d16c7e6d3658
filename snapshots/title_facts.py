"""What a title states that its key does not: each vacancy of an employer's has one value of it."""

from functools import lru_cache
from typing import NamedTuple

from german.titles.asides import find_grade, find_title_hours
from german.titles.key import find_leader
from german.titles.owners import find_firm
from german.titles.starts import find_start
from snapshots.titles import workload_of


class TitleFacts(NamedTuple):
    """The facts of a title; None where it states none, or several."""

    workload: int | None  # percent of full time
    hours: float | None  # a week
    grade: str | None
    start_year: int | None
    start_month: int | None
    rank: str | None  # of a leader, as german.titles.key.Leader
    trade: str | None
    firm: str | None  # as written


@lru_cache(maxsize=65536)
def facts_of(title: str) -> TitleFacts:
    """What a title states besides its words.

    >>> facts_of("Leiter Netze (75 %), EG 11, Start 2027") == facts_of("Leiter Netze")._replace(
    ...     workload=75, grade="EG 11", start_year=2027)
    True
    """
    leader, firm = find_leader(title), find_firm(title)
    if not any(map(str.isdigit, title)):
        return TitleFacts(None, None, None, None, None, leader.rank, leader.trade, firm)
    start = find_start(title)
    figures = workload_of(title), find_title_hours(title), find_grade(title), start.year, start.month
    return TitleFacts(*figures, leader.rank, leader.trade, firm)
