"""When a posting closes: the rule, over a few facts about each posting. Its cases: tests/tables/life.tsv."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from snapshots.arrays import Mask, Numbers

MISSES = 2  # complete runs in a row without a posting that close it
UNKNOWN_DAYS = 21  # without a word of a posting, after which nobody can say that it is still up
MANY = 5  # postings of a feed that close in one night: with more than a third of it that is news to be confirmed


class Absence(IntEnum):
    """What it means that a run does not carry a posting, by how its feed was read."""

    UNKNOWN = 0  # nothing: the feed was not read whole
    DOUBTED = 1  # it was, but has so few postings that they are not believed yet: one miss at most
    COUNTS = 2  # a miss
    CONFIRMED = 3  # a miss, and what was missed before was found true: it closes, however much that is
    ACCEPTED = 4  # a miss, and someone found it true: however many close in this night


class Fate(IntEnum):
    """What a run makes of a posting."""

    OPEN = 0
    STALE = 1  # open, and carried over as it was: the run says nothing of it
    STILL_CLOSED = 2  # as it was closed before
    DEADLINE = 3  # closes: its deadline has passed
    GONE = 4  # closes: its board says that it is no more
    MISSING = 5  # closes: its board carries it no longer
    UNREACHABLE = 6  # closes: its feed has not been read whole for so long that nobody knows
    NOT_WATCHED = 7  # closes: its feed has not been asked for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rule looks at, a value a posting."""

    was_open: Mask  # before the run; neither open nor closed: new
    was_closed: Mask
    misses_before: Numbers  # complete runs in a row without it
    seen: Mask  # the run's part carries it
    listed: Mask  # it is there, but without a place, or in a row that was refused: nobody can say that it left
    doubted: Mask  # it is there, with a last day to apply that is over and not yet believed (`find_mass_deadlines`)
    absence: Numbers  # what it means that the part does not: an Absence
    gone: Mask  # its own page answered 404 or 410
    overdue: Mask  # its deadline was before the day of the run
    days_unseen: Numbers  # since an answer last carried it
    watched: Mask  # its feed was asked in this run
    feed: Numbers  # the number of its feed
    board: Numbers  # the number of its board


def decide_fates(facts: Facts) -> tuple[Numbers, Numbers]:
    """The Fate of each posting, and its misses after the run.

    A deadline closes whatever state the board is in and whether or not it still carries the posting: the ad itself says
    so. Its own page's 404 is evidence by itself, too. Only a complete run counts a miss; others in between neither
    count nor clear. A night that would close many postings of a feed or a board, and more than a third, waits for one
    more such run. What nobody can know closes after UNKNOWN_DAYS. Seen again, and not past its deadline, a closed
    posting is open again.
    """
    misses = count_misses(facts)
    waits = find_mass_closings(facts, misses)
    misses = np.where(waits | facts.doubted, np.maximum(misses, MISSES), misses)
    counts, unknown = facts.absence >= Absence.COUNTS, facts.days_unseen >= UNKNOWN_DAYS
    rule = [  # the first line that holds decides
        (facts.was_closed & (facts.overdue | ~facts.seen), Fate.STILL_CLOSED),
        (facts.overdue, Fate.DEADLINE),
        (facts.seen, Fate.OPEN),
        (facts.listed | facts.doubted, Fate.STALE),
        (waits, Fate.OPEN),
        (facts.gone, Fate.GONE),
        (counts & (misses >= MISSES), Fate.MISSING),
        (counts, Fate.OPEN),
        (unknown & facts.watched, Fate.UNREACHABLE),
        (unknown, Fate.NOT_WATCHED),
    ]
    return np.select([holds for holds, _ in rule], [fate for _, fate in rule], Fate.STALE), misses


def count_misses(facts: Facts) -> Numbers:
    """The misses after the run."""
    missed = facts.misses_before + facts.was_open
    doubted = np.maximum(facts.misses_before, np.minimum(missed, MISSES - 1))
    after = np.select(
        [facts.seen | facts.listed | facts.doubted, facts.absence >= Absence.COUNTS, facts.absence == Absence.DOUBTED],
        [0, missed, doubted],
        facts.misses_before,
    )
    return np.asarray(after)


def find_mass_closings(facts: Facts, misses: Numbers) -> Mask:
    """The postings that would close, where that would be many of a feed's, and more than a third of its open ones.

    Or of all feeds of a board: they may be small, and empty together.
    """
    missing = (facts.absence >= Absence.COUNTS) & (misses >= MISSES)
    found_true = (facts.absence == Absence.CONFIRMED) & (facts.misses_before > 0)
    doubtful = facts.was_open & ~found_true & (facts.absence != Absence.ACCEPTED)
    is_there = facts.seen | facts.listed | facts.doubted
    closing = doubtful & ~is_there & ~facts.overdue & (missing | facts.gone)
    waited = facts.misses_before >= MISSES  # else it would be closed
    return np.asarray(closing & are_many(closing, doubtful, facts.feed, facts.board) & ~waited, bool)


def find_mass_deadlines(moved: Mask, misses_before: Numbers, absence: Numbers, feed: Numbers, board: Numbers) -> Mask:
    """The open postings whose new last day to apply, which is over, is not believed before one more run states it.

    `moved`: of all open postings, those of which the run states such a day, and which had another one or none. So many
    at once are a layout's doing, or our reading's. A day that was known before, and passes, is no news.
    """
    is_news = moved & (absence != Absence.ACCEPTED)
    many = are_many(is_news, np.ones(len(moved), bool), feed, board)
    return np.asarray(is_news & many & (misses_before < MISSES), bool)


def are_many(closing: Mask, open_ones: Mask, *groups: Numbers) -> Mask:
    """Whether so many postings of a feed or a board close that it is news, of those that are open; by posting."""
    many = np.zeros(len(closing), bool)
    for group in groups:
        closings, all_open = (np.bincount(group, weights=mask) for mask in (closing, open_ones))
        many |= ((closings >= MANY) & (3 * closings > all_open))[group]
    return many
