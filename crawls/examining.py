"""One run of `scrapy doctor`: each board is sent one or two requests, and judged."""

import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawls.archive.warc import first_answer_at
from crawls.diagnosis import diagnose
from crawls.plan import choose_boards, crawl_settings
from crawls.processes import Crawl, run_crawls, usual_number
from german.places.search import load_search
from report.board_tables import print_examined
from report.progress import Progress
from schemas.mistakes import ConfigurationError
from schemas.results import Examined, ExitCode
from schemas.verdicts import Finding
from storage.layout import Output, run_id

LONGEST = 180  # seconds for a board's two questions, pauses included


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
    for file in replay:
        if not Path(file).is_file():
            raise ConfigurationError(f"--replay {file}: no such file")
    run = run_id(first_answer_at(replay) if replay else datetime.now(UTC))
    logs = Path(output.root if output.is_local else "output") / "logs" / run
    few = {
        "SPIDER_MIDDLEWARES": json.dumps(
            {**settings.getdict("SPIDER_MIDDLEWARES"), "crawls.archive.sample.Sample": 900}
        ),
        "DOWNLOADER_MIDDLEWARES": json.dumps(
            {**settings.getdict("DOWNLOADER_MIDDLEWARES"), "crawls.archive.sample.Witness": 945}
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

        def board_facts(board: str) -> dict[str, Any]:
            spider = spiders.load(board)
            return {"access": spider.access, "checked": spider.checked, "floor": spider.floor}

        with Progress(crawls):
            asyncio.run(run_crawls(crawls, place, run, usual_number(), board_facts))
        examined = [read_crawl(crawl, place, run) for crawl in crawls]
    examined += [
        Examined(board=board, verdict=Finding.OFF, why=reason[0].upper() + reason[1:]) for board, reason in off.items()
    ]
    if as_json:
        print(json.dumps({"run": run, "boards": [asdict(one) for one in examined]}, ensure_ascii=False))
    else:
        print_examined(examined)
    return ExitCode.WELL if all(one.verdict.is_well for one in examined) else ExitCode.GATED


def read_crawl(crawl: Crawl, place: Output, run: str) -> Examined:
    """What one board's crawl left behind, judged."""
    assert crawl.result
    told = Path(crawl.settings["SAMPLE_FILE"])
    sample = json.loads(told.read_text(encoding="utf-8")) if told.exists() and not crawl.ended else None
    rows = pq.read_table(place.part(run, crawl.board)).to_pylist()
    return diagnose(crawl.result, sample, rows, crawl.log_words, crawl.settings.get("ARCHIVE_FILE"))
