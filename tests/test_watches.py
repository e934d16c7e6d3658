"""Watches: what they are about, their feeds and calendars, and that each job is told exactly once."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import icalendar
import pyarrow as pa
import pytest
from lxml import etree

from crawls.alerts.outbox import FILE, Outbox
from crawls.alerts.watches import note_watches
from crawls.alerts.watching import show_watch, show_watches
from german.places.search import load_search
from report.deadlines import make_deadlines
from report.digest import MOST
from report.feed import FEEDS, make_feed
from report.pages import Pages
from report.watching import find_matches, list_open
from schemas.columns import schema_of
from schemas.configuration import Alert, Mail, Search
from schemas.languages import LanguageOf
from schemas.mistakes import ConfigurationError
from schemas.tables import JobVersion, TrackedPosting
from schemas.toml import read_table
from schemas.watches import Watch
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import read_snapshot
from tests.support.snapshot_tables import RUN, SEEN, change, description, job, make_tables
from tests.support.snapshots_rows import RUNS, leave_part
from tests.table_rows import table_rows
from tests.test_alerts import Inbox, mail_server
from tests.test_alerts import inbox as inbox
from tests.test_feed import check
from tests.test_feed import grammar as grammar

SEARCH = load_search(Path(__file__).parent / "boards" / "search.toml")
HEADS = Watch(name="heads", title="IT-Leitung", words=("leiter",))


def job_of(words: str) -> Any:
    """A job with these values, as TOML writes them; an empty text is nothing."""
    values = tomllib.loads(f"row = {{ {words} }}")["row"]
    for name, value in values.items():
        if name == "languages":
            values[name] = tuple(LanguageOf(**one) for one in value)
        elif name.startswith("salary_year"):
            values[name] = float(value)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value if value != "" else None
    return job("a", **values)


@pytest.mark.parametrize("row", table_rows("watch"), ids=lambda row: row["watch"])
def test_a_filter_lets_some_jobs_in_and_others_not(row: dict[str, str]) -> None:
    watch = read_table(Watch, tomllib.loads(f'row = {{ name = "w", {row["watch"]} }}')["row"], "watch")
    for words, expected in ((row["in"], 1), (row["out"], 0)):
        assert len(find_matches(list_open(make_tables(jobs=[job_of(words)])), watch, RUN)) == expected, words


def test_without_filters_it_is_about_every_open_job_newest_first() -> None:
    rows = [job("old", first_seen_at=SEEN - timedelta(days=9)), job("new"), job("gone", status="closed")]
    found = find_matches(list_open(make_tables(jobs=rows)), Watch(name="all"), RUN)
    assert [row["job_id"] for row in found] == ["new", "old"]


# Feeds and calendars


def test_feeds_and_calendars_are_valid_and_never_share_an_id(grammar: Any) -> None:
    due = {"apply_by_on": date(2026, 12, 15), "salary_basis": "stated", "salary_year_max_eur": 90000.0}
    rows = [job("a", title="IT-Leiter; <b>Köln</b>, Ü" + "ber" * 40, **due), job("b", title="CIO", **due)]
    tables = make_tables(jobs=rows, descriptions=[description("a", "Wir <b>suchen</b>.\n\nSie.")])
    other = replace(SEARCH, where=replace(SEARCH.where, radius_km=15))
    watches = [HEADS, Watch(name="all", language="en"), Watch(name="due", deadline_days=30)]
    ids: list[str] = []
    for search in (SEARCH, other):
        for watch in watches:
            feed = check(make_feed(tables, RUN, search, watch.language, watch), grammar)
            calendar = icalendar.Calendar.from_ical(make_deadlines(tables, RUN, search, watch))
            events = calendar.walk("VEVENT")
            assert len(feed.entries) == len(events) == (1 if watch is HEADS else 2)
            ids += [feed.feed.id, *(entry.id for entry in feed.entries), *(str(event["UID"]) for event in events)]
        for language in FEEDS:
            ids.append(check(make_feed(tables, RUN, search, language), grammar).feed.id)
    assert len(ids) == len(set(ids))
    assert feed.feed.title.startswith("Suchauftrag due · 15 km um Wuppertal")
    assert "<b>" not in etree.fromstring(make_feed(tables, RUN, SEARCH, "de", HEADS)).findtext(
        "{*}entry/{*}content"
    ).replace("&lt;b&gt;", "")


def test_a_calendar_tells_the_deadline_as_a_whole_day() -> None:
    title = "Leiter IT, Netze; Betrieb\\" + "ü" * 90
    rows = [job("a", title=title, apply_by_on=date(2026, 12, 15)), job("b"), job("c", url="javascript:1", urls=())]
    data = make_deadlines(make_tables(jobs=rows), RUN, SEARCH, Watch(name="all"))
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n\n" not in data
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert event.decoded("DTSTART") == date(2026, 12, 15) and event.decoded("DTEND") == date(2026, 12, 16)
    assert str(event["SUMMARY"]) == f"Bewerben bis heute: {title} – Muster GmbH, Solingen"
    assert str(event["URL"]) == "https://alpha.example/a" and str(event["LOCATION"]) == "Solingen"
    assert event.decoded("DTSTAMP") == datetime(2026, 11, 22, 5, tzinfo=UTC)


def test_a_watchs_feed_tells_only_what_it_is_about_and_came_lately(grammar: Any) -> None:
    old = {"first_seen_at": SEEN - timedelta(days=40)}
    rows = [job("a"), job("b", title="CIO"), job("old", **old), job("again", **old), job("ours", came_by="reader")]
    tables = make_tables(jobs=rows, changes=[change("again", "reopened")])
    feed = check(make_feed(tables, RUN, SEARCH, "de", HEADS), grammar)
    assert {entry.id.rpartition("/")[2] for entry in feed.entries} == {"again", "a"}


def test_they_are_published_with_the_snapshot(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    leave_part(output, RUNS[0], "a")
    pages = Pages(replace(SEARCH, watch=(HEADS,)), {})
    publish(output, pages=pages)
    snapshot = read_snapshot(output)
    assert snapshot and {"watch-heads.atom", "watch-heads.ics"} <= set(snapshot.manifest["files"]) and not pages.failed


# Each job once


class Night:
    """A snapshot of made-up tables, as far as a watch looks at it."""

    run = RUN

    def __init__(self, *jobs: Any, **tables: Any) -> None:
        self.tables = make_tables(jobs=list(jobs), **tables)

    def table(self, name: str) -> Any:
        return self.tables[name]


def tell(output: Output, night: Any, search: Search) -> list[str]:
    """What a run does in the end."""
    outbox = Outbox.read(output)
    note_watches(outbox, night, search)
    return outbox.send(search.alert)


def told_by(handler: type[Inbox]) -> dict[str, list[str]]:
    """The jobs of each message that arrived, by its id: one that arrives twice has one id."""
    found = {headers["Idempotency-Key"]: json.loads(body) for _, headers, body in handler.got}
    return {key: [one["job_id"] for one in body["jobs"]] for key, body in found.items()}


@pytest.fixture
def search(inbox: tuple[Any, str]) -> Iterator[Search]:
    yield replace(SEARCH, watch=(HEADS,), alert=Alert(url=inbox[1], url_form="json"))


NIGHTS = [
    Night(job("a"), job("b"), job("x", title="CIO")),
    Night(job("a"), job("b")),
    Night(job("a"), job("b"), job("c")),
    Night(job("a", status="closed"), job("b"), job("c")),
    Night(job("a"), job("c"), job("x", title="IT-Leiter")),  # a is open again, x fits now
]


def test_each_job_is_told_once_and_nights_without_news_are_silent(
    tmp_path: Path, inbox: tuple[Any, str], search: Search
) -> None:
    counts = []
    for night in [*NIGHTS, NIGHTS[-1]]:
        assert tell(Output.at(tmp_path), night, search) == []
        counts.append(len(inbox[0].got))
    assert counts == [1, 1, 2, 2, 3, 3]
    assert list(told_by(inbox[0]).values()) == [["a", "b"], ["c"], ["x"]]


@pytest.mark.parametrize("step", range(1, 12))
def test_a_kill_at_any_write_costs_and_doubles_nothing(
    tmp_path: Path, inbox: tuple[Any, str], search: Search, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    count, save, output = 0, Outbox.save, Output.at(tmp_path)

    def save_or_die(outbox: Outbox) -> None:
        nonlocal count
        count += 1
        if count == step:
            raise KeyboardInterrupt
        save(outbox)

    monkeypatch.setattr(Outbox, "save", save_or_die)
    for night in NIGHTS:
        try:
            tell(output, night, search)
        except KeyboardInterrupt:
            tell(output, night, search)  # published again, told again
    assert sorted(one for jobs in told_by(inbox[0]).values() for one in jobs) == ["a", "b", "c", "x"]
    assert count > step, "it was killed"


def test_a_server_that_is_down_for_three_nights_gets_each_job_once(
    tmp_path: Path, inbox: tuple[Any, str], search: Search
) -> None:
    handler, _ = inbox
    handler.status = 503
    for night in NIGHTS[:3]:
        assert "503" in tell(Output.at(tmp_path), night, search)[0]
    assert handler.got == []
    handler.status = 200
    for night in NIGHTS[3:]:
        assert tell(Output.at(tmp_path), night, search) == []
    assert list(told_by(handler).values()) == [["a", "b"], ["c"], ["x"]]


def test_on_a_full_disk_a_watch_waits(
    tmp_path: Path, inbox: tuple[Any, str], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(outbox: Outbox) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Outbox, "save", refuse)
        tell(Output.at(tmp_path), NIGHTS[0], search)
    assert inbox[0].got == []
    tell(Output.at(tmp_path), NIGHTS[0], search)
    assert list(told_by(inbox[0]).values()) == [["a", "b"]]


def test_a_job_that_was_merged_or_parted_is_not_told_again(
    tmp_path: Path, inbox: tuple[Any, str], search: Search
) -> None:
    output, url = Output.at(tmp_path), "https://alpha.example/a"
    tell(output, Night(job("a")), search)
    was = Night(job("a")).table("jobs").to_pylist()[0] | {"valid_from": SEEN, "valid_to": SEEN}
    merged = Night(job("z", url=url), job("part", came_by="grouping"))
    merged.tables["history"] = pa.Table.from_pylist([was], schema_of(JobVersion))
    merged.tables["postings"] = pa.Table.from_pylist([was | {"job_id": "z"}], schema_of(TrackedPosting))
    for night in (merged, Night(job("z", url=url))):  # and when it is long forgotten what it was called
        tell(output, night, search)
    assert list(told_by(inbox[0]).values()) == [["a"]]


def test_of_many_jobs_a_night_tells_some_and_the_next_the_rest(
    tmp_path: Path, inbox: tuple[Any, str], search: Search
) -> None:
    many = Night(*(job(f"{number:03}") for number in range(MOST + 7)))
    for _ in range(3):
        tell(Output.at(tmp_path), many, search)
    first, second = told_by(inbox[0]).values()
    assert len(first) == MOST and len(second) == 7 and not set(first) & set(second)
    assert "Weitere 7 folgen" in inbox[0].got[0][2]


def test_without_anyone_to_tell_nothing_counts_as_told(tmp_path: Path, inbox: tuple[Any, str], search: Search) -> None:
    output = Output.at(tmp_path)
    tell(output, NIGHTS[0], replace(search, alert=Alert()))
    tell(output, NIGHTS[0], replace(search, watch=(replace(HEADS, tell=False),)))
    assert inbox[0].got == [] and not (tmp_path / FILE).exists()
    tell(output, NIGHTS[0], search)
    assert list(told_by(inbox[0]).values()) == [["a", "b"]]


def test_two_searches_that_tell_the_same_have_messages_of_their_own(
    tmp_path: Path, inbox: tuple[Any, str], search: Search
) -> None:
    other = replace(search, where=replace(search.where, radius_km=15))
    for name, one in (("one", search), ("other", other)):
        tell(Output.at(tmp_path / name), NIGHTS[0], one)
    assert len(told_by(inbox[0])) == 2


def test_a_letter_is_text_and_html_and_goes_to_whom_the_watch_names(tmp_path: Path, inbox: tuple[Any, str]) -> None:
    evil = job("a", title="Leiter <script>alert(1)</script>", url="https://alpha.example/?a=1&b=<2>")
    with mail_server() as (server, letters):
        mail = Mail(server=server, sender="a@b.de", to=("ops@d.de",), security="none")
        alert = Alert(mail=mail, url=inbox[1], url_form="json")
        mine = replace(HEADS, to=("me@d.de",), language="en")
        tell(Output.at(tmp_path), Night(evil), replace(SEARCH, watch=(mine,), alert=alert))
    (letter,) = (message_from_bytes(one, policy=default) for one in letters)
    assert letter["To"] == "me@d.de" and letter["Subject"] == "IT-Leitung: 1 new job" and inbox[0].got == []
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain and html
    assert "<script>" in plain.get_content() and "https://alpha.example/?a=1&b=<2>" in plain.get_content()
    assert (
        "<script>" not in html.get_content()
        and 'href="https://alpha.example/?a=1&amp;b=&lt;2&gt;"' in html.get_content()
    )


# scrapy watch


def test_the_command_shows_what_would_be_told_and_tells_nothing(
    demo: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "search.toml"
    told = (SEARCH.path).read_text(encoding="utf-8")
    file.write_text(f'{told}\n[[watch]]\nname = "heads"\nlevels = ["head"]\nkm = 15\n', encoding="utf-8")
    where = str(demo[0])
    assert show_watches(str(file), where) == 0
    assert "heads: " in (said := capsys.readouterr().out) and "names nobody" in said
    assert show_watch("heads", str(file), where) == 0
    said = capsys.readouterr().out
    assert "levels: " in said and "km: " in said and "neue Stellen" in said and "https://" in said
    assert not (demo[0] / FILE).exists()
    with pytest.raises(ConfigurationError, match="did you mean 'heads'"):
        show_watch("haeds", str(file), where)
