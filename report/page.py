"""report.html: one file that shows a whole snapshot, opened from the disk, without any network."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa

from report.figures.departed import find_departed
from report.figures.pay import LEVELS
from report.figures.snapshot import Counted, count_snapshot
from report.job_rows import LISTED, pack_jobs, pack_rows
from report.markup import tag, together
from report.profile_rows import pack_profile
from report.sections.asked import ASKED
from report.sections.boards import BOARDS
from report.sections.changes import CHANGES
from report.sections.employers import EMPLOYERS
from report.sections.footer import write_footer
from report.sections.head import write_head
from report.sections.pay import PAY
from report.sections.places import PLACES
from report.sections.skills import SKILLS
from report.sections.trouble import write_banner
from report.wording import labelled, load_words, said, say
from schemas.columns import TOLD, names_with
from schemas.configuration import Search
from schemas.tables import Job
from schemas.vocabulary import EducationLevel, ExperienceLevel, LeadsPeople
from storage.layout import started_at

SECTIONS = (CHANGES, PAY, PLACES, EMPLOYERS, SKILLS, ASKED, BOARDS)  # as they follow; then the table of jobs
_ASKS = {
    "leads": LeadsPeople,
    "education": EducationLevel,
    "experience": ExperienceLevel,
}  # in the order of their words
OF_SITE = ("site.", "month.")  # how words begin that the page does not say
SCRIPTS = ("marks.js", "watch.js", "profile.js", "page.js")
_HOLE = re.compile(r"\{\{([#@]?)([\w.]+)\}\}")


def make_page(tables: Mapping[str, Any], manifest: Mapping[str, Any], search: Search) -> bytes:
    """The page of a snapshot's tables; the same tables, manifest and search give the same bytes."""
    columns = [column for section in SECTIONS for column in section.columns]
    counted = count_snapshot(tables, manifest, search, columns)
    shown = [section for section in SECTIONS if section.is_shown(counted)]
    style, script = _read("page.css"), "".join(map(_read, SCRIPTS))
    pieces: dict[str, str] = {
        "policy": f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        "title": together(_title(counted)),
        "style": style,
        "script": script,
        "data": _write_data(_data(tables, counted)),
        "links": "\n    ".join(section.link() for section in shown),
        "banner": write_banner(counted),
        "head": write_head(counted),
        "sections": "\n".join(section.write(counted) for section in shown),
        "footer": write_footer(counted),
    }
    return _fill(_read("page.html"), pieces).encode()


def _fill(template: str, pieces: Mapping[str, str]) -> str:
    """Fill a template: {{words}}, {{@words}} as attributes that name an element, and {{#pieces}}."""

    def fill(hole: re.Match[str]) -> str:
        kind, name = hole.groups()
        if kind == "#":
            return pieces[name]
        if kind == "@":
            return tag("i", **labelled(f"label.{name}"))[len("<i ") : -len("></i>")]
        return said(name)

    return _HOLE.sub(fill, template)


@cache
def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    """The hash by which a Content-Security-Policy allows an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _title(counted: Counted) -> str:
    return f"{say('hero.open', n=len(counted.open))} · {counted.search.where.town} · {counted.on:%d.%m.%Y}"


def _data(tables: Mapping[str, Any], counted: Counted) -> dict[str, Any]:
    """The data that the table of jobs and the choice of language need."""
    kinds = ("new", "changed") if counted.previous else ()
    happened = {kind: {one.job_id for one in counted.changes.get(kind, ())} for kind in kinds}
    ids = pa.array([row["job_id"] for row in counted.open[:LISTED]], pa.string())
    return {
        **pack_jobs(tables, ids, happened),
        "profile": pack_profile(tables["jobs"], ids, counted.on),
        "departed": pack_rows(find_departed(tables)),
        "run_at": started_at(counted.manifest["run"]).isoformat(),
        "words": {key: pair for key, pair in load_words().items() if not key.startswith(OF_SITE)},
        "levels": [level for level in LEVELS if level],
        "asks": {name: get_args(words) for name, words in _ASKS.items()},
        "told": names_with(Job, TOLD),
        "radius": counted.search.where.radius_km,
    }


def _write_data(value: Any) -> str:
    """JSON that cannot end a script element or a line, whatever words it holds.

    >>> _write_data({"title": "</script>&"})
    '{"title":"\\\\u003c/script\\\\u003e\\\\u0026"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)
