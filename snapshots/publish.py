"""From parts to a snapshot: all runs since the last one, in the order of time."""

from collections.abc import Collection, Iterable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import schema_of, table_of
from schemas.configuration import Cluster, Keeping
from schemas.feeds import FeedRun, FeedState
from schemas.mistakes import ConfigurationError, nearest
from schemas.news import COLUMNS, count_news
from schemas.results import Misdated, Published
from schemas.tables import Benchmark, BoardRun, Job, TrackedPosting
from schemas.verdicts import Verdict
from snapshots.arrays import Column
from snapshots.causes import note_comings, tell_causes
from snapshots.changes import find_changes
from snapshots.descriptions import gather_descriptions
from snapshots.feeds import full_name
from snapshots.history import carry_history, read_history
from snapshots.intake import Intake
from snapshots.life import day_of
from snapshots.reread import find_reread, name_causes
from snapshots.rereading import ReadKept
from snapshots.rules import building_rules, rules
from snapshots.run_dates import find_ahead, find_belated, find_misdated, latest_run, read_left_out
from snapshots.said_before import LAG_DAYS
from snapshots.signatures import Signatures, write_signatures
from snapshots.stock import STOCK
from snapshots.thinning import tidy
from snapshots.touched import find_touched, renew_jobs
from storage.layout import Output, run_of
from storage.lock import locked
from storage.parts import find_parts
from storage.pointer import point_to
from storage.snapshot_writing import Figures, Pages, remove_staging, write_snapshot
from storage.snapshots import BrokenSnapshot, Snapshot, find_last_valid, sum_manifest, verify


def publish(
    output: Output,
    *,
    parts: Iterable[str] | None = None,
    accepted: Collection[str] = (),
    pages: Pages | None = None,
    figures: Figures | None = None,
    cluster: Cluster | None = None,
    lag_days: int = LAG_DAYS,
    keep: Keeping | None = None,
    now: datetime | None = None,
    read_kept: ReadKept | None = None,
    withheld: Collection[str] = (),
    is_locked: bool = False,
) -> Published:
    """Make the next snapshot of the last one and of all parts of later runs; the same parts give the same bytes.

    Time is that of the runs; the parts of a run not later than the last snapshot come too late and are not looked at.
    `parts` are their paths, in any order (None: all that lie in the output folder). `accepted` names boards, or feeds
    as BOARD/EMPLOYER, that are believed although they fell: someone looked, and it is true. If nothing later waits and
    the last snapshot holds them, its runs are published again. `pages` makes further files, published with the tables;
    `figures` further tables, counted from those that are finished.
    `cluster` shares the comparing of postings where they are many. `keep` says which old snapshots go (None: none).
    `lag_days`: for how long the boards of one job may follow each other's changes. `now` is the machine's time: what is
    dated later is passed over (None: nothing is); a snapshot of the future stands until a run is there to go on with.
    `read_kept` reads the kept words of a posting by the readers of today (None: nothing is read again, and what may be
    either's is told as the boards' doing). `withheld`: boards whose texts are not published. `is_locked`: the caller
    holds the output's lock.
    Raises Locked, BrokenSnapshot, ConfigurationError (the cluster), OSError.
    """
    with nullcontext() if is_locked else locked(output, "publish"):
        remove_staging(output)
        before, healed = find_last_valid(output, latest_run(now))
        misdated, belated = find_misdated(output, before, now), find_belated(output, before)
        left_out = {*read_left_out(before), *(one.run for one in misdated)}
        found = _find_waiting(output, before, left_out, parts)
        _check_feeds(before, accepted)
        idle: tuple[str, ...] = ()
        if not found:
            if healed and (ahead := find_ahead(output, now)):
                return Published(run=ahead, changes={}, stopped=f"{healed}, and no run waits", misdated=misdated)
            if before and accepted and parts is None:
                idle = tuple(sorted({*accepted} - _find_held(before)))
                before, found, accepted = _go_back(before, accepted)
        if not found:
            pointing = point_to(before) if before else None
            run = before.run if before else None
            thinned = tidy(output, keep)
            facts: dict[str, Any] = {"healed": healed, "pointing": pointing, "misdated": misdated, "thinned": thinned}
            facts |= {"belated": belated, "idle": idle}
            if asked := sorted({*accepted} - {*idle} if before and parts is None else ()):
                facts["stopped"] = (
                    f"what {run} was made of cannot be read any more, so {', '.join(asked)} cannot be believed of it; "
                    "say --accept again with the next run"
                )
            return Published(run=run, changes={}, **facts)
        intake = Intake(output, before, accepted, cluster, read_kept, lag_days)
        intake.left_out, intake.withheld = left_out, withheld
        for run, paths in groupby(sorted(found, key=run_of), key=run_of):
            intake.take_in(run, list(paths))
        pa.default_memory_pool().release_unused()
        published = _finish(intake, pages, figures)
        thinned = () if published.stopped else tidy(output, keep)
        return replace(published, healed=healed, misdated=misdated, belated=belated, thinned=thinned, idle=idle)


