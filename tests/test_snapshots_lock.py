"""One run at a time."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import fs

from snapshots.publish import publish
from storage.layout import Output
from storage.lock import Locked, locked

HOLDER = """
import sys, time
from storage.layout import Output
from storage.lock import locked
with locked(Output.at(sys.argv[1]), "collect"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the output folder."""
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_run_is_told_who_holds_the_output_and_kill_frees_it(
    holder: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    output = Output.at(tmp_path)
    with pytest.raises(Locked, match=rf"process {holder.pid} \(collect\)"):
        publish(output)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with locked(output, "publish"):
        assert Path(tmp_path, ".lock").read_text() == f"{os.getpid()} (publish)\n"


def test_a_lock_ends_with_its_block_even_when_that_fails(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), locked(output, "collect"):
            raise ZeroDivisionError


def test_the_pid_of_a_former_holder_leaves_nothing_behind(tmp_path: Path) -> None:
    Path(tmp_path, ".lock").write_text("99999999 (a former run with a long name)\n")
    with locked(Output.at(tmp_path), "publish"), pytest.raises(Locked, match=rf"process {os.getpid()} \(publish\)\."):
        publish(Output.at(tmp_path))


def test_an_output_at_a_url_has_no_lock() -> None:
    output = Output(fs.SubTreeFileSystem("/nowhere", fs.LocalFileSystem()), "output")
    with locked(output, "publish"), locked(output, "publish"):
        pass


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    for _ in range(2):
        with locked(Output.at(tmp_path / "new" / "output"), "run"):
            assert (tmp_path / "new" / "output" / ".lock").read_text() == f"{os.getpid()} (run)\n"
