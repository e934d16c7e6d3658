"""Postings of earlier runs, read again by the readers of today: from their kept words and the texts in their parts."""

from collections.abc import Callable
from functools import lru_cache

from schemas.postings import Posting
from snapshots.parts import latest_rows
from snapshots.same_words import ReadAgain, Row
from storage.layout import Output
from storage.parts import read_postings
from storage.tables import UNREADABLE

ReadKept = Callable[[Row, str | None], Posting | None]  # pipelines/kept.py, which this room may not import


def make_read_again(output: Output, read_kept: ReadKept | None) -> ReadAgain:
    """What reads a row of an earlier run again; nothing is at hand if its part is gone, or without `read_kept`."""

    @lru_cache(maxsize=1)  # those asked for come board by board
    def texts_of(path: str) -> dict[str, str] | None:
        try:
            postings = latest_rows(read_postings(output, path))
        except UNREADABLE:
            return None
        return dict(zip(postings["board_ref"].to_pylist(), postings["text"].to_pylist(), strict=True))

    def read_again(row: Row) -> Posting | None:
        texts = texts_of(output.part(row["run"], row["board"])) if read_kept else None
        return read_kept(row, texts.get(row["board_ref"])) if read_kept and texts is not None else None

    return read_again
