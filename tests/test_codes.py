"""Codes: each is listed once with its meaning, used somewhere, and nothing else is used."""

import ast
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from schemas.columns import fields_of
from schemas.tables import PUBLISHED
from schemas.vocabulary import Word
from tests.table_rows import each_row
from tests.test_wires import FILES, words_in

WORDS = sorted(Word.__subclasses__(), key=lambda words: words.__name__)
OUTSIDE = [file for file in FILES if file.parent.name != "schemas" or file.name == "raw.py"]  # which refuses rows


@pytest.mark.parametrize("words", WORDS, ids=[words.__name__ for words in WORDS])
def test_each_word_of_a_list_is_used(words: type[Word]) -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in OUTSIDE)
    unused = [word for word in words if f"{words.__name__}.{word.name}" not in source and f'"{word}"' not in source]
    assert unused == []


@each_row(OUTSIDE)
def test_no_issue_is_written_out(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert [word for word in words_in(tree) if re.fullmatch(r"[a-z_]*:(unreadable|ambiguous|[a-z_]+able)", word)] == []


def test_a_snapshot_holds_only_words_that_are_listed(latest: Path) -> None:
    for name, row in PUBLISHED.items():
        kind: type = row
        table = pq.read_table(latest / f"{name}.parquet")
        for field in fields_of(kind):
            if field.values:
                assert set(table[field.name].to_pylist()) <= {*field.values, None}, (name, field.name)
