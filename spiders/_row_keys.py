"""Counts which keys the rows of a source have, and which of them nothing was read from: a change of form shows there.

Statistics of a crawl: `board/key/<key>`, how many rows came with a value under the key; `unread/<board>/<key>`, the
same of the keys that nothing was read from and that are not among the board's `ignored_keys`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from scrapy.statscollectors import StatsCollector

from schemas.wires import Stat

MOST = 20  # unread keys told of a board, those of the most rows
_LONGEST = 60  # letters of a key
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
    """Count a row and the keys that it came with."""
    stats.inc_value(Stat.ROWS)
    for key, value in row.items():
        if value not in (None, "", [], {}):
            stats.inc_value(f"{_KEY}{key}")


def count_unread_keys(board: str, read: set[str], ignored: Collection[str], stats: StatsCollector) -> None:
    """Count, at the end of a crawl, how often each key came that was never read; nothing if no row was read."""
    if not read:
        return
    came = [(name.removeprefix(_KEY), times) for name, times in stats.get_stats().items() if name.startswith(_KEY)]
    unread = [(key, times) for key, times in came if key not in read and key not in ignored]
    for key, times in sorted(unread, key=lambda one: (-one[1], one[0]))[:MOST]:
        stats.set_value(f"{Stat.UNREAD_KEY}{board}/{_write_key(key)}", times)


def _write_key(key: str) -> str:
    """The key as a table and a terminal can hold it.

    >>> _write_key("salaryRange"), _write_key("\\x1b[2J")
    ('salaryRange', "'\\\\x1b[2J'")
    """
    return (key if key.isprintable() and key else repr(key))[:_LONGEST]
