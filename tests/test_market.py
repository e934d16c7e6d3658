"""market.parquet: every figure equals its SQL, its interval holds the truth, and nothing rises that did not."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from report.documents import DOCS, make_documents
from report.figures.days import berlin_day
from report.market.comparisons import COMPARED, compare
from report.market.indicators import INDICATORS
from report.market.intervals import find_ranks, find_share
from report.market.market import make_market
from report.market.past import BEGUN, OF_MONTH, OPEN_DAYS, find_begun
from report.market.queries import BENCHMARKS, DAYS, OF_DAY, TIME_OPEN, write_comparison, write_windows
from schemas.market import LEAST
from storage.layout import started_at
from tests.support.market_of_figures import SKILLS, Ask, jobs_alone, live, night, on, tables_of
from tests.support.replay import ROOT
from tests.support.snapshot_tables import job, make_tables

Told = dict[str, tuple[float | None, int]]
NIGHTS = 60
SMALL = 1e-9


def connect(tables: dict[str, pa.Table]) -> Any:
    """A database with the tables of a snapshot and the views of docs/market.md."""
    con = duckdb.connect(config={"threads": 1})  # quicker for tables as small as these
    con.execute("SET TimeZone = 'Europe/Berlin'")
    for name, table in tables.items():
        con.register(f"arrow_{name}", table)
        con.execute(f"CREATE TABLE {name} AS FROM arrow_{name}")
    con.execute(BEGUN + OPEN_DAYS)
    stays = (ROOT / "docs" / "history.sql").read_text(encoding="utf-8")
    stays = stays[stays.index("CREATE OR REPLACE VIEW stays") : stays.index("-- Pay that employers")]
    con.execute("CREATE VIEW of_postings AS FROM postings")
    con.execute(stays.replace("(FROM 'output/latest/postings.parquet')", "(FROM of_postings)"))
    return con


def asked(con: Any, queries: dict[str, str]) -> dict[str, Told]:
    """What queries say of each slice, by their names; a figure of too few cases is none."""
    told: dict[str, Told] = {name: {} for name in queries}
    each = (f"SELECT '{name}', slice, value, n FROM ({sql})" for name, sql in queries.items())
    for name, slice_name, value, n in con.execute(" UNION ALL ".join(each)).fetchall():
        assert slice_name not in told[name]
        told[name][slice_name] = (value if n >= LEAST else None, n)
    return told


def told_of(market: pa.Table, indicator: str, period: str | None = None, period_on: date | None = None) -> Told:
    """The figures of an indicator, of a period, by their slices."""
    those = pc.equal(market["indicator"], indicator)
    for name, value in (("period", period), ("period_on", period_on)):
        those = pc.and_(those, pc.equal(market[name], value)) if value else those
    return {row["slice"]: (row["value"], row["n"]) for row in market.filter(those).to_pylist()}


def check(told: Told, queried: Told, what: object) -> None:
    assert told.keys() == queried.keys(), what
    for name, (value, n) in queried.items():
        if value is None:
            assert told[name] == (None, n), (what, name)
        else:
            found, cases = told[name]
            assert found == pytest.approx(value, abs=SMALL) and cases == n, (what, name)


def check_all(tables: dict[str, pa.Table], run: str) -> pa.Table:
    """Every figure of the market beside its SQL, none left over."""
    market, day = make_market(run, tables), berlin_day(started_at(run))
    con, left = connect(tables), set(market["indicator"].to_pylist())
    months = sorted({row["period_on"] for row in market.to_pylist() if row["period"] == "month"})
    periods = [("day", day, OF_DAY), *(("month", month, OF_MONTH.format(month=month)) for month in months)]
    for period, period_on, those in periods:
        con.execute(f"CREATE OR REPLACE TABLE those AS {those}")
        known = [one for one in INDICATORS if period == "day" or not one.is_now]
        for name, queried in asked(con, {one.name: one.measure.sql for one in known}).items():
            check(told_of(market, name, period, period_on), queried, (name, period_on))
        assert not any(told_of(market, one.name, "month") for one in INDICATORS if one.is_now)
    for name, sql in DAYS.items():
        days = con.execute(f"SELECT period_on, value, n FROM ({sql})").fetchall()
        for on_day, value, n in days:
            assert told_of(market, name, "day", on_day) == {"all": (value if n >= LEAST else None, n)}, (name, on_day)
        assert len(days) == sum(row["indicator"] == name and row["period"] == "day" for row in market.to_pylist())
    check(told_of(market, "days_open"), asked(con, {"": TIME_OPEN})[""], "days_open")
    for name, sql in BENCHMARKS.items():
        assert told_of(market, name) == {one: (value, n) for one, value, n in con.execute(sql).fetchall()}
    con.execute(write_windows(day))
    queried = {
        name: told
        for one in asked(con, {one.name: write_comparison(one) for one in COMPARED}).values()
        for name, told in one.items()
    }
    for what, sign in (("rises", 1), ("falls", -1)):
        found = told_of(market, what)
        check(found, {name: queried[name] for name in found}, what)
        assert all(value and value * sign > 0 for value, _ in found.values())
    compared, _ = told_of(market, "compared")["all"]
    assert compared in (len(queried), None)
    assert left <= {one.name for one in INDICATORS} | {*DAYS, *BENCHMARKS, "days_open", "rises", "falls", "compared"}
    return market


def test_each_figure_of_the_demo_equals_its_sql(latest: Path) -> None:
    names = ("jobs", "postings", "history", "benchmarks")
    tables = {name: pq.read_table(latest / f"{name}.parquet") for name in names}
    market = check_all(tables, tables["jobs"]["run"][0].as_py())
    published = pq.read_table(latest / "market.parquet")
    assert published.drop_columns(["run"]).equals(market.drop_columns(["run"]))
    assert set(published["run"].to_pylist()) == set(tables["jobs"]["run"].to_pylist())
    assert told_of(market, "jobs", "day", date(2026, 11, 21)) == {"all": (46, 46)}


def test_each_figure_of_some_nights_equals_its_sql() -> None:
    market = check_all(tables_of(live(4, 20), 20), night(19))
    assert {row["period_on"].month for row in market.to_pylist() if row["period"] == "month"} == {9, 10}


@pytest.mark.long
def test_each_figure_of_sixty_nights_equals_its_sql() -> None:
    def ask(chance: random.Random, day: int) -> dict[str, Any]:
        return {"skills": ("IoT",) if day > 32 and chance.random() < 0.8 else ("SAP",)}

    market = check_all(tables_of(live(5, NIGHTS, ask=ask), NIGHTS), night(NIGHTS - 1))
    assert {"skill: IoT"} <= told_of(market, "rises").keys()
    assert {"skill: SAP"} <= told_of(market, "falls").keys()
    assert told_of(market, "days_open")["all"][0]
    months = {row["period_on"].month for row in market.to_pylist() if row["period"] == "month"}
    assert months == {9, 10, 11}


def test_what_rests_on_too_few_is_told_as_unknown_and_never_as_nothing() -> None:
    rows = [job(f"{number}", seniority="head" if number else "lead") for number in range(LEAST)]
    tables = make_tables(jobs=rows)
    market = make_market("20261122T050000Z", tables)
    assert told_of(market, "jobs_by_level", "day") == {"head": (4, 5), "lead": (1, 5)}
    few = make_market("20261122T050000Z", make_tables(jobs=rows[1:]))
    assert {value for row in few.to_pylist() for value in (row["value"], row["low"], row["high"])} == {None}
    assert told_of(few, "jobs_by_level", "day") == {"head": (None, 4)}


def test_a_market_without_jobs_has_no_figures_but_that_nothing_was_compared() -> None:
    market = make_market("20261122T050000Z", make_tables())
    assert {row["indicator"] for row in market.to_pylist()} == {"compared", "days_open"}


def test_the_interval_of_a_share_holds_the_truth() -> None:
    chance, held, tries = np.random.default_rng(7), 0, 200
    for _ in range(tries):
        n, share = int(chance.integers(LEAST, 200)), chance.uniform(0.02, 0.98)
        low, high = find_share(int(chance.binomial(n, share)), n)
        held += low <= share <= high
    assert held >= 0.93 * tries


@pytest.mark.parametrize("at", [0.25, 0.5, 0.75])
def test_the_interval_of_a_quantile_holds_the_truth(at: float) -> None:
    chance, held, tries = np.random.default_rng(11), 0, 0
    while tries < 200:
        n = int(chance.integers(LEAST, 120))
        if ranks := find_ranks(n, at):
            values, tries = np.sort(chance.lognormal(size=n)), tries + 1
            truth = float(np.exp({0.25: -0.6744898, 0.5: 0.0, 0.75: 0.6744898}[at]))
            held += values[ranks[0] - 1] <= truth <= values[ranks[1] - 1]
    assert held >= 0.93 * tries


def held_by(market: pa.Table, indicator: str, slices: dict[str, float]) -> list[bool]:
    """Whether each interval of an indicator's day that is told holds the truth."""
    told = {row["slice"]: row for row in market.to_pylist() if (row["indicator"], row["period"]) == (indicator, "day")}
    rows = ((told.get(name), truth) for name, truth in slices.items())
    return [row["low"] <= truth <= row["high"] for row, truth in rows if row and row["low"] is not None]


