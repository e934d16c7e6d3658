"""Removes old archives and logs from the output folder."""

from datetime import timedelta

from storage.files import remove_folder
from storage.layout import Output, run_id, started_at


def remove_old_archives(output: Output, run: str, days: int) -> None:
    """Remove archives and logs of runs that began more than `days` before this one; parts and snapshots stay."""
    oldest = run_id(started_at(run) - timedelta(days=days))
    for name in ("archive", "logs"):
        for folder in output.folders(name):
            if folder < oldest:
                remove_folder(output, output.path(name, folder))
