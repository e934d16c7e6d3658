"""One run of `scrapy collect`: the enabled boards are crawled, or recordings of them replayed, into parts."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from crawls.cluster import crawl_over_cluster
from crawls.housekeeping import remove_old_archives
from crawls.plan import Plan, plan_run
from crawls.processes import run_crawls, usual_number
from german.ads.refusals import Refusals
from german.places.search import load_search
from report.console import print_collected
from report.progress import Progress
from schemas.configuration import Search
from schemas.results import Collected, Misdated
from schemas.tables import BoardRun
from storage.layout import Output
from storage.lock import locked
from storage.parts import read_clocks


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
    """Crawl the boards named, or all enabled ones, print what came of it, and return the exit code.

    A replay with `archive` writes an archive and uses those of earlier runs, as a live crawl does.
    """
    search, output = load_search(search_file), Output.of_command(where)
    output.check_place()
    plan = plan_run(names, search, output, where, replay, archive)
    with locked(output, "collect"):
        collected = crawl_boards(plan, search, output, where, replay, at_once)
    if as_json:
        print(json.dumps(collected.as_record(), default=str))
    else:
        print_collected(collected, output, replayed=bool(replay))
    return collected.exit_code


def crawl_boards(
    plan: Plan, search: Search, output: Output, where: str, replay: Sequence[str], at_once: int | None
) -> Collected:
    """Crawl the boards of the plan into parts, and remove archives that are old; the output is locked."""
    run, crawls = plan.run, plan.crawls
    with Progress(crawls):
        if search.cluster:
            place = output.root if output.is_local else where
            asyncio.run(crawl_over_cluster(search, crawls, output, place, run, at_once, replay))
        else:
            minutes = search.limits.run_minutes
            asyncio.run(run_crawls(crawls, output, run, at_once or usual_number(), minutes=minutes))
        if refusals := Refusals.of(search.refused):
            from crawls.forgetting import clean_files  # with pandas behind it, it would slow every board's process

            clean_files(output, refusals, run)
        results, misdated = judge_run(output, run, [crawl.result for crawl in crawls if crawl.result])
        if not misdated and (replay or read_clocks(output, run)):  # else nothing says that the clock is right
            remove_old_archives(output, run, search.archive_days, datetime.now(UTC))
    return Collected(run=run, boards=tuple(results), off=plan.off, misdated=misdated)


def judge_run(output: Output, run: str, results: list[BoardRun]) -> tuple[list[BoardRun], Misdated | None]:
    """The boards' rows with what is new and changed since the last snapshot, and what is wrong with the run's date.

    A board with too few postings is held.
    """
    from snapshots.publish import foresee  # with pandas behind it, it would slow every board's process

    boards, misdated = foresee(output, run, datetime.now(UTC))
    judged = {row.board: row for row in boards}
    return [judged.get(row.board, row) for row in results], misdated
