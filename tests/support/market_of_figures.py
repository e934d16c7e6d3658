"""A made-up market of known truth, as a snapshot's tables: what its jobs state, how long they stay, what changes."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from schemas.columns import table_of
from schemas.languages import LanguageOf
from schemas.tables import Benchmark, Job, TrackedPosting
from snapshots.history import make_history
from storage.layout import run_id
from tests.support.snapshot_tables import job, make_tables

BEGAN = datetime(2026, 9, 12, 5, tzinfo=UTC)
SKILLS = ("SAP", "Cloud", "ITIL", "Scrum", "Datenschutz", "IoT", "Netzwerke", "Linux", "Azure", "SQL")
BENEFITS = ("bike_leasing", "pension", "training", "meals")
LEVELS = (None, "junior", "senior", "lead", "head")
BOARDS = ("alpha", "beta", "gamma")
Facts = dict[str, Any]
Ask = Callable[[random.Random, int], Facts]
"""What one ad states that begins on a day, over what `ask` makes of all."""


@dataclass
class Vacancy:
    """The truth of a job, in days since the first night; `ends` is the first morning without it."""

    facts: Facts
    begins: int
    ends: int
    boards: tuple[str, ...]
    later: Mapping[int, Facts] = field(default_factory=dict)


def night(day: int) -> str:
    return run_id(BEGAN + timedelta(days=day))


def on(day: int) -> date:
    return (BEGAN + timedelta(days=day)).date()


def live(seed: int, nights: int, a_day: float = 2.0, ask: Ask = lambda chance, day: {}) -> list[Vacancy]:
    """The vacancies of a market that is watched for so many nights, and of some days before.

    Employers have habits: what one offers stands in all of its ads.
    """
    chance = random.Random(seed)
    habits = [
        {
            "employer": f"Werk {number} GmbH",
            "employer_key": f"werk {number}",
            "employer_is_agency": chance.random() < 0.15,
            "benefits": tuple(sorted(chance.sample(BENEFITS, chance.randint(0, 3)))),
            "bonus": chance.choice((True, None)),
            "pay_scale": chance.choice((None, None, "TVöD-VKA", "ERA")),
            "employer_size_min": chance.choice((None, 30, 200, 4_000)),
            "remote": chance.choice((None, "hybrid", "none")),
        }
        for number in range(60)
    ]  # fmt: skip
    found, moment = [], -40.0
    while (moment := moment + chance.expovariate(a_day)) < nights:
        begins = int(moment) + 1
        facts = _ask(chance) | chance.choice(habits) | ask(chance, begins)
        if chance.random() < 0.05:
            facts |= {"employer": None, "employer_key": None, "employer_is_agency": None}
        ends = begins + 1 + int(chance.expovariate(1 / 30))
        later = {chance.randint(begins, ends): {"skills": ("Linux",)}} if chance.random() < 0.1 else {}
        boards = tuple(sorted(chance.sample(BOARDS, chance.choice((1, 1, 2, 3)))))
        found.append(Vacancy(facts, begins, ends, boards, later))
    return found


def _ask(chance: random.Random) -> Facts:
    level, basis = chance.choice(LEVELS), chance.choice((None, "stated", "stated", "pay_grade", "board_estimate"))
    low = float(chance.randint(45_000, 80_000))
    pay = {
        "salary_basis": basis,
        "salary_year_min_eur": low,
        "salary_year_max_eur": chance.choice((None, low + 9_000)),
    }
    english = LanguageOf(code="en", level="B2", required=chance.random() < 0.6)
    return (pay if basis else {}) | {
        "seniority": level,
        "town": chance.choice(("Wuppertal", "Solingen", None)),
        "skills": tuple(sorted(chance.sample(SKILLS, chance.randint(0, 5)))),
        "certificates": ("PMP",) if chance.random() < 0.1 else (),
        "languages": (english, LanguageOf(code="de")) if chance.random() < 0.5 else (),
        "education_min": chance.choice((None, "bachelor", "master")),
        "experience_level": chance.choice((None, "several", "years")),
        "leads_people": chance.choice((None, "disciplinary", "functional")),
        "salary_disclosure": {None: "nothing", "pay_grade": "grade"}.get(basis, "figure"),
        "reposted": chance.choice((0, 0, 0, 1)),
        "travel": chance.choice((None, "some")),
        "on_call": chance.choice((None, True, False)),
    }


def jobs_of(vacancies: list[Vacancy], day: int) -> list[Job]:
    """The jobs as the snapshot of a night has them."""
    rows = []
    for number, one in enumerate(vacancies):
        first = max(one.begins, 0)
        if first > day or one.ends <= first:
            continue
        facts = one.facts.copy()
        for since, changed in one.later.items():
            facts |= changed if day >= since else {}
        last, closed = min(one.ends - 1, day), day >= one.ends
        facts |= {
            "first_seen_at": BEGAN + timedelta(days=first),
            "last_seen_at": BEGAN + timedelta(days=last),
            "posted_on": on(one.begins),
            "boards": one.boards,
            "posting_count": len(one.boards),
            "run": night(day),
        }
        if closed:
            facts |= {"status": "closed", "closed_on": on(one.ends), "closed_reason": "missing"}
        rows.append(job(f"{number:05}", **facts))
    return rows


def postings_of(jobs: list[Job]) -> list[TrackedPosting]:
    """An ad of each job on each of its boards."""
    shared = ("url", "title", "title_core", "title_key", "role_family", "status", "first_seen_at", "last_seen_at")
    return [
        TrackedPosting(
            board=board,
            board_ref=one.job_id,
            run=night(0),
            fetched_at=one.last_seen_at,
            seen_at=one.last_seen_at,
            job_id=one.job_id,
            **{name: getattr(one, name) for name in shared},
        )
        for one in jobs
        for board in one.boards
    ]


def tables_of(vacancies: list[Vacancy], nights: int, benchmarks: tuple[Benchmark, ...] = ()) -> dict[str, pa.Table]:
    """The tables of the snapshot of the last night."""
    jobs = jobs_of(vacancies, nights - 1)
    tables = make_tables(jobs=jobs, postings=postings_of(jobs), benchmarks=benchmarks)
    row: Any = Job
    days = ((night(day), table_of(row, jobs_of(vacancies, day))) for day in range(nights))
    return tables | {"history": make_history(days)}


def jobs_alone(vacancies: list[Vacancy], nights: int) -> dict[str, pa.Table]:
    """As `tables_of`, without a history."""
    jobs = jobs_of(vacancies, nights - 1)
    return make_tables(jobs=jobs, postings=postings_of(jobs))
