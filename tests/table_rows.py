"""The tables of examples, tests/tables/*.tsv: a line a case, the first line names the columns."""

import csv
import re
from pathlib import Path

TABLES = Path(__file__).with_name("tables")
_ESCAPE = re.compile(r"\\n|⏎|\\t|\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))")


def table_rows(name: str) -> list[dict[str, str]]:
    r"""All rows of a table. "\n" and "⏎" stand for a line end, "\t" for a tab, "\x80" and "\u202f" for a character."""
    with (TABLES / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [{column: _ESCAPE.sub(_unescape, cell) for column, cell in row.items()} for row in rows]


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else "\t" if escape[0] == "\\t" else "\n"
