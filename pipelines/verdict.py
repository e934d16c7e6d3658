"""Judges a board's crawl from its statistics; publishing may lower that verdict (snapshots/gates.py)."""

from collections.abc import Mapping
from typing import Any

from schemas.verdicts import Verdict
from schemas.wires import Stat

UNWANTED = (400, 401, 403, 407, 429)  # and 500 and above


def judge_crawl(
    stats: Mapping[str, Any], ended: str, floor: int, unread: Mapping[str, str]
) -> tuple[Verdict, str | None]:
    """The verdict and why it is not complete, from the crawl's statistics: the first that applies.

    A crawl is complete only if it finished by itself, its ledger balances and enough postings came. `ended` is Scrapy's
    word for how it ended; `unread` maps each feed that was not read whole to the reason.
    """
    broken, first_failure = stats.get(Stat.BROKEN), stats.get(Stat.FIRST_FAILURE) or ""
    missing, postings = stats.get(Stat.MISSING, 0), stats.get(Stat.POSTINGS, 0)
    lost = stats.get(Stat.FAILED, 0) + stats.get(Stat.OPEN, 0)
    if not stats.get(Stat.ANSWERED):
        return Verdict.FAILED, f"no answer: {broken or first_failure or next(iter(unread.values()), ended)}"
    if broken:
        return Verdict.INCOMPLETE, str(broken)
    if ended != "finished":
        return Verdict.INCOMPLETE, f"the crawl was ended: {ended}"
    if missing:
        return Verdict.INCOMPLETE, f"{missing} answers are not in the recording: {stats.get(Stat.FIRST_MISSING)}"
    if lost > len(unread):
        return Verdict.INCOMPLETE, f"{lost} requests without an answer: {first_failure}"
    if stats.get(Stat.READ_DOWN):
        return Verdict.RECENT, "newest first, read down to what is known; the rest is carried over"
    if postings < floor:
        return Verdict.INCOMPLETE, f"{postings} postings, fewer than the floor of {floor}"
    if unread:
        return Verdict.PARTIAL, "; ".join(f"{feed.rstrip('/')}: {reason}" for feed, reason in sorted(unread.items()))
    return Verdict.COMPLETE, None


def find_named(stats: Mapping[str, Any], beginning: str) -> dict[str, Any]:
    """What the statistics with a beginning say, by what they are called behind it."""
    named = [(name, said) for name, said in stats.items() if name.startswith(beginning)]
    return {name.removeprefix(beginning): said for name, said in named}


def find_unread_keys(stats: Mapping[str, Any], board: str) -> tuple[str, ...]:
    """The keys of the board's rows that nothing was read from and that it does not ignore, sorted."""
    prefix = f"{Stat.UNREAD_KEY}{board}/"
    return tuple(sorted(name.removeprefix(prefix) for name in stats if name.startswith(prefix)))


def count_unwanted(stats: Mapping[str, Any]) -> int:
    """How many answers refuse or break off: a server's fault, a refusal, a request that it takes for wrong.

    404 and 410 say that an ad is gone, and are none of them.
    """
    by_status = {int(status): count for status, count in find_named(stats, Stat.STATUS).items()}
    return sum(count for status, count in by_status.items() if status in UNWANTED or status >= 500)
