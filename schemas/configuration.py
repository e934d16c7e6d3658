"""Models of the TOML files. A mistake there is a ConfigurationError naming file, key and cure."""

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from schemas.tables import RoleFamily

Access = Literal["open", "tolerated", "permission"]
Checked = Literal["recorded", "documented", "live"]


class ConfigurationError(ValueError):
    """The configuration cannot be used; the message says where and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChoice:
    """What search.toml says of one board."""

    enabled: bool = True
    permission: bool = False  # whoever runs it has the board's consent, on their own responsibility
    floor: int | None = None  # overrides the spider's


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The area searched: a centre and a radius."""

    town: str
    postal_code: str
    latitude: float
    longitude: float
    radius_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """The roles searched: words for the boards' own search, and the families that count."""

    keywords: tuple[str, ...]
    role_families: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """search.toml: what is searched, where, on which boards, and on whose behalf."""

    what: What
    where: Where
    boards: dict[str, BoardChoice]
    contact: str | None = None  # e-mail or page named in the user agent; live crawls need it
    keep_contacts: bool = False
    archive_days: int = 90
    employers_file: str = "employers.toml"
    path: Path

    def choice(self, board: str) -> BoardChoice | None:
        return self.boards.get(board)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """One career feed of employers.toml."""

    ats: str  # kind of the feed: the name of the spider that reads it
    tenant: str
    name: str
    place: str | None = None
    source: str  # where the tenant was seen
    sure: Literal["probed", "seen"]  # probed: a public project reports a running feed; seen: an address in a list


@cache
def load_search(path: str | Path) -> Search:
    """Read search.toml. Raises ConfigurationError."""
    file = Path(path).absolute()
    data = _read(file)
    boards = data.pop("boards", {})
    search = _make(
        Search,
        {
            **data,
            "what": _make(What, _table(data, "what", file), f"{file.name} [what]"),
            "where": _make(Where, _table(data, "where", file), f"{file.name} [where]"),
            "boards": {
                name: _make(BoardChoice, choice, f"{file.name} [boards.{name}]") for name, choice in boards.items()
            },
            "path": file,
        },
        file.name,
    )
    families = get_args(RoleFamily)
    for family in search.what.role_families:
        if family not in families:
            raise ConfigurationError(
                f"{file.name} [what] role_families: unknown {family!r}; {nearest(family, families)}"
            )
    if not search.what.keywords:
        raise ConfigurationError(f"{file.name} [what] keywords is empty: name at least one word to search for")
    if search.where.radius_km <= 0:
        raise ConfigurationError(f"{file.name} [where] radius_km is {search.where.radius_km}: give kilometres above 0")
    return search


@cache
def load_employers(path: str | Path) -> tuple[Employer, ...]:
    """Read employers.toml: one [[employer]] a career feed. Raises ConfigurationError."""
    file = Path(path).absolute()
    rows = _read(file).get("employer", [])
    return tuple(_make(Employer, row, f"{file.name} employer {number}") for number, row in enumerate(rows, 1))


def employers_of(search: Search, ats: str) -> tuple[Employer, ...]:
    """The career feeds of one kind; the employers file stands beside search.toml."""
    return tuple(row for row in load_employers(search.path.parent / search.employers_file) if row.ats == ats)


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except FileNotFoundError:
        raise ConfigurationError(f"{file} is missing; copy it from the project or name another with --search") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: {error}") from error


def _table(data: dict[str, Any], name: str, file: Path) -> dict[str, Any]:
    table = data.get(name)
    if not isinstance(table, dict):
        raise ConfigurationError(f"{file.name}: table [{name}] is missing")
    return table


T = TypeVar("T")


def _make(model: type[T], values: Any, where: str) -> T:
    """The model of a TOML table; unknown, missing and mistyped keys are named."""
    if not isinstance(values, dict):
        raise ConfigurationError(f"{where} is {values!r}, not a table")
    hints = get_type_hints(model)
    for name, value in values.items():
        if name not in hints:
            raise ConfigurationError(f"{where}: unknown key {name!r}; {nearest(name, hints)}")
        if isinstance(value, list):
            values = {**values, name: tuple(value)}
        elif not _fits(value, hints[name]):
            raise ConfigurationError(f"{where}: {name} is {value!r}; expected {_words(hints[name])}")
    required = [f.name for f in fields(model) if f.default is MISSING]  # type: ignore[arg-type]
    missing = [name for name in required if name not in values]
    if missing:
        raise ConfigurationError(f"{where}: {missing[0]} is missing; expected {_words(hints[missing[0]])}")
    return model(**values)


def _fits(value: Any, expected: Any) -> bool:
    choices = get_args(expected) if get_origin(expected) in (Union, UnionType) else (expected,)
    for choice in choices:
        if get_origin(choice) is Literal:
            if value in get_args(choice):
                return True
            continue
        kind = get_origin(choice) or choice
        if type(value) is kind or (kind is float and type(value) is int) or (kind is Path and isinstance(value, Path)):
            return True
    return False


def _words(expected: Any) -> str:
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    choices = get_args(expected) if get_origin(expected) in (Union, UnionType) else (expected,)
    words = [" or ".join(get_args(c)) if get_origin(c) is Literal else names.get(c, "a list") for c in choices]
    return words[0]


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for a misspelt word: the nearest known one, or all of them."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
