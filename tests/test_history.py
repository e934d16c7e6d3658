"""history.parquet: equal to all snapshots, day by day, column by column; and snapshots that read as one table."""

import json
import shutil
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from schemas.columns import fields_of, schema_of
from schemas.tables import TABLES, Job, JobVersion, PlaceOf
from snapshots.history import MOVING, carry_history, make_history
from snapshots.publish import publish
from storage.layout import Output, is_run, run_of, started_at
from storage.parts import find_parts
from storage.snapshot_writing import remove_snapshot
from storage.snapshots import open_snapshot, read_snapshot
from tests.support.simulated_boards import RUNS
from tests.support.snapshot_tables import job

Rows = dict[str, dict[str, Any]]
OWN = ("run", "valid_from", "valid_to")  # of a version, not of a job on a day


def runs_of(output: Output) -> list[str]:
    return [run for run in output.folders("snapshots") if is_run(run)]


def jobs_of(output: Output, run: str) -> pa.Table:
    return open_snapshot(output, run).table("jobs")


def rows_by_id(table: pa.Table) -> Rows:
    rows = table.to_pylist()
    found = {row["job_id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def valid_at(history: pa.Table, run: str) -> pa.Table:
    """The versions that hold at the start of a run, as docs/columns.md says it."""
    at = pa.scalar(started_at(run), pa.timestamp("us", "UTC"))
    ended = pc.fill_null(pc.less_equal(history["valid_to"], at), False)
    return history.filter(pc.and_(pc.less_equal(history["valid_from"], at), pc.invert(ended)))


def without(rows: Rows, *names: str) -> Rows:
    return {job_id: {k: v for k, v in row.items() if k not in names} for job_id, row in rows.items()}


def check_history(output: Output, history: pa.Table, runs: list[str]) -> None:
    """Row by row, for every day and column."""
    columns = set(schema_of(JobVersion).names) - {"valid_from", "valid_to"}
    assert columns == set(schema_of(Job).names)
    for run in runs:
        versions, jobs = rows_by_id(valid_at(history, run)), rows_by_id(jobs_of(output, run))
        assert without(versions, *OWN, *MOVING) == without(jobs, *MOVING), run
        for job_id, version in versions.items():
            assert version["last_seen_at"] >= jobs[job_id]["last_seen_at"]
            assert version["run"] <= run and version["valid_from"] == started_at(version["run"])
            ends = version["valid_to"]
            if run == max(one for one in runs if ends is None or started_at(one) < ends):
                assert version["last_seen_at"] == jobs[job_id]["last_seen_at"]
            if run == version["run"]:
                assert version["valid_from"] == started_at(run)


@pytest.mark.long
def test_history_equals_all_snapshots_row_by_row_for_every_day_and_column(sixty_days: Output) -> None:
    runs = runs_of(sixty_days)
    assert len(runs) >= 30 and RUNS[-1] == runs[-1]
    snapshot = read_snapshot(sixty_days)
    assert snapshot
    check_history(sixty_days, snapshot.table("history"), runs)


@pytest.mark.long
def test_the_history_of_each_day_is_that_of_the_last_one_as_it_was_then(sixty_days: Output) -> None:
    runs = runs_of(sixty_days)
    for number in (0, 7, len(runs) // 2):
        check_history(sixty_days, open_snapshot(sixty_days, runs[number]).table("history"), runs[: number + 1])


@pytest.mark.long
def test_history_has_no_more_versions_than_there_were_changes(sixty_days: Output) -> None:
    runs = runs_of(sixty_days)
    history = read_snapshot(sixty_days).table("history")  # type: ignore[union-attr]
    versions: dict[str, list[dict[str, Any]]] = {}
    for row in history.to_pylist():
        versions.setdefault(row["job_id"], []).append(row)
    assert max(map(len, versions.values())) > 3
    for rows in versions.values():
        for one, following in pairwise(rows):
            assert one["valid_to"] is not None and one["valid_to"] <= following["valid_from"]
            if one["valid_to"] == following["valid_from"]:
                facts = [{k: v for k, v in row.items() if k not in (*OWN, *MOVING)} for row in (one, following)]
                assert facts[0] != facts[1]
    starts = {row["valid_from"] for row in history.to_pylist()}
    assert starts <= {started_at(run) for run in runs}


@pytest.mark.long
def test_carried_day_by_day_and_made_of_all_snapshots_are_the_same(sixty_days: Output) -> None:
    carried = read_snapshot(sixty_days).table("history")  # type: ignore[union-attr]
    made = make_history((run, jobs_of(sixty_days, run)) for run in runs_of(sixty_days))
    assert made.equals(carried.combine_chunks())


DAYS = [f"202611{day:02}T050000Z" for day in range(1, 8)]


def jobs(*rows: Job) -> pa.Table:
    return pa.Table.from_pylist([row.as_record() for row in rows], schema=schema_of(Job)).sort_by("job_id")


def spans(history: pa.Table) -> list[tuple[str, str, int, int | None]]:
    rows = history.to_pylist()
    return [(r["job_id"], r["title"], r["valid_from"].day, r["valid_to"].day if r["valid_to"] else None) for r in rows]


def test_a_version_ends_where_its_job_changes_goes_or_comes_back() -> None:
    days = [
        (DAYS[0], jobs(job("a", title="one"), job("b"), job("c"))),
        (DAYS[1], jobs(job("a", title="one"), job("b", status="closed"))),  # c was merged into another
        (DAYS[2], jobs(job("a", title="two"), job("b"), job("c"))),  # all of it is back
        (DAYS[3], jobs(job("a", title="one"), job("b"), job("c"), job("d"))),
    ]
    title = "IT-Leiter"
    assert spans(make_history(days)) == [
        ("a", "one", 1, 3),
        ("a", "two", 3, 4),
        ("a", "one", 4, None),
        ("b", title, 1, 2),
        ("b", title, 2, 3),
        ("b", title, 3, None),
        ("c", title, 1, 2),
        ("c", title, 3, None),
        ("d", title, 4, None),
    ]


@pytest.mark.parametrize("name", [name for name in schema_of(Job).names if name != "job_id"])
def test_each_column_but_the_moving_ones_makes_a_version(name: str) -> None:
    """Its own example against another value or none, in two jobs of which only one changes."""
    other = {
        "status": "closed",
        "role_family": "it_service_lead",
        "stale": True,
        "posting_count": 9,
        "came_by": "search",
    }
    before = job("a")
    row: type = Job
    value = other.get(name, next(field.column.example for field in fields_of(row) if field.name == name))
    if getattr(before, name) == value:
        value = not value if isinstance(value, bool) else f"{value}x"
    after = job("a", **{name: value})
    history = make_history([(DAYS[0], jobs(before, job("z"))), (DAYS[1], jobs(after, job("z")))])
    assert history.num_rows == (2 if name in MOVING else 3), name
    assert valid_at(history, DAYS[1]).to_pylist()[0][name] == (DAYS[0] if name == "run" else after.as_record()[name])


def test_the_elements_of_lists_and_places_are_compared() -> None:
    one, two = PlaceOf(town="Haan", country="DE"), PlaceOf(town="Haan", country="DE", distance_km=3.0)
    rows = [
        job("a", skills=("SAP", "ITIL"), places=(one,)),
        job("a", skills=("SAP", "Linux"), places=(one,)),
        job("a", skills=("SAP", "Linux"), places=(two,)),
        job("a", skills=("SAP", "Linux"), places=(one, two)),
        job("a", skills=(), places=(one, two)),
        job("a", skills=(), places=(one, two)),
    ]
    history = make_history((run, jobs(row, job("b"))) for run, row in zip(DAYS, rows, strict=False))
    assert [row["valid_from"].day for row in history.to_pylist()] == [1, 2, 3, 4, 5, 1]


def test_what_did_not_change_is_carried_and_only_its_last_sight_moves() -> None:
    first = carry_history(DAYS[0], make_history(()), jobs(job("a")))
    later = datetime(2026, 11, 23, tzinfo=UTC)
    second = carry_history(DAYS[1], first, jobs(job("a", last_seen_at=later)))
    assert second.num_rows == 1
    assert second["last_seen_at"].to_pylist() == [later]
    assert second.drop_columns("last_seen_at").equals(first.drop_columns("last_seen_at"))


def strip_history(output: Output, *runs: str) -> None:
    """Make snapshots what they were before there was a history."""
    for run in runs:
        folder = Path(output.snapshot(run))
        manifest = json.loads((folder / "manifest.json").read_text())
        del manifest["files"]["history.parquet"]
        (folder / "history.parquet").unlink()
        (folder / "manifest.json").write_text(json.dumps(manifest))
    Path(output.path("latest.json")).unlink()
    Path(output.path("versions.json")).unlink()


def publish_all_but_last(output: Output, sixty_days: Output, count: int) -> list[str]:
    """The first runs of the market published one by one, and one more that waits."""
    runs = runs_of(sixty_days)[: count + 1]
    for number, run in enumerate(runs):
        shutil.copytree(sixty_days.path("postings", "texts"), output.path("postings", "texts"), dirs_exist_ok=True)
        for path in find_parts(sixty_days, None):
            there = run_of(path)
            if there <= run and (number == 0 or there > runs[number - 1]):
                target = Path(output.path("postings", there, Path(path).name))
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        if number < count:
            assert publish(output).run == run
    return runs


@pytest.mark.long
def test_after_an_upgrade_history_begins_with_the_snapshots_that_are_there(sixty_days: Output, tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    runs = publish_all_but_last(output, sixty_days, 6)
    strip_history(output, *runs[:6])
    remove_snapshot(output, runs[0])
    damaged = Path(output.snapshot(runs[2]), "jobs.parquet")
    damaged.write_bytes(damaged.read_bytes()[:-1])
    published = publish(output)
    assert published.run == runs[6]
    assert published.history_begins and runs[1] in published.history_begins and "4 that" in published.history_begins
    sound = [run for run in runs if run not in (runs[0], runs[2])]
    check_history(output, read_snapshot(output).table("history"), sound)  # type: ignore[union-attr]
    versions = json.loads(Path(output.path("versions.json")).read_text())["snapshots"]
    assert [one["run"] for one in versions] == sound
    assert publish(output).history_begins is None


def test_without_another_snapshot_history_begins_with_the_last_one(sixty_days: Output, tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    runs = publish_all_but_last(output, sixty_days, 3)
    strip_history(output, *runs[:3])
    for run in runs[:2]:
        remove_snapshot(output, run)
    published = publish(output)
    assert published.history_begins and runs[2] in published.history_begins
    check_history(output, read_snapshot(output).table("history"), runs[2:])  # type: ignore[union-attr]


@pytest.mark.long
@pytest.mark.parametrize("table", TABLES)
def test_all_snapshots_read_as_one_dataset_in_every_program(table: str, sixty_days: Output) -> None:
    files = sorted(str(path) for path in Path(sixty_days.root).glob(f"snapshots/2*/{table}.parquet"))
    assert len(files) > 30
    rows = sum(pq.read_metadata(file).num_rows for file in files)
    one = ds.dataset(files).to_table()
    assert one.num_rows == rows and one.schema.equals(pq.read_schema(files[0]))
    assert len(pd.read_parquet(files)) == rows  # type: ignore[call-overload]
    frame = pl.scan_parquet(f"{sixty_days.root}/snapshots/2*/{table}.parquet").collect()
    assert frame.height == rows
    database = duckdb.connect()
    counted = database.sql(f"SELECT count(*) FROM '{sixty_days.root}/snapshots/2*/{table}.parquet'").fetchall()
    assert counted == [(rows,)]
    if rows and table != "history":
        column = TABLES[table].stamped or "run"
        named = {
            pq.read_table(file, columns=[column])[column].unique().to_pylist()[0]
            for file in files
            if pq.read_metadata(file).num_rows
        }
        for file in files:
            assert set(pq.read_table(file, columns=[column])[column].to_pylist()) <= {Path(file).parts[-2]}
        assert set(one[column].to_pylist()) == named == set(frame[column].to_list())


def test_every_table_names_its_run(sixty_days: Output) -> None:
    for name, row in TABLES.items():
        columns = schema_of(row).names  # type: ignore[arg-type]
        assert "run" in columns, name


def test_the_file_is_sorted_by_its_key(sixty_days: Output) -> None:
    history = pq.read_table(sixty_days.path("latest", "history.parquet"))
    keys = list(zip(history["job_id"].to_pylist(), history["valid_from"].to_pylist(), strict=True))
    assert keys == sorted(keys) and len(set(keys)) == len(keys)
