"""`make accuracy`: the readers on the labelled sets, with the cases that failed; `--write` ships the counts."""

import sys
from collections.abc import Mapping
from datetime import date, datetime
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
from bench.scoring import SHARED, Score, print_scores
from german.places.search import load_search
from pipelines.normalize import read_posting
from report.figures.days import BERLIN
from report.market.quality import ACCURACY, Accuracy, write_accuracy
from storage.files import write_file


def print_filled() -> None:
    """The share filled of each column, of the recorded ads of the Bundesagentur."""
    search = load_search(Path(__file__).resolve().parents[1] / "search.toml")
    rows = [read_posting(raw, "20250501T000000Z", search).as_record() for _, raw in arbeitsagentur_ads()]
    print(f"columns filled, of {len(rows)} ads of the Arbeitsagentur")
    for name in rows[0]:
        print(f"  {name:<28} {sum(row[name] not in (None, []) for row in rows) / len(rows):>6.1%}")


PARTS = {
    "pay": score_pay,
    "pay grades": score_pay_grades,
    "dates": score_dates,
    "contract": score_contract,
    "titles": score_titles,
    "places": score_places,
    "asks": score_asks,
    "duplicates": score_duplicates,
}
NO_ACCURACY = "duplicates: uncertain"  # of these pairs nobody knows what is right


def list_accuracy(scores: Mapping[str, list[Score]], on: date) -> list[Accuracy]:
    """What is shipped of the scores, by what was read: no parts of a set, and its name alone."""
    return [
        Accuracy(
            f"{what}: {one.name.partition(' (median')[0].removeprefix(f'{what}: ')}",
            one.right,
            one.wrong,
            one.missing,
            one.spurious,
            on,
        )
        for what, found in scores.items()
        for one in found
        if not one.name.startswith((" ", NO_ACCURACY)) and (one.right or one.failures)
    ]


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the labelled sets are not on this machine: nothing was scored")
    scores: dict[str, list[Score]] = {}
    for what, part in PARTS.items():
        scores[what] = part.score()
        print_scores(scores[what])
    print(f"  F1 of pairs {score_duplicates.f1(scores['duplicates'][0]):.3f}")
    print_filled()
    if "--write" in sys.argv:
        today = datetime.now(BERLIN).date()
        write_file(ACCURACY, write_accuracy(list_accuracy(scores, today)))
