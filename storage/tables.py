"""Tables as files: written whole or not at all, read with their checksums, brought to today's schema."""

import dataclasses
import errno
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from schemas.columns import schema_of
from storage.files import write_whole
from storage.layout import Output


class Pieces:
    """A table that is made piece by piece whenever it is asked for, since texts need not all be in memory at once."""

    def __init__(self, make: Callable[[], Iterable[pa.Table]], num_rows: int) -> None:
        self.make, self.num_rows = make, num_rows

    def to_batches(self, max_chunksize: int | None = None) -> Iterator[pa.RecordBatch]:
        for piece in self.make():
            yield from piece.to_batches(max_chunksize)


FORM: dict[str, Any] = {"compression": "zstd", "compression_level": 3, "write_page_checksum": True}  # of a file
PIECE = 1 << 20  # bytes
UNREADABLE = (OSError, ValueError, pa.ArrowException)  # what reading a damaged file raises


def open_file(output: Output, path: str) -> Any:
    """A file to read pieces of. Raises OSError; of a file that may not be read, or is a folder, one that names it."""
    try:
        return output.filesystem.open_input_file(path)
    except PermissionError as error:  # pyarrow's names no file
        raise PermissionError(error.errno, "cannot be read", path) from error
    except OSError as error:
        if not output.is_local or output.filesystem.get_file_info(path).type != fs.FileType.Directory:
            raise
        raise IsADirectoryError(errno.EISDIR, "a folder stands in its place", path) from error


def read_bytes(output: Output, path: str) -> Any:
    """A file's bytes. Raises OSError."""
    with open_file(output, path) as stream:
        return stream.read_buffer()


def sum_file(output: Output, path: str) -> str:
    """The SHA-256 of a file in hexadecimal digits; no more than a piece of it is in memory. Raises OSError."""
    digest = hashlib.sha256()
    with open_file(output, path) as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def open_table(data: Any) -> Any:
    """The Parquet file of these bytes, or of a file; what is read of it is checked against the sums of its pages."""
    source = data if isinstance(data, pa.NativeFile) else pa.BufferReader(data)
    return pq.ParquetFile(source, page_checksum_verification=True)


def open_stored(output: Output, path: str) -> Any:
    """The Parquet file at a path; one of another machine is read whole, since each piece would be a request."""
    return open_table(open_file(output, path) if output.is_local else read_bytes(output, path))


def conform(table: Any, row: Any, columns: Collection[str] | None = None, *, is_sound: bool = False) -> Any:
    """The table with exactly the columns of a row class (or some of them).

    A missing column, such as one introduced since, gets the default of the row class; a missing field of records is
    null. Raises ValueError; each value is looked at, unless the table `is_sound`: read from bytes whose sum is known.
    """
    defaults = {field.name: field.default for field in dataclasses.fields(row)}
    there = set(table.column_names)
    schema = schema_of(row)
    if columns is not None:
        schema = pa.schema([schema.field(name) for name in columns])
    arrays = []
    for field in schema:
        if field.name not in there:
            if defaults[field.name] is dataclasses.MISSING:
                raise ValueError(f"column {field.name} is missing")
            arrays.append(pa.repeat(pa.scalar(defaults[field.name], field.type), table.num_rows))
            continue
        column = table[field.name]
        if pa.types.is_decimal(column.type) and pa.types.is_floating(field.type):
            column = column.cast(field.type)  # derived pay and hours were decimals until version 3 of the schema
        if _lacks_fields(column.type, field.type):
            column = column.cast(field.type)
        if column.type != field.type:
            raise ValueError(f"column {field.name} is {column.type}, not {field.type}")
        if column.null_count and not field.nullable:
            raise ValueError(f"column {field.name} has nulls")
        arrays.append(column)
    conformed = pa.Table.from_arrays(arrays, schema=schema)
    if not is_sound:
        conformed.validate(full=True)  # invalid UTF-8 of a damaged file shows here, not in the middle of a publish
    return conformed


def _lacks_fields(kind: pa.DataType, now: pa.DataType) -> bool:
    """Whether a column of records has none of some fields that its records have now."""
    if not (pa.types.is_list(kind) and pa.types.is_struct(kind.value_type) and pa.types.is_list(now)):
        return False
    fields = [{field.name for field in one.value_type} for one in (kind, now)]
    return fields[0] < fields[1]


def write_table(output: Output, table: pa.Table, path: str, **form: Any) -> None:
    """One Parquet file, whole or not at all; `form`: of the writer. Raises OSError (disk full, no permission)."""
    with write_whole(output, path) as stream:
        encode_table(table, stream, **form)


def encode_table(table: pa.Table, stream: Any, **form: Any) -> None:
    """Write a table as Parquet to a stream; `form`: of the writer, where it is not FORM."""
    pq.write_table(table, stream, **FORM | form)
