"""One run of `scrapy collect`: the enabled boards are crawled, or recordings of them replayed, into parts."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawls.archive.warc import first_answer_at
from crawls.cluster import crawl_over_cluster
from crawls.housekeeping import remove_old_answers
from crawls.plan import choose_boards, crawl_settings
from crawls.processes import Crawl, run_crawls, usual_number
from german.places.search import load_search
from report.console import print_collected
from report.progress import Progress
from schemas.mistakes import ConfigurationError
from schemas.results import Collected, ExitCode
from schemas.tables import BoardRun
from schemas.verdicts import Verdict
from storage.layout import Output, run_id
from storage.lock import locked


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

    def board_facts(board: str) -> dict[str, Any]:
        spider: Any = spiders.load(board)
        return {"access": spider.access, "checked": spider.checked, "floor": spider.floor}

    with locked(output, "collect"), Progress(crawls):
        if search.cluster:
            place = output.root if output.is_local else where
            asyncio.run(crawl_over_cluster(search, crawls, output, place, run, at_once, board_facts, replay))
        else:
            asyncio.run(run_crawls(crawls, output, run, at_once or usual_number(), board_facts))
        remove_old_answers(output, run, search.archive_days)
    results = judge_run(output, run, [crawl.result for crawl in crawls if crawl.result])
    collected = Collected(run=run, boards=tuple(results), off=off)
    if as_json:
        print(json.dumps(collected.as_record(), default=str))
    else:
        print_collected(collected, output)
    return ExitCode.WELL if any(row.verdict != Verdict.FAILED for row in results) else ExitCode.GATED


def judge_run(output: Output, run: str, results: list[BoardRun]) -> list[BoardRun]:
    """The boards' rows with what is new and changed since the last snapshot, and held where too few came."""
    from snapshots.publish import foresee  # with pandas behind it, it would slow every board's process

    judged = {row.board: row for row in foresee(output, run)}
    return [judged.get(row.board, row) for row in results]
