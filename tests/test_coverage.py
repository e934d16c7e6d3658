"""coverage.tsv: who is said to be reached has a feed in the shipped files, and the figure counts it."""

from dataclasses import replace
from pathlib import Path

import pytest

from crawls.board_facts import find_boards, show_boards
from german.places.search import load_search
from schemas.configuration import load_employers
from schemas.coverage import NONE, SHIPPED, read_coverage, write_figure
from schemas.mistakes import ConfigurationError
from tests.support.engine import ROOT

ROWS = read_coverage(SHIPPED)
SEARCH = load_search(ROOT / "search.toml")


def test_forty_employers_are_listed_each_once() -> None:
    assert len({row.employer for row in ROWS}) == len(ROWS) == 40


@pytest.mark.parametrize("row", [row for row in ROWS if row.reached_by != NONE], ids=lambda row: row.employer)
def test_what_reaches_an_employer_is_in_the_shipped_files(row: object) -> None:
    assert isinstance(row, type(ROWS[0]))
    feeds = {f"{one.ats}/{one.tenant}": one for one in load_employers(SEARCH.employers_path)}
    boards = {board.name for board in find_boards(SEARCH)}
    assert row.reached_by in feeds or row.reached_by in boards
    if row.reached_by in feeds:
        assert (feeds[row.reached_by].name, feeds[row.reached_by].place) == (row.employer, row.town)


def test_scrapy_boards_prints_the_figure(capsys: pytest.CaptureFixture[str]) -> None:
    show_boards([], str(ROOT / "search.toml"))
    on = {board.name for board in find_boards(SEARCH) if board.state == "on"}
    said = " ".join(capsys.readouterr().out.split())
    assert write_figure(ROWS, on) in said
    assert write_figure(ROWS, on) != write_figure(ROWS, ()), "a board that is off reaches nobody"


def test_a_search_of_another_region_has_no_figure(capsys: pytest.CaptureFixture[str]) -> None:
    show_boards([], str(ROOT / "examples" / "kassel" / "search.toml"))
    assert "large employers" not in capsys.readouterr().out


def test_a_row_that_is_neither_reached_nor_explained_is_refused(tmp_path: Path) -> None:
    names = list(ROWS[0].__dataclass_fields__)
    for wrong in (replace(ROWS[0], reached_by=NONE), replace(ROWS[0], why_not="closed"), replace(ROWS[0], source="")):
        file = tmp_path / "coverage.tsv"
        file.write_text("\t".join(names) + "\n" + "\t".join(getattr(wrong, name) for name in names) + "\n")
        with pytest.raises(ConfigurationError, match=r"coverage\.tsv: Wupperverband"):
            read_coverage(file)
