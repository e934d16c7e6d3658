"""Bad nights of random boards: nothing that is up closes, is lost or wiped, and all is told. `make worlds`: many."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from schemas.exit_codes import ExitCode
from schemas.results import Published
from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output
from storage.snapshots import read_snapshot
from tests.support.random_worlds import Board, day_of, leave, make_world
from tests.support.world_checks import COLUMNS, Night, Row, Watch

WORLDS, NIGHTS = (int(os.environ.get(name, few)) for name, few in (("WORLDS", 1), ("NIGHTS", 16)))
LIFE = ["board", "board_ref", "status", "first_seen_at", "last_seen_at", "missed_runs", "stale", "closed_on"]


def exit_code(published: Published) -> int:
    """As crawls.publishing ends."""
    return ExitCode.GATED if published.stopped or published.run is None or published.refused else ExitCode.WELL


def rows_of(output: Output, table: str, columns: list[str] | None = None) -> list[Row]:
    snapshot = read_snapshot(output)
    rows: list[Row] = snapshot.table(table, columns).to_pylist() if snapshot else []
    return rows


def publish_night(output: Output, accepted: list[str], is_killed: bool) -> Published:
    """Publish; before that, perhaps, be killed with the tables written and the pointer not moved."""
    if is_killed:
        with (
            mock.patch("storage.snapshot_writing.point_to", side_effect=KeyboardInterrupt),
            mock.patch("snapshots.publish.point_to", side_effect=KeyboardInterrupt),
            pytest.raises(KeyboardInterrupt),
        ):
            publish(output)
    return publish(output, accepted=accepted)


def live(output: Output, later: Output, boards: list[Board], events: Counter[str]) -> Iterator[str]:
    """Live through a world; what does not hold. `later` is published on some nights only, and must believe the same."""
    watches = [Watch(board) for board in boards]
    before: list[Row] = []
    were_accepted = False
    for number in range(NIGHTS):
        answers = [board.answer(number) for board in boards]
        for board, answer in zip(boards, answers, strict=True):
            leave(output, board, number, answer)
            leave(later, board, number, answer)
        if all(answer.file == "none" for answer in answers):
            continue
        accepted = [board.name for board in boards if board.is_accepted(number)]
        published = publish_night(output, accepted, is_killed=number % 17 == 11)
        after, feeds = rows_of(output, "postings", COLUMNS), rows_of(output, "feeds")
        status = read_status(output)
        for watch, answer in zip(watches, answers, strict=True):
            name = watch.board.name
            was, now = ({row["board_ref"]: row for row in rows if row["board"] == name} for rows in (before, after))
            of_feed = {row["feed"]: row for row in feeds if row["board"] == name}
            night = Night(number, was, now, of_feed, status, exit_code(published))
            yield from (f"night {number} ({day_of(number)}), {name}: {wrong}" for wrong in watch.check(night, answer))
        before = after
        were_accepted |= bool(accepted)
        if number % 5 == 3 or accepted or number == NIGHTS - 1:
            publish(later, accepted=accepted)
            if not were_accepted and rows_of(later, "postings", LIFE) != rows_of(output, "postings", LIFE):
                yield f"night {number}: published together, the runs come to something else"
    for watch in watches:
        events.update(watch.events)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_bad_nights_change_nothing_and_are_told(seed: int, tmp_path: Path) -> None:
    boards, events = make_world(seed, NIGHTS), Counter[str]()
    wrong = list(live(Output.at(tmp_path / "nightly"), Output.at(tmp_path / "later"), boards, events))
    assert wrong == [], [(board.name, board.shape, board.floor, board.faults) for board in boards]
