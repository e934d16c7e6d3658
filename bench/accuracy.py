"""`make accuracy`: the readers on the labelled sets, with the cases that failed."""

import sys
from pathlib import Path

from bench import (
    score_asks,
    score_contract,
    score_dates,
    score_duplicates,
    score_pay,
    score_pay_grades,
    score_places,
    score_titles,
)
from bench.real_ads import arbeitsagentur_ads
from bench.scoring import SHARED, print_scores
from german.places.search import load_search
from pipelines.normalize import read_posting


def print_filled() -> None:
    """The share filled of each column, of the recorded ads of the Bundesagentur."""
    search = load_search(Path(__file__).resolve().parents[1] / "search.toml")
    rows = [read_posting(raw, "20250501T000000Z", search).as_record() for _, raw in arbeitsagentur_ads()]
    print(f"columns filled, of {len(rows)} ads of the Arbeitsagentur")
    for name in rows[0]:
        print(f"  {name:<28} {sum(row[name] not in (None, []) for row in rows) / len(rows):>6.1%}")


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the labelled sets are not on this machine: nothing was scored")
    for part in (score_pay, score_pay_grades, score_dates, score_contract, score_titles, score_places, score_asks):
        print_scores(part.score())
    duplicates = score_duplicates.score()
    print_scores(duplicates)
    print(f"  F1 of pairs {score_duplicates.f1(duplicates[0]):.3f}")
    print_filled()
