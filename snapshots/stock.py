"""The stock: the tracked postings in memory, with `text_length` in place of `text`; null where not read in this run."""

import pyarrow as pa

from schemas.columns import schema_of
from schemas.tables import Posting, TrackedPosting
from storage.snapshots import Snapshot
from storage.texts import LENGTH

SEEN = pa.schema([*(f for f in schema_of(Posting) if f.name != "text"), LENGTH])  # what a part has of a posting
TRACKED = pa.schema([f for f in schema_of(TrackedPosting) if f.name not in (*schema_of(Posting).names, *SEEN.names)])
STOCK = pa.schema([*SEEN, *(f.with_nullable(True) for f in TRACKED)])


def read_stock(snapshot: Snapshot) -> pa.Table:
    """The postings of a snapshot as a stock. Raises BrokenSnapshot, OSError."""
    postings = snapshot.table("postings", [name for name in STOCK.names if name != LENGTH.name])
    unread = pa.nulls(postings.num_rows, LENGTH.type)
    arrays = [unread if name == LENGTH.name else postings[name] for name in STOCK.names]
    return pa.Table.from_arrays(arrays, schema=STOCK)
