"""History in one file against the snapshots' folders: a year of 400 open jobs, of which 2 % close and come a day."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb
import pyarrow as pa

from bench.figures import Figure, tell
from schemas.columns import schema_of
from schemas.configuration import Keeping
from schemas.tables import PUBLISHED, Job, PlaceOf
from snapshots.history import carry_history, make_history
from snapshots.thinning import tidy
from storage.layout import Output, run_id
from storage.snapshot_writing import write_snapshot
from storage.snapshots import read_snapshot, sum_manifest

DAYS, OPEN, CLOSING, CHANGING = 365, 400, 0.02, 0.01
FIRST = datetime(2025, 11, 22, 5, tzinfo=UTC)
WORDS = ["Leitung", "Betrieb", "Service", "Daten", "Netz", "Projekt", "Technik", "Systeme", "Support", "Vertrieb"]
VIEWS = Path(__file__).parents[1] / "docs" / "history.sql"
BEFORE = """
CREATE VIEW old AS SELECT regexp_extract(filename, '\\d{{8}}T\\d{{6}}Z') AS of_run,
    (strptime(regexp_extract(filename, '\\d{{8}}T\\d{{6}}Z') || '+00', '%Y%m%dT%H%M%SZ%z'))::DATE AS run_on, *
FROM read_parquet('{root}/snapshots/2*/jobs.parquet', filename = true, union_by_name = true);
"""
QUESTIONS = {  # what is asked: of the file, of the folders, how many times faster it must be
    "pay per day": (
        "FROM pay_over_time",
        "SELECT run_on, count(*), median(salary_year_min_eur), median(salary_year_max_eur) FROM old "
        "WHERE status = 'open' AND salary_basis = 'stated' GROUP BY run_on ORDER BY run_on",
        8,
    ),
    "jobs of a day": (
        "SELECT job_id, title, salary_year_max_eur FROM jobs_on('{day}') ORDER BY job_id",
        "SELECT job_id, title, salary_year_max_eur FROM old WHERE status = 'open' "
        "AND of_run = (SELECT max(of_run) FROM old WHERE run_on <= DATE '{day}') ORDER BY job_id",
        50,
    ),
    "one job's life": (
        "SELECT DISTINCT status, salary_year_max_eur FROM life_of('{job}') ORDER BY ALL",
        "SELECT DISTINCT status, salary_year_max_eur FROM old WHERE job_id = '{job}' ORDER BY ALL",
        50,
    ),
}


def _new_job(number: int, at: datetime, chance: random.Random) -> dict[str, Any]:
    job_id = f"{chance.getrandbits(60):012x}"[:12]
    title = " ".join(["IT-Leiter", *chance.sample(WORDS, 3)])
    town = chance.choice(["Wuppertal", "Solingen", "Remscheid", "Haan"])
    pay = float(chance.randrange(55_000, 110_000, 500)) if chance.random() < 0.6 else None
    url = f"https://board.example/{chance.getrandbits(64):x}"
    job = Job(
        job_id=job_id, url=url, urls=(url,), title=title, title_core=title, title_key=title.lower(),
        role_family="it_lead", employer=f"Muster {chance.randrange(300)} GmbH", town=town, place=town,
        places=(PlaceOf(town=town, country="DE", distance_km=4.2),), status="open", first_seen_at=at, last_seen_at=at,
        posting_count=1, boards=("alpha",), skills=tuple(sorted(chance.sample(WORDS, 4))),
        salary_basis="stated" if pay else None, salary_year_min_eur=pay, salary_year_max_eur=pay,
        posted_on=at.date(),
    )  # fmt: skip
    return job.as_record()


def live(days: int = DAYS) -> Iterator[tuple[str, pa.Table]]:
    """The run of each day, and its jobs: closed ones stay, open ones are seen at some second of the run."""
    chance, jobs = random.Random(5), dict[str, dict[str, Any]]()
    for day in range(days):
        at = FIRST + timedelta(days=day)
        opened = [job for job in jobs.values() if job["status"] == "open"]
        for job in opened:
            if chance.random() < CLOSING:
                job |= {"status": "closed", "closed_on": at.date(), "closed_reason": "missing"}
                continue
            job["last_seen_at"] = at + timedelta(seconds=chance.randrange(600))
            if job["salary_year_max_eur"] and chance.random() < CHANGING:
                job["salary_year_max_eur"] += 1_000
        for number in range(OPEN - sum(job["status"] == "open" for job in jobs.values())):
            one = _new_job(number, at, chance)
            jobs[one["job_id"]] = one
        yield run_id(at), pa.Table.from_pylist(list(jobs.values()), schema=schema_of(Job)).sort_by("job_id")


def publish_year(output: Output, days: int = DAYS) -> float:
    """Write the year's snapshots, jobs and history by the real writer; the seconds that carrying history took."""
    history, before, seconds = make_history(()), None, 0.0
    kinds: dict[str, Any] = dict(PUBLISHED)
    blank = {name: schema_of(row).empty_table() for name, row in kinds.items()}
    for run, jobs in live(days):
        start = perf_counter()
        history = carry_history(run, history, jobs)
        seconds += perf_counter() - start
        facts = {"previous": before.run, "previous_sha256": sum_manifest(before)} if before else {"previous": None}
        write_snapshot(output, run, blank | {"jobs": jobs, "history": history}, facts)
        before = read_snapshot(output)
    return seconds


def _median(con: duckdb.DuckDBPyConnection, question: str, rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        start = perf_counter()
        con.sql(question).fetchall()
        times.append(perf_counter() - start)
    return sorted(times)[rounds // 2]


def _size(output: Output) -> float:
    return sum(file.stat().st_size for file in Path(output.root).rglob("*") if not file.is_symlink()) / 1e6


def compare(days: int = DAYS) -> Iterator[Figure]:
    """The figures of so many days; AssertionError where file and folders differ or the file is above 1 MB."""
    with TemporaryDirectory() as folder:
        output = Output.at(folder)
        seconds = publish_year(output, days)
        tidy(output, None)
        snapshot = read_snapshot(output)
        assert snapshot
        size = snapshot.manifest["files"]["history.parquet"]["bytes"] / 1e6
        versions = snapshot.manifest["files"]["history.parquet"]["rows"]
        group = f"History: {days} days of {OPEN} open jobs, {versions:,} versions"
        yield Figure(group, "history.parquet", size, "MB", wanted="1 MB")
        yield Figure(group, "carried on, a day", seconds / days * 1e3, "ms")
        assert size <= 1
        con = duckdb.connect()
        con.execute(VIEWS.read_text(encoding="utf-8").replace("'output/", f"'{output.root}/"))
        con.execute(BEFORE.format(root=output.root))
        job = snapshot.table("history", ["job_id"])["job_id"][versions // 2].as_py()
        values = {"day": FIRST.date() + timedelta(days=days // 2), "job": job}
        for what, (of_file, of_folders, bound) in QUESTIONS.items():
            asked = [question.format(**values) for question in (of_file, of_folders)]
            one, all_ = (con.sql(question).fetchall() for question in asked)
            assert one == all_ and one, what
            fast, slow = (_median(con, question) for question in asked)
            yield Figure(group, what, fast * 1e3, "ms", "of the folders", slow * 1e3, f"{1 / bound:.3f}")
        yield Figure(group, "snapshots of jobs and history", _size(output), "MB")
        thinned = tidy(output, Keeping())
        yield Figure(group, f"once {len(thinned)} of them thin out", _size(output), "MB")


if __name__ == "__main__":
    tell(compare())
