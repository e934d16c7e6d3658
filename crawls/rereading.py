"""`scrapy reread`: the archive is read again with today's readers, and a corrected snapshot is published."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
from pyarrow import fs
from scrapy.utils.project import get_project_settings

from crawls.board_classes import load_boards
from crawls.plan import crawl_settings
from crawls.processes import Crawl, run_crawls, usual_number
from crawls.publishing import publish_waiting
from german.places.search import load_search
from report.progress import Progress
from report.rereading import print_reread
from schemas.columns import schema_of
from schemas.configuration import Search
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from schemas.results import Reread
from schemas.tables import Posting
from schemas.verdicts import Verdict
from snapshots.parts import latest_rows
from snapshots.reread import choose_rows, compare_columns, write_reread
from snapshots.status import read_status
from snapshots.stock import read_stock
from storage.files import scratch_folder
from storage.layout import Output, run_id, started_at
from storage.lock import locked
from storage.parts import read_postings
from storage.snapshots import Snapshot, read_snapshot
from storage.tables import UNREADABLE, conform


def reread(
    runs: Sequence[str],
    search_file: str,
    where: str,
    *,
    is_dry: bool = False,
    at_once: int | None = None,
    as_json: bool = False,
) -> int:
    """Read the archives of some runs again (none named: all that are there), print what is read otherwise, publish it.

    `is_dry`: nothing is written. No board is asked. Raises ConfigurationError, Locked, OSError.
    """
    search, output = load_search(search_file), Output.of_command(where)
    with locked(output, "reread"):
        last = _find_last(output)
        stock = read_stock(last)
        wanted = _find_archives(output, stock, runs)
        with scratch_folder() as scratch:
            crawls = _replay(wanted, search, output, where, scratch, at_once)
            rows = pa.concat_tables([schema_of(Posting).empty_table(), *_read_rows(scratch, wanted)])
            rows, left_out = choose_rows(stock, rows)
        columns = compare_columns(stock, rows)
        published = None
        if columns and not is_dry:
            write_reread(output, run_id(started_at(last.run) + timedelta(seconds=1)), rows, stock)
            published = publish_waiting(output, search, is_locked=True)
    result = Reread(
        runs=tuple(sorted({run for run, _ in wanted})),
        postings=rows.num_rows,
        left_out=left_out,
        kept=stock.num_rows - rows.num_rows - left_out,
        unread=tuple(filter(None, map(_tell_failure, crawls))),
        columns=columns,
        published=published,
    )
    if as_json:
        print(json.dumps(asdict(result), default=str))
    else:
        print_reread(result, is_dry=is_dry)
    return published.exit_code if published and published.stopped else ExitCode.WELL


def _find_last(output: Output) -> Snapshot:
    """The snapshot to be put right. Raises ConfigurationError if there is none, or if it is not of all runs."""
    last, status = read_snapshot(output), read_status(output)
    if last is None:
        raise ConfigurationError("nothing was published yet: there is nothing to put right")
    if status.unpublished_runs:
        waiting = ", ".join(status.unpublished_runs)
        raise ConfigurationError(f"collected, not yet published: {waiting}; first: scrapy publish")
    return last


def _find_archives(output: Output, stock: pa.Table, runs: Sequence[str]) -> list[tuple[str, str]]:
    """The runs and boards whose answers the stock's postings were last read from, as far as these are archived."""
    archived = output.folders("archive")
    for run in runs:
        if run not in archived:
            there = f"there are {archived[0]} to {archived[-1]}" if archived else "there is none at all"
            raise ConfigurationError(f"{run}: there is no archive of such a run; {there}")
    pairs = stock.select(["run", "board"]).group_by(["run", "board"]).aggregate([])
    named = sorted(zip(pairs["run"].to_pylist(), pairs["board"].to_pylist(), strict=True))
    chosen = [pair for pair in named if pair[0] in (runs or archived)]
    files = output.filesystem.get_file_info([output.archive(*pair) for pair in chosen]) if chosen else []
    return [pair for pair, file in zip(chosen, files, strict=True) if file.type == fs.FileType.File]


def _replay(
    wanted: Sequence[tuple[str, str]], search: Search, output: Output, where: str, scratch: Output, at_once: int | None
) -> list[Crawl]:
    """Replay the archives into parts of a scratch folder, run by run. A board whose spider is gone is passed over."""
    settings = get_project_settings()
    spiders = load_boards(settings)
    place, mark, query = (output.root if output.is_local else where).partition("?")
    logs = Path(output.root if output.is_local else "output") / "logs"
    crawls = []
    for run, board in wanted:
        if board not in spiders.list():
            continue
        files = json.dumps([f"{place}/archive/{run}/{board}.warc.gz{mark}{query}"])
        own = crawl_settings(board, run, search, scratch, scratch.root, [files]) | {"REPLAY_FILES": files}
        facts = {fact: getattr(spiders.load(board), fact) for fact in ("access", "checked", "floor")}
        log = logs / run / f"{board}.reread.log"
        crawls.append(Crawl(board, own, log, settings.getfloat("HANG_SECONDS"), facts))
    with Progress(crawls):
        for run in sorted({run for run, _ in wanted}):
            of_run = [crawl for crawl in crawls if crawl.settings["RUN"] == run]
            asyncio.run(run_crawls(of_run, scratch, run, at_once or usual_number()))
    return crawls


def _tell_failure(crawl: Crawl) -> str | None:
    """Which archive could not be replayed, and why; None: it could."""
    if crawl.result is None or crawl.result.verdict is not Verdict.FAILED:
        return None
    return f"{crawl.settings['RUN']}/{crawl.board}: {crawl.result.reason}"


def _read_rows(scratch: Output, wanted: Sequence[tuple[str, str]]) -> Iterator[pa.Table]:
    """The postings of the parts in the scratch folder; a part that cannot be read has none."""
    for pair in wanted:
        with suppress(*UNREADABLE):
            yield latest_rows(conform(read_postings(scratch, scratch.part(*pair)), Posting))
