"""What a board's part is good for: its final verdict, and whether its rows are taken."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from statistics import median

from schemas.tables import BoardRun
from schemas.verdicts import Verdict
from snapshots.parts import Part
from storage.layout import started_at

LOW = 0.4  # share of the usual count below which a complete run is held
REMEMBERED = 10  # complete runs whose counts make the usual


@dataclass(frozen=True, slots=True)
class Judgement:
    """A board's row of the run, and whether the postings of its part are taken into the stock."""

    row: BoardRun
    takes_rows: bool


def judge(part: Part, before: BoardRun | None, accepted: Collection[str] = ()) -> Judgement:
    """The crawl's own verdict, sharpened by the board's floor and its usual count.

    failed: cannot be read. incomplete: below its floor, and none of its rows is taken. held: complete or partial, but
    under 40 % of the median of its last complete runs, unless the board is in `accepted`; what it has is taken,
    nothing closes. recent: some of the newest only, so that its count says nothing, and nothing closes. Counts are the
    rows of the part, left-out ones included.
    """
    recent = before.recent_postings if before else ()
    if part.verdict is None:
        return Judgement(_empty(part.run, part.board, before, Verdict.FAILED, part.error), False)
    row = replace(part.verdict, recent_postings=recent, new=0, changed=0, closed=0)
    count = part.rows.num_rows
    if count < row.floor and row.verdict != Verdict.RECENT:
        if row.verdict.absence_counts:
            row = lower(row, Verdict.INCOMPLETE, f"{count} postings, fewer than the floor of {row.floor}")
        return Judgement(row, False)
    if not row.verdict.absence_counts:
        return Judgement(row, count > 0)
    usual = median(recent) if recent else 0
    if count < LOW * usual and part.board not in accepted:
        reason = f"{count} postings, under {LOW * 100:.0f} % of the usual {usual:g}"
        return Judgement(lower(row, Verdict.HELD, reason), True)
    if row.verdict == Verdict.COMPLETE:
        row = replace(row, reason=None, recent_postings=(*recent, count)[-REMEMBERED:])
    return Judgement(row, True)


def lower(row: BoardRun, verdict: Verdict, reason: str) -> BoardRun:
    """The row with a lesser verdict, and why."""
    return replace(row, verdict=verdict, reason=f"{row.reason}; {reason}" if row.reason else reason)


def whose_absence_counts(rows: Mapping[str, BoardRun]) -> dict[str, tuple[str, ...]]:
    """The boards whose run was complete, each with its feeds that gave no whole answer (how their board_refs begin).

    A posting that such a run does not carry is missing, but for those of such a feed.
    """
    return {board: row.unread for board, row in rows.items() if row.verdict.absence_counts}


def note_missing_part(run: str, before: BoardRun) -> BoardRun:
    """The row of a known board that left no part in a run."""
    return _empty(run, before.board, before, Verdict.NOT_RUN, "no part in this run")


def _empty(run: str, board: str, before: BoardRun | None, verdict: Verdict, reason: str | None) -> BoardRun:
    return BoardRun.blank(
        run=run,
        board=board,
        started_at=started_at(run),
        verdict=verdict,
        reason=reason,
        access=before.access if before else "unknown",
        checked=before.checked if before else "unknown",
        floor=before.floor if before else 0,
        recent_postings=before.recent_postings if before else (),
    )
