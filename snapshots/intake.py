"""Takes runs in: what the parts of each make of the stock, the boards and the benchmarks."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd
import pyarrow as pa
from pyarrow import fs

from schemas.columns import schema_of
from schemas.configuration import Cluster
from schemas.tables import Benchmark, BoardRun, TrackedPosting
from schemas.verdicts import Verdict
from snapshots.affected import find_affected
from snapshots.benchmarks import read_benchmarks, replace_pages
from snapshots.gates import Judgement, judge, lower, note_missing_part, whose_absence_counts
from snapshots.life import apply_run
from snapshots.parts import Part, Record, read_parts
from snapshots.rules import rules
from snapshots.shards import reassign
from snapshots.stock import SEEN, STOCK
from storage.layout import Output
from storage.snapshots import Snapshot
from storage.tables import UNREADABLE


class Intake:
    """The stock, the boards and the benchmarks of a snapshot, as run after run is taken in."""

    def __init__(
        self, output: Output, before: Snapshot | None, accepted: Collection[str], cluster: Cluster | None = None
    ) -> None:
        self.output, self.before, self.accepted, self.cluster = output, before, accepted, cluster
        self.postings_before = before.table("postings") if before else schema_of(TrackedPosting).empty_table()
        length = pa.nulls(self.postings_before.num_rows, pa.int32())
        self.stock = self.postings_before.append_column("text_length", length).select(STOCK.names).cast(STOCK)
        rows = before.table("boards").to_pylist() if before else []
        self.boards = {row["board"]: BoardRun.from_record(row) for row in rows}
        self.benchmarks = before.table("benchmarks") if before else schema_of(Benchmark).empty_table()
        self.paths: dict[tuple[str, str], str] = {}  # of the parts taken, by run and board
        self.records: list[Record] = []
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
        judged = {board: self._judge(part) for board, part in parts.items()}
        rows = {board: one.row for board, one in judged.items()}
        rows |= {board: note_missing_part(run, row) for board, row in self.boards.items() if board not in parts}
        taken = [part for board, part in parts.items() if judged[board].takes_rows]
        seen = pa.concat_tables([SEEN.empty_table(), *(part.rows.select(SEEN.names) for part in taken)])
        complete = whose_absence_counts(rows)
        self.stock, events = apply_run(self.stock, seen, run, complete, {part.board: part.gone for part in taken})
        self.boards = _count(rows, events)
        self.paths |= {(run, part.board): part.path for part in taken}
        self.records += [part.record for part in parts.values()]
        self.runs.append(run)
        self.is_usable = self.is_usable or bool(complete) or seen.num_rows > 0

    def _judge(self, part: Part) -> Judgement:
        """What a part is good for; its board's benchmarks are taken, and torn ones leave the old as they were."""
        judged = judge(part, self.boards.get(part.board), self.accepted)
        path = self.output.benchmark_part(part.run, part.board)
        if self.output.filesystem.get_file_info(path).type != fs.FileType.File:
            return judged
        try:
            rows = read_benchmarks(self.output, path)
        except UNREADABLE as error:
            if not judged.row.verdict.absence_counts and judged.row.verdict != Verdict.HELD:
                return judged
            reason = f"benchmarks cannot be read: {error}".splitlines()[0]
            return replace(judged, row=lower(judged.row, Verdict.INCOMPLETE, reason))
        self.benchmarks = replace_pages(self.benchmarks, part.board, rows)
        return judged


def _count(rows: Mapping[str, BoardRun], events: pd.DataFrame) -> dict[str, BoardRun]:
    """The boards' rows with how many of their postings were new, changed and closed."""
    counted = dict(rows)
    for board, new, changed, closed in events[["new", "changed", "closed"]].itertuples():
        counted[board] = replace(rows[board], new=int(new), changed=int(changed), closed=int(closed))
    return counted
