"""Tables of a snapshot, made up row by row, for the tests of what is made from them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.columns import Row, schema_of, table_of
from schemas.tables import PUBLISHED, TABLES, Change, Description, Job

RUN = "20261122T050000Z"
SEEN = datetime(2026, 11, 22, 5, 1, tzinfo=UTC)


def job(job_id: str, **values: Any) -> Job:
    """An open job that this run found."""
    url = values.get("url", f"https://alpha.example/{job_id}")
    given = {
        "job_id": job_id,
        "url": url,
        "urls": (url,),
        "title": "IT-Leiter",
        "title_core": "IT-Leiter",
        "title_key": "it leiter",
        "role_family": "it_lead",
        "employer": "Muster GmbH",
        "town": "Solingen",
        "status": "open",
        "first_seen_at": SEEN,
        "last_seen_at": SEEN,
        "posting_count": 1,
        "boards": ("alpha",),
    }
    return Job(**(given | values))


def change(job_id: str, kind: Any) -> Change:
    return Change(run=RUN, job_id=job_id, kind=kind, title="IT-Leiter")


def description(job_id: str, text: str) -> Description:
    return Description(job_id=job_id, board="alpha", board_ref=job_id, text=text)


def make_tables(**rows: Sequence[Row]) -> dict[str, pa.Table]:
    """All tables, those not named empty."""
    tables: dict[str, pa.Table] = {}
    for name, row in TABLES.items():
        cls: type = row
        tables[name] = table_of(row, rows[name]) if name in rows else schema_of(cls).empty_table()
    return tables


def read_tables(folder: Path) -> dict[str, pa.Table]:
    """All tables of a published snapshot."""
    return {name: pq.read_table(folder / f"{name}.parquet") for name in PUBLISHED}
