"""Reads a TOML file into its model. A mistake is told with file, table and key, what stood there and what to write.

msgspec checks the values; the models are plain dataclasses, each key with its type, its bounds and a `Key`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from schemas.mistakes import ConfigurationError, nearest
from schemas.toml_words import describe, hint, write_toml

T = TypeVar("T")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Key:
    """What stands beside a key's type: its meaning, and a value that it may have where its default shows none."""

    meaning: str
    example: Any = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a model, or one table, of which `model` is the class."""

    name: str
    expected: Any  # its type, with what narrows it
    key: Key | None  # None for a table
    model: type | None  # None for a key
    default: Any  # MISSING: it must be stated

    @property
    def cure(self) -> str:
        """What to write."""
        if not self.key:
            return f"write a table [{self.name}], its keys on the lines below"
        example = self.default if self.key.example is None else self.key.example
        return f"write {describe(self.expected)}, such as {self.name} = {write_toml(example)}"


@cache
def entries_of(model: type) -> Mapping[str, Entry]:
    """The keys and tables of a model, in their order."""
    found, hints = {}, get_type_hints(model, include_extras=True)
    for field in fields(model):
        hinted = hints[field.name]
        key = next((part for part in getattr(hinted, "__metadata__", ()) if isinstance(part, Key)), None)
        inner = next((part for part in (hinted, *get_args(hinted)) if is_dataclass(part)), None) if not key else None
        default = field.default if field.default_factory is MISSING else field.default_factory()
        found[field.name] = Entry(field.name, hinted, key, inner if isinstance(inner, type) else None, default)
    return found


def local_file(file: Path) -> Path:
    """The file of one's own that lies beside a shipped one.

    >>> local_file(Path("search.toml")).name
    'search.local.toml'
    """
    return file.with_suffix(f".local{file.suffix}")


def read_file(model: type[T], file: Path, named_by: str) -> T:
    """The model of a whole file, with what the file of one's own beside it says otherwise.

    `named_by` says where another file can be named. Raises ConfigurationError.
    """
    values, own = _parse(file, named_by), local_file(file)
    if not own.exists():
        return read_table(model, values, file.name)
    return read_table(model, _lay_over(model, values, _parse(own, named_by)), f"{file.name} with {own.name}")


def _lay_over(model: type, values: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A table with the keys of another over it: tables key by key, rows by what names them; all else is replaced."""
    entries, laid = entries_of(model), dict(values)
    for name, value in own.items():
        entry, old = entries.get(name), values.get(name)
        if entry and entry.model and isinstance(value, dict) and isinstance(old, dict):
            is_named = get_origin(entry.expected) is dict  # tables by name, such as those of the boards
            laid[name] = _lay_named(entry.model, old, value) if is_named else _lay_over(entry.model, old, value)
        elif entry and entry.model and isinstance(value, list) and isinstance(old, list):
            laid[name] = _lay_rows(entry.model, old, value)
        else:
            laid[name] = value
    return laid


