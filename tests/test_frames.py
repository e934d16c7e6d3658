"""What people write with a frame works with those of examples/frames.py."""

import sqlite3
from pathlib import Path
from typing import Any

import fastparquet
import pandas as pd
import pyarrow.parquet as pq
import pytest

from examples.frames import load
from schemas.columns import fields_of
from schemas.rooms import ROOMS
from schemas.tables import PUBLISHED
from tests.test_architecture import imports_of


@pytest.fixture(scope="module")
def jobs(latest: Path) -> Any:
    return load(latest, "jobs")["jobs"]


def test_every_table_has_all_rows_and_columns(latest: Path) -> None:
    tables = load(latest)
    assert list(tables) == list(PUBLISHED)
    for name, frame in tables.items():
        whole = pq.read_table(latest / f"{name}.parquet")
        assert (list(frame.columns), len(frame)) == (whole.column_names, whole.num_rows)
        for column in frame.columns:  # nothing stated is lost, and nothing unstated gets a value
            assert frame[column].isna().sum() == whole[column].null_count, column


def test_figures_are_figures(jobs: Any) -> None:
    told = jobs.describe()
    assert told.loc["mean", "salary_year_max_eur"] > 30_000 and told.loc["max", "distance_km"] <= 30
    assert jobs.salary_year_max_eur.dtype == jobs.weekly_hours_max.dtype == "float64"
    medians = jobs.groupby("seniority", observed=True).salary_year_max_eur.median()
    assert list(medians.index) == sorted(medians.index, key=list(jobs.seniority.cat.categories).index)


def test_days_and_instants_are_subtracted_and_compared(jobs: Any) -> None:
    closed = jobs[jobs.closed_on.notna()]
    assert ((closed.closed_on - closed.first_seen_at).dt.days >= -1).all() and len(closed)
    assert (jobs.first_seen_at > pd.Timestamp("2026-01-01")).all()
    assert jobs.posted_on.dt.year.dropna().between(2024, 2027).all()
    assert jobs.first_seen_at.dt.hour.max() < 24 and jobs.first_seen_at.dt.tz is None


def test_words_of_a_list_are_in_its_order(jobs: Any) -> None:
    assert (jobs.seniority >= "lead").sum() == jobs.seniority.isin(["lead", "head", "executive"]).sum() > 0
    assert jobs.boards.str.contains("arbeitsagentur").any()
    assert jobs.fixed_term.dtype == "boolean" and jobs.fixed_term.isna().any()


def test_frames_go_to_excel_and_to_a_database(latest: Path, tmp_path: Path) -> None:
    for name, frame in load(latest).items():
        frame.to_excel(tmp_path / "book.xlsx", sheet_name=name, index=False)
        with sqlite3.connect(tmp_path / "jobs.db") as base:
            frame.to_sql(name, base, index=False)
            assert base.execute(f"SELECT count(*) FROM {name}").fetchone() == (len(frame),)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no snapshot in"):
        load(tmp_path)


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_file_tells_the_meaning_and_unit_of_its_columns(latest: Path, name: str) -> None:
    row: type = PUBLISHED[name]
    fields = {field.name: field.column for field in fields_of(row)}
    for told in pq.read_schema(latest / f"{name}.parquet"):
        column = fields[told.name]
        unit = {b"unit": column.unit.encode()} if column.unit else {}
        assert told.metadata == {b"meaning": column.meaning.encode(), **unit}


@pytest.mark.parametrize("name", PUBLISHED)
def test_fastparquet_reads_every_column(latest: Path, name: str) -> None:
    """It does not read lists of records (places, languages, said_before): those columns are empty in it."""
    file, row = latest / f"{name}.parquet", PUBLISHED[name]
    frame, whole = fastparquet.ParquetFile(file).to_pandas(), pq.read_table(file)
    assert list(frame.columns) == whole.column_names and len(frame) == whole.num_rows
    for field in fields_of(row):  # type: ignore[arg-type]
        if not field.holds_records:
            assert frame[field.name].isna().sum() == whole[field.name].null_count, field.name


def test_the_file_to_copy_needs_nothing_of_this_project() -> None:
    imported = {name.split(".")[0] for file, name in imports_of("examples") if file.name == "frames.py"}
    assert "pandas" in imported and not imported & ROOMS.keys()
