"""Quiet nights of real boards: hardly any is held. It prints how many."""

import random
from collections import Counter
from pathlib import Path

import pytest

from schemas.feeds import FeedState
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import read_snapshot
from tests.support.quiet_boards import live_quietly
from tests.support.random_worlds import run_of
from tests.support.snapshots_rows import leave_part

SIZES = (1, 3, 10, 50, 500)


def count_held(output: Output, boards: int, nights: int, seed: int) -> Counter[tuple[int, str]]:
    """How often boards of each size are held, or do not pass a monitor, and what for."""
    lives = {
        f"board{size}x{number}": (size, live_quietly(random.Random(f"{seed} {size} {number}"), size, nights))
        for size in SIZES
        for number in range(boards)
    }
    held = Counter[tuple[int, str]]()
    for night in range(nights):
        for name, (_, life) in lives.items():
            leave_part(output, run_of(night), *(ad.row(name, night) for ad in next(life)), board=name)
        publish(output)
        snapshot = read_snapshot(output)
        assert snapshot
        for row in snapshot.table("feeds").to_pylist():
            if row["feed_state"] == FeedState.HELD:
                held[lives[row["board"]][0], row["held_for"]] += 1
        for row in snapshot.table("boards", ["board", "monitors"]).to_pylist():
            held.update((lives[row["board"]][0], monitor) for monitor in row["monitors"])
    return held


@pytest.mark.long
def test_a_quiet_board_is_hardly_ever_held(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    boards, nights = 5, 80
    held = count_held(Output.at(tmp_path), boards, nights, seed=1)
    told = "; ".join(f"{size} postings, {reason}: {count}" for (size, reason), count in sorted(held.items()))
    with capsys.disabled():
        print(f"\nheld on {held.total()} of {len(SIZES) * boards * nights} quiet board-nights: {told or 'none'}")
    assert held.total() <= len(SIZES) * boards * nights / 1000
