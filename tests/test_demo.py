"""The demo as a user sees it: two snapshots that every tool reads alike, and the story of the second day."""

from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from crawls.archive.warc_reader import Recording
from schemas.columns import schema_of
from schemas.tables import PUBLISHED
from storage.layout import Output
from storage.snapshots import verify
from tests.support.replay import run_scrapy

STORY = [
    ("new", "Entwicklungsleiter (m/w/d) Embedded Linux", None, None, None),
    ("new", "IT-Leiter (m/w/d)", None, None, None),
    ("new", "IT-Service-Manager (m/w/d)", None, None, None),
    ("new", "Leiter IT (m/w/d)", None, None, None),
    ("new", "Teamleitung Anwendungsentwicklung Schaden (m/w/d)", None, None, None),
    ("changed", "Leiter Softwareentwicklung (m/w/d)", "salary_max_eur", "110000.00", "115000.00"),
    ("changed", "Leiter Softwareentwicklung (m/w/d)", "salary_min_eur", "90000.00", "95000.00"),
    ("changed", "Sachgebietsleitung IT-Service (m/w/d)", "apply_by_on", "2026-12-11", "2026-12-18"),
    ("changed", "Teamleiter IT-Systembetrieb (m/w/d)", "salary_max_eur", "6000.00", "6200.00"),
    ("changed", "Teamleiter IT-Systembetrieb (m/w/d)", "salary_min_eur", "5200.00", "5400.00"),
    ("closed", "IT-Leiter (m/w/d)", None, None, "gone"),
    ("closed", "Leiterin / Leiter der Stabsstelle Digitalisierung und IT", None, None, "deadline"),
]


def test_the_demo_publishes_two_checked_snapshots(demo: tuple[Path, str]) -> None:
    folder, _ = demo
    output = Output.at(folder)
    assert output.folders("snapshots") == ["20261120T050000Z", "20261121T050000Z"]
    for run in output.folders("snapshots"):
        verify(output, run)
    assert (folder / "latest").resolve().name == "20261121T050000Z"
    parts = [pq.read_table(file) for file in (folder / "postings" / "20261120T050000Z").glob("*.parquet")]
    assert sum(part.num_rows for part in parts) >= 60


@pytest.mark.parametrize("table", PUBLISHED)
def test_pandas_duckdb_and_polars_read_the_same_rows(demo: tuple[Path, str], table: str) -> None:
    file = demo[0] / "latest" / f"{table}.parquet"
    row: type = PUBLISHED[table]
    arrow = pq.read_table(file)
    assert arrow.schema.equals(schema_of(row))
    assert len(pd.read_parquet(file)) == arrow.num_rows
    polars = pl.read_parquet(file)
    assert (polars.height, polars.columns) == (arrow.num_rows, arrow.column_names)
    duck = duckdb.read_parquet(str(file)).to_arrow_table()
    assert duck is not None
    assert (duck.num_rows, duck.column_names) == (arrow.num_rows, arrow.column_names)
    for name in arrow.column_names:
        ours = arrow[name].to_pylist()
        assert polars[name].to_list() == ours, name
        assert duck[name].to_pylist() == ours, name


def test_the_changes_tell_the_second_day(demo: tuple[Path, str]) -> None:
    rows = pq.read_table(demo[0] / "latest" / "changes.parquet").to_pylist()
    found = [(row["kind"], row["title"], row["field"], row["before"], row["after"]) for row in rows]
    merges = [row for row in found if row[2] == "job_id"]
    assert sorted(set(found) - set(merges), key=str) == sorted(STORY, key=str)
    assert [title for _, title, *_ in merges] == [
        "Leiter IT-Infrastuktur (w/m/d)"
    ]  # mended: two postings are one job now


def test_the_second_day_asks_for_few_of_the_pages_known(demo: tuple[Path, str]) -> None:
    asked = []
    for run in ("20261120T050000Z", "20261121T050000Z"):
        answers = Recording(sorted((demo[0] / "archive" / run).glob("*.warc.gz")))
        asked.append([answer.url for answer in answers if answer.stamp and not answer.carried_at])
    assert len(asked[0]) > 50
    assert len(asked[1]) <= len(asked[0]) / 4


def test_the_second_day_is_told_in_words(demo: tuple[Path, str]) -> None:
    said = demo[1]
    assert "salary_max_eur: 110000.00 -> 115000.00" in said
    assert "closed   IT-Leiter (m/w/d), Langerfelder Bandfabrik GmbH, Wuppertal (gone)" in said
    assert "Traceback" not in said


def test_status_tells_the_last_run_and_the_next_step(demo: tuple[Path, str]) -> None:
    done = run_scrapy("status", "--output", str(demo[0]))
    assert done.returncode == 1  # it was recorded long ago
    assert "Nothing was published for 7 days or more" in done.stdout
    assert "Snapshot 20261121T050000Z" in done.stdout
    assert "arbeitsagentur 22 of 31" in done.stdout
    assert len(done.stdout.splitlines()) <= 12


def test_duplicates_of_several_boards_are_one_job(demo: tuple[Path, str]) -> None:
    jobs = pd.read_parquet(demo[0] / "latest" / "jobs.parquet")
    assert (jobs["boards"].str.len() > 1).sum() >= 8
    assert jobs["posting_count"].sum() == len(pd.read_parquet(demo[0] / "latest" / "postings.parquet"))
    mended = jobs[jobs["title"].isin(["Leitung der Abteilung Rechenzentrum (m/w/d)", "Head of IT Operations (w/m/d)"])]
    assert mended["posting_count"].tolist() == [2, 2]  # employers written in two ways, titles in another order


def test_the_demo_shows_neither_strings_of_tests_nor_contacts(demo: tuple[Path, str]) -> None:
    jobs = pd.read_parquet(demo[0] / "latest" / "jobs.parquet")
    for column in ("title", "employer", "town"):
        assert not jobs[column].dropna().str.contains(r"[<>\\]|alert\(|onerror|\btest", case=False, regex=True).any(), (
            column
        )
    texts = pd.read_parquet(demo[0] / "latest" / "descriptions.parquet")["text"]
    assert not texts.str.contains("@", regex=False).any()
