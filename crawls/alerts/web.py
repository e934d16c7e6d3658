"""A message to an address of the web: in a form that its server knows, and taken there or not at all."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.header import Header
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from crawls.alerts.message import Message
from crawls.alerts.unsent import SECONDS, Unsent, in_words, shorten
from schemas.configuration import Alert

MOST = 4096  # bytes that ntfy takes as a text; of more it makes a file to be opened
ENDS = ("\n\n", "\n", " ", "")  # where a text is cut, the best first
_SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # else an ad's title could call everybody
Post = tuple[bytes, dict[str, str]]  # a body and its headers


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would be asked for with no message, answer 200, and the message be lost."""

    def redirect_request(self, *_: Any) -> None:
        return None


def send_to_address(url: str, message: Message, form: Alert) -> None:
    """Send it, in more than one request if its form needs that. Raises Unsent."""
    for number, (body, headers) in enumerate(posts_of(form, message)):
        post(url, body, headers | {"Idempotency-Key": message.id if not number else f"{message.id}-{number + 1}"})


def posts_of(alert: Alert, message: Message) -> Iterator[Post]:
    """What is sent of a message, in the form that `[alert]` names."""
    if alert.url_form == "text":
        parts = split_text(message.text)
        for number, part in enumerate(parts, 1):
            title = f"{message.subject} ({number} of {len(parts)})" if parts[1:] else message.subject
            title = title if title.isascii() else Header(title, "utf-8", 9999).encode()
            yield part.encode(), {"Content-Type": "text/plain; charset=utf-8", "Title": title}
        return
    told: dict[str, Any]
    if alert.url_form == "slack":
        told = {"text": f"*{message.subject}*\n{message.text}".translate(_SLACK)}
    else:
        told = {"id": message.id, "event": message.event, "subject": message.subject, "text": message.text}
        told |= {"jobs": list(message.jobs)} if message.jobs else {}
    yield json.dumps(told).encode(), {"Content-Type": "application/json"}


def split_text(text: str, most: int = MOST, ends: tuple[str, ...] = ENDS) -> list[str]:
    """The text in parts of at most so many bytes, cut at the end of a paragraph, of a line, of a word if need be.

    >>> split_text("Leiter IT\\nKöln\\n\\nLeiter Daten", 16), split_text("Köln", 2)
    (['Leiter IT\\nKöln', 'Leiter Daten'], ['K', 'ö', 'ln'])
    """
    if len(text.encode()) <= most:
        return [text]
    end, *others = ends
    parts: list[str] = []
    for piece in text.split(end) if end else text:
        if parts and len((longer := f"{parts[-1]}{end}{piece}").encode()) <= most:
            parts[-1] = longer
        else:
            parts += split_text(piece, most, tuple(others))
    return parts


def post(url: str, body: bytes, headers: dict[str, str]) -> None:
    """Send one request; its address may have a login before the host. Raises Unsent unless the answer is 2xx."""
    parts = urlsplit(url)
    login, _, host = parts.netloc.rpartition("@")
    address = quote(parts._replace(netloc=host).geturl(), safe="%/:=&?~#+!$,;'@()*[]")
    headers |= {"User-Agent": "wupperjobs"}
    if login:
        headers |= {"Authorization": f"Basic {base64.b64encode(unquote(login).encode()).decode()}"}
    ask, request = urllib.request.build_opener(_Stay).open, urllib.request.Request(address, body, headers)
    try:
        with ask(request, timeout=SECONDS) as response:
            response.read(1)
    except urllib.error.HTTPError as error:
        error.close()
        to = urlsplit(shorten(error.headers.get("Location") or ""))  # whose path may be a secret, as that of a hook is
        leads = f", and leads to {to.scheme}://{to.hostname}: name the address there" if to.hostname else ""
        raise Unsent(f"it answered {error.code}{leads}") from None
    except HTTPException as error:
        raise Unsent(f"its answer is not HTTP: {type(error).__name__}, {in_words(error)}") from None
    except urllib.error.URLError as error:
        raise Unsent(
            in_words(error.reason) if isinstance(error.reason, Exception) else shorten(f"{error.reason}")
        ) from None
