"""The ways of an alert without a server: what each is given, and what it says if it failed."""

import json
import re
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawls.alerts.channels import channels_of, ping
from crawls.alerts.message import Message
from crawls.alerts.unsent import Unsent
from schemas.configuration import Alert
from tests.support.local_server import SilentHandler, serving_with
from tests.support.messages import MESSAGE, by_mail


class Inbox(SilentHandler):
    """A server that notes what it is told, and answers with a status."""

    status = 200
    got: list[tuple[str, Any, bytes]]

    def respond(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, self.headers, body))
        self.send_response(self.status)
        self.end_headers()


@pytest.fixture
def inbox() -> Iterator[tuple[Any, str]]:
    handler = type("Fresh", (Inbox,), {"got": []})
    with serving_with(handler) as port:
        yield handler, f"http://127.0.0.1:{port}"


LONG_TITLE = {"title": f"=?utf-8?q?K=C3=B6ln=3A_{'x' * 90}?="}
TEXT, JSON = {"content-type": "text/plain; charset=utf-8"}, {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("form", "more", "body", "headers"),
    [
        ("text", {}, MESSAGE.text, TEXT | {"title": "wupperjobs: 1 new"}),
        ("text", {"subject": "Köln: " + "x" * 90}, MESSAGE.text, TEXT | LONG_TITLE),
        ("slack", {}, {"text": f"*wupperjobs: 1 new*\n{MESSAGE.text}"}, JSON),
        ("json", {}, {"event": "trouble", "subject": "wupperjobs: 1 new", "text": MESSAGE.text}, JSON),
        ("json", {"jobs": ({"job_id": "j"},)}, {"event": "trouble", "jobs": [{"job_id": "j"}]}, JSON),
    ],
)
def test_an_address_gets_the_message_in_its_form(
    inbox: tuple[Any, str], form: Any, more: dict[str, Any], body: Any, headers: dict[str, str]
) -> None:
    handler, url = inbox
    values = {"event": MESSAGE.event, "subject": MESSAGE.subject, "text": MESSAGE.text} | more
    message = Message(**values)
    ways = channels_of(Alert(url=f"{url}/jobs", url_form=form))
    assert list(ways) == ["url"]
    ways["url"](message)
    ((path, told, sent),) = handler.got
    assert (path, told["User-Agent"], told["Idempotency-Key"]) == ("/jobs", "wupperjobs", message.id)
    assert {name: told[name] for name in headers} == headers
    if isinstance(body, str):
        assert sent.decode() == body
    else:
        object_ = json.loads(sent)
        assert {name: object_[name] for name in body} == body and ("jobs" in object_) == ("jobs" in body)
        assert object_.get("id", message.id) == message.id


def test_why_an_address_did_not_take_it_is_said(inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    handler.status = 503
    for address, words in ((url, "it answered 503"), ("http://127.0.0.1:9", ".*refused")):
        with pytest.raises(Unsent, match=f"^{words}"):
            channels_of(Alert(url=address))["url"](MESSAGE)
        told = ping(Alert(ping_url=address), "/start")
        assert told and re.match(rf"The check could not be told \(ping_url\): {words}", told)


def test_what_an_address_says_of_why_is_told_without_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Any, request: Any, timeout: float) -> Any:
        raise urllib.error.URLError("no route to https://me:geheim77@ntfy.example/")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", fail)
    with pytest.raises(Unsent, match=r"^no route to https://masked@ntfy\.example/$"):
        channels_of(Alert(url="https://ntfy.example/"))["url"](MESSAGE)


def test_a_check_is_told_with_the_words_of_the_run(inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    assert ping(Alert(), "/start") is None and handler.got == []
    assert ping(Alert(ping_url=f"{url}/uuid/"), "/fail", "größer") is None
    ((path, headers, body),) = handler.got
    assert (path, body) == ("/uuid/fail", "größer".encode())
    assert headers["Content-Type"] == "text/plain; charset=utf-8" and headers["Idempotency-Key"] is None


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("cat > /dev/null", None),
        ("echo first; echo last; exit 3", "it ended with exit code 3: last"),
        ("echo no >&2; echo such topic >&2; exit 3", "it ended with exit code 3: such topic"),
        ("exit 4", "it ended with exit code 4"),
        ("kill -9 $$", "it ended with exit code -9"),
    ],
)
def test_a_command_says_if_it_failed(command: str, words: str | None) -> None:
    send = channels_of(Alert(command=command))["command"]
    if words:
        with pytest.raises(Unsent, match=f"^{words}$"):
            send(MESSAGE)
    else:
        send(MESSAGE)


