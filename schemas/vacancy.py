"""What a posting and a job both say: the columns they share, one meaning a name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from schemas.columns import EXPLAINED, NEWS, ON_AD, ON_JOB, PAIRED, TOLD, Column, Row, Use
from schemas.places import PlaceOf
from schemas.vocabulary import Period, Precision, Remote, RoleFamily, SalaryBasis, Seniority


@dataclass(frozen=True, slots=True, kw_only=True)
class Advertised(Row):
    """What a posting and a job say of title, employer, place, contract, time and pay; `Vacancy` adds what they ask."""

    url: Annotated[
        str,
        Column(
            "page of the ad (a job's: of its canonical posting)",
            schema_org="url",
            example="https://www.karriere.nrw/stellenausschreibung/603904c4",
        ),
        Use(EXPLAINED | ON_AD, along_with="title"),
    ]
    title: Annotated[
        str,
        Column("title as written, without markup", schema_org="title", example="Leitung IT-Betrieb (m/w/d), Wuppertal"),
        Use(NEWS | PAIRED | EXPLAINED | ON_JOB, read_from=("title",), label=("Titel", "Title")),
    ]
    title_core: Annotated[
        str,
        Column("title without (m/w/d), place, reference number, hours", example="Leitung IT-Betrieb"),
        Use(along_with="title"),
    ]
    title_key: Annotated[
        str,
        Column("title core folded for comparison", example="betrieb it leit"),
        Use(PAIRED, read_from=("title",), along_with="title"),
    ]
    role_family: Annotated[
        RoleFamily,
        Column("family of the role; see docs/roles.md", example="it_lead"),
        Use(NEWS | ON_JOB, read_from=("title", "text"), along_with="title", label=("Rolle", "Role")),
    ]
    seniority: Annotated[
        Seniority | None,
        Column("level, as far as the ad says", example="head"),
        Use(NEWS | PAIRED | EXPLAINED | ON_JOB, read_from=("title", "text"), label=("Ebene", "Level")),
    ] = None
    kldb: Annotated[
        str | None, Column("KldB 2010 code, where certain", schema_org="occupationalCategory", example="43394")
    ] = None
    isco: Annotated[
        str | None, Column("ISCO-08 code, where certain", schema_org="occupationalCategory", example="1330")
    ] = None
    employer: Annotated[
        str | None,
        Column("employer's name, cleaned", schema_org="hiringOrganization", example="Muster Stahl GmbH & Co. KG"),
        Use(NEWS | EXPLAINED | ON_JOB, read_from=("employer",), label=("Arbeitgeber", "Employer")),
    ] = None
    employer_key: Annotated[
        str | None,
        Column("employer folded for comparison: no legal form, no branch", example="muster stahl"),
        Use(PAIRED, read_from=("employer",), along_with="employer"),
    ] = None
    employer_is_agency: Annotated[
        bool | None,
        Column("employer is a staffing or placement agency, by its name or by the ad", example=False),
        Use(PAIRED | ON_JOB, along_with="employer"),
    ] = None
    industry: Annotated[
        str | None, Column("industry as stated", schema_org="industry", example="Informationstechnik")
    ] = None
    place: Annotated[
        str | None,
        Column("places of work as written", schema_org="jobLocation", example="42103 Wuppertal-Elberfeld, Remscheid"),
        Use(NEWS | EXPLAINED, read_from=("places",), label=("Ort", "Place")),
    ] = None
    postal_code: Annotated[
        str | None,
        Column("postal code of the place nearest the centre", None, "postalCode", example="42103"),
        Use(NEWS, read_from=("places",), along_with="place", label=("PLZ", "Postal code")),
    ] = None
    town: Annotated[
        str | None,
        Column("town of the place nearest the centre", None, "addressLocality", example="Wuppertal"),
        Use(NEWS | ON_JOB, read_from=("places",), stated_with="place", label=("Ort", "Town")),
    ] = None
    district: Annotated[
        str | None,
        Column("district of that town", example="Elberfeld"),
        Use(NEWS | ON_JOB, read_from=("places",), along_with="place", label=("Ortsteil", "District")),
    ] = None
    state: Annotated[
        str | None, Column("Land, ISO 3166-2", schema_org="addressRegion", example="DE-NW"), Use(along_with="place")
    ] = None
    country: Annotated[
        str | None,
        Column("country, ISO 3166-1 alpha-2", schema_org="addressCountry", example="DE"),
        Use(along_with="place"),
    ] = None
    latitude: Annotated[
        float | None,
        Column("latitude of that place", "degrees, WGS 84", "latitude", example=51.2562),
        Use(along_with="place"),
    ] = None
    longitude: Annotated[
        float | None,
        Column("longitude of that place", "degrees, WGS 84", "longitude", example=7.1508),
        Use(along_with="place"),
    ] = None
    distance_km: Annotated[
        float | None,
        Column("great-circle distance of that place from the centre", "km", example=0.3),
        Use(ON_JOB, along_with="place"),
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
        Remote | None,
        Column("work from home as stated", schema_org="jobLocationType", example="hybrid"),
        Use(NEWS | ON_JOB, read_from=("remote", "title", "text"), label=("Homeoffice", "Work from home")),
    ] = None
    employment_types: Annotated[
        tuple[str, ...],
        Column(
            "full_time, part_time, contractor, temporary, intern, apprenticeship, …",
            None,
            "employmentType",
            example=("full_time", "part_time"),
        ),
        Use(
            NEWS | PAIRED | EXPLAINED | ON_JOB,
            read_from=("employment", "title", "text"),
            label=("Arbeitszeit", "Employment"),
        ),
    ] = ()
    fixed_term: Annotated[
        bool | None,
        Column("contract has a stated end (true) or none (false)", example=True),
        Use(
            NEWS | PAIRED | EXPLAINED | ON_JOB,
            read_from=("contract", "title", "text"),
            label=("Befristet", "Fixed term"),
        ),
    ] = None
    contract_until_on: Annotated[
        date | None,
        Column("last day of a fixed term", example=date(2028, 12, 31)),
        Use(
            NEWS | PAIRED | ON_JOB,
            read_from=("contract", "title", "text"),
            stated_with="fixed_term",
            label=("Befristet bis", "Fixed term until"),
        ),
    ] = None
    contract_months: Annotated[
        int | None,
        Column("length of a fixed term", "months", example=24),
        Use(
            NEWS | ON_JOB,
            read_from=("contract", "title", "text"),
            stated_with="fixed_term",
            label=("Monate befristet", "Months of term"),
        ),
    ] = None
    weekly_hours_min: Annotated[
        float | None,
        Column("weekly hours, lowest", "hours", "workHours", example=30.0),
        Use(NEWS | ON_JOB, read_from=("hours", "text"), label=("Wochenstunden ab", "Weekly hours from")),
    ] = None
    weekly_hours_max: Annotated[
        float | None,
        Column("weekly hours, highest", "hours", "workHours", example=38.5),
        Use(
            NEWS | ON_JOB,
            read_from=("hours", "text"),
            stated_with="weekly_hours_min",
            label=("Wochenstunden bis", "Weekly hours to"),
        ),
    ] = None
    posted_on: Annotated[
        date | None,
        Column("publication as the board claims it", "Europe/Berlin", "datePosted", example=date(2026, 11, 17)),
        Use(PAIRED | EXPLAINED | ON_JOB),
    ] = None
    posted_at: Annotated[
        datetime | None,
        Column(
            "instant of publication where a time is stated", "UTC", example=datetime(2026, 11, 17, 16, 56, tzinfo=UTC)
        ),
        Use(along_with="posted_on"),
    ] = None
    posted_precision: Annotated[
        Precision | None, Column("how exact posted_on is", example="day"), Use(ON_JOB, along_with="posted_on")
    ] = None
    posted_at_least: Annotated[
        bool | None,
        Column('posted_on is the latest possible day ("vor 30+ Tagen")', example=False),
        Use(ON_JOB, along_with="posted_on"),
    ] = None
    apply_by_on: Annotated[
        date | None,
        Column("last day to apply", "Europe/Berlin", "validThrough", example=date(2026, 12, 15)),
        Use(NEWS | ON_JOB, read_from=("apply_by", "title", "text"), label=("Bewerben bis", "Apply by")),
    ] = None
    apply_by_precision: Annotated[
        Precision | None, Column("how exact apply_by_on is", example="day"), Use(ON_JOB, along_with="apply_by_on")
    ] = None
    start_on: Annotated[
        date | None,
        Column("first day of work", "Europe/Berlin", "jobStartDate", example=date(2027, 4, 1)),
        Use(NEWS | ON_JOB, read_from=("start", "title", "text"), label=("Beginn", "Start")),
    ] = None
    start_precision: Annotated[
        Precision | None, Column("how exact start_on is", example="quarter"), Use(ON_JOB, along_with="start_on")
    ] = None
    start_as_soon_as_possible: Annotated[
        bool,
        Column("start as soon as possible", None, "jobImmediateStart", example=False),
        Use(
            NEWS | ON_JOB,
            read_from=("start", "title", "text"),
            stated_with="start_on",
            label=("Beginn sofort", "Start at once"),
        ),
    ] = False
    salary_basis: Annotated[
        SalaryBasis | None,
        Column(
            "stated by the employer, from a pay grade's table, or the board's own estimate: never mixed",
            example="stated",
        ),
        Use(
            NEWS | PAIRED | ON_JOB,
            read_from=("pay", "pay_grade", "title", "text"),
            label=("Herkunft des Gehalts", "Origin of the pay"),
        ),
    ] = None
    salary_min_eur: Annotated[
        Decimal | None,
        Column("lowest base pay a period", "EUR gross", "baseSalary", example=Decimal("5200.00")),
        Use(
            NEWS | PAIRED | EXPLAINED | ON_JOB,
            read_from=("pay", "pay_grade", "title", "text"),
            along_with="salary_basis",
        ),
    ] = None
    salary_max_eur: Annotated[
        Decimal | None,
        Column("highest base pay a period", "EUR gross", "baseSalary", example=Decimal("6000.00")),
        Use(
            NEWS | PAIRED | EXPLAINED | ON_JOB,
            read_from=("pay", "pay_grade", "title", "text"),
            along_with="salary_basis",
        ),
    ] = None
    salary_period: Annotated[
        Period | None,
        Column("period the pay is for", schema_org="unitText", example="month"),
        Use(
            NEWS | PAIRED | EXPLAINED | ON_JOB,
            read_from=("pay", "pay_grade", "title", "text"),
            along_with="salary_basis",
            label=("Zeitraum des Gehalts", "Period of the pay"),
        ),
    ] = None
    salary_period_stated: Annotated[
        bool | None,
        Column("false: the period was inferred from the amount", example=True),
        Use(ON_JOB, along_with="salary_basis"),
    ] = None
    salary_approximate: Annotated[
        bool | None, Column('the ad says "ca.", "rund"', example=False), Use(ON_JOB, along_with="salary_basis")
    ] = None
    salary_total: Annotated[
        bool | None, Column("on-target total, not base pay", example=False), Use(ON_JOB, along_with="salary_basis")
    ] = None
    salary_year_min_eur: Annotated[
        float | None,
        Column("lowest pay a year, derived", "EUR gross a year", example=62400.0),
        Use(PAIRED | ON_JOB, read_from=("pay", "pay_grade", "title", "text"), along_with="salary_basis"),
    ] = None
    salary_year_max_eur: Annotated[
        float | None,
        Column("highest pay a year, derived", "EUR gross a year", example=72000.0),
        Use(PAIRED | ON_JOB, read_from=("pay", "pay_grade", "title", "text"), along_with="salary_basis"),
    ] = None
    salary_payments_per_year: Annotated[
        float | None,
        Column("monthly payments a year used for it", "payments", example=12.0),
        Use(ON_JOB, along_with="salary_basis"),
    ] = None
    salary_weekly_hours: Annotated[
        float | None,
        Column("weekly hours used for it", "hours", example=40.0),
        Use(ON_JOB, along_with="salary_basis"),
    ] = None
    salary_assumed: Annotated[
        tuple[str, ...],
        Column("which of those factors are assumed, not stated", example=("payments_per_year",)),
        Use(ON_JOB, along_with="salary_basis"),
    ] = ()
    pay_scale: Annotated[
        str | None,
        Column("tariff agreement or pay law: TVöD-VKA, TV-L, BesO A …", example="TVöD-VKA"),
        Use(NEWS | EXPLAINED | ON_JOB, read_from=("pay_grade", "title", "text"), label=("Tarif", "Pay scale")),
    ] = None
    pay_grade_min: Annotated[
        str | None,
        Column('lowest pay grade: "EG 9b", "A 12"', example="EG 9b"),
        Use(
            NEWS | PAIRED | ON_JOB,
            read_from=("pay_grade", "title", "text"),
            stated_with="pay_scale",
            label=("Entgeltgruppe ab", "Pay grade from"),
        ),
    ] = None
    pay_grade_max: Annotated[
        str | None,
        Column("highest pay grade", example="EG 11"),
        Use(
            NEWS | PAIRED | EXPLAINED | ON_JOB,
            read_from=("pay_grade", "title", "text"),
            stated_with="pay_scale",
            label=("Entgeltgruppe bis", "Pay grade to"),
        ),
    ] = None
    pay_grade_also: Annotated[
        str | None,
        Column("grade of a second path, e.g. for civil servants", example="BesO A NRW A 14"),
        Use(ON_JOB, stated_with="pay_scale"),
    ] = None
    language: Annotated[
        str | None,
        Column("language of the ad, ISO 639-1", schema_org="inLanguage", example="de"),
        Use(PAIRED | EXPLAINED),
    ] = None
    skills: Annotated[
        tuple[str, ...],
        Column("skills named, from german/ads/skills.tsv", schema_org="skills", example=("Backup", "ERP", "Netzwerke")),
        Use(ON_JOB | TOLD, label=("Kenntnisse", "Skills")),
    ] = ()
    certificates: Annotated[
        tuple[str, ...],
        Column("certificates named", schema_org="qualifications", example=("ITIL",)),
        Use(ON_JOB | TOLD, label=("Zertifikate", "Certificates")),
    ] = ()
    issues: Annotated[
        tuple[str, ...],
        Column('what was stated but not read, such as "salary:unreadable"', example=("salary:unreadable",)),
        Use(ON_JOB | TOLD, along_with="title", label=("Nicht gelesen", "Not read")),
    ] = ()
