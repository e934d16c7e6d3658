"""What a publish costs beside a plain copy of the tables that it makes: the first one, and a day with 1 % new."""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from bench.duplicates import Cost, measure
from bench.stock import RUN, RUN_BEFORE
from bench.stock_parts import write_parts
from snapshots.publish import publish
from storage.layout import Output
from storage.parts import parts_of

POSTINGS = (20_000, 100_000)
TIMES = 3
TARGET_FIRST, TARGET_DAY, TARGET_MEMORY = 5.0, 1.5, 1.0


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


def compare(*sizes: int) -> None:
    """Print what the first publish and that of a day cost, and their ratio to the plain copy, in pairs one by one."""
    for postings in sizes or POSTINGS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            measure("parts", folder, postings, module="bench.growth")
            print(f"publish of {postings:,} made-up postings on disk, beside a plain copy of its tables; all processes")
            _tell("first publish", folder, RUN_BEFORE, TARGET_FIRST)
            _tell("a day, 1 % new", folder, RUN, TARGET_DAY)


def _tell(what: str, folder: Path, run: str, target: float) -> None:
    """Publish the run and copy its tables, by turns; the last snapshot stays."""
    pairs = []
    for turn in range(TIMES):
        if turn:
            _take_back(folder, run)
        ours, plain = (measure(step, folder, run, module="bench.growth") for step in ("publish", "copy"))
        pairs.append((ours, plain))
        ratio = ours.seconds / plain.seconds
        print(f"  {what:<16} {_words(ours)}  copy {_words(plain)}  ratio {ratio:.1f}", flush=True)
    ratios = ((one.seconds / two.seconds, one.cpu / two.cpu, one.peak / two.peak) for one, two in pairs)
    time_, cpu, memory = (median(column) for column in zip(*ratios, strict=True))
    print(
        f"  {what:<16} ratio {time_:.2f} by the clock (target {target}), {cpu:.2f} of CPU, with start-up; "
        f"memory {memory:.2f} (target {TARGET_MEMORY})"
    )


def _take_back(folder: Path, run: str) -> None:
    """Let the run wait once more: the snapshot before it is the latest again."""
    for path in (folder / "snapshots" / run).iterdir():
        path.unlink()
    (folder / "snapshots" / run).rmdir()
    (folder / "latest.json").unlink()


def _words(cost: Cost) -> str:
    return f"{cost.seconds:6.2f} s {cost.cpu:6.2f} s CPU {cost.peak:5.0f} MB"


if __name__ == "__main__":
    if len(sys.argv) > 3:
        STEPS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
    else:
        compare(*map(int, sys.argv[1:]))
