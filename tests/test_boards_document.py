"""docs/boards.md and docs/first-day.md say of each board what the shipped files say."""

import re
from typing import Any

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawls.board_facts import find_boards
from german.places.search import load_search
from schemas.jobboards import load_jobboards
from spiders import Employers
from tests.support.engine import ROOT

BOARDS_TEXT = (ROOT / "docs" / "boards.md").read_text(encoding="utf-8")
FIRST_DAY = (ROOT / "docs" / "first-day.md").read_text(encoding="utf-8")
SEARCH = load_search(ROOT / "search.toml")
FACTS = {board.name: board for board in find_boards(SEARCH) if "/" not in board.name}
LOADER: Any = SpiderLoader.from_settings(get_project_settings())
BY_HAND = BOARDS_TEXT.partition("<!-- end of boards -->")[2]  # what stands before is made of the files
ROWS = dict(re.findall(r"^\| `(\w+)`[^|]*\| (.*) \|$", BY_HAND, re.MULTILINE))


@pytest.mark.parametrize("name", [name for name in FACTS if not isinstance(LOADER.load(name).asks, Employers)])
def test_a_board_of_its_own_has_a_row_that_says_whether_it_is_off(name: str) -> None:
    if name != "jobboard":  # whose rows are listed one by one
        assert bool(re.search(r"\boff\b", ROWS[name])) == (FACTS[name].state != "on")


@pytest.mark.parametrize("row", load_jobboards(ROOT / "jobboards.toml"), ids=lambda row: row.name)
def test_a_row_of_jobboards_toml_has_its_state_in_the_table(row: Any) -> None:
    assert ROWS[row.name].startswith("on |" if row.enabled else "off |")


def test_no_row_is_of_a_board_that_is_not_there() -> None:
    kinds = {name for name in FACTS if isinstance(LOADER.load(name).asks, Employers)}
    assert not set(ROWS) - set(FACTS) - {row.name for row in load_jobboards(ROOT / "jobboards.toml")}
    for kind in kinds & set(ROWS):
        assert ROWS[kind].endswith(": off") == (FACTS[kind].state != "on"), kind


def test_the_first_day_names_all_that_is_off_and_counts_what_is_on() -> None:
    off = {name for name, board in FACTS.items() if board.state != "on"}
    table = FIRST_DAY[FIRST_DAY.index("| off |") : FIRST_DAY.index("## What to expect")]
    named = {
        name
        for line in table.splitlines()[2:]
        for name in re.findall(r"`(\w+)`", line.split("|")[1] if "|" in line else "")
    }
    assert named == off
    assert f"On are {len(FACTS) - len(off)} of {len(FACTS)} spiders" in FIRST_DAY


def test_a_board_that_does_not_publish_its_texts_is_named() -> None:
    withheld = {name for name in FACTS if not LOADER.load(name).publish_texts}
    said = BOARDS_TEXT[BOARDS_TEXT.index("### Texts that are read") :].split("\n\n")[1]
    assert withheld and all(f"`{name}`" in said for name in withheld)
