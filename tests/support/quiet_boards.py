"""Boards on quiet nights, drawn from a real one: how many ads come in a night, from how many employers, stating what.

tests/tables/real_nights.tsv counts the ads that the Bundesagentur's search for "Data" showed first on 17 nights in
spring 2025, a row an employer: how many of its ads had a known place, pay, a role of leadership in IT, and lay within
300 km of Wuppertal. All named an employer and a day and had a text. (Nights after a gap of days are left out.)
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.tables import Posting
from tests.support.random_worlds import LAYOUTS, day_of, run_of
from tests.support.snapshots_rows import pay, posting

TABLE = Path(__file__).parents[1] / "tables" / "real_nights.tsv"
STAYS = 34  # nights, on average
TOGETHER = 0.5  # share of an employer's ads of one night that end in one night, too
EDITED = 0.0035  # of the ads in a night: 101 edits of 1,201 ads in 24 nights
LOSES = 0.03  # share of edits that remove a value: none of those 101, so at most about that
STATED = ("place", "pay", "role", "area")
LACKS: dict[str, dict[str, Any]] = {**LAYOUTS, "area": {"left_out": "area"}}


@dataclass(frozen=True, slots=True)
class Batch:
    """Ads that one employer put up in one night, and how many of them state what."""

    ads: int
    stated: dict[str, int]


def read_nights() -> list[list[Batch]]:
    nights = defaultdict[str, list[Batch]](list)
    with TABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            nights[row["night"]].append(Batch(int(row["ads"]), {name: int(row[name]) for name in STATED}))
    return list(nights.values())


NIGHTS = read_nights()
ALL = [batch for night in NIGHTS for batch in night]
USUAL = sum(batch.ads for batch in ALL) / len(NIGHTS)


@dataclass
class Ad:
    """An ad, the night of its first sight and of its end, and what it does not state."""

    ref: str
    first: int
    end: int
    lacks: set[str]

    def row(self, board: str, night: int) -> Posting:
        """How it reads on a night."""
        values = {} if "pay" in self.lacks else pay(5000)
        for name in sorted(self.lacks - {"pay"}):
            values |= LACKS[name]
        return posting(self.ref, run_of(night), board, **{"posted_on": day_of(self.first)} | values)


def live_quietly(chance: random.Random, size: int, nights: int) -> Iterator[list[Ad]]:
    """The ads of a board of about that size, a night at a time."""
    ads: list[Ad] = []
    made = 0
    for night in range(nights):
        drawn = chance.choice(NIGHTS)
        wanted = size if not night else _round(chance, size / STAYS * sum(batch.ads for batch in drawn) / USUAL)
        for stated, end in _draw(chance, drawn if night else ALL, wanted):
            ads.append(Ad(f"{made:05}", night, night + end, set(STATED) - stated))
            made += 1
        ads = [ad for ad in ads if ad.end > night]
        for ad in ads:
            if chance.random() < EDITED * LOSES:
                ad.lacks.add(chance.choice(("place", "pay", "role", "date", "text")))
        yield ads


def _draw(chance: random.Random, batches: list[Batch], wanted: int) -> Iterator[tuple[set[str], int]]:
    """So many ads of some employers: what each states, and how many nights it stays."""
    while wanted > 0:
        batch = chance.choice(batches)
        together = 1 + int(chance.expovariate(1 / STAYS)) if chance.random() < TOGETHER else None
        for at in range(min(batch.ads, wanted)):
            stated = {name for name, count in batch.stated.items() if at < count}
            yield stated, together or 1 + int(chance.expovariate(1 / STAYS))
        wanted -= batch.ads


def _round(chance: random.Random, number: float) -> int:
    """One of the two whole numbers beside it, so that the mean is kept."""
    return int(number) + (chance.random() < number % 1)
