"""`make accuracy`: the readers on the labelled sets, with the cases that failed."""

import sys

from bench import score_contract, score_dates, score_pay, score_pay_grades, score_places, score_titles
from bench.scoring import SHARED, print_scores

if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the labelled sets are not on this machine: nothing was scored")
    for part in (score_pay, score_pay_grades, score_dates, score_contract, score_titles, score_places):
        print_scores(part.score())
