"""SKILL.md: its SQL runs in a snapshot's folder as it stands there, and it names every table and column."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from report.skill import read_questions
from schemas.columns import fields_of
from schemas.tables import PUBLISHED

_BLOCK = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def skill(latest: Path) -> str:
    return (latest / "SKILL.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def opened(latest: Path, skill: str) -> Any:
    """A database after the first block, started in the snapshot's folder."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"SET file_search_path = '{latest}'")
    con.execute(_BLOCK.findall(skill)[0])
    return con


@pytest.mark.parametrize("question", [question for question, _ in read_questions()])
def test_each_question_is_answered_with_rows(question: str, skill: str, opened: Any) -> None:
    sql = dict(read_questions())[question]
    assert f"{question}\n\n```sql\n{sql}\n```" in skill
    assert opened.execute(sql).fetchall()


def test_all_blocks_are_those_tested(skill: str) -> None:
    assert [block.strip() for block in _BLOCK.findall(skill)[1:]] == [sql for _, sql in read_questions()]


def test_each_table_and_column_is_explained(skill: str) -> None:
    for name, table in PUBLISHED.items():
        row: type = table
        assert f"- `{name}` (" in skill
        for field in fields_of(row):
            assert f"- `{field.name}` (" in skill and field.column.meaning in skill, (name, field.name)


def test_it_begins_as_a_skill_and_warns(skill: str) -> None:
    assert skill.startswith("---\nname: wupperjobs-snapshot\ndescription: ")
    assert "## Mind" in skill and "46 open jobs, 48 in all" in skill and "$" not in skill
