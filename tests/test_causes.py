"""Whose doing a change is: the demo's two days, with other readers, another search or other rules on the second."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
from lxml import etree

from german.places.search import load_search
from pipelines import normalize
from pipelines.kept import read_kept
from pipelines.subjects import title as title_subject
from report.feed import ATOM, make_feed
from schemas.configuration import Search
from schemas.raw import RawPosting
from schemas.vocabulary import Cause, ClosedReason, RoleFamily
from snapshots import intake, pairs, shards
from snapshots import publish as publishing
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import read_snapshot
from tests.support.long_cases import mostly_long
from tests.support.raw_days import RawPart, read_raw_days
from tests.support.replay import BOARDS

Row = dict[str, Any]
SEARCH = load_search(BOARDS / "search.toml")


@dataclass(frozen=True, slots=True)
class Days:
    """The demo's first day, published, and what its boards said on the second."""

    first: Path
    second: list[RawPart]


@pytest.fixture(scope="module")
def days(demo: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Days:
    first, second = read_raw_days(demo[0], tmp_path_factory.mktemp("raw")).values()
    output = Output.at(folder := tmp_path_factory.mktemp("first_day"))
    for part in first:
        part.leave(output, SEARCH, normalize.read_posting)
    publish(output, read_kept=partial(read_kept, search=SEARCH))
    return Days(folder, second)


def wrap(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, change: Callable[[Any], Any]) -> None:
    """A function returns something else from now on: `change` of what it returned."""
    reader = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **facts: change(reader(*args, **facts)))


def of_columns(**changes: Callable[[Any], Any]) -> Callable[[Row], Row]:
    """Changes values of columns that are stated."""
    return lambda read: read | {name: change(read[name]) for name, change in changes.items() if read.get(name)}


