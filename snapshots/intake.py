"""Takes runs in: what the parts of each make of the stock, the boards and the benchmarks."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from schemas.columns import schema_of
from schemas.configuration import Cluster
from schemas.feeds import WHOLE, FeedRun
from schemas.tables import Benchmark, BoardRun
from schemas.verdicts import Verdict
from schemas.vocabulary import Cause
from snapshots.affected import find_affected
from snapshots.benchmarks import read_benchmarks, replace_pages
from snapshots.closing import Absence
from snapshots.comings import Past, find_comings, find_leavings
from snapshots.content import LOOKED_AT
from snapshots.gates import Judgement, judge, lower, note_missing_part, tell_closings
from snapshots.keys import find_rows
from snapshots.life import apply_run
from snapshots.monitors import watch
from snapshots.parts import Part, Record, read_parts
from snapshots.reposts import count_reposts
from snapshots.reread import apply_reread, choose_rows, is_reread, read_reread
from snapshots.rereading import ReadKept, make_read_again
from snapshots.rules import rules
from snapshots.said_before import LAG_DAYS
from snapshots.shards import reassign
from snapshots.signatures import read_signatures, sign_part
from snapshots.stock import STOCK, read_stock
from storage.layout import Output
from storage.parts import REREAD
from storage.snapshots import Snapshot
from storage.tables import UNREADABLE

JUDGED_BY = ["board_ref", "missed_runs", *LOOKED_AT]  # columns of the postings that feeds are judged by


class Intake:
    """The stock, the boards and the benchmarks of a snapshot, as run after run is taken in."""

    def __init__(
        self,
        output: Output,
        before: Snapshot | None,
        accepted: Collection[str],
        cluster: Cluster | None = None,
        read_kept: ReadKept | None = None,
        lag_days: int = LAG_DAYS,
    ) -> None:
        """`read_kept` reads the kept words of a posting by the readers of today (None: nothing is read again)."""
        self.read_again = make_read_again(output, read_kept)
        self.output, self.before, self.accepted, self.cluster = output, before, accepted, cluster
        self.lag_days = lag_days
        self.stock = self.stock_before = read_stock(before) if before else STOCK.empty_table()
        self.signatures = read_signatures(output, before, self.stock)
        rows = before.table("boards").to_pylist() if before else []
        self.boards = {row["board"]: BoardRun.from_record(row) for row in rows}
        self.feeds: dict[str, dict[str, FeedRun]] = defaultdict(dict)
        for row in before.table("feeds").to_pylist() if before else []:
            self.feeds[row["board"]][row["feed"]] = FeedRun.from_record(row)
        self.benchmarks = before.table("benchmarks") if before else schema_of(Benchmark).empty_table()
        self.paths: dict[tuple[str, str], str] = {}  # of the parts taken, by run and board
        self.records: list[Record] = []
        self.runs: list[str] = []
        self.left_out: Collection[str] = ()  # runs that are not taken in, for their date
        self.withheld: Collection[str] = ()  # boards whose texts are not published
        self.is_usable = False
        # the last run that asked boards: what was read again since asked none
        self.crawled: str | None = before.manifest.get("crawled", before.run) if before else None
        # the run whose jobs the stock has; None where they were decided by other rules, or not at all
        self.assigned = self.crawled if before and before.manifest.get("rules") == rules() else None

    def take_in(self, run: str, paths: list[str]) -> None:
        """Apply the parts of one run, and give each posting that they affect its job."""
        before = self.stock
        self.read_in(run, paths)
        seen_in, sign = self.crawled or run, self.signatures.add_to
        affected = find_affected(before, self.stock, self.assigned, seen_in, sign, self.signatures.bands_of)
        stock = reassign(self.stock, affected, seen_in, self.output, self.cluster, sign)
        self.stock = stock if seen_in != run else count_reposts(before, stock, run)
        self.assigned = seen_in

    def read_in(self, run: str, paths: list[str]) -> None:
        """Apply the parts of one run, or what was read again; new postings have no job yet."""
        if is_reread(self.output, paths[0]):
            self._put_right(run, paths[0])
            return
        parts = {part.board: part for part in read_parts(self.output, paths, self.signatures)}
        self.signatures.add(*(table for part in parts.values() for table in part.signed))
        judged = {board: self._judge(part) for board, part in parts.items()}
        watched = set(self.stock["board"].filter(pc.equal(self.stock["status"], "open")).unique().to_pylist())
        for board, row in self.boards.items():
            if board not in parts and board in watched:  # one without an open posting is remembered no longer
                judged[board] = note_missing_part(run, row, self.feeds[board].values())
        comings, leavings = self._find_our_doing(run, judged)
        self.stock, events = apply_run(
            self.stock,
            run,
            judged,
            comings,
            leavings,
            self.lag_days,
            self.signatures.add_to,
            read_again=self.read_again,
        )
        judged |= {board: tell_closings(judged[board], self._open_of(board)) for board in parts}
        counted = _count({board: one.row for board, one in judged.items()}, events)
        self.boards = {
            board: watch(row, self.boards.get(board), judged[board].feeds, is_accepted=board in self.accepted)
            for board, row in counted.items()
        }
        self.feeds = defaultdict(
            dict, {board: {feed.feed: feed for feed in one.feeds} for board, one in judged.items()}
        )
        self.paths |= {(run, board): part.path for board, part in parts.items() if judged[board].rows.num_rows}
        self.records += [part.record for part in parts.values()]
        self.runs.append(run)
        self.crawled = run
        self.is_usable = self.is_usable or any(one.is_of_use for one in judged.values())

    def _put_right(self, run: str, path: str) -> None:
        """Give the postings that were read again their values of today; a file that is damaged changes nothing."""
        self.runs.append(run)
        signed: list[pa.Table] = []
        try:
            rows, record = read_reread(self.output, path, run)
            stock, reworded = apply_reread(self.stock, choose_rows(self.stock, rows)[0], run)
            for board in reworded["board"].unique().to_pylist():
                of_board = reworded.filter(pc.equal(reworded["board"], board))
                signed += sign_part(self.output, self.output.part(run, board), board, of_board)
        except UNREADABLE as error:
            self.records.append({"run": run, "board": REREAD, "sha256": None, "rows": None, "error": f"{error}"})
            return
        self.stock = stock
        self.signatures.add(*signed)
        self.records.append(record)

    def _find_our_doing(self, run: str, judged: Mapping[str, Judgement]) -> tuple[dict[str, Cause], dict[str, Cause]]:
        """By key the postings that come, and those that leave, not by their board's doing but by ours."""
        past = Past(self.output, self.left_out)
        comings = find_comings(judged, self.stock, past, run, self.crawled, self.read_again)
        return comings, find_leavings(judged, self.stock, self.read_again)

    def _judge(self, part: Part) -> Judgement:
        """What a part is good for; its board's benchmarks are taken, and torn ones leave the old as they were."""
        known, memory = self._open_of(part.board), self.feeds[part.board]
        judged = judge(part, self.boards.get(part.board), memory, known, self.accepted, self._ended_of(part))
        path = self.output.benchmark_part(part.run, part.board)
        if not judged.is_of_use or self.output.filesystem.get_file_info(path).type != fs.FileType.File:
            return judged
        try:
            rows = read_benchmarks(self.output, path)
        except UNREADABLE as error:
            reason = f"benchmarks cannot be read: {error}".splitlines()[0]
            return replace(judged, row=lower(judged.row, Verdict.INCOMPLETE, reason), absences={WHOLE: Absence.UNKNOWN})
        self.benchmarks = replace_pages(self.benchmarks, part.board, rows)
        return judged

    def _open_of(self, board: str) -> pa.Table:
        """The open postings of a board, as far as feeds are judged by them."""
        is_open = pc.and_(pc.equal(self.stock["board"], board), pc.equal(self.stock["status"], "open"))
        return self.stock.select(JUDGED_BY).filter(is_open)

    def _ended_of(self, part: Part) -> pa.Table:
        """The closed postings of a board that its part carries again, as `_open_of`."""
        is_closed = pc.and_(pc.equal(self.stock["board"], part.board), pc.equal(self.stock["status"], "closed"))
        closed = self.stock.select(JUDGED_BY).filter(is_closed)
        return closed.filter(pa.array(find_rows(closed["board_ref"], part.rows["board_ref"]) >= 0))


def _count(rows: Mapping[str, BoardRun], events: pd.DataFrame) -> dict[str, BoardRun]:
    """The boards' rows with how many of their postings were new, changed and closed."""
    counted = dict(rows)
    for board, new, changed, closed in events[["new", "changed", "closed"]].itertuples():
        if board in rows:  # else all its postings were closed before
            counted[board] = replace(rows[board], new=int(new), changed=int(changed), closed=int(closed))
    return counted
