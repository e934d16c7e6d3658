"""What a posting and a job both say: the columns of what an ad asks and offers, after those of `Advertised`."""

from dataclasses import dataclass
from typing import Annotated

from schemas.columns import NEWS, ON_JOB, Column, Use
from schemas.languages import LanguageOf
from schemas.vacancy import Advertised
from schemas.vocabulary import EducationLevel, ExperienceLevel, LeadsPeople, SalaryDisclosure, Travel


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy(Advertised):
    """What a posting and a job both say: the columns they share."""

    education_min: Annotated[
        EducationLevel | None,
        Column(
            "lowest education that the ad accepts; empty: none is asked, or it is only wished for",
            schema_org="educationRequirements",
            example="bachelor",
        ),
        Use(NEWS | ON_JOB, read_from=("title", "text"), label=("Bildung", "Education")),
    ] = None
    education_isced: Annotated[
        int | None,
        Column("that level in ISCED 2011: 3, 4, 6, 7 or 8", example=6),
        Use(along_with="education_min"),
    ] = None
    education_or_comparable: Annotated[
        bool | None,
        Column('another way is open: "oder vergleichbare Qualifikation", "alternativ Berufserfahrung"', example=True),
        Use(ON_JOB, along_with="education_min"),
    ] = None
    experience_level: Annotated[
        ExperienceLevel | None,
        Column(
            "experience asked, by its words: entry (none needed), some, several, years (a number), stated",
            schema_org="experienceRequirements",
            example="years",
        ),
        Use(NEWS | ON_JOB, read_from=("title", "text"), label=("Erfahrung", "Experience")),
    ] = None
    experience_years_min: Annotated[
        int | None,
        Column("years of experience asked at least", "years", schema_org="monthsOfExperience", example=3),
        Use(
            NEWS | ON_JOB,
            read_from=("title", "text"),
            stated_with="experience_level",
            label=("Jahre Erfahrung", "Years of experience"),
        ),
    ] = None
    languages: Annotated[
        tuple[LanguageOf, ...],
        Column(
            "languages asked of the applicant; the ad's own language is none by itself",
            example=(LanguageOf(code="de", level="C1"), LanguageOf(code="en", level="good", required=False)),
        ),
        Use(ON_JOB),
    ] = ()
    leads_people: Annotated[
        LeadsPeople | None,
        Column(
            "the job leads people: as their superior (disciplinary), only in their work (functional); none: denied",
            example="disciplinary",
        ),
        Use(NEWS | ON_JOB, read_from=("title", "text"), label=("Führung", "Leadership")),
    ] = None
    team_size_min: Annotated[
        int | None,
        Column("people that the job leads, at least", "people", example=8),
        Use(ON_JOB, along_with="leads_people"),
    ] = None
    team_size_max: Annotated[
        int | None,
        Column("people that the job leads, at most", "people", example=8),
        Use(ON_JOB, along_with="leads_people"),
    ] = None
    travel: Annotated[
        Travel | None,
        Column("travel: none where that is said, high from half of the time or by its words", example="some"),
        Use(NEWS | ON_JOB, read_from=("title", "text"), label=("Reisen", "Travel")),
    ] = None
    travel_percent_min: Annotated[
        int | None,
        Column("share of the time spent travelling, at least", "percent", example=10),
        Use(ON_JOB, along_with="travel"),
    ] = None
    travel_percent_max: Annotated[
        int | None,
        Column("share of the time spent travelling, at most", "percent", example=20),
        Use(ON_JOB, along_with="travel"),
    ] = None
    on_call: Annotated[bool | None, Column("on-call duty; false where that is denied", example=True), Use(ON_JOB)] = (
        None
    )
    shift_work: Annotated[
        bool | None,
        Column("work in shifts or on weekends; false where that is denied", example=False),
        Use(ON_JOB),
    ] = None
    driving_licence: Annotated[
        bool | None,
        Column("a driving licence is asked; false where the ad says that none is", example=True),
        Use(ON_JOB),
    ] = None
    security_check: Annotated[
        bool | None,
        Column("the applicant is checked: by the state (SÜG), or by a certificate of conduct", example=True),
        Use(ON_JOB),
    ] = None
    leave_days_min: Annotated[
        int | None,
        Column("days of leave a year, at least", "days", example=30),
        Use(NEWS | ON_JOB, read_from=("title", "text"), label=("Urlaubstage", "Days of leave")),
    ] = None
    leave_days_max: Annotated[
        int | None,
        Column("days of leave a year, at most", "days", example=30),
        Use(ON_JOB, along_with="leave_days_min"),
    ] = None
    bonus: Annotated[
        bool | None,
        Column(
            "variable pay, a bonus, a share of the profit or a yearly special payment",
            schema_org="incentiveCompensation",
            example=True,
        ),
        Use(ON_JOB),
    ] = None
    thirteenth: Annotated[
        bool | None,
        Column("a 13th salary or Christmas pay", schema_org="incentiveCompensation", example=True),
        Use(ON_JOB),
    ] = None
    holiday_pay: Annotated[
        bool | None, Column("holiday pay", schema_org="incentiveCompensation", example=True), Use(ON_JOB)
    ] = None
    benefits: Annotated[
        tuple[str, ...],
        Column(
            "what is offered beside pay, by the kinds of german/asks/benefits.tsv",
            schema_org="jobBenefits",
            example=("bike_leasing", "pension", "training"),
        ),
        Use(ON_JOB),
    ] = ()
    salary_disclosure: Annotated[
        SalaryDisclosure | None,
        Column(
            'how pay is told: a figure, a pay grade, only a phrase ("attraktive Vergütung", "nach Tarif"), nothing',
            example="grade",
        ),
        Use(NEWS, read_from=("title", "text"), label=("Angabe zum Gehalt", "Disclosure of pay")),
    ] = None
    employer_size_min: Annotated[
        int | None,
        Column("employees of the employer or its group as the ad states them, at least", "people", example=800),
    ] = None
    employer_size_max: Annotated[
        int | None,
        Column("employees of the employer or its group as the ad states them, at most", "people", example=1200),
        Use(stated_with="employer_size_min"),
    ] = None
    positions: Annotated[
        int | None,
        Column("places to be filled, where the ad states a number", schema_org="totalJobOpenings", example=2),
    ] = None
