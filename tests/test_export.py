"""Exports, read back by the programs they are for."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from report.export import export
from report.export_columns import LOOKED_AT
from report.export_forms import EXCEL_CELL, TooLong, write_csv, write_jsonl, write_parquet, write_sqlite, write_xlsx
from schemas.mistakes import ConfigurationError, NothingPublished
from schemas.tables import PlaceOf
from tests.support.snapshot_tables import RUN, job, make_tables

FORMULAS = ("=1+1", "+49 202 1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", '"=1+1')
HARMLESS = ("IT-Leiter (m/w/d) = gut", "Leiter; - Betrieb", "it@muster.example")


def written(write: Callable[[pa.Table, Any, str, str], None], table: pa.Table) -> bytes:
    stream = io.BytesIO()
    write(table, stream, RUN, "jobs")
    return stream.getvalue()


def jobs(*titles: str, **values: Any) -> pa.Table:
    rows = [job(f"{number:03}", **({"title": title} | values)) for number, title in enumerate(titles)]
    return make_tables(jobs=rows)["jobs"]


@pytest.fixture(scope="module")
def full() -> pa.Table:
    """A job with a value of every kind."""
    return jobs(
        "IT-Leiter",
        salary_min_eur=Decimal("5143.59"),
        latitude=-7.15,
        posted_on=date(2026, 11, 17),
        posted_at=datetime(2026, 11, 17, 16, 56, tzinfo=UTC),
        contract_months=24,
        fixed_term=True,
        skills=("SAP", "ITIL"),
        places=(PlaceOf(town="Wuppertal", country="DE"),),
        kldb="01234",
    )


def test_csv_keeps_numbers_dates_lists_and_what_is_not_stated(full: pa.Table) -> None:
    data = written(write_csv, full)
    assert not data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode(), newline=""))
    told = {name: row[name] for name in ("salary_min_eur", "latitude", "posted_on", "posted_at", "contract_months")}
    assert list(told.values()) == ["5143.59", "-7.15", "2026-11-17", "2026-11-17T16:56:00+00:00", "24"]
    assert (row["fixed_term"], row["skills"], row["salary_max_eur"], row["kldb"]) == ("true", "SAP, ITIL", "", "01234")
    assert json.loads(row["places"])[0]["town"] == "Wuppertal"
    frame = pd.read_csv(io.BytesIO(data))
    assert frame["salary_min_eur"].tolist() == [5143.59] and frame["latitude"].tolist() == [-7.15]


@pytest.mark.parametrize("words", FORMULAS)
def test_csv_makes_formulas_harmless(words: str) -> None:
    data = written(write_csv, jobs(words, employer=f"Muster;{words}", skills=(words,)))
    (row,) = csv.DictReader(io.StringIO(data.decode(), newline=""))
    assert row["title"].startswith("'") and row["skills"].startswith("'") and row["employer"].startswith("Muster;'")
    assert row["title"].replace("'", "") == words.replace("'", "")


def test_csv_leaves_other_text_alone() -> None:
    rows = csv.DictReader(io.StringIO(written(write_csv, jobs(*HARMLESS)).decode(), newline=""))
    assert [row["title"] for row in rows] == list(HARMLESS)


@settings(max_examples=50)
@given(st.lists(st.text(alphabet="=+-@;,\t\r\n\"' aä", min_size=1, max_size=12), min_size=2, max_size=2))
def test_no_cell_begins_a_formula_however_the_file_is_cut_into_cells(titles: list[str]) -> None:
    text = written(write_csv, jobs(*titles).select(["title", "employer"])).decode()
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t=", "\r="))]


def test_json_lines_hold_the_rows_as_they_are(full: pa.Table) -> None:
    (row,) = map(json.loads, written(write_jsonl, full).splitlines())
    assert (row["salary_min_eur"], row["posted_on"], row["skills"]) == (5143.59, "2026-11-17", ["SAP", "ITIL"])
    assert (row["fixed_term"], row["salary_max_eur"], row["places"][0]["town"]) == (True, None, "Wuppertal")
    (line,) = written(write_jsonl, jobs("=1+1\u2028</script>", salary_min_eur=Decimal("-0.10"))).splitlines()
    assert json.loads(line, parse_float=Decimal)["salary_min_eur"] == Decimal("-0.1")


def sheet_of(table: pa.Table) -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(write_xlsx, table))).active


def cells_of(sheet: Any, line: int = 2) -> dict[str, Any]:
    return {head.value: cell for head, cell in zip(sheet[1], sheet[line], strict=True)}


def test_a_workbook_has_real_numbers_and_dates_and_a_header_that_stays(full: pa.Table) -> None:
    sheet = sheet_of(full)
    cells = cells_of(sheet)
    assert (cells["salary_min_eur"].value, cells["latitude"].value) == (5143.59, -7.15)
    assert cells["posted_on"].value == datetime(2026, 11, 17) and cells["posted_on"].is_date  # noqa: DTZ001
    assert cells["posted_at"].value == datetime(2026, 11, 17, 16, 56)  # noqa: DTZ001
    assert (cells["fixed_term"].value, cells["skills"].value, cells["kldb"].value) == (True, "SAP, ITIL", "01234")
    assert cells["salary_max_eur"].value is None
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
    assert 20 < sheet.column_dimensions["A"].width < 62  # url
    frame = pd.read_excel(io.BytesIO(written(write_xlsx, full)), dtype={"kldb": str})
    assert frame["posted_on"].dt.date.tolist() == [date(2026, 11, 17)] and frame["kldb"].tolist() == ["01234"]


@pytest.mark.parametrize("words", (*FORMULAS, *HARMLESS, "https://alpha.example/1", "{=1+1}", "_x0041_"))
def test_a_workbooks_text_is_text(words: str) -> None:
    sheet = sheet_of(jobs(words))
    cell = cells_of(sheet)["title"]
    assert cell.data_type == "s" and cell.hyperlink is None
    assert unescape(cell.value) == words


def test_a_workbook_holds_any_text() -> None:
    long = "ä" * 40_000
    sheet = sheet_of(jobs("null\x00 bell\x07 \ufffe!", long))
    assert cells_of(sheet)["title"].value == "null bell !"
    assert cells_of(sheet, 3)["title"].value == long[: EXCEL_CELL - 1] + "…"
    assert written(write_xlsx, jobs(long)) == written(write_xlsx, jobs(long))
    assert sheet_of(make_tables()["jobs"]).max_row == 1


def test_an_address_is_a_link_and_nothing_else_is() -> None:
    sheet = sheet_of(jobs("https://alpha.example/1", url="https://alpha.example/2?a=1&b=2#c"))
    cells = cells_of(sheet)
    link = cells["url"].hyperlink
    assert (sheet.title, link.target, link.location) == ("jobs", "https://alpha.example/2?a=1&b=2", "c")
    assert [name for name, cell in cells.items() if cell.hyperlink] == ["url"]
    for odd in ("javascript:alert(1)", "https://alpha.example/" + "a" * 2_100):
        assert cells_of(sheet_of(jobs("a", url=odd)))["url"].hyperlink is None


def test_a_database_answers_queries(full: pa.Table, tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite").write_bytes(written(write_sqlite, full))
    with sqlite3.connect(tmp_path / "jobs.sqlite") as base:
        told = base.execute("SELECT salary_min_eur + 1, posted_on, posted_at, fixed_term, kldb FROM jobs").fetchall()
        skills = base.execute("SELECT value FROM jobs, json_each(skills) ORDER BY value").fetchall()
        town = base.execute("SELECT json_extract(places, '$[0].town'), salary_max_eur FROM jobs").fetchall()
    assert told == [(5144.59, "2026-11-17", "2026-11-17T16:56:00+00:00", 1, "01234")]
    assert (skills, town) == ([("ITIL",), ("SAP",)], [("Wuppertal", None)])


def test_parquet_is_as_published(full: pa.Table) -> None:
    chosen = full.select(["title", "salary_min_eur", "places"])
    back = pq.read_table(io.BytesIO(written(write_parquet, chosen)))
    assert back.equals(chosen) and back.schema.field("salary_min_eur").metadata[b"unit"] == b"EUR gross"


def test_the_columns_are_those_that_people_look_at_or_those_asked_for(demo: tuple[Path, str], tmp_path: Path) -> None:
    def heads(**asked: Any) -> list[str]:
        assert export(str(tmp_path / "a.csv"), where=str(demo[0]), **asked) == 0
        return list(pd.read_csv(tmp_path / "a.csv").columns)

    assert len(heads()) == 18 and heads() == list(LOOKED_AT["jobs"])
    assert heads(closed=True)[-3:] == ["status", "closed_on", "closed_reason"]
    assert heads(columns="title, salary_from,title") == ["title", "salary_from"]
    every = set(pq.read_schema(demo[0] / "latest" / "jobs.parquet").names)
    assert set(heads(columns="all")) == every and len(every) > 90
    assert "text" in heads(name="descriptions")
    assert len(heads(name="postings")) < 25


def test_a_table_too_long_for_a_sheet_is_refused() -> None:
    with pytest.raises(TooLong, match="1,048,576 rows"):
        write_xlsx(pa.table({"a": pa.nulls(1_048_576)}), io.BytesIO(), RUN, "jobs")


@pytest.mark.parametrize(("kind", "read"), [("csv", pd.read_csv), ("xlsx", pd.read_excel)])
def test_open_jobs_are_exported_and_closed_ones_on_request(
    demo: tuple[Path, str], latest: Path, tmp_path: Path, kind: str, read: Callable[[Path], pd.DataFrame]
) -> None:
    file = tmp_path / f"jobs.{kind}"
    published = pq.read_table(latest / "jobs.parquet").to_pandas()
    assert export(str(file), where=str(demo[0])) == 0
    assert read(file)["job_id"].tolist() == published[published["status"] == "open"]["job_id"].tolist()
    assert export(str(file), where=str(demo[0]), closed=True, run="20261121T050000Z") == 0
    assert read(file)["job_id"].tolist() == published["job_id"].tolist()
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("table", ["descriptions", "postings", "changes", "boards", "benchmarks"])
def test_every_table_goes_to_a_pipe(
    demo: tuple[Path, str], latest: Path, table: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert export("-", where=str(demo[0]), name=table, form="jsonl", closed=True, columns="all") == 0
    rows = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    told = pq.read_table(latest / f"{table}.parquet").to_pylist()
    assert (
        json.loads(json.dumps(told, default=lambda value: getattr(value, "isoformat", lambda: float(value))())) == rows
    )


def test_an_earlier_snapshot_is_exported_by_its_run(demo: tuple[Path, str], tmp_path: Path) -> None:
    assert export(str(tmp_path / "a.jsonl"), where=str(demo[0]), run="20261120T050000Z", name="changes") == 0
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_bytes().splitlines()]
    assert {row["run"] for row in rows} == {"20261120T050000Z"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"form": "xls"}, "did you mean 'xlsx'"),
        ({"name": "job"}, "did you mean 'jobs'"),
        ({"columns": "titel,town"}, "did you mean 'title'"),
        ({"columns": " ,"}, "name at least one column"),
        ({"run": "20261121"}, "did you mean '20261121T050000Z'"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest(
    demo: tuple[Path, str], values: dict[str, str], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        export("-", where=str(demo[0]), **values)  # type: ignore[arg-type]


def test_without_a_snapshot_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="no snapshot in"):
        export("-", where=str(tmp_path))
