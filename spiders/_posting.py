"""A posting's words as a spider hands them over: trimmed, and nothing else."""

import json
from datetime import datetime
from typing import Any

from schemas.raw import RawPosting

ABSENT = {"-", "--", "n/a", "not available", "null", "none", "undefined"}  # what templates print for nothing
_KEPT = {"places", "salary_fields", "salary_estimated", "other_urls", "assumed"}
_WITHOUT_CODE = {  # of these no code tells that they are not understood
    *("title", "employment_raw", "industry_raw", "seniority_raw", "education_raw", "experience_raw", "benefits_raw"),
    *("bonus_raw", "positions_raw", "reference_raw", "via_raw"),
}


def make_posting(board: str, fetched_at: datetime, **words: Any) -> RawPosting:
    """A RawPosting with every word trimmed. Raises ValueError if it lacks a key, an address or a title."""
    text = words.pop("text_html", None)
    text = text if isinstance(text, str) else trim_words(text)
    trimmed: dict[str, Any] = {name: value if name in _KEPT else trim(value) for name, value in words.items()}
    trimmed |= {name: trim_words(words[name]) for name in _WITHOUT_CODE & words.keys()}
    return RawPosting(board=board, fetched_at=fetched_at, text_html=(text or "").strip() or None, **trimmed)


def fill_in(words: dict[str, Any], **known: Any) -> dict[str, Any]:
    """A posting's words, and what else is known where the board states nothing; `assumed` names what that is.

    >>> fill_in({"title": "CIO", "places": ("Haan",)}, employer_raw="Muster AG", places=("Hagen",))
    {'title': 'CIO', 'places': ('Haan',), 'employer_raw': 'Muster AG', 'assumed': ('employer_raw',)}
    """
    assumed = {name: value for name, value in known.items() if value and not words.get(name)}
    return {**words, **assumed, "assumed": tuple(assumed)}


def trim(value: Any) -> str | None:
    """Words on one line, a list's joined by commas; None where there are none.

    An object is told by its name; without one, as its JSON, if it states anything.

    >>> trim("  IT-Leiter\\n (m/w/d) "), trim(["Vollzeit", None, "Teilzeit"]), trim({"von": 1}), trim(" ")
    ('IT-Leiter (m/w/d)', 'Vollzeit, Teilzeit', '{"von": 1}', None)
    >>> trim({"@type": "Place", "name": "Haan"}), trim({"@value": "Haan"}), trim({"@type": "Place", "name": ""})
    ('Haan', 'Haan', None)
    """
    if isinstance(value, dict):  # no reader understands its JSON, so that its column bears a code
        return trim(name_of(value)) or (json.dumps(value, ensure_ascii=False) if states_anything(value) else None)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(trim, value))) or None
    return None if value is None else " ".join(str(value).split()) or None


def trim_words(value: Any) -> str | None:
    """As `trim`, without objects that have no name: where no code would tell that their JSON is none that is meant.

    >>> trim_words(["Vollzeit", {"von": 1}, {"name": "Teilzeit"}]), trim_words({"von": 1})
    ('Vollzeit, Teilzeit', None)
    """
    if isinstance(value, dict):
        return trim_words(name_of(value))
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(trim_words, value))) or None
    return trim(value)


def name_of(value: dict[str, Any]) -> Any:
    """The name of an object, or its value as JSON-LD writes it."""
    return value.get("name") or value.get("legalname") or value.get("@value")


def states_anything(value: Any) -> bool:
    """Whether there is a word or number in it, beside what JSON-LD says of it (`@type`)."""
    if isinstance(value, dict):
        return any(states_anything(part) for key, part in value.items() if not key.startswith("@"))
    if isinstance(value, list):
        return any(map(states_anything, value))
    return value is not None and not isinstance(value, bool) and str(value).strip().lower() not in ("", *ABSENT)
