"""How long jobs stay open: markets of known truth, and what nobody can know yet is not told."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import ceil, floor, log
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from report.figures.days import BERLIN
from report.figures.stays import Duration, Stay, estimate_duration, follow_shares, list_stays

ROOT = Path(__file__).parents[1]
BEGAN = date(2026, 1, 1)
HALF_LIFE = 34.3  # days
Row = dict[str, Any]


def on(day: int) -> date:
    return BEGAN + timedelta(days=day)


def at(day: int) -> datetime:
    return datetime.combine(on(day), datetime.min.time(), BERLIN) + timedelta(hours=6)


def job(name: str, first: int, last: int, closed: int | None = None, **values: Any) -> Row:
    """A row of `jobs`; days count from the first run."""
    row: Row = {
        "job_id": name,
        "first_seen_at": at(first),
        "last_seen_at": at(last),
        "posted_on": None,
        "closed_on": None if closed is None else on(closed),
        "closed_reason": None if closed is None else "missing",
        "came_by": "board",
    }
    return row | values


def sight(row: Row, board: str = "alpha", missed: int | None = None) -> Row:
    """The row of `postings` of a job's only one."""
    return {
        "job_id": row["job_id"],
        "board": board,
        "first_seen_at": row["first_seen_at"],
        "last_seen_at": row["last_seen_at"],
        "status": "closed" if row["closed_on"] else "open",
        "missed_since_on": None if missed is None else on(missed),
    }


def live(seed: int, days: int, a_day: float = 8.0, every: int = 1) -> tuple[list[Row], list[Row]]:
    """The jobs and postings of a market that was watched for so many days, a run that reads all of it `every` morning.

    Jobs begin and end at any time of a day. Three boards, one watched from day 25 on; three of ten ads without a day of
    publication; of one in twenty nobody knows the end.
    """
    chance, moment, jobs, postings = random.Random(seed), -200.0, list[Row](), list[Row]()
    while (moment := moment + chance.expovariate(a_day)) < days:
        board, since = chance.choice((("alpha", 0), ("beta", 0), ("gamma", 25)))
        first = max(ceil(moment / every), ceil(since / every)) * every
        last = floor((moment + chance.expovariate(log(2) / HALF_LIFE)) / every) * every
        out_of_sight = floor(moment + chance.expovariate(log(2) / HALF_LIFE / 20))
        values: Row = {"posted_on": on(floor(moment)) if chance.random() < 0.7 else None}
        missed, closed = (after if (after := last + runs * every) < days else None for runs in (1, 2))
        if first <= out_of_sight < last:
            last, missed, closed = out_of_sight, None, None
            if last + 21 < days:
                closed, values["closed_reason"] = last + 21, "unreachable"
        if first <= min(last, days - 1):
            jobs.append(job(str(len(jobs)), first, min(last, days - 1), closed, **values))
            postings.append(sight(jobs[-1], board, missed))
    return jobs, postings


def estimate(seed: int, days: int, a_day: float = 8.0, every: int = 1) -> Duration:
    return estimate_duration(list_stays(*live(seed, days, a_day, every)).values(), on(days))


def covers(duration: Duration) -> bool:
    return bool(duration.low and duration.high) and duration.low <= HALF_LIFE <= duration.high  # type: ignore[operator]


@pytest.mark.parametrize("days", [60, 120])
def test_the_median_of_a_large_market_is_right_from_day_sixty(days: int) -> None:
    for seed in range(3):
        found = estimate(seed, days, a_day=40)
        assert found.median == pytest.approx(HALF_LIFE, rel=0.1) and covers(found)


@pytest.mark.parametrize("every", [2, 3, 7])
def test_the_median_is_right_where_a_market_is_not_read_whole_each_day(every: int) -> None:
    medians = [estimate(seed, 140, a_day=20, every=every).median or 0 for seed in range(4)]
    assert sum(medians) / len(medians) == pytest.approx(HALF_LIFE, rel=0.07)


@pytest.mark.long
@pytest.mark.parametrize("days", [60, 90])
def test_the_interval_holds_the_truth(days: int, capsys: pytest.CaptureFixture[str]) -> None:
    told = [one for seed in range(200) if (one := estimate(seed, days)).median]
    medians = [one.median or 0 for one in told]
    mean, share = sum(medians) / len(told), sum(map(covers, told)) / len(told)
    near = sum(abs(median / HALF_LIFE - 1) <= 0.1 for median in medians) / len(told)
    with capsys.disabled():
        print(f"\nday {days}: {len(told)} of 200 told; truth {HALF_LIFE}, mean {mean:.1f}, {near:.0%} within a tenth")
        print(f"{share:.1%} of the intervals hold the truth", end=" ")
    assert share >= 0.93 and mean == pytest.approx(HALF_LIFE, rel=0.05) and len(told) == 200


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_told_before_anybody_can_know(seed: int) -> None:
    for days in (1, 2, 5):
        found = estimate(seed, days)
        assert (found.median, found.low, found.high) == (None, None, None)
        assert found.known_on is None or found.known_on > on(days)


