"""Tables in the forms that people ask for: CSV, Excel, JSON Lines, SQLite, and Parquet again."""

import csv
import io
import json
import math
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import pyarrow as pa
import xlsxwriter
from xlsxwriter.utility import xl_range

from report.xml_text import clean
from schemas.columns import explained_schema_of
from schemas.tables import PUBLISHED
from storage.layout import started_at
from storage.tables import encode_table

BATCH = 4_096  # rows in memory at a time
EXCEL_ROWS, EXCEL_CELL = 1_048_576, 32_767  # Excel's limits: rows a sheet, characters a cell
EXCEL_LINKS, EXCEL_LINK = 65_530, 2_079  # likewise: links a sheet, characters a link
_WEB = re.compile("https?://", re.IGNORECASE)
_SQLITE = {pa.bool_(): "INTEGER", pa.int32(): "INTEGER", pa.float64(): "REAL"}
WIDEST = 60  # characters in the width of a column at the most
# Where a program may see a cell begin, in Germany also after a semicolon, followed by what it takes for a formula.
_FORMULA = re.compile('(^|[;\t\r\n])(?="*[=+\\-@＝＋－＠\t\r])')


class TooLong(ValueError):  # noqa: N818
    """The table has more rows than the format can hold."""


def write_csv(table: pa.Table, stream: BinaryIO, run: str, name: str) -> None:
    """Write CSV as in RFC 4180: UTF-8 without a BOM, commas, decimal points, ISO 8601; empty cells state nothing.

    Lists are joined by commas, places are JSON. Text that a spreadsheet would take for a formula is prefixed with '.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(table.column_names)
    for row in _rows(table):
        writer.writerow([_csv_cell(value) for value in row.values()])
    text.detach()


def write_jsonl(table: pa.Table, stream: BinaryIO, run: str, name: str) -> None:
    """Write JSON Lines: one object for each row, with the columns' own types, dates as ISO 8601, null if not stated."""
    for row in _rows(table):
        stream.write(json.dumps(row, ensure_ascii=False, allow_nan=False, default=_json_value).encode() + b"\n")


def write_xlsx(table: pa.Table, stream: BinaryIO, run: str, name: str) -> None:
    """Write an Excel workbook: real numbers and dates (instants in UTC), and text that is never a formula.

    The sheet is named like the table. The header stays in view and has filters; addresses in `url` are links, as many
    as Excel allows. A text longer than Excel's 32,767 characters ends in "…". The same table gives the same bytes.
    Raises TooLong.
    """
    if table.num_rows >= EXCEL_ROWS:
        raise TooLong(f"{table.num_rows:,} rows are more than an Excel sheet holds ({EXCEL_ROWS - 1:,})")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": started_at(run).replace(tzinfo=None)})
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True})
        as_date, as_instant = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, table.num_rows, table.num_columns - 1)
        everywhere = xl_range(0, 0, table.num_rows, table.num_columns - 1)
        sheet.ignore_errors({"number_stored_as_text": everywhere})  # postal codes and occupation codes are text
        for number, (head, width) in enumerate(_widths(table).items()):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, head, bold)
        for line, row in enumerate(_rows(table), 1):
            for number, (head, value) in enumerate(row.items()):
                if head == "url" and line <= EXCEL_LINKS and _is_link(value):
                    sheet.write_url(line, number, value)
                elif isinstance(value, bool):
                    sheet.write_boolean(line, number, value)
                elif isinstance(value, int | float | Decimal):
                    sheet.write_number(line, number, value)
                elif isinstance(value, datetime):
                    sheet.write_datetime(line, number, value.replace(tzinfo=None), as_instant)
                elif isinstance(value, date):
                    sheet.write_datetime(line, number, value, as_date)
                elif value:
                    sheet.write_string(line, number, _excel_text(value))


def write_parquet(table: pa.Table, stream: BinaryIO, run: str, name: str) -> None:
    """Write Parquet, with types, meanings and units as in the snapshot's own files."""
    row: type = PUBLISHED[name]
    explained = explained_schema_of(row)
    schema = pa.schema([explained.field(head) for head in table.column_names], metadata=explained.metadata)
    encode_table(pa.Table.from_arrays(table.columns, schema=schema), stream)


def write_sqlite(table: pa.Table, stream: BinaryIO, run: str, name: str) -> None:
    """Write an SQLite database of one table: money and hours are REAL, truth is 1 or 0, dates are ISO 8601.

    Lists are JSON, for SQLite's json_each. The whole database is in memory while it is made.
    """
    database = sqlite3.connect(":memory:")
    kinds = (_SQLITE.get(field.type, "REAL" if pa.types.is_decimal(field.type) else "TEXT") for field in table.schema)
    heads = ", ".join(f'"{head}" {kind}' for head, kind in zip(table.column_names, kinds, strict=True))
    database.execute(f'CREATE TABLE "{name}" ({heads})')
    places = ", ".join("?" * table.num_columns)
    rows = ([_sqlite_value(value) for value in row.values()] for row in _rows(table))
    database.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
    database.commit()
    stream.write(database.serialize())


WRITERS: Mapping[str, Callable[[pa.Table, BinaryIO, str, str], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "sqlite": write_sqlite,
}


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=BATCH):
        for row in batch.to_pylist():
            yield {name: value if _is_stated(value) else None for name, value in row.items()}


def _is_stated(value: Any) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _widths(table: pa.Table) -> dict[str, int]:
    """The width of each column in characters: its longest value in the first rows, within bounds."""
    first = list(_rows(table.slice(0, 1_000)))
    return {
        name: min(max([len(name) + 3, *(len(_text(row[name]).partition("\n")[0]) for row in first)]), WIDEST)
        for name in table.column_names
    }


def _text(value: Any) -> str:
    """A value in words."""
    if value is None:
        return ""
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return json.dumps(value, ensure_ascii=False)
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv_cell(value: Any) -> str:
    """A value as it stands in a cell of CSV.

    >>> _csv_cell(-5), _csv_cell("=cmd|' /C calc'!A0"), _csv_cell("Leiter; =1+1"), _csv_cell("Leiter;=1+1")
    ('-5', "'=cmd|' /C calc'!A0", 'Leiter; =1+1', "Leiter;'=1+1")
    """
    words = _text(value)
    return _FORMULA.sub(r"\1'", words) if isinstance(value, str | list) else words


def _excel_text(value: Any) -> str:
    words = clean(_text(value))
    return words if len(words) <= EXCEL_CELL else words[: EXCEL_CELL - 1] + "…"


def _is_link(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= EXCEL_LINK and _WEB.match(value) is not None


def _sqlite_value(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=_json_value)
    return _json_value(value) if isinstance(value, date | Decimal) else value


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)  # with at most twelve digits, the shortest form is the decimal itself
    return value.isoformat()
