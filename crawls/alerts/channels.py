"""The ways a message goes: a command, an address of the web, mail. Each either takes it or raises Unsent."""

import json
import os
import smtplib
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from email.header import Header
from email.message import EmailMessage
from typing import Any

from crawls.alerts.message import Message
from schemas.configuration import Alert, Mail
from schemas.secrets import hide_secrets

SECONDS = 30  # that a command, a server or an address may take
PASSWORD = "SMTP_PASSWORD"


class Unsent(Exception):  # noqa: N818
    """A message could not be sent this way; the words say why."""


def channels_of(alert: Alert) -> dict[str, Callable[[Message], None]]:
    """The ways that the search file names, each with what sends a message that way. They raise Unsent."""
    ways: dict[str, Callable[[Message], None]] = {}
    if command := alert.command:
        ways["command"] = lambda message: _run(command, message)
    if url := alert.url:
        ways["url"] = lambda message: _post(url, *_body_of(alert, message), message.id)
    if mail := alert.mail:
        ways["mail"] = lambda message: _mail(mail, message)
    return ways


def ping(alert: Alert, ending: str, text: str = "") -> str | None:
    """Tell the check of `ping_url` that a run began (`/start`), ended well (empty) or failed (`/fail`).

    Why that did not work; None: it did, or there is no check.
    """
    if not alert.ping_url:
        return None
    try:
        _post(alert.ping_url.rstrip("/") + ending, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})
    except Unsent as error:
        return f"The check could not be told (ping_url): {error}"
    return None


def _run(command: str, message: Message) -> None:
    environment = os.environ | {"ALERT_SUBJECT": message.subject, "ALERT_EVENT": message.event}
    try:
        done = subprocess.run(
            command, shell=True, input=message.text, env=environment, text=True, capture_output=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unsent(_in_words(error)) from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Unsent(f"it ended with exit code {done.returncode}" + (f": {said[-1]}" if said else ""))


def _body_of(alert: Alert, message: Message) -> tuple[bytes, dict[str, str]]:
    told: dict[str, Any]
    if alert.url_form == "text":
        title = message.subject if message.subject.isascii() else Header(message.subject, "utf-8", 9999).encode()
        return message.text.encode(), {"Content-Type": "text/plain; charset=utf-8", "Title": title}
    if alert.url_form == "slack":
        told = {"text": f"*{message.subject}*\n{message.text}"}
    else:
        told = {"id": message.id, "event": message.event, "subject": message.subject, "text": message.text}
        told |= {"jobs": list(message.jobs)} if message.jobs else {}
    return json.dumps(told).encode(), {"Content-Type": "application/json"}


def _post(url: str, body: bytes, headers: dict[str, str], id: str | None = None) -> None:  # noqa: A002
    headers |= {"User-Agent": "wupperjobs"} | ({"Idempotency-Key": id} if id else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=SECONDS) as response:
            response.read(1)
    except urllib.error.HTTPError as error:
        error.close()
        raise Unsent(f"it answered {error.code}") from None
    except urllib.error.URLError as error:
        raise Unsent(hide_secrets(f"{error.reason}")) from None
    except (OSError, ValueError) as error:
        raise Unsent(_in_words(error)) from None


def _mail(mail: Mail, message: Message) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = mail.sender, ", ".join(message.to or mail.to), message.subject
    letter["Message-ID"] = f"<{message.id}@wupperjobs>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    if message.html:
        letter.add_alternative(message.html, subtype="html")
    host, _, port = mail.server.partition(":")
    secure, usual = (smtplib.SMTP_SSL, 465) if mail.security == "tls" else (smtplib.SMTP, 587)
    try:
        with secure(host, int(port or usual), timeout=SECONDS) as server:
            if mail.security == "starttls":
                server.starttls()
            if mail.user:
                server.login(mail.user, os.environ.get(PASSWORD, ""))
            server.send_message(letter)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise Unsent(f"{_in_words(error).rstrip('.')} ({_what_to_change(error)})") from None


def _what_to_change(error: Exception) -> str:
    """What of `[alert.mail]` is probably wrong."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"are user and {PASSWORD} right? cron and systemd hand over only the environment that they are told to"
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPRecipientsRefused):
        return "does the server take sender and to, and does it want a user?"
    if isinstance(error, smtplib.SMTPNotSupportedError | smtplib.SMTPServerDisconnected | ssl.SSLError):
        return (
            'does security fit the server? It is "starttls" unless "tls" is stated or, for this machine alone, "none"'
        )
    return "are the host and port of server right, and does security fit?"


def _in_words(error: Exception) -> str:
    return hide_secrets(" ".join(f"{error}".split()) or type(error).__name__)
