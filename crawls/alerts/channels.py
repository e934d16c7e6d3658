"""The ways a message goes: a command, an address of the web, mail. Each either takes it or raises Unsent."""

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress

from crawls.alerts.mail import send_mail
from crawls.alerts.message import Message
from crawls.alerts.unsent import SECONDS, Unsent, send_within, shorten
from crawls.alerts.web import post, send_to_address
from schemas.configuration import Alert
from storage.files import nameless_file


def channels_of(alert: Alert) -> dict[str, Callable[[Message], None]]:
    """The ways that the search file names, each with what sends a message that way. They raise Unsent."""
    ways: dict[str, Callable[[Message], None]] = {}
    if command := alert.command:
        ways["command"] = lambda message: _run(command, message)
    if url := alert.url:
        ways["url"] = lambda message: send_within(lambda: send_to_address(url, message, alert))
    if mail := alert.mail:
        ways["mail"] = lambda message: send_within(lambda: send_mail(mail, message))
    return ways


def ping(alert: Alert, ending: str, text: str = "") -> str | None:
    """Tell the check of `ping_url` that a run began (`/start`), ended well (empty) or failed (`/fail`).

    Why that did not work; None: it did, or there is no check.
    """
    if not alert.ping_url:
        return None
    url = alert.ping_url.rstrip("/") + ending
    try:
        send_within(lambda: post(url, text.encode(), {"Content-Type": "text/plain; charset=utf-8"}))
    except Unsent as error:
        return f"The check could not be told (ping_url): {error}"
    return None


def _run(command: str, message: Message) -> None:
    """Run the shell command, in a process group that ends with it where it takes too long."""
    environment = os.environ | {"ALERT_SUBJECT": message.subject, "ALERT_EVENT": message.event}
    with nameless_file() as told, nameless_file() as said:  # no pipes: what it leaves running would keep them open
        told.write(message.text.encode())
        told.seek(0)
        try:
            process = subprocess.Popen(
                command, shell=True, env=environment, stdin=told, stdout=said, stderr=said, start_new_session=True
            )
        except (OSError, ValueError) as error:
            raise Unsent(shorten(f"{error}")) from None
        try:
            code = process.wait(SECONDS)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                raise Unsent(f"it did not end within {SECONDS} seconds") from None
            raise
        if code:
            said.seek(max(0, said.tell() - 4096))
            *_, last = ["", *filter(None, map(shorten, said.read().decode(errors="replace").splitlines()))]
            raise Unsent(f"it ended with exit code {code}" + (f": {last}" if last else ""))
