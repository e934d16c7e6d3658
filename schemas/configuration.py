"""Models of the TOML files. A mistake there is a ConfigurationError naming file, key and cure."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from schemas.vocabulary import RoleFamily

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
    role_families: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()  # words of a title that count whatever its family


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The machines that share the work: workers of a dask scheduler."""

    scheduler: str  # its address, such as tcp://10.0.0.5:8786


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """search.toml: what is searched, where, on which boards, and on whose behalf."""

    what: What
    where: Where
    boards: dict[str, BoardChoice]
    cluster: Cluster | None = None  # None: everything runs on this machine
    contact: str | None = None  # e-mail or page named in the user agent; live crawls need it
    keep_contacts: bool = False
    archive_days: int = 90
    read_again_days: int = 7  # a page that the last runs read is asked for again after so many days at the latest
    employers_file: str = "employers.toml"
    jobboards_file: str = "jobboards.toml"
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
    feed: str | None = None  # the feed's address, where the tenant alone does not make it
    source: str  # where the tenant was seen
    sure: Literal["probed", "seen"]  # probed: a public project reports a running feed; seen: an address in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class JobBoardRow:
    """One row of jobboards.toml: a board whose postings' pages carry schema.org JobPosting."""

    name: str  # board_ref begins with it and a slash
    list_urls: tuple[str, ...] = ()  # with {keyword} (each of search.toml) and {town} as the board writes addresses
    sitemap_urls: tuple[str, ...] = ()
    posting_urls: str  # expression for a posting's address; its group, else the path, is the posting's key
    next_page: str | None = None  # CSS selector of the link to a list's next page
    none_words: str | None = None  # expression for how a list says that it has no postings
    floor: int = 0  # fewer postings than this: the row counts as unread
    access: Access
    permission: bool = False  # as in search.toml
    checked: Checked
    terms: str  # where the terms stand and what they say
    source: str  # where the form of the addresses was seen
    sure: Literal["probed", "seen"]  # probed: a public project reports it as working; seen: an address in a list
    enabled: bool = True


@cache
def load_search(path: str | Path) -> Search:
    """Read search.toml. Raises ConfigurationError."""
    file = Path(path).absolute()
    data = _read(file)
    boards = data.pop("boards", {})
    cluster = {"cluster": _make(Cluster, data.pop("cluster"), f"{file.name} [cluster]")} if "cluster" in data else {}
    search = _make(
        Search,
        {
            **data,
            **cluster,
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
    if not search.what.role_families and not search.what.titles:
        raise ConfigurationError(
            f'{file.name} [what] names no role: give role_families such as ["it_lead"], '
            'or titles such as ["Pflegefachkraft"]'
        )
    if not search.what.keywords:
        raise ConfigurationError(f"{file.name} [what] keywords is empty: name at least one word to search for")
    if search.where.radius_km <= 0:
        raise ConfigurationError(f"{file.name} [where] radius_km is {search.where.radius_km}: give kilometres above 0")
    if search.cluster and not re.fullmatch(r"(tcp|tls)://([\w.-]+|\[[\da-fA-F:]+\]):\d{1,5}", search.cluster.scheduler):
        raise ConfigurationError(
            f"{file.name} [cluster] scheduler is {search.cluster.scheduler!r}: write it as the scheduler does when it "
            'starts, such as scheduler = "tcp://10.0.0.5:8786"'
        )
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


@cache
def load_jobboards(path: str | Path) -> tuple[JobBoardRow, ...]:
    """Read jobboards.toml: one [[jobboard]] a board. Raises ConfigurationError."""
    file = Path(path).absolute()
    names: set[str] = set()
    found = []
    for number, values in enumerate(_read(file).get("jobboard", []), 1):
        where = f"{file.name} jobboard {number}"
        row = _make(JobBoardRow, values, where)
        if mistake := _mistake_of(row, names):
            raise ConfigurationError(f"{where}: {mistake}")
        names.add(row.name)
        found.append(row)
    return tuple(found)


def jobboards_of(search: Search) -> tuple[JobBoardRow, ...]:
    """The rows that are enabled; the file stands beside search.toml."""
    return tuple(row for row in load_jobboards(search.path.parent / search.jobboards_file) if row.enabled)


def _mistake_of(row: JobBoardRow, names: set[str]) -> str | None:
    """What is wrong with a row that has all its keys, and the cure; None for nothing."""
    if not re.fullmatch(r"[a-z0-9_]+", row.name):
        return f"name is {row.name!r}; write small letters, digits and _ only, such as 'stellenwerk'"
    if row.name in names:
        return f"name {row.name!r} is there twice; a name is a board's own"
    if not (row.list_urls or row.sitemap_urls):
        return "list_urls and sitemap_urls are both missing; give one of them"
    for url in (*row.list_urls, *row.sitemap_urls):
        if not str(url).startswith("https://"):
            return f"address {url!r}; write it with https://"
        if re.search("[{}]", re.sub("{(?:keyword|town)}", "", url) if url in row.list_urls else url):
            return f"address {url!r}; a list's may hold {{keyword}} and {{town}}, a sitemap's nothing of the kind"
    for name in ("posting_urls", "none_words"):
        try:
            groups = re.compile(getattr(row, name) or "").groups
        except re.error as error:
            return f"{name} is no regular expression: {error}"
        if groups > 1:
            return f"{name} has {groups} groups; one at most, others as (?:...)"
    if row.enabled and row.access == "permission" and not row.permission:
        return "its terms forbid automated access; with the board's consent set permission = true, else enabled = false"
    return None


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
