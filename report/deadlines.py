"""watch-NAME.ics: the deadlines of a watch's open jobs, as a calendar to subscribe to (RFC 5545)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import pyarrow.compute as pc

from report.feed import name_search, title_of
from report.figures.row import Row
from report.job_words import find_address, list_facts, name_job
from report.watching import find_matches, list_open
from report.wording import say
from report.xml_text import clean
from schemas.configuration import Search
from schemas.watches import Watch
from storage.layout import started_at

LINE = 73  # bytes of a line, which may have 75 with the blank that continues it


def make_deadlines(tables: Mapping[str, Any], run: str, search: Search, watch: Watch) -> bytes:
    """A calendar with one whole-day event for each open job of the watch that states a deadline.

    An event's UID is that of its search, watch and job, so that a deadline that moves moves in the calendar.
    """
    speak = partial(say, in_english=watch.language == "en")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//wupperjobs//watch//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_escape(title_of(search, speak, watch))}")
    for row in find_matches(list_open(tables, lambda jobs: pc.is_valid(jobs["apply_by_on"])), watch, run):
        lines += _event(row, f"{row['job_id']}@{watch.name}.{name_search(search)}.wupperjobs", run, speak)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _fold(line)).encode()


def _event(row: Row, uid: str, run: str, speak: Any) -> list[str]:
    day, address = row["apply_by_on"], find_address(row)
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{started_at(run):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(speak('watch.deadline', what=name_job(row)))}",
        f"DESCRIPTION:{_escape(' · '.join(list_facts(row, speak)) + (f'{chr(10)}{address}' if address else ''))}",
        *([f"LOCATION:{_escape(row['town'])}"] if row["town"] else []),
        *([f"URL:{clean(address)}"] if address and not any(sign.isspace() for sign in address) else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escape(words: str) -> str:
    r"""Text as a value of a calendar.

    >>> _escape("Köln; Bonn, 5\\n\nx")
    'Köln\\; Bonn\\, 5\\\\n\\nx'
    """
    words = clean(words).replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return words.replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def _fold(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes, none of which cuts a letter; the later ones begin with a blank."""
    piece, size = "", 0
    for sign in line:
        bytes_of = len(sign.encode())
        if size + bytes_of > LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + bytes_of
    yield piece
