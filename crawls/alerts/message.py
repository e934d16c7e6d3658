"""A message to whoever asked to be told."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is told, in plain text: `subject` is one line. `event` is what a program may go by."""

    event: str  # trouble, well, reminder, test
    subject: str
    text: str

    @property
    def id(self) -> str:
        """Names it, so that whoever gets it twice can tell."""
        return sha256("\0".join((self.event, self.subject, self.text)).encode()).hexdigest()[:20]
