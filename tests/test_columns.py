"""Columns: documented, typed, and checked on every row."""

import re
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from report.documents import DOCS, make_documents
from schemas.columns import SCHEMA_VERSION, Role, fields_of, names_with, schema_of, table_of
from schemas.raw import RawPosting
from schemas.tables import PUBLISHED, BoardRun, Job, PlaceOf, Posting, TrackedPosting
from tests.support.replay import ROOT
from tests.table_rows import table_rows

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)


def posting(**facts: Any) -> Posting:
    given: dict[str, Any] = {
        "board": "arbeitnow",
        "board_ref": "1",
        "run": "20261122T050000Z",
        "url": "https://board.example/1",
        "fetched_at": NOW,
        "seen_at": NOW,
        "title": "IT-Leiter (m/w/d)",
        "title_core": "IT-Leiter",
        "title_key": "it leiter",
        "role_family": "it_lead",
    }
    return Posting(**(given | facts))


def test_the_data_dictionary_is_up_to_date() -> None:
    for name in ("columns.md", "codes.md"):
        assert (DOCS / name).read_text(encoding="utf-8") == make_documents()[DOCS / name], "run: make docs"


def test_a_name_means_the_same_in_every_table() -> None:
    meanings: dict[str, tuple[Any, ...]] = {}
    for table in PUBLISHED.values():
        row: type = table
        for field in fields_of(row):
            if field.name in (
                "period",
                "verdict",
                "run",
                "board",
                "job_id",
                "board_ref",
                "town",
                "title",
                "employer",
                "url",
                "text",
            ):
                continue  # words of the table's own subject
            if field.name in (
                "status",
                "first_seen_at",
                "last_seen_at",
                "stale",
                "closed_on",
                "closed_reason",
                "reason",
            ):
                continue  # of a posting and of a job
            found = (field.python_type, field.column.unit)
            assert meanings.setdefault(field.name, found) == found, field.name


@pytest.mark.parametrize("table", PUBLISHED)
def test_each_column_has_an_example_that_its_rows_accept(table: str) -> None:
    row: type = PUBLISHED[table]
    examples = {field.name: field.column.example for field in fields_of(row)}
    assert [name for name, example in examples.items() if example is None] == []
    arrow = table_of(row, [row(**examples)])  # the row checks types and words of enumerations
    arrow.validate(full=True)
    assert arrow.num_rows == 1


def test_new_columns_have_a_default() -> None:
    """Files of the same schema version that were written before lack it: `conform` fills it in, or refuses them."""
    first = table_rows("required_columns")
    assert {row["schema_version"] for row in first} == {SCHEMA_VERSION}, "a new version: write the table anew"
    before = {(row["table"], column) for row in first for column in row["columns"].split()}
    required = {
        (name, field.name) for name, row in PUBLISHED.items() for field in fields(row) if field.default is MISSING
    }
    assert required - before == set(), "give these a default, or raise SCHEMA_VERSION"


def test_a_row_survives_parquet_types() -> None:
    place = PlaceOf(town="Wuppertal", latitude=51.25, longitude=7, distance_km=0.4)
    row = posting(salary_min_eur=Decimal("4500.50"), places=(place,), skills=("SAP",), posted_on=NOW.date())
    table = table_of(Posting, [row])
    table.validate(full=True)
    schema: type = Posting
    assert table.schema == schema_of(schema)
    back = table.to_pylist()[0]
    assert back["salary_min_eur"] == Decimal("4500.50")
    assert back["places"][0]["town"] == "Wuppertal"
    assert back["posted_on"] == NOW.date()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"title": ""}, "title is ''"),
        ({"title": None}, "title is missing"),
        ({"role_family": "boss"}, "role_family is 'boss'"),
        ({"fetched_at": datetime(2026, 11, 22)}, "not a UTC instant"),  # noqa: DTZ001
        ({"fetched_at": datetime(2026, 11, 22, tzinfo=timezone(timedelta(hours=1)))}, "not a UTC instant"),
        ({"salary_min_eur": 4500.5}, "not Decimal"),
        ({"salary_min_eur": Decimal("4500.505")}, "two decimals"),
        ({"salary_min_eur": Decimal("NaN")}, "two decimals"),
        ({"salary_year_min_eur": float("nan")}, "salary_year_min_eur is nan, too large, or no number"),
        ({"salary_year_max_eur": float("inf")}, "no number"),
        ({"weekly_hours_max": -1e10}, "too large"),
        ({"posted_on": NOW}, "not date"),
        ({"skills": ["SAP"]}, "not tuple"),
    ],
)
def test_a_row_refuses_what_its_column_does_not_hold(facts: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        posting(**facts)


def test_rows_are_sorted_by_their_key() -> None:
    rows = [posting(board_ref=ref) for ref in "312"]
    assert table_of(Posting, rows)["board_ref"].to_pylist() == ["1", "2", "3"]
    assert replace(rows[0], board_ref="9").board_ref == "9"


def test_a_raw_posting_needs_key_address_time_and_title() -> None:
    url = "https://b.example/1"
    given: dict[str, Any] = {"board": "b", "board_ref": "1", "url": url, "fetched_at": NOW, "title": "t"}
    RawPosting(**given)
    for name in ("board", "board_ref", "url", "title"):
        with pytest.raises(ValueError, match=f"{name} is empty"):
            RawPosting(**(given | {name: " "}))
    with pytest.raises(ValueError, match="no time zone"):
        RawPosting(**(given | {"fetched_at": datetime(2026, 1, 1)}))  # noqa: DTZ001


def test_every_column_but_a_text_of_lists_has_an_arrow_type() -> None:
    for table in PUBLISHED.values():
        row: type = table
        schema = schema_of(row)
        assert pa.null() not in schema.types
        assert schema.metadata[b"schema_version"]


def test_the_key_of_each_table_is_never_empty() -> None:
    row: type = BoardRun
    assert not schema_of(row).field("board").nullable


def test_a_column_that_the_pairing_looks_at_is_named_in_its_rule() -> None:
    rule = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "snapshots").glob("*.py"))
    assert [name for name in names_with(TrackedPosting, Role.PAIRED) if f'"{name}"' not in rule] == []


def test_what_the_page_carries_its_script_shows() -> None:
    script = (ROOT / "report" / "page.js").read_text(encoding="utf-8")
    told = set(names_with(Job, Role.TOLD))
    carried = {*names_with(Job, Role.ON_JOB), *names_with(TrackedPosting, Role.ON_AD)}
    assert told <= carried
    assert [n for n in carried - told if not re.search(rf"\b{n.removesuffix('_raw')}\b", script)] == []


def test_what_is_news_or_told_has_a_label() -> None:
    both_ends = {"salary_min_eur", "salary_max_eur"}  # told together, as `field.salary`
    for field in fields_of(Job):
        assert bool(field.use.label) == bool(field.use.roles & (Role.NEWS | Role.TOLD) and field.name not in both_ends)
