"""`scrapy pay`: what ads like a profile state as pay, how many they are, and which; nothing where they are too few."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc
from rich.table import Table

from report.console import open_console
from report.figures.days import berlin_day
from report.market.cases import Cases, everything
from report.market.measures import Measured, quantile
from report.market.past import keep_recent
from schemas.exit_codes import ExitCode
from schemas.market import LEAST
from schemas.mistakes import ConfigurationError, NothingPublished, nearest
from schemas.vocabulary import RoleFamily, SalaryBasis, Seniority
from storage.layout import Output, started_at
from storage.snapshots import read_snapshot

SHOWN = 20  # ads on the terminal; --json names all
_QUARTILES = (0.25, 0.5, 0.75)
_ENDS = {"from": "salary_year_min_eur", "to": "salary_year_max_eur"}
_COLUMNS = [
    *("job_id", "title", "employer", "town", "url", "seniority", "role_family", "skills", "last_seen_at", "status"),
    *("salary_basis", "salary_year_min_eur", "salary_year_max_eur"),
]


@dataclass(frozen=True, slots=True)
class End:
    """The median of one end of yearly pay with its interval of 95 % and the quartiles, of the ads that state it.

    None: of too few.
    """

    q1: float | None
    median: float | None
    q3: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class PayOfBasis:
    """What the ads of one basis state; bases are never mixed."""

    basis: str
    ads: int
    ends: dict[str, End]


@dataclass(frozen=True, slots=True)
class Profile:
    """Ads like a profile: those that state pay, the figures of each basis, and how many like it state none."""

    on: date
    paid: list[dict[str, Any]]
    bases: list[PayOfBasis]
    without: int

    @property
    def is_known(self) -> bool:
        return any(end.median is not None for basis in self.bases for end in basis.ends.values())


def show_pay(
    where: str, *, level: str | None, town: str | None, role: str | None, skills: Sequence[str], as_json: bool = False
) -> int:
    """Print what ads like this state; the exit code: 1 where they are too few to tell. Raises ConfigurationError."""
    snapshot = read_snapshot(Output.of_command(where))
    if snapshot is None:
        raise NothingPublished(f"no snapshot in {where} yet")
    found = find_pay(
        snapshot.table("jobs", _COLUMNS),
        berlin_day(started_at(snapshot.run)),
        level=level,
        town=town,
        role=role,
        skills=skills,
    )
    if as_json:
        print(json.dumps(asdict(found) | {"is_known": found.is_known}, default=str, ensure_ascii=False))
    else:
        _print(found)
    return ExitCode.WELL if found.is_known else ExitCode.GATED


def find_pay(
    jobs: pa.Table, on: date, *, level: str | None, town: str | None, role: str | None, skills: Sequence[str]
) -> Profile:
    """The jobs like a profile that were seen in the last year: all that is named holds of each.

    Raises ConfigurationError for a level, role, town or skill that no job has, with the nearest that one does.
    """
    jobs = keep_recent(jobs, on)
    named = {skill for row in jobs["skills"].to_pylist() for skill in row}
    for option, column, word, known in (
        ("--level", "seniority", level, get_args(Seniority)),
        ("--role", "role_family", role, get_args(RoleFamily)),
        ("--town", "town", town, set(jobs["town"].drop_null().to_pylist())),
    ):
        if word is not None:
            jobs = jobs.filter(pc.equal(jobs[column], _known(option, word, known)))
    for skill in skills:
        wanted = _known("--skill", skill, named)
        jobs = jobs.filter(pa.array([wanted in row for row in jobs["skills"].to_pylist()], pa.bool_()))
    paid = jobs.filter(pc.or_(pc.is_valid(jobs["salary_year_min_eur"]), pc.is_valid(jobs["salary_year_max_eur"])))
    bases = [_tell_basis(basis, paid.filter(pc.equal(paid["salary_basis"], basis))) for basis in get_args(SalaryBasis)]
    rows = paid.sort_by([("salary_basis", "descending"), ("salary_year_max_eur", "descending")]).to_pylist()
    return Profile(on, rows, [one for one in bases if one.ads], jobs.num_rows - paid.num_rows)


def _known(option: str, word: str, known: Iterable[str]) -> str:
    """The word as it is known, however it is capitalized."""
    by_letters = {one.casefold(): one for one in known}
    if word.casefold() not in by_letters:
        raise ConfigurationError(f"{option} {word}: no job has it; {nearest(word, by_letters.values())}")
    return by_letters[word.casefold()]


def _tell_basis(basis: str, jobs: pa.Table) -> PayOfBasis:
    cases = Cases(jobs, jobs.slice(0, 0))
    return PayOfBasis(basis, jobs.num_rows, {name: _tell_end(column, cases) for name, column in _ENDS.items()})


def _tell_end(column: str, cases: Cases) -> End:
    found: list[Measured] = [one for at in _QUARTILES for one in quantile(column, at, everything()).find(cases)]
    n = found[0].n if found else 0
    if n < LEAST:
        return End(None, None, None, None, None, n)
    q1, median, q3 = found
    return End(q1.value, median.value, q3.value, median.low, median.high, n)


def _print(found: Profile) -> None:
    console = open_console()
    for one in found.bases:
        for name, end in one.ends.items():
            words = f"{one.basis.replace('_', ' ')}, {name}"
            if end.median is None:
                console.print(f"{words}: {end.n} ads, too few to tell (at least {LEAST})")
            else:
                sure = f", between {end.low:,.0f} and {end.high:,.0f} (95 %)" if end.low is not None else ""
                half = f"; half of them from {end.q1:,.0f} to {end.q3:,.0f}"
                console.print(f"{words}: median {end.median:,.0f} € a year{sure}, of {end.n} ads{half}")
    if not found.bases:
        console.print("No ad like this states pay.")
    console.print(f"{found.without} more like it state none. As of {found.on}, ads seen in the last year.")
    table = Table(header_style="bold")
    for head in ("title", "employer", "town", "€ a year", "basis", "address"):
        table.add_column(head, overflow="fold")
    for row in found.paid[:SHOWN]:
        amount = "–".join("" if row[end] is None else f"{row[end]:,.0f}" for end in _ENDS.values())
        table.add_row(row["title"], row["employer"], row["town"], amount, row["salary_basis"], row["url"])
    if found.paid:
        console.print(table)
    if len(found.paid) > SHOWN:
        console.print(f"{len(found.paid) - SHOWN} more; --json names all")
