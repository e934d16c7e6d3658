"""The text of docs/columns.md, the data dictionary, from the row classes, and of docs/codes.md from their words."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args, get_origin

from schemas.columns import SCHEMA_VERSION, Field, Row, fields_of
from schemas.exit_codes import ExitCode
from schemas.reasons import GROUNDS, VETOES, Reason
from schemas.tables import PUBLISHED, Vacancy
from schemas.vocabulary import Word

TABLE_TEXTS = {
    "jobs": "One row a vacancy, small: what a dashboard reads. Closed jobs stay, with `status` closed.",
    "descriptions": "The text of each job.",
    "postings": "Every posting of every job, with the words its values were read from.",
    "changes": "What happened since the snapshot before.",
    "boards": "Health of each board in this run.",
    "feeds": "How this run left each feed of each board, and what it held in its last good run.",
    "benchmarks": "Pay levels that boards state for a role and a town; never a posting's pay.",
    "history": "One row a version of a job, over all snapshots: a new one where anything but `last_seen_at` changed.",
    "market": "The market in figures, each with its cases and its interval: docs/market.md.",
}
REASON_TEXT = (
    "What agrees with the job's canonical posting: one code each of title, employer, towns and text, and of time where "
    "the two were never up at once and differ in text; a blank between codes. `texts_alike:86`: one text holds 86 % of "
    "the words of the other, shorter one. Postings that are one job through a third one alone have the code of what "
    "keeps these two apart, then `through_another`: `other_pay through_another`, or, with its days, "
    "`more_days_apart_than:60 through_another`. "
    "No code is a part of another, so that `LIKE '%excerpt%'` finds just that."
)


def write_columns() -> str:
    """The document: a table of columns for each table, the shared columns of jobs and postings once.

    Source: the annotated fields of the row classes in schemas/; `make docs` writes it, a test fails when it is stale.
    """
    shared: type = Vacancy
    own = {field.name for field in fields_of(shared)}
    parts = [
        "# Columns",
        f"Written by `make docs` from the row classes in `schemas/`. Schema version {SCHEMA_VERSION}. "
        "What the words of a closed list mean: [codes.md](codes.md).",
        "Suffixes: `_raw` verbatim words, `_on` a date in Europe/Berlin, `_at` a UTC instant, `_eur` euros gross. "
        "Empty means not stated, or stated in words not understood; `issues` says which.",
        "## Shared by `jobs` and `postings`",
        _columns(fields_of(shared)),
    ]
    for name, row in PUBLISHED.items():
        cls: type = row
        fields = tuple(field for field in fields_of(cls) if not (issubclass(cls, Vacancy) and field.name in own))
        beside = " Beside the shared columns:" if issubclass(cls, Vacancy) else ""
        key = ", ".join(f"`{column}`" for column in row.key)
        parts += [f"## {name}", f"{TABLE_TEXTS[name]} Sorted by {key}.{beside}", _columns(fields)]
        if name == "postings":
            parts += ["### Codes of `duplicate_reason`", REASON_TEXT, _reasons()]
    return "\n\n".join(parts) + "\n"


def _columns(fields: tuple[Field, ...]) -> str:
    lines = ["| column | type | empty | unit | meaning | example | schema.org |", "|---|---|---|---|---|---|---|"]
    for field in fields:
        column = field.column
        values = f"; one of {', '.join(f'`{value}`' for value in field.values)}" if field.values else ""
        lines.append(
            f"| `{field.name}` | {write_type(field)} | {'yes' if field.nullable else 'no'} | {column.unit or ''} "
            f"| {column.meaning}{values} | `{write_example(column.example)}` | {column.schema_org or ''} |"
        )
    return "\n".join(lines)


def _reasons() -> str:
    lines = ["| what | codes |", "|---|---|"]
    for what, codes in {**GROUNDS, "two vacancies": VETOES, "yet one job": (Reason.THROUGH_ANOTHER,)}.items():
        lines.append(f"| {what} | {', '.join(f'`{code}`' for code in codes)} |")
    return "\n".join(lines)


def write_codes() -> str:
    """The document: every closed list of words whose meanings stand in schemas/, and the exit codes."""
    parts = [
        "# Codes",
        "Written by `make docs` from the lists of words in `schemas/`.",
    ]
    for words in sorted(Word.__subclasses__(), key=lambda words: words.__name__):
        parts += _list_codes(words, {word.value: word.explanation for word in words})
    parts += _list_codes(ExitCode, {str(code.value): code.meaning for code in ExitCode})
    return "\n\n".join(parts) + "\n"


def _list_codes(words: type, meanings: Mapping[str, str]) -> list[str]:
    title = re.sub("(?<=[a-z])(?=[A-Z])", " ", words.__name__).capitalize()
    rows = [f"| `{code}` | {meaning} |" for code, meaning in meanings.items()]
    return [f"## {title}", words.__doc__ or "", "\n".join(["| code | meaning |", "|---|---|", *rows])]


def write_example(value: Any) -> str:
    """An example in words: a list as JSON, a date as ISO 8601.

    >>> write_example(("SAP", "ITIL")), write_example(False), write_example(date(2026, 12, 1))
    ('["SAP", "ITIL"]', 'false', '2026-12-01')
    """
    if isinstance(value, tuple):
        return json.dumps([_stated(part) for part in value], ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def _stated(part: Any) -> Any:
    """A place of a list without what it does not state; other parts as they are."""
    if isinstance(part, Row):
        return {name: value for name, value in part.as_record().items() if value is not None}
    return part


def write_type(field: Field) -> str:
    """A column's type in words."""
    if get_origin(field.python_type) is tuple:
        inner = get_args(field.python_type)[0]
        if hasattr(inner, "__dataclass_fields__"):
            return f"list of struct ({', '.join(part.name for part in fields_of(inner))})"
        return f"list of {inner.__name__.replace('str', 'string')}"
    return str(field.arrow.type)
