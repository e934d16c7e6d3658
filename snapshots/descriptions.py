"""The text of each job's canonical posting: carried from the snapshot before, or read from where it was last read."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from schemas.columns import schema_of
from schemas.tables import Posting
from snapshots.arrays import Column, Mask
from snapshots.keys import index_of, keys_of, text_keys_of
from snapshots.parts import latest_rows
from snapshots.stock import TEXTS
from storage.layout import Output
from storage.snapshots import Snapshot
from storage.tables import UNREADABLE, Pieces, open_table, read_bytes

DESCRIPTIONS = pa.schema([("job_id", pa.string()), *TEXTS])
NAMES = [name for name in DESCRIPTIONS.names if name != "text"]


def gather_descriptions(
    output: Output,
    stock: pa.Table,
    before: Snapshot | None,
    parts: Mapping[tuple[str, str], str],
    news: pa.Table,
    withheld: Collection[str] = (),
) -> Pieces:
    """DESCRIPTIONS by job_id, piece by piece, as they are asked for; a job without any text has no row.

    The text of a posting read in one of the present runs (`parts`: run and board to path) is carried where the snapshot
    before holds the very same; else it is among the `news` (TEXTS), or in the part. That of another posting is in the
    snapshot before, or in the part of its run. If that part has been removed since, the job keeps the text that it had,
    provided it is that of one of its postings. The texts of boards `withheld` are left out: such a job has that of
    another of its postings, or none.
    """
    stock = stock.select(["job_id", "board", "board_ref", "run", "text_sha256", "is_canonical", "status"])
    canonical = _choose(stock, withheld)
    stock = stock.filter(_may_be_published(stock, withheld))
    old = before.table("descriptions", NAMES) if before else DESCRIPTIONS.empty_table().select(NAMES)
    at = index_of(keys_of(old)).get_indexer(index_of(keys_of(canonical)))
    is_at_hand = np.array([pair in parts for pair in _pairs(canonical, "run", "board")], bool)
    is_same = _are_equal(canonical["text_sha256"], old["text_sha256"].take(pa.array(at, mask=at < 0)))
    is_carried = (at >= 0) & (is_same | ~is_at_hand)
    has_text = pc.is_valid(canonical["text_sha256"]).to_numpy()
    wanted = canonical.filter(pa.array(has_text & ~is_carried))
    at_hand = _from_news(wanted, news)
    wanted = wanted.filter(pc.invert(pc.is_in(wanted["job_id"], at_hand["job_id"].combine_chunks())))
    found = pa.concat_tables([at_hand, _from_parts(output, wanted, parts)])
    job_of = np.full(old.num_rows, None, object)  # of each old row, the job whose text it is now
    job_of[at[is_carried]] = canonical["job_id"].filter(pa.array(is_carried)).to_numpy(zero_copy_only=False)
    silent = canonical["job_id"].filter(pa.array(~is_carried))
    silent = silent.filter(pc.invert(pc.is_in(silent, found["job_id"].combine_chunks())))
    _keep_last_text(job_of, old, silent, stock)
    stays = _are_equal(pa.array(job_of, pa.string()), old["job_id"])
    moved = pa.array(job_of, pa.string(), mask=stays)
    return Pieces(lambda: _lay_together(before, stays, moved, found))


def _choose(stock: pa.Table, withheld: Collection[str]) -> pa.Table:
    """Each job's canonical posting; where its text is withheld, another that has one: an open one before others."""
    canonical = stock.filter(stock["is_canonical"])
    may = _may_be_published(canonical, withheld)
    if pc.all(may).as_py() is not False:
        return canonical
    silent = canonical.filter(pc.invert(may))["job_id"].combine_chunks()
    others = stock.filter(_may_be_published(stock, withheld)).filter(pc.field("text_sha256").is_valid())
    others = others.filter(pc.is_in(others["job_id"], silent))
    order = [("job_id", "ascending"), ("status", "descending"), ("board", "ascending"), ("board_ref", "ascending")]
    others = others.sort_by(order)
    first = ~pd.Series(others["job_id"].to_numpy(zero_copy_only=False), dtype=object).duplicated()
    return pa.concat_tables([canonical.filter(may), others.filter(pa.array(first.to_numpy(bool)))])


def _may_be_published(postings: pa.Table, withheld: Collection[str]) -> Column:
    return pc.invert(pc.is_in(postings["board"], pa.array(sorted(withheld), pa.string())))


def _keep_last_text(job_of: NDArray[np.object_], old: pa.Table, silent: Column, stock: pa.Table) -> None:
    """Jobs of which no text is to be had keep the one that they had, if it is that of one of their postings."""
    rows = np.flatnonzero(pc.is_in(old["job_id"], silent.combine_chunks()).to_numpy())
    kept = old.take(pa.array(rows))
    postings = stock.select(["board", "board_ref", "job_id"])
    postings = postings.filter(pc.is_in(keys_of(postings), keys_of(kept).combine_chunks()))
    job_now = pd.Series(postings["job_id"].to_numpy(zero_copy_only=False), index_of(keys_of(postings)), dtype=object)
    ids = kept["job_id"].to_numpy(zero_copy_only=False)
    still = job_now.reindex(index_of(keys_of(kept))).to_numpy(object) == ids
    job_of[rows[still]] = ids[still]


