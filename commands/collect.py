"""`scrapy collect`: crawl the enabled boards, or replay recordings of them, into parts."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pyarrow import fs
from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from commands import _front
from commands._cluster import crawl_over_cluster
from commands._crawls import Crawl, run_crawls, usual_number
from extensions.archive import first_answer_at
from report.console import Progress, print_collected
from schemas.configuration import ConfigurationError, Search, load_search, nearest
from schemas.layout import Output, run_id, started_at
from schemas.parts import read_known
from schemas.tables import BoardRun
from snapshots.lock import locked


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[BOARD ...] [--replay FILE ...] [--output PLACE]"

    def short_desc(self) -> str:
        return "Crawl the enabled boards (or replay recordings of them) into output/postings"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        _front.add_options(parser)
        parser.add_argument("--replay", nargs="+", metavar="FILE", default=[], help="answer from these WARC files")
        parser.add_argument("--at-once", type=int, default=None, metavar="N", help="boards crawled at a time")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(
            lambda: collect(args, opts.search, opts.output, replay=opts.replay, at_once=opts.at_once, as_json=opts.json)
        )


def collect(
    names: list[str],
    search_file: str,
    where: str,
    *,
    replay: Sequence[str] = (),
    archive: bool = False,
    at_once: int | None = None,
    as_json: bool = False,
) -> int:
    """Crawl the boards named, or all enabled ones, and say what came of it; the exit code.

    A replay with `archive` leaves an archive and goes by those of earlier runs, as a live crawl does.
    """
    search, output = load_search(search_file), Output.at(where)
    settings = get_project_settings()
    spiders = SpiderLoader.from_settings(settings)
    boards, off = choose_boards(names, search, spiders, replay=bool(replay))
    if not replay and not search.contact:
        raise ConfigurationError(
            f"{search.path.name}: contact is missing. Boards must be able to reach you: write your e-mail address "
            'or page there, such as contact = "you@example.org"'
        )
    for file in replay:
        if not Path(file).is_file():
            raise ConfigurationError(f"--replay {file}: no such file")
    run = run_id(first_answer_at(replay) if replay else datetime.now(UTC))
    logs = Path(output.root if output.is_local else "output") / "logs" / run
    patience = settings.getfloat("HANG_SECONDS")
    crawls = [
        Crawl(
            board, crawl_settings(board, run, search, output, where, replay, archive), logs / f"{board}.log", patience
        )
        for board in boards
    ]

    def footing(board: str) -> dict[str, Any]:
        spider: Any = spiders.load(board)
        return {"access": spider.access, "checked": spider.checked, "floor": spider.floor}

    with locked(output, "collect"), Progress(crawls):
        if search.cluster:
            place = output.root if output.is_local else where
            asyncio.run(crawl_over_cluster(search, crawls, output, place, run, at_once, footing, replay))
        else:
            asyncio.run(run_crawls(crawls, output, run, at_once or usual_number(), footing))
        remove_old_answers(output, run, search.archive_days)
    results = judge_run(output, run, [crawl.result for crawl in crawls if crawl.result])
    if as_json:
        print(json.dumps({"run": run, "boards": [row.as_record() for row in results], "off": off}, default=str))
    else:
        print_collected(run, results, off, output)
    return _front.PUBLISHED if any(row.verdict != "failed" for row in results) else _front.GATED


def judge_run(output: Output, run: str, results: list[BoardRun]) -> list[BoardRun]:
    """The boards' rows with what is new and changed since the last snapshot, and held where too few came."""
    from snapshots.publish import foresee  # with pandas behind it, it would slow every board's process

    judged = {row.board: row for row in foresee(output, run)}
    return [judged.get(row.board, row) for row in results]


def choose_boards(names: list[str], search: Search, spiders: Any, *, replay: bool) -> tuple[list[str], dict[str, str]]:
    """The boards to crawl, and those left off with the reason. Raises ConfigurationError for an unknown name."""
    known = spiders.list()
    for name in [*names, *search.boards]:
        if name not in known:
            raise ConfigurationError(f"unknown board {name!r}; {nearest(name, known)}")
    wanted = names or [name for name, choice in search.boards.items() if choice.enabled]
    if not wanted:
        raise ConfigurationError(f"{search.path.name}: no board is enabled; add a table such as [boards.arbeitnow]")
    off = {}
    for name in wanted:
        choice = search.choice(name)
        if spiders.load(name).access == "permission" and not replay and not (choice and choice.permission):
            off[name] = (
                "its terms forbid automated access without consent; with it, set permission = true "
                f"under [boards.{name}] in {search.path.name}"
            )
    return [name for name in dict.fromkeys(wanted) if name not in off], off


def crawl_settings(
    board: str, run: str, search: Search, output: Output, where: str, replay: Sequence[str], archive: bool = False
) -> dict[str, str]:
    """What one board's process is told."""
    where = output.root if output.is_local else where
    place, mark, query = where.partition("?")
    settings = {"RUN": run, "SEARCH_FILE": str(search.path), "OUTPUT": where, "PROGRESS": "1"}
    if archive or not replay:
        known = known_runs(output, board, run, search.read_again_days)
        archives = {one: f"{place}/archive/{one}/{board}.warc.gz{mark}{query}" for one in (*known, run)}
        settings |= {
            "ARCHIVE_FILE": archives.pop(run),
            "KNOWN_FILES": json.dumps(list(archives.values())),
            "KNOWN_RUNS": ",".join(known),
            "READ_AGAIN_DAYS": str(search.read_again_days),
        }
    if replay:
        files = json.dumps([str(Path(file).absolute()) for file in replay])
        return {**settings, "REPLAY_FILES": files, "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0"}
    return {**settings, "USER_AGENT": f"wupperjobs (+{search.contact})"}


def known_runs(output: Output, board: str, run: str, days: int) -> list[str]:
    """The board's last runs before this one, the oldest first: from the last that read the whole board.

    None if that is `days` old or more, or if one of them has no archive: then the whole board is read anew.
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
        if part[0].verdict in ("complete", "partial"):
            return found
    return []


def remove_old_answers(output: Output, run: str, days: int) -> None:
    """Remove archives and logs of runs that began more than `days` before this one; parts and snapshots stay."""
    oldest = run_id(started_at(run) - timedelta(days=days))
    for name in ("archive", "logs"):
        for folder in output.folders(name):
            if folder < oldest:
                output.filesystem.delete_dir(output.path(name, folder))
