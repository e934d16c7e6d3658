"""What finding the jobs of a whole market's postings costs: from scratch, on a day, and on a cluster."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq

from bench.crawl import posting_page
from bench.figures import Figure, tell
from bench.stock import ROW_GROUP, RUN, RUN_BEFORE, SCHEMA, write_next_day, write_stock
from german import read_text
from german.words.signature import sign_text
from schemas.configuration import Cluster
from snapshots.affected import find_affected
from snapshots.assignments import ASSIGNED
from snapshots.job_ids import add_claims
from snapshots.shards import assign_in_shards, reassign
from storage.layout import Output

ROOT = Path(__file__).resolve().parents[1]
POSTINGS = 200_000  # the bounds of seconds are of a million
TARGET_SECONDS, TARGET_MB, TARGET_DAY, TARGET_DASK = 90, 2000, 0.1, 1.3
KEYS = ["employer_key", "title_key", "town"]


def assign_stock(folder: Path, cluster: Cluster | None = None) -> None:
    """From the stock on disk to its jobs on disk."""
    stock = pq.ParquetFile(folder / "stock.parquet")
    nobody = pa.chunked_array([], pa.string())
    batches = (add_claims(pa.table(batch), nobody) for batch in stock.iter_batches(ROW_GROUP, columns=SCHEMA.names))
    assigned = assign_in_shards(batches, stock.metadata.num_rows, RUN_BEFORE, Output.at(folder), cluster)
    pq.write_table(assigned, folder / ("clustered.parquet" if cluster else "assigned.parquet"))


def assign_day(folder: Path) -> None:
    """From both days' stock in memory, where publish has it, to the second one with its jobs."""
    before, after = (pq.read_table(folder / f"{name}.parquet", schema=SCHEMA) for name in ("before", "after"))
    for field in ASSIGNED:
        if field.name not in after.column_names:
            after = after.append_column(field, pa.nulls(after.num_rows, field.type))
    began = time.perf_counter()
    affected = find_affected(before, after, RUN_BEFORE, RUN)
    reassign(after, affected, RUN, Output.at(folder))
    print(json.dumps({"seconds": time.perf_counter() - began, "postings": int(affected.sum())}))


def drop_duplicates(folder: Path) -> None:
    """The peer: pandas reads the keys and drops equal ones."""
    frame = pq.read_table(folder / "stock.parquet", columns=KEYS).to_pandas()
    frame.drop_duplicates(KEYS).to_parquet(folder / "dropped.parquet")


def assign_on_cluster(folder: Path) -> None:
    """assign_stock on two workers of one thread, which stand before the clock starts."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as workers:  # type: ignore[no-untyped-call]
        _timed(lambda: assign_stock(folder, Cluster(scheduler=workers.scheduler_address)))


def _timed(work: Callable[[], None]) -> None:
    began = time.perf_counter()
    work()
    print(json.dumps({"seconds": time.perf_counter() - began}))


STEPS: dict[str, Any] = {
    "stock": lambda folder, count: write_stock(folder, int(count)),
    "scratch": lambda folder: _timed(lambda: assign_stock(folder)),
    "next_day": write_next_day,
    "day": assign_day,
    "peer": lambda folder: _timed(lambda: drop_duplicates(folder)),
    "cluster": assign_on_cluster,
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a step, with its child processes: seconds by the clock, CPU seconds (with what is not timed), peak MB.

    `postings` are those whose jobs it decided anew, where it tells.
    """

    seconds: float
    cpu: float
    peak: float
    postings: int


def measure(
    name: str, folder: Path, *words: object, module: str = "bench.duplicates", begins_with: str = "sys"
) -> Cost:
    """Do a step of a benchmark in a process of its own, which tells the seconds of its work.

    `begins_with`: what it imports first; our commands begin with their settings, which choose Arrow's pool of memory.
    """
    start = f"import {begins_with}, runpy; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    command = [sys.executable, "-c", start, name, str(folder), *map(str, words)]
    environment = {name: word for name, word in os.environ.items() if not name.startswith("ARROW_")}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    peak, ended = 0, 0
    while not ended:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.05)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    told = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"step {name} failed")
    facts = json.loads(told or "{}")
    return Cost(facts.get("seconds", 0.0), usage.ru_utime + usage.ru_stime, peak / 1e6, facts.get("postings", 0))


def _memory(pid: int) -> int:
    """Resident bytes of a process and its descendants; what they share counts for each."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                total += one.memory_info().rss
    return total


def texts_a_second() -> float:
    """How many ads of 3 kB are signed in a second on one core, which happens once a text when its part is read."""
    texts = [f"{number} {read_text(posting_page(number).decode())[:3000]}" for number in range(300)]
    began = time.process_time()
    for text in texts:
        sign_text(text)
    return len(texts) / (time.process_time() - began)


def compare(postings: int = POSTINGS) -> Iterator[Figure]:
    """What the jobs of a stock cost, from scratch, on a day and on a cluster, beside pandas' drop_duplicates."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure("stock", folder, postings)
        peer = measure("peer", folder)
        scratch = measure("scratch", folder)
        measure("next_day", folder)
        day = measure("day", folder)
        dask = measure("cluster", folder)
        same = (folder / "assigned.parquet").read_bytes() == (folder / "clustered.parquet").read_bytes()
        jobs = len(pq.read_table(folder / "assigned.parquet", columns=["job_id"])["job_id"].unique())
    group = f"Jobs of {postings:,} made-up postings, from Parquet to Parquet: {jobs:,}"
    on_disk = f"{TARGET_SECONDS * postings / 1e6:.0f} s, {TARGET_MB} MB"
    yield Figure(group, "from scratch", scratch.seconds, "s", "pandas drop_duplicates", peer.seconds, on_disk)
    yield Figure(group, "its memory, all processes", scratch.peak, "MB", "pandas drop_duplicates", peer.peak)
    decided = f"a day, {day.postings:,} decided anew"  # from and to memory, where publish has the stock
    yield Figure(group, decided, day.seconds, "s", "from scratch", scratch.seconds, str(TARGET_DAY))
    on_dask = f"dask, two workers, {'the same' if same else 'OTHER'} bytes"
    yield Figure(group, on_dask, dask.seconds, "s", "from scratch", scratch.seconds, str(TARGET_DASK))
    yield Figure(group, "texts of 3 kB signed", texts_a_second(), "/s")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        STEPS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
    else:
        tell(compare(*map(int, sys.argv[1:])))
