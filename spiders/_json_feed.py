"""JSON answers: loaded with a clear error, walked by dotted paths."""

import json
from collections.abc import Mapping
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
    """The value at a dotted path, at "" the whole; None where a step is missing. In a list the first element counts.

    >>> value_at({"ort": [{"adresse": {"plz": "42103"}}]}, "ort.adresse.plz")
    '42103'
    """
    for step in path.split(".") if path else ():
        if isinstance(data, list):
            data = data[0] if data else None
        if not isinstance(data, dict):
            return None
        data = data.get(step)
    return data


def words_at(data: Any, fields: Mapping[str, str]) -> dict[str, Any]:
    """What stands at each field's path; a bar parts paths of which the first with a value counts.

    >>> words_at({"ref": "", "id": 7, "firma": {"name": "Muster GmbH"}}, {"ref": "ref|id", "employer": "firma.name"})
    {'ref': 7, 'employer': 'Muster GmbH'}
    """
    found = {}
    for name, paths in fields.items():
        values = [value_at(data, path) for path in paths.split("|")]
        found[name] = next((value for value in values if value not in (None, "", [])), None)
    return found


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
