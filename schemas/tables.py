"""The rows of every table: one annotated field a column, one meaning a name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from schemas.columns import Column, Row
from schemas.vocabulary import Period, Precision, RoleFamily, Seniority

Remote = Literal["none", "hybrid", "full"]
SalaryBasis = Literal["stated", "pay_grade", "board_estimate"]
Status = Literal["open", "closed"]
LeftOut = Literal["area", "role", "not_a_vacancy"]
ClosedReason = Literal["missing", "deadline", "gone"]
DuplicateKind = Literal["full", "partial", "semantic", "temporal"]
ChangeKind = Literal["new", "changed", "closed", "reopened"]
Verdict = Literal["complete", "recent", "partial", "incomplete", "held", "failed", "not_run"]

_JOB, _RUN = "nm2o3c7j2pjc", "20261122T050000Z"  # of the examples
_FIRST, _AT = (datetime(2026, 11, day, 5, 1, 39, tzinfo=UTC) for day in (20, 22))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOf(Row):
    """One place of work, as the gazetteer knows it."""

    postal_code: Annotated[str | None, Column("postal code", schema_org="postalCode", example="42103")] = None
    town: Annotated[
        str | None, Column("official German name of the town", schema_org="addressLocality", example="Wuppertal")
    ] = None
    district: Annotated[str | None, Column("district of the town", example="Elberfeld")] = None
    state: Annotated[str | None, Column("Land, ISO 3166-2", schema_org="addressRegion", example="DE-NW")] = None
    country: Annotated[str | None, Column("country, ISO 3166-1 alpha-2", schema_org="addressCountry", example="DE")] = (
        None
    )
    latitude: Annotated[float | None, Column("latitude", "degrees, WGS 84", "latitude", example=51.2562)] = None
    longitude: Annotated[float | None, Column("longitude", "degrees, WGS 84", "longitude", example=7.1508)] = None
    distance_km: Annotated[
        float | None, Column("great-circle distance from the search's centre", "km", example=0.3)
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy(Row):
    """What a posting and a job both say: the columns they share."""

    url: Annotated[
        str,
        Column(
            "page of the ad (a job's: of its canonical posting)",
            schema_org="url",
            example="https://www.karriere.nrw/stellenausschreibung/603904c4",
        ),
    ]
    title: Annotated[
        str, Column("title as written", schema_org="title", example="Leitung IT-Betrieb (m/w/d), Wuppertal")
    ]
    title_core: Annotated[
        str, Column("title without (m/w/d), place, reference number, hours", example="Leitung IT-Betrieb")
    ]
    title_key: Annotated[str, Column("title core folded for comparison", example="betrieb it leit")]
    role_family: Annotated[RoleFamily, Column("family of the role; see docs/roles.md", example="it_lead")]
    seniority: Annotated[Seniority | None, Column("level, as far as the ad says", example="head")] = None
    kldb: Annotated[
        str | None, Column("KldB 2010 code, where certain", schema_org="occupationalCategory", example="43394")
    ] = None
    isco: Annotated[
        str | None, Column("ISCO-08 code, where certain", schema_org="occupationalCategory", example="1330")
    ] = None
    employer: Annotated[
        str | None,
        Column("employer's name, cleaned", schema_org="hiringOrganization", example="Muster Stahl GmbH & Co. KG"),
    ] = None
    employer_key: Annotated[
        str | None, Column("employer folded for comparison: no legal form, no branch", example="muster stahl")
    ] = None
    employer_is_agency: Annotated[bool | None, Column("employer is a staffing or placement agency", example=False)] = (
        None
    )
    industry: Annotated[
        str | None, Column("industry as stated", schema_org="industry", example="Informationstechnik")
    ] = None
    place: Annotated[
        str | None,
        Column("places of work as written", schema_org="jobLocation", example="42103 Wuppertal-Elberfeld, Remscheid"),
    ] = None
    postal_code: Annotated[
        str | None, Column("postal code of the place nearest the centre", None, "postalCode", example="42103")
    ] = None
    town: Annotated[
        str | None, Column("town of the place nearest the centre", None, "addressLocality", example="Wuppertal")
    ] = None
    district: Annotated[str | None, Column("district of that town", example="Elberfeld")] = None
    state: Annotated[str | None, Column("Land, ISO 3166-2", schema_org="addressRegion", example="DE-NW")] = None
    country: Annotated[str | None, Column("country, ISO 3166-1 alpha-2", schema_org="addressCountry", example="DE")] = (
        None
    )
    latitude: Annotated[
        float | None, Column("latitude of that place", "degrees, WGS 84", "latitude", example=51.2562)
    ] = None
    longitude: Annotated[
        float | None, Column("longitude of that place", "degrees, WGS 84", "longitude", example=7.1508)
    ] = None
    distance_km: Annotated[
        float | None, Column("great-circle distance of that place from the centre", "km", example=0.3)
    ] = None
    places: Annotated[
        tuple[PlaceOf, ...],
        Column(
            "all places of a multi-place ad",
            schema_org="jobLocation",
            example=(
                PlaceOf(postal_code="42103", town="Wuppertal", country="DE"),
                PlaceOf(town="Remscheid", country="DE"),
            ),
        ),
    ] = ()
    remote: Annotated[
        Remote | None, Column("work from home as stated", schema_org="jobLocationType", example="hybrid")
    ] = None
    employment_types: Annotated[
        tuple[str, ...],
        Column(
            "full_time, part_time, contractor, temporary, intern, apprenticeship, …",
            None,
            "employmentType",
            example=("full_time", "part_time"),
        ),
    ] = ()
    fixed_term: Annotated[bool | None, Column("contract has a stated end (true) or none (false)", example=True)] = None
    contract_until_on: Annotated[date | None, Column("last day of a fixed term", example=date(2028, 12, 31))] = None
    contract_months: Annotated[int | None, Column("length of a fixed term", "months", example=24)] = None
    weekly_hours_min: Annotated[
        Decimal | None, Column("weekly hours, lowest", "hours", "workHours", example=Decimal("30.00"))
    ] = None
    weekly_hours_max: Annotated[
        Decimal | None, Column("weekly hours, highest", "hours", "workHours", example=Decimal("38.50"))
    ] = None
    posted_on: Annotated[
        date | None,
        Column("publication as the board claims it", "Europe/Berlin", "datePosted", example=date(2026, 11, 17)),
    ] = None
    posted_at: Annotated[
        datetime | None,
        Column(
            "instant of publication where a time is stated", "UTC", example=datetime(2026, 11, 17, 16, 56, tzinfo=UTC)
        ),
    ] = None
    posted_precision: Annotated[Precision | None, Column("how exact posted_on is", example="day")] = None
    posted_at_least: Annotated[
        bool | None, Column('posted_on is the latest possible day ("vor 30+ Tagen")', example=False)
    ] = None
    apply_by_on: Annotated[
        date | None, Column("last day to apply", "Europe/Berlin", "validThrough", example=date(2026, 12, 15))
    ] = None
    apply_by_precision: Annotated[Precision | None, Column("how exact apply_by_on is", example="day")] = None
    start_on: Annotated[
        date | None, Column("first day of work", "Europe/Berlin", "jobStartDate", example=date(2027, 4, 1))
    ] = None
    start_precision: Annotated[Precision | None, Column("how exact start_on is", example="quarter")] = None
    start_as_soon_as_possible: Annotated[
        bool, Column("start as soon as possible", None, "jobImmediateStart", example=False)
    ] = False
    salary_basis: Annotated[
        SalaryBasis | None,
        Column(
            "stated by the employer, from a pay grade's table, or the board's own estimate: never mixed",
            example="stated",
        ),
    ] = None
    salary_min_eur: Annotated[
        Decimal | None, Column("lowest base pay a period", "EUR gross", "baseSalary", example=Decimal("5200.00"))
    ] = None
    salary_max_eur: Annotated[
        Decimal | None, Column("highest base pay a period", "EUR gross", "baseSalary", example=Decimal("6000.00"))
    ] = None
    salary_period: Annotated[Period | None, Column("period the pay is for", schema_org="unitText", example="month")] = (
        None
    )
    salary_period_stated: Annotated[
        bool | None, Column("false: the period was inferred from the amount", example=True)
    ] = None
    salary_approximate: Annotated[bool | None, Column('the ad says "ca.", "rund"', example=False)] = None
    salary_total: Annotated[bool | None, Column("on-target total, not base pay", example=False)] = None
    salary_year_min_eur: Annotated[
        Decimal | None, Column("lowest pay a year, derived", "EUR gross a year", example=Decimal("62400.00"))
    ] = None
    salary_year_max_eur: Annotated[
        Decimal | None, Column("highest pay a year, derived", "EUR gross a year", example=Decimal("72000.00"))
    ] = None
    salary_payments_per_year: Annotated[
        Decimal | None, Column("monthly payments a year used for it", "payments", example=Decimal("12.00"))
    ] = None
    salary_weekly_hours: Annotated[
        Decimal | None, Column("weekly hours used for it", "hours", example=Decimal("40.00"))
    ] = None
    salary_assumed: Annotated[
        tuple[str, ...], Column("which of those factors are assumed, not stated", example=("payments_per_year",))
    ] = ()
    pay_scale: Annotated[
        str | None, Column("tariff agreement or pay law: TVöD-VKA, TV-L, BesO A …", example="TVöD-VKA")
    ] = None
    pay_grade_min: Annotated[str | None, Column('lowest pay grade: "EG 9b", "A 12"', example="EG 9b")] = None
    pay_grade_max: Annotated[str | None, Column("highest pay grade", example="EG 11")] = None
    pay_grade_also: Annotated[
        str | None, Column("grade of a second path, e.g. for civil servants", example="BesO A NRW A 14")
    ] = None
    language: Annotated[str | None, Column("language of the ad, ISO 639-1", schema_org="inLanguage", example="de")] = (
        None
    )
    skills: Annotated[
        tuple[str, ...],
        Column("skills named, from german/ads/skills.tsv", schema_org="skills", example=("Backup", "ERP", "Netzwerke")),
    ] = ()
    certificates: Annotated[
        tuple[str, ...], Column("certificates named", schema_org="qualifications", example=("ITIL",))
    ] = ()
    issues: Annotated[
        tuple[str, ...],
        Column('what was stated but not read, such as "salary:unreadable"', example=("salary:unreadable",)),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting(Vacancy):
    """One ad on one board, read. A part holds these."""

    key: ClassVar[tuple[str, ...]] = ("board", "board_ref")

    board: Annotated[str, Column("board that carries the posting", schema_org="publisher", example="karriere_nrw")]
    board_ref: Annotated[
        str,
        Column(
            "the board's own id of the posting", schema_org="identifier", example="603904c4-7307-5b79-bfdb-46d729c2e9a7"
        ),
    ]
    run: Annotated[str, Column("run that read it, by its UTC start: 20261122T050000Z", example=_RUN)]
    fetched_at: Annotated[datetime, Column("instant of the board's answer that it was read from", "UTC", example=_AT)]
    seen_at: Annotated[
        datetime, Column("instant of the board's last answer that showed it: a list, or as above", "UTC", example=_AT)
    ]
    left_out: Annotated[
        LeftOut | None,
        Column("why it is no job of this search: outside the area, another role, no vacancy", example="area"),
    ] = None
    employer_raw: Annotated[
        str | None, Column("employer, as the board words it", example="Muster Stahl GmbH & Co. KG")
    ] = None
    salary_raw: Annotated[
        str | None,
        Column("words the pay was read from, or that could not be read", example="5.200 bis 6.000 € im Monat"),
    ] = None
    pay_grade_raw: Annotated[
        str | None, Column("words the pay grade was read from", example="Entgeltgruppe 9b bis 11 TVöD (VKA)")
    ] = None
    posted_raw: Annotated[str | None, Column("words the publication date was read from", example="vor 5 Tagen")] = None
    apply_by_raw: Annotated[
        str | None, Column("words the deadline was read from", example="Bewerbungsfrist: 15.12.2026")
    ] = None
    start_raw: Annotated[str | None, Column("words the start was read from", example="2. Quartal 2027")] = None
    contract_raw: Annotated[
        str | None, Column("words the contract was read from", example="zunächst auf zwei Jahre befristet")
    ] = None
    hours_raw: Annotated[
        str | None, Column("words the weekly hours were read from", example="30 bis 38,5 Stunden in der Woche")
    ] = None
    remote_raw: Annotated[
        str | None, Column("words the work from home was read from", example="zwei Tage Homeoffice")
    ] = None
    employment_raw: Annotated[
        str | None, Column("words the employment types were read from", example="Vollzeit, Teilzeit")
    ] = None
    reference: Annotated[str | None, Column("the employer's own number for the vacancy", example="2026-0043")] = None
    via: Annotated[str | None, Column("board that this board has the ad from", example="Kopfsteinpfad")] = None
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
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedPosting(Posting):
    """A posting in a snapshot: with its job and its life. Its text stands in `descriptions`."""

    job_id: Annotated[str, Column("the job it belongs to; stable from run to run", example=_JOB)]
    status: Annotated[Status, Column("open while its board carries it", example="open")]
    first_seen_at: Annotated[datetime, Column("first answer that carried it", "UTC", example=_FIRST)]
    last_seen_at: Annotated[datetime, Column("last answer that carried it", "UTC", example=_AT)]
    missed_runs: Annotated[int, Column("complete runs of its board in a row without it; two close it", example=1)] = 0
    stale: Annotated[
        bool, Column("carried over: the last run did not read as far, or its board was incomplete", example=False)
    ] = False
    closed_on: Annotated[date | None, Column("day it closed", "Europe/Berlin", example=date(2026, 12, 16))] = None
    closed_reason: Annotated[ClosedReason | None, Column("why it closed", example="deadline")] = None
    is_canonical: Annotated[bool, Column("the posting whose words stand for its job", example=True)] = False
    duplicate_kind: Annotated[
        DuplicateKind | None, Column("how it repeats its job's canonical posting", example="full")
    ] = None
    duplicate_reason: Annotated[
        str | None,
        Column(
            "why it is the same job: codes of what agrees, some with a figure; docs/columns.md lists them",
            example="same_title same_employer same_towns texts_alike:86",
        ),
    ] = None
    possible_same_vacancy: Annotated[str | None, Column("as in `jobs`", example=_JOB)] = None
    text_signature: Annotated[
        tuple[int, ...],
        Column(
            "hashes of the ad's text that tell how alike two texts are; none: no text",
            example=(9094395, 49773973, 55532827),
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Vacancy):
    """One vacancy, merged from its postings: what a dashboard reads."""

    key: ClassVar[tuple[str, ...]] = ("job_id",)

    job_id: Annotated[str, Column("the job; stable from run to run", example=_JOB)]
    status: Annotated[Status, Column("open while one of its postings is", example="open")]
    first_seen_at: Annotated[datetime, Column("first answer that carried one of its postings", "UTC", example=_FIRST)]
    last_seen_at: Annotated[datetime, Column("last answer that carried one of its postings", "UTC", example=_AT)]
    stale: Annotated[
        bool, Column("all its open postings are carried over, none was seen in the last run", example=False)
    ] = False
    closed_on: Annotated[
        date | None, Column("day its last posting closed", "Europe/Berlin", example=date(2026, 12, 16))
    ] = None
    closed_reason: Annotated[ClosedReason | None, Column("why that posting closed", example="deadline")] = None
    posting_count: Annotated[int, Column("postings of the job, closed ones included", "postings", example=2)]
    boards: Annotated[tuple[str, ...], Column("boards that carry or carried it", example=("arbeitnow", "karriere_nrw"))]
    urls: Annotated[
        tuple[str, ...],
        Column(
            "pages of all its postings",
            example=("https://www.arbeitnow.com/jobs/4711", "https://www.karriere.nrw/stellenausschreibung/603904c4"),
        ),
    ]
    salary_from: Annotated[str | None, Column("board whose posting the pay was taken from", example="karriere_nrw")] = (
        None
    )
    possible_same_vacancy: Annotated[
        str | None,
        Column("jobs that share it may be one client's vacancy, relayed by agencies; they stay apart", example=_JOB),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(Row):
    """The text of a job's canonical posting."""

    key: ClassVar[tuple[str, ...]] = ("job_id",)

    job_id: Annotated[str, Column("the job", example=_JOB)]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Row):
    """What happened to a job since the snapshot before."""

    key: ClassVar[tuple[str, ...]] = ("job_id", "kind", "field")

    run: Annotated[str, Column("run that showed it", example=_RUN)]
    job_id: Annotated[str, Column("the job", example=_JOB)]
    kind: Annotated[ChangeKind, Column("what happened", example="changed")]
    field: Annotated[
        str | None, Column("column that changed; null unless kind is changed", example="salary_max_eur")
    ] = None
    before: Annotated[str | None, Column("its value before, as text", example="5800.00")] = None
    after: Annotated[str | None, Column("its value now, as text; why it closed", example="6000.00")] = None
    title: Annotated[str, Column("the job's title", example="Leitung IT-Betrieb (m/w/d), Wuppertal")]
    employer: Annotated[str | None, Column("the job's employer", example="Muster Stahl GmbH & Co. KG")] = None
    town: Annotated[str | None, Column("the job's town", example="Wuppertal")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRun(Row):
    """Health of one board in one run. Also written into each part's metadata by the crawl."""

    key: ClassVar[tuple[str, ...]] = ("board",)

    run: Annotated[str, Column("run, by its UTC start", example=_RUN)]
    board: Annotated[str, Column("the board", example="karriere_nrw")]
    verdict: Annotated[
        Verdict,
        Column(
            "complete; partial: but for `unread`; recent: newest first, down to what is known. recent, incomplete, "
            "held (too few), failed and not_run close nothing",
            example="complete",
        ),
    ]
    reason: Annotated[
        str | None, Column("why the verdict is not complete, in words", example="3 postings, fewer than the floor of 5")
    ] = None
    access: Annotated[str, Column("open, tolerated or permission: on what footing it is asked", example="open")]
    checked: Annotated[
        str, Column("recorded, documented or live: how far the spider was verified", example="documented")
    ]
    floor: Annotated[int, Column("fewer postings than this refuse the part", "postings", example=5)]
    started_at: Annotated[datetime, Column("first request", "UTC", example=_AT)]
    seconds: Annotated[float, Column("duration of its crawl", "seconds", example=64.2)]
    requests: Annotated[int, Column("requests scheduled", "requests", example=21)]
    answered: Annotated[int, Column("requests answered", "requests", example=20)]
    failed: Annotated[int, Column("requests failed", "requests", example=0)]
    filtered: Annotated[int, Column("requests filtered: robots.txt, duplicates, other hosts", "requests", example=1)]
    carried: Annotated[
        int, Column("of those answered: pages known and unchanged, not asked for again", "requests", example=12)
    ] = 0
    postings: Annotated[int, Column("postings read", "postings", example=13)]
    in_area: Annotated[int, Column("of them within the radius", "postings", example=12)]
    kept: Annotated[int, Column("of them of a wanted role", "postings", example=7)]
    rejected: Annotated[int, Column("ads that could not become a posting", "ads", example=1)]
    with_salary: Annotated[int, Column("kept postings with stated pay or a pay grade", "postings", example=7)]
    new: Annotated[int, Column("postings not known before", "postings", example=2)] = 0
    changed: Annotated[int, Column("known postings whose facts changed", "postings", example=1)] = 0
    closed: Annotated[int, Column("postings closed by this run", "postings", example=1)] = 0
    unread: Annotated[
        tuple[str, ...],
        Column(
            "feeds without a whole answer, by how their board_refs begin: their postings are carried over",
            example=("muster-stahl/",),
        ),
    ] = ()
    recent_postings: Annotated[
        tuple[int, ...], Column("counts of its last complete runs, newest last", example=(14, 13, 13))
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark(Row):
    """Pay that a board states for a role and a town: its market notes, never a posting's pay."""

    key: ClassVar[tuple[str, ...]] = ("board", "url", "min_eur", "words")

    board: Annotated[str, Column("board that states it", example="wir_lieben_jobs")]
    url: Annotated[
        str, Column("page that states it", example="https://www.wir-lieben-jobs.de/it-leiter-jobs-in-wuppertal")
    ]
    occupation: Annotated[str, Column("occupation, as the board names it", example="IT Leiter")]
    town: Annotated[str, Column("town, as the board names it", example="Wuppertal")]
    level: Annotated[
        Literal["entry", "experienced", "senior"] | None,
        Column("level, as far as the words say", example="experienced"),
    ] = None
    min_eur: Annotated[Decimal | None, Column("lowest pay a period", "EUR gross", example=Decimal("6500.00"))] = None
    max_eur: Annotated[Decimal | None, Column("highest pay a period", "EUR gross", example=Decimal("8200.00"))] = None
    period: Annotated[Period, Column("period the pay is for", example="month")]
    period_stated: Annotated[bool, Column("false: the period was inferred from the amount", example=True)]
    words: Annotated[str, Column("the board's words", example="kommen auf 6.500 € bis 8.200 € im Monat")]
    seen_at: Annotated[datetime, Column("instant of the board's answer", "UTC", example=_AT)]


TABLES: dict[str, type[Row]] = {
    "jobs": Job,
    "descriptions": Description,
    "postings": TrackedPosting,
    "changes": Change,
    "boards": BoardRun,
    "benchmarks": Benchmark,
}