def _find_waiting(
    output: Output, before: Snapshot | None, left_out: Collection[str], parts: Iterable[str] | None = None
) -> set[str]:
    """The parts, or those of them that are given, of later runs than the snapshot, but for the runs left out."""
    since = before.run if before else ""
    found = [*find_parts(output, since), *find_reread(output, since)] if parts is None else parts
    return {path for path in found if run_of(path) > since and run_of(path) not in left_out}


def _check_feeds(last: Snapshot | None, accepted: Collection[str]) -> None:
    """Raises ConfigurationError for a feed, as BOARD/EMPLOYER, that the last snapshot does not know."""
    named = [name for name in accepted if "/" in name]
    if last and named:
        feeds = last.table("feeds", ["board", "feed"]).to_pylist()
        known = {full_name(row["board"], row["feed"]) for row in feeds}
        for name in named:
            if name not in known:
                raise ConfigurationError(f"--accept {name}: there is no such feed; {nearest(name, known)}")


def _find_held(last: Snapshot) -> set[str]:
    """What can be accepted of the last run: feeds that are held, their boards, and boards with a monitor not passed."""
    feeds = last.table("feeds", ["board", "feed", "feed_state"]).to_pylist()
    held = (feed for feed in feeds if feed["feed_state"] == FeedState.HELD)
    names = {name for feed in held for name in (feed["board"], full_name(feed["board"], feed["feed"]))}
    return names | {row["board"] for row in last.table("boards", ["board", "monitors"]).to_pylist() if row["monitors"]}


def _go_back(last: Snapshot, accepted: Collection[str]) -> tuple[Snapshot | None, set[str], Collection[str]]:
    """The snapshot before the last, the parts since then, and all that is accepted of them: to publish them again.

    The last one and no parts, if it holds nothing of what is accepted, or if what it was made of is no longer there.
    """
    if not _find_held(last) & set(accepted):
        return last, set(), accepted
    manifest, runs, count = last.manifest, set[str](), 0
    try:
        while True:
            runs, count, accepted = (
                runs | {*manifest["runs"]},
                count + len(manifest["parts"]),
                {*accepted, *manifest.get("accepted", ())},
            )
            before = verify(last.output, manifest["previous"]) if manifest["previous"] else None
            if not (before and "crawled" in manifest):
                break
            manifest = before.manifest  # what was read again since asked no board
    except BrokenSnapshot:
        return last, set(), accepted
    since = before.run if before else None
    found = {
        path for path in (*find_parts(last.output, since), *find_reread(last.output, since)) if run_of(path) in runs
    }
    return (before, found, accepted) if len(found) >= count else (last, set(), accepted)


def foresee(output: Output, run: str, now: datetime | None = None) -> tuple[tuple[BoardRun, ...], Misdated | None]:
    """The boards of a run as publishing it would judge and count them, or why its date forbids that.

    Nothing is written.
    """
    intake = Intake(output, find_last_valid(output, latest_run(now))[0], ())
    misdated = {one.run: one for one in find_misdated(output, intake.before, now)}
    waiting = _find_waiting(output, intake.before, {*read_left_out(intake.before), *misdated})
    for one, paths in groupby(sorted(waiting, key=run_of), key=run_of):
        if one <= run:
            intake.read_in(one, list(paths))
    rows = (row for row in intake.boards.values() if row.run == run and row.verdict != Verdict.NOT_RUN)
    return tuple(rows), misdated.get(run)


