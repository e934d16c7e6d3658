"""Ctrl-C and SIGTERM end a command alike: what it holds is let go, its children end, and it says so in one line."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from schemas.exit_codes import ExitCode


class Interrupts:
    """Which signal a command was ended by, if one did."""

    def __init__(self) -> None:
        self.code = ExitCode.INTERRUPTED

    def terminate(self, number: int, frame: FrameType | None) -> None:
        """SIGTERM does what Ctrl-C does at this moment: asyncio, for one, cancels what is under way."""
        self.code = ExitCode.TERMINATED
        handler: Any = signal.getsignal(signal.SIGINT)
        if not callable(handler):  # SIGINT is ignored in a shell's background jobs
            raise KeyboardInterrupt
        handler(signal.SIGINT, frame)


@contextmanager
def interruptible() -> Iterator[Interrupts]:
    """SIGTERM raises KeyboardInterrupt, as Ctrl-C does; afterwards signals do what they did before."""
    interrupts = Interrupts()
    before = signal.signal(signal.SIGTERM, interrupts.terminate)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGTERM, before)
