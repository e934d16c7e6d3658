"""datapackage.json: what a snapshot's files hold, as a Frictionless Data Package with a Table Schema each."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from schemas.columns import SCHEMA_VERSION, Field, fields_of
from schemas.dictionary import TABLE_TEXTS, write_example
from schemas.tables import PUBLISHED
from storage.layout import started_at

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {bool: "boolean", int: "integer", float: "number", Decimal: "number", date: "date", datetime: "datetime"}
_OF_A_JOB = ("descriptions", "postings")  # `changes` also names ids that were merged into others
_LICENSES = [
    {"name": "other-closed", "title": "The ads: each board's and employer's own terms, see the sources"},
    {
        "name": "CC-BY-4.0",
        "title": "Places: GeoNames, Creative Commons Attribution 4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
]
_GEONAMES = {"title": "GeoNames", "path": "https://www.geonames.org", "description": "Places and their coordinates"}


def make_data_package(
    tables: Mapping[str, pa.Table],
    files: Mapping[str, Mapping[str, Any]],
    run: str,
    terms: Mapping[str, str] | None = None,
    withheld: Collection[str] = (),
) -> bytes:
    """The descriptor of a snapshot's Parquet files; the same facts give the same bytes.

    `files`: file name to its `rows`, `bytes` and `sha256`, as in manifest.json. `terms`: board to where its terms are
    and what they say, attribution included, as its spider states them (None: the command that shows them is named
    instead). `withheld`: boards whose texts are not published.
    Source: datapackage.org, version 2.
    """
    terms = terms or {}
    boards = tables["boards"].select(["board", "access", "usage"]).to_pylist()
    package = {
        "$schema": _PROFILE,
        "name": "wupperjobs",
        "version": run,
        "title": f"wupperjobs: vacancies, as of {started_at(run):%Y-%m-%d}",
        "description": "Vacancies of one kind of role around one town, from job boards and employers' career feeds: "
        "read, checked, one row a vacancy. Ads are quoted from their boards; contacts are masked unless kept.",
        "created": started_at(run).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "keywords": ["jobs", "vacancies", "pay", "Germany"],
        "schema_version": SCHEMA_VERSION,
        "licenses": _LICENSES,
        "sources": [*(_source(row, terms.get(row["board"]), withheld) for row in boards), _GEONAMES],
        "resources": [_resource(name, files[file]) for name in PUBLISHED if (file := f"{name}.parquet") in files],
    }
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def _source(row: Mapping[str, Any], terms: str | None, withheld: Collection[str]) -> dict[str, Any]:
    """A board with its terms, and what its sites wish of those who use their pages (`usage`): it goes on with them."""
    source = {
        "title": row["board"],
        "access": row["access"],
        "description": terms or f"Its terms: scrapy boards {row['board']}",
    }
    source |= {"usage": row["usage"]} if row["usage"] else {}
    return source | ({"publish_texts": False} if row["board"] in withheld else {})


def _resource(name: str, file: Mapping[str, Any]) -> dict[str, Any]:
    row = PUBLISHED[name]
    cls: type = row
    fields = fields_of(cls)
    nullable = {field.name for field in fields if field.nullable}
    schema: dict[str, Any] = {"fields": [_field(field, is_key=row.key == (field.name,)) for field in fields]}
    if nullable.isdisjoint(row.key):
        schema["primaryKey"] = list(row.key)
    else:
        schema["uniqueKeys"] = [list(row.key)]  # a primary key may not hold nulls
    if name in _OF_A_JOB:
        schema["foreignKeys"] = [{"fields": ["job_id"], "reference": {"resource": "jobs", "fields": ["job_id"]}}]
    return {
        "name": name,
        "path": f"{name}.parquet",
        "description": TABLE_TEXTS[name],
        "type": "table",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "rows": file["rows"],
        "schema": schema,
    }


def _field(field: Field, *, is_key: bool) -> dict[str, Any]:
    column = field.column
    found: dict[str, Any] = {"name": field.name, "type": _type(field), "description": column.meaning}
    if column.unit:
        found["unit"] = column.unit
    if column.schema_org:
        found["rdfType"] = f"https://schema.org/{column.schema_org}"
    found["example"] = write_example(column.example)
    constraints: dict[str, Any] = {} if field.nullable else {"required": True}
    if is_key:
        constraints["unique"] = True
    if field.values:
        constraints["enum"] = list(field.values)
    return found | ({"constraints": constraints} if constraints else {})


def _type(field: Field) -> str:
    if pa.types.is_list(field.arrow.type):
        return "array"
    return _TYPES.get(field.python_type, "string")
