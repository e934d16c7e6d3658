"""From parts to a snapshot: all runs since the last one, in the order of time."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from schemas.columns import schema_of, table_of
from schemas.configuration import Cluster
from schemas.results import Published
from schemas.tables import Benchmark, BoardRun, Job, TrackedPosting
from schemas.verdicts import Verdict
from snapshots.affected import find_affected
from snapshots.changes import find_changes
from snapshots.descriptions import gather_descriptions
from snapshots.gates import Judgement, judge, lower, note_missing_part
from snapshots.jobs import build_jobs
from snapshots.life import SEEN, STOCK, apply_run
from snapshots.parts import read_benchmarks, read_parts
from snapshots.rules import rules
from snapshots.shards import reassign
from storage.layout import Output, run_of
from storage.lock import locked
from storage.parts import find_parts
from storage.snapshots import Pages, Snapshot, find_last_valid, point_to, remove_staging, write_snapshot
from storage.tables import UNREADABLE


def publish(
    output: Output,
    *,
    parts: Iterable[str] | None = None,
    accepted: Collection[str] = (),
    pages: Pages | None = None,
    cluster: Cluster | None = None,
) -> Published:
    """Make the next snapshot of the last one and of all parts of later runs; the same parts give the same bytes.

    Time is that of the runs; the parts of a run not later than the last snapshot come too late and are not looked at.
    `parts` are their paths, in any order (None: all that lie in the output folder). `accepted` names boards whose count
    may fall below the usual: someone looked, and it is true. `pages` makes further files, published with the tables.
    `cluster` shares the comparing of postings where they are many. Raises Locked, BrokenSnapshot, ConfigurationError
    (the cluster), OSError.
    """
    with locked(output, "publish"):
        remove_staging(output)
        before, healed = find_last_valid(output)
        since = before.run if before else None
        found = find_parts(output, since) if parts is None else {path for path in parts if run_of(path) > (since or "")}
        if not found:
            if before:
                point_to(before)
            return Published(run=since, changes={}, healed=healed)
        state = _State(output, before, accepted, cluster)
        for run, paths in groupby(sorted(found, key=run_of), key=run_of):
            state.take_in(run, list(paths))
        return replace(state.finish(pages), healed=healed)


def foresee(output: Output, run: str) -> tuple[BoardRun, ...]:
    """The boards of a run as publishing it would judge and count them; nothing is written."""
    state = _State(output, find_last_valid(output)[0], ())
    for one, paths in groupby(find_parts(output, state.before.run if state.before else None), key=run_of):
        if one <= run:
            state.read_in(one, list(paths))
    return tuple(row for row in state.boards.values() if row.run == run and row.verdict != Verdict.NOT_RUN)


class _State:
    """The stock, the boards and the benchmarks, as run after run is taken in."""

    def __init__(
        self, output: Output, before: Snapshot | None, accepted: Collection[str], cluster: Cluster | None = None
    ) -> None:
        self.output, self.before, self.accepted, self.cluster = output, before, accepted, cluster
        self.postings_before = before.table("postings") if before else schema_of(TrackedPosting).empty_table()
        length = pa.nulls(self.postings_before.num_rows, pa.int32())
        stock = self.postings_before.append_column("text_length", length)
        self.stock = stock.select(STOCK.names).cast(STOCK)
        rows = before.table("boards").to_pylist() if before else []
        self.boards = {row["board"]: BoardRun.from_record(row) for row in rows}
        self.benchmarks = before.table("benchmarks") if before else schema_of(Benchmark).empty_table()
        self.paths: dict[tuple[str, str], str] = {}
        self.records: list[dict[str, Any]] = []
        self.runs: list[str] = []
        self.is_usable = False
        # the run whose jobs the stock has; None where they were decided by other rules, or not at all
        self.assigned = before.run if before and before.manifest.get("rules") == rules() else None

    def take_in(self, run: str, paths: list[str]) -> None:
        """Apply the parts of one run, and give each posting that they affect its job."""
        before = self.stock
        self.read_in(run, paths)
        affected = find_affected(before, self.stock, self.assigned, run)
        self.stock = reassign(self.stock, affected, run, self.output, self.cluster)
        self.assigned = run

    def read_in(self, run: str, paths: list[str]) -> None:
        """Apply the parts of one run; new postings have no job yet."""
        parts = {part.board: part for part in read_parts(self.output, paths, self.stock)}
        judged = {board: judge(part, self.boards.get(board), self.accepted) for board, part in parts.items()}
        for board in parts:
            judged[board] = self._take_benchmarks(run, board, judged[board])
        rows = {board: one.row for board, one in judged.items()}
        rows |= {board: note_missing_part(run, row) for board, row in self.boards.items() if board not in parts}
        taken = [part for board, part in parts.items() if judged[board].takes_rows]
        seen = pa.concat_tables([SEEN.empty_table(), *(part.rows.select(SEEN.names) for part in taken)])
        heard = {board: row.unread for board, row in rows.items() if row.verdict.absence_counts}
        gone = {part.board: part.gone for part in taken}
        self.stock, events = apply_run(self.stock, seen, run, heard, gone)
        for board, (new, changed, closed) in zip(
            events.index, events[["new", "changed", "closed"]].to_numpy(), strict=True
        ):
            rows[board] = replace(rows[board], new=int(new), changed=int(changed), closed=int(closed))
        self.boards = rows
        self.paths |= {(run, part.board): part.path for part in taken}
        self.records += [part.record for part in parts.values()]
        self.runs.append(run)
        self.is_usable = self.is_usable or bool(heard) or seen.num_rows > 0

    def _take_benchmarks(self, run: str, board: str, judged: Judgement) -> Judgement:
        """Replace the benchmarks of the pages that the board's part has; a torn part leaves them as they were."""
        path = self.output.benchmark_part(run, board)
        if self.output.filesystem.get_file_info(path).type != fs.FileType.File:
            return judged
        try:
            rows = read_benchmarks(self.output, path)
        except UNREADABLE as error:
            if not judged.row.verdict.absence_counts and judged.row.verdict != Verdict.HELD:
                return judged
            reason = f"benchmarks cannot be read: {error}".splitlines()[0]
            return replace(judged, row=lower(judged.row, Verdict.INCOMPLETE, reason))
        key = ["board", "url", "min_eur", "words"]
        frame = rows.select(key).append_column("at", rows["seen_at"]).to_pandas().sort_values("at", kind="stable")
        rows = rows.take(pa.array(sorted(frame.drop_duplicates(key, keep="last").index)))
        old = self.benchmarks
        replaced = pc.and_(pc.equal(old["board"], board), pc.is_in(old["url"], pc.unique(rows["url"])))
        self.benchmarks = pa.concat_tables([old.filter(pc.invert(replaced)), rows])
        return judged

    def finish(self, pages: Pages | None) -> Published:
        """Write the snapshot of the last run, unless no part of any run was of use."""
        boards = tuple(self.boards[board] for board in sorted(self.boards))
        previous, run = self.before.run if self.before else None, self.runs[-1]
        if not self.is_usable:
            stopped = f"no board gave a part of use in {', '.join(self.runs)}"
            return Published(run=previous, runs=tuple(self.runs), changes={}, boards=boards, stopped=stopped)
        jobs = build_jobs(self.stock)
        jobs_before = self.before.table("jobs") if self.before else schema_of(Job).empty_table()
        changes = find_changes(run, jobs_before, jobs, self.postings_before, self.stock)
        empty = pa.nulls(self.stock.num_rows, pa.string())
        tables = {
            "jobs": jobs,
            "postings": self.stock.append_column("text", empty).select(schema_of(TrackedPosting).names),
            "changes": changes,
            "boards": table_of(BoardRun, boards),
            "benchmarks": self.benchmarks.sort_by([(name, "ascending") for name in Benchmark.key]),
            "descriptions": gather_descriptions(self.output, self.stock, self.before, self.paths),
        }
        records = sorted(self.records, key=lambda record: (record["run"], record["board"]))
        facts = {"previous": previous, "runs": self.runs, "parts": records, "rules": rules()}
        write_snapshot(self.output, run, tables, facts, pages)
        pairs = set(zip(changes["kind"].to_pylist(), changes["job_id"].to_pylist(), strict=True))
        return Published(
            run=run,
            previous=previous,
            runs=tuple(self.runs),
            jobs=jobs.num_rows,
            open_jobs=pc.sum(pc.equal(jobs["status"], "open")).as_py() or 0,
            postings=self.stock.num_rows,
            changes=dict(sorted(Counter(kind for kind, _ in pairs).items())),
            boards=boards,
        )
