"""How good the data is: how often a column is filled, and how often a reader is right."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from schemas.columns import Column, Row
from schemas.examples import OF_SNAPSHOT, RUN
from schemas.market import LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality(Row):
    """How often a column of a board's postings is filled, or how often a reader was right on labelled ads."""

    key: ClassVar[tuple[str, ...]] = ("measure", "subject", "board", "period_on")
    stamped = "run"

    measure: Annotated[
        Literal["filled", "precision", "recall"],
        Column(
            "filled: postings that state the column; precision: of the values read, those that are right; recall: of "
            "those stated, those that were read right",
            example="filled",
        ),
    ]
    subject: Annotated[
        str,
        Column("the column of `postings`; of precision and recall the labelled set: docs/quality.md", example="remote"),
    ]
    board: Annotated[
        str | None, Column("board of the postings; empty: ads of several were labelled", example="karriere_nrw")
    ] = None
    period_on: Annotated[
        date,
        Column(
            "first day of the month in which the postings were first seen; of precision and recall the day of scoring",
            "Europe/Berlin",
            example=date(2026, 11, 1),
        ),
    ]
    value: Annotated[float | None, Column(f"the share; empty: of fewer than {LEAST} cases", example=0.71)] = None
    low: Annotated[float | None, Column("lower end of its interval of 95 % (Wilson 1927)", example=0.45)] = None
    high: Annotated[float | None, Column("upper end of it", example=0.88)] = None
    n: Annotated[int, Column("postings, or values, that it is a share of", example=14)]
    run: Annotated[str | None, Column(OF_SNAPSHOT, example=RUN)] = None
