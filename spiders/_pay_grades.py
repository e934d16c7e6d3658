"""Pay grades as boards' forms state them: lists of those that a job may have, and ranges that nobody filled in."""

import re
from collections.abc import Iterable
from typing import Any

# A grade with its kind and its scale, where it states them: "A 14", "TVöD 14", "TVöD-VKA EG 9b", "A 13 LBesO".
_GRADE = re.compile(r"(?:(\D+?)\s+)??(?:(EG|E|KR|S|P|A|B|C|R|W)\s*)?(\d{1,2})\s?([a-z]?)(?:\s+(\D+))?")

WIDEST = 6  # grades between the ends of a range; a wider one (E 1 to E 15) is what the form has before it is filled in


def join_grades(grades: Iterable[Any]) -> str | None:
    """A list of grades as an ad would print it: those of one scale as a range, scale by scale.

    >>> join_grades(["TVöD 14", "TVöD 13"]), join_grades(["A 14", "A 13", "TV-L E 13"])
    ('TVöD EG 13 - EG 14', 'A 13 - A 14, TV-L E 13')
    """
    scales: dict[tuple[str, ...], dict[tuple[int, str], str]] = {}
    for grade in map(str, grades):
        before, kind, number, letter, behind = found.groups("") if (found := _GRADE.fullmatch(grade)) else [grade] * 5
        kind = "EG" if kind == "E" or (before and not kind) else kind
        scales.setdefault((before, kind, behind), {})[(int(number) if found else 0, letter)] = grade
    return ", ".join(_write_range(scale, steps) for scale, steps in scales.items()) or None


def _write_range(scale: tuple[str, ...], steps: dict[tuple[int, str], str]) -> str:
    """Steps of one scale, the lowest and the highest; a single one in the board's own words."""
    if len(steps) == 1:
        return next(iter(steps.values()))
    before, kind, behind = scale
    least, most = (f"{kind} {number}{letter}".strip() for number, letter in (min(steps), max(steps)))
    return f"{before} {least} - {most} {behind}".strip()


def is_placeholder(path: str) -> bool:
    """Whether a range of grades is too wide to say anything.

    >>> is_placeholder("TVöD-VKA E 1 - TVöD-VKA E 15Ü"), is_placeholder("TVöD-VKA E 6 - TVöD-VKA E 9a")
    (True, False)
    """
    grades = [int(number) for number in re.findall(r"\d+", path)]
    return bool(grades) and max(grades) - min(grades) > WIDEST
