"""new.atom: read by a feed reader, checked against the grammar of RFC 4287."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from german.places.search import load_search
from report.feed import ENTRIES, FEEDS, make_feed, name_search
from tests.support.snapshot_tables import RUN, SEEN, change, description, job, make_tables, read_tables

GRAMMAR = Path(__file__).with_name("atom.rng")
NAMES = {"a": "http://www.w3.org/2005/Atom"}
ASSERTIONS = {  # RFC 4287's Schematron: an XPath that finds what breaks it
    "an author for each entry": "//a:entry[not(a:author) and not(../a:author) and not(a:source/a:author)]",
    "an alternate link, or content": "//a:entry[not(a:link[@rel='alternate' or not(@rel)]) and not(a:content)]",
    "one id an entry": "//a:entry[a:id = preceding-sibling::a:entry/a:id]",
}


SEARCH = load_search(Path(__file__).parent / "boards" / "search.toml")


def make_new(tables: Any, run: str, search: Any = SEARCH, language: str = "en") -> bytes:
    return make_feed(tables, run, search, language)


@pytest.fixture(scope="module")
def grammar() -> Any:
    return etree.RelaxNG(etree.parse(GRAMMAR))


def check(data: bytes, grammar: Any) -> Any:
    """The feed as a reader sees it, after all that the RFC asks of it."""
    document = etree.fromstring(data)
    grammar.assertValid(document)
    for name, broken in ASSERTIONS.items():
        assert not document.xpath(broken, namespaces=NAMES), name
    feed = feedparser.parse(data)
    assert not feed.bozo
    return feed


def test_the_demos_feed_is_valid_and_names_every_new_job(demo: tuple[Path, str], latest: Path, grammar: Any) -> None:
    tables = read_tables(latest)
    data = make_new(tables, "20261121T050000Z")
    feed = check(data, grammar)
    jobs = {row["job_id"]: row for row in tables["jobs"].to_pylist()}
    new = {row["job_id"] for row in tables["changes"].to_pylist() if row["kind"] == "new"}
    ids = [entry.id.rpartition("/job/")[2] for entry in feed.entries]
    assert new and new == set(ids[: len(new)])
    assert set(ids) == {job_id for job_id, row in jobs.items() if row["status"] == "open"}
    assert [entry.link for entry in feed.entries] == [jobs[job_id]["url"] for job_id in ids]
    assert data == make_new({name: table.slice(0) for name, table in tables.items()}, "20261121T050000Z")
    was = make_new(read_tables(demo[0] / "snapshots" / "20261120T050000Z"), "20261120T050000Z")
    assert set(ids) - new <= {entry.id.rsplit("/")[-1] for entry in feedparser.parse(was).entries}


def test_the_grammar_refuses_what_is_no_feed(grammar: Any) -> None:
    data = make_new(make_tables(jobs=[job("a")]), RUN)
    assert grammar.validate(etree.fromstring(data))
    for good, bad in (
        (f"<id>tag:wupperjobs,2026:{name_search(SEARCH)}/new</id>".encode(), b""),
        (b"Z</updated>", b" Uhr</updated>"),
        (b"term=", b"x="),
    ):
        assert not grammar.validate(etree.fromstring(data.replace(good, bad))), good


def test_an_entry_tells_the_job(grammar: Any) -> None:
    rows = job(
        "a",
        distance_km=12.4,
        salary_basis="stated",
        salary_year_min_eur=65000.0,
        salary_year_max_eur=75000.0,
        apply_by_on=date(2026, 12, 15),
    )
    data = make_new(make_tables(jobs=[rows], descriptions=[description("a", "Wir suchen. " * 200)]), RUN)
    (entry,) = check(data, grammar).entries
    assert entry.title == "IT-Leiter – Muster GmbH, Solingen"
    assert entry.author == "Muster GmbH"
    assert [tag.term for tag in entry.tags] == ["it_lead"]
    facts = "12 km from the centre · €65,000–75,000 a year (stated) · apply by 15 Dec 2026 · on alpha"
    assert entry.summary.startswith(f"{facts}\n\nWir suchen. Wir") and entry.summary.endswith("suchen. Wir …")
    assert entry.updated == entry.published == "2026-11-22T05:01:00Z"


def test_markup_and_forbidden_characters_of_an_ad_stay_harmless(grammar: Any) -> None:
    title = "IT-Leiter <script>alert(1)</script> & Co. ]]> \x00\x0b\x1f\ufffe\U0001f600 \"'"
    rows = job("a", title=title, employer="Null\x00 & Söhne", url='https://alpha.example/?a="<1>&b=\x01')
    data = make_new(make_tables(jobs=[rows], descriptions=[description("a", "<b>fett</b>\x08\r\n&amp;")]), RUN)
    (entry,) = check(data, grammar).entries
    assert b"<script" not in data and b"<b>" not in data
    assert etree.fromstring(data).findtext("a:entry/a:title", namespaces=NAMES) == (
        "IT-Leiter <script>alert(1)</script> & Co. ]]> \U0001f600 \"' – Null & Söhne, Solingen"
    )
    assert entry.links[0].href == 'https://alpha.example/?a="<1>&b='
    assert "<b>fett</b>" in etree.fromstring(data).findtext("a:entry/a:summary", namespaces=NAMES)


def test_only_web_addresses_become_links(grammar: Any) -> None:
    bad = "javascript:alert(1)"
    rows = [job("a", url=bad, urls=(bad, "http://beta.example/1")), job("b", url=bad)]
    data = make_new(make_tables(jobs=rows), RUN)
    assert b"javascript" not in data
    one, other = check(data, grammar).entries
    assert [link.href for link in one.links] == ["http://beta.example/1"]
    assert "links" not in other and "on alpha" in other.content[0].value


def test_new_reopened_and_recent_jobs_are_in_and_others_are_not(grammar: Any) -> None:
    old = {"first_seen_at": SEEN - timedelta(days=40)}
    rows = [
        job("new"),
        job("recent", first_seen_at=SEEN - timedelta(days=13)),
        job("old", **old),
        job("again", **old),
        job("late", **old),  # a board that answers late tells of it
        job("gone", status="closed"),
    ]
    changes = [change("new", "new"), change("again", "reopened"), change("late", "new"), change("gone", "closed")]
    entries = check(make_new(make_tables(jobs=rows, changes=changes), RUN), grammar).entries
    assert [entry.id.rsplit("/")[-1] for entry in entries] == ["new", "again", "recent", "late"]
    assert entries[1].updated == "2026-11-22T05:00:00Z" and entries[1].published == "2026-10-13T05:01:00Z"


def test_a_feed_may_be_empty_and_has_an_end(grammar: Any) -> None:
    assert check(make_new(make_tables(), RUN), grammar).entries == []
    many = [job(f"{number:05}") for number in range(ENTRIES + 5)]
    ids = etree.fromstring(make_new(make_tables(jobs=many), RUN)).xpath("a:entry/a:id/text()", namespaces=NAMES)
    assert len(ids) == ENTRIES and ids[0].endswith("/00000")


def test_the_feed_is_told_in_german_too(grammar: Any) -> None:
    rows = job(
        "a",
        distance_km=12.4,
        salary_basis="pay_grade",
        salary_year_min_eur=65000.0,
        apply_by_on=date(2026, 12, 5),
    )
    tables = make_tables(jobs=[rows])
    german, english = (check(make_new(tables, RUN, language=language), grammar) for language in ("de", "en"))
    words = ", ".join(SEARCH.what.keywords)
    assert german.feed.title == f"Neue Stellen: {words} · 30 km um Wuppertal"
    assert english.feed.title == f"New jobs: {words} · 30 km around Wuppertal"
    facts = "12 km von der Mitte · 65.000\u00a0€ im Jahr (Entgeltgruppe) · bewerben bis 05.12.2026 · auf alpha"
    assert german.entries[0].summary.replace(" €", "\u00a0€") == facts
    assert german.feed.id != english.feed.id and german.entries[0].id == english.entries[0].id
    assert (german.feed.language, english.feed.language) == ("de", "en")
    assert german.feed.links[0].href == FEEDS["de"] and english.feed.links[0].href == FEEDS["en"]


@pytest.mark.parametrize(
    "other",
    [
        {"where": {"radius_km": 50}},
        {"where": {"town": "Köln"}},
        {"where": {"latitude": 51.3}},
        {"what": {"keywords": ("IT-Manager",)}},
        {"what": {"role_families": ("dev_lead",)}},
        {"what": {"titles": ("Wirtschaftsprüfer",)}},
    ],
)
def test_two_searches_share_neither_ids_nor_titles(grammar: Any, other: dict[str, dict[str, Any]]) -> None:
    parts = {name: replace(getattr(SEARCH, name), **values) for name, values in other.items()}
    tables = make_tables(jobs=[job("a"), job("b")])
    one, two = (check(make_new(tables, RUN, search), grammar) for search in (SEARCH, replace(SEARCH, **parts)))
    ids = [{found.feed.id, *(entry.id for entry in found.entries)} for found in (one, two)]
    assert len(ids[0]) == len(ids[1]) == 3 and not ids[0] & ids[1]
    assert all(re.fullmatch(r"tag:wupperjobs,2026:[a-z0-9/-]+", one) for one in ids[0] | ids[1])
    if "latitude" not in other.get("where", ()) and "role_families" not in other.get("what", ()):
        assert one.feed.title != two.feed.title
    again = check(make_new(tables, RUN, replace(SEARCH, contact="x@example.net")), grammar)
    assert again.feed.id == one.feed.id, "what does not change the search does not change its ids"
