"""Snapshots as they are written: whole or not at all, read back and checked."""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from schemas.columns import SCHEMA_VERSION, schema_of
from schemas.tables import TABLES
from storage.files import remove_file, remove_folder, sync_folder, to_json, write_whole
from storage.layout import Output
from storage.pointer import point_to
from storage.snapshots import MANIFEST, BrokenSnapshot, open_snapshot
from storage.tables import open_table, read_bytes

LEVELS = {"history": 12}  # of zstd: it is small, and read more often than written
ROWS = {"descriptions": 8_192}  # rows in a row group; ads are long
ROW_GROUP = 65_536
Pages = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, bytes]]
"""Of the manifest so far and the tables: further files by name. The same of both must give the same bytes."""


def write_snapshot(
    output: Output, run: str, tables: Mapping[str, Any], facts: Mapping[str, Any], pages: Pages | None = None
) -> str | None:
    """Write tables, pages and the manifest (`facts` and each file's checksum), check them, and point `latest` at them.

    Each table names the run in its own column, so that the files of several snapshots read as one. Returns what
    `point_to` has to say. Local: into a staging folder, fsynced, renamed. URL: under the final name, not valid before
    its manifest is there.
    """
    final = output.snapshot(run)
    tables = {name: _stamp(tables[name], row, run) for name, row in TABLES.items()}
    folder = output.path("snapshots", f".staging-{run}") if output.is_local else final
    if output.is_local:
        Path(folder).mkdir(parents=True)
    elif output.filesystem.get_file_info(f"{final}/{MANIFEST}").type == fs.FileType.File:
        remove_file(output, f"{final}/{MANIFEST}")
    files = {f"{name}.parquet": _write_table(output, f"{folder}/{name}.parquet", name, tables[name]) for name in TABLES}
    manifest = {**facts, "run": run, "schema_version": SCHEMA_VERSION, "files": files}
    for name, page in (pages(manifest, tables) if pages else {}).items():
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
    told = point_to(open_snapshot(output, run, hashlib.sha256(data).hexdigest()))
    remove_staging(output)
    return told


def _stamp(table: Any, row: Any, run: str) -> Any:
    """The table with the run in the column that is to name it, whether or not it has that column yet."""
    if row.stamped is None:
        return table
    others = table.select([name for name in table.column_names if name != row.stamped])
    return others.append_column(row.stamped, pa.repeat(run, table.num_rows)).select(schema_of(row).names)


def _write_table(output: Output, path: str, name: str, table: Any) -> dict[str, Any]:
    """Write one file in row groups of fixed size, however it is chunked in memory, and read it back."""
    row: Any = TABLES[name]
    schema = schema_of(row)
    rows, level = ROWS.get(name, ROW_GROUP), LEVELS.get(name, 3)
    with (
        write_whole(output, path) as stream,
        pq.ParquetWriter(
            stream, schema, compression="zstd", compression_level=level, write_page_checksum=True
        ) as writer,
    ):
        for start in range(0, max(table.num_rows, 1), rows):
            piece = table.slice(start, rows).cast(schema).combine_chunks()
            writer.write_table(piece, row_group_size=rows)
    data = read_bytes(output, path)
    back = open_table(data)
    if back.metadata.num_rows != table.num_rows or not back.schema_arrow.equals(schema):
        raise BrokenSnapshot(f"{name}: {back.metadata.num_rows} rows read back of {table.num_rows} written")
    return {"rows": table.num_rows, "bytes": data.size, "sha256": hashlib.sha256(data).hexdigest()}


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
