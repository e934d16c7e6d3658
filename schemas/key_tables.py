"""The tables of keys in docs/search.md, from the models of the TOML files."""

from collections.abc import Iterator
from dataclasses import MISSING
from typing import Any, get_origin

from schemas.configuration import Employer, SearchFile
from schemas.documents import put_between_marks
from schemas.jobboards import JobBoardRow
from schemas.toml import Entry, entries_of
from schemas.toml_words import describe, write_toml

MODELS: dict[str, type] = {"search.toml": SearchFile, "employers.toml": Employer, "jobboards.toml": JobBoardRow}


def write_key_tables(document: str) -> str:
    """The document with the table of each file's keys.

    Raises ValueError where a mark is missing.
    """
    for file, model in MODELS.items():
        document = put_between_marks(document, write_keys(model), file)
    return document


def write_keys(model: type) -> str:
    """A model's keys in Markdown, those of its tables with the table's name before them."""
    lines = ["| key | meaning | value | default | example |", "|---|---|---|---|---|"]
    for table, entry in _all_entries(model):
        assert entry.key
        value, default = describe(entry.expected).replace("|", "\\|"), _default(entry.default)
        example = "" if entry.key.example is None else f"`{write_toml(entry.key.example)}`"
        lines.append(f"| `{table}{entry.name}` | {entry.key.meaning} | {value} | {default} | {example} |")
    return "\n".join(lines)


def _all_entries(model: type, table: str = "") -> Iterator[tuple[str, Entry]]:
    for entry in entries_of(model).values():
        if entry.model:
            kind = get_origin(entry.expected)
            name = f"{entry.name}.NAME" if kind is dict else f"[{entry.name}]" if kind is tuple else entry.name
            yield from _all_entries(entry.model, f"{table}.{name}".removeprefix("."))
        else:
            yield f"[{table}] " if table else "", entry


def _default(value: Any) -> str:
    if value is MISSING:
        return "must be stated"
    return "none" if value in (None, ()) else f"`{write_toml(value)}`"
