"""Where the figures are not what they seem: boards and feeds that a run did not read, or did not believe."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc

from report.figures.days import berlin_day
from report.figures.row import Row
from schemas.feeds import WHOLE, FeedState, HeldFor
from schemas.verdicts import Colour, Verdict
from storage.layout import started_at

Said = tuple[str, dict[str, Any]]
"""A key of words.tsv, and its facts."""

NAMED = 3  # feeds named in a reason; the others are counted


@dataclass(frozen=True, slots=True)
class Trouble:
    """A board whose jobs nobody confirmed: since when (None: not known), how many of the open jobs stand only there."""

    board: str
    verdict: str
    since: date | None
    jobs: int


@dataclass(frozen=True, slots=True)
class Troubles:
    """The boards in trouble, those with most jobs first, and how many open jobs that concerns in all."""

    boards: tuple[Trouble, ...]
    jobs: int


def find_troubles(boards: Iterable[Row], feeds: Iterable[Row], postings: Any) -> Troubles:
    """The boards that are not well, or of whose feeds one is doubted while it has open jobs.

    A job is concerned if none of its open postings is of a feed that was read and believed.
    """
    doubted = defaultdict[str, list[Row]](list)
    for feed in feeds:
        if FeedState(feed["feed_state"]).is_doubted:
            doubted[feed["board"]].append(feed)
    of_jobs = defaultdict[str, set[str | None]](set)  # the boards in doubt of each job; None: one that is not
    now = postings.filter(pc.equal(postings["status"], "open")).select(["job_id", "board", "board_ref"])
    for row in now.to_pylist():
        begins = tuple("" if feed["feed"] == WHOLE else feed["feed"] for feed in doubted.get(row["board"], ()))
        of_jobs[row["job_id"]].add(row["board"] if row["board_ref"].startswith(begins) else None)
    concerned = [of_job for of_job in of_jobs.values() if None not in of_job]
    found = []
    for board in boards:
        name, verdict = board["board"], Verdict(board["verdict"])
        jobs = sum(name in of_job for of_job in concerned)
        if jobs or verdict.colour in (Colour.WARNING, Colour.BAD):
            since = [feed["since"] for feed in doubted.get(name, ()) if feed["since"]]
            day = berlin_day(started_at(min(since))) if since else None
            found.append(Trouble(name, board["verdict"], day, jobs))
    found.sort(key=lambda one: (-one.jobs, one.board))
    return Troubles(tuple(found), len(concerned))


def explain(board: Row, feeds: Sequence[Row]) -> list[Said]:
    """Why a board's run is not complete, as words to say; `feeds`: those of the board. Empty: it is complete."""
    verdict = Verdict(board["verdict"])
    if verdict in (Verdict.COMPLETE, Verdict.NOT_RUN, Verdict.RECENT):
        key = {Verdict.NOT_RUN: "cause.not_run", Verdict.RECENT: "cause.recent"}.get(verdict)
        return [(key, {})] if key else []
    found: list[Said] = []
    if verdict is Verdict.FAILED:
        asked = board["requests"]
        found.append(("cause.broke_off", {}) if board["answered"] or not asked else ("cause.no_answer", {"n": asked}))
    elif board["failed"]:
        found.append(("cause.failed", {"failed": board["failed"], "n": board["requests"]}))
    if verdict is Verdict.INCOMPLETE and board["postings"] < board["floor"]:
        found.append(("cause.floor", {"n": board["postings"], "floor": board["floor"]}))
    held = [feed for feed in feeds if feed["feed_state"] == FeedState.HELD]
    if unread := list_unread(board, feeds):
        found.append(("cause.unread", {"names": name_feeds(unread)}))
    found += [_tell_fall(feed) for feed in held[:NAMED]]
    return found or [("cause.other", {})]


def list_unread(board: Row, feeds: Sequence[Row]) -> list[str]:
    """The feeds of a board that gave no whole answer; those that are held did."""
    return sorted(set(board["unread"]) - {feed["feed"] for feed in feeds if feed["feed_state"] == FeedState.HELD})


def name_feeds(feeds: Sequence[str]) -> str:
    """The first names of feeds, and how many more.

    >>> name_feeds(["a/", "b/", "c/", "d/", "e/"])
    'a, b, c + 2'
    """
    more = f" + {len(feeds) - NAMED}" if len(feeds) > NAMED else ""
    return ", ".join(feed.rstrip("/") for feed in feeds[:NAMED]) + more


def _tell_fall(feed: Mapping[str, Any]) -> Said:
    was, to = feed["fallen_from"] or 0, feed["fallen_to"] or 0
    facts: dict[str, Any] = {"to": to, "was": was, "n": feed["compared"] or 0}
    if feed["held_for"] == HeldFor.CLOSINGS:
        facts = {"gone": was - to, "was": was}
    if feed["feed"] != WHOLE:
        facts["feed"] = name_feeds([feed["feed"]])
    return f"held.{feed['held_for']}", facts
