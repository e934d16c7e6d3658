"""When a posting closes: the rule, over a few facts about each posting. Its cases: tests/tables/life.tsv."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from snapshots.arrays import Mask, Numbers

MISSES = 2  # complete runs in a row without a posting that close it


class Fate(IntEnum):
    """What a run makes of a posting."""

    OPEN = 0
    STALE = 1  # open, and carried over as it was: the run says nothing of it
    STILL_CLOSED = 2  # as it was closed before
    DEADLINE = 3  # closes: its deadline has passed
    GONE = 4  # closes: its board says that it is no more
    MISSING = 5  # closes: its board carries it no longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rule looks at, a value a posting."""

    was_open: Mask  # before the run; neither open nor closed: new
    was_closed: Mask
    misses_before: Numbers  # complete runs in a row without it
    seen: Mask  # the run's part carries it
    absence_counts: Mask  # the run of its board was complete, as far as the feed that it is of
    gone: Mask  # its own page answered 404 or 410
    overdue: Mask  # its deadline was before the day of the run


def decide_fates(facts: Facts) -> tuple[Numbers, Numbers]:
    """The Fate of each posting, and its misses after the run.

    A deadline closes whatever state the board is in and whether or not it still carries the posting: the ad itself says
    so. Only a complete run counts a miss or believes that a posting is gone; incomplete ones in between neither count
    nor clear. Seen again, and not past its deadline, a closed posting is open again.
    """
    misses = np.where(facts.seen, 0, facts.misses_before + (facts.absence_counts & facts.was_open))
    rule = [  # the first line that holds decides
        (facts.was_closed & (facts.overdue | ~facts.seen), Fate.STILL_CLOSED),
        (facts.overdue, Fate.DEADLINE),
        (facts.seen, Fate.OPEN),
        (facts.absence_counts & facts.gone, Fate.GONE),
        (misses >= MISSES, Fate.MISSING),
        (facts.absence_counts, Fate.OPEN),
    ]
    return np.select([holds for holds, _ in rule], [fate for _, fate in rule], Fate.STALE), misses
