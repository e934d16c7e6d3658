"""What is told and when, without a server: once, again each week, and later where a way is down."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawls.alerts.message import Message
from crawls.alerts.outbox import Known, Outbox
from crawls.alerts.unsent import Unsent
from schemas.configuration import Alert
from storage.layout import Output
from tests.support.messages import MESSAGE, NIGHT, TO_WEB, by_mail


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
    outbox.note("search", {"run": f"the run broke off: no {where}"}, by_mail(), now, f"scrapy status --output {where}")
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
    assert outbox.add(message, by_mail())
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
    outbox, both = Outbox(Output.at(tmp_path)), Alert(url=TO_WEB.url, mail=by_mail().mail)
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
