"""new.atom and neu.atom: the jobs that are new or open again, as a feed in English or German (RFC 4287).

A watch has a feed of its own: of the new jobs that it is about.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from report.figures.row import Row
from report.job_words import Speak, find_address, list_facts, name_job, write_content
from report.texts import read_beginnings, shorten
from report.watching import find_matches, list_open
from report.wording import say
from report.xml_text import clean
from schemas.configuration import Search
from schemas.vocabulary import Cause
from schemas.watches import Watch
from storage.layout import started_at

ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DAYS = 14  # a job stays in the feed so long, for readers that poll seldom
ENTRIES = 1_000  # at most so many entries, the newest ones
SUMMARY = 600  # characters of a summary
# A tag: URI (RFC 4151) names its author for ever, and domains change hands. A name without a dot is nobody's domain.
_TAG = "tag:wupperjobs,2026:"
FEEDS = {"en": "new.atom", "de": "neu.atom"}


def make_feed(
    tables: Mapping[str, pa.Table], run: str, search: Search, language: str, watch: Watch | None = None
) -> bytes:
    """The feed of a snapshot in a language (a key of FEEDS); the same tables give the same bytes.

    Entries: open jobs that the snapshot calls new or reopened, or that were first seen in the 14 days before, unless
    they came by our own doing (another search, other readers); of a `watch` those that it is about. At most 1,000,
    newest first. An entry's id is that of its search, watch and job, so that a reader shows a job once, and no two of
    them share one. `updated` is when the job was first seen, or the run in which it was open again. Pay in a summary is
    in euros gross a year.
    """
    entries = _find_entries(tables, run, watch)
    texts = read_beginnings(tables["descriptions"], [row["job_id"] for _, row in entries], SUMMARY)
    file = f"watch-{watch.name}.atom" if watch else FEEDS[language]
    of_feed = f"{_TAG}{name_search(search)}" + (f"/watch/{watch.name}" if watch else "")
    speak = partial(say, in_english=language == "en")

    feed = etree.Element(f"{{{ATOM}}}feed", {_XML_LANG: language}, nsmap={None: ATOM})
    _add(feed, "id", of_feed if watch else f"{of_feed}/{file.removesuffix('.atom')}")
    _add(feed, "title", title_of(search, speak, watch))
    _add(feed, "updated", _instant(max([started_at(run), *(updated for updated, _ in entries)])))
    _add(_add(feed, "author"), "name", "wupperjobs")
    _add(feed, "link", rel="self", href=file, type="application/atom+xml")
    _add(feed, "link", rel="alternate", href="report.html", type="text/html")
    for updated, row in entries:
        _add_entry(feed, f"{of_feed}/job/{row['job_id']}", row, updated, texts.get(row["job_id"], ""), speak)
    etree.indent(feed)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8") + b"\n"  # type: ignore[no-any-return]


def _find_entries(tables: Mapping[str, pa.Table], run: str, watch: Watch | None) -> list[tuple[datetime, Row]]:
    """The jobs of a feed, each with when it came."""
    ran_at = started_at(run)
    changes = tables["changes"].filter(pc.equal(tables["changes"]["cause"], Cause.BOARD))
    changes = changes.filter(pc.is_in(changes["kind"], pa.array(["new", "reopened"])))
    came = dict(zip(changes["job_id"].to_pylist(), changes["kind"].to_pylist(), strict=True))

    def is_new(jobs: pa.Table) -> Any:
        since = pa.scalar(ran_at - timedelta(days=DAYS), jobs["first_seen_at"].type)
        is_recent = pc.and_(pc.greater_equal(jobs["first_seen_at"], since), pc.equal(jobs["came_by"], Cause.BOARD))
        return pc.or_(is_recent, pc.is_in(jobs["job_id"], pa.array(list(came), pa.string())))

    jobs = list_open(tables, is_new)
    entries = [
        (ran_at if came.get(row["job_id"]) == "reopened" else row["first_seen_at"], row)
        for row in (find_matches(jobs, watch, run) if watch else jobs)
    ]
    entries.sort(key=lambda entry: (-entry[0].timestamp(), entry[1]["job_id"]))
    return entries[:ENTRIES]


def title_of(search: Search, speak: Speak, watch: Watch | None = None) -> str:
    """What a feed or a calendar is called."""
    facts = {"km": search.where.radius_km, "town": search.where.town}
    if watch:
        return speak("watch.title", what=watch.said, **facts)
    words = ", ".join(dict.fromkeys([*search.what.keywords, *search.what.titles]))
    return speak("feed.title", what=words, **facts)


def name_search(search: Search) -> str:
    """A name that tells a search from others: its town and radius, and a sum of what it searches.

    Two with the same words and the same area are one search.
    """
    town = unicodedata.normalize("NFKD", search.where.town).encode("ascii", "ignore").decode().lower()
    wanted = json.dumps([search.wanted, sorted(search.what.keywords)], ensure_ascii=False)
    place = re.sub("[^a-z0-9]+", "-", town).strip("-")
    return f"{place}-{search.where.radius_km:g}km-{hashlib.sha256(wanted.encode()).hexdigest()[:8]}"


def _add_entry(feed: Any, entry_id: str, row: Mapping[str, Any], updated: datetime, text: str, speak: Speak) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", entry_id)
    _add(entry, "title", name_job(row))
    _add(entry, "updated", _instant(updated))
    _add(entry, "published", _instant(row["first_seen_at"]))
    _add(_add(entry, "author"), "name", row["employer"] or row["boards"][0])
    if url := find_address(row):
        _add(entry, "link", rel="alternate", href=url)
    _add(entry, "category", term=row["role_family"])
    _add(entry, "summary", shorten(f"{' · '.join(list_facts(row, speak))}\n\n{text}", SUMMARY))
    _add(entry, "content", write_content(row, text, speak), type="html")


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: clean(value) for key, value in attributes.items()})
    element.text = text and clean(text)
    return element
