"""What others claim of the market, beside our figure."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.columns import Column, Row
from schemas.examples import OF_SNAPSHOT, RUN
from schemas.vocabulary import Word


class ClaimVerdict(Word):
    """What our figures say of a claim; `verdict` of `claims`."""

    BORNE_OUT = "borne_out", "the whole interval of our figure is within what is claimed"
    NOT_BORNE_OUT = "not_borne_out", "the whole interval of our figure is outside of it"
    NOT_KNOWN_YET = "not_known_yet", "the interval lies across its bounds, or too few jobs tell anything of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Row):
    """A statement of a board's page on the market, our figure and the verdict."""

    key: ClassVar[tuple[str, ...]] = ("claimed_by", "claim")
    stamped = "run"

    claimed_by: Annotated[
        str, Column("page that claims it", example="https://www.wir-lieben-jobs.de/it-manager-jobs-in-wuppertal")
    ]
    claim: Annotated[str, Column("its name: docs/market.md, or an occupation and level", example="pay_experienced")]
    statement: Annotated[str, Column("what is claimed, in our words", example="Beginners get 3,700 to 4,500 € a month")]
    at_least: Annotated[float | None, Column("lower bound of what is claimed; empty: none", example=5000.0)] = None
    at_most: Annotated[float | None, Column("upper bound of it", example=6500.0)] = None
    value: Annotated[float | None, Column("our figure; empty: of too few jobs", example=6120.0)] = None
    low: Annotated[float | None, Column("lower end of its interval of 95 %", example=5700.0)] = None
    high: Annotated[float | None, Column("upper end of it", example=6700.0)] = None
    n: Annotated[int, Column("jobs that it rests on", example=31)]
    verdict: Annotated[ClaimVerdict, Column("what the figure says of it", example="not_known_yet")]
    query: Annotated[
        str,
        Column(
            "SQL that gives `value` and `n`, over views named like the tables",
            example="SELECT median(pay) AS value, count(*) AS n FROM …",
        ),
    ]
    run: Annotated[str | None, Column(OF_SNAPSHOT, example=RUN)] = None
