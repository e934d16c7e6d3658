"""Looking back: what differs between two days, and counts by slice, on a made-up market and on versions made here."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from report.figures.days import find_gaps
from report.figures.snapshot import find_stays
from report.figures.stays import estimate_duration
from report.market.looking_back import (
    COLUMNS,
    SLICES,
    compare,
    count_figures,
    count_open,
    find_watched,
    measure_days,
    measure_pay,
    open_at,
)
from schemas.columns import schema_of, table_of
from schemas.tables import Job, JobVersion
from snapshots.history import make_history
from storage.layout import started_at
from tests.support.market_of_figures import BEGAN, jobs_of, live, night, on, tables_of
from tests.support.replay import ROOT
from tests.support.snapshot_tables import job

NIGHTS, UNWATCHED = 40, {9, 10, 25}
WATCHED = [night for night in range(NIGHTS) if night not in UNWATCHED]
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
Tables = dict[str, pa.Table]


@pytest.fixture(scope="module")
def market() -> Tables:
    """A market that was not watched on some days."""
    vacancies = live(5, NIGHTS, ask=lambda chance, day: {"role_family": chance.choice(("it_lead", "dev_lead"))})
    row: Any = Job
    history = make_history((night(day), table_of(row, jobs_of(vacancies, day))) for day in WATCHED)
    return tables_of(vacancies, NIGHTS) | {"history": history}


def versions(*rows: dict[str, Any]) -> pa.Table:
    """A history of versions, each from AT on if it does not say otherwise."""
    plain = {name: getattr(job("x"), name) for name in job("x").__slots__}
    written = [plain | {"valid_from": AT, "valid_to": None} | row for row in rows]
    table = pa.Table.from_pylist(written, schema_of(JobVersion))
    return table.select(list(COLUMNS))


def test_days_without_a_snapshot_are_not_watched_and_told(market: Tables) -> None:
    watched = find_watched(market["history"], [night(day) for day in WATCHED], night(NIGHTS - 1))
    assert list(watched) == [on(day) for day in WATCHED]
    assert find_gaps(watched, on(0), on(NIGHTS - 1)) == [(on(9), on(10)), (on(25), on(25))]
    alone = find_watched(market["history"], [], night(NIGHTS - 1))
    assert set(alone) <= set(watched) and max(alone) == on(NIGHTS - 1), "a version begins with a snapshot"
    counted = {day for day, _, _ in count_open(market["history"], watched, SLICES["role"])}
    assert not counted & {on(day) for day in UNWATCHED}


def test_a_day_stands_as_its_last_snapshot_had_it() -> None:
    later = "20261120T170000Z"
    watched = find_watched(versions({}), ["20261120T050000Z", later, "20261119T050000Z"], "20261121T050000Z")
    assert watched[date(2026, 11, 20)] == started_at(later)
    assert date(2026, 11, 19) not in watched, "before history began"


def test_open_jobs_are_those_that_history_sql_gives(market: Tables) -> None:
    con, history = duckdb.connect(), market["history"]
    con.register("history", history)
    sql = (ROOT / "docs" / "history.sql").read_text(encoding="utf-8")
    macro = sql[sql.index("CREATE OR REPLACE MACRO jobs_on") :].partition(";")[0]
    con.execute(f"SET TimeZone = 'Europe/Berlin'; {macro}")
    watched = find_watched(history, [night(day) for day in WATCHED], night(NIGHTS - 1))
    found = {(day, name): n for day, name, n in count_open(history, watched, SLICES["role"])}
    for day in (on(0), on(8), on(11), on(NIGHTS - 1)):
        for role, n in con.execute(f"SELECT role_family, count(*) FROM jobs_on('{day}') GROUP BY ALL").fetchall():
            assert found[day, role] == n


def test_each_slice_holds_every_open_job(market: Tables) -> None:
    watched = {on(30): BEGAN + timedelta(days=30)}
    jobs = open_at(market["history"], BEGAN + timedelta(days=30))
    for name, slices in SLICES.items():
        counts = Counter({value: n for _, value, n in count_open(market["history"], watched, slices)})
        carried = sum(map(len, jobs["boards"].to_pylist()))
        assert counts.total() == (carried if name == "board" else jobs.num_rows), name


@pytest.mark.parametrize("seed", range(4))
def test_what_came_and_went_leads_from_one_day_to_the_other(market: Tables, seed: int) -> None:
    first, last = sorted(random.Random(seed).sample(WATCHED, 2))
    instants = [BEGAN + timedelta(days=day) for day in (first, last)]
    was, now = (set(open_at(market["history"], at)["job_id"].to_pylist()) for at in instants)
    found = compare(market["history"], instants[0], instants[1])
    assert (was - {row["job_id"] for row, _ in found.went}) | {row["job_id"] for row in found.came} == now
    assert {why for _, why in found.went} == {"missing"}
    back = compare(market["history"], instants[1], instants[0])
    assert {row["job_id"] for row in back.came} == {row["job_id"] for row, _ in found.went}


def test_why_a_job_went_and_what_changed() -> None:
    later = AT + timedelta(days=3)
    ends = {"valid_to": later}
    pay = {"salary_min_eur": Decimal(60_000), "salary_max_eur": Decimal(70_000)}
    history = versions(
        {"job_id": "closed", **ends},
        {"job_id": "closed", "valid_from": later, "status": "closed", "closed_reason": "deadline"},
        {"job_id": "merged", **ends},
        {"job_id": "dearer", **ends, **pay, "skills": ("SAP",)},
        {"job_id": "dearer", "valid_from": later, **pay, "salary_max_eur": Decimal(75_000), "seniority": "head"},
        {"job_id": "same"},
        {"job_id": "new", "valid_from": later},
    )
    found = compare(history, AT, later)
    assert {row["job_id"]: why for row, why in found.went} == {"closed": "deadline", "merged": "merged"}
    assert [row["job_id"] for row in found.came] == ["new"]
    ((row, facts),) = found.changed
    assert row["job_id"] == "dearer" and facts == {
        "salary": ((Decimal(60_000), Decimal(70_000)), (Decimal(60_000), Decimal(75_000))),
        "seniority": (None, "head"),
    }


def test_pay_of_few_jobs_is_not_told() -> None:
    paid = {"salary_basis": "stated", "salary_year_min_eur": 60_000.0}
    both = paid | {"salary_year_max_eur": 80_000.0}
    history = versions(
        *[{"job_id": f"{n}"} | (both if n < 4 else paid) for n in range(6)],
        {"job_id": "guessed"} | both | {"salary_basis": "board_estimate"},
    )
    (month,) = measure_pay(history, date(2026, 11, 30), SLICES["all"])
    assert month == (date(2026, 11, 1), "all", 60_000, None, 6)
    figures = count_figures(open_at(history, AT))
    assert (figures["jobs"], figures["paid"], figures["pay_from"], figures["pay_to"]) == (7, 6, 60_000, None)
    assert not list(measure_pay(versions(), date(2026, 11, 30), SLICES["all"]))


def test_days_open_are_those_of_the_one_function(market: Tables) -> None:
    stays, jobs = find_stays(market), market["jobs"].to_pylist()
    for name, found in measure_days(market, on(NIGHTS), SLICES["role"]).items():
        those = [stays[row["job_id"]] for row in jobs if row["role_family"] == name and row["job_id"] in stays]
        assert found == estimate_duration(those, on(NIGHTS)) and found.jobs == len(those) > 20
