"""The stock: the tracked postings in memory, with `text_length` in place of `text`; null where not read in this run."""

import pyarrow as pa

from schemas.columns import schema_of
from schemas.tables import Posting, TextSignature, TrackedPosting
from storage.snapshots import Snapshot

MEASURED = pa.schema([pa.field("text_length", pa.int32()), schema_of(TextSignature).field("text_signature")])
SEEN = pa.schema([*(f for f in schema_of(Posting) if f.name != "text"), *MEASURED])  # what a part has of a posting
TRACKED = pa.schema([f for f in schema_of(TrackedPosting) if f.name not in (*schema_of(Posting).names, *SEEN.names)])
STOCK = pa.schema([*SEEN, *(f.with_nullable(True) for f in TRACKED)])
TEXTS = pa.schema(
    [("board", pa.string()), ("board_ref", pa.string()), ("text", pa.large_string()), ("text_sha256", pa.string())]
)


def read_stock(snapshot: Snapshot) -> pa.Table:
    """The postings of a snapshot as a stock. Raises BrokenSnapshot, OSError."""
    postings = snapshot.table("postings")
    columns = {
        "text_length": pa.nulls(postings.num_rows, pa.int32()),
        "text_signature": snapshot.table("signatures", ["text_signature"])["text_signature"],
    }
    arrays = [columns[name] if name in columns else postings[name] for name in STOCK.names]
    return pa.Table.from_arrays(arrays, schema=STOCK)
