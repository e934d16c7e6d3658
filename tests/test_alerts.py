"""Troubles are told once when they begin, each week, and when they end: by command, address, mail. Nothing is lost."""

import json
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from crawls.alerts.channels import channels_of, ping
from crawls.alerts.message import Message
from crawls.alerts.outbox import FILE, Outbox
from crawls.alerts.troubles import WAITING, as_paragraph, find_troubles
from crawls.alerts.unsent import Unsent
from schemas.configuration import Alert, Mail
from schemas.monitors import QUIET, Monitor
from schemas.verdicts import Trouble, Verdict
from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output, run_id
from tests.support.local_server import SilentHandler, serving_with
from tests.support.replay import ROOT
from tests.support.snapshots_rows import board_run, leave_part, posting

NIGHT = datetime(2026, 11, 28, 5, tzinfo=UTC)
MESSAGE = Message(event="trouble", subject="wupperjobs Köln: 1 new", text="New: alpha is failed: kein Netz für Köln.")


class Inbox(SilentHandler):
    """Keeps what was sent to it; answers with `status`."""

    status = 200
    got: list[tuple[str, dict[str, str], str]]

    def respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.status == 200:
            self.got.append((self.path, dict(self.headers), body))
        self.send_response(self.status)
        self.end_headers()


@pytest.fixture
def inbox() -> Iterator[tuple[Any, str]]:
    handler: Any = type("OwnInbox", (Inbox,), {"got": []})
    with serving_with(handler) as port:
        yield handler, f"http://127.0.0.1:{port}"


class MailSession(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs that hands in one letter."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.letters.append(b"".join(lines))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")
            if word == "QUIT":
                return


@contextmanager
def mail_server() -> Iterator[tuple[str, list[bytes]]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailSession) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}", server.letters  # type: ignore[attr-defined]
        server.shutdown()


def note(outbox: Outbox, alert: Alert, days: float, **troubles: str) -> list[str]:
    outbox.note("search (Köln)", troubles, alert, NIGHT + timedelta(days=days), "scrapy status")
    return outbox.send(alert)