def _lay_named(model: type, tables: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {
        name: _lay_over(model, tables[name], table)
        for name, table in own.items()
        if isinstance(table, dict) and isinstance(tables.get(name), dict)
    }
    return tables | own | both


def _lay_rows(model: Any, rows: list[Any], own: list[Any]) -> list[Any]:
    """The rows, each with the keys of one's own row of the same name over it; then those of one's own alone."""
    named, added = {}, []
    known = {_name_of(model, row) for row in rows if isinstance(row, dict)}
    for row in own:
        if isinstance(row, dict) and (name := _name_of(model, row)) in known and name not in named:
            named[name] = row
        else:
            added.append(row)
    laid = [row | named.get(_name_of(model, row), {}) if isinstance(row, dict) else row for row in rows]
    return [*laid, *added]


def _name_of(model: Any, row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(repr(row.get(key)) for key in model.named_by)


def read_table(model: type[T], values: object, place: str) -> T:
    """The model of one table; `place` is how a message names it. Raises ConfigurationError for the first mistake."""
    if not isinstance(values, dict):
        raise ConfigurationError(f"{place} is {write_toml(values)}, not a table: write its keys on lines of their own")
    kind: type = model
    entries = entries_of(kind)
    for name in values:
        if name not in entries:
            raise ConfigurationError(f"{place}: unknown key {name!r}; {nearest(name, entries)}")
    for name, entry in entries.items():
        if name not in values and entry.default is MISSING:
            what = name if entry.key else f"table [{name}]"
            raise ConfigurationError(f"{place}: {what} is missing; {entry.cure}")
    found = {name: _read_entry(entries[name], value, place) for name, value in values.items()}
    try:
        return model(**found)
    except ValueError as error:  # what the model says of keys that do not go together
        raise ConfigurationError(f"{place}: {error}") from None


def _read_entry(entry: Entry, value: Any, place: str) -> Any:
    """The value of a key, or what its table, its tables or its rows come to."""
    if not entry.model:
        return _read_value(entry, value, place)
    kind = get_origin(entry.expected)
    if kind is dict and isinstance(value, dict):
        return {name: read_table(entry.model, inner, f"{place} [{entry.name}.{name}]") for name, inner in value.items()}
    if kind is tuple:
        if not isinstance(value, list):
            wrong = f"{place} {entry.name} is {write_toml(value)}"
            raise ConfigurationError(f"{wrong}, not a list of rows: begin each row with [[{entry.name}]]")
        return tuple(read_table(entry.model, row, where) for row, where in _rows(value, f"{place} {entry.name}"))
    return read_table(entry.model, value, _inside(place, entry.name))


def _inside(place: str, table: str) -> str:
    """How a message names a table.

    >>> _inside("search.toml", "alert"), _inside("search.toml [alert]", "mail")
    ('search.toml [alert]', 'search.toml [alert.mail]')
    """
    return f"{place[:-1]}.{table}]" if place.endswith("]") else f"{place} [{table}]"


def _rows(rows: list[Any], place: str) -> Iterator[tuple[Any, str]]:
    """Each row with how a message names it: its number and its name."""
    for number, row in enumerate(rows, 1):
        yield row, name_row(place, number, row.get("name") if isinstance(row, dict) else None)


def name_row(place: str, number: int, name: object) -> str:
    """How a message names a row.

    >>> name_row("employers.toml employer", 3, "Muster GmbH")
    'employers.toml employer 3 (Muster GmbH)'
    """
    return f"{place} {number}" + (f" ({name})" if isinstance(name, str) and name else "")


def refuse_twins(place: str, rows: Iterable[tuple[str, str]]) -> None:
    """Raise ConfigurationError for a row that says the same as one before it; a row is its name and what it says."""
    first: dict[str, int] = {}
    for number, (name, says) in enumerate(rows, 1):
        if first.setdefault(says, number) < number:
            twice = f"{says} is there twice, first in row {first[says]}"
            raise ConfigurationError(f"{name_row(place, number, name)}: {twice}; remove one of them")


def read_value(model: type, name: str, value: Any, place: str) -> Any:
    """The value of one key that does not stand in a file. Raises ConfigurationError."""
    return _read_value(entries_of(model)[name], value, place)


def _read_value(entry: Entry, value: Any, place: str) -> Any:
    try:
        read = msgspec.convert(value, entry.expected)
    except msgspec.ValidationError:
        cure = hint(entry.expected, value) or entry.cure
        raise ConfigurationError(f"{place} {entry.name} is {write_toml(value)}: {cure}") from None
    if any(isinstance(one, str) and _CONTROL.search(one) for one in (value if isinstance(value, list) else [value])):
        raise ConfigurationError(f"{place} {entry.name} is {write_toml(value)}: remove its control characters")
    return read


def _parse(file: Path, named_by: str) -> dict[str, Any]:
    """A TOML file in UTF-8, with or without a byte order mark."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise ConfigurationError(f"{file} is missing; copy it from the project or name another {named_by}") from None
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read ({error.strerror}); name another {named_by}") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{file.name} is not UTF-8 (line {line}): save it as UTF-8") from None
    if "\0" in text:
        raise ConfigurationError(f"{file.name} is not UTF-8 but UTF-16, as it seems: save it as UTF-8")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigurationError(f"{file.name}: lists within lists, too many of them; remove them") from None
    except ValueError as error:
        raise ConfigurationError(f"{file.name} is not TOML: {_quote_line(str(error), text)}") from None


def _quote_line(error: str, text: str) -> str:
    """What the parser says, with the line that it speaks of."""
    if not (found := re.search(r"\(at line (\d+)", error)):
        return error
    line = text.split("\n")[int(found[1]) - 1].strip()
    is_double = re.search("twice|overwrite", error)
    cure = "it is there already: remove one of the two" if is_double else "write key = value, with text in quotes"
    return f"{error}, which says: {line}; {cure}"
