"""The monitors of a board's run: what gates and verdict found already, by its name, and what its own history says."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from schemas.boards import BoardRun
from schemas.feeds import OF_COUNT, FeedRun, FeedState
from schemas.monitors import QUIET, Monitor
from schemas.verdicts import Verdict
from snapshots.content import EDITED, is_unlikely
from snapshots.feeds import REMEMBERED
from storage.layout import started_at

ANSWERED = (Verdict.COMPLETE, Verdict.RECENT, Verdict.PARTIAL)  # the runs that say what is usual
LONGER = 2  # times as long as the longest of its last good runs,
AT_LEAST = 60  # and so many seconds longer: then a crawl took too long
ENOUGH = 3  # good runs without which nobody knows how long is long
UNANSWERED = timedelta(days=7)  # without a good answer, after which a feed is not fresh
FROZEN = 1e-6  # chance of so long a silence, without a cause: far lower, since new ads come in batches
NEWS = 30  # good runs whose new postings say how often some come


def watch(row: BoardRun, before: BoardRun | None, feeds: Iterable[FeedRun], *, is_accepted: bool) -> BoardRun:
    """The row with the monitors that it did not pass, and with what is usual from now on.

    `before`: the board's row of the run before. A figure that is not passed is not remembered, so that it does not
    become usual by itself; one that someone `is_accepted` is all that is remembered.
    """
    usual = before if before and not is_accepted else _forget(row)
    row = replace(
        row,
        usual_seconds=usual.usual_seconds,
        usual_rejected=usual.usual_rejected,
        usual_unwanted=usual.usual_unwanted,
        usual_new=usual.usual_new,
        quiet_runs=usual.quiet_runs,
    )
    if row.verdict is Verdict.NOT_RUN:
        return row
    if row.verdict in ANSWERED:
        row = _count_news(row)
    found = {*_name_judged(row, feeds), *(() if is_accepted else _compare(row))}
    return replace(_remember(row, found), monitors=tuple(one for one in Monitor if one in found))


def _name_judged(row: BoardRun, feeds: Iterable[FeedRun]) -> Iterable[Monitor]:
    """What the crawl's verdict and the feeds' gates say, as monitors."""
    held = [feed.held_for for feed in feeds if feed.feed_state is FeedState.HELD]
    oldest = started_at(row.run) - UNANSWERED
    waits = (feed.since for feed in feeds if feed.feed_state in (FeedState.HELD, FeedState.UNREAD))
    rules = {
        Monitor.ITEM_COUNT: any(one in OF_COUNT for one in held) or _is_below_floor(row),
        Monitor.FIELD_COVERAGE: any(one not in OF_COUNT for one in held),
        Monitor.ERROR_RATE: row.failed > 0,
        Monitor.FINISH_REASON: row.finish_reason not in (None, "finished"),
        Monitor.LEDGER: row.requests > row.answered + row.failed + row.filtered,
        Monitor.FRESHNESS: any(since and started_at(since) <= oldest for since in waits),
    }
    return (name for name, is_failed in rules.items() if is_failed)


def _compare(row: BoardRun) -> Iterable[Monitor]:
    """What is told by the board's own last good runs alone."""
    ads, answers = row.postings + row.unreadable, row.answered + row.unwanted
    share = sum(map(bool, row.usual_new)) / (2 + NEWS)  # two runs more without news, since a few say little
    rules = {
        Monitor.REJECTED: is_unlikely(row.unreadable, ads, _usual_share(row.usual_rejected)),
        Monitor.UNWANTED_CODES: is_unlikely(row.unwanted, answers, _usual_share(row.usual_unwanted)),
        Monitor.DURATION: _takes_too_long(row),
        Monitor.FRESHNESS: row.quiet_runs >= QUIET and (1 - share) ** row.quiet_runs < FROZEN,
    }
    return (name for name, is_failed in rules.items() if is_failed)


def _takes_too_long(row: BoardRun) -> bool:
    """Whether the crawl takes far longer than the longest of its board's last good ones; two of these say little."""
    if len(row.usual_seconds) < ENOUGH:
        return False
    longest = max(row.usual_seconds)
    return row.seconds >= max(LONGER * longest, longest + AT_LEAST)


def _is_below_floor(row: BoardRun) -> bool:
    return row.postings < row.floor and row.verdict is not Verdict.RECENT


def _usual_share(shares: Sequence[float]) -> float:
    """The share that is usual; one in 25 is nothing unusual on any board."""
    return max(EDITED, sum(shares) / len(shares) if shares else 0.0)


def _count_news(row: BoardRun) -> BoardRun:
    """The row with the new postings of this run."""
    if not row.new:
        return replace(row, quiet_runs=row.quiet_runs + 1)
    return replace(row, usual_new=(*row.usual_new, *[0] * row.quiet_runs, row.new)[-NEWS:], quiet_runs=0)


def _remember(row: BoardRun, found: Iterable[Monitor]) -> BoardRun:
    """The row with what this run adds to what is usual: of a good run all that was passed."""
    if row.verdict not in ANSWERED:
        return row
    ads, answers = row.postings + row.unreadable, row.answered + row.unwanted
    if Monitor.DURATION not in found:
        row = replace(row, usual_seconds=(*row.usual_seconds, row.seconds)[-REMEMBERED:])
    if Monitor.REJECTED not in found and ads:
        row = replace(row, usual_rejected=(*row.usual_rejected, round(row.unreadable / ads, 4))[-REMEMBERED:])
    if Monitor.UNWANTED_CODES not in found and answers:
        row = replace(row, usual_unwanted=(*row.usual_unwanted, round(row.unwanted / answers, 4))[-REMEMBERED:])
    return row


def _forget(row: BoardRun) -> BoardRun:
    return replace(row, usual_seconds=(), usual_rejected=(), usual_unwanted=(), usual_new=(), quiet_runs=0)
