"""The market in figures: one row a figure of a period, with how many cases it rests on and how sure it is."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from schemas.columns import Column, Row
from schemas.examples import OF_SNAPSHOT, RUN

LEAST = 5  # cases: a figure of fewer is not told
Method = Literal["count", "share", "quantile", "kaplan_meier", "concentration", "statement", "comparison"]
MEANINGS: dict[Method, str] = {
    "count": "counted among `n`; no interval, since nothing is left to chance",
    "share": "a share of `n`; interval of Wilson (1927)",
    "quantile": "between the two nearest of `n` values; interval: the values whose ranks hold it in 95 of 100 samples "
    "(binomial), empty where so few have none",
    "kaplan_meier": "the median of Kaplan and Meier (1958), with left truncation; interval of Brookmeyer and Crowley "
    "(1982)",
    "concentration": "Herfindahl and Hirschman's index: the sum of the squares of all shares; 1: one has all",
    "statement": "the mean of what boards state, `n` statements; no figure of ours, and no interval",
    "comparison": "the later share less the earlier one, beyond chance by Fisher's exact test (two-sided), corrected "
    "for all slices compared (Benjamini and Hochberg 1995, at most 5 of 100 false); interval of Newcombe (1998)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Row):
    """A figure of the market."""

    key: ClassVar[tuple[str, ...]] = ("period", "period_on", "indicator", "slice")
    stamped = "run"

    period: Annotated[
        Literal["day", "month"],
        Column("day: the jobs open on it; month: those open at some time in it, as they last were", example="month"),
    ]
    period_on: Annotated[
        date, Column("the day, or the first day of the month", "Europe/Berlin", example=date(2026, 11, 1))
    ]
    indicator: Annotated[str, Column("what is told: docs/market.md", example="skill")]
    slice: Annotated[
        str,
        Column('of which part: "all", or a value such as a skill; two values have " / " between them', example="SAP"),
    ]
    value: Annotated[
        float | None,
        Column(
            f"the figure, in `unit`; empty: fewer than {LEAST} cases, or not known yet. Never 0 for that", example=0.41
        ),
    ] = None
    low: Annotated[float | None, Column("lower end of its interval of 95 %; empty: none", example=0.28)] = None
    high: Annotated[float | None, Column("upper end of it", example=0.56)] = None
    n: Annotated[int, Column("cases that it rests on", example=46)]
    unit: Annotated[
        Literal["jobs", "share", "EUR gross a year", "EUR gross a month", "days", "index", "comparisons"],
        Column("unit of the figure", example="share"),
    ]
    method: Annotated[Method, Column("how figure and interval are made: docs/market.md", example="share")]
    run: Annotated[str | None, Column(OF_SNAPSHOT, example=RUN)] = None
