"""Why a message could not be sent, and a bound for whatever sends it: what is told of is over, and must not wait."""

import threading
from collections.abc import Callable

from schemas.secrets import hide_secrets
from schemas.sound import make_sound

SECONDS = 30  # that a command may take, and a server for each of its answers
MOST_SECONDS = 60  # that a server may take for all of them: one that sends a byte now and then never ends
LONGEST = 300  # letters of what is said of it


class Unsent(Exception):  # noqa: N818
    """A message could not be sent this way; the words say why.

    `is_taken`: it was sent to some of those that it is for, who must not get it again with each try.
    """

    def __init__(self, words: str, *, is_taken: bool = False) -> None:
        super().__init__(words)
        self.is_taken = is_taken


def send_within(send: Callable[[], None], seconds: float = MOST_SECONDS) -> None:
    """Call `send`, and wait so long for its end. Raises Unsent, whatever it raises: libraries differ in what they do.

    What has not ended by then is left alone, in a thread that ends with this process.
    """
    errors: list[Exception] = []

    def try_it() -> None:
        try:
            send()
        except Exception as error:  # noqa: BLE001 - raised again below, as Unsent
            errors.append(error)

    thread = threading.Thread(target=try_it, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise Unsent(f"it did not end within {seconds:g} seconds")
    for error in errors:
        raise error if isinstance(error, Unsent) else Unsent(in_words(error)) from None


def in_words(error: Exception) -> str:
    """What an error says, in one short line without keys; its name if it says nothing."""
    return shorten(f"{error}") or type(error).__name__


def shorten(text: str) -> str:
    """A text of somebody else as it may be told: in one line, short, without keys and controls."""
    line = " ".join(hide_secrets(make_sound(text)).split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"
