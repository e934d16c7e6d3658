"""The life of a posting: first and last seen, open, missed, closed, reopened."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import schema_of
from schemas.tables import Posting, TrackedPosting
from snapshots.changes import facts_differ
from snapshots.keys import index_of, keys_of
from storage.layout import started_at

BERLIN = ZoneInfo("Europe/Berlin")
MISSES = 2  # complete runs in a row without a posting that close it

# The stock in memory: tracked postings, with `text_length` in place of `text`; null for those not read in the last run.
MEASURED = pa.schema([pa.field("text_length", pa.int32()), schema_of(TrackedPosting).field("text_signature")])
SEEN = pa.schema([*(f for f in schema_of(Posting) if f.name != "text"), *MEASURED])
TRACKED = pa.schema([f for f in schema_of(TrackedPosting) if f.name not in (*schema_of(Posting).names, *SEEN.names)])
STOCK = pa.schema([*SEEN, *(f.with_nullable(True) for f in TRACKED)])


def day_of(run: str) -> date:
    """The day of a run in Germany.

    >>> day_of("20261122T233000Z")
    datetime.date(2026, 11, 23)
    """
    return started_at(run).astimezone(BERLIN).date()


def apply_run(
    stock: Any, seen: Any, run: str, heard: Mapping[str, Collection[str]], gone: Mapping[str, Collection[str]]
) -> tuple[Any, pd.DataFrame]:
    """The stock after a run, by key, and what happened to it a board: columns new, changed, closed (postings).

    `seen` are the postings that the run's parts carry; one that is left out there (`left_out`) counts as not carried,
    so that a known posting which moves out of the area or turns into another role closes as missing, two complete
    runs later, with the last facts that were part of this search. `heard` names the boards whose silence counts, each
    with its feeds that gave no whole answer (how their board_refs begin): to those the run was incomplete.
    A posting closes when
    - its deadline has passed (`apply_by_on` before the day of the run; for a span of days that is its last day),
      whether or not its board still carries it and whatever state its board is in: the ad itself says so;
    - a complete run of its board reports it `gone` (404 or 410) and does not carry it;
    - two complete runs of its board in a row do not carry it; incomplete ones in between neither count nor clear it.
    `closed_on` is the day of the run that showed it. Seen again (and not past its deadline), it is open again.
    """
    seen = seen.filter(pc.is_null(seen["left_out"]))
    key_of_stock, key_of_seen = index_of(keys_of(stock)), index_of(keys_of(seen))
    was_at = key_of_stock.get_indexer(key_of_seen)
    unseen = stock.filter(pa.array(key_of_seen.get_indexer(key_of_stock) < 0))
    before = stock.take(pa.array(was_at, mask=was_at < 0))
    changed = pc.and_(pa.array(was_at >= 0), facts_differ(before, seen))

    unread = unseen.select(SEEN.names).set_column(
        SEEN.get_field_index("text_length"), SEEN.field("text_length"), pa.nulls(unseen.num_rows, pa.int32())
    )
    rows = pa.concat_tables([seen.select(SEEN.names), unread])
    was = pa.concat_tables([before.select(TRACKED.names), unseen.select(TRACKED.names)])
    count, total = seen.num_rows, rows.num_rows
    is_seen = np.arange(total) < count
    counts = _mask(pc.is_in(rows["board"], pa.array(sorted(heard), pa.string())))
    for board, feeds in heard.items():
        for feed in feeds:
            of_feed = pc.and_(pc.equal(rows["board"], board), pc.starts_with(rows["board_ref"], feed))
            counts &= ~_mask(of_feed)
    was_open = _mask(pc.fill_null(pc.equal(was["status"], "open"), False))
    was_closed = _mask(pc.fill_null(pc.equal(was["status"], "closed"), False))
    missed = pc.fill_null(was["missed_runs"], 0).to_numpy()
    missed = np.where(is_seen, 0, missed + (counts & was_open))
    today = day_of(run)
    overdue = _mask(pc.fill_null(pc.less(rows["apply_by_on"], today), False))
    pairs = [f"{board}\x1f{ref}" for board, refs in gone.items() for ref in refs]
    is_gone = ~is_seen & counts & np.asarray(index_of(keys_of(rows)).isin(pairs))
    closed = overdue | (~is_seen & (was_closed | is_gone | (missed >= MISSES)))
    closes = closed & ~was_closed
    reason = pa.array(np.where(overdue, "deadline", np.where(is_gone, "gone", "missing")).astype(object), pa.string())
    life = {
        "job_id": was["job_id"],
        "status": pa.array(np.where(closed, "closed", "open").astype(object), pa.string()),
        "first_seen_at": pc.coalesce(was["first_seen_at"], rows["fetched_at"]),
        "last_seen_at": rows["seen_at"],
        "missed_runs": pa.array(missed, pa.int32()),
        "stale": pa.array(~is_seen & ~closed & ~counts),
        "closed_on": _while(closed, pc.if_else(pa.array(closes), pa.scalar(today), was["closed_on"])),
        "closed_reason": _while(closed, pc.if_else(pa.array(closes), reason, was["closed_reason"])),
        "is_canonical": pc.fill_null(was["is_canonical"], False),
        "duplicate_kind": was["duplicate_kind"],
        "duplicate_reason": was["duplicate_reason"],
        "possible_same_vacancy": was["possible_same_vacancy"],
    }
    columns = [*rows.columns, *(life[name] for name in TRACKED.names)]
    after = pa.Table.from_arrays(columns, schema=STOCK).sort_by([(name, "ascending") for name in Posting.key])
    events = pd.DataFrame(
        {
            "board": rows["board"].to_numpy(zero_copy_only=False),
            "new": is_seen & ~was_open & ~was_closed,
            "changed": np.concatenate([_mask(changed), np.zeros(total - count, bool)]),
            "closed": closes,
        }
    )
    return after, events.groupby("board", sort=True).sum()


def _mask(column: Any) -> Any:
    return np.asarray(column.to_numpy(zero_copy_only=False), bool)


def _while(condition: Any, column: Any) -> Any:
    return pc.if_else(pa.array(condition), column, pa.scalar(None, column.type))
