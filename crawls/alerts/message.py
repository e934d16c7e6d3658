"""A message to whoever asked to be told."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is told, in plain text: `subject` is one line. `event` is what a program may go by.

    A watch's message has more: the same as `html`, its `jobs` for a program, and whom it goes `to`, by mail alone.
    """

    event: str  # trouble, well, reminder, test, watch
    subject: str
    text: str
    about: str = ""  # what it is about, where two may read alike: the search and its watch
    html: str | None = None
    jobs: tuple[dict[str, Any], ...] = ()
    to: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Names it, so that whoever gets it twice can tell."""
        parts = (self.event, self.subject, self.text, *((self.about, *self.to) if self.about else ()))
        return sha256("\0".join(parts).encode()).hexdigest()[:20]
