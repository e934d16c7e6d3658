"""Which boards a run asks, and which settings each board's process is given."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pyarrow import fs
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from crawls.archive.warc_reader import first_response_at
from crawls.board_classes import load_boards
from crawls.processes import Crawl
from german.places.place import read_place
from german.words.unreadable import Unreadable
from schemas.configuration import CONTACT, Search, load_employers
from schemas.jobboards import load_jobboards
from schemas.mistakes import ConfigurationError, nearest
from schemas.toml import local_file, name_row
from storage.layout import Output, run_id, started_at
from storage.parts import read_known


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run before it begins. `off`: the boards left off, and why; `settings`: those of the project."""

    run: str
    crawls: list[Crawl]
    off: dict[str, str]
    settings: Settings


def plan_run(
    names: list[str],
    search: Search,
    output: Output,
    where: str,
    replay: Sequence[str],
    archive: bool = False,
    begun: str | None = None,
) -> Plan:
    """Plan a run of the boards named, or of all enabled ones. Raises ConfigurationError.

    A replay takes place at the time of its first answer; with `archive` it leaves an archive and goes by those of
    earlier runs, as a live crawl does. `begun` is a live run that was killed and goes on: its boards that were through
    are not asked again.
    """
    settings = get_project_settings()
    spiders = load_boards(settings)
    boards, off = choose_boards(names, search, spiders, replay=bool(replay))
    for file in replay:
        if not Path(file).is_file():
            raise ConfigurationError(f"--replay {file}: there is no such file; name a WARC file")
    run = run_id(first_response_at(replay)) if replay else begun or run_id(datetime.now(UTC))
    logs = Path(output.root if output.is_local else "output") / "logs" / run
    crawls = [
        Crawl(
            board,
            crawl_settings(board, run, search, output, where, replay, archive),
            logs / f"{board}.log",
            settings.getfloat("HANG_SECONDS"),
            {fact: getattr(spiders.load(board), fact) for fact in ("access", "checked", "floor")},
        )
        for board in boards
    ]
    return Plan(run=run, crawls=crawls, off=off, settings=settings)


def choose_boards(names: list[str], search: Search, spiders: Any, *, replay: bool) -> tuple[list[str], dict[str, str]]:
    """The boards to crawl, and those left out, with the reason. Raises ConfigurationError for an unknown name."""
    check_names(names, search, spiders.list())
    file = search.path.name
    wanted = names or [name for name, choice in search.boards.items() if choice.enabled]
    if not wanted:
        raise ConfigurationError(f"{file}: no board is enabled; add a table such as [boards.arbeitnow]")
    off = {}
    for name in wanted:
        choice = search.choice(name)
        if spiders.load(name).access == "permission" and not replay and not (choice and choice.permission):
            off[name] = (
                "its terms forbid automated access without consent; with it, set permission = true "
                f"under [boards.{name}] in {local_file(search.path).name}"
            )
    boards = [name for name in dict.fromkeys(wanted) if name not in off]
    check_rows(boards, search, spiders)
    return boards, off


def check_names(names: Iterable[str], search: Search, known: Collection[str]) -> None:
    """Raise ConfigurationError for a name, given by the user or in search.toml, that is not a board's."""
    for name in [*names, *search.boards]:
        if name not in known:
            where = f"{search.path.name} [boards.{name}]: " if name in search.boards else ""
            raise ConfigurationError(f"{where}unknown board {name!r}; {nearest(name, known)}")


def check_rows(boards: Sequence[str], search: Search, spiders: Any) -> None:
    """Read employers.toml and jobboards.toml, so that a mistake there is reported before any board is asked.

    A file may be missing if none of the boards reads it. Raises ConfigurationError.
    """
    readers = [name for name in spiders.list() if spiders.load(name).asks.reads_employers]
    if search.employers_path.exists() or not set(readers).isdisjoint(boards):
        for number, row in enumerate(load_employers(search.employers_path), 1):
            where = name_row(f"{search.employers_path.name} employer", number, row.name)
            if row.ats not in readers:
                raise ConfigurationError(
                    f"{where} ats is {row.ats!r}, which no spider reads; {nearest(row.ats, readers)}"
                )
            try:
                read_place(row.place)
            except Unreadable:
                raise ConfigurationError(
                    f"{where} place is {row.place!r}, which is not known: write a town, such as Solingen"
                ) from None
    if search.jobboards_path.exists() or "jobboard" in boards:
        load_jobboards(search.jobboards_path)


def user_agent(search: Search) -> str:
    """The user agent of a live crawl. Raises ConfigurationError without a contact."""
    if not search.contact:
        raise ConfigurationError(
            f"{search.path.name}: contact is missing. Boards must be able to reach you: write your e-mail address "
            f'or page into {local_file(search.path).name} beside it, such as contact = "you@example.org", or set '
            f"{CONTACT}"
        )
    return f"wupperjobs (+{search.contact})"


def crawl_settings(
    board: str, run: str, search: Search, output: Output, where: str, replay: Sequence[str], archive: bool = False
) -> dict[str, str]:
    """The settings that one board's process is given."""
    where = output.root if output.is_local else where
    place, mark, query = where.partition("?")
    settings = {"RUN": run, "SEARCH_FILE": str(search.path), "OUTPUT": where, "PROGRESS": "1"}
    settings |= {"CLOSESPIDER_TIMEOUT": str(search.limits.board_minutes * 60)}
    settings |= {"DISK_LIMIT_MB": str(search.limits.board_disk_mb)}
    settings |= {"LOG_AS_JSON": str(int(search.log_form == "json"))}
    settings |= {"MEMUSAGE_LIMIT_MB": str(search.limits.board_memory_mb)}
    if archive or not replay:
        known = known_runs(output, board, run, search.read_again_days)
        archives = {one: f"{place}/archive/{one}/{board}.warc.gz{mark}{query}" for one in (*known, run)}
        settings |= {
            "ARCHIVE_FILE": archives.pop(run),
            "KNOWN_FILES": json.dumps(list(archives.values())),
            "KNOWN_RUNS": ",".join(known),
        }
    if replay:
        files = json.dumps([str(Path(file).absolute()) for file in replay])
        return {**settings, "REPLAY_FILES": files, "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0"}
    return {**settings, "USER_AGENT": user_agent(search)}


def known_runs(output: Output, board: str, run: str, days: int) -> list[str]:
    """The board's last runs before this one, the oldest first, beginning with the last that read the whole board.

    None if that run is `days` old or more, or if one of them has no archive; then the whole board is read anew.
    """
    oldest = run_id(started_at(run) - timedelta(days=days))
    found: list[str] = []
    for one in reversed([name for name in output.folders("postings") if oldest < name < run]):
        part = read_known(output, one, board)
        if part is None:
            continue
        if output.filesystem.get_file_info(output.archive(one, board)).type != fs.FileType.File:
            return []
        found.insert(0, one)
        if part[0].verdict.absence_counts:
            return found
    return []
