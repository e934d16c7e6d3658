"""How sure a figure is: intervals of 95 %, and which of many differences are more than chance."""

from collections.abc import Sequence
from functools import cache
from math import ceil, exp, floor, lgamma, log, sqrt

SURE = 0.95
Z = 1.959964  # of the normal distribution: 95 % lie within
FALSE = 0.05  # at most, of the differences that are told
ALIKE = 1 + 1e-7  # two probabilities that differ by less are one
MANY = 1_000  # values whose ranks are about normal


def find_share(k: int, n: int) -> tuple[float, float]:
    """The interval of a share, k of n. Source: Wilson 1927.

    >>> [round(end, 3) for end in find_share(5, 20)]
    [0.112, 0.469]
    """
    middle, spread = k + Z * Z / 2, Z * sqrt(k * (n - k) / n + Z * Z / 4)
    return max(0.0, (middle - spread) / (n + Z * Z)), min(1.0, (middle + spread) / (n + Z * Z))


def find_difference(k: int, n: int, k_before: int, n_before: int) -> tuple[float, float]:
    """The interval of a share less an earlier one. Source: Newcombe 1998, his tenth.

    >>> [round(end, 3) for end in find_difference(9, 10, 3, 10)]
    [0.171, 0.809]
    """
    (low, high), (low_before, high_before) = find_share(k, n), find_share(k_before, n_before)
    share, before = k / n, k_before / n_before
    down, up = (
        sqrt((share - low) ** 2 + (high_before - before) ** 2),
        sqrt((high - share) ** 2 + (before - low_before) ** 2),
    )
    return share - before - down, share - before + up


@cache
def find_ranks(n: int, share: float) -> tuple[int, int] | None:
    """The ranks, from 1, of the values of n that hold a quantile between them; None: so few have no such interval.

    How many of n values lie below the quantile is binomial, of many values about normal; at either end at most half of
    what is left to chance is cut off.

    >>> find_ranks(5, 0.5), find_ranks(6, 0.5), find_ranks(20, 0.5), find_ranks(20, 0.25)
    (None, (1, 6), (6, 15), (2, 10))
    """
    if n > MANY:
        spread = Z * sqrt(n * share * (1 - share))
        return floor(n * share - spread), ceil(n * share + spread) + 1
    chance = [exp(_log_choose(n, k) + k * log(share) + (n - k) * log(1 - share)) for k in range(n + 1)]
    low, below = 0, chance[0]
    while below <= (1 - SURE) / 2:
        low, below = low + 1, below + chance[low + 1]
    high, above = n + 1, chance[n]
    while above <= (1 - SURE) / 2:
        high, above = high - 1, above + chance[high - 2]
    return (low, high) if 1 <= low < high <= n else None


def compare_shares(k: int, n: int, k_before: int, n_before: int) -> float:
    """How likely shares at least so far apart are by chance alone: Fisher's exact test, two-sided.

    >>> round(compare_shares(3, 4, 1, 4), 3), round(compare_shares(8, 10, 1, 10), 4), compare_shares(2, 4, 2, 4)
    (0.486, 0.0055, 1.0)
    """
    both, every = k + k_before, _log_choose(n + n_before, k + k_before)
    likely = [
        exp(_log_choose(n, one) + _log_choose(n_before, both - one) - every)
        for one in range(max(0, both - n_before), min(both, n) + 1)
    ]
    seen = likely[k - max(0, both - n_before)]
    return min(1.0, round(sum(one for one in likely if one <= seen * ALIKE), 12))


def find_beyond_chance(chances: Sequence[float]) -> list[bool]:
    """Which of many differences are told, so that of those told hardly one in 20 is chance.

    Source: Benjamini and Hochberg 1995.

    >>> find_beyond_chance([0.001, 0.2, 0.02, 0.9]), find_beyond_chance([0.04, 0.9])
    ([True, False, True, False], [False, False])
    """
    ranked = sorted(chances)
    bounds = [one for rank, one in enumerate(ranked, 1) if one <= FALSE * rank / len(ranked)]
    return [one <= max(bounds, default=-1.0) for one in chances]


def _log_choose(n: int, k: int) -> float:
    """The logarithm of the number of ways to choose k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
