"""The demo's two days as the boards worded them, to be read again by other readers, for another search, other rules."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor
from twisted.internet import task

from crawls.plan import crawl_settings
from german.places.search import load_search
from pipelines.part import add_signatures
from schemas.columns import table_of
from schemas.configuration import Search
from schemas.raw import RawPosting
from schemas.tables import BoardRun, Posting
from storage.layout import Output
from storage.parts import read_board_run, write_part
from storage.tables import open_table, read_bytes
from tests.support.replay import BOARDS, ROOT

Read = Callable[[RawPosting, str, Search], Posting]


class KeepRaw:
    """A pipeline that keeps what the spiders hand over."""

    def __init__(self, crawler: Crawler) -> None:
        self.file, self.kept = Path(crawler.settings["KEEP_RAW"]), list[RawPosting]()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "KeepRaw":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        self.kept += [item] if isinstance(item, RawPosting) else []
        return item

    def close_spider(self) -> None:
        self.file.write_bytes(pickle.dumps(self.kept))


@dataclass(frozen=True, slots=True)
class RawPart:
    """A board's run: its words, and what its crawl said of itself."""

    row: BoardRun
    gone: tuple[str, ...]
    postings: tuple[RawPosting, ...]

    def leave(self, output: Output, search: Search, read: Read) -> None:
        """Its part, read by a reader for a search."""
        rows = [read(raw, self.row.run, search) for raw in self.postings]
        row = replace(self.row, search=f"{search.digest} {rows[0].readers}", wanted=search.wanted)
        write_part(output, row, [table_of(Posting, rows)], self.gone, sign=add_signatures)


def read_raw_days(demo: Path, folder: Path) -> dict[str, list[RawPart]]:
    """The parts of each run of a demo, from its archives; `folder` is for what is made on the way."""
    command = [sys.executable, "-m", "tests.support.raw_days", str(demo), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    days: dict[str, list[RawPart]] = {}
    for run, board in _crawls_of(demo):
        part = open_table(read_bytes(output := Output.at(demo), output.part(run, board)))
        row, gone = read_board_run(part.schema_arrow.metadata)
        refs = part.read(["board_ref"])["board_ref"].to_pylist()
        kept = {raw.board_ref: raw for raw in pickle.loads((folder / f"{run} {board}").read_bytes())}
        days.setdefault(run, []).append(RawPart(row, tuple(gone), tuple(kept[ref] for ref in refs)))
    return days


def _crawls_of(demo: Path) -> list[tuple[str, str]]:
    """Run and board of each archive."""
    return sorted((file.parent.name, file.name.split(".")[0]) for file in demo.glob("archive/*/*.warc.gz"))


async def _crawl(demo: str, folder: str) -> None:
    """Replay each archive once more, and keep what the spiders hand over."""
    search, usual = load_search(BOARDS / "search.toml"), get_project_settings()
    for run, board in _crawls_of(Path(demo)):
        settings, archive = usual.copy(), f"{demo}/archive/{run}/{board}.warc.gz"
        output = Output.at(f"{folder}/output")
        settings.setdict(crawl_settings(board, run, search, output, output.root, [archive]), priority="cmdline")
        pipelines = {"tests.support.raw_days.KeepRaw": 1}
        more = {"PROGRESS": False, "LOG_ENABLED": False, "ITEM_PIPELINES": pipelines}
        settings.setdict({**more, "KEEP_RAW": f"{folder}/{run} {board}"}, priority="cmdline")
        await AsyncCrawlerRunner(settings).crawl(board)


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    task.react(lambda _: deferred_from_coro(_crawl(*sys.argv[1:])))
