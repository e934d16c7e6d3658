"""What a publish costs beside a plain copy of the tables that it makes: the first one, and a day with 1 % new."""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from bench.duplicates import measure
from bench.figures import Figure, tell
from bench.stock import RUN, RUN_BEFORE
from bench.stock_parts import write_parts
from snapshots.publish import publish
from storage.layout import Output
from storage.parts import parts_of

POSTINGS = (20_000, 100_000)
TIMES = 3
TARGET_FIRST, TARGET_DAY, TARGET_MEMORY = 5.0, 1.5, 1.0
WORDS = {"seconds": "by the clock", "cpu": "with start-up", "peak": "memory"}


def publish_run(folder: Path, run: str) -> None:
    """From the parts of a run on disk to the snapshot on disk, as `scrapy publish` does it, without the pages."""
    output = Output.at(folder)
    _timed(lambda: publish(output, parts=parts_of(output, run)))


def copy(folder: Path, run: str) -> None:
    """The baseline: pyarrow reads each table of the run's snapshot and writes it with zstd."""
    tables = sorted((folder / "snapshots" / run).glob("*.parquet"))
    _timed(lambda: _copy_tables(tables, folder / "copied.parquet"))


def _copy_tables(tables: list[Path], to: Path) -> None:
    for path in tables:
        pq.write_table(pq.read_table(path), to, compression="zstd")


def _timed(work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    print(json.dumps({"seconds": time.perf_counter() - began}))


STEPS: dict[str, Any] = {
    "parts": lambda folder, count: write_parts(folder, int(count)),
    "publish": publish_run,
    "copy": copy,
}


def compare(*sizes: int) -> Iterator[Figure]:
    """What the first publish and that of a day cost, beside the plain copy, in pairs one after the other."""
    for postings in sizes or POSTINGS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            measure("parts", folder, postings, module="bench.growth")
            group = f"Publish of {postings:,} made-up postings on disk, all processes"
            times = TIMES if postings <= max(POSTINGS) else 1
            yield from _compare_run(group, "first publish", folder, RUN_BEFORE, TARGET_FIRST, times)
            yield from _compare_run(group, "a day, 1 % new", folder, RUN, TARGET_DAY, times)


def _compare_run(group: str, what: str, folder: Path, run: str, target: float, times: int) -> Iterator[Figure]:
    """Publish the run and copy its tables, by turns; the last snapshot stays."""
    pairs = []
    for turn in range(times):
        if turn:
            _take_back(folder, run)
        pairs.append(
            [
                measure("publish", folder, run, module="bench.growth", begins_with="settings"),
                measure("copy", folder, run, module="bench.growth"),
            ]
        )
    for name, unit, wanted in (("seconds", "s", target), ("cpu", "s of CPU", target), ("peak", "MB", TARGET_MEMORY)):
        ours, plain = (median(getattr(cost, name) for cost in costs) for costs in zip(*pairs, strict=True))
        yield Figure(group, f"{what}: {WORDS[name]}", ours, unit, "a plain copy", plain, str(wanted))


def _take_back(folder: Path, run: str) -> None:
    """Let the run wait once more: the snapshot before it is the latest again."""
    for path in (folder / "snapshots" / run).iterdir():
        path.unlink()
    (folder / "snapshots" / run).rmdir()
    (folder / "latest.json").unlink()


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in STEPS:
        STEPS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
    else:
        tell(compare(*map(int, sys.argv[1:])))