def test_a_command_gets_the_text_and_what_it_is_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWN", "kept")
    command = f'(echo "$ALERT_SUBJECT"; echo "$ALERT_EVENT $OWN"; cat) > {tmp_path}/told'
    channels_of(Alert(command=command))["command"](MESSAGE)
    assert (tmp_path / "told").read_text() == f"{MESSAGE.subject}\ntrouble kept\n{MESSAGE.text}"


class _Opened:
    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __enter__(self) -> Any:
        return self.answer

    def __exit__(self, *error: object) -> None:
        pass


class Server:
    """A mail server: how it was called, and what it was given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> None:
        self.did: list[Any] = []
        self.letters: list[Any] = []
        self.error = error
        for kind in ("SMTP", "SMTP_SSL"):
            monkeypatch.setattr(smtplib, kind, self._maker(kind))

    def _maker(self, kind: str) -> Any:
        def make(host: str, port: int, timeout: float, **context: Any) -> Any:
            self.did.append((kind, host, port, timeout))
            return _Opened(self)

        return make

    def starttls(self, **context: Any) -> None:
        self.did.append("starttls")

    def login(self, user: str, password: str) -> None:
        self.did.append((user, password))

    def send_message(self, letter: Any) -> dict[str, Any]:
        if self.error:
            raise self.error
        self.letters.append(letter)
        return {}


@pytest.mark.parametrize(
    ("alert", "did"),
    [
        (by_mail(), [("SMTP", "mail.example", 587, 30), "starttls"]),
        (by_mail("mail.example:25"), [("SMTP", "mail.example", 25, 30), "starttls"]),
        (by_mail(security="tls"), [("SMTP_SSL", "mail.example", 465, 30)]),
        (by_mail("mail.example:9465", security="tls"), [("SMTP_SSL", "mail.example", 9465, 30)]),
        (by_mail(security="none"), [("SMTP", "mail.example", 587, 30)]),
        (by_mail(user="me"), [("SMTP", "mail.example", 587, 30), "starttls", ("me", "geheim77")]),
    ],
)
def test_mail_goes_by_the_connection_that_is_named(
    monkeypatch: pytest.MonkeyPatch, alert: Alert, did: list[Any]
) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "geheim77")
    server = Server(monkeypatch)
    channels_of(alert)["mail"](MESSAGE)
    assert server.did == did and len(server.letters) == 1


def test_a_letter_has_an_id_that_stays_and_an_html_form_if_the_message_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(monkeypatch)
    ways = channels_of(by_mail(to=("c@d.example", "e@f.example"), security="none"))
    ways["mail"](MESSAGE)
    ways["mail"](Message(event="watch", subject="3 new", text="words", html="<p>words", to=("g@h.example",)))
    plain, rich = server.letters
    assert (plain["From"], plain["To"], plain["Subject"]) == (
        "a@b.example",
        "c@d.example, e@f.example",
        "wupperjobs: 1 new",
    )
    assert plain["Message-ID"] == f"<{MESSAGE.id}@wupperjobs>" and plain["Auto-Submitted"] == "auto-generated"
    assert plain.get_content() == MESSAGE.text + "\n"
    assert rich["To"] == "g@h.example"
    assert [part.get_content_type() for part in rich.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), r"\(535, b'no'\) \(are user and SMTP_PASSWORD right"),
        (smtplib.SMTPSenderRefused(550, b"no", "a@b"), "does the server take sender and to"),
        (smtplib.SMTPRecipientsRefused({}), "does the server take sender and to"),
        (smtplib.SMTPNotSupportedError("no STARTTLS."), r"no STARTTLS \(does security fit the server"),
        (smtplib.SMTPServerDisconnected("gone"), "does security fit the server"),
        (ssl.SSLError("wrong version"), "does security fit the server"),
        (ssl.SSLCertVerificationError("other name"), "is server the name in its certificate"),
        (smtplib.SMTPDataError(554, b"no"), "but not the letter"),
        (ConnectionRefusedError("refused"), r"refused \(are the host and port of server right"),
    ],
)
def test_why_mail_was_not_taken_is_said_with_what_to_change(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    Server(monkeypatch, error)
    with pytest.raises(Unsent, match=words):
        channels_of(by_mail())["mail"](MESSAGE)


def test_each_way_that_is_named_is_gone() -> None:
    assert channels_of(Alert()) == {}
    alert = Alert(command="cat", url="https://x.example/", mail=by_mail().mail)
    assert list(channels_of(alert)) == ["command", "url", "mail"]
