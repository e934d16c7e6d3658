"""The tables of examples, tests/tables/*.tsv: a line a case, the first line names the columns."""

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

TABLES = Path(__file__).with_name("tables")
_ESCAPE = re.compile(r"\\n|⏎|\\t|\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))")


def table_rows(name: str) -> list[dict[str, str]]:
    r"""All rows of a table. "\n" and "⏎" stand for a line end, "\t" for a tab, "\x80" and "\u202f" for a character."""
    with (TABLES / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [{column: _ESCAPE.sub(_unescape, cell) for column, cell in row.items()} for row in rows]


def each_row(rows: Sequence[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """In place of `pytest.mark.parametrize` for hundreds of rows: one test of all of them, which tells all that fail.

    A test each would take longer to begin and to end than to read its row. A tuple stands for several arguments.

    >>> each_row([1, 2])(lambda number: 1 // (number - 1))()
    Traceback (most recent call last):
    AssertionError: 1 of 2 rows fail:
    1: ZeroDivisionError: integer division or modulo by zero
    """

    def decorate(test: Callable[..., None]) -> Callable[[], None]:
        def of_each_row() -> None:
            failed = []
            for row in rows:
                try:
                    test(*row) if isinstance(row, tuple) else test(row)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  # told below, with all others
                    failed.append(f"{str(row)[:300]}: {type(error).__name__}: {error}")
            assert rows
            if failed:
                raise AssertionError("\n".join((f"{len(failed)} of {len(rows)} rows fail:", *failed)))

        of_each_row.__name__, of_each_row.__doc__ = test.__name__, test.__doc__
        return of_each_row

    return decorate


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else "\t" if escape[0] == "\\t" else "\n"
