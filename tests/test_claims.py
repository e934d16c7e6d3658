"""claims.parquet: each figure equals its SQL; markets made for it bear claims out, contradict them, leave them open."""

import random
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from report.market.claims import CLAIMS, PAGE, make_claims
from report.market.past import BEGUN
from schemas.claims import ClaimVerdict
from schemas.market import LEAST
from schemas.tables import Benchmark
from tests.support.market_of_figures import Facts, jobs_alone, live
from tests.support.snapshot_tables import make_tables

NIGHTS = 60
NAMES = {one.name for one in CLAIMS}


def pay(euros: float) -> Facts:
    return {"salary_basis": "stated", "salary_year_min_eur": float(round(euros)), "salary_year_max_eur": None}


def borne_out(chance: random.Random, day: int) -> Facts:
    """Beginners get 4,100 a month; what is modern grows and pays; everyone leads, is trained, and gets no bonus."""
    always: Facts = {
        "leads_people": "disciplinary",
        "bonus": None,
        "benefits": ("training",),
        "title_core": "IT Manager",
    }
    if chance.random() < 0.2:
        return always | pay(4_100 * 12 + chance.randint(-999, 999)) | {"seniority": "junior", "skills": ()}
    modern = chance.random() < (0.75 if day > 30 else 0.2)
    money = chance.choice((74_000, 80_000)) if modern else chance.randint(61_000, 63_000)
    skills = (("Cloud", "Datenschutz", "Scrum") if modern else ()) + chance.choice((("SAP",), ("IoT",), ("IoT", "SAP")))
    return always | pay(money) | {"seniority": "head", "experience_level": "years", "skills": skills}


def contradicted(chance: random.Random, day: int) -> Facts:
    """Beginners get 6,000 and others 3,500 a month; what is modern vanishes and pays less; all else the other way."""
    always: Facts = {"leads_people": None, "bonus": True, "benefits": (), "title_core": "IT Manager"}
    if chance.random() < 0.3:
        return always | pay(72_000 + chance.randint(-999, 999)) | {"seniority": "junior", "skills": ()}
    modern = day < 25 and chance.random() < 0.11
    skills = ("Cloud", "Datenschutz", "Scrum") if modern else ("Linux",)
    return (
        always | pay((36_000 if modern else 42_000) + chance.randint(0, 999)) | {"seniority": "head", "skills": skills}
    )


def open_still(chance: random.Random, day: int) -> Facts:
    """A few jobs, some so and some otherwise."""
    one = chance.random() < 0.5
    money = 79_000 if chance.random() < 0.3 else 66_000
    facts: Facts = {"leads_people": "functional" if one else None, "bonus": one or None, "seniority": "head"}
    skills = chance.choice((("Cloud", "IoT", "SAP"), (), (), ()))
    return facts | pay(money) | {"benefits": ("training",) if one else (), "skills": skills}


def benchmark(level: str, low: int, high: int) -> Benchmark:
    row: dict[str, Any] = {"level": level, "min_eur": Decimal(low), "max_eur": Decimal(high)}
    return Benchmark(
        board="alpha", url="https://alpha.example/hagen", occupation="IT-Manager", town="Hagen", period="month",
        period_stated=True, words=f"{low} bis {high}", seen_at=datetime(2026, 11, 1, tzinfo=UTC), **row,
    )  # fmt: skip


def judged(tables: dict[str, pa.Table]) -> dict[tuple[str, str], Any]:
    """The claims by page and name, each figure compared with its SQL."""
    con = duckdb.connect(config={"threads": 1})
    con.execute("SET TimeZone = 'Europe/Berlin'")
    for name in ("jobs", "postings"):
        con.register(f"arrow_{name}", tables[name])
        con.execute(f"CREATE TABLE {name} AS FROM arrow_{name}")
    con.execute(BEGUN)
    rows = make_claims(tables).to_pylist()
    for row in rows:
        value, n = con.execute(row["query"]).fetchall()[0]
        assert row["n"] == n, row["claim"]
        if row["value"] is None:
            assert n < LEAST or value is None or row["claim"].endswith(("_grows", "_pays")), row["claim"]
        else:
            assert row["value"] == pytest.approx(value), row["claim"]
    return {(row["claimed_by"], row["claim"]): row for row in rows}


@pytest.mark.parametrize(
    ("ask", "a_day", "verdict"),
    [
        (borne_out, 5.0, ClaimVerdict.BORNE_OUT),
        (contradicted, 7.0, ClaimVerdict.NOT_BORNE_OUT),
        (open_still, 0.06, ClaimVerdict.NOT_KNOWN_YET),
    ],
)
def test_sixty_nights_built_for_a_verdict_give_it_to_every_claim(ask: Any, a_day: float, verdict: ClaimVerdict) -> None:
    tables = jobs_alone(live(3, NIGHTS, a_day=a_day, ask=ask), NIGHTS)
    told = {name: row for (page, name), row in judged(tables).items() if page == PAGE}
    assert set(told) == NAMES
    assert {name: row["verdict"] for name, row in told.items() if row["verdict"] != verdict} == {}


def test_the_pay_that_other_pages_state_is_judged_beside_the_jobs_of_that_name() -> None:
    tables = jobs_alone(live(8, NIGHTS, a_day=5.0, ask=borne_out), NIGHTS)
    stated = [benchmark("entry", 4_000, 4_300), benchmark("experienced", 7_000, 9_000)]
    tables["benchmarks"] = make_tables(benchmarks=stated)["benchmarks"]
    told = {name: row["verdict"] for (page, name), row in judged(tables).items() if "hagen" in page}
    assert told == {"IT-Manager / entry": "borne_out", "IT-Manager / experienced": "not_borne_out"}


def test_the_claims_of_the_demo_equal_their_sql_and_most_are_open(latest: Path) -> None:
    tables = {name: pq.read_table(latest / f"{name}.parquet") for name in ("jobs", "postings", "benchmarks")}
    told = judged(tables)
    published = pq.read_table(latest / "claims.parquet").drop_columns(["run"])
    assert published.equals(make_claims(tables).drop_columns(["run"]))
    assert Counter(row["verdict"] for row in told.values())["not_known_yet"] > 12
    assert told[PAGE, "pay_entry"]["n"] == 0 and told[PAGE, "pay_entry"]["value"] is None


def test_without_jobs_nothing_is_known() -> None:
    rows = make_claims(make_tables()).to_pylist()
    assert {row["verdict"] for row in rows} == {"not_known_yet"} and {row["value"] for row in rows} == {None}
