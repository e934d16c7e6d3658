"""How long jobs stay open: what of each was seen, and what that says of all (Kaplan-Meier with left truncation)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import md5
from math import ceil, exp, log, sqrt

from report.figures.days import berlin_day
from report.figures.row import Row
from schemas.vocabulary import Cause, ClosedReason

ONE_DAY = timedelta(days=1)
Z = 1.959964  # of the normal distribution: 95 % lie within
HALF = 0.5
LEAST = 5  # jobs under observation at an age: what happens to fewer says nothing of all
YOUNG = 3  # days of age, at which there may be fewer: ads come up a day or two after they were dated
UNKNOWN_ENDS = {
    ClosedReason.UNREACHABLE,
    ClosedReason.NOT_WATCHED,
    ClosedReason.OUT_OF_SEARCH,
}  # nobody knows: censored
OF_POSTINGS = ["job_id", "board", "status", "first_seen_at", "last_seen_at", "missed_since_on"]  # columns
COLUMNS = ["job_id", "first_seen_at", "last_seen_at", "posted_on", "closed_on", "closed_reason", "came_by"]  # of jobs


@dataclass(frozen=True, slots=True)
class Stay:
    """What was seen of one job, in days of its age: from `entered` on until `left`, when it ended.

    `ended` is false where nobody knows more: then `left` is when it was last seen.
    """

    entered: int
    left: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Duration:
    """The median days that jobs stay open, with an interval of 95 %; None while it is not known.

    `at_least`: the age up to which more than half are known to stay; `known_on`: about when the median may be known
    (None: it is, or that cannot be told yet); `jobs` that were looked at, and how many of them `ended`.
    """

    median: float | None
    low: float | None
    high: float | None
    jobs: int
    ended: int
    at_least: int
    known_on: date | None = None


def list_stays(jobs: Iterable[Row], postings: Iterable[Row]) -> dict[str, Stay]:
    """What was seen of each job, by its id. `jobs` and `postings`: all rows of a snapshot, closed ones included.

    A job's age counts from the first morning after its day of publication, on which a crawl could see it, or, if that
    day is not stated, from its first sight. It is under observation from its first sight on: one posted on 30 October
    and first seen on 20 November enters at the age of 20 days. Of a job whose beginning nobody saw (it stood there when
    its board was first watched, or it came by our doing, such as a larger radius) and whose day of publication is not
    stated the age is not known: it is left out.

    A job ended on one of the days from its last sight to that of the first complete run that lacked it: on which is
    drawn by its id, so that all ages are met. Where none did, as on a deadline, it ended half way to its closing. One
    that closed as unreachable, not watched or out of the search was there when it was last seen, and nobody knows more;
    nor does anybody of one that is open, of the last day of all, or of the days since a board was last seen with what
    its last complete run lacked: whether that ended takes two runs.
    """
    watched: dict[str, date] = {}
    known: dict[str, date] = {}  # by board, until when it is known what ended
    first: dict[str, tuple[date, str]] = {}
    missed: dict[str, date] = {}
    boards = defaultdict[str, set[str]](set)
    for row in postings:
        seen, board, name = berlin_day(row["first_seen_at"]), row["board"], row["job_id"]
        watched[board] = min(seen, watched.get(board, seen))
        first[name] = min((seen, board), first.get(name, (seen, board)))
        boards[name].add(board)
        if row["missed_since_on"]:
            missed[name] = max(row["missed_since_on"], missed.get(name, date.min))
            if row["status"] == "open":
                known[board] = min(berlin_day(row["last_seen_at"]), known.get(board, date.max))
    found = list(jobs)
    last_day = max((berlin_day(job["last_seen_at"]) for job in found), default=date.min)
    stays = {}
    for job in found:
        seen, last, posted = berlin_day(job["first_seen_at"]), berlin_day(job["last_seen_at"]), job["posted_on"]
        name = job["job_id"]
        day, board = first.get(name, (seen, ""))
        is_begun = day > watched.get(board, day) and (job.get("came_by") or Cause.BOARD) == Cause.BOARD
        if not (is_begun or posted):
            continue
        born = min(posted + ONE_DAY, seen) if posted else seen
        until = min((known.get(board, date.max) for board in boards[name]), default=date.max)
        end = _find_end(job, last, missed.get(name, last))
        ended = end is not None and end <= until
        left = min(end or min(last, last_day - ONE_DAY), until)
        if ended or left > seen:
            entered = (seen - born).days
            stays[name] = Stay(entered, max((left - born).days, entered + 1), ended)
    return stays


def _find_end(job: Row, last: date, missed: date) -> date | None:
    """The day on which a job ended that was last seen on a day, and lacked since another; None: nobody knows of one."""
    if job["closed_on"] is None or job["closed_reason"] in UNKNOWN_ENDS:
        return None
    gap = (missed - last).days
    days = _pick_day(job["job_id"], gap) if gap > 0 else ceil((max(job["closed_on"], last) - last).days / 2)
    return last + timedelta(days=days)


def _pick_day(name: str, days: int) -> int:
    """One of so many days, each as likely as another, and always the same for a name.

    >>> _pick_day("k7", 1), sorted({_pick_day(f"k{n}", 3) for n in range(20)})
    (1, [1, 2, 3])
    """
    return 1 + int(md5(name.encode(), usedforsecurity=False).hexdigest()[:8], 16) % days


def follow_shares(stays: Iterable[Stay]) -> Iterator[tuple[int, float, float]]:
    """The share that is still open at each age, and the variance of its logarithm (Greenwood's sum).

    By the product-limit estimator of Kaplan and Meier (1958); jobs that entered at an age count from that age on (left
    truncation). It stops at the first age, beyond the first days, at which fewer than LEAST jobs are under observation.
    """
    entries, ends, exits = (Counter[int]() for _ in range(3))
    for stay in stays:
        entries[stay.entered] += 1
        exits[stay.left] += 1
        ends[stay.left] += stay.ended
    at_risk, share, variance = 0, 1.0, 0.0
    for age in range(1, max(exits, default=0) + 1):
        at_risk += entries[age - 1]
        if at_risk < LEAST and age > YOUNG:
            return
        if at_risk >= LEAST:
            dead = ends[age]
            share *= 1 - dead / at_risk
            variance += dead / (at_risk * (at_risk - dead)) if at_risk > dead else 0
        yield age, share, variance
        at_risk -= exits[age]


def estimate_duration(stays: Iterable[Stay], until: date) -> Duration:
    """The median of all jobs' days, as known on a day.

    The interval holds the ages at which a test cannot tell the share still open from one half (Brookmeyer and Crowley
    1982), by Greenwood's variance on the scale log(-log). Between two ages shares are joined by a line, half a day
    later, since a job that is gone at an age ended in the day before. Nothing is told while the median or the upper end
    of its interval is not reached.
    """
    stays = list(stays)
    reached, was = 0, (1.0, 1.0, 1.0)
    crossed: list[float | None] = [None, None, None]
    for reached, share, variance in follow_shares(stays):
        now = _around(share, variance)
        for at, (before, after) in enumerate(zip(was, now, strict=True)):
            if crossed[at] is None and after <= HALF:
                crossed[at] = reached - HALF + (before - HALF) / (before - after)
        was = now
    (low, median, high), (_, share, _) = crossed, was
    count, ended = len(stays), sum(stay.ended for stay in stays)
    at_least = reached if median is None else int(median)
    if median is None or high is None:
        wait = ceil(log(2) * reached / -log(share)) - reached if 0 < share < 1 else 0
        return Duration(None, None, None, count, ended, at_least, until + timedelta(days=wait) if wait > 0 else None)
    return Duration(round(median, 1), round(low or 0.0, 1), round(high, 1), count, ended, at_least)


def _around(share: float, variance: float) -> tuple[float, float, float]:
    """The share that is still open between its limits, on the scale log(-log)."""
    if share in (0.0, 1.0):
        return share, share, share
    spread = exp(Z * sqrt(variance) / abs(log(share)))
    return share**spread, share, share ** (1 / spread)
