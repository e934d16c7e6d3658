"""Parts as the crawl left them: found, read and checked. One that cannot be read is a failed board, never a crash."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from german.words.signature import SIGNATURE, sign_texts
from schemas.tables import BoardRun, Posting
from snapshots.arrays import Column
from snapshots.keys import index_of, text_keys_of
from snapshots.stock import SEEN, TEXTS
from storage.layout import Output, run_of
from storage.parts import read_board_run, read_refused
from storage.tables import UNREADABLE, conform, open_table, read_bytes

Record: TypeAlias = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One board's part of one run. If `error` says why it cannot be read, `verdict` is None and `rows` is empty.

    `rows` are its postings by board_ref, with the columns SEEN, including those left out. `news` are the texts (TEXTS)
    that were not known, so that nobody needs to read them again; none where nothing was known.
    """

    run: str
    board: str
    path: str
    sha256: str
    verdict: BoardRun | None
    rows: pa.Table
    gone: frozenset[str]
    refused: frozenset[str]  # ids and addresses of what became no posting
    error: str | None
    news: pa.Table = field(default_factory=TEXTS.empty_table)

    @property
    def record(self) -> Record:
        """What the manifest says of it."""
        rows = None if self.error else self.rows.num_rows
        return {"run": self.run, "board": self.board, "sha256": self.sha256, "rows": rows, "error": self.error}


def read_parts(output: Output, paths: Iterable[str], known: pa.Table | None = None) -> list[Part]:
    """The parts of one run, one for each board, by board: a second copy is ignored, whatever it is called.

    `known`: a table with `text_sha256` and `text_signature`, so that a known text is not signed again.
    """
    parts: dict[str, Part] = {}
    for part in sorted(
        (read_part(output, path, known) for path in sorted(set(paths))),
        key=lambda part: (part.error is not None, not part.path.endswith(f"/{part.board}.parquet"), part.sha256),
    ):
        parts.setdefault(part.board, part)
    return [parts[board] for board in sorted(parts)]


def read_part(output: Output, path: str, known: pa.Table | None = None) -> Part:
    """One part, checked against its schema and its own verdict."""
    run, board = run_of(path), path.rsplit("/", 1)[-1].removesuffix(".parquet")
    sha256 = hashlib.sha256(b"").hexdigest()
    try:
        data = read_bytes(output, path)
        sha256 = hashlib.sha256(data).hexdigest()
        file = open_table(data)
        metadata = file.metadata.metadata or {}
        verdict, gone = read_board_run(metadata)
        if verdict.run != run:
            raise ValueError(f"its verdict is of run {verdict.run}")
        read = file.read()
        rows, signed = conform(read, Posting), _signed_by_crawl(read)
        for column, value in (("board", verdict.board), ("run", run)):
            if rows.num_rows and not pc.all(pc.equal(rows[column], value)).as_py():
                raise ValueError(f"it holds postings whose {column} is not {value}")
        seen, refused = latest_rows(_measured(rows, signed, known)), frozenset(read_refused(metadata))
        news = _find_news(rows, known)
        return Part(run, verdict.board, path, sha256, verdict, seen, frozenset(gone), refused, None, news)
    except (*UNREADABLE, KeyError, TypeError) as error:  # the last two: a verdict of unexpected form
        reason = f"part cannot be read: {str(error).strip() or type(error).__name__}".splitlines()[0]
        return Part(run, board, path, sha256, None, SEEN.empty_table(), frozenset(), frozenset(), reason)


def _find_news(rows: pa.Table, known: pa.Table | None) -> pa.Table:
    """The texts of a part that were not known; a first publish, to which all are news, does not keep them at hand."""
    if known is None or not known.num_rows:
        return TEXTS.empty_table()
    is_known = pc.is_in(text_keys_of(rows), text_keys_of(known).combine_chunks())
    is_news = pc.and_(pc.is_valid(rows["text"]), pc.invert(is_known))
    return rows.select(TEXTS.names).filter(is_news).cast(TEXTS)


def _measured(rows: pa.Table, signed: Column | None, known: pa.Table | None) -> pa.Table:
    """With `text_length` and `text_signature` (none for those left out) in place of the text.

    `signed`: the signatures that the crawl made; a crawl of before made none (None).
    """
    length = pc.fill_null(pc.utf8_length(rows["text"]), 0)
    if signed is None:
        texts = pc.if_else(pc.is_null(rows["left_out"]), rows["text"], pa.scalar(None, pa.string()))
        signed = _sign(texts, rows["text_sha256"], known)
    measured = rows.drop_columns(["text"]).append_column(SEEN.field("text_length"), length)
    return measured.append_column(SEEN.field("text_signature"), signed)


def _signed_by_crawl(rows: pa.Table) -> Column | None:
    """The signatures in a part as it was read; None: it has none, or such as are made otherwise today."""
    at = rows.schema.get_field_index(SIGNATURE.name)
    if at < 0 or (rows.schema.field(at).metadata or {}).get(b"form") != SIGNATURE.metadata[b"form"]:
        return None
    if rows.column(at).type != SIGNATURE.type or rows.column(at).null_count:
        raise ValueError(f"column {SIGNATURE.name} is {rows.column(at).type}, or has nulls")
    return rows.column(at)


def _sign(texts: Column, sums: Column, known: pa.Table | None) -> Column:
    """The texts' signatures: taken over from equal texts that are known, else computed."""
    if known is None or not known.num_rows:
        return sign_texts(texts)
    signed = known.filter(
        pc.and_(pc.is_valid(known["text_sha256"]), pc.greater(pc.list_value_length(known["text_signature"]), 0))
    )
    index = index_of(signed["text_sha256"])
    first = ~index.duplicated()
    at = index[first].get_indexer(index_of(sums))
    at = np.where(pc.is_valid(texts).to_numpy(zero_copy_only=False), at, -1)
    old = signed["text_signature"].filter(pa.array(first)).combine_chunks()
    new = sign_texts(texts.filter(pa.array(at < 0)))
    place = np.where(at < 0, len(old) + np.cumsum(at < 0) - 1, at)
    return pa.concat_arrays([old, new]).take(pa.array(place))


def latest_rows(rows: pa.Table) -> pa.Table:
    """One row a board_ref, in their order: the one fetched last."""
    if rows.num_rows < 2 or _are_rising(rows["board_ref"]):  # as a crawl writes them
        return rows
    order = pc.sort_indices(rows, [("board_ref", "ascending"), ("fetched_at", "ascending")])
    refs = rows["board_ref"].take(order)
    last = pc.not_equal(refs[:-1], refs[1:])
    keep = pa.chunked_array([*last.chunks, pa.array([True])])
    return rows.take(order.filter(keep))


def _are_rising(words: Column) -> bool:
    """Whether each word is larger than the one before it."""
    return bool(pc.all(pc.less(words[:-1], words[1:])).as_py())