@pytest.mark.parametrize("markets", [10, pytest.param(200, marks=pytest.mark.long)])
def test_in_simulated_markets_the_intervals_hold_the_truth(markets: int) -> None:
    """What `live` makes of all ads: a skill is in one of four, English is required of three in ten, pay is even."""
    truths = {
        "skill": dict.fromkeys(SKILLS, 0.25),
        "language": {"en required": 0.3, "en wished": 0.2, "de wished": 0.5},
        "pay_from_q1": dict.fromkeys(("stated", "pay_grade"), 53_750.0),
        "pay_from_median": dict.fromkeys(("stated", "pay_grade"), 62_500.0),
        "pay_from_q3": dict.fromkeys(("stated", "pay_grade"), 71_250.0),
    }
    held: dict[str, list[bool]] = {name: [] for name in truths}
    for seed in range(markets):
        market = make_market(night(29), jobs_alone(live(seed, 30), 30))
        for name, slices in truths.items():
            held[name] += held_by(market, name, slices)
    for name, found in held.items():
        assert len(found) > markets and sum(found) >= (0.93 if markets == 200 else 0.8) * len(found), name


def told_changes(seeds: range, ask: Ask = lambda chance, day: {}, nights: int = 120) -> Iterator[set[str]]:
    """What is told to rise or fall in each of several markets."""
    for seed in seeds:
        tables = jobs_alone(live(seed, nights, a_day=1.5, ask=ask), nights)
        begun = find_begun(tables["jobs"], tables["postings"])
        found = list(compare(tables["jobs"], begun, on(nights - 1)))
        assert found[0][0] == "compared" and (found[0][1].value or 0) > 10
        yield {told.slice for what, told in found if what != "compared"}


