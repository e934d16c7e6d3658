"""Which snapshot is the latest: `latest.json` names it, and the link `latest` leads to it."""

import errno
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from schemas.mistakes import ConfigurationError
from storage.files import sync_folder, to_json, write_whole
from storage.layout import is_run, run_id
from storage.snapshots import POINTER, BrokenSnapshot, Snapshot, sum_manifest, verify


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
        "manifest_sha256": sum_manifest(snapshot),
    }
    with write_whole(output, output.path(POINTER)) as stream:
        stream.write(to_json(told))


def _find_newest(snapshot: Snapshot) -> Snapshot:
    """At a URL the newest sound snapshot not older than this one, nor dated in the future; a folder has a lock."""
    output, now = snapshot.output, run_id(datetime.now(UTC) + timedelta(hours=1))
    runs = [] if output.is_local else output.folders("snapshots")
    for run in sorted((run for run in runs if is_run(run) and snapshot.run < run <= now), reverse=True):
        with suppress(BrokenSnapshot):
            return verify(output, run)
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
