"""What boards state that a role pays in a town, for each page as its last response has it."""

import pyarrow as pa
import pyarrow.compute as pc

from schemas.tables import Benchmark
from storage.layout import Output
from storage.tables import conform, open_table, read_bytes


def read_benchmarks(output: Output, path: str) -> pa.Table:
    """The rows of a benchmark part; of one stated twice, the last. Raises OSError, ValueError or ArrowException."""
    rows = conform(open_table(read_bytes(output, path)).read(), Benchmark)
    key = list(Benchmark.key)
    frame = rows.select(key).append_column("at", rows["seen_at"]).to_pandas().sort_values("at", kind="stable")
    return rows.take(pa.array(sorted(frame.drop_duplicates(key, keep="last").index)))


def replace_pages(known: pa.Table, board: str, rows: pa.Table) -> pa.Table:
    """The known benchmarks, with a board's new rows replacing all that the same pages stated before."""
    replaced = pc.and_(pc.equal(known["board"], board), pc.is_in(known["url"], pc.unique(rows["url"])))
    return pa.concat_tables([known.filter(pc.invert(replaced)), rows])
