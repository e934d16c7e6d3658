"""`scrapy boards`: what the boards state of themselves, and the table of the same facts in docs/boards.md."""

import json
from pathlib import Path

import pytest

from crawls.board_facts import find_boards, read_facts, show_boards
from german.places.search import load_search
from report.board_tables import write_board_table
from schemas.coverage import SHIPPED, read_coverage, write_figure
from schemas.documents import marks_of, put_between_marks
from schemas.mistakes import ConfigurationError
from spiders.arbeitsagentur import Arbeitsagentur
from tests.support.replay import BOARDS, ROOT, boards

SEARCH = load_search(ROOT / "search.toml")
BEGIN, END = marks_of("boards")


def test_the_document_has_the_table_that_the_boards_state() -> None:
    document = (ROOT / "docs" / "boards.md").read_text(encoding="utf-8")
    assert document == put_between_marks(document, write_board_table(find_boards(SEARCH)), "boards"), "run: make docs"


def test_every_board_and_every_row_of_jobboards_is_listed() -> None:
    names = [board.name for board in find_boards(load_search(BOARDS / "search.toml"))]
    assert set(boards()) < set(names)
    assert "jobboard/bergjobs" in names
    assert names == sorted(names)
    states = {board.name: board.state for board in find_boards(load_search(BOARDS / "search.toml"))}
    assert states["jobboard"] == "off" == states["jobboard/bergjobs"]


def test_every_board_says_what_it_is_and_where_its_terms_stand() -> None:
    for board in find_boards(SEARCH):
        assert board.what and board.terms, board.name


def test_a_board_that_needs_consent_is_not_said_to_be_on() -> None:
    search = ROOT / "tests" / "boards" / "search.toml"
    assert read_facts(Arbeitsagentur, load_search(search)).state == "on"
    assert read_facts(Arbeitsagentur, SEARCH).state != "on" or SEARCH.boards["arbeitsagentur"].permission


def test_the_table_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_boards([], str(ROOT / "search.toml")) == 0
    said = capsys.readouterr().out
    for name in boards():
        assert name in said
    assert "…" not in said, "nothing is cut"
    on = {board.name for board in find_boards(SEARCH) if board.state == "on"}
    assert f"coverage  {write_figure(read_coverage(SHIPPED), on)}" in said


def test_a_board_by_name_is_printed_with_its_terms(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_boards(["arbeitnow"], str(ROOT / "search.toml")) == 0
    said = capsys.readouterr().out
    assert "Terms: The API's own response" in said
    assert "personio" not in said
    assert "coverage  " not in said
    with pytest.raises(ConfigurationError, match="did you mean 'arbeitnow'"):
        show_boards(["arbeitnau"], str(ROOT / "search.toml"))


def test_the_facts_are_given_as_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_boards([], str(BOARDS / "search.toml"), as_json=True) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert (rows["arbeitnow"]["access"], rows["arbeitnow"]["floor"], rows["arbeitnow"]["state"]) == ("open", 10, "on")


def test_the_table_is_put_between_the_marks_and_nowhere_else(tmp_path: Path) -> None:
    document = tmp_path / "boards.md"
    document.write_text(f"before\n{BEGIN}\nstale\n{END}\nafter\n", encoding="utf-8")
    assert show_boards([], str(ROOT / "search.toml"), document=str(document)) == 0
    text = document.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n| board |") and text.endswith(f"\n{END}\nafter\n")
    assert "stale" not in text


@pytest.mark.parametrize("document", ["no marks", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n"])
def test_a_document_without_its_marks_is_left_alone(tmp_path: Path, document: str) -> None:
    (tmp_path / "a.md").write_text(document, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="needs one line"):
        show_boards([], str(ROOT / "search.toml"), document=str(tmp_path / "a.md"))
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == document
