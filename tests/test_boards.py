"""One test for all boards: the recording of each, through engine and pipelines, gives the rows accepted."""

import json
from pathlib import Path

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from spiders import FeedBoard
from tests.support.facts_used import facts_unused
from tests.support.replay import BOARDS, ROOT, boards, collected, gaps_in, replay


@pytest.fixture(scope="module")
def day_one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the boards that are tested now were collected from their recordings."""
    items = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    names = sorted({item.callspec.params["board"] for item in items})
    if names == boards():
        return request.getfixturevalue("recorded")  # type: ignore[no-any-return]
    folder = tmp_path_factory.mktemp("day_one")
    replay(folder, names)
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
def test_a_recording_exercises_the_facts_of_its_board_but_for_the_gaps_accepted(board: str, day_one: Path) -> None:
    accepted = json.loads((BOARDS / board / "board.json").read_text(encoding="utf-8")).get("gaps", [])
    gaps = gaps_in(day_one, board)
    new, filled = sorted(set(gaps) - set(accepted)), sorted(set(accepted) - set(gaps))
    assert not new, f"no row of the recording has what these facts name; is the path right? make accept BOARD={board}"
    assert not filled, f"these are no gaps any more: make accept BOARD={board}"


def test_a_fact_that_finds_nothing_is_named_and_each_alternative_counts() -> None:
    class Aushang(FeedBoard):
        """A feed whose rows lack some of what its facts name."""

        name = "aushang"
        fields = {"posted_raw": "online || angelegt", "remote_raw": "zuhause && 'Homeoffice'"}
        places, place, pay = ("ort", "orte"), {"town": "stadt"}, "gehalt"

    with facts_unused(Aushang) as unused:
        board = Aushang()
        board.words_of({"angelegt": "16.11.2026", "zuhause": False, "orte": [{"stadt": "Haan"}]})
    assert unused == {"posted_raw: online", "remote_raw: zuhause && 'Homeoffice'", "places: ort", "pay: gehalt"}


@pytest.mark.parametrize("board", boards())
def test_a_recording_says_where_it_is_from(board: str) -> None:
    facts = json.loads((BOARDS / board / "board.json").read_text(encoding="utf-8"))
    assert facts["provenance"] in ("recorded", "synthetic")
    assert facts["address"].startswith("https://")


def test_no_boards_file_is_longer_than_75_lines() -> None:
    """What is longer holds an idea that belongs to a reader of its own (`spiders/_*.py`)."""
    lengths = {file.name: len(file.read_text().splitlines()) for file in (ROOT / "spiders").glob("[a-z]*.py")}
    assert {name: length for name, length in lengths.items() if length > 75} == {}