def test_without_days_of_publication_the_median_waits_until_jobs_are_that_old() -> None:
    for seed in range(5):
        for day in (20, 30):
            jobs, postings = live(seed, day)
            ageless = [row | {"posted_on": None} for row in jobs]
            assert estimate_duration(list_stays(ageless, postings).values(), on(day)).median is None


def test_the_shares_are_those_of_the_textbook() -> None:
    """Freireich's trial of 6-MP (1963), as printed in Klein and Moeschberger, Survival Analysis, table 4.1."""
    relapsed, censored = (6, 6, 6, 7, 10, 13, 16, 22, 23), (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
    stays = [*(Stay(0, week, True) for week in relapsed), *(Stay(0, week, False) for week in censored)]
    found = {age: (round(share, 3), round(share * variance**0.5, 3)) for age, share, variance in follow_shares(stays)}
    printed = {6: (0.857, 0.076), 7: (0.807, 0.087), 10: (0.753, 0.096), 13: (0.69, 0.107), 16: (0.627, 0.114)}
    printed |= {22: (0.538, 0.128), 23: (0.448, 0.135)}
    assert {age: found[age] for age in printed} == printed
    assert estimate_duration(stays, BEGAN).median is None, "its upper limit is never reached"


@pytest.mark.parametrize(
    ("row", "board_since", "stay"),
    [
        (job("a", 20, 20, 22, posted_on=on(-1)), 0, Stay(20, 21, True)),  # it was up long before it was seen
        (job("a", 20, 25, 27), 0, Stay(0, 6, True)),
        (job("a", 20, 25, 39), 0, Stay(0, 12, True)),  # nobody looked for two weeks
        (job("a", 20, 25, 39, missed=32), 0, Stay(0, 7, True)),  # a run before its closing lacked it
        (job("a", 20, 25, 27, missed=22), 0, Stay(0, 6, True)),  # only another posting of it
        (job("a", 20, 25, 46, closed_reason="unreachable"), 0, Stay(0, 5, False)),
        (job("a", 20, 25, 46, closed_reason="out_of_search"), 0, Stay(0, 5, False)),
        (job("a", 20, 50), 0, Stay(0, 29, False)),  # of its last day nobody knows
        (job("a", 20, 20, 22), 20, None),  # it was there when its board was first watched
        (job("a", 20, 25, 27, posted_on=on(14)), 20, Stay(5, 11, True)),
        (job("a", 20, 25, 27, came_by="search"), 0, None),
        (job("a", 20, 25, 27, posted_on=on(30)), 0, Stay(0, 6, True)),  # dated ahead
    ],
)
def test_what_was_seen_of_a_job(row: Row, board_since: int, stay: Stay | None) -> None:
    others = [job("b", board_since, 50), job("c", 0, 50)]
    sights = [sight(row, "alpha", row.pop("missed", None)), sight(others[0], "alpha"), sight(others[1], "beta")]
    assert list_stays([row, *others], sights).get("a") == stay


@pytest.mark.parametrize("days", [10, 30, 60])
def test_the_views_of_history_sql_say_the_same(days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, postings = live(days, days, a_day=4, every=1 + days % 3)
    jobs = [row | {"town": ("Solingen", "Haan", None)[number % 3]} for number, row in enumerate(jobs)]
    (tmp_path / "output/latest").mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(jobs), tmp_path / "output/latest/jobs.parquet")
    pq.write_table(pa.Table.from_pylist(postings), tmp_path / "output/latest/postings.parquet")
    monkeypatch.chdir(tmp_path)
    con = duckdb.connect()
    con.execute("SET TimeZone = 'Europe/Berlin'; CREATE VIEW jobs AS FROM 'output/latest/jobs.parquet'")
    con.execute("\n".join(_statements("stays", "time_open")))
    stays = list_stays(jobs, postings)
    rows = con.sql("SELECT job_id, entered, left_at, ended FROM stays").fetchall()
    assert {name: Stay(*rest) for name, *rest in rows} == stays
    slices = {row["job_id"]: row["town"] for row in jobs}
    for call, names in (("NULL", dict.fromkeys(slices)), ("town", slices)):
        said = {row[0]: row[1:] for row in con.sql(f"FROM time_open({call})").fetchall()}
        assert said == {
            town: _columns(stay for name, stay in stays.items() if names[name] == town) for town in set(names.values())
        }


def _columns(stays: Iterator[Stay]) -> tuple[Any, ...]:
    found = estimate_duration(stays, BEGAN)
    return found.median, found.low, found.high, found.jobs, found.ended


def _statements(*names: str) -> Iterator[str]:
    """The statements of docs/history.sql that make these views and macros."""
    for statement in (ROOT / "docs/history.sql").read_text(encoding="utf-8").split(";\n"):
        if any(f" {name} AS" in statement or f" {name}(" in statement.partition("AS TABLE")[0] for name in names):
            yield statement + ";"
