"""Removes old archives and logs from the output folder."""

from datetime import datetime, timedelta

from storage.files import remove_folder
from storage.layout import Output, is_run, run_id, started_at

SHARE = 3  # at most one folder in so many is removed at a time, so that a wrong clock cannot clear all at once


def remove_old_archives(output: Output, run: str, days: int, now: datetime) -> None:
    """Remove archives and logs of runs that began more than `days` ago; parts and snapshots stay.

    That is by the machine's clock and by the run, whichever makes them younger. The oldest go first, a third at most.
    """
    oldest = run_id(min(now, started_at(run)) - timedelta(days=days))
    for name in ("archive", "logs"):
        folders = [folder for folder in output.folders(name) if is_run(folder)]
        old = [folder for folder in folders if folder < oldest]
        for folder in old[: max(1, len(folders) // SHARE)]:
            remove_folder(output, output.path(name, folder))
