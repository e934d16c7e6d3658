"""Which rows of the readers' word lists an example needs: a row is needed if something is read otherwise without it.

The readers' modules are imported anew, with gates left out, which change nothing that is found, and with patterns that
remember what they were asked. So each row can be taken out, and what the examples ask of the rest compared.
"""

import contextlib
import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from types import ModuleType
from typing import Any, NamedTuple

from german.words.gates import Finder
from german.words.unreadable import Unreadable

_GROUP = re.compile(r"\(\?P<\w+>|\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?:|\(\?<?[=!]|\((?!\?)")


class Example(NamedTuple):
    """A text, and the reader that is to read it."""

    module: str
    reader: Callable[..., object]
    text: str
    fields: tuple[str | None, ...] = ()  # in place of the text


class Asked:
    """A pattern that remembers what it was asked."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.flags, self.groupindex, self._compiled = (
            *(pattern.pattern, pattern.flags, pattern.groupindex),
            pattern,
        )
        self.calls: dict[tuple[Any, ...], None] = {}

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if not hasattr(re.Pattern, method):
            raise AttributeError(method)

        def ask(*arguments: Any) -> Any:
            text = arguments[1:2] if method == "sub" else arguments
            self.calls[("finditer" if method in ("sub", "split") else method, *text)] = None
            return getattr(self._compiled, method)(*arguments)

        return ask

    def unneeded(self) -> set[str]:
        """The alternatives without which all answers are the same, wherever in the pattern they stand."""
        said = {call: _answer(self._compiled, call) for call in self.calls}
        unneeded: set[str] = set()
        needed: set[str] = set()
        for row, without in alternatives(self.pattern):
            if row not in needed:
                other = re.compile(without, self.flags)
                same = all(_answer(other, call) == answer for call, answer in said.items())
                (unneeded if same else needed).add(row)
        return unneeded - needed


def _answer(pattern: re.Pattern[str], call: tuple[Any, ...]) -> object:
    method, *arguments = call
    answer = getattr(pattern, method)(*arguments)
    if method == "finditer":
        return [(match.regs, match.lastgroup) for match in answer]
    return (answer.regs, answer.lastgroup) if isinstance(answer, re.Match) else answer


def alternatives(pattern: str) -> Iterator[tuple[str, str]]:
    """Every alternative of a pattern, and the pattern in which it never matches; the groups keep their numbers.

    >>> list(alternatives("a(?:b|[|)]c)"))
    [('b', 'a(?:(?!)b|[|)]c)'), ('[|)]c', 'a(?:b|(?!)[|)]c)')]
    """
    for start, end, bars in _groups(pattern):
        for left, right in pairwise([start - 1, *bars, end]):
            if bars:
                yield pattern[left + 1 : right], f"{pattern[: left + 1]}(?!){pattern[left + 1 :]}"


def _groups(pattern: str) -> Iterator[tuple[int, int, list[int]]]:
    """Where each group's inside begins and ends, and its bars; the whole pattern is the last."""
    open_groups: list[tuple[int, list[int]]] = [(0, [])]
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\":
            place += 1
        elif letter == "[":
            place = _end_of_class(pattern, place)
        elif letter == "(" and (group := _GROUP.match(pattern, place)):
            place = group.end() - 1
            open_groups.append((place + 1, []))
        elif letter == "(":  # flags of the whole
            place = pattern.index(")", place)
            open_groups[0] = (place + 1, [])
        elif letter == "|":
            open_groups[-1][1].append(place)
        elif letter == ")":
            start, bars = open_groups.pop()
            yield start, place, bars
        place += 1
    start, bars = open_groups.pop()
    yield start, len(pattern), bars


def _end_of_class(pattern: str, place: int) -> int:
    place += 2 if pattern[place + 1] == "^" else 1
    if pattern[place] == "]":
        place += 1
    while pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place


@contextmanager
def imported_anew(packages: tuple[str, ...]) -> Iterator[Callable[[str], ModuleType]]:
    """Import fresh modules of the packages, whose patterns have no gates; the old ones are back afterwards.

    Those that are made when needed are made at once.
    """
    gates, later = map(importlib.import_module, ("german.words.gates", "german.words.later"))
    kept = {name: module for name, module in sys.modules.items() if name.startswith(packages)}
    for name in kept:
        del sys.modules[name]
    gate, when_needed = gates.gate, later.when_needed
    setattr(gates, "gate", lambda wordings: "")  # noqa: B010
    setattr(later, "when_needed", _make_now)  # noqa: B010
    try:
        yield importlib.import_module
    finally:
        setattr(gates, "gate", gate)  # noqa: B010
        setattr(later, "when_needed", when_needed)  # noqa: B010
        for name in [name for name in sys.modules if name.startswith(packages)]:
            del sys.modules[name]
        sys.modules.update(kept)


def _make_now(wording: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    return re.compile(wording if isinstance(wording, str) else wording(), flags)


def watch(module: ModuleType, foreign: Iterable[object]) -> dict[str, Asked]:
    """Put patterns that remember in the place of a module's own, also of those in its tables."""
    watched: dict[str, Asked] = {}

    def replace(value: object, name: str) -> object:
        if isinstance(value, re.Pattern) and not any(value is other for other in foreign):
            watched[name] = Asked(value)
            return watched[name]
        if isinstance(value, Finder):
            watched[name] = Asked(value.pattern)
            setattr(value, "pattern", watched[name])  # noqa: B010
        if isinstance(value, tuple) and type(value) is tuple:
            return tuple(replace(item, f"{name}[{place}]") for place, item in enumerate(value))
        return value

    for name, value in list(vars(module).items()):
        if not name.startswith("__"):
            setattr(module, name, replace(value, name))
    return watched


def strings(value: object) -> Iterator[str]:
    """All strings of a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(tuple(value) + tuple(value.values()))
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from strings(item)


def wordings(table: object) -> Iterator[str]:
    """All strings of a table, and of each that lists several wordings these."""
    for row in strings(table):
        yield row
        with contextlib.suppress(re.error):
            re.compile(row)
            *_, (start, end, bars) = _groups(row)
            yield from (row[left + 1 : right] for left, right in pairwise([start - 1, *bars, end]))


def without_each(table: Any) -> Iterator[tuple[str, Any]]:
    """Every row of a table that is a set, a dict or a tuple, and the table without it."""
    for row in list(table):
        if isinstance(table, dict):
            yield str(row), {key: value for key, value in table.items() if key != row}
        else:
            yield str(row[0] if isinstance(row, tuple) else row), type(table)(item for item in table if item != row)


def read(example: Example) -> object:
    try:
        return example.reader(*(example.fields or (example.text,)))
    except (Unreadable, KeyError) as error:
        return error
