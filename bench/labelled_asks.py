"""The ads that are labelled for what they ask and offer, from two recorded boards."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from bench.real_ads import arbeitsagentur_ads
from bench.scoring import SHARED
from german.ads.text import read_text
from german.words.markup import without_markup

LABELS = SHARED / "labels" / "asks_offers.jsonl"
ARBEITNOW = SHARED / "recorded" / "arbeitnow"


class LabelledAd(NamedTuple):
    """An ad's title and text, and the labels of a person."""

    title: str
    text: str
    label: dict[str, Any]


def recorded_texts() -> Iterator[tuple[str, str, str]]:
    """The recorded ads of the Bundesagentur and of Arbeitnow: id, title, text."""
    for _, raw in arbeitsagentur_ads():
        yield f"ba:{raw.board_ref}", without_markup(raw.title), read_text(raw.text_html)
    for file in sorted(ARBEITNOW.glob("*.json")):
        for row in json.loads(file.read_text(encoding="utf-8"))["data"]:
            yield f"an:{row['slug']}", without_markup(row["title"]), read_text(row["description"])


def labelled_ads() -> list[LabelledAd]:
    """The labelled ads, in the order of their labels."""
    texts = {ad: (title, text) for ad, title, text in recorded_texts()}
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    return [LabelledAd(*texts[label["id"]], label) for label in labels]
