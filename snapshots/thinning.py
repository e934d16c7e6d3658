"""Old snapshots thin out: all of the last weeks stay, then one a week, then one a month. History stays whole."""

from contextlib import suppress
from datetime import timedelta
from itertools import groupby

from schemas.configuration import Keeping
from storage.layout import Output, is_run, started_at
from storage.snapshot_writing import remove_snapshot
from storage.snapshots import BrokenSnapshot, Snapshot, read_snapshot, verify
from storage.versions import renew_versions


def tidy(output: Output, keep: Keeping | None) -> tuple[str, ...]:
    """List the snapshots in versions.json, and remove those that `keep` no longer keeps (None: it keeps all).

    The list comes first: what is removed is never taken for lost, and a publish that was killed in between is made up
    for by the next. Returns the runs removed. Only the holder of the lock may call this. Raises OSError.
    """
    last = read_snapshot(output)
    if last is None:
        return ()
    thinned = choose_thinned(output, last, keep) if keep else ()
    renew_versions(output, last, thinned)
    for run in thinned:
        remove_snapshot(output, run)
    return thinned


def choose_thinned(output: Output, last: Snapshot, keep: Keeping) -> tuple[str, ...]:
    """The runs whose snapshots are to go. Of each week or month the newest sound one stays; where none is, all do.

    Their age is counted from the last snapshot, so that a wrong clock removes nothing. That one and the one that it was
    made of, which `publish --accept` may go back to, always stay.
    """
    newest = started_at(last.run)
    needed = {last.run, last.manifest.get("previous")}
    runs = [run for run in output.folders("snapshots") if is_run(run)]
    old = [run for run in runs if newest - started_at(run) > timedelta(days=keep.all_days)]
    weekly_from = newest - timedelta(days=keep.weekly_days)

    def period(run: str) -> tuple[str, int, int]:
        start = started_at(run)
        return ("week", *start.isocalendar()[:2]) if start >= weekly_from else ("month", start.year, start.month)

    thinned: list[str] = []
    for _, of_period in groupby(old, key=period):
        several = list(of_period)
        if len(several) > 1 and (stays := _find_newest_sound(output, several)):
            thinned += [run for run in several if run != stays and run not in needed]
    return tuple(thinned)


def _find_newest_sound(output: Output, runs: list[str]) -> str | None:
    for run in reversed(runs):
        with suppress(BrokenSnapshot):
            return verify(output, run).run
    return None
