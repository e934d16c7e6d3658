"""A snapshot's files: written whole or not at all, checked, found again."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyarrow import fs

from schemas.columns import SCHEMA_VERSION, schema_of
from schemas.mistakes import ConfigurationError
from schemas.tables import TABLES
from storage.files import remove_file, sync_folder, write_whole
from storage.layout import Output, is_run, run_id
from storage.tables import UNREADABLE, conform, open_table, read_bytes

ROWS = {"descriptions": 8_192}  # rows in a row group; ads are long
ROW_GROUP = 65_536
MANIFEST, POINTER = "manifest.json", "latest.json"
Pages = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, bytes]]
"""Of the manifest so far and the tables: further files by name. The same of both must give the same bytes."""


class BrokenSnapshot(ConfigurationError):  # noqa: N818
    """A snapshot's files are not what its manifest says; the message names the first that differs."""

    cure = ". `scrapy publish` passes over what is damaged, and makes the snapshot anew from the parts"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot: its run, its manifest, and the folder of its files, each checked when it is first read."""

    output: Output
    run: str
    manifest: dict[str, Any]
    folder: str
    _checked: set[str] = field(default_factory=set, repr=False, compare=False)

    def path(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def read(self, name: str) -> Any:
        """The bytes of a file, as they were published. Raises BrokenSnapshot; OSError where the storage fails."""
        try:
            data = read_bytes(self.output, self.path(name))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BrokenSnapshot(f"snapshot {self.run}: {name} is missing") from error
        if name not in self._checked and hashlib.sha256(data).hexdigest() != self.manifest["files"][name]["sha256"]:
            raise BrokenSnapshot(f"snapshot {self.run}: {name} is not what was published (SHA-256 differs)")
        self._checked.add(name)
        return data

    def table(self, name: str, columns: list[str] | None = None) -> Any:
        """A table of the snapshot, such as jobs, in the schema of today; one of before it was there is empty.

        Raises BrokenSnapshot, OSError.
        """
        kind: type = TABLES[name]
        if f"{name}.parquet" not in self.manifest["files"]:
            return conform(schema_of(kind).empty_table(), kind, columns)
        data = self.read(f"{name}.parquet")
        try:
            return conform(open_table(data).read(columns), kind, columns)
        except UNREADABLE as error:
            raise BrokenSnapshot(f"snapshot {self.run}, {name}: {error}") from error


def read_snapshot(output: Output) -> Snapshot | None:
    """The snapshot that `latest.json` points to; None: nothing has been published yet.

    Raises BrokenSnapshot, ConfigurationError (no such bucket), OSError.
    """
    pointer = output.path(POINTER)
    if output.filesystem.get_file_info(pointer).type == fs.FileType.NotFound:
        output.check_place()
        return None
    try:
        told = json.loads(read_bytes(output, pointer).to_pybytes())
        run, sha256 = told["run"], told["manifest_sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenSnapshot(f"{POINTER} cannot be read: {error}") from error
    return open_snapshot(output, f"{run}", sha256)


def verify(output: Output, run: str) -> Snapshot:
    """The snapshot of a run, with each file checked against the SHA-256 in its manifest. Raises as `open_snapshot`."""
    snapshot = open_snapshot(output, run)
    for name in snapshot.manifest["files"]:
        snapshot.read(name)
    return snapshot


def open_snapshot(output: Output, run: str, sha256: str | None = None) -> Snapshot:
    """The snapshot of a run, whose manifest is whole (`sha256`: what the pointer says), each file of its right size.

    Raises BrokenSnapshot; OSError if the storage does not respond, which is not damage.
    """
    folder = output.snapshot(run)
    try:
        data = read_bytes(output, f"{folder}/{MANIFEST}").to_pybytes()
        if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
            raise BrokenSnapshot(f"snapshot {run}: {MANIFEST} is not what was published")
        manifest = json.loads(data)
        sizes = {f"{folder}/{name}": told["bytes"] for name, told in manifest["files"].items()}
        if manifest["run"] != run or not all(told["sha256"] for told in manifest["files"].values()):
            raise BrokenSnapshot(f"snapshot {run}: {MANIFEST} is not what was published")
    except BrokenSnapshot:
        raise
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenSnapshot(f"snapshot {run}: {MANIFEST} cannot be read: {error}") from error
    for info in output.filesystem.get_file_info(list(sizes)):
        if info.type != fs.FileType.File or info.size != sizes[info.path]:
            raise BrokenSnapshot(f"snapshot {run}: {info.base_name} is missing or of another size")
    return Snapshot(output, run, manifest, folder)


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
) -> str | None:
    """Write tables, pages and the manifest (`facts` and each file's checksum), check them, and point `latest` at them.

    Returns what `point_to` has to say. Local: into a staging folder, fsynced, renamed. URL: under the final name, not
    valid before its manifest is there.
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
    told = point_to(open_snapshot(output, run, hashlib.sha256(data).hexdigest()))
    remove_staging(output)
    return told


def _write_table(output: Output, path: str, name: str, table: Any) -> dict[str, Any]:
    """Write one file in row groups of fixed size, however it is chunked in memory, and read it back."""
    row: Any = TABLES[name]
    schema = schema_of(row)
    rows = ROWS.get(name, ROW_GROUP)
    with (
        write_whole(output, path) as stream,
        pq.ParquetWriter(stream, schema, compression="zstd", compression_level=3, write_page_checksum=True) as writer,
    ):
        for start in range(0, max(table.num_rows, 1), rows):
            piece = table.slice(start, rows).cast(schema).combine_chunks()
            writer.write_table(piece, row_group_size=rows)
    data = read_bytes(output, path)
    back = open_table(data)
    if back.metadata.num_rows != table.num_rows or not back.schema_arrow.equals(schema):
        raise BrokenSnapshot(f"{name}: {back.metadata.num_rows} rows read back of {table.num_rows} written")
    return {"rows": table.num_rows, "bytes": data.size, "sha256": hashlib.sha256(data).hexdigest()}


def point_to(snapshot: Snapshot) -> str | None:
    """Make a snapshot the latest: `latest.json` in one step, then the link `latest` where links exist.

    At a URL, where nothing keeps two publishers apart, the pointer moves forward only: a newer snapshot that another
    run published is looked for before and after writing, and put back. Returns what was met with on the way and what
    was done about it, in words; None: nothing. Raises ConfigurationError if the link cannot be set.
    """
    pointed = None
    while pointed != (newest := _find_newest(pointed or snapshot)):
        _write_pointer(newest)
        pointed = newest
    if snapshot.output.is_local:
        return _set_link(snapshot)
    if newest.run == snapshot.run:
        return None
    return (
        f"Another run published the newer snapshot {newest.run} meanwhile: {POINTER} names that one. "
        f"What this run alone had is in {snapshot.folder}"
    )


def _write_pointer(snapshot: Snapshot) -> None:
    output = snapshot.output
    told = {
        "run": snapshot.run,
        "snapshot": f"snapshots/{snapshot.run}",
        "manifest_sha256": hashlib.sha256(read_bytes(output, snapshot.path(MANIFEST))).hexdigest(),
    }
    with write_whole(output, output.path(POINTER)) as stream:
        stream.write(_json(told))


def _find_newest(snapshot: Snapshot) -> Snapshot:
    """At a URL the newest sound snapshot not older than this one, nor dated in the future; a folder has a lock."""
    output, now = snapshot.output, run_id(datetime.now(UTC) + timedelta(hours=1))
    runs = [] if output.is_local else output.folders("snapshots")
    for run in sorted((run for run in runs if is_run(run) and snapshot.run < run <= now), reverse=True):
        try:
            return verify(output, run)
        except BrokenSnapshot:
            continue
    return snapshot


def _set_link(snapshot: Snapshot) -> str | None:
    """Make the link `latest`. A folder that stands in its place is moved aside and told."""
    output, told = snapshot.output, None
    link, latest = Path(output.path(".latest.new")), Path(output.path("latest"))
    try:
        link.unlink(missing_ok=True)
        try:
            link.symlink_to(f"snapshots/{snapshot.run}")
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP):
                raise
            return None
        if latest.is_dir() and not latest.is_symlink():  # a backup that follows links was put back
            aside = _free_name(latest)
            latest.rename(aside)
            told = f"{latest} was a folder, not a link: it was moved to {aside}, which nothing here needs any more"
        link.rename(latest)
    except OSError as error:
        raise ConfigurationError(
            f"snapshot {snapshot.run} is published and {POINTER} names it, but the link {latest} could not be set: "
            f"{error}. Remove {latest} and run `scrapy publish` again"
        ) from error
    finally:
        sync_folder(output.root)
    return told


def _free_name(path: Path) -> Path:
    """A name beside a path that nothing has yet."""
    names = (path.with_name(f"{path.name}.aside{number or ''}") for number in count())
    return next(name for name in names if not os.path.lexists(name))


def remove_staging(output: Output) -> None:
    """Remove what a killed publish left behind, and what was replaced; only the holder of the lock may call this."""
    if output.is_local:
        for folder in sorted(Path(output.path("snapshots")).glob(".staging-*")):
            shutil.rmtree(folder)


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
