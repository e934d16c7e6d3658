"""The archive of monthly reports on a site: months that are over are made once and kept, the running one anew."""

import json
import re
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from report.feed import name_search
from report.figures.days import berlin_day
from report.figures.trouble import find_troubles
from report.job_words import Speak
from report.market.month import Month, list_months_told
from report.markup import Markup, tag, together
from report.month_page import INDEXES, METHODS, STYLES, Origin, name_month, name_page, tell_watched, write_month
from report.site_frame import write_page, write_table
from report.wording import say
from schemas.configuration import Search
from storage.files import to_json
from storage.layout import started_at
from storage.snapshots import Snapshot, sum_manifest

MONTHS = "months.json"  # what the archive has, for its own next time and for programs
_DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "market.md"
Archive = dict[str, dict[str, Any]]
"""Of each month ("2026-11"): the run it was made of, whether it is over, its jobs, how it was watched, by language."""


def read_archive(data: bytes | None, search: Search) -> Archive:
    """What months.json says; nothing if there is none, if it is of another search, or if it cannot be read."""
    try:
        told = json.loads(data or b"{}")
        return dict(told["months"]) if told.get("search") == name_search(search) else {}
    except (ValueError, AttributeError, TypeError, KeyError):
        return {}


def list_files(archive: Archive) -> set[str]:
    """The files that an archive consists of."""
    pages = {name_page(month, language) for month in archive for language in INDEXES}
    return {*pages, *INDEXES.values(), METHODS, MONTHS} if archive else set()


def make_reports(
    last: Snapshot,
    runs: Collection[str],
    search: Search,
    archive: Mapping[str, Mapping[str, Any]],
    there: Collection[str],
) -> tuple[Archive, dict[str, bytes]]:
    """The archive as it is now, and the files to write for it; no file while no month is told of.

    `runs`: those of all snapshots that were published. `archive`: as it was. `there`: the files it has.
    """
    months = {f"{one.month:%Y-%m}": one for one in list_months_told(last.table("market"), runs)}
    now: Archive = {name: dict(one) for name, one in archive.items() if _has(name, there)}
    files: dict[str, bytes] = {}
    origin = _describe(last, search)
    for name, month in months.items():
        if name in now and now[name]["is_over"]:
            continue
        now[name] = _summarize(month, last.run)
        for language in INDEXES:
            files[name_page(name, language)] = write_month(month, origin, language)
    if now:
        for language, index in INDEXES.items():
            files[index] = _write_index(now, language)
        files[METHODS] = _read_methods()
        files[MONTHS] = to_json({"search": name_search(search), "months": dict(sorted(now.items()))})
    return now, files


def _read_methods() -> bytes:
    """docs/market.md for a place where the other documents are not: a link to one of them is its words alone."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    return re.sub(r"\[([^]]*)\]\((?![a-z]+:|#)[^)]*\)", r"\1", text).encode()


def _has(name: str, there: Collection[str]) -> bool:
    return all(name_page(name, language) in there for language in INDEXES)


def _describe(last: Snapshot, search: Search) -> Origin:
    boards, feeds = last.table("boards").to_pylist(), last.table("feeds").to_pylist()
    troubles = find_troubles(boards, feeds, last.table("postings", ["job_id", "board", "board_ref", "status"]))
    names = [one.board for one in troubles.boards if one.jobs]
    return Origin(search, last.run, sum_manifest(last), troubles.jobs, names)


def _summarize(month: Month, run: str) -> dict[str, Any]:
    watched = {language: tell_watched(month, partial(say, in_english=language == "en")) for language in INDEXES}
    return {"run": run, "is_over": month.is_over, "jobs": month.jobs, "watched": watched}


def link_month(name: str, one: Mapping[str, Any], language: str, folder: str, speak: Speak) -> Markup:
    """A link to a month's report, and that the month is not over. `folder`: where the reports are."""
    running = None if one["is_over"] else tag("small", " ", speak("month.running"))
    return together(tag("a", name_month(name, speak), href=f"{folder}{name_page(name, language)}"), running)


def _write_index(archive: Archive, language: str) -> bytes:
    """The list of months, the newest first."""
    speak: Speak = partial(say, in_english=language == "en")
    other = next(one for one in INDEXES if one != language)
    rows = []
    for name, one in sorted(archive.items(), reverse=True):
        made = speak("date", d=berlin_day(started_at(one["run"])).isoformat())
        cells = [tag("th", link_month(name, one, language, "", speak), scope="row")]
        cells.append(tag("td", speak("number", n=one["jobs"]), class_="n"))
        rows.append(tag("tr", *cells, tag("td", one["watched"][language]), tag("td", made)))
    names = ("month", "jobs", "watched", "made")
    head = tag("tr", *(tag("th", speak(f"month.column.{name}"), scope="col") for name in names))
    links = (
        tag("a", speak("month.front"), href="../index.html" if language == "de" else "../en.html"),
        " · ",
        tag("a", speak("site.other"), href=INDEXES[other], lang=other),
    )
    body = [tag("p", *links), tag("h1", speak("site.reports")), tag("p", speak("month.list.lead"))]
    return write_page(language, f"wupperjobs: {speak('site.reports')}", [*body, write_table(head, rows)], STYLES)
