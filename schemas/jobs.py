"""Jobs: one vacancy merged from its postings, its text, and what happened to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

from schemas.asks import Vacancy
from schemas.columns import ON_JOB, TOLD, Column, Row, Use
from schemas.examples import AT, FIRST, JOB_ID, OF_SNAPSHOT, RUN
from schemas.vocabulary import Cause, ChangeKind, ClosedReason, PossibleSame, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Vacancy):
    """One vacancy, merged from its postings: what a dashboard reads."""

    key: ClassVar[tuple[str, ...]] = ("job_id",)
    stamped: ClassVar[str | None] = "run"

    job_id: Annotated[str, Column("the job; stable from run to run", example=JOB_ID), Use(ON_JOB)]
    status: Annotated[Status, Column("open while one of its postings is", example="open")]
    first_seen_at: Annotated[
        datetime, Column("first answer that carried one of its postings", "UTC", example=FIRST), Use(ON_JOB)
    ]
    last_seen_at: Annotated[
        datetime, Column("last answer that carried one of its postings", "UTC", example=AT), Use(ON_JOB)
    ]
    stale: Annotated[
        bool,
        Column("all its open postings are carried over, none was seen in the last run", example=False),
        Use(ON_JOB),
    ] = False
    closed_on: Annotated[
        date | None, Column("day its last posting closed", "Europe/Berlin", example=date(2026, 12, 16))
    ] = None
    closed_reason: Annotated[ClosedReason | None, Column("why that posting closed", example="deadline")] = None
    came_by: Annotated[
        Cause, Column("whose doing it is that it came, or last came back: the board's, or ours", example="board")
    ] = Cause.BOARD
    posting_count: Annotated[int, Column("postings of the job, closed ones included", "postings", example=2)]
    copies: Annotated[int, Column("postings of the job that are open; 0: it is closed", "postings", example=2)] = 0
    days_open: Annotated[
        int,
        Column(
            "whole days from its beginning (posted_on to the day, or first seen if that is earlier) to closed_on or "
            "the snapshot's day; re-dating does not shorten it, and days between reposts count",
            "days",
            example=19,
        ),
    ] = 0
    reposted: Annotated[
        int,
        Column("how often it came again more than 3 days after all its postings ended", example=1),
        Use(ON_JOB | TOLD, label=("Erneut ausgeschrieben", "Reposted")),
    ] = 0
    redated: Annotated[
        int,
        Column(
            "how often an ad of it stayed with the same text under a later date: the most of its postings", example=2
        ),
        Use(ON_JOB | TOLD, label=("Neu datiert", "Re-dated")),
    ] = 0
    boards: Annotated[tuple[str, ...], Column("boards that carry or carried it", example=("arbeitnow", "karriere_nrw"))]
    urls: Annotated[
        tuple[str, ...],
        Column(
            "pages of all its postings",
            example=("https://www.arbeitnow.com/jobs/4711", "https://www.karriere.nrw/stellenausschreibung/603904c4"),
        ),
    ]
    salary_from: Annotated[
        str | None, Column("board whose posting the pay was taken from", example="karriere_nrw"), Use(ON_JOB)
    ] = None
    possible_same_vacancy: Annotated[
        str | None,
        Column("jobs that share it may be one vacancy, and stay apart: count them once if in doubt", example=JOB_ID),
        Use(ON_JOB),
    ] = None
    possible_same_reason: Annotated[
        PossibleSame | None,
        Column("why it may be: relayed by agencies, or one text under several titles", example="relayed"),
        Use(ON_JOB),
    ] = None
    run: Annotated[str | None, Column(OF_SNAPSHOT, example=RUN)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobVersion(Job):
    """A job as it was for some time: from the snapshot that first showed it so, to the one that showed it otherwise."""

    key: ClassVar[tuple[str, ...]] = ("job_id", "valid_from")
    stamped = None

    valid_from: Annotated[
        datetime, Column("start of the run whose snapshot first showed the job so", "UTC", example=FIRST)
    ]
    valid_to: Annotated[
        datetime | None,
        Column(
            "start of the run whose snapshot first showed it otherwise, or no more under this id; empty: it still "
            "stands. The version holds from `valid_from` on, and at `valid_to` no more",
            "UTC",
            example=AT,
        ),
    ] = None
    last_seen_at: Annotated[
        datetime,
        Column(
            "last answer that carried one of its postings, as the last snapshot of this version had it",
            "UTC",
            example=AT,
        ),
    ]
    run: Annotated[str | None, Column("run whose snapshot first showed the job so", example=RUN)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(Row):
    """The text of a job's canonical posting."""

    key: ClassVar[tuple[str, ...]] = ("job_id",)
    stamped = "run"

    job_id: Annotated[str, Column("the job", example=JOB_ID)]
    board: Annotated[str, Column("board the text is from", example="karriere_nrw")]
    board_ref: Annotated[
        str, Column("the board's own id of that posting", example="603904c4-7307-5b79-bfdb-46d729c2e9a7")
    ]
    text: Annotated[
        str,
        Column(
            "the ad in plain text, contacts masked unless kept",
            None,
            "description",
            example="Wir suchen eine Leitung für den IT-Betrieb …",
        ),
    ]
    text_sha256: Annotated[
        str | None,
        Column("SHA-256 of the text", example="852af7457b94427c279ae25204014a4dd18805fd78fde37a9dfa8e80a0d27ea7"),
    ] = None
    run: Annotated[str | None, Column(OF_SNAPSHOT, example=RUN)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Row):
    """What happened to a job since the snapshot before."""

    key: ClassVar[tuple[str, ...]] = ("job_id", "kind", "field")

    run: Annotated[str, Column("run that showed it", example=RUN)]
    job_id: Annotated[str, Column("the job", example=JOB_ID)]
    kind: Annotated[ChangeKind, Column("what happened", example="changed")]
    field: Annotated[
        str | None, Column("column that changed; null unless kind is changed", example="salary_max_eur")
    ] = None
    before: Annotated[str | None, Column("its value before, as text", example="5800.00")] = None
    after: Annotated[str | None, Column("its value now, as text; why it closed", example="6000.00")] = None
    title: Annotated[str, Column("the job's title", example="Leitung IT-Betrieb (m/w/d), Wuppertal")]
    employer: Annotated[str | None, Column("the job's employer", example="Muster Stahl GmbH & Co. KG")] = None
    town: Annotated[str | None, Column("the job's town", example="Wuppertal")] = None
    cause: Annotated[
        Cause,
        Column("whose doing it is; only the board's is news. Snapshots of before: always the board's", example="board"),
    ] = Cause.BOARD
