"""A snapshot as pandas frames that behave as people expect: copy this file, it needs pandas and pyarrow alone.

    from examples.frames import load

    jobs = load("output/latest")["jobs"]
    jobs[jobs.status == "open"].groupby("town").salary_year_max_eur.describe()

Money, hours and distances are floats, days and instants `datetime64` (instants by the clock in Germany, without a zone,
so that they can be subtracted from days), what may be missing and is no float is a nullable type, words from a fixed
list are categories in the order of that list, and lists are text ("SAP, ITIL"). Exact decimals, instants in UTC and
lists are what the Parquet files hold.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ZONE = "Europe/Berlin"


def load(folder: str | Path = "output/latest", *tables: str) -> dict[str, pd.DataFrame]:
    """The tables of a snapshot's folder by name: those named, or all. Raises FileNotFoundError."""
    folder = Path(folder)
    if not (folder / "datapackage.json").exists():
        raise FileNotFoundError(f"no snapshot in {folder}: make demo makes output/demo/latest, make run output/latest")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = {one["name"]: one for one in package["resources"]}
    return {
        name: _as_expected(pq.read_table(folder / f"{name}.parquet"), resources[name]["schema"]["fields"])
        for name in tables or resources
    }


def _as_expected(table: pa.Table, fields: list[dict[str, Any]]) -> pd.DataFrame:
    words = {one["name"]: one.get("constraints", {}).get("enum") for one in fields}
    return pd.DataFrame({
        name: _column(table[name], words.get(name) if pa.types.is_string(table.schema.field(name).type) else None)
        for name in table.column_names
    })  # fmt: skip


def _column(column: pa.ChunkedArray, words: list[str] | None) -> Any:
    kind = column.type
    if words:
        return pd.Categorical(column.to_pylist(), categories=words, ordered=True)
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return column.cast(pa.float64()).to_pandas()
    if pa.types.is_timestamp(kind):
        return pd.Series(column.to_pandas()).dt.tz_convert(ZONE).dt.tz_localize(None)
    if pa.types.is_date(kind):
        return pd.to_datetime(pd.Series(column.to_pandas()))
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        name = "boolean" if pa.types.is_boolean(kind) else "Int64"
        return pd.array(column.to_pylist(), dtype=name)
    if pa.types.is_list(kind):
        return pd.array([None if one is None else ", ".join(map(_as_text, one)) for one in column.to_pylist()], "str")
    return column.to_pandas()


def _as_text(value: Any) -> str:
    """One element of a list: a word as it is, a record by its values."""
    if isinstance(value, dict):
        return " ".join(_as_text(one) for one in value.values() if one is not None)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
