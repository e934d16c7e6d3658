"""What follows from the answers of boards, by counting in them: nothing of snapshots/ is asked."""

from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from schemas.tables import Posting
from storage.layout import started_at
from tests.support.simulated_boards import BOARDS, FLOOR, RUNS, Answer

Key = tuple[str, str]  # board and board_ref


@dataclass
class Heard:
    """What one run taught of one board: its verdict, the rows that count, and whose absence counts."""

    run: str
    verdict: str
    rows: dict[str, Posting] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def is_silent_on(self, ref: str) -> bool:
        return self.verdict in ("complete", "partial") and not ref.startswith(self.unread or ("\0",))


@dataclass
class Life:
    """What a posting's row must say."""

    status: str
    first_seen_at: datetime
    last_seen_at: datetime
    missed_runs: int
    stale: bool
    closed_on: date | None
    closed_reason: str | None


class History:
    """All that the boards answered, and what follows from it."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Heard]] = {board: [] for board in BOARDS}
        self.closed: dict[Key, tuple[date, str]] = {}
        self.counts: dict[str, list[int]] = {board: [] for board in BOARDS}

    def add(self, run: int, answers: dict[str, Answer]) -> None:
        for board, answer in answers.items():
            self.heard[board].append(self._weigh(RUNS[run], board, answer))
        for key in self.keys():
            reason = self._why_closed(*key)
            if reason is None:
                self.closed.pop(key, None)
            else:
                self.closed.setdefault(key, (started_at(RUNS[run]).date(), reason))

    def _weigh(self, run: str, board: str, answer: Answer) -> Heard:
        if answer.file in ("none", "torn"):
            return Heard(run, "not_run" if answer.file == "none" else "failed")
        count, usual = len(answer.postings), median(self.counts[board][-10:] or [0])
        verdict, closes = answer.verdict, answer.verdict in ("complete", "partial")
        if count < FLOOR:
            return Heard(run, "incomplete" if closes else verdict)
        if closes and count * 10 < usual * 4:
            verdict = "held"
        if verdict == "complete":
            self.counts[board].append(count)
        rows = {row.board_ref: row for row in answer.postings if row.left_out is None}
        return Heard(run, verdict, rows, answer.gone, answer.unread)

    def keys(self) -> set[Key]:
        return {(board, ref) for board, log in self.heard.items() for heard in log for ref in heard.rows}

    def last(self, board: str, ref: str) -> tuple[Posting, list[Heard]]:
        """The last answer that carried a posting, and what was heard of the board since."""
        log = self.heard[board]
        at = max(number for number, heard in enumerate(log) if ref in heard.rows)
        return log[at].rows[ref], log[at + 1 :]

    def _why_closed(self, board: str, ref: str) -> str | None:
        row, since = self.last(board, ref)
        today = started_at(self.heard[board][-1].run).date()
        silent = [heard for heard in since if heard.is_silent_on(ref)]
        if row.apply_by_on and row.apply_by_on < today:
            return "deadline"
        if any(ref in heard.gone for heard in silent):
            return "gone"
        return "missing" if len(silent) >= 2 else None

    def life(self, board: str, ref: str) -> Life:
        row, since = self.last(board, ref)
        first = next(heard.rows[ref] for heard in self.heard[board] if ref in heard.rows)
        closed_on, reason = self.closed.get((board, ref), (None, None))
        silent = sum(heard.is_silent_on(ref) for heard in since)
        stale = not reason and bool(since) and not since[-1].is_silent_on(ref)
        status = "closed" if reason else "open"
        return Life(status, first.fetched_at, row.fetched_at, silent, stale, closed_on, reason)
