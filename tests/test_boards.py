"""One test for all boards: the recording of each, through engine and pipelines, gives the rows accepted."""

import json
from pathlib import Path

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from tests.support.replay import BOARDS, boards, collected, replay


@pytest.fixture(scope="module")
def day_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day_one")
    replay(folder, boards())
    return folder


def test_every_board_has_a_recording() -> None:
    assert set(SpiderLoader.from_settings(get_project_settings()).list()) == set(boards())


@pytest.mark.parametrize("board", boards())
def test_a_recording_gives_the_rows_accepted(board: str, day_one: Path) -> None:
    expected = json.loads((BOARDS / board / "rows.json").read_text(encoding="utf-8"))
    found = collected(day_one, board)
    assert found["postings"], "a board's recording has postings"
    for before, after in zip(expected["postings"], found["postings"], strict=False):
        assert after == before, f"read the difference; if it is right: make accept BOARD={board}"
    assert found == expected, f"read the difference; if it is right: make accept BOARD={board}"


@pytest.mark.parametrize("board", boards())
def test_a_recording_says_where_it_is_from(board: str) -> None:
    facts = json.loads((BOARDS / board / "board.json").read_text(encoding="utf-8"))
    assert facts["provenance"] in ("recorded", "synthetic")
    assert facts["address"].startswith("https://")
