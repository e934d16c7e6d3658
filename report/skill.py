"""SKILL.md: what a program or a newcomer needs to answer questions from a snapshot alone, made from the schemas."""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import pyarrow.compute as pc

from report.market.indicators import INDICATORS
from report.market.queries import OTHERS, open_tables
from schemas.columns import Field, fields_of
from schemas.dictionary import TABLE_TEXTS, write_type
from schemas.market import MEANINGS
from schemas.tables import PUBLISHED, Vacancy
from schemas.verdicts import Verdict
from storage.layout import started_at

_HERE = Path(__file__).parent


def read_questions() -> list[tuple[str, str]]:
    """The questions of report/skill.sql and the SQL that answers each; tests run them."""
    text = (_HERE / "skill.sql").read_text(encoding="utf-8")
    return [(asked, sql.strip()) for asked, sql in re.findall(r"^-- (.*)\n([^;]*;)", text, re.MULTILINE)]


def make_skill(run: str, tables: Mapping[str, Any]) -> bytes:
    """The document of the snapshot of a run, whose tables these are."""
    jobs, names = tables["jobs"], [name for name in PUBLISHED if name in tables]
    shared = _describe_columns("Shared by `jobs`, `postings` and `history`", fields_of(_as_type(Vacancy)))
    facts = {
        "day": f"{started_at(run):%Y-%m-%d}",
        "open": pc.sum(pc.equal(jobs["status"], "open")).as_py() or 0,
        "jobs": jobs.num_rows,
        "views": open_tables("", names),
        "tables": "\n".join(_describe_table(name, tables[name]) for name in names),
        "questions": "\n\n".join(f"{asked}\n\n```sql\n{sql}\n```" for asked, sql in read_questions()),
        "verdicts": "\n".join(f"- `{one}`{'' if one.is_well else ' (not well)'}: {one.explanation}" for one in Verdict),
        "indicators": "\n".join(_list_indicators()),
        "methods": " ".join(f"**{method}** {meaning}." for method, meaning in MEANINGS.items()),
        "columns": "\n\n".join([shared, *(_describe_columns(f"`{name}`", _own_fields(name)) for name in names)]),
    }
    return Template((_HERE / "skill.md").read_text(encoding="utf-8")).substitute(facts).encode()


def _describe_table(name: str, table: Any) -> str:
    return f"- `{name}` ({table.num_rows} rows, key {', '.join(PUBLISHED[name].key)}): {TABLE_TEXTS[name]}"


def _list_indicators() -> list[str]:
    told = [(one.name, one.meaning, str(one.unit)) for one in INDICATORS]
    return [f"- `{name}` ({unit}): {meaning}" for name, meaning, unit in [*told, *(one[:3] for one in OTHERS)]]


def _own_fields(name: str) -> tuple[Field, ...]:
    fields, shared = fields_of(_as_type(PUBLISHED[name])), {field.name for field in fields_of(_as_type(Vacancy))}
    return tuple(one for one in fields if one.name not in shared) if issubclass(PUBLISHED[name], Vacancy) else fields


def _describe_columns(title: str, fields: tuple[Field, ...]) -> str:
    lines = []
    for field in fields:
        unit = f", {field.column.unit}" if field.column.unit else ""
        values = f": {' | '.join(field.values)}" if field.values else ""
        lines.append(f"- `{field.name}` ({write_type(field)}{unit}{values}) {field.column.meaning}")
    return "\n".join([f"### {title}\n", *lines])


def _as_type(row: type) -> type:
    return row
