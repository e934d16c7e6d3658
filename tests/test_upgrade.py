"""An output folder made by an earlier commit goes on with today's code: nothing is lost, and no board is blamed."""

import io
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from schemas.tables import TABLES
from snapshots.status import read_status
from storage.layout import Output
from storage.snapshots import open_snapshot, read_snapshot, verify
from storage.versions import find_bent
from tests.support.replay import ROOT

EARLIER = "592e29c"  # before there were monitors, of schema version 2
SEARCH = "tests/boards/search.toml"
BOARDS = ("arbeitnow", "personio")


def scrapy(tree: Path, *words: str) -> str:
    """A command of the code in a tree; what it printed. It must end with 0."""
    command = [sys.executable, "-m", "scrapy", *words]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def collect(tree: Path, output: Path, recording: str, *boards: str) -> None:
    files = [str(ROOT / "tests" / "boards" / board / recording) for board in BOARDS]
    scrapy(tree, "collect", *boards, "--search", SEARCH, "--output", str(output), "--replay", *files)


def publish(tree: Path, output: Path) -> None:
    scrapy(tree, "publish", "--search", SEARCH, "--output", str(output))


def by_boards(output: Output) -> list[tuple[Any, ...]]:
    """The changes of the last snapshot that are told as a board's doing."""
    snapshot = read_snapshot(output)
    assert snapshot
    rows = snapshot.table("changes").to_pylist()
    return sorted(
        (row["kind"], row["title"], str(row["field"]), str(row["after"])) for row in rows if row["cause"] == "board"
    )


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The earlier commit's tree."""
    tree = tmp_path_factory.mktemp("earlier")
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    packed = subprocess.run(["git", "archive", EARLIER], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        pytest.skip(f"the history is not here: {packed.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(tree, filter="data")
    return tree


@pytest.mark.long
def test_an_earlier_output_goes_on_and_no_board_is_blamed_for_what_we_changed(earlier: Path, tmp_path: Path) -> None:
    upgraded, control = tmp_path / "upgraded", tmp_path / "control"
    collect(earlier, upgraded, "recorded.warc", *BOARDS)
    publish(earlier, upgraded)
    collect(earlier, upgraded, "next_day.warc", BOARDS[0])  # and is killed before the second board, and upgraded
    output = Output.at(upgraded)
    first = read_status(output)
    assert first.snapshot and len(first.unpublished_runs) == 1 and first.boards[0].monitors == ()
    before = {row["url"]: row["job_id"] for row in open_snapshot(output, first.snapshot).table("postings").to_pylist()}
    part = Path(output.part(first.unpublished_runs[0], BOARDS[0]))
    finished = part.read_bytes()

    collect(ROOT, upgraded, "next_day.warc", *BOARDS)
    publish(ROOT, upgraded)
    assert part.read_bytes() == finished, "a board that was through is not asked again"
    second = read_snapshot(output)
    assert second and second.run == first.unpublished_runs[0]
    after = {row["url"]: row["job_id"] for row in second.table("postings").to_pylist()}
    assert {url: after[url] for url in before} == before

    for recording in ("recorded.warc", "next_day.warc"):
        collect(ROOT, control, recording, *BOARDS)
        publish(ROOT, control)
    assert by_boards(output) == by_boards(Output.at(control)) != []

    old = verify(output, first.snapshot)
    assert all(old.table(name).schema for name in TABLES) and old.table("jobs").num_rows
    assert find_bent(output) == ()
    exported = scrapy(ROOT, "export", "-", "--output", str(upgraded), "--run", first.snapshot)
    assert exported.count("\n") > 5
    assert scrapy(ROOT, "explain", next(iter(after.values())), "--output", str(upgraded))
