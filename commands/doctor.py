"""`scrapy doctor`: ask each board one or two questions and say in plain words how it is and what to do."""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from commands import _front
from commands._crawls import Crawl, run_crawls, usual_number
from commands._diagnosis import diagnose
from commands.collect import choose_boards, crawl_settings
from extensions.archive import first_answer_at
from report.board_tables import Examined, print_examined
from report.console import Progress
from schemas.configuration import ConfigurationError, load_search
from schemas.layout import Output, run_id

LONGEST = 180  # seconds for a board's two questions, pauses included


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[BOARD ...] [--replay FILE ...]"

    def short_desc(self) -> str:
        return "Ask each board one or two questions, and say how it is and what to do"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        _front.add_options(parser)
        parser.add_argument("--replay", nargs="+", metavar="FILE", default=[], help="answer from these WARC files")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(
            lambda: examine(args, opts.search, opts.output, replay=opts.replay, as_json=opts.json)
        )


def examine(
    names: list[str], search_file: str, where: str, *, replay: Sequence[str] = (), as_json: bool = False
) -> int:
    """Examine the boards named, or all enabled ones; 0 if all are well, 1 if something is wrong.

    The answers go to the archive and the logs to `logs/` of the output folder; nothing becomes a part.
    """
    search, output = load_search(search_file), Output.at(where)
    settings = get_project_settings()
    spiders: Any = SpiderLoader.from_settings(settings)
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
    few = {
        "SPIDER_MIDDLEWARES": json.dumps({**settings.getdict("SPIDER_MIDDLEWARES"), "extensions.sample.Sample": 900}),
        "DOWNLOADER_MIDDLEWARES": json.dumps(
            {**settings.getdict("DOWNLOADER_MIDDLEWARES"), "extensions.sample.Witness": 945}
        ),
        "KNOWN_FILES": "[]",
        "KNOWN_RUNS": "",
        "RETRY_TIMES": "0",
        "CLOSESPIDER_TIMEOUT": str(LONGEST),
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Output.at(folder)
        crawls = [
            Crawl(
                board,
                {
                    **crawl_settings(board, run, search, output, where, replay),
                    **few,
                    "OUTPUT": folder,
                    "SAMPLE_FILE": str(Path(folder, f"{board}.json")),
                },
                logs / f"{board}.log",
                settings.getfloat("HANG_SECONDS"),
            )
            for board in boards
        ]

        def footing(board: str) -> dict[str, Any]:
            spider = spiders.load(board)
            return {"access": spider.access, "checked": spider.checked, "floor": spider.floor}

        with Progress(crawls):
            asyncio.run(run_crawls(crawls, place, run, usual_number(), footing))
        examined = [read_crawl(crawl, place, run) for crawl in crawls]
    examined += [
        Examined(board=board, verdict="off", why=reason[0].upper() + reason[1:]) for board, reason in off.items()
    ]
    if as_json:
        print(json.dumps({"run": run, "boards": [asdict(one) for one in examined]}, ensure_ascii=False))
    else:
        print_examined(examined)
    return _front.PUBLISHED if all(one.is_well for one in examined) else _front.GATED


def read_crawl(crawl: Crawl, place: Output, run: str) -> Examined:
    """What one board's crawl left behind, judged."""
    assert crawl.result
    told = Path(crawl.settings["SAMPLE_FILE"])
    sample = json.loads(told.read_text(encoding="utf-8")) if told.exists() and not crawl.ended else None
    rows = pq.read_table(place.part(run, crawl.board)).to_pylist()
    return diagnose(crawl.result, sample, rows, crawl.log_words, crawl.settings.get("ARCHIVE_FILE"))
