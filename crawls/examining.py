"""One run of `scrapy doctor`: each board is sent one or two requests, and judged."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from scrapy.settings import Settings

from crawls.diagnosis import diagnose
from crawls.plan import plan_run
from crawls.processes import Crawl, run_crawls, usual_number
from german.places.search import load_search
from report.board_tables import print_examined
from report.progress import Progress
from schemas.exit_codes import ExitCode
from schemas.results import Examined
from schemas.verdicts import Finding
from storage.files import scratch_folder
from storage.layout import Output
from storage.parts import read_postings

LONGEST = 180  # seconds for a board's two requests, pauses included


def examine(
    names: list[str], search_file: str, where: str, *, replay: Sequence[str] = (), as_json: bool = False
) -> int:
    """Examine the boards named, or all enabled ones; 0 if all are well, 1 if something is wrong.

    Responses go to the archive and logs to `logs/` of the output folder; nothing becomes a part.
    """
    search, output = load_search(search_file), Output.of_command(where)
    plan = plan_run(names, search, output, where, replay)
    with scratch_folder() as place:
        for crawl in plan.crawls:
            crawl.settings |= ask_little(plan.settings) | {
                "OUTPUT": place.root,
                "SAMPLE_FILE": place.path(f"{crawl.board}.json"),
            }
        with Progress(plan.crawls):
            asyncio.run(run_crawls(plan.crawls, place, plan.run, usual_number()))
        examined = [read_crawl(crawl, place, plan.run) for crawl in plan.crawls]
    examined += [
        Examined(board=board, verdict=Finding.OFF, why=reason[0].upper() + reason[1:])
        for board, reason in plan.off.items()
    ]
    if as_json:
        print(json.dumps({"run": plan.run, "boards": [asdict(one) for one in examined]}, ensure_ascii=False))
    else:
        print_examined(examined)
        off = [name for name, choice in search.boards.items() if not choice.enabled]
        if off and not names:
            print(f"\nOff in {search.path.name}: {', '.join(off)}. What each would add: docs/first-day.md")
    return ExitCode.WELL if all(one.verdict.is_well for one in examined) else ExitCode.GATED


def ask_little(settings: Settings) -> dict[str, str]:
    """The settings of a crawl that asks one or two questions and takes a sample of what is answered."""

    def and_also(name: str, part: str, order: int) -> str:
        return json.dumps({**settings.getdict(name), part: order})

    return {
        "SPIDER_MIDDLEWARES": and_also("SPIDER_MIDDLEWARES", "crawls.archive.sample.Sample", 900),
        "DOWNLOADER_MIDDLEWARES": and_also("DOWNLOADER_MIDDLEWARES", "crawls.archive.sample.Witness", 945),
        "KNOWN_FILES": "[]",
        "KNOWN_RUNS": "",
        "RETRY_TIMES": "0",
        "CLOSESPIDER_TIMEOUT": str(LONGEST),
    }


def read_crawl(crawl: Crawl, place: Output, run: str) -> Examined:
    """Judge what one board's crawl left behind."""
    assert crawl.result
    told = Path(crawl.settings["SAMPLE_FILE"])
    sample = json.loads(told.read_text(encoding="utf-8")) if told.exists() and not crawl.ended else None
    rows = read_postings(place, place.part(run, crawl.board)).to_pylist()
    return diagnose(crawl.result, sample, rows, crawl.log_words, crawl.settings.get("ARCHIVE_FILE"))
