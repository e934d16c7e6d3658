"""A posting's words as a spider hands them over: trimmed, and nothing else."""

import json
from datetime import datetime
from typing import Any

from schemas.raw import RawPosting

_KEPT = {"places", "salary_fields", "salary_estimated", "other_urls"}


def make_posting(board: str, fetched_at: datetime, **words: Any) -> RawPosting:
    """A RawPosting with every word trimmed. Raises ValueError if it lacks a key, an address or a title."""
    text = words.pop("text_html", None)
    trimmed: dict[str, Any] = {name: value if name in _KEPT else trim(value) for name, value in words.items()}
    return RawPosting(board=board, fetched_at=fetched_at, text_html=(text or "").strip() or None, **trimmed)


def trim(value: Any) -> str | None:
    """Words on one line, a list's joined by commas; None where there are none. An object is told as its JSON.

    >>> trim("  IT-Leiter\\n (m/w/d) "), trim(["Vollzeit", None, "Teilzeit"]), trim({"von": 1}), trim(" ")
    ('IT-Leiter (m/w/d)', 'Vollzeit, Teilzeit', '{"von": 1}', None)
    """
    if isinstance(value, dict):  # no reader understands it, so that its column bears a code
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(trim, value))) or None
    return None if value is None else " ".join(str(value).split()) or None