def test_a_trouble_is_told_when_it_begins_each_week_and_when_it_ends(tmp_path: Path, inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    alert, output = Alert(url=url, url_form="json"), Output.at(tmp_path)
    nights: list[dict[str, str]] = [{}, *[{"alpha": "alpha is failed"}] * 16, {}, {}, {"alpha": "alpha is held"}]
    told: list[list[str]] = []
    for day, troubles in enumerate(nights):
        before = len(handler.got)
        assert note(Outbox.read(output), alert, day, **troubles) == []
        told.append([json.loads(body)["event"] for _, _, body in handler.got[before:]])
    days = {day: events[0] for day, events in enumerate(told) if events}
    assert days == {1: "trouble", 8: "reminder", 15: "reminder", 17: "well", 19: "trouble"}
    assert all(len(events) <= 1 for events in told)


def test_one_message_tells_all_that_began_and_ended(tmp_path: Path, inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    alert, output = Alert(url=url, url_form="json"), Output.at(tmp_path)
    note(Outbox.read(output), alert, 0, alpha="alpha is failed", beta="beta is held")
    note(Outbox.read(output), alert, 1, beta="beta is held", gamma="gamma is failed")
    last = json.loads(handler.got[-1][2])
    assert last["subject"] == "wupperjobs search (Köln): 1 new, 1 over"
    assert "New: gamma is failed" in last["text"] and "began on 2026-11-28: alpha is failed" in last["text"]
    assert "beta" not in last["text"] and "2 in all" in last["text"]


def test_what_a_server_does_not_take_waits_for_it(tmp_path: Path, inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    seen = tmp_path / "seen"
    alert, output = Alert(url=url, command=f"cat >> {seen}"), Output.at(tmp_path)
    handler.status = 503
    for day in range(3):  # each night something new, and the server is down
        complaints = note(Outbox.read(output), alert, day, **{f"board{day}": f"board {day} is failed"})
        assert len(complaints) == 1 and "url" in complaints[0] and "503" in complaints[0]
    handler.status = 200
    assert note(Outbox.read(output), alert, 3, board2="board 2 is failed") == []
    assert [body.count("New: ") for _, _, body in handler.got] == [1, 1, 1]
    assert len({headers["Idempotency-Key"] for _, headers, _ in handler.got}) == 3
    assert seen.read_text().count("New: ") == 3
    assert json.loads((tmp_path / FILE).read_text())["waiting"] == []


@pytest.mark.parametrize("step", range(1, 8))
def test_a_kill_at_any_write_loses_no_message(
    tmp_path: Path, inbox: tuple[Any, str], monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    handler, url = inbox
    alert, output, count = Alert(url=url, command=f"cat >> {tmp_path}/seen"), Output.at(tmp_path), 0
    save = Outbox.save

    def save_or_die(outbox: Outbox) -> None:
        nonlocal count
        count += 1
        if count == step:
            raise KeyboardInterrupt
        save(outbox)

    monkeypatch.setattr(Outbox, "save", save_or_die)
    try:
        note(Outbox.read(output), alert, 0, alpha="alpha is failed")
    except KeyboardInterrupt:
        note(Outbox.read(output), alert, 0, alpha="alpha is failed")
    assert len({headers["Idempotency-Key"] for _, headers, _ in handler.got}) == 1 and len(handler.got) <= 2
    assert 1 <= (tmp_path / "seen").read_text().count("New: ") <= 2


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"troubles": {"a": 1}, "waiting": []}', '{"troubles": 1}'])
def test_a_damaged_outbox_tells_everything_anew(tmp_path: Path, inbox: tuple[Any, str], damage: str) -> None:
    handler, url = inbox
    (tmp_path / FILE).write_text(damage)
    note(Outbox.read(Output.at(tmp_path)), Alert(url=url), 0, alpha="alpha is failed")
    assert len(handler.got) == 1


def test_a_full_disk_is_told_all_the_same(
    tmp_path: Path, inbox: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, url = inbox

    def refuse(outbox: Outbox) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Outbox, "save", refuse)
    (complaint,) = note(Outbox.read(Output.at(tmp_path)), Alert(url=url), 0, run="the run broke off: no space")
    assert "no space" in handler.got[0][2]
    assert complaint.startswith("What was told could not be noted") and "No space left" in complaint


def test_what_was_told_and_cannot_be_noted_is_said(tmp_path: Path, inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    (tmp_path / FILE).mkdir()
    for night in range(2):
        (complaint,) = note(Outbox.read(Output.at(tmp_path)), Alert(url=url), night, alpha="alpha is failed")
        assert "will be told again" in complaint and FILE in complaint and "irectory" in complaint
    assert len(handler.got) == 2


def test_without_anyone_to_tell_nothing_waits(tmp_path: Path) -> None:
    outbox = Outbox.read(Output.at(tmp_path))
    note(outbox, Alert(), 0)
    assert not (tmp_path / FILE).exists()
    note(outbox, Alert(), 1, alpha="alpha is failed")
    assert not (tmp_path / FILE).exists()


def test_who_is_named_later_is_told_of_what_goes_on(tmp_path: Path, inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    for alert, count in ((Alert(), 0), (Alert(url=url), 1), (Alert(url=url), 1)):
        note(Outbox.read(Output.at(tmp_path)), alert, 0, alpha="alpha is failed")
        assert len(handler.got) == count


@pytest.mark.parametrize("form", ["text", "slack", "json"])
def test_an_address_gets_it_in_the_form_asked_for(inbox: tuple[Any, str], form: Any) -> None:
    handler, url = inbox
    channels_of(Alert(url=f"{url}/topic", url_form=form))["url"](MESSAGE)
    path, headers, body = handler.got[0]
    assert path == "/topic"
    if form == "text":
        assert body == MESSAGE.text and headers["Title"].startswith("=?utf-8?")
    elif form == "slack":
        assert json.loads(body) == {"text": f"*{MESSAGE.subject}*\n{MESSAGE.text}"}
    else:
        assert json.loads(body)["event"] == "trouble"


def test_mail_is_a_letter_with_subject_text_and_an_id_that_stays() -> None:
    with mail_server() as (server, letters):
        send = channels_of(Alert(mail=Mail(server=server, sender="a@b.de", to=("c@d.de", "e@f.de"), security="none")))
        send["mail"](MESSAGE)
        send["mail"](MESSAGE)
    first, second = (message_from_bytes(letter, policy=default) for letter in letters)
    assert first["Message-ID"] == second["Message-ID"] and first["To"] == "c@d.de, e@f.de"
    assert first["Subject"] == MESSAGE.subject and first.get_content().strip() == MESSAGE.text


@pytest.mark.parametrize(
    ("alert", "says"),
    [
        (Alert(command="echo no such topic >&2; exit 3"), "exit code 3: no such topic"),
        (Alert(url="http://127.0.0.1:9/"), "refused"),
        (Alert(mail=Mail(server="127.0.0.1:9", sender="a@b.de", to=("c@d.de",))), "refused.*host and port"),
        (Alert(mail=Mail(server="here", sender="a@b.de", to=("c@d.de",))), 'supported by server .*security.*"none"'),
        (Alert(mail=Mail(server="here", sender="a@b.de", to=("c@d.de",), security="tls")), "SSL.*security"),
    ],
)
def test_what_cannot_be_sent_says_why_and_what_to_change(alert: Alert, says: str) -> None:
    with mail_server() as (server, _):
        if alert.mail and alert.mail.server == "here":
            alert = replace(alert, mail=replace(alert.mail, server=server))
        (send,) = channels_of(alert).values()
        with pytest.raises(Unsent, match=says):
            send(MESSAGE)


def test_a_login_that_is_refused_names_the_password_and_where_it_comes_from() -> None:
    login, starttls = mock.Mock(side_effect=smtplib.SMTPAuthenticationError(535, b"no")), mock.Mock()
    with mail_server() as (server, _), mock.patch.multiple(smtplib.SMTP, starttls=starttls, login=login):
        alert = Alert(mail=Mail(server=server, sender="a@b.de", to=("c@d.de",), user="me"))
        with pytest.raises(Unsent, match=r"535.*user and SMTP_PASSWORD.*cron"):
            channels_of(alert)["mail"](MESSAGE)


def test_a_check_is_told_of_start_end_and_failure(inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    for ending in ("/start", "", "/fail"):
        assert ping(Alert(ping_url=f"{url}/uuid/"), ending) is None
    assert [path for path, _, _ in handler.got] == ["/uuid/start", "/uuid", "/uuid/fail"]
    handler.status = 404
    assert "404" in (ping(Alert(ping_url=url), "/start") or "")


def test_each_board_and_feed_that_is_not_well_is_one_trouble(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    runs = [run_id(datetime.now(UTC) - timedelta(hours=hours)) for hours in (30, 6)]
    for run, count, verdict in zip(runs, (20, 2), ("complete", "failed"), strict=True):
        leave_part(output, run, *(posting(f"{number}", run, "alpha") for number in range(count)), board="alpha")
        leave_part(output, run, posting("1", run, "beta"), board="beta", verdict=verdict)
        publish(output)
    troubles = find_troubles(read_status(output))
    assert set(troubles) == {"alpha", "beta"}
    assert "alpha is held: 2 postings, usually 20" in troubles["alpha"]
    assert "scrapy publish --accept alpha" in troubles["alpha"]
    told = as_paragraph(troubles)
    assert "\n" not in told and told.count("Beta is failed") == 1


def test_the_handbook_has_a_row_for_each_alarm_and_each_row_its_alarm() -> None:
    section = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8").split("\n## Alarms\n")[1].split("\n## ")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert all(len(cells) == 3 and all(len(cell) > 8 for cell in cells[1:]) for cells in rows)
    of_board = board_run(run=run_id(NIGHT), monitors=tuple(Monitor), quiet_runs=QUIET).alarms
    ill = [verdict for verdict in Verdict if not verdict.is_well]
    can_be_told = {str(one) for one in (*Trouble, *ill, *of_board, *WAITING)}
    assert sorted(cells[0].strip("| `") for cells in rows) == sorted(can_be_told)


def test_of_many_troubles_a_paragraph_gives_the_names_and_those_of_the_run_come_first(tmp_path: Path) -> None:
    output, run = Output.at(tmp_path), run_id(datetime.now(UTC) - timedelta(days=8))
    boards = [f"b{number:02}" for number in range(14)]
    for board in boards:
        leave_part(output, run, board=board, verdict="failed", reason=f"{board} answers 500", unwanted=3)
    leave_part(output, run, posting("1", run, "well"), board="well")
    publish(output)
    troubles = find_troubles(read_status(output))
    assert list(troubles) == ["overdue", *boards], "a board of which nothing came is one trouble"
    told = as_paragraph(troubles)
    assert told.startswith("Nothing was published for 7 days or more. B00 is failed: b00 answers 500. ")
    assert told.endswith("B03 is failed: b03 answers 500. And 10 more: " + ", ".join(boards[4:]) + ".")


def test_what_a_trouble_is_now_is_kept_though_it_is_told_once(tmp_path: Path, inbox: tuple[Any, str]) -> None:
    handler, url = inbox
    alert, output = Alert(url=url), Output.at(tmp_path)
    for day, words in enumerate(("alpha is failed", "alpha is held")):
        note(Outbox.read(output), alert, day, alpha=words)
    (known,) = Outbox.read(output).known.values()
    assert known.words == "alpha is held" and known.since == known.told_at == NIGHT.isoformat(timespec="seconds")
    assert len(handler.got) == 1


def test_a_run_that_is_left_out_is_told_though_the_snapshot_notes_it(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    leave_part(output, run_id(NIGHT), "a")
    leave_part(output, "20990101T050000Z", "a")
    published = publish(output, now=NIGHT)
    status = read_status(output, NIGHT)
    assert status.misdated == ()
    assert "20990101T050000Z is not published" in find_troubles(status, published)["dates"]


def test_what_is_wrong_twice_is_told_twice_in_one_trouble(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    leave_part(output, run_id(NIGHT), "a")
    for run in ("20980101T050000Z", "20990101T050000Z"):
        leave_part(output, run, "a")
    published = replace(publish(output, now=NIGHT), pages_failed={"report.html": "no words", "new.atom": "no day"})
    troubles = find_troubles(read_status(output, NIGHT), published)
    assert all(f"run {run} is not published" in troubles["dates"] for run in ("20980101T050000Z", "20990101T050000Z"))
    assert "report.html could not be made" in troubles["pages"] and "new.atom could not be made" in troubles["pages"]
