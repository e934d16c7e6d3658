"""Postings: one ad on one board, as a part holds it and as a snapshot does."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

from schemas.asks import Vacancy
from schemas.columns import EXPLAINED, ON_AD, PAIRED, Column, Row, Use
from schemas.examples import AT, FIRST, JOB_ID, OF_SNAPSHOT, RUN
from schemas.vocabulary import Cause, ClosedReason, DuplicateKind, LeftOut, PossibleSame, Status

FROM_FILE = "is that of employers.toml, since the feed states none"
OR_READ_BEFORE = "is known, or it was read before this was told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting(Vacancy):
    """One ad on one board, read. A part holds these."""

    key: ClassVar[tuple[str, ...]] = ("board", "board_ref")

    board: Annotated[
        str,
        Column("board that carries the posting", schema_org="publisher", example="karriere_nrw"),
        Use(PAIRED | ON_AD),
    ]
    board_ref: Annotated[
        str,
        Column(
            "the board's own id of the posting", schema_org="identifier", example="603904c4-7307-5b79-bfdb-46d729c2e9a7"
        ),
        Use(PAIRED),
    ]
    run: Annotated[str, Column("run that read it, by its UTC start: 20261122T050000Z", example=RUN)]
    fetched_at: Annotated[datetime, Column("instant of the board's answer that it was read from", "UTC", example=AT)]
    seen_at: Annotated[
        datetime, Column("instant of the board's last answer that showed it: a list, or as above", "UTC", example=AT)
    ]
    left_out: Annotated[
        LeftOut | None,
        Column("why it is no job of this search: outside the area, another role, no vacancy", example="area"),
    ] = None
    employer_raw: Annotated[
        str | None, Column("employer, as the board words it", example="Muster Stahl GmbH & Co. KG")
    ] = None
    employer_assumed: Annotated[
        bool | None, Column(f"the employer's name {FROM_FILE}; null: no employer {OR_READ_BEFORE}", example=False)
    ] = None
    place_assumed: Annotated[
        bool | None, Column(f"the place {FROM_FILE}; null: no place {OR_READ_BEFORE}", example=False)
    ] = None
    salary_raw: Annotated[
        str | None,
        Column("words the pay was read from, or that could not be read", example="5.200 bis 6.000 € im Monat"),
        Use(ON_AD),
    ] = None
    pay_grade_raw: Annotated[
        str | None,
        Column("words the pay grade was read from", example="Entgeltgruppe 9b bis 11 TVöD (VKA)"),
        Use(ON_AD),
    ] = None
    posted_raw: Annotated[str | None, Column("words the publication date was read from", example="vor 5 Tagen")] = None
    apply_by_raw: Annotated[
        str | None, Column("words the deadline was read from", example="Bewerbungsfrist: 15.12.2026"), Use(ON_AD)
    ] = None
    start_raw: Annotated[str | None, Column("words the start was read from", example="2. Quartal 2027"), Use(ON_AD)] = (
        None
    )
    contract_raw: Annotated[
        str | None, Column("words the contract was read from", example="zunächst auf zwei Jahre befristet"), Use(ON_AD)
    ] = None
    hours_raw: Annotated[
        str | None,
        Column("words the weekly hours were read from", example="30 bis 38,5 Stunden in der Woche"),
        Use(ON_AD),
    ] = None
    remote_raw: Annotated[
        str | None, Column("words the work from home was read from", example="zwei Tage Homeoffice"), Use(ON_AD)
    ] = None
    employment_raw: Annotated[
        str | None, Column("words the employment types were read from", example="Vollzeit, Teilzeit")
    ] = None
    education_raw: Annotated[
        str | None, Column("words the education was read from", example="Studium der Informatik oder Vergleichbares")
    ] = None
    experience_raw: Annotated[
        str | None, Column("words the experience was read from", example="mindestens drei Jahre Berufserfahrung")
    ] = None
    leads_people_raw: Annotated[
        str | None,
        Column("words the leading of people was read from", example="Führung eines Teams von 8 Mitarbeitenden"),
    ] = None
    travel_raw: Annotated[
        str | None, Column("words the travel was read from", example="Reisebereitschaft (10 bis 20 %)")
    ] = None
    leave_days_raw: Annotated[
        str | None, Column("words the days of leave were read from", example="30 Tage Urlaub im Jahr")
    ] = None
    bonus_raw: Annotated[
        str | None,
        Column("words bonus, 13th salary and holiday pay were read from", example="Urlaubs- und Weihnachtsgeld, Bonus"),
    ] = None
    salary_phrase_raw: Annotated[
        str | None, Column("words that promise pay without a figure or a grade", example="attraktive Vergütung")
    ] = None
    employer_size_raw: Annotated[
        str | None, Column("words the number of employees was read from", example="mit über 800 Mitarbeitenden")
    ] = None
    reference: Annotated[
        str | None, Column("the employer's own number for the vacancy", example="2026-0043"), Use(PAIRED | EXPLAINED)
    ] = None
    via: Annotated[str | None, Column("board that this board has the ad from", example="Kopfsteinpfad"), Use(ON_AD)] = (
        None
    )
    employer_url: Annotated[
        str | None, Column("the employer's page", schema_org="sameAs", example="https://muster-stahl.example")
    ] = None
    other_urls: Annotated[
        tuple[str, ...],
        Column("the same ad elsewhere, as the board links it", example=("https://kopfsteinpfad.example/stellen/4711",)),
    ] = ()
    text: Annotated[
        str | None,
        Column(
            "the ad in plain text, contacts masked unless kept",
            schema_org="description",
            example="Wir suchen eine Leitung für den IT-Betrieb …",
        ),
    ] = None
    text_sha256: Annotated[
        str | None,
        Column("SHA-256 of the text", example="852af7457b94427c279ae25204014a4dd18805fd78fde37a9dfa8e80a0d27ea7"),
        Use(PAIRED),
    ] = None
    text_run: Annotated[
        str | None,
        Column("run that brought the text to its board, and whose postings/texts hold it", example=RUN),
    ] = None
    said: Annotated[
        tuple[str, ...],
        Column(
            "a sum of what the board said, subject by subject: whether it says something else later",
            example=("places:5b1f02c6", "text:8f31c2a0", "title:04d7e91b"),
        ),
    ] = ()
    readers: Annotated[
        str | None, Column("sum over the code and word lists that read it", example="5f0c1a7be2d94c33")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidBefore(Row):
    """What a posting said in one column, until it said something else."""

    field: Annotated[str, Column("the column", example="salary_max_eur")]
    value: Annotated[
        str | None, Column("its value as text, of places the towns; none: nothing was stated", example="5500.00")
    ] = None
    until_at: Annotated[datetime, Column("run that first read another value, by its start", "UTC", example=AT)]
    may_lag: Annotated[
        bool,
        Column("so new, or a board of its job so silent, that another board may still say it", example=True),
    ] = True
    reworded: Annotated[
        bool | None,
        Column("its board said something else; false: our readers read the same words otherwise", example=True),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedPosting(Posting):
    """A posting in a snapshot: with its job and its life. Its text stands in `descriptions`."""

    stamped = "snapshot_run"

    job_id: Annotated[str, Column("the job it belongs to; stable from run to run", example=JOB_ID)]
    job_since_at: Annotated[
        datetime | None,
        Column(
            "run that gave the job its id, by its start; of jobs that merge the older id stays", "UTC", example=FIRST
        ),
    ] = None
    status: Annotated[Status, Column("open while its board carries it", example="open"), Use(EXPLAINED | ON_AD)]
    first_seen_at: Annotated[
        datetime, Column("first answer that carried it", "UTC", example=FIRST), Use(PAIRED | EXPLAINED | ON_AD)
    ]
    last_seen_at: Annotated[
        datetime, Column("last answer that carried it", "UTC", example=AT), Use(PAIRED | EXPLAINED | ON_AD)
    ]
    missed_runs: Annotated[int, Column("complete runs of its board in a row without it; two close it", example=1)] = 0
    missed_since_on: Annotated[
        date | None,
        Column(
            "day of the first complete run that lacked it, since it was last seen; null: none did",
            "Europe/Berlin",
            example=date(2026, 12, 15),
        ),
    ] = None
    stale: Annotated[
        bool,
        Column("carried over: the last run did not read as far, or its board was incomplete", example=False),
        Use(ON_AD),
    ] = False
    closed_on: Annotated[
        date | None, Column("day it closed", "Europe/Berlin", example=date(2026, 12, 16)), Use(ON_AD)
    ] = None
    closed_reason: Annotated[ClosedReason | None, Column("why it closed", example="deadline")] = None
    came_by: Annotated[
        Cause, Column("whose doing it is that it came, or last came back: the board's, or ours", example="board")
    ] = Cause.BOARD
    left_by: Annotated[Cause | None, Column("whose doing it is that it closed", example="board")] = None
    reposted: Annotated[
        int,
        Column("how often its job came again with it, more than 3 days after all its postings ended", example=1),
    ] = 0
    redated: Annotated[
        int, Column("how often it stayed with the same text, but under a date later by two days or more", example=2)
    ] = 0
    first_posted_on: Annotated[
        date | None,
        Column("posted_on before it was re-dated first; null: never", "Europe/Berlin", example=date(2026, 11, 3)),
    ] = None
    is_canonical: Annotated[bool, Column("the posting whose words stand for its job", example=True), Use(ON_AD)] = False
    duplicate_kind: Annotated[
        DuplicateKind | None, Column("how it repeats its job's canonical posting", example="full"), Use(ON_AD)
    ] = None
    duplicate_reason: Annotated[
        str | None,
        Column(
            "why it is the same job: codes of what agrees, some with a figure; docs/columns.md lists them",
            example="same_title same_employer same_towns texts_alike:86",
        ),
        Use(ON_AD),
    ] = None
    possible_same_vacancy: Annotated[str | None, Column("as in `jobs`", example=JOB_ID)] = None
    possible_same_reason: Annotated[PossibleSame | None, Column("as in `jobs`", example="relayed")] = None
    said_before: Annotated[
        tuple[SaidBefore, ...],
        Column("what it said before, oldest first, so that a board that lags is known to", example=()),
    ] = ()
    snapshot_run: Annotated[
        str | None, Column(f"{OF_SNAPSHOT}; `run` is the one that read the posting", example=RUN)
    ] = None
