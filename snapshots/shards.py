"""The stock in shards, assigned one at a time: by processes of this machine, or by the workers of a cluster."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from multiprocessing import active_children, get_context
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from schemas.configuration import Cluster
from schemas.mistakes import ConfigurationError
from snapshots.affected import number_towns
from snapshots.arrays import Column, Mask, Numbers, spread
from snapshots.assignments import ASSIGNED, INPUTS, assign_jobs
from snapshots.crossings import find_crossings
from snapshots.job_ids import CLAIMS, add_claims
from snapshots.keys import index_of
from snapshots.rules import rules
from snapshots.signatures import Sign, keep_signatures
from snapshots.titles import title_of, titles_of
from storage.files import open_growing, scratch_folder
from storage.layout import Output

FEW = 50_000  # below so many postings, processes cost more than they save
ROWS = 25_000  # about so many postings in a shard, which take 400 MB in the process that assigns them
MOST = 256  # most shards, since each is an open file
PATIENCE = 20  # seconds within which a cluster must answer

READ = [name for name in INPUTS.names if name not in CLAIMS.names]
Each = Callable[[Callable[..., str], Sequence[str]], Iterable[str]]


def reassign(
    stock: pa.Table,
    affected: Mask,
    run: str,
    output: Output,
    cluster: Cluster | None = None,
    sign: Sign = keep_signatures,
) -> pa.Table:
    """The stock (by key, as `run` left it), with the jobs of the postings in the mask `affected` decided anew.

    `sign` adds the signatures of their texts.
    """
    if not affected.any():
        return stock
    rows = stock.select([name for name in READ if name in stock.column_names]).filter(pa.array(affected))
    chosen = add_claims(sign(rows).select(READ), stock["job_id"])
    batches = (chosen.slice(start, ROWS) for start in range(0, chosen.num_rows, ROWS))
    assigned = assign_in_shards(batches, chosen.num_rows, run, output, cluster)
    tied = find_tied(chosen, assigned)
    if tied.any():
        assigned = _replace(
            assigned, pa.array(tied), assign_jobs(chosen.filter(pa.array(tied)), run, across_titles=True)
        )
    return _replace(stock, pa.array(affected), assigned)


def find_tied(postings: pa.Table, assigned: pa.Table) -> Mask:
    """Mask: the postings that texts tie to others under other titles, and all that these could be decided with.

    That is all of their jobs and groups, before this run and now, and all of their title in one of their towns.
    """
    pairs = find_crossings(postings)
    seeds = np.zeros(postings.num_rows, bool)
    seeds[pairs["a"]] = seeds[pairs["b"]] = True
    if not len(pairs):
        return seeds
    rows, ties = [np.concatenate([pairs["a"], pairs["b"]])], [np.tile(np.arange(len(pairs)), 2)]
    for column in (postings["job_id"], assigned["job_id"], assigned["possible_same_vacancy"]):
        codes = pd.factorize(index_of(column))[0]
        rows.append(np.flatnonzero(codes >= 0))
        ties.append(codes[codes >= 0] + ties[-1].max(initial=-1) + 1)
    row, town = number_towns(postings.select(["town", "places"]), np.arange(postings.num_rows))
    title = pd.factorize(index_of(titles_of(postings["title_key"].combine_chunks())))[0]
    rows.append(row)
    ties.append(pd.factorize(title[row] * (town.max(initial=0) + 1) + town)[0] + ties[-1].max(initial=-1) + 1)
    return spread(np.concatenate(rows), np.concatenate(ties), seeds)


def _replace(stock: pa.Table, mask: Column, assigned: pa.Table) -> pa.Table:
    """The table with the columns of ASSIGNED replaced in the rows of the mask."""
    for name in ASSIGNED.names:
        column = pc.replace_with_mask(stock[name], mask, assigned[name].combine_chunks())
        stock = stock.set_column(stock.schema.get_field_index(name), stock.schema.field(name), column)
    return stock


def assign_in_shards(
    batches: Iterable[pa.Table], count: int, run: str, output: Output, cluster: Cluster | None = None
) -> pa.Table:
    """ASSIGNED for each of the `count` postings in `batches` (tables of INPUTS), by key.

    All postings of one title, and of titles that share a job, are in one shard, so that no pair is lost between shards,
    and the result is the same for any number of shards, wherever they are processed. A few postings are one shard,
    processed here. Raises ConfigurationError if a cluster is configured that cannot be used.
    """
    if count <= FEW:
        return assign_jobs(pa.concat_tables(batches), run)
    with ExitStack() as stack:
        place = stack.enter_context(scratch_folder(output if cluster or output.is_local else None))
        each = stack.enter_context(_cluster(cluster) if cluster else _processes())
        paths = write_shards(batches, min(-(-count // ROWS), MOST), place)
        return _read_assigned(place, each(partial(assign_shard, place, run, rules()), paths))


@contextmanager
def _processes() -> Iterator[Each]:
    """A pool of processes on the cores of this machine."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:

        def each(task: Callable[..., str], paths: Sequence[str]) -> Iterable[str]:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the processes inherit it: Ctrl-C is ours alone
            try:
                return pool.map(task, paths)
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

        try:
            yield each
        except BaseException:  # an interrupt, for one: nobody waits for what they do
            for process in active_children():
                process.kill()
            raise


