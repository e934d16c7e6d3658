"""`scrapy alert`: a test message, and the messages that wait."""

import sys
from collections.abc import Callable

from crawls.alerts.channels import channels_of
from crawls.alerts.message import Message
from crawls.alerts.outbox import Outbox
from crawls.alerts.unsent import Unsent
from german.places.search import load_search
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from storage.layout import Output
from storage.lock import locked

TEST = "This is a test. So you will be told when a run does not go well, once when it begins and once when it is over."


def send_alerts(search_file: str, where: str, *, is_test: bool) -> int:
    """Send a test message, or what waits; print what came of it, and return the exit code."""
    search, output = load_search(search_file), Output.of_command(where)
    ways = channels_of(search.alert)
    if not ways:
        raise ConfigurationError(
            f"{search.path.name}: [alert] names nobody; write command, url or a table [alert.mail] (docs/operating.md)"
        )
    if is_test:
        message = Message(event="test", subject=f"wupperjobs {search.path.stem}: a test", text=TEST)
        is_sent = [_try(way, send, message) for way, send in ways.items()]
        return ExitCode.WELL if all(is_sent) else ExitCode.GATED
    with locked(output, "alert"):
        outbox = Outbox.read(output)
        count = len(outbox.waiting)
        complaints = outbox.send(search.alert)
    for name, one in outbox.known.items():
        print(f"{name}: told on {one.told_at[:10]}, since {one.since[:10]}: {one.words}")
    print(f"Messages that waited: {count}; that wait still: {len(outbox.waiting)}")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return ExitCode.GATED if complaints else ExitCode.WELL


def _try(way: str, send: Callable[[Message], None], message: Message) -> bool:
    try:
        send(message)
    except Unsent as error:
        print(f"{way}: could not be sent: {error}", file=sys.stderr)
        return False
    print(f"{way}: sent")
    return True
