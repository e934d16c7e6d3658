"""new.atom and neu.atom: the jobs that are new or open again, as a feed in English or German (RFC 4287)."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from report.texts import read_beginnings, shorten
from report.wording import say
from report.xml_text import clean
from schemas.configuration import Search
from schemas.vocabulary import Cause
from storage.layout import started_at

ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DAYS = 14  # a job stays in the feed so long, for readers that poll seldom
ENTRIES = 1_000  # at most so many entries, the newest ones
SUMMARY = 600  # characters of a summary
# A tag: URI (RFC 4151) names its author for ever, and domains change hands. A name without a dot is nobody's domain.
_TAG = "tag:wupperjobs,2026:"
_COLUMNS = (
    *("job_id", "url", "urls", "title", "employer", "town", "distance_km", "role_family", "first_seen_at", "boards"),
    *("salary_basis", "salary_year_min_eur", "salary_year_max_eur", "apply_by_on", "status", "came_by"),
)
FEEDS = {"en": "new.atom", "de": "neu.atom"}


def make_feed(tables: Mapping[str, pa.Table], run: str, search: Search, language: str) -> bytes:
    """The feed of a snapshot in a language (a key of FEEDS); the same tables give the same bytes.

    Entries: open jobs that the snapshot calls new or reopened, or that were first seen in the 14 days before, unless
    they came by our own doing (another search, other readers); at most 1,000, newest first. An entry's id is that of
    its search and job, so that a reader shows a job once, and two searches share none. `updated` is when the job was
    first seen, or the run in which it was open again. Pay in a summary is in euros gross a year.
    """
    ran_at = started_at(run)
    changes = tables["changes"].filter(pc.equal(tables["changes"]["cause"], Cause.BOARD))
    changes = changes.filter(pc.is_in(changes["kind"], pa.array(["new", "reopened"])))
    came = dict(zip(changes["job_id"].to_pylist(), changes["kind"].to_pylist(), strict=True))
    jobs = tables["jobs"].select(_COLUMNS)
    since = pa.scalar(ran_at - timedelta(days=DAYS), jobs["first_seen_at"].type)
    is_recent = pc.and_(pc.greater_equal(jobs["first_seen_at"], since), pc.equal(jobs["came_by"], Cause.BOARD))
    is_new = pc.or_(is_recent, pc.is_in(jobs["job_id"], pa.array(list(came), pa.string())))
    entries = [
        (ran_at if came.get(row["job_id"]) == "reopened" else row["first_seen_at"], row["job_id"], row)
        for row in jobs.filter(pc.and_(is_new, pc.equal(jobs["status"], "open"))).to_pylist()
    ]
    entries.sort(key=lambda entry: (-entry[0].timestamp(), entry[1]))
    entries = entries[:ENTRIES]
    texts = read_beginnings(tables["descriptions"], [job_id for _, job_id, _ in entries], SUMMARY)

    feed = etree.Element(f"{{{ATOM}}}feed", {_XML_LANG: language}, nsmap={None: ATOM})
    of_search = _TAG + name_search(search)
    _add(feed, "id", f"{of_search}/{FEEDS[language].removesuffix('.atom')}")
    words = ", ".join(dict.fromkeys([*search.what.keywords, *search.what.titles]))
    speak = partial(say, in_english=language == "en")
    _add(feed, "title", speak("feed.title", what=words, km=search.where.radius_km, town=search.where.town))
    _add(feed, "updated", _instant(max([ran_at, *(updated for updated, _, _ in entries)])))
    _add(_add(feed, "author"), "name", "wupperjobs")
    _add(feed, "link", rel="self", href=FEEDS[language], type="application/atom+xml")
    _add(feed, "link", rel="alternate", href="report.html", type="text/html")
    for updated, job_id, row in entries:
        _add_entry(feed, f"{of_search}/job/{job_id}", row, updated, f"{_facts(row, speak)}\n\n{texts.get(job_id, '')}")
    etree.indent(feed)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8") + b"\n"  # type: ignore[no-any-return]


def name_search(search: Search) -> str:
    """A name that tells a search from others: its town and radius, and a sum of what it searches.

    Two with the same words and the same area are one search.
    """
    town = unicodedata.normalize("NFKD", search.where.town).encode("ascii", "ignore").decode().lower()
    wanted = json.dumps([search.wanted, sorted(search.what.keywords)], ensure_ascii=False)
    place = re.sub("[^a-z0-9]+", "-", town).strip("-")
    return f"{place}-{search.where.radius_km:g}km-{hashlib.sha256(wanted.encode()).hexdigest()[:8]}"


def _add_entry(feed: Any, entry_id: str, row: Mapping[str, Any], updated: datetime, text: str) -> None:
    where = ", ".join(word for word in (row["employer"], row["town"]) if word)
    url = next((url for url in (row["url"], *row["urls"]) if re.match("https?://", url, re.IGNORECASE)), None)
    entry = _add(feed, "entry")
    _add(entry, "id", entry_id)
    _add(entry, "title", f"{row['title']} – {where}" if where else row["title"])
    _add(entry, "updated", _instant(updated))
    _add(entry, "published", _instant(row["first_seen_at"]))
    _add(_add(entry, "author"), "name", row["employer"] or row["boards"][0])
    if url:
        _add(entry, "link", rel="alternate", href=url)
    _add(entry, "category", term=row["role_family"])
    # Without a link, Atom requires content.
    _add(entry, "summary" if url else "content", shorten(text, SUMMARY))


def _facts(row: Mapping[str, Any], speak: Callable[..., str]) -> str:
    """Place, pay, deadline and boards in one line."""
    told = []
    if row["distance_km"] is not None:
        told.append(speak("feed.km", n=round(row["distance_km"])))
    if pay := sorted(
        {round(one) for one in (row["salary_year_min_eur"], row["salary_year_max_eur"]) if one is not None}
    ):
        amount = speak("eur", n=pay[0]) if len(pay) == 1 else speak("eur.range", low=pay[0], high=pay[1])
        told.append(speak("feed.pay", amount=amount, basis=speak(f"basis.{row['salary_basis']}")))
    if row["apply_by_on"]:
        told.append(speak("feed.apply", d=row["apply_by_on"].isoformat()))
    return " · ".join([*told, speak("feed.on", boards=", ".join(row["boards"]))])


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: clean(value) for key, value in attributes.items()})
    element.text = text and clean(text)
    return element
