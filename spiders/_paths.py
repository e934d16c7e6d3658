"""Paths into a response: JMESPath (https://jmespath.org), compiled once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import jmespath
from jmespath.parser import ParsedResult

from spiders._row_keys import NotedRow

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Path:
    """A JMESPath expression, and the top-level keys that it names: in a NotedRow they count as read.

    >>> sorted(Path.of("firma.name || sort_by(namen[?ort], &rang)[0].name").keys)
    ['firma', 'namen']
    """

    compiled: ParsedResult
    keys: frozenset[str]

    @classmethod
    @cache
    def of(cls, expression: str) -> Self:
        """Compile an expression. Raises ValueError if it is not JMESPath."""
        compiled = jmespath.compile(expression)
        return cls(compiled, frozenset(_find_keys(compiled.parsed)))

    def search(self, data: Any) -> Any:
        if isinstance(data, NotedRow):
            data.read |= self.keys
        return self.compiled.search(data)


def _find_keys(node: Any) -> Iterator[str]:
    """The fields of an expression's tree that are looked up at the top level, not within what was found there."""
    if node["type"] == "field":
        yield node["value"]
    steps = ("subexpression", "pipe", "index_expression", "projection", "filter_projection", "value_projection")
    within = node["children"][:1] if node["type"] in steps else node["children"] if node["type"] != "expref" else []
    for part in within:
        yield from _find_keys(part)


@cache
def _all_in_one(fields: tuple[tuple[str, str], ...]) -> Path:
    """All fields in one expression, which takes half the time of searching them one after another."""
    return Path.of("{" + ", ".join(f"{name}: {path}" for name, path in fields) + "}")


def value_at(data: Any, path: str) -> Any:
    """The value at a path; None where a step is missing.

    >>> value_at({"orte": [{"adresse": {"plz": "42103"}}]}, "orte[0].adresse.plz")
    '42103'
    """
    return Path.of(path).search(data)


def words_at(data: Any, fields: Mapping[str, str]) -> dict[str, Any]:
    """The value at each field's path; None where nothing is stated.

    >>> words_at({"id": 7, "firma": {"name": "Muster GmbH"}, "ort": ""}, {"ref": "ref || id", "employer": "firma.name"})
    {'ref': 7, 'employer': 'Muster GmbH'}
    >>> words_at({"ort": ""}, {"town": "ort", "remote": "homeoffice && 'Homeoffice'"})
    {'town': None, 'remote': None}
    """
    found = _all_in_one(tuple(fields.items())).search(data) or {} if fields else {}
    return {name: None if (value := found.get(name)) is False or value in ("", []) else value for name in fields}


def all_at(data: Any, paths: Iterable[str]) -> list[Any]:
    """The values at several paths, one after another; the elements of a list come one by one.

    >>> all_at({"buero": "Haan", "weitere": ["Hilden", "Erkrath"], "halle": ""}, ("buero", "weitere", "halle"))
    ['Haan', 'Hilden', 'Erkrath']
    """
    values = (value_at(data, path) for path in paths)
    return [one for value in values if value is not False and value != "" for one in as_list(value)]


def stated(words: Mapping[str, Any], nothing: tuple[Any, ...] = (None,)) -> dict[str, Any]:
    """The words that state something."""
    return {name: value for name, value in words.items() if value not in nothing}


def flag_at(data: Any, path: str, *, usually: bool) -> bool:
    """The boolean at a path, or what it is written as elsewhere; `usually`: what holds where nothing is stated.

    Raises ValueError for anything else, of which nobody can tell what it means.

    >>> flag_at({"aktiv": False}, "aktiv", usually=True), flag_at({"aktiv": "true"}, "aktiv", usually=False)
    (False, True)
    >>> flag_at({"aktiv": "PUBLIC"}, "aktiv", usually=True)
    Traceback (most recent call last):
    ValueError: 'aktiv' is neither true nor false, but 'PUBLIC'
    """
    value = value_at(data, path)
    if value is None or value == "":
        return usually
    word = str(value).strip().lower()
    if word not in _BOOLEANS:
        raise ValueError(f"{path!r} is neither true nor false, but {value!r:.60}")
    return _BOOLEANS[word]


def rows_at(data: Any, path: str) -> list[dict[str, Any]]:
    """The list of objects at a path, "@" for a bare list. Raises ValueError where there is no such list."""
    rows = value_at(data, path)
    if not isinstance(rows, list):
        raise ValueError(f"{path!r} is {'missing' if rows is None else 'not a list'} in the response")
    return rows


def count_at(data: Any, path: str) -> int:
    """The board's own count at a path. Raises ValueError where there is none."""
    count = value_at(data, path)
    if isinstance(count, bool) or not isinstance(count, int):
        raise ValueError(f"{path!r} is not a count: {count!r}")
    return count


def as_list(value: Any) -> list[Any]:
    """A list as it is, None as an empty one, anything else as a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def merge_rows(
    rows: Iterable[Any], name: str, key_of: Callable[[Any], Any], places_of: Callable[[Any], list[Any]] | None = None
) -> list[Any]:
    """Merge the rows of one key into one, with all their places under `name`: some boards list a posting once a place.

    `places_of`: gives a row's places; without it they are the row's own list there, or the row itself.

    >>> rows = [{"id": 1, "town": ["Haan"]}, {"id": 2}, {"id": 1, "town": ["Hilden"]}]
    >>> merge_rows(rows, "town", lambda row: row["id"])
    [{'id': 1, 'town': ['Haan', 'Hilden']}, {'id': 2}]
    """
    merged: dict[Any, Any] = {}
    places_of = places_of or (lambda row: row.get(name) or [row])
    for row in rows:
        try:
            key = key_of(row)
            before = merged.get(key)
            merged[key] = row if before is None else {**before, name: [*places_of(before), *places_of(row)]}
        except (TypeError, AttributeError, RecursionError):  # whoever reads this row alone says what is wrong with it
            merged[id(row)] = row
    return list(merged.values())
