"""Snapshots as they are read: opened, found, and each file checked against what was published."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from pyarrow import fs

from schemas.columns import schema_of
from schemas.mistakes import ConfigurationError
from schemas.tables import PUBLISHED
from storage.layout import Output, is_run
from storage.tables import UNREADABLE, conform, open_file, open_table, read_bytes, sum_file

MANIFEST, POINTER, VERSIONS = "manifest.json", "latest.json", "versions.json"
MISPLACED = (FileNotFoundError, NotADirectoryError, IsADirectoryError)  # there is no such file: damage, no failure


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
    _checked: set[str] = field(default_factory=set, compare=False)

    def path(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def read(self, name: str) -> Any:
        """The bytes of a file, as they were published. Raises BrokenSnapshot; OSError where the storage fails."""
        data = self._find(name, read_bytes)
        self._check(name, lambda: hashlib.sha256(data).hexdigest())
        return data

    def stream(self, name: str) -> Any:
        """A file to read pieces of; one of another machine is read whole, since each piece would be a request.

        Raises as `read`.
        """
        if not self.output.is_local:
            return pa.BufferReader(self.read(name))
        self.check(name)
        return self._find(name, open_file)

    def check(self, name: str) -> None:
        """Raise BrokenSnapshot if a file is not what was published; OSError where the storage fails."""
        self._check(name, lambda: self._find(name, sum_file))

    def _find(self, name: str, read: Callable[[Output, str], Any]) -> Any:
        try:
            return read(self.output, self.path(name))
        except MISPLACED as error:
            raise BrokenSnapshot(f"snapshot {self.run}: {name} is missing") from error

    def _check(self, name: str, sum_now: Callable[[], str]) -> None:
        if name not in self._checked and sum_now() != self.manifest["files"][name]["sha256"]:
            raise BrokenSnapshot(f"snapshot {self.run}: {name} is not what was published (SHA-256 differs)")
        self._checked.add(name)

    def table(self, name: str, columns: list[str] | None = None) -> Any:
        """A table of the snapshot, such as jobs, in the schema of today; one of before it was there is empty.

        Raises BrokenSnapshot, OSError.
        """
        kind: type = PUBLISHED[name]
        file = f"{name}.parquet"
        if file not in self.manifest["files"]:
            return conform(schema_of(kind).empty_table(), kind, columns)
        stream = self.stream(file)
        try:
            return conform(open_table(stream).read(columns), kind, columns, is_sound=True)
        except UNREADABLE as error:
            raise BrokenSnapshot(f"snapshot {self.run}, {name}: {error}") from error


def sum_manifest(snapshot: Snapshot) -> str:
    """The SHA-256 of a snapshot's manifest, in hexadecimal digits: that of all its files, by way of theirs."""
    return hashlib.sha256(read_bytes(snapshot.output, snapshot.path(MANIFEST))).hexdigest()


def read_snapshot(output: Output) -> Snapshot | None:
    """The snapshot that `latest.json` points to; None: nothing has been published yet.

    Raises BrokenSnapshot, ConfigurationError (no such bucket), OSError.
    """
    pointer = output.path(POINTER)
    if output.filesystem.get_file_info(pointer).type == fs.FileType.NotFound:
        output.check_bucket()
        if output.filesystem.get_file_info(output.path(VERSIONS)).type == fs.FileType.File:
            raise BrokenSnapshot(f"{POINTER} is missing, and {VERSIONS} lists snapshots")
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
        snapshot.check(name)
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
    except (*MISPLACED, ValueError, KeyError, TypeError, AttributeError) as error:
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
