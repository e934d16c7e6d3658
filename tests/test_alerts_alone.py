"""Alerts without a server: what is told and when, by which way, and in which words; what is wrong after a run."""

import json
import re
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawls.alerts.channels import channels_of, ping
from crawls.alerts.message import Message
from crawls.alerts.outbox import Known, Outbox
from crawls.alerts.troubles import as_paragraph, as_sentence, find_troubles
from crawls.alerts.unsent import Unsent
from schemas.configuration import Alert, Mail
from schemas.feeds import FeedState
from schemas.verdicts import Verdict
from storage.layout import Output
from tests.support.local_server import SilentHandler, serving_with

NIGHT = datetime(2026, 11, 20, 5, 7, tzinfo=UTC)
MESSAGE = Message(event="trouble", subject="wupperjobs: 1 new", text="New: alpha is failed\nAll else is well.")
TO_WEB = Alert(url="https://ntfy.example/jobs")


# The ways


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


def _mail(server: str = "mail.example", **more: Any) -> Alert:
    return Alert(mail=Mail(**({"server": server, "sender": "a@b.example", "to": ("c@d.example",)} | more)))


@pytest.mark.parametrize(
    ("alert", "did"),
    [
        (_mail(), [("SMTP", "mail.example", 587, 30), "starttls"]),
        (_mail("mail.example:25"), [("SMTP", "mail.example", 25, 30), "starttls"]),
        (_mail(security="tls"), [("SMTP_SSL", "mail.example", 465, 30)]),
        (_mail("mail.example:9465", security="tls"), [("SMTP_SSL", "mail.example", 9465, 30)]),
        (_mail(security="none"), [("SMTP", "mail.example", 587, 30)]),
        (_mail(user="me"), [("SMTP", "mail.example", 587, 30), "starttls", ("me", "geheim77")]),
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
    ways = channels_of(_mail(to=("c@d.example", "e@f.example"), security="none"))
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
        channels_of(_mail())["mail"](MESSAGE)


def test_each_way_that_is_named_is_gone() -> None:
    assert channels_of(Alert()) == {}
    alert = Alert(command="cat", url="https://x.example/", mail=_mail().mail)
    assert list(channels_of(alert)) == ["command", "url", "mail"]


# The outbox


class Ways:
    """The ways of the tests: which are down, and what they took."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
        self.down: set[str] = set()
        self.took: list[tuple[str, Message]] = []
        self.tried: list[str] = []
        self.names = names or ("url",)
        monkeypatch.setattr(
            "crawls.alerts.outbox.channels_of", lambda alert: {way: self._of(way) for way in self.names}
        )

    def _of(self, way: str) -> Any:
        def send(message: Message) -> None:
            self.tried.append(way)
            if way in self.down:
                raise Unsent("it is down")
            self.took.append((way, message))

        return send


def _tell(folder: Path, days: float, *troubles: str, alert: Alert = TO_WEB) -> Message | None:
    """What a run so many days after NIGHT tells of the boards named, whose words are of that day."""
    outbox = Outbox.read(Output.at(folder))
    words = {name: f"{name} is failed on day {days:g}" for name in troubles}
    outbox.note("search (Köln)", words, alert, NIGHT + timedelta(days=days), "scrapy status")
    message = outbox.waiting[0].message if outbox.waiting else None
    assert len(outbox.waiting) < 2
    outbox.waiting.clear()
    outbox.save()
    return message


@pytest.mark.parametrize(
    ("nights", "event", "subject", "text"),
    [
        ([(0,)], None, "", ""),
        ([(0, "a")], "trouble", "1 new",
         "New: a is failed on day 0\n\n1 in all; `scrapy status` says what to do.\nAs of 2026-11-20 05:07 UTC."),
        ([(0, "a"), (1, "a")], None, "", ""),
        ([(0, "a"), (6.99, "a")], None, "", ""),
        ([(0, "a"), (7, "a")], "reminder", "1 still",
         "Still, since 2026-11-20: a is failed on day 7\n\n1 in all; `scrapy status` says what to do.\n"
         "As of 2026-11-27 05:07 UTC."),
        ([(0, "a"), (7, "a"), (8, "a")], None, "", ""),
        ([(0, "a"), (7, "a"), (14, "a")], "reminder", "1 still",
         "Still, since 2026-11-20: a is failed on day 14\n\n1 in all; `scrapy status` says what to do.\n"
         "As of 2026-12-04 05:07 UTC."),
        ([(0, "a"), (1, "a"), (2,)], "well", "1 over",
         "Over, after it began on 2026-11-20: a is failed on day 1\n\nAll is well again.\nAs of 2026-11-22 05:07 UTC."),
        ([(0, "a"), (1,), (2,)], None, "", ""),
        ([(0, "a", "b"), (7, "a", "c")], "trouble", "1 new, 1 still, 1 over",
         "New: c is failed on day 7\nStill, since 2026-11-20: a is failed on day 7\n"
         "Over, after it began on 2026-11-20: b is failed on day 0\n\n"
         "2 in all; `scrapy status` says what to do.\nAs of 2026-11-27 05:07 UTC."),
        ([(0, "a"), (5, "a", "b"), (7, "a", "b")], "reminder", "1 still",
         "Still, since 2026-11-20: a is failed on day 7\n\n2 in all; `scrapy status` says what to do.\n"
         "As of 2026-11-27 05:07 UTC."),
    ],
)  # fmt: skip
def test_a_trouble_is_told_once_when_it_begins_each_week_and_when_it_ends(
    tmp_path: Path, nights: list[Any], event: str | None, subject: str, text: str
) -> None:
    for night in nights:
        told = _tell(tmp_path, *night)
    assert (told and told.event) == event
    assert told is None or (told.subject, told.text) == (f"wupperjobs search (Köln): {subject}", text)


def test_where_nobody_is_to_be_told_nothing_counts_as_told(tmp_path: Path) -> None:
    assert _tell(tmp_path, 0, "a")
    assert _tell(tmp_path, 1, "a", alert=Alert()) is None
    assert _tell(tmp_path, 2, "a")
    assert _tell(tmp_path, 4, "a", alert=Alert(url=TO_WEB.url, remind_days=3)) is None
    assert _tell(tmp_path, 5, "a", alert=Alert(url=TO_WEB.url, remind_days=3))


def test_no_key_of_an_address_is_told_or_kept(tmp_path: Path) -> None:
    outbox, where = Outbox(Output.at(tmp_path)), "s3://AKIAKEY:s3cret-0815@jobs/x"
    now = datetime(2026, 11, 22, 5, tzinfo=UTC)
    outbox.note("search", {"run": f"the run broke off: no {where}"}, _mail(), now, f"scrapy status --output {where}")
    outbox.save()
    told = (tmp_path / "alerts.json").read_text()
    assert told.count("masked@jobs/x") == 3 and "s3cret" not in told and "AKIAKEY" not in told


def test_what_is_kept_is_read_again_and_what_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    output, file = Output.at(tmp_path), tmp_path / "alerts.json"
    Outbox(output).save()
    assert not file.exists(), "nothing to keep"
    message = Message(event="watch", subject="s", text="t", about="x", jobs=({"job_id": "j"},), to=("c@d.example",))
    outbox = Outbox(
        output, {"a": Known("2026-11-20", "2026-11-20T05:00:00+00:00", "a is failed")}, watched={"w": ["j"]}
    )
    assert outbox.add(message, _mail())
    outbox.save()
    again = Outbox.read(output)
    assert (again.known, again.watched) == (outbox.known, {"w": ["j"]})
    assert [(one.message, one.ways) for one in again.waiting] == [(message, ["mail"])]
    for damage in ("{", "[]", "{}", '{"troubles": {"a": {}}, "waiting": []}', '{"troubles": [], "waiting": []}'):
        file.write_text(damage)
        assert Outbox.read(output) == Outbox(output)
    file.write_text('{"troubles": {}, "waiting": []}')  # of an older version
    assert Outbox.read(output) == Outbox(output)
    Outbox(output).save()
    assert json.loads(file.read_text()) == {"troubles": {}, "waiting": [], "watched": {}}, "it is forgotten"


@pytest.mark.parametrize("kept", ["known", "waiting", "watched"])
def test_a_file_is_written_when_there_is_anything_to_keep(tmp_path: Path, kept: str) -> None:
    outbox = Outbox(Output.at(tmp_path))
    if kept == "known":
        outbox.known["a"] = Known("2026-11-20", "2026-11-20T05:00:00+00:00", "a is failed")
    elif kept == "waiting":
        outbox.add(MESSAGE, TO_WEB)
    else:
        outbox.watched["w"] = []
    outbox.save()
    assert (tmp_path / "alerts.json").exists()


def test_of_many_messages_that_wait_the_oldest_go(tmp_path: Path) -> None:
    outbox = Outbox(Output.at(tmp_path))
    for number in range(203):
        outbox.add(Message(event="trouble", subject=f"{number}", text=""), TO_WEB)
    outbox.save()
    left = [one.message.subject for one in Outbox.read(Output.at(tmp_path)).waiting]
    assert (len(left), left[0], left[-1]) == (200, "3", "202")


def test_a_message_waits_once_and_for_the_ways_that_there_are(tmp_path: Path) -> None:
    outbox, both = Outbox(Output.at(tmp_path)), Alert(url=TO_WEB.url, mail=_mail().mail)
    assert not outbox.add(MESSAGE, Alert()) and outbox.waiting == []
    assert outbox.add(MESSAGE, both) and outbox.add(MESSAGE, both)
    assert [one.ways for one in outbox.waiting] == [["url", "mail"]]
    personal = Message(event="watch", subject="s", text="t", to=("c@d.example",))
    assert outbox.add(personal, both) and not outbox.add(personal, TO_WEB)
    assert [one.ways for one in outbox.waiting] == [["url", "mail"], ["mail"]]


def test_a_way_that_is_down_is_tried_once_a_run_and_the_others_take_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = Ways(monkeypatch, "url", "mail")
    ways.down = {"url"}
    outbox = Outbox(Output.at(tmp_path))
    for subject in ("1", "2"):
        outbox.add(Message(event="trouble", subject=subject, text=""), TO_WEB)
    assert outbox.send(TO_WEB) == ["The alert could not be sent (url): it is down. The next run tries again."]
    assert [(way, message.subject) for way, message in ways.took] == [("mail", "1"), ("mail", "2")]
    assert ways.tried == ["url", "mail", "mail"]
    again = Outbox.read(Output.at(tmp_path))
    assert [one.ways for one in again.waiting] == [["url"], ["url"]]
    ways.down, ways.took = set(), []
    assert again.send(TO_WEB) == [] and [way for way, _ in ways.took] == ["url", "url"]
    assert again.waiting == Outbox.read(Output.at(tmp_path)).waiting == []


def test_a_way_that_is_no_longer_wanted_is_crossed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = Ways(monkeypatch, "url", "mail")
    outbox = Outbox(Output.at(tmp_path))
    outbox.add(MESSAGE, TO_WEB)
    ways.names = ("mail",)
    assert outbox.send(TO_WEB) == [] and outbox.waiting == []
    assert [way for way, _ in ways.took] == ["mail"]


def test_all_is_written_down_before_it_is_sent_and_crossed_out_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways, kept = Ways(monkeypatch, "url", "mail"), list[list[list[str]]]()
    outbox = Outbox(Output.at(tmp_path))
    outbox.add(MESSAGE, TO_WEB)
    save = Outbox.save

    def note(self: Outbox) -> None:
        save(self)
        kept.append([list(one.ways) for one in Outbox.read(self.output).waiting])

    monkeypatch.setattr(Outbox, "save", note)
    outbox.send(TO_WEB)
    assert kept == [[["url", "mail"]], [["mail"]], [[]], []] and len(ways.took) == 2


def test_on_a_full_disk_a_trouble_is_sent_and_a_watch_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways, outbox = Ways(monkeypatch), Outbox(Output.at(tmp_path))
    outbox.add(Message(event="watch", subject="before", text=""), TO_WEB)
    outbox.send(TO_WEB)
    assert [message.subject for _, message in ways.took] == ["before"]
    ways.took.clear()
    for event in ("watch", "trouble"):
        outbox.add(Message(event=event, subject=event, text=""), TO_WEB)

    def fail(self: Outbox) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Outbox, "save", fail)
    assert not any("could not be sent" in words for words in outbox.send(TO_WEB))
    assert [message.event for _, message in ways.took] == ["trouble"]
    assert [one.message.event for one in outbox.waiting] == ["watch"]


# What is wrong after a run


def _status(**more: Any) -> Any:
    nothing: dict[str, Any] = {
        "misdated": (),
        "bent": (),
        "is_ahead": False,
        "is_overdue": False,
        "boards": (),
        "doubts": (),
    }
    return SimpleNamespace(**(nothing | more))


def _published(**more: Any) -> Any:
    nothing: dict[str, Any] = {"misdated": (), "pages_failed": {}, "stopped": None, "stood": "the last snapshot stands"}
    nothing |= {"texts_unread": ()}
    return SimpleNamespace(**(nothing | more))


def _row(board: str, verdict: Verdict, **alarms: str) -> Any:
    return SimpleNamespace(board=board, verdict=verdict, alarms=alarms, reason="few answers")


def _doubt(name: str, state: FeedState) -> Any:
    return SimpleNamespace(name=name, state=state)


DATE = SimpleNamespace(run="R1", reason="it is dated tomorrow")
OLDER = SimpleNamespace(run="R2", reason="it is late")


@pytest.mark.parametrize(
    ("status", "published", "troubles"),
    [
        (_status(), None, {}),
        (_status(), _published(), {}),
        (_status(misdated=(DATE,)), _published(misdated=(DATE, OLDER)),
         {"dates": "run R1 is not published: it is dated tomorrow; run R2 is not published: it is late"}),
        (_status(bent=("jobs.parquet",)), None, {"snapshots": "changed since it was published: jobs.parquet"}),
        (_status(is_ahead=True), None, {"clock": "the snapshot is dated in the future: is the machine's clock right?"}),
        (_status(is_overdue=True), None, {"overdue": "nothing was published for 7 days or more"}),
        (_status(), _published(stopped="a gate"),
         {"publish": "nothing was published: a gate; the last snapshot stands"}),
        (_status(), _published(pages_failed={"a.html": "no words", "b.atom": "no day"}),
         {"pages": "a.html could not be made: no words; the tables are whole; "
                   "b.atom could not be made: no day; the tables are whole"}),
        (_status(), _published(texts_unread=("a.parquet cannot be read",)), {"texts": "a.parquet cannot be read"}),
        (_status(boards=(_row("a", Verdict.FAILED), _row("b", Verdict.COMPLETE), _row("c", Verdict.NOT_RUN))), None,
         {"a": "a is failed: few answers"}),
        (_status(boards=(_row("a", Verdict.COMPLETE, duration="it is slow"),)), None,
         {"a duration": "a (duration): it is slow"}),
        (_status(boards=(_row("a", Verdict.HELD),)), None, {"a": "a is held: few answers"}),
        (_status(boards=(_row("a", Verdict.HELD),), doubts=(_doubt("a", FeedState.HELD),)), None,
         {"a": "a is held: so few"}),
        (_status(boards=(_row("a", Verdict.PARTIAL),), doubts=(
            _doubt("a/x", FeedState.UNREAD), _doubt("a/y", FeedState.HELD), _doubt("ab/z", FeedState.HELD))), None,
         {"a/x": "a/x is unread: so few", "a/y": "a/y is held: so few"}),
        (_status(boards=(_row("a", Verdict.FAILED),), doubts=(_doubt("a", FeedState.HELD),)), None,
         {"a": "a is failed: few answers"}),
    ],
)  # fmt: skip
def test_what_someone_should_look_at_has_a_name_and_words(
    monkeypatch: pytest.MonkeyPatch, status: Any, published: Any, troubles: dict[str, str]
) -> None:
    monkeypatch.setattr("crawls.alerts.troubles.tell_doubt", lambda doubt: "so few")
    assert find_troubles(status, published) == troubles


def test_only_feeds_that_wait_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawls.alerts.troubles.tell_doubt", lambda doubt: "so few")
    other = next(state for state in FeedState if state not in (FeedState.HELD, FeedState.UNREAD))
    status = _status(boards=(_row("a", Verdict.PARTIAL),), doubts=(_doubt("a/x", other),))
    assert find_troubles(status) == {"a": "a is partial: few answers"}


def test_of_more_than_five_troubles_a_paragraph_gives_the_names() -> None:
    troubles = {f"b{number}": f"b{number} is failed" for number in range(7)}
    sentences = [f"B{number} is failed." for number in range(5)]
    assert as_paragraph(troubles) == " ".join([*sentences, "And 2 more: b5, b6."])
    assert as_paragraph(dict(list(troubles.items())[:5])) == " ".join(sentences)
    assert as_paragraph({}) == ""
    assert [as_sentence(words) for words in ("why?", "Go!", "a.", "a")] == ["Why?", "Go!", "A.", "A."]
