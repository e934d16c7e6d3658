"""What servers and commands may do to a message: it is taken, or the words say why it is not, and in time."""

import json
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawls.alerts.channels import channels_of
from crawls.alerts.mail import PASSWORD
from crawls.alerts.message import Message
from crawls.alerts.outbox import Outbox
from crawls.alerts.unsent import Unsent, send_within
from crawls.alerts.web import MOST, posts_of, split_text
from schemas.configuration import Alert, Mail
from storage.layout import Output

MESSAGE = Message(event="trouble", subject="wupperjobs Köln: 1 new", text="New: alpha is failed: kein Netz für Köln.")
SECRET = "much-too-secret"


@contextmanager
def answering(handle: Callable[[socketserver.StreamRequestHandler], None]) -> Iterator[str]:
    """A server on this machine; gives its host and port."""
    handler = type("Handler", (socketserver.StreamRequestHandler,), {"handle": handle, "timeout": 10})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def why_not(alert: Alert, message: Message = MESSAGE) -> str | None:
    """Why the message could not be sent by the one way that there is; None: it was. Nothing but Unsent is raised."""
    (send,) = channels_of(alert).values()
    try:
        send(message)
    except Unsent as error:
        return f"{error}"
    return None


def read_request(connection: socketserver.StreamRequestHandler) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.rfile.readline()
    size = next(line for line in head.lower().splitlines() if line.startswith(b"content-length"))
    return head + connection.rfile.read(int(size.split(b":")[1]))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None),
        ("HTTP/1.1 204 No Content\r\n\r\n", None),
        ("HTTP/1.1 301 Moved\r\nLocation: https://ntfy.example/secret\r\n\r\n", "301.*https://ntfy.example: name"),
        ("HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", "answered 302$"),
        ("HTTP/1.1 303 See Other\r\nLocation: /x\r\n\r\n", "303"),
        ("HTTP/1.1 307 Temporary\r\nLocation: file:///etc/passwd\r\n\r\n", "answered 307$"),
        ("HTTP/1.1 413 Too Large\r\n\r\n", "413"),
        ("HTTP/1.1 500 Broken\r\n\r\n", "500"),
        ("", "closed"),
        ("no HTTP at all\r\n\r\n", "not HTTP"),
        ("HTTP/1.1 200 OK\r\nX: " + "a" * 70_000 + "\r\n\r\n", "not HTTP"),
        ("HTTP/1.1 200 OK\r\n" + "X: a\r\n" * 200 + "\r\n", "not HTTP"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "not HTTP"),
    ],
)
def test_an_address_takes_a_message_with_2xx_and_with_nothing_else(answer: str, says: str | None) -> None:
    def handle(connection: socketserver.StreamRequestHandler) -> None:
        read_request(connection)
        connection.wfile.write(answer.encode())

    with answering(handle) as place:
        told = why_not(Alert(url=f"http://{place}/topic"))
    if says is None:
        assert told is None
    else:
        with pytest.raises(Unsent, match=says):
            raise Unsent(told or "sent")


@pytest.mark.parametrize(
    ("path", "sent"),
    [("me:pa%20ss@{}/topic", "Authorization: Basic bWU6cGEgc3M="), ("{}/köln?a=b", "POST /k%C3%B6ln?a=b HTTP/1.1")],
)
def test_an_address_may_have_a_login_and_letters_of_any_language(path: str, sent: str) -> None:
    got: list[bytes] = []

    def handle(connection: socketserver.StreamRequestHandler) -> None:
        got.append(read_request(connection))
        connection.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")

    with answering(handle) as place:
        assert why_not(Alert(url=f"http://{path.format(place)}")) is None
    assert sent in got[0].decode()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/my jobs", "http://127.0.0.1:port/", "http://köln.invalid/"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    assert why_not(Alert(url=url))


def test_what_does_not_end_is_left_alone_and_what_is_raised_becomes_words() -> None:
    began = time.monotonic()
    with pytest.raises(Unsent, match=r"did not end within 0.05 seconds"):
        send_within(lambda: time.sleep(2), 0.05)
    assert time.monotonic() - began < 1
    with pytest.raises(Unsent, match="LookupError"):
        send_within(lambda: (_ for _ in ()).throw(LookupError()))


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("true", None),
        ("cat > /dev/null; sleep 20 &", None),
        (r"printf '\377\000x'; exit 2", r"exit code 2: .x"),
        ("head -c 100000 /dev/zero; exit 3", "exit code 3"),
        ("kill -9 $$", "exit code -9"),
        ("seq 1 90 | tr '\\n' ' ' | tr '1' 'a' | sed 's/$/zzz/; s/./&&&/g'; exit 1", " …$"),
    ],
)
def test_a_command_may_print_anything_and_leave_something_running(command: str, says: str | None) -> None:
    told = why_not(Alert(command=command))
    if says is None:
        assert told is None
    else:
        with pytest.raises(Unsent, match=says):
            raise Unsent(told or "sent")


def test_a_command_that_takes_too_long_ends_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawls.alerts.channels.SECONDS", 0.3)
    assert "did not end" in (why_not(Alert(command=f"(sleep 1.2; touch {tmp_path}/late) & sleep 9; true")) or "")
    time.sleep(1.2)
    assert not (tmp_path / "late").exists()


