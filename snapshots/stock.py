"""The stock: the tracked postings in memory, with `text_length` in place of `text`; null where not read in this run."""

import pyarrow as pa

from schemas.columns import schema_of
from schemas.tables import Posting, TrackedPosting

MEASURED = pa.schema([pa.field("text_length", pa.int32()), schema_of(TrackedPosting).field("text_signature")])
SEEN = pa.schema([*(f for f in schema_of(Posting) if f.name != "text"), *MEASURED])  # what a part has of a posting
TRACKED = pa.schema([f for f in schema_of(TrackedPosting) if f.name not in (*schema_of(Posting).names, *SEEN.names)])
STOCK = pa.schema([*SEEN, *(f.with_nullable(True) for f in TRACKED)])
