"""What a command ends with, for a shell, a scheduler or `make` to go by."""

from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """What a command ends with."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    WELL = 0, "done, and a snapshot stands; nothing is wrong"
    GATED = (
        1,
        "a gate stopped it, nothing was published yet or not for a week, or something is wrong with a board or a run",
    )
    MISCONFIGURED = 2, "the configuration, the place or the machine's clock cannot be used"
    LOCKED = 3, "another run holds the output folder"
    PAGELESS = 4, "published, but a page could not be made"
    HUNG_UP = 129, "ended because its terminal was closed (SIGHUP); what was finished is kept"
    INTERRUPTED = 130, "ended by Ctrl-C (SIGINT); what was finished is kept"
    UNREAD = 141, "whoever read its output stopped reading, as `| head` does (SIGPIPE)"
    TERMINATED = 143, "ended by SIGTERM; what was finished is kept"
