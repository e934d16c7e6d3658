"""Replays the recordings of tests/boards through engine and pipelines, with the settings of `scrapy collect`."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from scrapy.cmdline import execute
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor
from twisted.internet import task

from crawls.archive.warc_reader import first_response_at
from crawls.plan import crawl_settings
from german.places.search import load_search
from storage.layout import Output, is_run, run_id
from storage.parts import read_board_run, read_postings
from tests.support.facts_used import facts_unused

ROOT = Path(__file__).parents[2]
BOARDS = ROOT / "tests" / "boards"
_LEFT_OUT = {
    "run",
    "text_sha256",
    "text_run",
    "text_length",
    "said",
    "readers",
}  # told apart by nothing a reader of the diff could judge


def boards() -> list[str]:
    """The boards that have a recording."""
    return sorted(file.parent.name for file in BOARDS.glob("*/board.json"))


def run_scrapy(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A command as a user types it."""
    command = [sys.executable, "-m", "scrapy", *words]
    env = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")}  # set by Scrapy in here
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)


def run_commands(commands: list[list[str]]) -> list[tuple[int, str]]:
    """Exit code and words of commands that ask no board, one after the other in one process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.replay"], cwd=ROOT, input=json.dumps(commands), capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return [(code, said) for code, said in json.loads(done.stdout)]


def run_here(words: list[str]) -> tuple[int, str]:
    """Exit code and words of a command in this process."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            execute(["scrapy", *words])
        except SystemExit as ended:
            return int(ended.code or 0), said.getvalue()
    raise AssertionError("a command ends its process")


def replay(folder: Path, names: list[str], recording: str = "recorded.warc", beside: Path = BOARDS) -> None:
    """Collect the boards from their recordings into `folder`, in one process: a process each costs seconds.

    `beside` holds the search, and each board's recording in a folder of its own unless `recording` is a whole path.
    Raises AssertionError with the words of an error.
    """
    command = [sys.executable, "-m", "tests.support.replay", str(folder), recording, str(beside), *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


async def _collect(folder: str, recording: str, beside: str, *names: str) -> None:
    search, usual = load_search(Path(beside) / "search.toml"), get_project_settings()
    files = {name: str(Path(beside, name, recording)) for name in names}
    run = run_id(first_response_at(list(files.values())))
    for name, file in files.items():
        settings = usual.copy()
        settings.setdict(crawl_settings(name, run, search, Output.at(folder), folder, [file]), priority="cmdline")
        settings.setdict({"PROGRESS": False, "LOG_ENABLED": False}, priority="cmdline")
        runner = AsyncCrawlerRunner(settings)
        crawler = runner.create_crawler(name)
        with facts_unused(crawler.spidercls) as unused:  # type: ignore[arg-type]  # a Board
            await runner.crawl(crawler)
        Path(folder, f"gaps_of_{name}.json").write_text(json.dumps(sorted(unused)), encoding="utf-8")


def collected(folder: Path, board: str) -> dict[str, Any]:
    """What a board's recording came to: verdict, postings, benchmarks, what was rejected. Empty values are left out."""
    output = Output.at(folder)
    run = next(name for name in output.folders("postings") if is_run(name))
    part = read_postings(output, output.part(run, board))
    health, gone = read_board_run(part.schema.metadata)
    benchmarks, rejected = Path(output.benchmark_part(run, board)), Path(output.rejected(run, board))
    found = {
        "verdict": health.verdict,
        "reason": health.reason,
        "requests": health.requests,
        "postings": [_plain(row) for row in part.to_pylist()],
        "benchmarks": [_plain(row) for row in pq.read_table(benchmarks).to_pylist()] if benchmarks.exists() else [],
        "rejected": [json.loads(line) for line in rejected.read_text().splitlines()] if rejected.exists() else [],
        "gone": gone,
    }
    return json.loads(json.dumps(_plain(found), ensure_ascii=False, default=str))  # type: ignore[no-any-return]


def gaps_in(folder: Path, board: str) -> list[str]:
    """The board's facts that no row of its recording exercises, such as `posted_raw: created_at`."""
    found: list[str] = json.loads((folder / f"gaps_of_{board}.json").read_text(encoding="utf-8"))
    return found


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if value not in (None, [], False) and name not in _LEFT_OUT}
    if "text" in kept:
        kept["text"] = kept["text"][:120]
    return kept


if __name__ == "__main__":
    if sys.argv[1:]:
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        task.react(lambda _: deferred_from_coro(_collect(*sys.argv[1:])))
    else:
        print(json.dumps([run_here(words) for words in json.load(sys.stdin)]))
