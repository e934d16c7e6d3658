"""Snapshots as they are written: whole or not at all, read back and checked."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs

from schemas.columns import SCHEMA_VERSION, explained_schema_of, schema_of
from schemas.tables import PUBLISHED
from storage.files import remove_file, remove_folder, sync_folder, to_json, write_whole
from storage.layout import Output
from storage.long_column import LongTable
from storage.pointer import point_to
from storage.snapshots import MANIFEST, BrokenSnapshot, open_snapshot
from storage.tables import Pieces, encode_table, open_file, open_stored, open_table, sum_file

ROW_GROUP, _FEWEST_ROWS = 65_536, 4_096  # with fewer, there is more to read about the columns than of one
AT_ONCE = 2  # tables that are written at the same time; Parquet encodes without the interpreter's lock
Figures = Callable[[str, Mapping[str, Any]], Mapping[str, pa.Table]]
"""Of a run and the finished tables of its snapshot: tables counted from them, by name."""
Pages = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, bytes]]
"""Of the manifest so far and the tables: further files by name. The same of both must give the same bytes."""


def write_snapshot(
    output: Output,
    run: str,
    tables: Mapping[str, Any],
    facts: Mapping[str, Any],
    pages: Pages | None = None,
    *,
    is_latest: bool = True,
) -> str | None:
    """Write tables, pages and the manifest (`facts` and each file's checksum), check them, and point `latest` at them.

    Each table names the run in its own column, so that the files of several snapshots read as one. Returns what
    `point_to` has to say. `is_latest`: False leaves `latest` where it points. Local: into a staging folder, fsynced,
    renamed. URL: under the final name, not valid before its manifest is there.
    """
    final = output.snapshot(run)
    tables = {name: _stamp(one, PUBLISHED[name], run) for name, one in tables.items()}
    folder = output.path("snapshots", f".staging-{run}") if output.is_local else final
    if output.is_local:
        Path(folder).mkdir(parents=True)
    elif output.filesystem.get_file_info(f"{final}/{MANIFEST}").type == fs.FileType.File:
        remove_file(output, f"{final}/{MANIFEST}")
    files = _write_tables(output, folder, tables)
    manifest = {**facts, "run": run, "schema_version": SCHEMA_VERSION, "files": files}
    written = {name: _told_again(output, f"{folder}/{name}.parquet", table) for name, table in tables.items()}
    for name, page in (pages(manifest, written) if pages else {}).items():
        with write_whole(output, f"{folder}/{name}") as stream:
            stream.write(page)
        files[name] = {"bytes": len(page), "sha256": hashlib.sha256(page).hexdigest()}
    data = to_json(manifest)
    with write_whole(output, f"{folder}/{MANIFEST}") as stream:
        stream.write(data)
    if output.is_local:
        sync_folder(folder)
        if Path(final).exists():  # of a run killed before it moved the pointer, or published again
            Path(final).rename(f"{folder}-replaced")
        Path(folder).rename(final)
        sync_folder(output.path("snapshots"))
    snapshot = open_snapshot(output, run, hashlib.sha256(data).hexdigest())
    told = point_to(snapshot) if is_latest else None
    remove_staging(output)
    return told


def _stamp(table: pa.Table | LongTable, row: Any, run: str) -> pa.Table | LongTable:
    """The table with the run in the column that is to name it, whether or not it has that column yet."""
    if row.stamped is None:
        return table
    if isinstance(table, LongTable):
        column = pa.repeat(run, table.rows.num_rows)
        return replace(table, rows=table.rows.append_column(row.stamped, column))
    others = table.select([name for name in table.column_names if name != row.stamped])
    return others.append_column(row.stamped, pa.repeat(run, table.num_rows)).select(schema_of(row).names)


def _write_tables(output: Output, folder: str, tables: Mapping[str, pa.Table | LongTable]) -> dict[str, dict[str, Any]]:
    """Write all files of tables, those that take longest first; what the manifest says of each."""
    names = sorted(tables, key=lambda name: (name != "descriptions", name != "postings", name))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        told = threads.map(lambda name: _write_table(output, f"{folder}/{name}.parquet", name, tables[name]), names)
        return {f"{name}.parquet": one for name, one in zip(names, told, strict=True)}


def _write_table(output: Output, path: str, name: str, table: pa.Table | LongTable) -> dict[str, Any]:
    """Write one file in row groups of fixed size, however it is chunked in memory, and read it back."""
    row: Any = PUBLISHED[name]
    schema = explained_schema_of(row)
    count = table.rows.num_rows if isinstance(table, LongTable) else table.num_rows
    with write_whole(output, path) as stream:
        if isinstance(table, LongTable):
            table.write(stream, schema)
        else:
            rows = _rows_of_a_group(name, count)
            encode_table(table.cast(schema).combine_chunks(), stream, row_group_size=rows)
    with open_file(output, path) as written:
        back, size = open_table(written), written.size()
        if back.metadata.num_rows != count or not back.schema_arrow.equals(schema):
            raise BrokenSnapshot(f"{name}: {back.metadata.num_rows} rows read back of {count} written")
    return {"rows": count, "bytes": size, "sha256": sum_file(output, path)}


def _rows_of_a_group(name: str, count: int) -> int:
    """How many of a table's rows a row group has; of history, where one job's life is looked for, a sixteenth."""
    return min(max(_FEWEST_ROWS, count // 16), ROW_GROUP) if name == "history" else ROW_GROUP


def _told_again(output: Output, path: str, table: pa.Table | LongTable) -> pa.Table | Pieces:
    """A table for the pages: one with a long column is read from its file, piece by piece."""
    if isinstance(table, pa.Table):
        return table

    def read() -> Iterator[pa.Table]:
        file = open_stored(output, path)
        return (file.read_row_group(group) for group in range(file.num_row_groups))

    return Pieces(read, table.rows.num_rows)


def remove_staging(output: Output) -> None:
    """Remove what a killed publish left behind, and what was replaced; only the holder of the lock may call this."""
    if output.is_local:
        for folder in sorted(Path(output.path("snapshots")).glob(".staging-*")):
            shutil.rmtree(folder)


def remove_snapshot(output: Output, run: str) -> None:
    """Remove a snapshot so that half of it is never believed, and that the next publish ends what a kill left.

    Local: it is renamed first, to what `remove_staging` removes. URL: its manifest goes first. Only the holder of the
    lock may call this.
    """
    final = output.snapshot(run)
    if output.is_local:
        Path(final).rename(output.path("snapshots", f".staging-{run}-thinned"))
        sync_folder(output.path("snapshots"))
        remove_staging(output)
        return
    if output.filesystem.get_file_info(f"{final}/{MANIFEST}").type == fs.FileType.File:
        remove_file(output, f"{final}/{MANIFEST}")
    remove_folder(output, final)