def _finish(intake: Intake, pages: Pages | None, figures: Figures | None) -> Published:
    """Write the snapshot of the last run, unless no part of any run was of use."""
    boards = tuple(intake.boards[board] for board in sorted(intake.boards))
    previous, run = intake.before.run if intake.before else None, intake.runs[-1]
    if not (intake.is_usable or intake.before):
        stopped = f"no board gave a part of use in {', '.join(intake.runs)}"
        return Published(run=previous, runs=tuple(intake.runs), changes={}, boards=boards, stopped=stopped)
    write_signatures(intake.output, run, intake.signatures, intake.stock)
    intake.signatures = Signatures()
    feeds = [feed for of_board in intake.feeds.values() for feed in of_board.values()]
    tables, told = _make_tables(intake)
    tables |= {"boards": table_of(BoardRun, boards), "feeds": table_of(FeedRun, feeds)}
    tables |= figures(run, tables) if figures else {}
    records = sorted(intake.records, key=lambda record: (record["run"], record["board"]))
    facts = {"previous": previous, "runs": intake.runs, "parts": records, "rules": rules()}
    facts |= {"built_by": building_rules()}
    facts |= {"previous_sha256": sum_manifest(intake.before)} if intake.before else {}
    facts |= {"accepted": sorted(intake.accepted)} if intake.accepted else {}
    facts |= {"left_out": sorted(intake.left_out)} if intake.left_out else {}
    facts |= {"crawled": intake.crawled} if intake.crawled != run else {}  # what was read again asked no board
    pointing = write_snapshot(intake.output, run, tables, facts, pages)
    jobs = tables["jobs"]
    changes, ours = count_news(tables["changes"].select(COLUMNS).to_pylist())
    return Published(
        run=run,
        previous=previous,
        runs=tuple(intake.runs),
        jobs=jobs.num_rows,
        open_jobs=pc.sum(pc.equal(jobs["status"], "open")).as_py() or 0,
        postings=intake.stock.num_rows,
        changes=changes,
        ours=ours,
        boards=boards,
        pointing=pointing,
        **told,
    )


def _make_tables(intake: Intake) -> tuple[dict[str, pa.Table], dict[str, Any]]:
    """The tables of the snapshot, but for the boards, and what is to be told of them (columns of Published)."""
    stock, before, run = intake.stock, intake.before, intake.runs[-1]
    touched = find_touched(before, intake.stock_before, stock, run)
    jobs, changes = _make_jobs(intake, touched)
    intake.stock_before = STOCK.empty_table()  # what is not needed any more takes no memory
    history, begins = read_history(before)
    history = carry_history(run, history, jobs, None if begins else touched)
    descriptions, unread = gather_descriptions(intake.output, stock, before, intake.paths, intake.withheld)
    empty = pa.nulls(stock.num_rows, pa.string())
    tables = {
        "jobs": jobs,
        "history": history,
        "postings": stock.append_column("text", empty).select(schema_of(TrackedPosting).names),
        "changes": changes,
        "benchmarks": intake.benchmarks.sort_by([(name, "ascending") for name in Benchmark.key]),
        "descriptions": descriptions,
    }
    return tables, {"history_begins": begins, "texts_unread": unread}


def _make_jobs(intake: Intake, touched: Column | None) -> tuple[pa.Table, pa.Table]:
    """The jobs, and what changed in them since the snapshot before."""
    before, run = intake.before, intake.runs[-1]
    jobs_before = before.table("jobs") if before else schema_of(Job).empty_table()
    jobs = renew_jobs(intake.stock, day_of(run), jobs_before, day_of(before.run if before else run), touched)
    changes = _find_changes(intake, jobs_before, jobs, touched)
    return note_comings(jobs, jobs_before, changes), changes


def _find_changes(intake: Intake, jobs_before: pa.Table, jobs: pa.Table, touched: Column | None) -> pa.Table:
    """What changed since the snapshot before, each row with its cause."""
    before, now = intake.stock_before, intake.stock
    changes = find_changes(intake.runs[-1], jobs_before, jobs, before, now, touched)
    same_rules = intake.before is not None and intake.before.manifest.get("rules") == rules()
    if len(intake.runs) == 1 and intake.crawled not in intake.runs:
        return name_causes(changes, same_rules=same_rules)
    return tell_causes(changes, before, now, intake.read_again, same_rules=same_rules)
