"""A snapshot's files: written whole or not at all, checked, found again."""

import errno
import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from schemas.columns import SCHEMA_VERSION, schema_of
from schemas.tables import TABLES
from storage.files import remove_file, sync_folder, write_whole
from storage.layout import Output, is_run
from storage.tables import UNREADABLE, conform, read_bytes

ROWS = {"descriptions": 8_192}  # rows in a row group; ads are long
ROW_GROUP = 65_536
MANIFEST, POINTER = "manifest.json", "latest.json"
Pages = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, bytes]]
"""Of the manifest so far and the tables: further files by name. The same of both must give the same bytes."""


class BrokenSnapshot(ValueError):  # noqa: N818
    """A snapshot's files are not what its manifest says; the message names the first that differs."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot: its run, its manifest, and the folder of its files."""

    output: Output
    run: str
    manifest: dict[str, Any]
    folder: str

    def path(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def table(self, name: str, columns: list[str] | None = None) -> Any:
        """A table of the snapshot, such as jobs, in the schema of today; one of before it was there is empty.

        Raises BrokenSnapshot.
        """
        kind: type = TABLES[name]
        if f"{name}.parquet" not in self.manifest["files"]:
            return conform(schema_of(kind).empty_table(), kind, columns)
        try:
            data = read_bytes(self.output, self.path(f"{name}.parquet"))
            return conform(pq.ParquetFile(pa.BufferReader(data)).read(columns), kind, columns)
        except UNREADABLE as error:
            raise BrokenSnapshot(f"snapshot {self.run}, {name}: {error}") from error


def read_snapshot(output: Output) -> Snapshot | None:
    """The snapshot that `latest.json` points to; None: nothing has been published yet. Raises BrokenSnapshot."""
    pointer = output.path(POINTER)
    if output.filesystem.get_file_info(pointer).type == fs.FileType.NotFound:
        return None
    try:
        told = json.loads(read_bytes(output, pointer).to_pybytes())
        run, sha256 = told["run"], told["manifest_sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenSnapshot(f"{POINTER} cannot be read: {error}") from error
    return _read(output, run, sha256)


def verify(output: Output, run: str) -> Snapshot:
    """The snapshot of a run, with each file checked against the SHA-256 in its manifest. Raises BrokenSnapshot."""
    snapshot = _read(output, run)
    for name, told in snapshot.manifest["files"].items():
        data = read_bytes(output, snapshot.path(name))
        if hashlib.sha256(data).hexdigest() != told["sha256"]:
            raise BrokenSnapshot(f"snapshot {run}: {name} is not what was published (SHA-256 differs)")
    return snapshot


def _read(output: Output, run: str, sha256: str | None = None) -> Snapshot:
    """A snapshot whose manifest is whole and whose files exist in the right size."""
    folder = output.snapshot(run)
    try:
        data = read_bytes(output, f"{folder}/{MANIFEST}").to_pybytes()
        manifest = json.loads(data)
        sizes = {f"{folder}/{name}": told["bytes"] for name, told in manifest["files"].items()}
        if manifest["run"] != run or (sha256 and hashlib.sha256(data).hexdigest() != sha256):
            raise BrokenSnapshot(f"snapshot {run}: {MANIFEST} is not what was published")
    except BrokenSnapshot:
        raise
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenSnapshot(f"snapshot {run}: {MANIFEST} cannot be read: {error}") from error
    for info in output.filesystem.get_file_info(list(sizes)):
        if info.type != fs.FileType.File or info.size != sizes[info.path]:
            raise BrokenSnapshot(f"snapshot {run}: {info.base_name} is missing or of another size")
    return Snapshot(output, run, manifest, folder)


def read_manifest(output: Output, run: str) -> dict[str, Any]:
    """What the manifest of a run's snapshot says. Raises BrokenSnapshot."""
    return _read(output, run).manifest


def find_last_valid(output: Output, until: str | None = None) -> tuple[Snapshot | None, str | None]:
    """The snapshot to build on, with all its files verified, and why it is not the one pointed to, if it is another.

    Without a pointer, or with one to a damaged snapshot or to one of a later run than `until`, it is the newest sound
    one up to that run: the parts since then are taken in again, so that nothing is lost. Raises OSError if the storage
    does not respond, which is not damage.
    """
    trouble = None
    try:
        if pointed := read_snapshot(output):
            if until is None or pointed.run <= until:
                return verify(output, pointed.run), None
            trouble = f"snapshot {pointed.run} is dated in the future"
    except BrokenSnapshot as error:
        trouble = str(error)
    entries = output.filesystem.get_file_info(fs.FileSelector(output.path("snapshots"), allow_not_found=True))
    for run in sorted((entry.base_name for entry in entries if is_run(entry.base_name)), reverse=True):
        if until and run > until:
            continue
        try:
            return verify(output, run), trouble
        except BrokenSnapshot as error:
            trouble = trouble or str(error)
    return None, trouble


def write_snapshot(
    output: Output, run: str, tables: Mapping[str, Any], facts: Mapping[str, Any], pages: Pages | None = None
) -> Snapshot:
    """Write tables, pages and the manifest (`facts` and each file's checksum), check them, and point `latest` at them.

    Local: into a staging folder, fsynced, renamed. URL: under the final name, not valid before its manifest is there.
    """
    final = output.snapshot(run)
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
    data = _json(manifest)
    with write_whole(output, f"{folder}/{MANIFEST}") as stream:
        stream.write(data)
    if output.is_local:
        sync_folder(folder)
        if Path(final).exists():  # of a run killed before it moved the pointer, or published again
            Path(final).rename(f"{folder}-replaced")
        Path(folder).rename(final)
        sync_folder(output.path("snapshots"))
    snapshot = _read(output, run, hashlib.sha256(data).hexdigest())
    point_to(snapshot, data)
    remove_staging(output)
    return snapshot


def _write_table(output: Output, path: str, name: str, table: Any) -> dict[str, Any]:
    """Write one file in row groups of fixed size, however it is chunked in memory, and read it back."""
    row: Any = TABLES[name]
    schema = schema_of(row)
    rows = ROWS.get(name, ROW_GROUP)
    with (
        write_whole(output, path) as stream,
        pq.ParquetWriter(stream, schema, compression="zstd", compression_level=3) as writer,
    ):
        for start in range(0, max(table.num_rows, 1), rows):
            piece = table.slice(start, rows).cast(schema).combine_chunks()
            writer.write_table(piece, row_group_size=rows)
    data = read_bytes(output, path)
    back = pq.ParquetFile(pa.BufferReader(data))
    if back.metadata.num_rows != table.num_rows or not back.schema_arrow.equals(schema):
        raise BrokenSnapshot(f"{name}: {back.metadata.num_rows} rows read back of {table.num_rows} written")
    return {"rows": table.num_rows, "bytes": data.size, "sha256": hashlib.sha256(data).hexdigest()}


def point_to(snapshot: Snapshot, manifest: bytes | None = None) -> None:
    """Make a snapshot the latest: `latest.json` in one step, then the link `latest` where links exist."""
    output = snapshot.output
    if manifest is None:
        manifest = read_bytes(output, snapshot.path(MANIFEST)).to_pybytes()
    told = {
        "run": snapshot.run,
        "snapshot": f"snapshots/{snapshot.run}",
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
    }
    with write_whole(output, output.path(POINTER)) as stream:
        stream.write(_json(told))
    if not output.is_local:
        return
    link = Path(output.path(".latest.new"))
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(told["snapshot"])
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP):
            raise
    else:
        link.rename(output.path("latest"))
    sync_folder(output.root)


def remove_staging(output: Output) -> None:
    """Remove what a killed publish left behind, and what was replaced; only the holder of the lock may call this."""
    if output.is_local:
        for folder in sorted(Path(output.path("snapshots")).glob(".staging-*")):
            shutil.rmtree(folder)


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
