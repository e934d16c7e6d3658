"""Notes which functions of the project a Python process calls, and its children: bench/mutants.py starts tests with it.

Python imports a module of this name by itself when it starts. Each process leaves a file in the folder NOTED: a line
for each function, FILE:LINE.
"""

import atexit
import os
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

called: set[tuple[str, int]] = set()


def note(frame: FrameType, event: str, argument: Any) -> None:
    called.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))


def leave(folder: Path) -> None:
    sys.settrace(None)
    here = f"{Path(__file__).parents[2]}/"
    own = (f"{name.removeprefix(here)}:{line}\n" for name, line in called if name.startswith(here))
    (folder / f"{os.getpid()}.txt").write_text("".join(sorted(own)))


if "NOTED" in os.environ:
    atexit.register(leave, Path(os.environ["NOTED"]))
    threading.settrace(note)
    sys.settrace(note)