@pytest.mark.parametrize("size", [MOST - 1, MOST, MOST + 1, 3 * MOST])
@pytest.mark.parametrize("unit", ["ö", "Leiter IT (m/w/d) ", "Leiter IT\n", "Leiter IT\nKöln\n\n", "🙂"])
def test_no_text_is_longer_than_ntfy_takes_and_nothing_of_it_is_lost(unit: str, size: int) -> None:
    text = (unit * (size // len(unit.encode()) + 1))[: size - 40] + "the end"
    message = replace(MESSAGE, text=text)
    posts = list(posts_of(Alert(url="https://ntfy.example/x"), message))
    assert all(len(body) <= MOST for body, _ in posts)
    assert "".join("".join(body.decode().split()) for body, _ in posts) == "".join(text.split())
    assert len({headers["Title"] for _, headers in posts}) == len(posts)
    assert len(posts) <= 2 + len(text.encode()) // (MOST // 2)


def test_a_text_is_cut_between_its_paragraphs() -> None:
    jobs = [f"Leiter IT {number}\nKöln · 12 km\nhttps://jobs.example/{number}" for number in range(300)]
    parts = split_text("\n\n".join(jobs))
    assert [job for part in parts for job in part.split("\n\n")] == jobs and len(parts) < 8


def test_an_ad_cannot_call_everybody_in_slack() -> None:
    message = replace(MESSAGE, text="<!channel> R&D <https://evil.example|Leiter IT>")
    ((body, _),) = posts_of(Alert(url="https://slack.example/x", url_form="slack"), message)
    assert "&lt;!channel&gt; R&amp;D &lt;https" in json.loads(body)["text"]


# ---------------------------------------------------------------- mail


def make_certificate(path: Path, name: str, days: int) -> ssl.SSLContext:
    """A certificate that its own key signed, for a name and this machine's number; good from yesterday on."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    own = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(own + made.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def mail_session(
    heard: list[str], tls: ssl.SSLContext | None, *, starttls: bool, refused: tuple[str, ...] = ()
) -> Callable[[Any], None]:
    """A mail server's side of a session: it notes each command, and does not take letters for some."""

    def handle(connection: Any) -> None:
        stream = connection.request if starttls or not tls else tls.wrap_socket(connection.request, server_side=True)
        lines = stream.makefile("rb")
        stream.sendall(b"220 here\r\n")
        while line := lines.readline().decode().strip():
            word = line[:4].upper()
            heard.append(word)
            if word == "STAR" and tls:
                stream.sendall(b"220 go on\r\n")
                stream = tls.wrap_socket(stream, server_side=True)
                lines = stream.makefile("rb")
            elif word == "DATA":
                stream.sendall(b"354 go on\r\n")
                while lines.readline() != b".\r\n":
                    pass
                stream.sendall(b"250 ok\r\n")
            elif word == "EHLO":
                stream.sendall(b"250-here\r\n" + b"250-STARTTLS\r\n" * starttls + b"250 AUTH PLAIN\r\n")
            elif any(name in line for name in refused):
                stream.sendall(b"550 no such user\r\n")
            else:
                stream.sendall({"AUTH": b"235 ok\r\n", "QUIT": b"221 bye\r\n"}.get(word, b"250 ok\r\n"))
            if word == "QUIT":
                return

    return handle


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("name", "days", "is_trusted", "says"),
    [
        ("localhost", 9, True, None),
        ("localhost", 9, False, "SSL_CERT_FILE"),  # nobody known signed it
        ("mail.other.example", 9, True, "server the name in its certificate"),
        ("localhost", -2, True, "expired"),
    ],
)
def test_no_password_goes_to_a_server_without_a_good_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: Any, name: str, days: int, is_trusted: bool,
    says: str | None,
) -> None:  # fmt: skip
    monkeypatch.setenv(PASSWORD, SECRET)
    monkeypatch.setenv("SSL_CERT_FILE", f"{tmp_path}/{'one' if is_trusted else 'none'}.pem")
    tls, heard = make_certificate(tmp_path / "one.pem", name, days), list[str]()
    with answering(mail_session(heard, tls, starttls=security == "starttls")) as place:
        server = place.replace("127.0.0.1", "localhost")
        mail = Mail(server=server, sender="a@b.de", to=("c@d.de",), security=security, user="me")
        told = why_not(Alert(mail=mail))
    assert ("AUTH" in heard) == ("MAIL" in heard) == (says is None)
    assert told is None if says is None else says in (told or "")


def test_who_does_not_take_a_letter_keeps_it_from_no_other_and_is_told_once(tmp_path: Path) -> None:
    heard: list[str] = []
    outbox = Outbox(Output.at(tmp_path))
    with answering(mail_session(heard, None, starttls=False, refused=("gone@d.de",))) as place:
        alert = Alert(mail=Mail(server=place, sender="a@b.de", to=("c@d.de", "gone@d.de"), security="none"))
        outbox.add(MESSAGE, alert)
        (complaint,) = outbox.send(alert)
        assert "gone@d.de" in complaint and "others have it" in complaint and "tries again" not in complaint
        assert heard.count("DATA") == 1 and outbox.send(alert) == [] and heard.count("DATA") == 1


@pytest.mark.parametrize(
    "changed",
    [{"to": ("a@d.de\nBcc: x@y.z",)}, {"sender": "a\r\nb@c.de"}, {"to": ("jörg@d.de",)}, {"server": "a:99999"}],
)
def test_a_letter_that_cannot_be_written_is_told(changed: dict[str, Any]) -> None:
    with answering(mail_session([], None, starttls=False)) as place:
        mail = Mail(**{"server": place, "sender": "a@b.de", "to": ("c@d.de",), "security": "none", **changed})
        assert why_not(Alert(mail=mail))
