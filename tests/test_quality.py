"""quality.parquet: fill rates equal SQL over the postings, and the readers' figures are those that were shipped."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from bench.accuracy import PARTS, list_accuracy
from bench.scoring import SHARED
from report.documents import DOCS, make_documents
from report.market.intervals import find_share
from report.market.quality import list_columns, make_quality, read_accuracy, write_accuracy
from schemas.market import LEAST
from schemas.quality import Quality
from tests.support.market_of_figures import jobs_alone, live
from tests.support.snapshot_tables import make_tables

COUNTED = (
    "SELECT board, date_trunc('month', first_seen_at)::DATE AS month, count(*) AS n, count(*) FILTER ({filled}) AS k "
    "FROM postings GROUP BY ALL"
)


def test_each_fill_rate_of_the_demo_equals_its_sql(latest: Path) -> None:
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"SET TimeZone = 'Europe/Berlin'; CREATE TABLE postings AS FROM '{latest}/postings.parquet'")
    told: dict[str, dict[Any, Any]] = {}
    for row in pq.read_table(latest / "quality.parquet").to_pylist():
        Quality.from_record(row)
        if row["measure"] == "filled":
            told.setdefault(row["subject"], {})[row["board"], row["period_on"]] = (row["n"], row["value"], row["low"])
    assert set(told) == set(list_columns()) and len(told) > 60
    kinds = dict(con.execute("SELECT column_name, column_type FROM (DESCRIBE postings)").fetchall())
    for column, found in told.items():
        filled = f"len({column}) > 0" if kinds[column].endswith("[]") else f"{column} IS NOT NULL"
        queried = con.execute(COUNTED.format(filled=filled)).fetchall()
        assert found == {
            (board, month): (n, k / n, find_share(k, n)[0]) if n >= LEAST else (n, None, None)
            for board, month, n, k in queried
        }, column


def test_months_are_told_apart() -> None:
    rows = make_quality(jobs_alone(live(2, 40), 40)).to_pylist()
    assert {row["period_on"].month for row in rows if row["measure"] == "filled"} == {9, 10}


def test_without_postings_the_readers_are_told() -> None:
    rows = make_quality(make_tables()).to_pylist()
    assert {row["measure"] for row in rows} == {"precision", "recall"} and len(rows) == 2 * len(read_accuracy())
    fifth = next(row for row in rows if (row["measure"], row["subject"]) == ("recall", "asks: employer_size"))
    assert (fifth["n"], round(fifth["value"], 2)) == (28, 0.82)


def test_the_shipped_accuracy_is_written_as_it_is_read() -> None:
    shipped = Path(__file__).parents[1] / "report" / "market" / "accuracy.tsv"
    assert write_accuracy(read_accuracy()) == shipped.read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled sets are not on this machine")
def test_the_shipped_accuracy_is_that_of_the_readers() -> None:
    shipped = read_accuracy()
    scores = {what: part.score() for what, part in PARTS.items()}
    assert list_accuracy(scores, shipped[0].scored_on) == shipped, "run: make accuracy WRITE=1, and make docs"


def test_the_document_of_quality_is_up_to_date() -> None:
    assert (DOCS / "quality.md").read_text(encoding="utf-8") == make_documents()[DOCS / "quality.md"], "run: make docs"
