"""Commands as processes that a test signals, and what they leave."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCRAPY = (sys.executable, "-m", "scrapy")
PATIENCE = 60  # seconds for what comes at once on an idle machine


@contextmanager
def started(
    *words: str, cwd: Path, program: Sequence[str] = SCRAPY, ignores_ctrl_c: bool = False, **env: str
) -> Iterator[subprocess.Popen[str]]:
    """A command as a user types it, in a process group of its own; in a shell's background, SIGINT is ignored."""
    disposition = signal.SIG_IGN if ignores_ctrl_c else signal.SIG_DFL
    process = subprocess.Popen(
        [*program, *words],
        cwd=cwd,
        env={**{name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")}, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, disposition),
    )
    try:
        yield process
    finally:
        for pid in are_alive((*children_of(process.pid), process.pid)):
            os.kill(pid, signal.SIGKILL)
        process.communicate()


def wait_until(happens: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What `happens` says once that is something. Raises AssertionError if nothing comes of it."""
    deadline = time.monotonic() + patience
    while not (found := happens()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)  # what is looked at is often the list of all processes
    return found


def children_of(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    parents = {child: parent for child, parent, _ in _listed()}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def are_alive(pids: Collection[int]) -> list[int]:
    """Those of the processes that go on; one that ended and that nobody has asked after does not."""
    return [one for one, _, state in _listed() if one in pids and not state.startswith("Z")]


def _listed() -> list[tuple[int, int, str]]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    return [(int(pid), int(parent), state) for pid, parent, state in map(str.split, listed.splitlines())]
