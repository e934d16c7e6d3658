"""What the watches of a search have to tell: each job once, whatever its id becomes when jobs are merged."""

from collections.abc import Collection, Mapping
from typing import Any

from crawls.alerts.message import Message
from crawls.alerts.outbox import Outbox
from report.digest import MOST, write_digest
from report.feed import name_search
from report.figures.departed import find_departed
from report.figures.row import Row
from report.watching import find_matches, list_open
from schemas.configuration import Search
from schemas.vocabulary import Cause
from schemas.watches import Watch
from storage.snapshots import Snapshot

TABLES = ("jobs", "postings", "history", "descriptions")


def note_watches(outbox: Outbox, snapshot: Snapshot, search: Search) -> None:
    """What has to be told waits from now on, and its jobs count as told: both are written at once, by `Outbox.send`.

    A watch that is new tells all of its open jobs. Where nobody is to be told, nothing counts as told.
    """
    watches = [watch for watch in search.watch if watch.tell]
    if not watches:
        return
    tables = {name: snapshot.table(name) for name in TABLES}
    jobs, merged = list_open(tables), find_merged(tables)
    known = {*tables["jobs"]["job_id"].to_pylist(), *merged}
    for watch in watches:
        told = follow(outbox.watched.get(watch.name, ()), merged)
        news = find_news(find_matches(jobs, watch, snapshot.run), told)
        if news and not outbox.add(write_message(news, tables, snapshot.run, search, watch), search.alert):
            continue
        outbox.watched[watch.name] = sorted((told & known) | {row["job_id"] for row in news[:MOST]})


def find_merged(tables: Mapping[str, Any]) -> dict[str, str]:
    """The ids of jobs that were merged, each with the id under which the vacancy goes on."""
    return {row["job_id"]: row["now"] for row in find_departed(tables) if row["now"]}


def follow(told: Collection[str], merged: Mapping[str, str]) -> set[str]:
    """The ids of the jobs that were told, with those under which they go on."""
    return {*told, *(merged[one] for one in told if one in merged)}


def find_news(rows: Collection[Row], told: Collection[str]) -> list[Row]:
    """The jobs that were not told yet. One that came only because a job was parted was told with that job."""
    return [row for row in rows if row["job_id"] not in told and row["came_by"] != Cause.GROUPING]


def write_message(rows: list[Row], tables: Mapping[str, Any], run: str, search: Search, watch: Watch) -> Message:
    """The message that tells these jobs."""
    digest = write_digest(rows, tables, run, watch)
    return Message(
        event="watch", subject=digest.subject, text=digest.text, html=digest.html, jobs=digest.jobs, to=watch.to,
        about=f"{name_search(search)}/{watch.name}",
    )  # fmt: skip
