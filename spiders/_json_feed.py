"""JSON answers: loaded with a clear error, walked by dotted paths."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scrapy.http import Response


def read_json(response: Response) -> Any:
    """The answer's JSON. Raises ValueError in words that say what came instead."""
    body = response.body.strip()
    if body.startswith(b"<"):
        raise ValueError("the board answers a page instead of JSON")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the answer is no JSON: {error or type(error).__name__}") from None


class NotedRow(dict[str, Any]):
    """A row that notes in `read` which of its keys are asked for."""

    def __init__(self, row: Mapping[str, Any], read: set[str]) -> None:
        super().__init__(row)
        self.read = read

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)


def value_at(data: Any, path: str) -> Any:
    """The value at a dotted path, at "" the whole; None where a step is missing.

    In a list the first element counts, and at a star every one.

    >>> value_at({"ort": [{"adresse": {"plz": "42103"}}]}, "ort.adresse.plz")
    '42103'
    >>> value_at({"zeiten": [{"name": "Vollzeit"}, {"name": "Teilzeit"}]}, "zeiten.*.name")
    ['Vollzeit', 'Teilzeit']
    """
    step, _, rest = path.partition(".")
    if not path:
        return data
    if step == "*":
        return [value_at(one, rest) for one in as_list(data)]
    if isinstance(data, list):
        data = data[0] if data else None
    return value_at(data.get(step), rest) if isinstance(data, dict) else None


def word_at(data: Any, paths: str, unstated: tuple[Any, ...] = ()) -> Any:
    """The first value stated at paths parted by bars; None where there is none. A blank joins two paths to a list.

    >>> word_at({"ref": "", "id": 7}, "ref|id"), word_at({"strasse": "Hofaue", "nummer": 7}, "strasse nummer")
    (7, ['Hofaue', 7])
    """
    found = []
    for path in paths.split("|"):
        parts = [value_at(data, part) for part in path.split(" ")]
        parts = [part for part in parts if part not in (None, "", [], *unstated)]
        found.append(parts if " " in path else next(iter(parts), None))
    return next((value for value in found if value not in (None, [])), None)


def words_at(data: Any, fields: Mapping[str, str], unstated: tuple[Any, ...] = ()) -> dict[str, Any]:
    """What stands at each field's paths.

    >>> words_at({"id": 7, "firma": {"name": "Muster GmbH"}}, {"ref": "ref|id", "employer": "firma.name"})
    {'ref': 7, 'employer': 'Muster GmbH'}
    """
    return {name: word_at(data, paths, unstated) for name, paths in fields.items()}


def merge_rows(
    rows: Iterable[Any], name: str, key_of: Callable[[Any], Any], places_of: Callable[[Any], list[Any]] | None = None
) -> list[Any]:
    """One row for all of one key, with the places of each under `name`: some boards list a posting once a place.

    `places_of`: those of a row; without it they are its own list there, or the row itself.

    >>> rows = [{"id": 1, "town": ["Haan"]}, {"id": 2}, {"id": 1, "town": ["Hilden"]}]
    >>> merge_rows(rows, "town", lambda row: row["id"])
    [{'id': 1, 'town': ['Haan', 'Hilden']}, {'id': 2}]
    """
    merged: dict[Any, Any] = {}
    places_of = places_of or (lambda row: row.get(name) or [row])
    for row in rows:
        key = key_of(row)
        before = merged.get(key)
        merged[key] = row if before is None else {**before, name: [*places_of(before), *places_of(row)]}
    return list(merged.values())


def as_list(value: Any) -> list[Any]:
    """A list as it is, None as an empty one, anything else as a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def rows_at(data: Any, path: str) -> list[dict[str, Any]]:
    """The list of objects at a dotted path, "" for a bare list. Raises ValueError where there is no such list."""
    rows = value_at(data, path)
    if not isinstance(rows, list):
        raise ValueError(f"{path!r} is {'missing' if rows is None else 'not a list'} in the answer")
    return rows


def count_at(data: Any, path: str) -> int:
    """The board's own count at a dotted path. Raises ValueError where there is none."""
    count = value_at(data, path)
    if isinstance(count, bool) or not isinstance(count, int):
        raise ValueError(f"{path!r} is no count: {count!r}")
    return count


def number_of(value: Any) -> float | None:
    """A coordinate given as a number or as its digits; None for anything else.

    >>> number_of("51.25"), number_of(7), number_of("-"), number_of(None)
    (51.25, 7.0, None, None)
    """
    try:
        return None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def figure_of(value: Any) -> str | None:
    """An amount's words; a JSON number with three decimals gets a fourth, as "45.125" would be 45 thousand in German.

    >>> figure_of(60772.4), figure_of(16.125), figure_of("45.000"), figure_of(0)
    ('60772.4', '16.1250', '45.000', None)
    """
    if not value or isinstance(value, bool | list | dict):
        return None
    words = str(value).strip()
    return f"{words}0" if isinstance(value, float) and words[-4:-3] == "." else words
