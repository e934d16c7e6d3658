"""Whether a feed still says what it said. What vanishes from its postings at once is the layout's doing, not theirs.

Three questions, since each alone is blind. Of the postings that are known and still carried: how many lost a value that
they had? Edits are rare, so few losses at once are news (a binomial test); new postings do not count. Of all postings,
against the last good run: did the share fall (Fisher's exact test)? That sees a feed whose postings all have new keys.
Of the known ones, over the last runs: how many lost it, a few each night?
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.feeds import FeedRun, HeldFor
from schemas.vocabulary import LeftOut
from snapshots.arrays import Column, Mask

EDITED = 0.04  # share of postings that lose a value from one run to the next, for a reason of their own
LEAST_SHARE = 0.25  # of the values that stood there: fewer losses are edits, however many postings there are
CHANCE = 0.001  # of so many losses, or of so low a share, without a cause: one board in a thousand nights
SLOW_RUNS = 10  # over which losses are summed up: a layout that comes server by server
SLOWLY = 0.01  # share of postings that lose a value in a night, over so many: a hundred times what was met
SEARCHED = (HeldFor.ROLE, HeldFor.AREA)  # depend on what is searched as well
PLACED = (HeldFor.STATED_PLACE, HeldFor.AREA)  # only a posting with a place can lose it: else it counts as PLACE

MEASURES: Mapping[HeldFor, Callable[[pa.Table], Column]] = {
    HeldFor.EMPLOYER: lambda rows: pc.is_valid(rows["employer"]),
    HeldFor.PLACE: lambda rows: pc.is_valid(rows["distance_km"]),
    HeldFor.STATED_EMPLOYER: lambda rows: _are_stated(rows, "employer"),
    HeldFor.STATED_PLACE: lambda rows: pc.and_(pc.is_valid(rows["distance_km"]), _are_stated(rows, "place")),
    HeldFor.ROLE: lambda rows: pc.fill_null(pc.not_equal(rows["left_out"], LeftOut.ROLE), True),
    HeldFor.TEXT: lambda rows: pc.is_valid(rows["text_sha256"]),
    HeldFor.DATE: lambda rows: pc.is_valid(rows["posted_on"]),
    HeldFor.PAY: lambda rows: pc.or_(pc.is_valid(rows["salary_basis"]), pc.is_valid(rows["pay_grade_max"])),
    HeldFor.AREA: lambda rows: pc.fill_null(pc.not_equal(rows["left_out"], LeftOut.AREA), True),
}
LOOKED_AT = [
    *("employer", "distance_km", "employer_assumed", "place_assumed"),
    *("left_out", "text_sha256", "posted_on", "salary_basis", "pay_grade_max"),
]
COLUMNS = {measure: "in_area" if measure is HeldFor.AREA else f"with_{measure}" for measure in MEASURES}
LOST = {measure: f"lost_{measure}" for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Fall:
    """What fell: `before` postings of `of` had it, `now` have it."""

    reason: HeldFor
    before: int
    now: int
    of: int


def measure(rows: pa.Table) -> dict[str, int]:
    """How many postings have what, by the columns of FeedRun."""
    return {COLUMNS[name]: int(_mask(has, rows).sum()) for name, has in MEASURES.items()}


def find_lost(
    known: pa.Table, now: pa.Table, *, same_search: bool, placeless: int = 0, accepted: Collection[HeldFor] = ()
) -> Fall | None:
    """The first value that vanished from known postings. Two tables of the same postings, row by row.

    `placeless`: how many had lost their place before, and stay as they were. `accepted`: what is not looked at.
    """
    for name in MEASURES:
        if name in accepted or (name in SEARCHED and not same_search):
            continue
        fall, earlier = count_lost(name, known, now), placeless if name is HeldFor.PLACE else 0
        if is_unlikely(fall.before - fall.now - earlier, fall.of - earlier):
            return fall
    return None


def count_lost(name: HeldFor, known: pa.Table, now: pa.Table) -> Fall:
    """How many of the known postings that had a value still have it. Two tables of the same postings, row by row."""
    had, has = _mask(MEASURES[name], known), _mask(MEASURES[name], now)
    if name in PLACED:
        had &= _mask(MEASURES[HeldFor.PLACE], now)
    return Fall(name, int(had.sum()), int((had & has).sum()), int(had.sum()))


def find_slowly_lost(lately: Mapping[HeldFor, Sequence[int]], usual: Sequence[int], now: pa.Table) -> Fall | None:
    """The first value that vanished from known postings little by little. `lately`: what `count_lost_lately` tells.

    `usual`: how many postings there were in the last good runs; `now`: all there are now. What was lost and came back
    does not count. Of a list that was longer, more could have lost it.
    """
    each = 1 - (1 - SLOWLY) ** SLOW_RUNS
    share = max(1.0, sum(usual) / (len(usual) * now.num_rows)) if usual and now.num_rows else 1.0
    for name, told in lately.items():
        has, lost = int(_mask(MEASURES[name], now).sum()), sum_lost(name, told)
        if is_unlikely(lost, round((has + lost) * share), each):
            return Fall(name, has + lost, has, has + lost)
    return None


def sum_lost(name: HeldFor, lately: Sequence[int]) -> int:
    """How many lost it over the last runs.

    >>> sum_lost(HeldFor.PAY, (0, 2, -1)), sum_lost(HeldFor.PLACE, (1, 2, 4)), sum_lost(HeldFor.PLACE, ())
    (1, 3, 0)
    """
    if name is HeldFor.PLACE:
        return lately[-1] - lately[0] if lately else 0
    return sum(lately)


def count_lost_lately(
    feed: FeedRun, known: pa.Table, now: pa.Table, back: pa.Table, *, same_search: bool, is_whole: bool
) -> dict[HeldFor, tuple[int, ...]]:
    """How many postings lost what in each of the last runs, less those that gained it; this one's, the last, included.

    `known` and `now` as `find_lost` takes them. `back`: what the run carries of the open postings that were missed
    before: of those that had lost their role or left the area, some are there again.
    One that lost its place stays as it was, so that of places it is told how many lack theirs since, where a run is
    whole.
    """
    lately: dict[HeldFor, tuple[int, ...]] = {}
    for name, has in MEASURES.items():
        told = getattr(feed, LOST[name])
        if name is HeldFor.PLACE:
            placeless = (count_placeless(known, now),) if is_whole else told[-1:]
            lately[name] = (*told, *placeless)[-SLOW_RUNS - 1 :]
            continue
        lost = 0
        if name not in SEARCHED or same_search:
            had, here = _mask(has, known), _mask(has, now)
            if name in PLACED:
                had &= here | _mask(MEASURES[HeldFor.PLACE], now)
            lost = int(had.sum() - here.sum())
        if name in SEARCHED and same_search:
            lost -= min(back["left_out"].null_count, max(0, sum(told)))
        lately[name] = (*told, lost)[-SLOW_RUNS:]
    return lately


def count_placeless(known: pa.Table, now: pa.Table) -> int:
    """How many of the known postings lost their place, in whatever run. Tables as `find_lost` takes them."""
    fall = count_lost(HeldFor.PLACE, known, now)
    return fall.before - fall.now


def find_fallen_share(usual: FeedRun, now: pa.Table, *, same_search: bool) -> Fall | None:
    """The first value that far fewer postings have than in the feed's last good run."""
    before, counts = usual.usual[-1] if usual.usual else 0, measure(now)
    for name, column in COLUMNS.items():
        if name in usual.accepted or (name in SEARCHED and not same_search):
            continue
        had, has = getattr(usual, column), counts[column]
        if is_lower_share(had, before, has, now.num_rows):
            return Fall(name, had, has, now.num_rows)
    return None