def _lay_together(before: Snapshot | None, stays: Mask, moved: pa.Array, found: pa.Table) -> Iterator[pa.Table]:
    """The old rows that stay where they were, in the order of job_id with those found anew or under another job."""
    if before is None:
        yield found.sort_by("job_id")
        return
    more = pa.concat_tables([found, *_of_other_jobs(before, moved)]).sort_by("job_id")
    ids, begin, start = more["job_id"].to_numpy(zero_copy_only=False), 0, 0
    file = open_table(before.read("descriptions.parquet"))
    for group in range(file.num_row_groups):
        table = _read_group(file, group)
        end = int(np.searchsorted(ids, table["job_id"][-1].as_py(), "right")) if table.num_rows else begin
        both = pa.concat_tables([table, more.slice(begin, end - begin).cast(table.schema)])
        stay = np.flatnonzero(stays[start : start + table.num_rows])
        rows = pa.array(np.concatenate([stay, np.arange(table.num_rows, both.num_rows)]))
        yield both.take(rows.take(pc.sort_indices(both["job_id"].take(rows))))
        begin, start = end, start + table.num_rows
    yield more.slice(begin)


def _of_other_jobs(before: Snapshot, moved: pa.Array) -> Iterator[pa.Table]:
    """The old rows that are now another job's, under its id."""
    if moved.null_count == len(moved):
        return
    file, start = open_table(before.read("descriptions.parquet")), 0
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        ids = moved.slice(start, count)
        start += count
        if ids.null_count < count:
            rows = _read_group(file, group).filter(ids.is_valid())
            yield rows.set_column(0, DESCRIPTIONS.field("job_id"), ids.drop_null()).cast(DESCRIPTIONS)


def _read_group(file: pa.Table, group: int) -> pa.Table:
    """A row group of a snapshot's descriptions; one of before says no checksum."""
    table = file.read_row_group(group)
    if "text_sha256" not in table.column_names:
        table = table.append_column("text_sha256", pa.nulls(table.num_rows, pa.string()))
    return table.select(DESCRIPTIONS.names).replace_schema_metadata()


def _from_news(wanted: pa.Table, news: pa.Table) -> pa.Table:
    """DESCRIPTIONS of those postings whose very text is among the news."""
    of_news, of_wanted = (index_of(text_keys_of(table)) for table in (news, wanted))
    at = of_news[~of_news.duplicated()].get_indexer(of_wanted)
    rows = news.filter(pa.array(~of_news.duplicated())).take(pa.array(at[at >= 0]))
    return rows.add_column(0, DESCRIPTIONS.field("job_id"), wanted["job_id"].filter(pa.array(at >= 0)))


def _from_parts(output: Output, wanted: pa.Table, parts: Mapping[tuple[str, str], str]) -> pa.Table:
    """DESCRIPTIONS of postings, from the parts of the runs that last read them; those that are gone have no row."""
    jobs = pd.Series(wanted["job_id"].to_numpy(zero_copy_only=False), index_of(keys_of(wanted)), dtype=object)
    tables = []
    for run, board in sorted(set(_pairs(wanted, "run", "board"))):
        path = parts.get((run, board))
        of_part = wanted.filter(pc.and_(pc.equal(wanted["run"], run), pc.equal(wanted["board"], board)))
        try:
            texts = read_texts(output, path or output.part(run, board), of_part["board_ref"].combine_chunks())
        except UNREADABLE:
            if path:
                raise  # it could be read a moment ago
            continue
        ids = pa.array(jobs.reindex(index_of(keys_of(texts))).to_numpy(object), pa.string())
        tables.append(texts.add_column(0, DESCRIPTIONS.field("job_id"), ids))
    return pa.concat_tables([DESCRIPTIONS.empty_table(), *tables])


def read_every_text(output: Output, path: str) -> dict[str, str]:
    """The texts of a part's postings by board_ref. Raises UNREADABLE."""
    table = open_table(read_bytes(output, path)).read(["board_ref", "fetched_at", "text"])
    texts = latest_rows(table)
    return dict(zip(texts["board_ref"].to_pylist(), texts["text"].to_pylist(), strict=True))


def read_texts(output: Output, path: str, board_refs: pa.Array) -> pa.Table:
    """TEXTS of some postings of a part, without those that have none. Raises UNREADABLE."""
    file = open_table(read_bytes(output, path))
    columns = pa.schema([*TEXTS, schema_of(Posting).field("fetched_at")])
    tables = [columns.empty_table()]
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=columns.names).select(columns.names).cast(columns)
        tables.append(table.filter(pc.is_in(table["board_ref"], board_refs)))
    texts = latest_rows(pa.concat_tables(tables))
    return texts.filter(pc.is_valid(texts["text"])).select(TEXTS.names)


def _pairs(table: pa.Table, *names: str) -> Collection[tuple[str, ...]]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def _are_equal(one: Column, other: Column) -> Mask:
    """Mask: where two columns hold the same word; null equals nothing."""
    return np.asarray(pc.fill_null(pc.equal(one, other), False).to_numpy(zero_copy_only=False), bool)
