"""What of a snapshot's changes is news: what the boards did. The rest is our own doing, and told in one line."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.vocabulary import Cause, ChangeKind

WHOSE = {
    Cause.READER: "our readers changed",
    Cause.SEARCH: "our search changed",
    Cause.GROUPING: "our grouping changed",
}
COLUMNS = ["job_id", "kind", "cause"]  # of `changes`


@dataclass(frozen=True, slots=True, kw_only=True)
class OurDoing:
    """Changes that are none of the boards': `values` of `jobs` became others; jobs `came` and `left` (see Cause)."""

    cause: Cause
    values: int
    jobs: int
    came: int
    left: int

    def __str__(self) -> str:
        """In words.

        >>> print(OurDoing(cause=Cause.READER, values=24, jobs=19, came=1, left=0))
        our readers changed: 24 values in 19 jobs, 1 job came
        """
        told = [f"{_count(self.values, 'value')} in {_count(self.jobs, 'job')}"] if self.values else []
        told += [f"{_count(n, 'job')} {what}" for n, what in ((self.came, "came"), (self.left, "left")) if n]
        return f"{WHOSE[self.cause]}: {', '.join(told)}"


def count_news(changes: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], tuple[OurDoing, ...]]:
    """Of rows of `changes`: the jobs by kind of change that the boards made, and what is our own doing."""
    rows = [(row["cause"], row["kind"], row["job_id"]) for row in changes]
    kinds = Counter(kind for cause, kind, _ in set(rows) if cause == Cause.BOARD)  # changed in two columns: one job
    ours = (_count_ours(cause, [row[1:] for row in rows if row[0] == cause]) for cause in WHOSE)
    return dict(sorted(kinds.items())), tuple(one for one in ours if one.values or one.came or one.left)


def _count_ours(cause: Cause, rows: list[tuple[str, str]]) -> OurDoing:
    changed = [job for kind, job in rows if kind == ChangeKind.CHANGED]
    came = [job for kind, job in rows if kind in (ChangeKind.NEW, ChangeKind.REOPENED)]
    left = [job for kind, job in rows if kind == ChangeKind.CLOSED]
    return OurDoing(cause=cause, values=len(changed), jobs=len(set(changed)), came=len(came), left=len(left))


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