def of_title(**changes: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda title: replace(title, **{name: change(getattr(title, name)) for name, change in changes.items()})


def half(amount: Decimal) -> Decimal:
    return round(amount / 2, 2)


def in_towns(places: list[Any]) -> list[Any]:
    return [replace(place, town=place.town and f"{place.town} an der Wupper") for place in places]


ROLES = {"data_lead": "other_it", "it_project": "it_lead"}  # postings go, and others come
READERS: dict[str, tuple[Any, str, Callable[[Any], Any]]] = {
    "level": (title_subject, "read_title", of_title(seniority=lambda one: "lead" if one == "head" else one)),
    "pay": (
        normalize,
        "pay_columns",
        of_columns(salary_min_eur=half, salary_max_eur=lambda one: one * 2),
    ),
    "words of pay": (normalize, "pay_columns", of_columns(salary_raw="Gehalt: {}".format, salary_min_eur=half)),
    "pay grade": (normalize, "pay_columns", of_columns(pay_grade_max="{} Ü".format, pay_grade_raw=lambda one: one[:4])),
    "town": (normalize, "find_places", in_towns),
    "title": (normalize, "title_columns", of_columns(title=lambda one: one.replace(" (m/w/d)", ""))),
    "title's key": (title_subject, "read_title", of_title(core_key=lambda one: one.replace("it ", "edv "))),
    "deadline": (normalize, "deadline_columns", of_columns(apply_by_on=lambda one: one - timedelta(days=3))),
    "start": (normalize, "start_columns", of_columns(start_on=lambda one: one - timedelta(days=3))),
    "role": (title_subject, "read_title", of_title(role_family=lambda one: ROLES.get(one, one))),
    "remote": (normalize, "remote_columns", of_columns(remote=lambda one: "full", remote_raw="{}!".format)),
    "employer": (normalize, "employer_columns", of_columns(employer=lambda one: one.removesuffix(" GmbH"))),
    "employer's key": (normalize, "employer_columns", of_columns(employer_key=lambda one: one.split()[0])),
    "text": (normalize, "mask_contacts", lambda one: one.replace("Wir", "wir")),
    "hours": (normalize, "hours_columns", of_columns(weekly_hours_max=lambda one: one + 1)),
    "contract": (normalize, "contract_columns", lambda read: read | {"fixed_term": True}),
    "employment": (normalize, "employment_columns", lambda read: read | {"employment_types": ("contractor",)}),
}
SEARCHES = {
    "a smaller radius": replace(SEARCH, where=replace(SEARCH.where, radius_km=8)),
    "a larger radius": replace(SEARCH, where=replace(SEARCH.where, radius_km=300)),
    "another centre": replace(SEARCH, where=replace(SEARCH.where, latitude=51.17, longitude=7.08)),
    "fewer roles": replace(SEARCH, what=replace(SEARCH.what, role_families=("it_lead", "dev_lead"))),
    "more roles": replace(SEARCH, what=replace(SEARCH.what, role_families=get_args(RoleFamily))),
    "words of titles": replace(SEARCH, what=replace(SEARCH.what, titles=("Projektleiter", "Administrator"))),
}


def read_otherwise(monkeypatch: pytest.MonkeyPatch, *whats: str) -> None:
    """Other readers from now on."""
    for what in whats:
        wrap(monkeypatch, *READERS[what])
    monkeypatch.setattr(normalize, "sum_readers", lambda: "other readers")


def publish_days(
    output: Output,
    days: Days,
    second: Callable[[], object] = lambda: None,
    search: Search = SEARCH,
    reword: Callable[[RawPosting], RawPosting] = lambda raw: raw,
) -> list[Row]:
    """Publish both days, and give the second one's changes: before it, `second` happens and boards `reword` ads."""
    shutil.copytree(days.first, output.root, dirs_exist_ok=True)
    second()
    for part in days.second:
        replace(part, postings=tuple(map(reword, part.postings))).leave(output, search, normalize.read_posting)
    publish(output, read_kept=partial(read_kept, search=search))
    snapshot = read_snapshot(output)
    assert snapshot
    return snapshot.table("changes").to_pylist()  # type: ignore[no-any-return]


def news_of(rows: Iterable[Row]) -> set[tuple[str, str, str | None]]:
    return {(row["job_id"], row["kind"], row["field"]) for row in rows if row["cause"] == Cause.BOARD}


def causes_of(rows: Iterable[Row]) -> set[str]:
    return {row["cause"] for row in rows} - {Cause.BOARD}


def entries_of(output: Output) -> set[str]:
    """The ids of the entries of new.atom."""
    snapshot = read_snapshot(output)
    assert snapshot
    tables = {name: snapshot.table(name) for name in ("jobs", "changes", "descriptions")}
    feed = etree.fromstring(make_feed(tables, snapshot.run, SEARCH, "en"))
    return {str(entry.findtext(f"{{{ATOM}}}id")) for entry in feed.iter(f"{{{ATOM}}}entry")}


@dataclass(frozen=True, slots=True)
class Truth:
    """What the boards did on the second day, and the entries that the feed had until then."""

    news: set[tuple[str, str, str | None]]
    entries: set[str]

    def check(self, rows: list[Row], output: Output) -> None:
        assert news_of(rows) == self.news
        assert entries_of(output) <= self.entries


@pytest.fixture(scope="module")
def truth(days: Days, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """The two days by readers, a search and rules that stay."""
    output = Output.at(tmp_path_factory.mktemp("truth"))
    entries: set[str] = set()
    rows = publish_days(output, days, lambda: entries.update(entries_of(output)))
    assert not causes_of(rows)
    assert len(rows) > 10
    return Truth(news_of(rows), entries | entries_of(output))


ALONE = ("level", "pay", "town", "title's key", "role", "employer's key", "text")  # each works in its own way
QUICK = ("level", "role")
TOGETHER = [what for what in READERS if what not in ALONE]
TOLD = {"salary_min_eur", "title", "apply_by_on", "remote", "employer", "employment_types"}  # what those change


@pytest.mark.parametrize(
    "whats",
    [TOGETHER, *(pytest.param([what], marks=[pytest.mark.long] * (what not in QUICK)) for what in READERS)],
    ids=lambda whats: " and ".join(whats),
)
def test_other_readers_are_no_news(
    whats: Sequence[str], days: Days, truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output.at(tmp_path)
    rows = publish_days(output, days, lambda: read_otherwise(monkeypatch, *whats))
    truth.check(rows, output)
    assert causes_of(rows) <= {Cause.READER, Cause.GROUPING}
    assert causes_of(rows) or whats[0] in ("text", "title's key")  # which nobody tells by themselves
    if whats is TOGETHER:
        assert {row["field"] for row in rows if row["cause"] == Cause.READER} >= TOLD, causes_of(rows)


def check_leavings(truth: Truth, rows: list[Row], output: Output) -> None:
    """What is no job of the search any more has left, and all else that the boards did is told."""
    closed = [row["after"] for row in rows if row["kind"] == "closed" and row["cause"] != Cause.BOARD]
    assert set(closed) <= {ClosedReason.OUT_OF_SEARCH}
    assert news_of(rows) <= truth.news
    assert entries_of(output) <= truth.entries
    snapshot = read_snapshot(output)
    assert snapshot
    jobs = {row["job_id"]: row["closed_reason"] for row in snapshot.table("jobs").to_pylist()}
    assert {one for one in truth.news if jobs.get(one[0], "out_of_search") != "out_of_search"} <= news_of(rows)


@pytest.mark.parametrize("what", mostly_long(list(SEARCHES), ["words of titles"]))
def test_another_search_is_no_news(what: str, days: Days, truth: Truth, tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    rows = publish_days(output, days, search=SEARCHES[what])
    assert causes_of(rows) == {Cause.SEARCH}
    check_leavings(truth, rows, output)


def test_readers_that_lose_most_roles_are_no_fall_of_the_boards(
    days: Days, truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROLES, "it_lead", "other_it")
    output = Output.at(tmp_path)
    rows = publish_days(output, days, lambda: read_otherwise(monkeypatch, "role"))
    assert sum(row["kind"] == "closed" and row["cause"] == Cause.READER for row in rows) > 10
    check_leavings(truth, rows, output)


RULES = mostly_long([("PLAIN", 0.95), ("GENERIC", 0.2), ("NEAR", 0.5)], [("PLAIN", 0.95)])


@pytest.mark.parametrize(("name", "value"), RULES)
def test_other_rules_of_grouping_are_no_news(
    name: str, value: float, days: Days, truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def second() -> None:
        monkeypatch.setattr(pairs, name, value)
        for module in (publishing, intake, shards):
            monkeypatch.setattr(module, "rules", lambda: "other rules")

    output = Output.at(tmp_path)
    rows = publish_days(output, days, second)
    assert causes_of(rows) == {Cause.GROUPING}
    edited = {(job, "changed", "title") for job, _, field in truth.news if field == "job_id"}  # stay apart, as they do
    assert news_of(rows) <= truth.news | edited
    assert entries_of(output) <= truth.entries


REWORDED = mostly_long([["level"], ["role"], ["remote", "employment"]], [["level"]])


@pytest.mark.parametrize("whats", REWORDED, ids=" and ".join)
def test_a_text_that_changes_on_the_day_of_other_readers_is_read_again(
    whats: list[str], days: Days, truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reword(raw: RawPosting) -> RawPosting:
        return replace(raw, text_html=f"{raw.text_html}<p>Wir freuen uns auf Sie.</p>")

    output = Output.at(tmp_path)
    rows = publish_days(output, days, lambda: read_otherwise(monkeypatch, *whats), reword=reword)
    truth.check(rows, output)