def find_still_fallen(held: FeedRun, now: pa.Table, *, same_search: bool) -> Fall | None:
    """What a feed is held for, unless half of the share is back at least: no fall passes because its ads are new."""
    name = held.held_for
    if name not in COLUMNS or (name in SEARCHED and not same_search):
        return None
    return find_fallen_value(name, held, now)


def find_fallen_value(name: HeldFor, usual: FeedRun, now: pa.Table) -> Fall | None:
    """Whether less than half of the share of a feed's last good run has a value, be it by chance or not."""
    before = usual.usual[-1] if usual.usual else 0
    if not before or not now.num_rows:
        return None
    had, has = getattr(usual, COLUMNS[name]), measure(now)[COLUMNS[name]]
    return Fall(name, had, has, now.num_rows) if has / now.num_rows < had / before / 2 else None


def is_unlikely(lost: int, of: int, each: float = EDITED) -> bool:
    """Whether so many of the postings would hardly lose a value in one night, each for a reason of its own.

    `each`: how likely that is for one of them.

    >>> is_unlikely(20, 20), is_unlikely(3, 3), is_unlikely(2, 2), is_unlikely(2, 3), is_unlikely(4, 20)
    (True, True, False, False, False)
    >>> is_unlikely(25, 100), is_unlikely(24, 100), is_unlikely(0, 0)
    (True, False, False)
    """
    if lost < LEAST_SHARE * of:
        return False
    fewer = (exp(_log_choose(of, k) + k * log(each) + (of - k) * log(1 - each)) for k in range(lost))
    return 1 - sum(fewer) < CHANCE


def is_lower_share(had: int, before: int, has: int, now: int) -> bool:
    """Whether `has` of `now` is below half the share of `had` of `before`, and more than chance makes it.

    Fisher's exact test, one-sided: of all postings taken together, had + has have it; how likely are so few of them
    among those of now?

    >>> is_lower_share(20, 20, 0, 20), is_lower_share(7, 7, 0, 7), is_lower_share(2, 3, 1, 3)
    (True, True, False)
    """
    if not before or not now or has / now >= had / before / 2:
        return False
    both = had + has
    ways = (_log_choose(now, k) + _log_choose(before, both - k) for k in range(max(0, both - before), has + 1))
    return sum(exp(way - _log_choose(now + before, both)) for way in ways) < CHANCE


def _log_choose(n: int, k: int) -> float:
    """The logarithm of the number of ways to choose k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _are_stated(rows: pa.Table, what: str) -> Column:
    """Whether a feed states it itself; what stands in for it (schemas/postings.py) or is of before says nothing."""
    return pc.fill_null(pc.invert(rows[f"{what}_assumed"]), False)


def _mask(has: Callable[[pa.Table], Column], rows: pa.Table) -> Mask:
    return np.asarray(has(rows).to_numpy(zero_copy_only=False), bool)
