"""Counts which keys the rows of a source have, and which of them nothing was read from: a change of form shows there.

Statistics of a crawl: `board/key/<key>`, how many rows came with a value under the key; `unread/<board>/<key>`, the
same of the keys that nothing was read from.
"""

from collections.abc import Mapping
from typing import Any

from scrapy.statscollectors import StatsCollector

from schemas.wires import Stat

_KEY = f"{Stat.BOARD}key/"


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


def count_keys(row: Mapping[str, Any], stats: StatsCollector) -> None:
    """Count the keys that a row came with."""
    for key, value in row.items():
        if value not in (None, "", [], {}):
            stats.inc_value(f"{_KEY}{key}")


def count_unread_keys(board: str, read: set[str], stats: StatsCollector) -> None:
    """Say at the end of a crawl how often each key came that was never read; nothing where no row was."""
    for name, times in list(stats.get_stats().items()):
        key = name.removeprefix(_KEY)
        if key != name and read and key not in read:
            stats.set_value(f"unread/{board}/{key}", times)
