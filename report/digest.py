"""What a watch tells: its new jobs in a message, as plain text and as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from report.figures.days import berlin_day
from report.figures.row import Row
from report.job_words import Speak, begin_of, find_address, list_conditions, list_facts, name_job
from report.markup import Markup, tag, together
from report.texts import read_beginnings
from report.wording import say
from schemas.watches import Watch
from storage.layout import started_at

MOST = 100  # jobs in one message; the rest follow the next time
BEGINNING = 240  # characters of an ad's text
STYLE = "font: 16px/1.5 sans-serif; max-width: 42rem"


@dataclass(frozen=True, slots=True)
class Digest:
    """A message's subject, its text, the same as HTML, and its jobs for a program."""

    subject: str
    text: str
    html: str
    jobs: tuple[dict[str, Any], ...]


def write_digest(rows: Sequence[Row], tables: Mapping[str, Any], run: str, watch: Watch) -> Digest:
    """The digest of these jobs; of more than MOST only the first are told."""
    speak: Speak = partial(say, in_english=watch.language == "en")
    told, rest = rows[:MOST], len(rows[MOST:])
    texts = read_beginnings(tables["descriptions"], [row["job_id"] for row in told], 4 * BEGINNING)
    begins = [begin_of(texts.get(row["job_id"], ""), BEGINNING) for row in told]
    subject = speak("watch.subject", what=watch.said, n=len(rows))
    foot = speak("watch.foot", name=watch.name, d=berlin_day(started_at(run)).isoformat())
    more = [speak("watch.more", n=rest)] if rest else []
    blocks = ["\n".join(_lines(row, begin, speak)) for row, begin in zip(told, begins, strict=True)]
    items = [_item(row, begin, speak) for row, begin in zip(told, begins, strict=True)]
    html = tag(
        "div", tag("h2", subject), *items, *(tag("p", one) for one in more), tag("p", tag("small", foot)), style=STYLE
    )
    page = together(Markup("<!DOCTYPE html>"), tag("html", Markup('<meta charset="utf-8">'), html, lang=watch.language))
    return Digest(subject, "\n\n".join([*blocks, *more, foot]), page, tuple(map(_record, told)))


def _lines(row: Row, begin: str, speak: Speak) -> list[str]:
    lines = [name_job(row), " · ".join(list_facts(row, speak)), *list_conditions(row, speak)]
    return [*lines, *filter(None, (begin, find_address(row)))]


def _item(row: Row, begin: str, speak: Speak) -> Markup:
    address = find_address(row)
    title = tag("a", row["title"], href=address) if address else tag("b", row["title"])
    where = ", ".join(filter(None, (row["employer"], row["town"])))
    about = [" · ".join(list_facts(row, speak)), *list_conditions(row, speak)]
    lines = [piece for one in about for piece in (tag("br"), one)][1:]
    return together(
        tag("h3", title), tag("p", where), tag("p", *lines), tag("p", tag("small", begin)) if begin else None
    )


def _record(row: Row) -> dict[str, Any]:
    deadline = row["apply_by_on"]
    return {
        **{name: row[name] for name in ("job_id", "title", "employer", "town")},
        "url": find_address(row),
        "apply_by_on": deadline.isoformat() if deadline else None,
    }
