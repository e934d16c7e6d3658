"""A static site of an output: the latest snapshot, those before that are kept, and pages that lead to them."""

from dataclasses import dataclass

from pyarrow import fs

from report.months import MONTHS, Archive, list_files, make_reports, read_archive
from report.site_pages import DICTIONARY, FRONTS, LISTS, REPORTS, write_dictionary, write_front, write_list
from report.watching import list_open
from schemas.configuration import Search
from schemas.mistakes import ConfigurationError, NothingPublished
from storage.files import remove_file, remove_folder, to_json, write_whole
from storage.layout import Output, is_run
from storage.snapshots import MANIFEST, POINTER, VERSIONS, BrokenSnapshot, Snapshot, open_snapshot, read_snapshot
from storage.tables import read_bytes
from storage.versions import PASSED_OVER, read_versions

MARK = "site.json"  # what a folder has that is a site of ours: only such a one is written to, or an empty one


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was made: its snapshots, files and bytes."""

    run: str
    snapshots: int
    files: int
    bytes: int


def make_site(output: Output, search: Search, folder: Output) -> Site:
    """Make the site, or bring it to what the output holds now; what the output no longer holds is removed from it.

    A file takes its name once it is whole, and the pages come last, so that a visitor never meets half a site. Raises
    NothingPublished, BrokenSnapshot, ConfigurationError (the folder holds something else), OSError.
    """
    last = read_snapshot(output)
    if last is None:
        raise NothingPublished(f"no snapshot in {output.root} yet")
    _claim(folder)
    kept = [one for one in _list_snapshots(output, last) if _copy(one, folder, f"snapshots/{one.run}")]
    _copy(last, folder, "latest")
    _write(folder, VERSIONS, read_bytes(output, output.path(VERSIONS)).to_pybytes())
    _write(folder, POINTER, read_bytes(output, output.path(POINTER)).to_pybytes())
    versions = read_versions(output)
    jobs = list_open({"jobs": last.table("jobs")})
    months = _report(last, [run for run, one in versions.items() if one.get("state") != PASSED_OVER], search, folder)
    for language, name in FRONTS.items():
        _write(folder, LISTS[language], write_list(jobs, language))
        _write(folder, name, write_front(search, kept, len(versions) - len(kept), len(jobs), months, language))
    _write(folder, DICTIONARY, write_dictionary())
    for run in folder.folders("snapshots"):
        if is_run(run) and run not in {one.run for one in kept}:
            remove_folder(folder, folder.path("snapshots", run))
    infos = folder.filesystem.get_file_info(fs.FileSelector(folder.root, recursive=True))
    files = [info for info in infos if info.type == fs.FileType.File]
    return Site(last.run, len(kept), len(files), sum(info.size for info in files))


def _report(last: Snapshot, runs: list[str], search: Search, folder: Output) -> Archive:
    """Bring the monthly reports to what the last snapshot says; the archive as it is now."""
    infos = folder.filesystem.get_file_info(fs.FileSelector(folder.path(REPORTS), allow_not_found=True))
    there = {info.base_name for info in infos}
    data = read_bytes(folder, folder.path(REPORTS, MONTHS)).to_pybytes() if MONTHS in there else None
    months, files = make_reports(last, runs, search, read_archive(data, search), there)
    for name, page in files.items():
        _write(folder, f"{REPORTS}/{name}", page)
    for name in there - list_files(months):
        remove_file(folder, folder.path(REPORTS, name))  # of another search
    return months


def _claim(folder: Output) -> None:
    """Raises ConfigurationError where the folder holds what is no site of ours."""
    there = folder.filesystem.get_file_info(fs.FileSelector(folder.root, allow_not_found=True))
    if there and MARK not in {info.base_name for info in there}:
        raise ConfigurationError(
            f"{folder.root} holds other files: name an empty folder, or one that is a site already"
        )
    _write(folder, MARK, to_json({"made_by": "wupperjobs", "holds": ["latest", REPORTS, "snapshots"]}))


def _list_snapshots(output: Output, last: Snapshot) -> list[Snapshot]:
    """The snapshots that are there and whole, the newest first; one that is damaged is left out."""
    found = [last]
    for run in sorted(filter(is_run, output.folders("snapshots")), reverse=True):
        if run < last.run:
            try:
                found.append(open_snapshot(output, run))
            except BrokenSnapshot:
                continue
    return found


def _copy(snapshot: Snapshot, folder: Output, name: str) -> bool:
    """Copy a snapshot, unless it is there already. The manifest comes last: what a kill left is copied anew.

    Whether the snapshot is whole; one that is damaged is not copied.
    """
    path = folder.path(name, MANIFEST)
    manifest = read_bytes(snapshot.output, snapshot.path(MANIFEST)).to_pybytes()
    stands = folder.filesystem.get_file_info(path).type == fs.FileType.File
    if stands and read_bytes(folder, path).to_pybytes() == manifest:
        return True
    try:
        files = {file: snapshot.read(file).to_pybytes() for file in snapshot.manifest["files"]}
    except BrokenSnapshot:
        return False
    for file, data in files.items():
        _write(folder, f"{name}/{file}", data)
    _write(folder, f"{name}/{MANIFEST}", manifest)
    for info in folder.filesystem.get_file_info(fs.FileSelector(folder.path(name))):
        if info.base_name not in (MANIFEST, *files):
            remove_file(folder, info.path)  # a feed whose watch is gone
    return True


def _write(folder: Output, name: str, data: bytes) -> None:
    with write_whole(folder, folder.path(*name.split("/"))) as stream:
        stream.write(data)
