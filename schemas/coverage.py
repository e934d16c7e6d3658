"""coverage.tsv: the region's large employers of IT managers, and how each is reached, or why not."""

import csv
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from schemas.mistakes import ConfigurationError

NONE = "none"
SHIPPED = Path(__file__).parents[1] / "coverage.tsv"


@dataclass(frozen=True, slots=True)
class Covered:
    """A row of coverage.tsv. `reached_by`: a feed of employers.toml as ATS/TENANT, a board, or none (`why_not`)."""

    employer: str
    town: str
    system: str
    reached_by: str
    why_not: str
    source: str

    @property
    def board(self) -> str:
        return self.reached_by.partition("/")[0]


def read_coverage(path: Path) -> tuple[Covered, ...]:
    """The rows of the file; none where it is missing. Raises ConfigurationError for a row that says too little."""
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [Covered(**row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    for row in rows:
        if (row.reached_by == NONE) != bool(row.why_not) or not all((row.employer, row.town, row.system, row.source)):
            raise ConfigurationError(f"{path.name}: {row.employer}: name reached_by, or none and why not, and a source")
    return tuple(rows)


def write_figure(rows: tuple[Covered, ...], on: Container[str]) -> str:
    """How many of the employers are reached with the boards that are on, in a line.

    >>> stahl = Covered("Stahl AG", "Hagen", "Personio", "personio/stahl", "", "list")
    >>> write_figure((stahl, Covered("Garn AG", "Hagen", "of its own", "none", "no list", "list")), {"personio"})
    "1 of the region's 2 known large employers is reached; 0 more by boards that are off, 1 by none: docs/coverage.md"
    """
    reached = sum(row.board in on for row in rows)
    none = sum(row.reached_by == NONE for row in rows)
    return (
        f"{reached} of the region's {len(rows)} known large employers {'is' if reached == 1 else 'are'} reached; "
        f"{len(rows) - reached - none} more by boards that are off, {none} by none: docs/coverage.md"
    )


def write_document(rows: tuple[Covered, ...]) -> str:
    """docs/coverage.md."""
    feeds = sum(row.reached_by != NONE for row in rows)
    head = f"""\
# Which large employers of the region are reached

The {len(rows)} employers around Wuppertal at which most posts of IT managers are to be expected, as far as public
sources name them. No public count of such posts by employer is known: the choice is by size and trade, and
`coverage.tsv`, from which this document is made, is the place to correct it.

{feeds} of {len(rows)} have a feed that is read; `scrapy boards` prints how many of these with the boards that are on.
Many of the others publish through the Bundesagentur für Arbeit, which is asked with its consent only
([boards.md](boards.md)): how many is not known, and they are not counted.

| employer | town | system | reached by | or why not | source |
|---|---|---|---|---|---|
"""
    lines = [
        f"| {row.employer} | {row.town} | {row.system} | {'–' if row.reached_by == NONE else f'`{row.reached_by}`'} "
        f"| {row.why_not} | {row.source} |"
        for row in rows
    ]
    return head + "\n".join(lines) + "\n"
