"""The text of each job's canonical posting, from where it was last read."""

from collections.abc import Collection, Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import schema_of
from schemas.tables import Posting
from snapshots.keys import index_of, keys_of
from snapshots.parts import latest_rows
from storage.layout import Output
from storage.snapshots import Snapshot
from storage.tables import UNREADABLE, open_table, read_bytes

TEXTS = pa.schema([("board", pa.string()), ("board_ref", pa.string()), ("text", pa.large_string())])
DESCRIPTIONS = pa.schema([("job_id", pa.string()), *TEXTS])


def gather_descriptions(
    output: Output, stock: pa.Table, before: Snapshot | None, parts: Mapping[tuple[str, str], str]
) -> pa.Table:
    """job_id, board, board_ref, text (large strings) by job_id; a job without any text has no row.

    The text of a posting read in one of the present runs (`parts`: run and board to path) is there; else it is in the
    snapshot before, or in the part of its run. If that part has been removed since, the job keeps the text that it had,
    provided it is that of one of its postings.
    """
    canonical = stock.filter(stock["is_canonical"]).select(["job_id", "board", "board_ref", "run"])
    wanted = canonical.to_pandas().assign(key=keys_of(canonical).to_numpy(zero_copy_only=False))
    at_hand = pd.Series([pair in parts for pair in zip(wanted["run"], wanted["board"], strict=True)], dtype=bool)
    texts = _from_parts(output, wanted[at_hand], parts)
    carried = wanted[~at_hand]
    if before is not None and len(carried):
        texts += [table.select(TEXTS.names) for table in _from_snapshot(before, "key", carried["key"])]
        found = {key for table in texts for key in keys_of(table).to_pylist()}
        texts += _from_parts(output, carried[~carried["key"].isin(found)], {})
    found_texts = pa.concat_tables([TEXTS.empty_table(), *texts])
    jobs = wanted.set_index("key")["job_id"].reindex(keys_of(found_texts).to_numpy(zero_copy_only=False))
    described = found_texts.add_column(0, "job_id", pa.array(jobs.to_numpy(object), pa.string()))
    if before is not None:
        silent = set(wanted["job_id"]) - set(jobs)
        kept = pa.concat_tables([DESCRIPTIONS.empty_table(), *_from_snapshot(before, "job_id", silent)])
        job_of = pd.Series(stock["job_id"].to_numpy(zero_copy_only=False), index_of(keys_of(stock)))
        still = job_of.reindex(index_of(keys_of(kept))).to_numpy(object) == kept["job_id"].to_numpy(
            zero_copy_only=False
        )
        described = pa.concat_tables([described, kept.filter(pa.array(still, pa.bool_()))])
    return described.take(pc.sort_indices(described["job_id"]))


def _from_parts(output: Output, wanted: pd.DataFrame, parts: Mapping[tuple[str, str], str]) -> list[pa.Table]:
    tables = []
    for (run, board), rows in wanted.groupby(["run", "board"], sort=True):
        path = parts.get((str(run), str(board)))
        try:
            tables.append(read_texts(output, path or output.part(str(run), str(board)), rows["board_ref"].tolist()))
        except UNREADABLE:
            if path:
                raise  # it could be read a moment ago
    return tables


def _from_snapshot(before: Snapshot, column: str, values: Collection[str]) -> list[pa.Table]:
    """Rows of the previous descriptions whose `column` (job_id, or key: board and board_ref) is among the values."""
    if not len(values):
        return []
    wanted = pa.array(sorted(values), pa.string())
    file = open_table(before.read("descriptions.parquet"))
    tables = []
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        key = keys_of(table) if column == "key" else table["job_id"]
        tables.append(table.filter(pc.is_in(key, wanted)).select(DESCRIPTIONS.names).cast(DESCRIPTIONS))
    return tables


def read_every_text(output: Output, path: str) -> dict[str, str]:
    """The texts of a part's postings by board_ref. Raises UNREADABLE."""
    table = open_table(read_bytes(output, path)).read(["board_ref", "fetched_at", "text"])
    texts = latest_rows(table)
    return dict(zip(texts["board_ref"].to_pylist(), texts["text"].to_pylist(), strict=True))


def read_texts(output: Output, path: str, board_refs: Collection[str]) -> pa.Table:
    """Table board, board_ref, text of some postings of a part, without those that have none. Raises UNREADABLE."""
    wanted = pa.array(sorted(board_refs), pa.string())
    file = open_table(read_bytes(output, path))
    columns = pa.schema([*TEXTS, schema_of(Posting).field("fetched_at")])
    tables = [columns.empty_table()]
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=columns.names).select(columns.names).cast(columns)
        tables.append(table.filter(pc.is_in(table["board_ref"], wanted)))
    texts = latest_rows(pa.concat_tables(tables))
    return texts.filter(pc.is_valid(texts["text"])).select(TEXTS.names)