def test_in_markets_without_change_nothing_rises_or_falls() -> None:
    assert sum(map(bool, told_changes(range(4)))) == 0


@pytest.mark.long
def test_in_two_hundred_markets_without_change_hardly_anything_rises_or_falls() -> None:
    assert sum(map(bool, told_changes(range(200)))) < 10


def test_what_rises_is_found() -> None:
    def ask(chance: random.Random, day: int) -> dict[str, Any]:
        return {"skills": ("IoT",) if chance.random() < (0.6 if day > 89 else 0.1) else ()}

    assert all("skill: IoT" in found for found in told_changes(range(2), ask))


def test_an_employer_that_puts_up_many_like_ads_makes_no_rise() -> None:
    """Thirty ads of one employer with one sentence: as ads they would be far beyond chance."""

    def ask(chance: random.Random, day: int) -> dict[str, Any]:
        if day > 89 and chance.random() < 0.6:
            return {"employer": "Serie AG", "employer_key": "serie", "benefits": ("gym",)}
        return {}

    assert all("benefit: gym" not in found for found in told_changes(range(2), ask))


def test_the_beginning_of_jobs_that_stood_there_was_not_seen() -> None:
    tables = jobs_alone(live(3, 40), 40)
    begun = tables["jobs"].take(pa.array(find_begun(tables["jobs"], tables["postings"])))
    con = connect(tables)
    assert set(begun["job_id"].to_pylist()) == {one for (one,) in con.sql("SELECT job_id FROM begun").fetchall()}
    assert begun.num_rows and not pc.any(pc.less_equal(begun["posted_on"], pa.scalar(on(0)))).as_py()


def test_the_same_tables_give_the_same_figures() -> None:
    tables = tables_of(live(9, 6), 6)
    make: Callable[[], pa.Table] = lambda: make_market(night(5), tables)  # noqa: E731
    assert make().equals(make())


def test_the_document_of_the_market_is_up_to_date() -> None:
    assert (DOCS / "market.md").read_text(encoding="utf-8") == make_documents()[DOCS / "market.md"], "run: make docs"
