"""Answers that others recorded: where they are, and whether what they state is lost on the way.

They lie outside the project (ads are their authors' texts); messages name cases, never words of an ad.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bench.scoring import SHARED
from german.places.search import load_search
from pipelines.normalize import read_posting
from schemas.columns import table_of
from schemas.tables import Posting
from storage.layout import Output
from storage.tables import write_table
from tests.support.answers import ROOT

RECORDED = SHARED / "recorded"
SEARCH = load_search(ROOT / "search.toml")
needs_recordings = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not on this machine")


def recorded_files(pattern: str) -> list[Path]:
    return sorted(RECORDED.glob(pattern)) or [RECORDED / pattern]


def named(path: Path) -> str:
    return path.name


def recorded(name: str) -> Any:
    """A recording of one of the region's employers, in JSON."""
    return json.loads((RECORDED / "region" / name).read_text(encoding="utf-8"))


def whole(data: dict[str, Any], rows: str, total: str) -> dict[str, Any]:
    """A recording that was cut to its first rows, with the total that fits them."""
    return {**data, total: len(data[rows])}


def lost(**words: tuple[Any, Any]) -> list[str]:
    """The names of the words that were not read as they are stated. Kept in a variable, it shows no ad's words."""
    return [name for name, (read, stated) in words.items() if read != stated]


def write_and_measure(postings: list[Posting], folder: Path) -> dict[str, float]:
    """Through Parquet and back; the share filled of each column."""
    output = Output.at(folder)
    write_table(output, table_of(Posting, postings), output.path("part.parquet"))
    rows = pq.read_table(output.path("part.parquet")).to_pylist()
    assert len(rows) == len(postings)
    counts = Counter(name for row in rows for name, value in row.items() if value not in (None, []))
    return {name: counts[name] / len(rows) for name in rows[0]}


def read_through(found: list[Any], run: str = "20261120T050000Z") -> list[Posting]:
    """Spiders' postings through normalize; none may lose its employer or its publication date."""
    postings = []
    for raw in found:
        posting = read_posting(raw, run, SEARCH)
        assert posting.title, raw.board_ref
        assert posting.employer or not raw.employer_raw, raw.board_ref
        assert posting.posted_on or not raw.posted_raw, raw.board_ref
        assert posting.place or not raw.places, raw.board_ref
        postings.append(posting)
    return postings
