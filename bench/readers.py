"""How fast the readers are on one core, each beside a peer on the same words in the same run."""

import csv
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dateparser
from price_parser import Price

from bench.crawl import posting_page
from bench.figures import Figure, tell
from bench.scoring import SHARED
from german import Unreadable, find_pay_grade, find_salary, read_date, read_salary, read_text
from german.places.search import load_search
from pipelines.normalize import read_posting
from schemas.raw import RawPlace, RawPosting

ROOT = Path(__file__).resolve().parents[1]
SEEN_AT = datetime(2026, 3, 30, 6, tzinfo=UTC)
SECONDS = 1.0
AD_BYTES = 3000


def calls_a_second(reader: Callable[[Any], object], words: Sequence[Any]) -> float:
    """How often the reader answers, going round the words for a second of CPU; Unreadable is an answer."""
    calls, began = 0, time.process_time()
    while (spent := time.process_time() - began) < SECONDS:
        for word in words:
            with suppress(Unreadable):
                reader(word)
        calls += len(words)
    return calls / spent


def table_column(name: str, column: str) -> list[str]:
    """A column of one of the tests' tables."""
    with (ROOT / "tests" / "tables" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file, delimiter="\t") if row[column]]


def common_dates() -> list[str]:
    """Publication dates as boards' fields hold them, in the share met in recorded answers: most are ISO."""
    chance = random.Random(0)
    forms: list[Callable[[int, int], str]] = [
        *[lambda month, day: f"2026-{month:02}-{day:02}"] * 4,
        *[lambda month, day: f"2026-{month:02}-{day:02}T0{day % 10}:30:00.000Z"] * 3,
        lambda month, day: f"{day:02}.{month:02}.2026",
        lambda month, day: str(1_770_000_000 + 86_400 * day + 3_600 * month),
        lambda month, day: f"vor {day} Tagen",
        lambda month, day: chance.choice(("heute", "gestern")),
    ]
    return [chance.choice(forms)(chance.randint(1, 3), chance.randint(1, 28)) for _ in range(5_000)]


def distinct(pays: list[str]) -> list[str]:
    """Short pay words, each with many figures, so that hardly an answer can be remembered."""
    chance = random.Random(0)
    return [re.sub(r"[1-9]", lambda _: chance.choice("123456789"), words) for _ in range(200) for words in pays]


def ad_texts() -> list[str]:
    """Ads of about 3 kB: recorded ones where they lie beside the project, else the one made for the crawl."""
    file = SHARED / "recorded" / "arbeitsagentur" / "jobdetails_2025.jsonl"
    if not file.exists():
        return [read_text(posting_page(0).decode())[:AD_BYTES]]
    with file.open(encoding="utf-8") as lines:
        texts = [json.loads(line).get("stellenangebotsBeschreibung") or "" for line in lines]
    return [text[:AD_BYTES] for text in texts if len(text) >= AD_BYTES][:300]


def compare() -> Iterator[Figure]:
    """Each reader's speed, its aim and its peer's."""
    pays = [words for words in table_column("salary", "text") if len(words) <= 60]
    dates, ads = common_dates(), ad_texts()
    peer_pay = calls_a_second(Price.fromstring, pays)
    peer_date = calls_a_second(lambda words: dateparser.parse(words, languages=["de"]), dates[:40])
    search = load_search(ROOT / "search.toml")
    raws = [
        RawPosting(
            board="bench",
            board_ref=str(number),
            url="https://board.example/",
            fetched_at=SEEN_AT,
            title="IT-Leiter (m/w/d)",
            employer_raw="Beispielwerk GmbH",
            places=(RawPlace(postal_code="42103", town="Wuppertal"),),
            posted_raw="vor 3 Tagen",
            text_html=text,
        )
        for number, text in enumerate(ads)
    ]
    group = f"Readers on one core, {len(ads)} ads of {AD_BYTES // 1000} kB"
    yield Figure(group, "read_salary, repeated", calls_a_second(read_salary, pays), "/s", "price-parser", peer_pay, "1")
    new_pays = distinct(pays)
    ours, peer = calls_a_second(read_salary, new_pays), calls_a_second(Price.fromstring, new_pays)
    yield Figure(group, "read_salary, ever new", ours, "/s", "price-parser", peer, "1")
    yield Figure(group, "find_salary, find_pay_grade", calls_a_second(_find_pay, ads), "ads/s", wanted="3,000")
    ours = calls_a_second(lambda words: read_date(words, SEEN_AT, "posted"), dates)
    yield Figure(group, "read_date, common forms", ours, "/s", "dateparser", peer_date, "200,000/s")
    ours = calls_a_second(lambda raw: read_posting(raw, "20260330T060000Z", search), raws)
    yield Figure(group, "everything in an ad", ours, "ads/s", wanted="667")


def _find_pay(text: str) -> None:
    find_salary(text)
    find_pay_grade(text)


if __name__ == "__main__":
    tell(compare())
