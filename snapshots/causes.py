"""Whose doing each change of a job is, told from its postings: what their boards said of them before and say now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal  # noqa: F401  # of an example
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.said import KEPT
from schemas.vocabulary import Cause, ChangeKind, ClosedReason
from snapshots.changes import FACTS
from snapshots.keys import keys_of
from snapshots.life import day_of
from snapshots.same_words import LOOKED_AT, ReadAgain, Row, find_reading_cause, is_same
from snapshots.twins import COLUMNS as OF_TWINS
from snapshots.twins import Twins

NEEDED = ("board", "board_ref", "run", "url", "fetched_at", "job_id", "status", "closed_reason", "came_by", "left_by")
COLUMNS = list(dict.fromkeys((*NEEDED, *LOOKED_AT, *OF_TWINS, *FACTS)))
ORDER = tuple(Cause)  # of several causes the first counts, so that what a board did is not lost


@dataclass(frozen=True, slots=True)
class Move:
    """A posting that both snapshots have, as it was and is."""

    before: Row
    now: Row

    @property
    def is_moved(self) -> bool:
        return bool(self.before["job_id"] != self.now["job_id"])

    @property
    def is_reworded(self) -> bool:
        """Whether its board says something else; of a text that is read otherwise, too, nobody knows."""
        is_read_alike = self.before["readers"] == self.now["readers"]
        subjects = (subject for subject in KEPT if subject != "text" or is_read_alike)
        return not all(is_same(self.before, self.now, subject) for subject in subjects)

    @property
    def closes(self) -> bool:
        return bool(self.before["status"] == "open" and self.now["status"] == "closed")

    @property
    def reopens(self) -> bool:
        return bool(self.before["status"] == "closed" and self.now["status"] == "open")

    def values(self, column: str) -> tuple[str | None, str | None]:
        """Its own value of a column, before and now."""
        return as_text(self.before[column]), as_text(self.now[column])


def tell_causes(
    changes: pa.Table, before: pa.Table, now: pa.Table, read_again: ReadAgain, *, same_rules: bool
) -> pa.Table:
    """`changes` with the cause of each row, from the postings of both snapshots; the first one's are the boards'."""
    if not (before.num_rows and changes.num_rows):
        return changes
    ids = [pc.if_else(pc.equal(changes["field"], "job_id"), changes[name], None) for name in ("before", "after")]
    jobs = pa.chunked_array([chunk for column in (changes["job_id"], *ids) for chunk in column.chunks], pa.string())
    keys = pa.chunked_array([
        chunk for rows in (before, now) for chunk in keys_of(rows.filter(pc.is_in(rows["job_id"], jobs))).chunks
    ], pa.string())  # fmt: skip
    concerned = [rows.filter(pc.is_in(keys_of(rows), keys)) for rows in (before, now)]
    twins = Twins(before, read_again, same_rules=same_rules)
    rows = changes.to_pylist()
    causes = Causes(day_of(max(row["run"] for row in rows)), concerned[0], concerned[1], read_again, twins)
    told = pa.array([causes.find(row) for row in rows], pa.string())
    at = changes.schema.get_field_index("cause")
    return changes.set_column(at, changes.schema.field("cause"), told)


def note_comings(jobs: pa.Table, before: pa.Table, changes: pa.Table) -> pa.Table:
    """The jobs with `came_by`: the cause of the change that is their coming, else as it was in the snapshot before."""
    comes = changes.filter(pc.is_in(changes["kind"], pa.array([ChangeKind.NEW, ChangeKind.REOPENED], pa.string())))
    known = [(table["job_id"], table[name]) for table, name in ((comes, "cause"), (before, "came_by"))]
    found = [words.take(pc.index_in(jobs["job_id"], ids.combine_chunks())) for ids, words in known]
    at = jobs.schema.get_field_index("came_by")
    return jobs.set_column(at, jobs.schema.field("came_by"), pc.coalesce(*found, jobs["came_by"]))


class Causes:
    """Tells the cause of changes between two snapshots from their postings, as they were `before` and are `now`.

    `twins` knows all postings of before, and whether the rules are still the same.
    """

    def __init__(self, today: date, before: pa.Table, now: pa.Table, read_again: ReadAgain, twins: Twins) -> None:
        self.today, self.read_again, self.twins, self.same_rules = today, read_again, twins, twins.same_rules
        was = dict(zip(keys_of(before).to_pylist(), before.select(COLUMNS).to_pylist(), strict=True))
        self.known: dict[str, list[Move]] = defaultdict(list)  # by each job that has or had it
        self.new: dict[str, list[Row]] = defaultdict(list)
        for key, row in zip(keys_of(now).to_pylist(), now.select(COLUMNS).to_pylist(), strict=True):
            if key not in was:
                self.new[row["job_id"]].append(row)
                continue
            for job_id in {was[key]["job_id"], row["job_id"]}:
                self.known[job_id].append(Move(was[key], row))

    def find(self, change: Mapping[str, Any]) -> Cause:
        """The cause of a row of `changes`."""
        if change["field"] == "job_id":
            return self._of_grouping({change["before"], change["after"]})
        if change["kind"] == ChangeKind.CHANGED:
            return self._of_value(change["job_id"], change["field"], change["before"], change["after"])
        if change["kind"] == ChangeKind.CLOSED:
            return self._of_closing(change["job_id"])
        return self._of_coming(change["job_id"])

    def _of_coming(self, job_id: str) -> Cause:
        """A job is new or open again: as its postings came. None did, or only by our doing: they were grouped anew."""
        here = [move for move in self.known[job_id] if move.now["job_id"] == job_id]
        came = [row["came_by"] for row in self.new[job_id]]
        came += [self._of_deadline(move, move.now["came_by"]) for move in here if move.reopens]
        if Cause.BOARD not in came and any(move.is_moved for move in here):
            return self._of_grouping(self._jobs_beside(job_id))
        if not here and all(map(self.twins.has_twin, self.new[job_id])):
            return first_of([*came, Cause.GROUPING], ORDER[::-1]) or Cause.GROUPING
        return first_of(came, ORDER) or Cause.GROUPING

    def _of_closing(self, job_id: str) -> Cause:
        """A job closed: by our doing if one of its last postings is gone by it, since nobody knows how that goes on."""
        here = [move for move in self.known[job_id] if move.now["job_id"] == job_id]
        left = [self._of_deadline(move, move.now["left_by"]) for move in here if move.closes]
        left += [row["left_by"] for row in self.new[job_id]]
        return first_of(left, ORDER[::-1]) or self._of_grouping(self._jobs_beside(job_id))

    def _of_grouping(self, job_ids: Iterable[str]) -> Cause:
        """Jobs were put together or apart: the boards' doing if they say something else, or carry other ads."""
        if not self.same_rules:
            return Cause.GROUPING
        moves = [move for job_id in job_ids for move in self.known[job_id]]
        ads = [row["came_by"] for job_id in job_ids for row in self.new[job_id]]
        ads += [move.now["came_by"] for move in moves if move.reopens]
        ads += [move.now["left_by"] for move in moves if move.closes]
        return Cause.BOARD if Cause.BOARD in ads or any(move.is_reworded for move in moves) else Cause.GROUPING

    def _of_value(self, job_id: str, column: str, before: str | None, after: str | None) -> Cause:
        """A fact of a job is another one: as the posting came by its value that states it now, or lost the old one."""
        known = self.known[job_id]
        stay = [move for move in known if not move.is_moved]
        changed = [(move, *move.values(column)) for move in stay if len(set(move.values(column))) > 1]
        found = [self._of_reading(move, column) for move, _, now in changed if now == after]
        if ours := first_of(found, ORDER[::-1]):
            return ours  # where one posting says what it said, our doing alone explains the value
        came = [row["came_by"] for row in self.new[job_id] if as_text(row[column]) == after]
        came += [move.now["came_by"] for move in stay if move.reopens and as_text(move.now[column]) == after]
        if theirs := first_of(came, ORDER):
            return theirs
        lost = [self._of_reading(move, column) for move, was, _ in changed if was == before]
        lost += [move.now["left_by"] for move in known if move.closes and move.values(column)[0] == before]
        if theirs := first_of(lost, ORDER):
            return theirs
        if any(move.is_moved for move in known):
            return self._of_grouping(self._jobs_beside(job_id))
        if any(move.is_reworded for move in stay):  # so that another posting's words stand for the job
            return Cause.BOARD
        return Cause.READER if self.same_rules else Cause.GROUPING

    def _of_deadline(self, move: Move, cause: str) -> str:
        """The cause of a closing or reopening, which may be a deadline that is read otherwise now."""
        by_deadline = ClosedReason.DEADLINE in (move.before["closed_reason"], move.now["closed_reason"])
        was_over = move.closes and (move.before["apply_by_on"] or date.max) < self.today
        if not by_deadline or was_over or len(set(move.values("apply_by_on"))) == 1:
            return cause
        return self._of_reading(move, "apply_by_on")

    def _of_reading(self, move: Move, column: str) -> Cause:
        return find_reading_cause(move.before, move.now, column, self.read_again)

    def _jobs_beside(self, job_id: str) -> set[str]:
        """A job, and those that its postings came from or went to."""
        return {job_id} | {one["job_id"] for move in self.known[job_id] for one in (move.before, move.now)}


def first_of(found: Iterable[str | None], order: Iterable[Cause]) -> Cause | None:
    """The cause that is first in an order, of those found; None: none was."""
    there = set(found)
    return next((cause for cause in order if cause in there), None)


def as_text(value: Any) -> str | None:
    """A posting's value as `before` and `after` tell it.

    >>> as_text(["full_time", "part_time"]), as_text([]), as_text(False), as_text(Decimal("5200.00")), as_text(38.5)
    ('full_time, part_time', None, 'false', '5200.00', '38.50')
    """
    if isinstance(value, list):
        return ", ".join(value) or None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.2f}"
    return None if value is None else str(value)
