"""What makes pairs of postings two vacancies, with what was compared, for whoever asks why."""

from typing import Any

import numpy as np
import pandas as pd

from schemas.reasons import Reason
from snapshots.block import SITE
from snapshots.pairs import Pairs, find_needed_share, find_vetoes

A_YEAR = "a year"  # what is compared of pay for two periods


def find_objections(pairs: Pairs) -> list[list[tuple[str, str, str]]]:
    """For each pair all that makes it two vacancies: the code, and what was compared of either.

    Of texts that is the percentage of words shared, and the one needed.
    """
    columns = {  # the first that both state and that differs, else the first
        Reason.OTHER_TITLES: ("title_words", "trade"), Reason.OTHER_SITES: SITE,
        Reason.OTHER_TOWNS: ("towns",), Reason.ONE_TOWN_UNKNOWN: ("towns",),
        Reason.OTHER_STARTS: ("start_year", "start_month"),
        Reason.UNKNOWN_EMPLOYER: ("employer",), Reason.OTHER_EMPLOYERS: ("employer", "firm"),
        Reason.OTHER_LEVELS: ("level", "rank"),
        Reason.UNCONFIRMED_EMPLOYER: ("employer",), Reason.OTHER_FORMS: ("form", "workload", "hours"),
        Reason.OTHER_GRADES: ("grades",), Reason.OTHER_REFERENCES: ("reference",),
        Reason.OTHER_CONTRACT: ("contract_until_on", "fixed_term"),
        Reason.OTHER_PAY: ("salary_max_eur", "salary_min_eur"),
        A_YEAR: ("salary_year_max_eur", "salary_year_min_eur"),
    }  # fmt: skip
    periods = pairs.differ("salary_period")
    differing = {name: pairs.differ(name) for names in columns.values() for name in names}
    found: list[list[tuple[str, str, str]]] = [[] for _ in pairs.a]
    needed = find_needed_share(pairs)
    for code, mask in find_vetoes(pairs):
        for at in np.flatnonzero(mask):
            sides = ["", ""]
            if code == Reason.OTHER_TEXTS:
                sides = [f"{round(share * 100)}" for share in (pairs.share[at], needed[at])]
            elif names := columns.get(A_YEAR if code == Reason.OTHER_PAY and periods[at] else code.partition(":")[0]):
                name = next((one for one in names if differing[one][at]), names[0])
                sides = [_as_words(name, side[at]) for side in pairs.both(name)]
            found[at].append((code, sides[0], sides[1]))
    return found


def _as_words(name: str, value: Any) -> str:
    """A value of a block, where days are numbers, as it is told."""
    if pd.isna(value):
        return ""
    return f"{np.datetime64(int(value), 'D')}" if name.endswith("_on") else f"{value}".replace("\n", ", ")
