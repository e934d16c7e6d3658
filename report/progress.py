"""What a run prints while it goes on."""

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from report.console import STYLES
from schemas.tables import BoardRun


class Watched(Protocol):
    """A crawl while it runs."""

    board: str
    counts: dict[str, int]
    began: float | None
    result: BoardRun | None

    @property
    def state(self) -> str: ...


class Progress:
    """Shows a live line for each board on a terminal; elsewhere nothing."""

    def __init__(self, crawls: Sequence[Watched]) -> None:
        self.crawls = crawls
        self.console = Console(stderr=True)
        self.live = Live(get_renderable=self._table, console=self.console, refresh_per_second=4, transient=True)

    def __enter__(self) -> "Progress":
        if self.console.is_terminal:
            self.live.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.console.is_terminal:
            self.live.stop()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for crawl in self.crawls:
            seconds = f"{time.monotonic() - crawl.began:.0f} s" if crawl.began and not crawl.result else ""
            style = STYLES[crawl.result.verdict.colour] if crawl.result else ""
            table.add_row(crawl.board, Text(crawl.state, style=style), _counts(crawl.counts), seconds)
        return table


def _counts(counts: Mapping[str, int]) -> str:
    return f"{counts['answered']} answers, {counts['postings']} postings, {counts['kept']} kept" if counts else ""
