"""The rows of every table: one annotated field a column, one meaning a name."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from schemas.columns import Column, Row

Period = Literal["hour", "day", "week", "month", "year"]
Precision = Literal["day", "week", "part_of_month", "month", "quarter", "half_year", "year"]
Remote = Literal["none", "hybrid", "full"]
RoleFamily = Literal[
    "it_lead", "it_service_lead", "dev_lead", "data_lead", "it_project", "it_security", "other_it", "not_it"
]
Seniority = Literal["intern", "trainee", "junior", "experienced", "senior", "lead", "head", "executive"]
SalaryBasis = Literal["stated", "pay_grade", "board_estimate"]
Status = Literal["open", "closed"]
LeftOut = Literal["area", "role", "not_a_vacancy"]
ClosedReason = Literal["missing", "deadline", "gone"]
DuplicateKind = Literal["full", "partial", "semantic", "temporal"]
ChangeKind = Literal["new", "changed", "closed", "reopened"]
Verdict = Literal["complete", "partial", "incomplete", "held", "failed", "not_run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOf(Row):
    """One place of work, as the gazetteer knows it."""

    postal_code: Annotated[str | None, Column("postal code", schema_org="postalCode")] = None
    town: Annotated[str | None, Column("official German name of the town", schema_org="addressLocality")] = None
    district: Annotated[str | None, Column("district of the town")] = None
    state: Annotated[str | None, Column("Land, ISO 3166-2", schema_org="addressRegion")] = None
    country: Annotated[str | None, Column("country, ISO 3166-1 alpha-2", schema_org="addressCountry")] = None
    latitude: Annotated[float | None, Column("latitude", "degrees, WGS 84", "latitude")] = None
    longitude: Annotated[float | None, Column("longitude", "degrees, WGS 84", "longitude")] = None
    distance_km: Annotated[float | None, Column("great-circle distance from the search's centre", "km")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy(Row):
    """What a posting and a job both say: the columns they share."""

    url: Annotated[str, Column("page of the ad (a job's: of its canonical posting)", schema_org="url")]
    title: Annotated[str, Column("title as written", schema_org="title")]
    title_core: Annotated[str, Column("title without (m/w/d), place, reference number, hours")]
    title_key: Annotated[str, Column("title core folded for comparison")]
    role_family: Annotated[RoleFamily, Column("family of the role; see docs/roles.md")]
    seniority: Annotated[Seniority | None, Column("level, as far as the ad says")] = None
    kldb: Annotated[str | None, Column("KldB 2010 code, where certain", schema_org="occupationalCategory")] = None
    isco: Annotated[str | None, Column("ISCO-08 code, where certain", schema_org="occupationalCategory")] = None
    employer: Annotated[str | None, Column("employer's name, cleaned", schema_org="hiringOrganization")] = None
    employer_key: Annotated[str | None, Column("employer folded for comparison: no legal form, no branch")] = None
    employer_is_agency: Annotated[bool | None, Column("employer is a staffing or placement agency")] = None
    industry: Annotated[str | None, Column("industry as stated", schema_org="industry")] = None
    place: Annotated[str | None, Column("places of work as written", schema_org="jobLocation")] = None
    postal_code: Annotated[str | None, Column("postal code of the place nearest the centre", None, "postalCode")] = None
    town: Annotated[str | None, Column("town of the place nearest the centre", None, "addressLocality")] = None
    district: Annotated[str | None, Column("district of that town")] = None
    state: Annotated[str | None, Column("Land, ISO 3166-2", schema_org="addressRegion")] = None
    country: Annotated[str | None, Column("country, ISO 3166-1 alpha-2", schema_org="addressCountry")] = None
    latitude: Annotated[float | None, Column("latitude of that place", "degrees, WGS 84", "latitude")] = None
    longitude: Annotated[float | None, Column("longitude of that place", "degrees, WGS 84", "longitude")] = None
    distance_km: Annotated[float | None, Column("great-circle distance of that place from the centre", "km")] = None
    places: Annotated[tuple[PlaceOf, ...], Column("all places of a multi-place ad", schema_org="jobLocation")] = ()
    remote: Annotated[Remote | None, Column("work from home as stated", schema_org="jobLocationType")] = None
    employment_types: Annotated[
        tuple[str, ...],
        Column("full_time, part_time, contractor, temporary, intern, apprenticeship, …", None, "employmentType"),
    ] = ()
    fixed_term: Annotated[bool | None, Column("contract has a stated end (true) or none (false)")] = None
    contract_until_on: Annotated[date | None, Column("last day of a fixed term")] = None
    contract_months: Annotated[int | None, Column("length of a fixed term", "months")] = None
    weekly_hours_min: Annotated[Decimal | None, Column("weekly hours, lowest", "hours", "workHours")] = None
    weekly_hours_max: Annotated[Decimal | None, Column("weekly hours, highest", "hours", "workHours")] = None
    posted_on: Annotated[date | None, Column("publication as the board claims it", "Europe/Berlin", "datePosted")] = (
        None
    )
    posted_at: Annotated[datetime | None, Column("instant of publication where a time is stated", "UTC")] = None
    posted_precision: Annotated[Precision | None, Column("how exact posted_on is")] = None
    posted_at_least: Annotated[bool | None, Column('posted_on is the latest possible day ("vor 30+ Tagen")')] = None
    apply_by_on: Annotated[date | None, Column("last day to apply", "Europe/Berlin", "validThrough")] = None
    apply_by_precision: Annotated[Precision | None, Column("how exact apply_by_on is")] = None
    start_on: Annotated[date | None, Column("first day of work", "Europe/Berlin", "jobStartDate")] = None
    start_precision: Annotated[Precision | None, Column("how exact start_on is")] = None
    start_as_soon_as_possible: Annotated[bool, Column("start as soon as possible", None, "jobImmediateStart")] = False
    salary_basis: Annotated[
        SalaryBasis | None,
        Column("stated by the employer, from a pay grade's table, or the board's own estimate: never mixed"),
    ] = None
    salary_min_eur: Annotated[Decimal | None, Column("lowest base pay a period", "EUR gross", "baseSalary")] = None
    salary_max_eur: Annotated[Decimal | None, Column("highest base pay a period", "EUR gross", "baseSalary")] = None
    salary_period: Annotated[Period | None, Column("period the pay is for", schema_org="unitText")] = None
    salary_period_stated: Annotated[bool | None, Column("false: the period was inferred from the amount")] = None
    salary_approximate: Annotated[bool | None, Column('the ad says "ca.", "rund"')] = None
    salary_total: Annotated[bool | None, Column("on-target total, not base pay")] = None
    salary_year_min_eur: Annotated[Decimal | None, Column("lowest pay a year, derived", "EUR gross a year")] = None
    salary_year_max_eur: Annotated[Decimal | None, Column("highest pay a year, derived", "EUR gross a year")] = None
    salary_payments_per_year: Annotated[Decimal | None, Column("monthly payments a year used for it", "payments")] = (
        None
    )
    salary_weekly_hours: Annotated[Decimal | None, Column("weekly hours used for it", "hours")] = None
    salary_assumed: Annotated[tuple[str, ...], Column("which of those factors are assumed, not stated")] = ()
    pay_scale: Annotated[str | None, Column("tariff agreement or pay law: TVöD-VKA, TV-L, BesO A …")] = None
    pay_grade_min: Annotated[str | None, Column('lowest pay grade: "EG 9b", "A 12"')] = None
    pay_grade_max: Annotated[str | None, Column("highest pay grade")] = None
    pay_grade_also: Annotated[str | None, Column("grade of a second path, e.g. for civil servants")] = None
    language: Annotated[str | None, Column("language of the ad, ISO 639-1", schema_org="inLanguage")] = None
    skills: Annotated[tuple[str, ...], Column("skills named, from german/skills.tsv", schema_org="skills")] = ()
    certificates: Annotated[tuple[str, ...], Column("certificates named", schema_org="qualifications")] = ()
    issues: Annotated[tuple[str, ...], Column('what was stated but not read, such as "salary:unreadable"')] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting(Vacancy):
    """One ad on one board, read. A part holds these."""

    key: ClassVar[tuple[str, ...]] = ("board", "board_ref")

    board: Annotated[str, Column("board that carries the posting", schema_org="publisher")]
    board_ref: Annotated[str, Column("the board's own id of the posting", schema_org="identifier")]
    run: Annotated[str, Column("run that read it, by its UTC start: 20261122T050000Z")]
    fetched_at: Annotated[datetime, Column("instant of the board's answer that it was read from", "UTC")]
    seen_at: Annotated[
        datetime, Column("instant of the board's last answer that showed it: a list, or as above", "UTC")
    ]
    left_out: Annotated[
        LeftOut | None, Column("why it is no job of this search: outside the area, another role, no vacancy")
    ] = None
    employer_raw: Annotated[str | None, Column("employer, as the board words it")] = None
    salary_raw: Annotated[str | None, Column("words the pay was read from, or that could not be read")] = None
    pay_grade_raw: Annotated[str | None, Column("words the pay grade was read from")] = None
    posted_raw: Annotated[str | None, Column("words the publication date was read from")] = None
    apply_by_raw: Annotated[str | None, Column("words the deadline was read from")] = None
    start_raw: Annotated[str | None, Column("words the start was read from")] = None
    contract_raw: Annotated[str | None, Column("words the contract was read from")] = None
    hours_raw: Annotated[str | None, Column("words the weekly hours were read from")] = None
    remote_raw: Annotated[str | None, Column("words the work from home was read from")] = None
    employment_raw: Annotated[str | None, Column("words the employment types were read from")] = None
    reference: Annotated[str | None, Column("the employer's own number for the vacancy")] = None
    via: Annotated[str | None, Column("board that this board has the ad from")] = None
    employer_url: Annotated[str | None, Column("the employer's page", schema_org="sameAs")] = None
    other_urls: Annotated[tuple[str, ...], Column("the same ad elsewhere, as the board links it")] = ()
    text: Annotated[
        str | None, Column("the ad in plain text, contacts masked unless kept", schema_org="description")
    ] = None
    text_sha256: Annotated[str | None, Column("SHA-256 of the text")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedPosting(Posting):
    """A posting in a snapshot: with its job and its life. Its text stands in `descriptions`."""

    job_id: Annotated[str, Column("the job it belongs to; stable from run to run")]
    status: Annotated[Status, Column("open while its board carries it")]
    first_seen_at: Annotated[datetime, Column("first answer that carried it", "UTC")]
    last_seen_at: Annotated[datetime, Column("last answer that carried it", "UTC")]
    missed_runs: Annotated[int, Column("complete runs of its board in a row without it; two close it")] = 0
    stale: Annotated[bool, Column("carried over: its board was incomplete in the last run")] = False
    closed_on: Annotated[date | None, Column("day it closed", "Europe/Berlin")] = None
    closed_reason: Annotated[ClosedReason | None, Column("why it closed")] = None
    is_canonical: Annotated[bool, Column("the posting whose words stand for its job")] = False
    duplicate_kind: Annotated[DuplicateKind | None, Column("how it repeats its job's canonical posting")] = None
    duplicate_reason: Annotated[str | None, Column("why it is the same job, in words")] = None
    possible_same_vacancy: Annotated[str | None, Column("as in `jobs`")] = None
    text_signature: Annotated[
        tuple[int, ...], Column("hashes of the ad's text that tell how alike two texts are; none: no text")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Vacancy):
    """One vacancy, merged from its postings: what a dashboard reads."""

    key: ClassVar[tuple[str, ...]] = ("job_id",)

    job_id: Annotated[str, Column("the job; stable from run to run")]
    status: Annotated[Status, Column("open while one of its postings is")]
    first_seen_at: Annotated[datetime, Column("first answer that carried one of its postings", "UTC")]
    last_seen_at: Annotated[datetime, Column("last answer that carried one of its postings", "UTC")]
    stale: Annotated[bool, Column("all its open postings are carried over from incomplete boards")] = False
    closed_on: Annotated[date | None, Column("day its last posting closed", "Europe/Berlin")] = None
    closed_reason: Annotated[ClosedReason | None, Column("why that posting closed")] = None
    posting_count: Annotated[int, Column("postings of the job, closed ones included", "postings")]
    boards: Annotated[tuple[str, ...], Column("boards that carry or carried it")]
    urls: Annotated[tuple[str, ...], Column("pages of all its postings")]
    salary_from: Annotated[str | None, Column("board whose posting the pay was taken from")] = None
    possible_same_vacancy: Annotated[
        str | None, Column("jobs that share it may be one client's vacancy, relayed by agencies; they stay apart")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(Row):
    """The text of a job's canonical posting."""

    key: ClassVar[tuple[str, ...]] = ("job_id",)

    job_id: Annotated[str, Column("the job")]
    board: Annotated[str, Column("board the text is from")]
    board_ref: Annotated[str, Column("the board's own id of that posting")]
    text: Annotated[str, Column("the ad in plain text, contacts masked unless kept", None, "description")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Row):
    """What happened to a job since the snapshot before."""

    key: ClassVar[tuple[str, ...]] = ("job_id", "kind", "field")

    run: Annotated[str, Column("run that showed it")]
    job_id: Annotated[str, Column("the job")]
    kind: Annotated[ChangeKind, Column("what happened")]
    field: Annotated[str | None, Column("column that changed; null unless kind is changed")] = None
    before: Annotated[str | None, Column("its value before, as text")] = None
    after: Annotated[str | None, Column("its value now, as text; why it closed")] = None
    title: Annotated[str, Column("the job's title")]
    employer: Annotated[str | None, Column("the job's employer")] = None
    town: Annotated[str | None, Column("the job's town")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRun(Row):
    """Health of one board in one run. Also written into each part's metadata by the crawl."""

    key: ClassVar[tuple[str, ...]] = ("board",)

    run: Annotated[str, Column("run, by its UTC start")]
    board: Annotated[str, Column("the board")]
    verdict: Annotated[
        Verdict,
        Column("complete; partial: but for `unread`; incomplete, held (too few), failed, not_run: closes nothing"),
    ]
    reason: Annotated[str | None, Column("why the verdict is not complete, in words")] = None
    access: Annotated[str, Column("open, tolerated or permission: on what footing it is asked")]
    checked: Annotated[str, Column("recorded, documented or live: how far the spider was verified")]
    floor: Annotated[int, Column("fewer postings than this refuse the part", "postings")]
    started_at: Annotated[datetime, Column("first request", "UTC")]
    seconds: Annotated[float, Column("duration of its crawl", "seconds")]
    requests: Annotated[int, Column("requests scheduled", "requests")]
    answered: Annotated[int, Column("requests answered", "requests")]
    failed: Annotated[int, Column("requests failed", "requests")]
    filtered: Annotated[int, Column("requests filtered: robots.txt, duplicates, other hosts", "requests")]
    carried: Annotated[int, Column("of those answered: pages known and unchanged, not asked for again", "requests")] = 0
    postings: Annotated[int, Column("postings read", "postings")]
    in_area: Annotated[int, Column("of them within the radius", "postings")]
    kept: Annotated[int, Column("of them of a wanted role", "postings")]
    rejected: Annotated[int, Column("ads that could not become a posting", "ads")]
    with_salary: Annotated[int, Column("kept postings with stated pay or a pay grade", "postings")]
    new: Annotated[int, Column("postings not known before", "postings")] = 0
    changed: Annotated[int, Column("known postings whose facts changed", "postings")] = 0
    closed: Annotated[int, Column("postings closed by this run", "postings")] = 0
    unread: Annotated[
        tuple[str, ...],
        Column(
            "feeds without a whole answer, by how their board_refs begin: their postings are carried over. "
            "An empty one: all that was not met, for a board read newest first down to what is known"
        ),
    ] = ()
    recent_postings: Annotated[tuple[int, ...], Column("counts of its last complete runs, newest last")] = ()

    @property
    def is_read_down(self) -> bool:
        """Newest first, it was read only down to what is known: whatever the crawl did not meet is carried over."""
        return self.verdict == "partial" and "" in self.unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark(Row):
    """Pay that a board states for a role and a town: its market notes, never a posting's pay."""

    key: ClassVar[tuple[str, ...]] = ("board", "url", "min_eur", "words")

    board: Annotated[str, Column("board that states it")]
    url: Annotated[str, Column("page that states it")]
    occupation: Annotated[str, Column("occupation, as the board names it")]
    town: Annotated[str, Column("town, as the board names it")]
    level: Annotated[Literal["entry", "experienced", "senior"] | None, Column("level, as far as the words say")] = None
    min_eur: Annotated[Decimal | None, Column("lowest pay a period", "EUR gross")] = None
    max_eur: Annotated[Decimal | None, Column("highest pay a period", "EUR gross")] = None
    period: Annotated[Period, Column("period the pay is for")]
    period_stated: Annotated[bool, Column("false: the period was inferred from the amount")]
    words: Annotated[str, Column("the board's words")]
    seen_at: Annotated[datetime, Column("instant of the board's answer", "UTC")]


TABLES: dict[str, type[Row]] = {
    "jobs": Job,
    "descriptions": Description,
    "postings": TrackedPosting,
    "changes": Change,
    "boards": BoardRun,
    "benchmarks": Benchmark,
}
