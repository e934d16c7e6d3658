"""What `scrapy read` prints: what was read in an ad, from which words, and whether a crawl would keep it."""

from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from report.console import open_console
from schemas.results import Reading


def print_reading(reading: Reading) -> None:
    """Print the columns that hold something or have an issue, the names of the others, and what becomes of the ad."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    for name in ("column", "value", "read from", "issue"):
        table.add_column(name, overflow="fold")
    empty = []
    for column in reading.columns:
        if column.value in (None, ()) and not column.issues:
            empty.append(column.name)
            continue
        cells = (column.name, _write(column.value), harmless(column.words or ""), ", ".join(column.issues))
        table.add_row(*map(Text, cells))
    console = open_console()
    if reading.columns:
        console.print(table)
    if empty:
        console.print(f"Not stated: {', '.join(empty)}")
    console.print(harmless(_conclude(reading)))


def _conclude(reading: Reading) -> str:
    if reading.rejected:
        return f"Rejected: {reading.rejected}"
    if reading.left_out:
        return f"Not kept: {reading.left_out}: {reading.left_out.meaning}"
    return "Kept: it is a job of this search"


def _write(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_write, value))
    if hasattr(value, "as_record"):
        return " ".join(str(part) for part in value.as_record().values() if part is not None)
    return "" if value is None else harmless(str(value))


def harmless(words: str) -> str:
    """On one line, with characters that a terminal obeys or does not show written out.

    >>> harmless("IT-Leiter\\x1b[2J\\n(m/w/d)")
    'IT-Leiter\\\\x1b[2J (m/w/d)'
    """
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in " ".join(words.split()))
