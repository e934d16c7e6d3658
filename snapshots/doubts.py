"""The feeds that a snapshot does not know how to judge: what became of them, and what becomes of their postings."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.feeds import FeedRun, FeedState, HeldFor
from schemas.results import Doubt
from schemas.vocabulary import ClosedReason
from snapshots.closing import UNKNOWN_DAYS
from snapshots.feeds import full_name, of_feed
from snapshots.gates import tell_fall
from storage.snapshots import Snapshot

WHY = {
    FeedState.UNREAD: "no whole answer",
    FeedState.NOT_ASKED: "switched off, or no longer a row of the configuration",
}


def find_doubts(snapshot: Snapshot, doubted: Sequence[FeedRun]) -> tuple[Doubt, ...]:
    """What is not known of the feeds that the last run of a snapshot left held, unread or not asked."""
    rows = snapshot.table("postings", ["board", "board_ref", "status", "last_seen_at"])
    waiting = rows.filter(pc.equal(rows["status"], "open"))
    return tuple(
        _doubt(feed, of_feed(waiting.filter(pc.equal(waiting["board"], feed.board)), feed.feed)) for feed in doubted
    )


def _doubt(feed: FeedRun, waiting: pa.Table) -> Doubt:
    is_held, name = feed.feed_state is FeedState.HELD, full_name(feed.board, feed.feed)
    closes_as = ClosedReason.NOT_WATCHED if feed.feed_state is FeedState.NOT_ASKED else ClosedReason.UNREACHABLE
    closes_with_next = feed.held_for is HeldFor.CLOSINGS
    closes_on = None if closes_with_next else _first_day(waiting["last_seen_at"])
    return Doubt(
        name=name,
        state=feed.feed_state,
        why=tell_fall(feed, named=False) if is_held else WHY[feed.feed_state],
        since=feed.since,
        waiting=waiting.num_rows,
        closes_on=closes_on,
        closes_as=closes_as if closes_on else None,
        accept=f"scrapy publish --accept {name}" if is_held else None,
    )


def _first_day(last_seen: Any) -> date | None:
    """The day on which the first of some postings has not been seen for too long; None: there are none."""
    first = pc.min(last_seen).as_py()
    return first.date() + timedelta(days=UNKNOWN_DAYS) if first else None
