"""Whether the date of a run can be right: by the machine's clock, by that of the hosts asked, by the last snapshot.

A run goes by the clock of the machine that made it. If that was wrong, ads would end by deadlines that have not come,
and every later run would be too old to be published. So such a run is left out, and the next snapshot notes it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from statistics import median

from schemas.results import Misdated
from schemas.verdicts import DateFault
from storage.layout import Output, is_run, run_id, started_at
from storage.parts import is_silent, parts_of, read_clocks
from storage.snapshots import BrokenSnapshot, Snapshot, open_snapshot, read_snapshot

TOLERANCE = timedelta(hours=1)
LEAP = timedelta(days=10)  # from one snapshot to the next; a longer one is believed only if a host confirms it


def latest_run(now: datetime | None) -> str | None:
    """The latest run that is not dated in the future; None: no clock to go by."""
    return run_id(now + TOLERANCE) if now else None


def find_ahead(output: Output, now: datetime | None) -> str | None:
    """The run of the snapshot that stands, if it is dated in the future."""
    until = latest_run(now)
    try:
        stands = read_snapshot(output)
    except BrokenSnapshot:
        return None
    return stands.run if stands and until and stands.run > until else None


def find_misdated(output: Output, last: Snapshot | None, now: datetime | None) -> tuple[Misdated, ...]:
    """The runs that are not published because of their date, but for those that the last snapshot notes already."""
    noted, since = read_left_out(last), last.run if last else ""
    runs = [run for run in output.folders("postings") if is_run(run) and run not in noted]
    late = _find_late(output, [run for run in runs if run < since], last) if last else []
    older = f"it is older than snapshot {since}, which stands already"
    found = {run: Misdated(run, DateFault.LATE, older) for run in late}
    for run in (*late, *(run for run in runs if run > since)):
        if fault := judge_date(output, run, now) or (last and _judge_leap(output, run, last)):
            found[run] = fault
    return tuple(found.values())


def _judge_leap(output: Output, run: str, last: Snapshot) -> Misdated | None:
    """What is wrong with a run that is dated long after the last snapshot and that no host answered; None: nothing."""
    passed = started_at(run) - started_at(last.run)
    if passed <= LEAP or not is_silent(output, run):
        return None
    words = f"no host that it asked answered, and it is dated {_tell(passed)} after the last snapshot"
    return Misdated(run, DateFault.UNCHECKED, words)


def find_belated(output: Output, last: Snapshot | None) -> tuple[str, ...]:
    """The parts of the last snapshot's run that were not there when it was made, and are in none: their paths."""
    if not last:
        return ()
    taken = {output.part(record["run"], record["board"]) for record in last.manifest["parts"]}
    return tuple(path for path in parts_of(output, last.run) if path not in taken)


def read_left_out(last: Snapshot | None) -> Collection[str]:
    """The runs left out for their date up to a snapshot."""
    return last.manifest.get("left_out", ()) if last else ()


def judge_date(output: Output, run: str, now: datetime | None) -> Misdated | None:
    """What is wrong with the date of a run, by the clocks of the machine and of the hosts asked; None: nothing."""
    if now and started_at(run) > now + TOLERANCE:
        return Misdated(run, DateFault.AHEAD, f"it is dated in the future, {_tell(started_at(run) - now)} from now")
    hosts = read_clocks(output, run)
    off = judge_clock(hosts)
    if off is None:
        return None
    side, word = ("ahead of", 1) if off > timedelta() else ("behind", -1)
    agreeing = sum(ahead * word > TOLERANCE.total_seconds() for ahead in hosts.values())
    words = f"the clock of the machine was {_tell(abs(off))} {side} that of {agreeing} of {len(hosts)} hosts"
    return Misdated(run, DateFault.CLOCK, words)


def judge_clock(hosts: Mapping[str, float]) -> timedelta | None:
    """By how much a clock was wrong that was so many seconds ahead of each host; None: it was right.

    More than half of the hosts must be more than an hour away on one side: a host whose own clock is wrong, or that a
    cache answers for, is outvoted. Their median is taken.

    >>> judge_clock({"a.example": 86_400, "b.example": 90_000, "c.example": 0})
    datetime.timedelta(days=1, seconds=1800)
    >>> judge_clock({"a.example": 86_400, "b.example": 0})
    """
    for side in (1, -1):
        off = [ahead for ahead in hosts.values() if ahead * side > TOLERANCE.total_seconds()]
        if len(off) * 2 > len(hosts):
            return timedelta(seconds=median(off))
    return None


def _find_late(output: Output, runs: Collection[str], last: Snapshot) -> list[str]:
    """The runs that no snapshot up to the last one took in, as far as manifests tell."""
    snapshots = [run for run in output.folders("snapshots") if is_run(run) and run <= last.run]
    manifests = {last.run: last.manifest}
    late = []
    for run in runs:
        after = next((name for name in snapshots if name >= run), last.run)
        if after == run:
            continue
        if after not in manifests:
            try:
                manifests[after] = open_snapshot(output, after).manifest
            except BrokenSnapshot:
                manifests[after] = {"runs": runs}  # nobody can say
        told = manifests[after]
        if run > (told.get("previous") or "") and run not in told["runs"] and parts_of(output, run):
            late.append(run)
    return late


def _tell(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.1f} hours"
