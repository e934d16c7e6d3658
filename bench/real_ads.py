"""The recorded ads of the Bundesagentur, as the board answered them."""

import ast
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bench.scoring import SHARED
from schemas.raw import RawPosting
from spiders._arbeitsagentur_ad import read_ad

ADS = SHARED / "recorded" / "arbeitsagentur" / "jobdetails_2025.jsonl"


def arbeitsagentur_ads() -> Iterator[tuple[dict[str, Any], RawPosting]]:
    """The latest version of each recorded ad; lines that lost their number in the recording stand for themselves."""
    latest: dict[str, dict[str, Any]] = {}
    with ADS.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            latest[row.get("referenznummer") or row.get("refnr") or f"line {number}"] = row
    for board_ref, row in latest.items():
        fetched_at = datetime.fromisoformat(row.pop("scraping_date")).replace(tzinfo=UTC)
        ad = _unflatten(row) | {"referenznummer": board_ref}
        yield ad, read_ad(ad, fetched_at)


def _unflatten(row: dict[str, Any]) -> dict[str, Any]:
    """The line's nested values and booleans, which were written as strings."""
    ad = {}
    for key, value in row.items():
        if isinstance(value, str) and (value[:1] in "[{" or value in ("True", "False", "None")):
            value = ast.literal_eval(value)
        ad[key] = value
    return ad
