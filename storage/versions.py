"""versions.json: all snapshots there were, each with the sum of the one before, so that none changes unnoticed."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

from pyarrow import fs

from schemas.columns import SCHEMA_VERSION
from storage.files import to_json, write_whole
from storage.layout import Output, is_run
from storage.snapshots import MANIFEST, VERSIONS, BrokenSnapshot, Snapshot, open_snapshot, sum_manifest
from storage.tables import read_bytes

Version = dict[str, Any]
KEPT, THINNED, REMOVED, PASSED_OVER = "kept", "thinned", "removed", "passed_over"
"""What became of a snapshot: it is there; it went by the rule of search.toml; it is gone, and nothing here removed it;
it is there, but the snapshots since were not made of it (damaged then, or dated in the future)."""


def read_versions(output: Output) -> dict[str, Version]:
    """The listed snapshots by run; empty if there is no list yet. Raises BrokenSnapshot, OSError."""
    path = output.path(VERSIONS)
    if output.filesystem.get_file_info(path).type == fs.FileType.NotFound:
        return {}
    try:
        listed = json.loads(read_bytes(output, path).to_pybytes())["snapshots"]
        return {
            one["run"]: {"previous": None, "previous_sha256": None, **one} for one in listed if one["manifest_sha256"]
        }
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenSnapshot(f"{VERSIONS} cannot be read: {error}") from error


def renew_versions(output: Output, last: Snapshot, thinned: Collection[str] = (), again: Collection[str] = ()) -> None:
    """List the snapshots that are not listed yet, `last` as it is now, and what became of each.

    `thinned` are about to be removed; those to list `again` were rewritten. A list that cannot be read is made anew of
    the manifests that are there.
    """
    try:
        known = {run: one for run, one in read_versions(output).items() if run not in again}
    except BrokenSnapshot:
        known = {}
    there = {run for run in output.folders("snapshots") if is_run(run)}
    versions = dict(known)
    for run in sorted(there - known.keys() - {last.run}):
        with suppress(BrokenSnapshot):  # half written, or damaged before it was listed
            versions[run] = _describe(open_snapshot(output, run))
    versions[last.run] = _describe(last)
    chain = set(_walk(versions, last.run))
    for run, version in versions.items():
        if run in thinned or (run not in there and version.get("state") == THINNED):
            version["state"] = THINNED
        elif run not in there:
            version["state"] = REMOVED
        else:
            version["state"] = KEPT if run in chain or run < min(chain) else PASSED_OVER
    listed = [versions[run] for run in sorted(versions)]
    data = to_json({"schema_version": SCHEMA_VERSION, "last": last.run, "snapshots": listed})
    path = output.path(VERSIONS)
    stands = output.filesystem.get_file_info(path).type == fs.FileType.File
    if not stands or read_bytes(output, path).to_pybytes() != data:
        with write_whole(output, path) as stream:
            stream.write(data)


def _describe(snapshot: Snapshot) -> Version:
    manifest = snapshot.manifest
    files: Mapping[str, Any] = manifest["files"]
    return {
        "run": snapshot.run,
        "schema_version": manifest.get("schema_version"),
        "rows": {name.removesuffix(".parquet"): file["rows"] for name, file in files.items() if "rows" in file},
        "bytes": sum(file["bytes"] for file in files.values()),
        "manifest_sha256": sum_manifest(snapshot),
        "previous": manifest.get("previous"),
        "previous_sha256": manifest.get("previous_sha256"),
    }


def _walk(versions: Mapping[str, Version], run: str) -> Iterator[str]:
    """A run, the one before, and so on, as far as they are listed."""
    while run in versions:
        yield run
        before = versions[run]["previous"]
        run = before if before and before < run else ""


def find_bent(output: Output) -> tuple[str, ...]:
    """In words, the snapshots that are there and are not what was published. Raises OSError.

    Each manifest is compared with the sum that is listed, and that with the one in the manifest of the snapshot after
    it; each file with its size, and with its sum where it was written later than its manifest. Every file is compared
    with its sum when it is read.
    """
    try:
        versions = read_versions(output)
    except BrokenSnapshot as error:
        return (f"{error}; the next publish makes it anew",)
    there = set(output.folders("snapshots"))
    found = []
    for run, version in versions.items():
        before = versions.get(version["previous"] or "")
        if before and version["previous_sha256"] not in (None, before["manifest_sha256"]):
            found.append(f"snapshot {run} was made of another snapshot {before['run']} than {VERSIONS} lists")
        if run not in there or version.get("state") != KEPT:
            continue
        try:
            _check_touched(open_snapshot(output, run, version["manifest_sha256"]))
        except BrokenSnapshot as error:
            found.append(f"{error}")
    return tuple(found)


def _check_touched(snapshot: Snapshot) -> None:
    """Read the files that were written after the manifest, which is the last one to be. Raises BrokenSnapshot."""
    names = [MANIFEST, *snapshot.manifest["files"]]
    manifest, *files = snapshot.output.filesystem.get_file_info([snapshot.path(name) for name in names])
    for file in files:
        if file.mtime_ns is None or file.mtime_ns > manifest.mtime_ns:
            snapshot.check(file.base_name)
