"""quality.parquet: how often each column is filled, by board and month, and how often each reader was right."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from report.market.cases import Numbers, days_of, in_one
from report.market.intervals import find_share
from schemas.columns import fields_of, schema_of
from schemas.documents import put_between_marks
from schemas.market import LEAST
from schemas.quality import Quality
from schemas.tables import Posting

ACCURACY = Path(__file__).with_name("accuracy.tsv")
_HEADS = ("subject", "right", "wrong", "missing", "spurious", "scored_on")
_NOT_READ = {
    "left_out",
    "employer_assumed",
    "place_assumed",
    "text",
    "text_sha256",
    "readers",
    "said",
}  # of a posting's columns: these say nothing of the ad
Told = tuple[str, str, str | None, date, int, int]  # measure, subject, board, day, cases, of them


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How a reader did on a labelled set: values right, read wrong, not read, and read where nothing is stated."""

    subject: str
    right: int
    wrong: int
    missing: int
    spurious: int
    scored_on: date

    @property
    def read(self) -> int:
        return self.right + self.wrong + self.spurious

    @property
    def stated(self) -> int:
        return self.right + self.wrong + self.missing


def read_accuracy() -> list[Accuracy]:
    """What `make accuracy` wrote last (report/market/accuracy.tsv)."""
    with ACCURACY.open(encoding="utf-8", newline="") as lines:
        return [
            Accuracy(name, int(right), int(wrong), int(missing), int(spurious), date.fromisoformat(day))
            for name, right, wrong, missing, spurious, day in list(csv.reader(lines, delimiter="\t"))[1:]
        ]


def write_accuracy(scores: list[Accuracy]) -> str:
    """The text of report/market/accuracy.tsv."""
    rows = [_HEADS, *((one.subject, one.right, one.wrong, one.missing, one.spurious, one.scored_on) for one in scores)]
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)


def make_quality(tables: Mapping[str, Any]) -> pa.Table:
    """The table of a snapshot, from its postings and from what readers scored."""
    rows = sorted(
        [*_count_filled(tables["postings"]), *_list_accuracy()], key=lambda row: (*row[:2], row[2] or "", row[3])
    )
    kind: type = Quality
    columns = {name: [] for name in schema_of(kind).names}  # type: dict[str, list[Any]]
    for measure, subject, board, day, n, k in rows:
        value, ends = (k / n, find_share(k, n)) if n >= LEAST else (None, (None, None))
        for name, one in zip(columns, (measure, subject, board, day, value, *ends, n, None), strict=True):
            columns[name].append(one)
    return pa.table(columns, schema=schema_of(kind))


def list_columns() -> list[str]:
    """The columns of a posting that an ad may leave empty."""
    kind: type = Posting
    can_be_empty = (field for field in fields_of(kind) if field.nullable or pa.types.is_list(field.arrow.type))
    return [field.name for field in can_be_empty if field.name not in _NOT_READ]


def _count_filled(postings: pa.Table) -> Iterator[Told]:
    if not postings.num_rows:
        return
    months = days_of(postings["first_seen_at"]).astype("datetime64[M]")
    boards = in_one(postings["board"]).dictionary_encode()
    codes = boards.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    groups, group = np.unique(months.astype(np.int64) * len(boards.dictionary) + codes, return_inverse=True)
    names = boards.dictionary.to_pylist()
    of_group = [
        (names[one % len(names)], np.datetime64(int(one // len(names)), "M").astype("datetime64[D]").item())
        for one in groups
    ]
    n = np.bincount(group, minlength=len(groups))
    for column in list_columns():
        k = np.bincount(group[_is_filled(in_one(postings[column]))], minlength=len(groups))
        for (board, month), cases, filled in zip(of_group, n.tolist(), k.tolist(), strict=True):
            yield "filled", column, board, month, cases, filled


def _is_filled(column: Any) -> Numbers:
    filled = pc.is_valid(column)
    if pa.types.is_list(column.type):
        filled = pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)
    return np.asarray(filled.to_numpy(zero_copy_only=False), bool)


def _list_accuracy() -> Iterator[Told]:
    for one in read_accuracy():
        yield "precision", one.subject, None, one.scored_on, one.read, one.right
        yield "recall", one.subject, None, one.scored_on, one.stated, one.right


def write_quality(document: str) -> str:
    """docs/quality.md with its table of readers. Raises ValueError where a mark is missing."""
    lines = ["| labelled set | precision | of | recall | of | scored on |", "|---|---|---|---|---|---|"]
    for one in read_accuracy():
        precision, recall = _tell(one.right, one.read), _tell(one.right, one.stated)
        lines.append(f"| {one.subject} | {precision} | {one.read} | {recall} | {one.stated} | {one.scored_on} |")
    return put_between_marks(document, "\n".join(lines), "readers")


def _tell(k: int, n: int) -> str:
    """A share with its interval, in per cent.

    >>> _tell(19, 20), _tell(1, 1)
    ('95 (76–99)', 'too few')
    """
    if n < LEAST:
        return "too few"
    low, high = find_share(k, n)
    return f"{k / n:.0%} ({low * 100:.0f}–{high:.0%})".replace("%", "")
