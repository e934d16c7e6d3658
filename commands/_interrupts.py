"""Ctrl-C, SIGTERM and SIGHUP end a command alike: it lets go what it holds, its children end, and one line says so."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

from schemas.exit_codes import ExitCode

INTERRUPTED = "wupperjobs: interrupted; what was finished is kept"
CODES = {signal.SIGTERM: ExitCode.TERMINATED, signal.SIGHUP: ExitCode.HUNG_UP}


def end_in_one_line() -> None:
    """From now on Ctrl-C ends this process in one line, too, where no command is there yet to say so."""
    usual = sys.excepthook

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            usual(kind, error, trace)
            return
        ignore_interrupts()
        print(INTERRUPTED, file=sys.stderr, flush=True)
        os._exit(ExitCode.INTERRUPTED)  # else Python ends by SIGINT, and tells another code

    sys.excepthook = tell


class Ended(KeyboardInterrupt):
    """A signal that does what Ctrl-C does.

    It is no plain KeyboardInterrupt: where one passes through `exec`, as dataclasses use it, Python ends by SIGINT in
    the end, whatever was made of it.
    """


class Interrupts:
    """Which signal a command was ended by, if one did."""

    def __init__(self) -> None:
        self.code = ExitCode.INTERRUPTED

    def end(self, number: int, frame: FrameType | None) -> None:
        """The signal does what Ctrl-C does at this moment: asyncio, for one, cancels what is under way."""
        self.code = CODES[signal.Signals(number)]
        handler: Any = signal.getsignal(signal.SIGINT)
        if handler is signal.default_int_handler or not callable(handler):  # ignored in a shell's background jobs
            raise Ended
        handler(signal.SIGINT, frame)


@contextmanager
def interruptible() -> Iterator[Interrupts]:
    """SIGTERM and SIGHUP raise a KeyboardInterrupt, as Ctrl-C does; afterwards signals do what they did before.

    One that is ignored, as SIGHUP is under `nohup`, stays so.
    """
    interrupts = Interrupts()
    before = {number: signal.getsignal(number) for number in CODES}
    heeded = [number for number in CODES if before[number] != signal.SIG_IGN]
    for number in heeded:
        signal.signal(number, interrupts.end)
    try:
        yield interrupts
    finally:
        for number in heeded:
            signal.signal(number, before[number])


def ignore_interrupts() -> None:
    """From now on no signal interrupts this process, which is about to say how it ended, and to end."""
    for number in (signal.SIGINT, *CODES):
        signal.signal(number, signal.SIG_IGN)
    exec("")  # noqa: S102 - resets Python's mark of an unhandled KeyboardInterrupt, which would replace our code
