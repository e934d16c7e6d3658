"""What finding the jobs of a whole market's postings costs: from scratch, on a day, and on a cluster."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq

from bench.crawl import posting_page
from bench.stock import ROW_GROUP, RUN, RUN_BEFORE, SCHEMA, write_next_day, write_stock
from german import read_text
from schemas.configuration import Cluster
from schemas.layout import Output
from snapshots.affected import COMPARED, find_affected
from snapshots.job_ids import add_claims
from snapshots.shards import assign_in_shards
from snapshots.text_signature import sign_text

ROOT = Path(__file__).resolve().parents[1]
POSTINGS = 1_000_000
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
    """From both days' stock on disk to the jobs of the affected postings on disk."""
    looked_at = [*COMPARED, "places", "run", "job_id"]
    before, after = (pq.read_table(folder / f"{name}.parquet", columns=looked_at) for name in ("before", "after"))
    affected = find_affected(before, after, RUN_BEFORE, RUN)
    chosen = add_claims(pa.concat_tables(_chosen(folder / "after.parquet", affected)), after["job_id"])
    assigned = assign_in_shards([chosen], chosen.num_rows, RUN, Output.at(folder))
    pq.write_table(assigned.append_column("row", pa.array(np.flatnonzero(affected))), folder / "day.parquet")


def _chosen(path: Path, mask: Any) -> Iterator[Any]:
    start = 0
    for batch in pq.ParquetFile(path).iter_batches(ROW_GROUP, columns=SCHEMA.names):
        yield pa.table(batch.filter(pa.array(mask[start : start + len(batch)])))
        start += len(batch)


def drop_duplicates(folder: Path) -> None:
    """The peer: pandas reads the keys and drops equal ones."""
    frame = pq.read_table(folder / "stock.parquet", columns=KEYS).to_pandas()
    frame.drop_duplicates(KEYS).to_parquet(folder / "dropped.parquet")


def assign_on_cluster(folder: Path) -> None:
    """assign_stock on two workers of one thread, which stand before the clock starts."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as workers:  # type: ignore[no-untyped-call]
        _timed(lambda: assign_stock(folder, Cluster(scheduler=workers.scheduler_address)))


def _timed(work: Any) -> None:
    began = time.perf_counter()
    work()
    print(json.dumps(time.perf_counter() - began))


STEPS: dict[str, Any] = {
    "stock": lambda folder, count: write_stock(folder, int(count)),
    "scratch": lambda folder: _timed(lambda: assign_stock(folder)),
    "next_day": write_next_day,
    "day": lambda folder: _timed(lambda: assign_day(folder)),
    "peer": lambda folder: _timed(lambda: drop_duplicates(folder)),
    "cluster": assign_on_cluster,
}


def run_step(name: str, folder: Path, *words: object) -> tuple[float, float]:
    """Do a step in a process of its own: the seconds that it tells, and its peak memory, with its children's, in MB."""
    command = [sys.executable, "-m", "bench.duplicates", name, str(folder), *map(str, words)]
    process = psutil.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _memory(process))
        time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"step {name} failed")
    told = process.stdout.read()
    return (float(told.splitlines()[-1]) if told else 0.0), peak / 1e6


def _memory(process: psutil.Process) -> int:
    """Resident bytes of a process and its descendants; what they share counts for each."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def texts_a_second() -> float:
    """How many ads of 3 kB are signed in a second on one core, which happens once a text when its part is read."""
    texts = [f"{number} {read_text(posting_page(number).decode())[:3000]}" for number in range(300)]
    began = time.process_time()
    for text in texts:
        sign_text(text)
    return len(texts) / (time.process_time() - began)


def compare(postings: int = POSTINGS) -> None:
    """Print what the jobs of a stock cost, from scratch, on a day and on a cluster, beside pandas' drop_duplicates."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_step("stock", folder, postings)
        peer, peer_peak = run_step("peer", folder)
        scratch, scratch_peak = run_step("scratch", folder)
        run_step("next_day", folder)
        day, day_peak = run_step("day", folder)
        dask, dask_peak = run_step("cluster", folder)
        same = (folder / "assigned.parquet").read_bytes() == (folder / "clustered.parquet").read_bytes()
        jobs = len(set(pq.read_table(folder / "assigned.parquet", columns=["job_id"])["job_id"].to_pylist()))
        anew = pq.read_metadata(folder / "day.parquet").num_rows
    as_local = f"ratio {dask / scratch:.2f} (target {TARGET_DASK}), {'the same' if same else 'OTHER'} bytes"
    rows = [
        ("from scratch", scratch, scratch_peak, f"{jobs:,} jobs (target {TARGET_SECONDS} s, {TARGET_MB} MB)"),
        ("pandas, equal keys", peer, peer_peak, f"ratio {scratch / peer:.0f}"),
        ("a day, 1 % new", day, day_peak, f"ratio {day / scratch:.3f} (target {TARGET_DAY}), {anew:,} decided anew"),
        ("dask, two workers", dask, dask_peak, as_local),
    ]
    cores = os.cpu_count()
    print(f"jobs of {postings:,} made-up postings on {cores} cores, from Parquet to Parquet; memory of all processes")
    for name, seconds, peak, words in rows:
        print(f"  {name:<20} {seconds:6.1f} s  {peak:5.0f} MB  {words}")
    print(f"  not in the above: {texts_a_second():,.0f} texts of 3 kB a second are signed, once when their part is read")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        STEPS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
    else:
        compare(*map(int, sys.argv[1:]))
