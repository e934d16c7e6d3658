"""A Parquet file with one long column, such as ads' texts, whose row groups are carried as bytes where they stay.

The file is an ordinary one. A row group's long values are encoded by themselves, so that their bytes depend on nothing
else: taken from an earlier file or encoded anew, they are the same, and so is the whole file. The other columns are
written by pyarrow with a blank in place of each long value; then the long values are laid behind them, and the footer
is told where they lie.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any
from zlib import crc32

import pyarrow as pa
import pyarrow.parquet as pq

from storage.footers import Place, move_column
from storage.tables import FORM, open_table

_PLAIN = {"use_dictionary": False, "write_statistics": False}
_LAYOUT = {"long_column": "1"}  # of a file whose row groups may be carried
_MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True)
class LongTable:
    """A table whose column `name` is not in memory. `rows` has all others, in their order; `sums` names that of them
    by which long values are known: equal sums, equal values.

    `starts`: where each row group begins. `read`: the long values of a row group's rows, from one number to another.
    `before`: an earlier file of the same table, to read pieces of; None: there is none.
    """

    rows: pa.Table
    name: str
    sums: str
    starts: list[int]
    read: Callable[[int, int], pa.Array]
    before: Any = None

    def write(self, stream: Any, schema: pa.Schema) -> None:
        """Write the file."""
        schema = schema.with_metadata({**(schema.metadata or {}), **_LAYOUT})
        groups = list(pairwise([*self.starts, self.rows.num_rows]))
        footer, offset = self._write_rest(stream, schema, groups)
        known = dict(self._find_known())
        sums = self.rows[self.sums].to_pylist()
        places = []
        for start, end in groups:
            if old := known.get(tuple(sums[start:end])):
                data, size = self.before.read_at(old.size, old.offset), old.uncompressed
            else:
                data, size = _encode(self.name, self.read(start, end))
            stream.write(data)
            places.append(Place(offset, len(data), size))
            offset += len(data)
        footer = move_column(footer, schema.get_field_index(self.name), places)
        stream.write(footer + len(footer).to_bytes(4, "little") + _MAGIC)

    def _write_rest(self, stream: Any, schema: pa.Schema, groups: list[tuple[int, int]]) -> tuple[bytes, int]:
        """Write all but the long values; the footer, which is to stand at the end, and how many bytes were written."""
        buffer, field = BytesIO(), schema.field(self.name)
        at, names = schema.get_field_index(self.name), [one for one in schema.names if one != self.name]
        others = {"use_dictionary": False, "write_statistics": [schema.names[0]]}  # too few rows for dictionaries
        blank = pa.repeat(pa.scalar("", field.type), self.rows.num_rows)
        rows = self.rows.select(names).add_column(at, field, blank).cast(schema).combine_chunks()
        with pq.ParquetWriter(buffer, schema, **FORM, store_schema=True, **others) as writer:
            for start, end in groups:
                writer.write_table(rows.slice(start, end - start))
        data = buffer.getvalue()
        size = int.from_bytes(data[-8:-4], "little")
        stream.write(data[: -8 - size])
        return data[-8 - size : -8], len(data) - 8 - size

    def _find_known(self) -> Iterator[tuple[tuple[str, ...], Place]]:
        """Where row groups of the earlier file lie, by their sums, if this pyarrow would write them the same."""
        if self.before is None:
            return
        file = open_table(self.before)
        told, mine = file.metadata, pq.read_metadata(BytesIO(_write_alone(self.name, pa.array([""]))))
        if not _LAYOUT.items() <= _words(file.schema_arrow.metadata).items() or told.created_by != mine.created_by:
            return
        sums = file.read([self.sums])[self.sums].to_pylist()
        start, at = 0, file.schema_arrow.get_field_index(self.name)
        for number in range(told.num_row_groups):
            group = told.row_group(number)
            end = start + group.num_rows
            yield tuple(sums[start:end]), _place_of(group.column(at))
            start = end


def group_starts(keys: list[str], mean: int) -> list[int]:
    """Where row groups of so many rows on average begin: at a key by its own sum, so that new rows move no other's."""
    return [0, *(at for at, key in enumerate(keys) if at and crc32(key.encode()) % mean == 0)] if keys else []


def _write_alone(name: str, values: pa.Array) -> bytes:
    buffer = BytesIO()
    field = pa.field(name, values.type, nullable=False)
    table = pa.Table.from_arrays([values], schema=pa.schema([field]))
    pq.write_table(table, buffer, row_group_size=max(len(values), 1), **FORM, store_schema=False, **_PLAIN)
    return buffer.getvalue()


def _encode(name: str, values: pa.Array) -> tuple[memoryview, int]:
    """The long values of a row group, encoded, and how many bytes they are uncompressed."""
    data = _write_alone(name, values)
    place = _place_of(pq.read_metadata(BytesIO(data)).row_group(0).column(0))
    return memoryview(data)[place.offset : place.offset + place.size], place.uncompressed


def _place_of(column: Any) -> Place:
    return Place(column.data_page_offset, column.total_compressed_size, column.total_uncompressed_size)


def _words(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in (metadata or {}).items() if name != b"ARROW:schema"}
