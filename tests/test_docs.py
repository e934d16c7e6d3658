"""The documents: their snippets run on the demo, and their links lead somewhere."""

import argparse
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from scrapy.settings import Settings

from commands.export import Command
from report.figures.stays import Stay
from tests.support.replay import ROOT

NOT_RUN = {"r", "powerquery"}  # neither R nor Power BI is among the tools of the tests; the documents say so
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "README.de.md", *(ROOT / "docs").glob("*.md")])
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)


@pytest.fixture
def beside_output(demo: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the demo as its output/."""
    (tmp_path / "output").symlink_to(demo[0])
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blocks(document: Path) -> list[tuple[str, str]]:
    return _BLOCK.findall(document.read_text(encoding="utf-8"))


def run_python(code: str, names: dict[str, Any]) -> None:
    exec(compile(code, "<snippet>", "exec"), names)  # noqa: S102  # our own documents


def run_sql(code: str, names: dict[str, Any]) -> None:
    """Each query answers with rows."""
    connection = names.get("con") or duckdb.connect()
    for statement in duckdb.extract_statements(code):
        assert connection.sql(statement.query).fetchall(), statement.query


def run_shell(code: str, names: dict[str, Any]) -> None:
    for line in code.splitlines():
        program, name, *words = shlex.split(line)
        assert (program, name) == ("scrapy", "export")
        command, parser = Command(), argparse.ArgumentParser()
        command.settings = Settings()
        command.add_options(parser)
        options, rest = parser.parse_known_args(words)
        command.run(rest, options)
        assert command.exitcode == 0 and Path(rest[0]).stat().st_size > 100


RUNNERS: dict[str, Callable[[str, dict[str, Any]], None]] = {"python": run_python, "sql": run_sql, "sh": run_shell}


def test_the_recipes_for_analysts_run_and_agree(beside_output: Path) -> None:
    names: dict[str, Any] = {}
    languages = set()
    for language, code in blocks(ROOT / "docs" / "analysts.md"):
        languages.add(language)
        if language not in NOT_RUN:
            RUNNERS[language](code.replace("s3://bucket/jobs", (beside_output / "output").resolve().as_uri()), names)
    assert languages == {*RUNNERS, *NOT_RUN}
    con = names["con"]
    here = con.sql("SELECT job_id FROM jobs WHERE status = 'open' ORDER BY job_id").fetchall()
    assert len(here) == len(names["open_jobs"]) == names["open_pl"].height == 46
    assert names["jobs_s3"]["job_id"].tolist() == names["jobs"]["job_id"].tolist()
    sql = (
        "SELECT job_id FROM jobs WHERE first_seen_at::DATE <= '2026-11-20' AND coalesce(closed_on > '2026-11-20', true)"
    )
    as_of = {job_id for (job_id,) in con.sql(sql).fetchall()}
    assert as_of == set(names["as_of"]["job_id"]) == set(names["as_of_pl"]["job_id"])
    then = {job_id for (job_id,) in con.sql("SELECT job_id FROM jobs_on('2026-11-20')").fetchall()}
    assert len(then - as_of) == 1 and as_of < then  # two jobs of that day have since been found to be one
    assert con.sql("FROM jobs_on('2026-11-19')").fetchall() == []
    duration, stays = names["duration"], con.sql("SELECT job_id, entered, left_at, ended FROM stays").fetchall()
    assert {job_id: Stay(*rest) for job_id, *rest in stays} == names["stays"]
    assert con.sql("FROM time_open(NULL)").fetchall() == [(None, None, None, None, duration.jobs, duration.ended)]
    assert {jobs for _, jobs, *_ in con.sql("FROM hires_again").fetchall()} <= {1, 2}
    assert all(count > 1 for (count,) in con.sql("SELECT count(*) FROM pay_changes GROUP BY job_id").fetchall())
    medians = pl.from_arrow(con.sql("FROM pay_over_time").to_arrow_table())
    assert isinstance(medians, pl.DataFrame) and medians["jobs"].to_list() == [27, 30]


def test_the_readmes_snippets_run(beside_output: Path) -> None:
    found = [one for one in blocks(ROOT / "README.md") if one[0] in ("python", "sql")]
    ran = [RUNNERS[language](code.replace("output/demo/", "output/"), {}) for language, code in found]
    assert len(ran) == 2


def test_what_does_not_run_is_said_beside_it() -> None:
    text = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE):
        for language, _ in _BLOCK.findall(section):
            assert (language in NOT_RUN) == ("Not run by the tests" in section), section.partition("\n")[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    text = _BLOCK.sub("", document.read_text(encoding="utf-8"))
    for target in _LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    heads = _HEADING.findall(_BLOCK.sub("", document.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
