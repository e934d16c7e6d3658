"""A key that a board's rows did not have before is told, from the crawl to `scrapy status` and `scrapy doctor`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.statscollectors import StatsCollector
from scrapy.utils.project import get_project_settings

from crawls.examining import examine
from report.status import print_status
from schemas.configuration import Employer
from schemas.wires import Stat
from snapshots.publish import publish
from snapshots.status import read_status
from spiders._feed_board import FeedBoard
from spiders._row_keys import MOST, NotedRow, count_keys, count_unread_keys
from storage.layout import Output
from storage.parts import read_board_run
from tests.support.answers import make_board
from tests.support.feed_rows import read_feed
from tests.support.real_answers import needs_recordings
from tests.support.replay import BOARDS, boards, replay
from tests.test_career_feeds_on_recorded import FILES

SEARCH = BOARDS / "search.toml"


class Counted:
    """The statistics of a crawl."""

    def __init__(self) -> None:
        self.crawler: Any = type("Crawler", (), {"settings": Settings({"STATS_DUMP": False})})()
        self.stats = StatsCollector(self.crawler)

    def read(self, rows: list[dict[str, Any]], *keys: str, ignored: tuple[str, ...] = ()) -> dict[str, int]:
        """What is told of rows of which these keys are read."""
        read = set[str]()
        for row in rows:
            count_keys(row, self.stats)
            noted = NotedRow(row, read)
            for key in keys:
                noted.get(key)
        count_unread_keys("alpha", read, ignored, self.stats)
        told = self.stats.get_stats().items()
        return {name: rows for name, rows in told if name.startswith(Stat.UNREAD_KEY)}


def test_a_key_is_told_that_has_values_and_is_neither_read_nor_ignored() -> None:
    rows = [{"id": 1, "title": "IT", "salaryRange": "5", "team": "IT", "empty": []}, {"id": 2, "team": "IT"}]
    assert Counted().read(rows, "id", "title", ignored=("team",)) == {"unread/alpha/salaryRange": 1}
    assert Counted().read(rows) == {}, "no row was read: the board's form says it already"


def test_no_more_keys_are_told_than_a_person_reads_those_of_the_most_rows_first() -> None:
    rows: list[dict[str, Any]] = [{"id": 1, **{f"key{number}": 1 for number in range(500)}}, {"id": 2, "key499": 1}]
    told = Counted().read(rows, "id")
    assert len(told) == MOST and told["unread/alpha/key499"] == 2


def test_a_key_is_written_so_that_a_terminal_shows_it_and_does_not_obey_it() -> None:
    told = Counted().read([{"id": 1, "\x1b[2J": 1, "": 1, "a/b": 1, "lang" * 100: 1}], "id")
    assert {"unread/alpha/'\\x1b[2J'", "unread/alpha/''", "unread/alpha/a/b"} < set(told)
    assert all(name.isprintable() and len(name) < 80 for name in told)


def runs_in(folder: Path) -> Iterator[Any]:
    for part in sorted((folder / "postings").glob("*/*.parquet")):
        yield read_board_run(pq.read_schema(part).metadata)[0]


def test_no_recording_of_a_board_has_new_keys(recorded: Path) -> None:
    assert {run.board: run.unread_keys for run in runs_in(recorded)} == dict.fromkeys(boards(), ())


@needs_recordings
@pytest.mark.parametrize(("feed", "file"), FILES, ids=lambda one: one.stem if isinstance(one, Path) else "")
def test_no_recorded_feed_has_new_keys(feed: type[FeedBoard], file: Path) -> None:
    board = make_board(feed)
    data = json.loads(file.read_text(encoding="utf-8"))
    read_feed(board, data, Employer(ats="any", tenant="muster", name="Muster GmbH", source="test", sure="seen"))
    board.closed("finished")
    assert [name for name in board.crawler.stats.get_stats() if name.startswith(Stat.UNREAD_KEY)] == []


@pytest.mark.parametrize("board", boards())
def test_an_ignored_key_is_named_once_and_is_no_path_of_the_board(board: str) -> None:
    spider: Any = SpiderLoader.from_settings(get_project_settings()).load(board)
    ignored = spider.ignored_keys.split()
    assert sorted(set(ignored)) == sorted(ignored)
    assert not set(ignored) & set(spider.fields.values())


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """A recording in which the rows have a key that no one has met; of the same length, so that it stays whole."""
    folder = tmp_path / "arbeitnow"
    folder.mkdir()
    text = (BOARDS / "arbeitnow" / "recorded.warc").read_bytes()
    assert text.count(b'"tags":') > 10
    (folder / "recorded.warc").write_bytes(text.replace(b'"tags":', b'"paid":'))
    return folder / "recorded.warc"


def test_status_tells_a_new_key(renamed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replay(tmp_path / "output", ["arbeitnow"], recording=str(renamed))
    output = Output.at(tmp_path / "output")
    assert [run.unread_keys for run in runs_in(tmp_path / "output")] == [("paid",)]
    publish(output)
    status = read_status(output)
    assert status.boards[0].unread_keys == ("paid",)
    assert status.as_record()["boards"][0]["unread_keys"] == ["paid"]
    print_status(status, output)
    assert "  arbeitnow: new keys, which nothing is read from: paid\n" in capsys.readouterr().out


@pytest.mark.long
def test_the_doctor_tells_a_new_key(renamed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examine(["arbeitnow"], str(SEARCH), str(tmp_path / "output"), replay=[str(renamed)])
    said = capsys.readouterr().out
    assert "arbeitnow: " in said and "new key: paid in 10 of 10 rows" in said
    examine(["arbeitnow"], str(SEARCH), str(tmp_path / "o"), replay=[str(BOARDS / "arbeitnow" / "recorded.warc")])
    assert "new key" not in capsys.readouterr().out
