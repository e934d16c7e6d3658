"""A posting of a part read again: its kept words, by the readers of today."""

from collections.abc import Mapping
from datetime import UTC
from html import escape
from typing import Any

from pipelines.normalize import read_posting
from schemas.configuration import Search
from schemas.raw import RawPlace, RawPosting
from schemas.said import BY_TEXT, KEPT, OWN
from schemas.tables import Posting

_FIELDS = {subject: column for subject, column in KEPT.items() if subject not in (*OWN, *BY_TEXT)}


def read_kept(kept: Mapping[str, Any], text: str | None, search: Search) -> Posting | None:
    """A posting of a part, read again by the readers of today; None: they make no posting of it.

    `kept`: its row; `text`: its text, as the part has it. Words that stand in the ad were found there; all others were
    a field of the board's. What the kept words do not say any more, such as how a board parts its places, is lost.
    """
    ad = f"{kept['title']}\n{text or ''}"
    fields = {name: kept[name] for name in _FIELDS.values() if kept[name] and kept[name] not in ad}
    try:
        raw = RawPosting(
            board=kept["board"],
            board_ref=kept["board_ref"],
            url=kept["url"],
            fetched_at=kept["fetched_at"].astimezone(UTC),
            title=kept["title"],
            employer_raw=kept["employer_raw"],
            places=tuple(RawPlace(words=one) for one in (kept["place"] or "").split("; ") if one),
            text_html=text and escape(text, quote=False).replace("\n", "<br>"),
            salary_estimated=kept["salary_basis"] == "board_estimate",
            **fields,
        )
        return read_posting(raw, kept["run"], search)
    except ValueError:
        return None