@contextmanager
def _cluster(cluster: Cluster) -> Iterator[Each]:
    """A pool of the workers of a Dask scheduler. Raises ConfigurationError."""
    where = f"search.toml [cluster] scheduler = {cluster.scheduler!r}"
    try:
        connect: Any = import_module("distributed").Client  # an extra, and slow to import
    except ImportError as error:
        raise ConfigurationError(f"{where}: {error}. Install it with `make .venv/ready-dev`") from error
    try:
        client = connect(cluster.scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{where} does not answer: {error}. Start one with `dask scheduler`, or remove [cluster]"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ConfigurationError(
                f"{where} has no worker. Start some, from this checkout: dask worker {cluster.scheduler} --nthreads 1"
            ) from error
        yield lambda task, paths: client.gather(client.map(task, paths, pure=False))


def write_shards(batches: Iterable[pa.Table], count: int, place: Output) -> list[str]:
    """Write the postings with their row numbers into at most `count` files, those of a title into one; their paths."""
    paths = [place.path(f"{number}.arrow") for number in range(count)]
    schema = INPUTS.insert(0, pa.field("row", pa.int64()))
    with ExitStack() as stack:
        files = [
            stack.enter_context(ipc.new_stream(stack.enter_context(open_growing(place, path)), schema))
            for path in paths
        ]
        start, sizes = 0, np.zeros(count, np.int64)
        for batch in batches:
            shard = _shard_of(pc.coalesce(batch["kin"], batch["title_key"]), count)
            order = np.argsort(shard, kind="stable")
            rows = batch.select(INPUTS.names).add_column(0, "row", pa.array(start + np.arange(len(order))))
            rows = rows.cast(schema).take(pa.array(order))
            ends = np.searchsorted(shard[order], np.arange(count + 1))
            for file, begin, end in zip(files, ends[:-1], ends[1:], strict=True):
                if end > begin:
                    file.write_table(rows.slice(begin, end - begin))
            start += len(order)
            sizes += np.diff(ends)
    return [path for path, size in zip(paths, sizes, strict=True) if size]


def _shard_of(title_keys: Column, count: int) -> Numbers:
    """The number of the shard of each title."""
    code, keys = pd.factorize(index_of(title_keys))
    return np.array([crc32(title_of(key).encode()) % count for key in keys], np.int64)[code]


def assign_shard(place: Output, run: str, decided_by: str, path: str) -> str:
    """Assign one shard's postings, write the result beside it, and return the result's path."""
    if decided_by != rules():
        raise ConfigurationError("a worker of the cluster runs another version: update its checkout and start it anew")
    with place.filesystem.open_input_stream(path) as stream:
        postings = ipc.open_stream(stream).read_all()
    assigned = assign_jobs(postings, run).add_column(0, "row", postings["row"])
    with (
        open_growing(place, f"{path}.assigned") as stream,
        ipc.new_stream(stream, assigned.schema) as file,
    ):
        file.write_table(assigned)
    return f"{path}.assigned"


def _read_assigned(place: Output, paths: Iterable[str]) -> pa.Table:
    """The results of all shards, in the order of the rows."""
    tables = []
    for path in paths:
        with place.filesystem.open_input_stream(path) as stream:
            tables.append(ipc.open_stream(stream).read_all())
    table = pa.concat_tables(tables)
    order = np.empty(table.num_rows, np.int64)
    order[table["row"].to_numpy()] = np.arange(table.num_rows)
    return table.select(ASSIGNED.names).take(pa.array(order))
