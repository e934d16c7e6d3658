"""Spreads crawls over a dask cluster: each board's process runs on a worker and writes a part to the shared output.

The workers run the same code; what is searched comes with each crawl. dask is imported only here and only when used.
"""

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from crawls.processes import Crawl, run_crawls, run_here
from crawls.workers import LOST_SCHEDULER, Lost, Workers
from schemas.configuration import Search
from schemas.mistakes import ConfigurationError
from schemas.toml import local_file
from storage.files import open_log, scratch_folder, write_file
from storage.layout import Output

CONNECT_SECONDS = 10
TRIES = 2  # a crawl whose worker is lost is tried once more


async def crawl_over_cluster(
    search: Search,
    crawls: Sequence[Crawl],
    output: Output,
    where: str,
    run: str,
    at_once: int | None,
    replay: Sequence[str] = (),
) -> None:
    """Do as `run_crawls` does, on the workers of search.toml's scheduler: one crawl at a time on each thread.

    Raises ConfigurationError if dask is missing, the scheduler does not answer, there is no worker, or a worker runs
    other code or does not see the output.
    """
    assert search.cluster
    scheduler, files = search.cluster.scheduler, pack_configuration(search)
    async with connected(scheduler, f"{search.path.name} [cluster]") as client:
        workers = Workers(client, output, where, [str(Path(file).absolute()) for file in replay])
        threads = await workers.find()
        for address, reason in workers.examined.items():
            if reason:
                raise ConfigurationError(f"worker {address} cannot take part: {reason}")
        if not threads:
            raise ConfigurationError(
                f"{scheduler} has no worker; start one in each machine's checkout of this project: "
                f".venv/bin/python -m dask worker {scheduler}"
            )
        telling = {crawl.board: crawl for crawl in crawls}
        topic = f"wupperjobs-{uuid.uuid4().hex}"
        client.subscribe_topic(topic, lambda event: telling[event[1]["board"]].counts.update(event[1]["counts"]))

        async def run_there(crawl: Crawl) -> None:
            await _run_on_some_worker(workers, crawl, files, topic)

        await run_crawls(crawls, output, run, at_once or sum(threads.values()), run_there, search.limits.run_minutes)


@asynccontextmanager
async def connected(scheduler: str, configured: str) -> AsyncIterator[Any]:
    """A client of the scheduler; `configured` names the place of its address in messages. Raises ConfigurationError."""
    try:
        from distributed import Client  # an extra, which a run on one machine does not need
    except ImportError as error:
        raise ConfigurationError(
            f"{configured}: {error}. Install it with `make .venv/ready-dev`, here and on each worker, "
            "or remove the table [cluster]"
        ) from error
    client = Client(scheduler, asynchronous=True, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
    try:
        await client
    except OSError as error:
        raise ConfigurationError(
            f"{configured}: no scheduler answers at {scheduler} within {CONNECT_SECONDS} s. "
            "Start one with `.venv/bin/python -m dask scheduler`, correct the address, or remove the table [cluster]"
        ) from error
    try:
        yield client
    finally:
        await client.close()  # type: ignore[no-untyped-call]


def pack_configuration(search: Search) -> dict[str, bytes]:
    """The TOML files by name, to be sent with a crawl. Raises ConfigurationError for one in another folder."""
    for name in (search.employers_file, search.jobboards_file):
        if Path(name).name != name:
            raise ConfigurationError(f"{search.path.name}: with a cluster, {name} must lie beside it")
    shipped = (search.path, search.employers_path, search.jobboards_path)
    files = (file for one in shipped for file in (one, local_file(one)))
    return {file.name: file.read_bytes() for file in files if file.exists()}


async def _run_on_some_worker(workers: Workers, crawl: Crawl, files: dict[str, bytes], topic: str) -> None:
    """Run a crawl on a worker with a free place, and once more on another one if that is lost."""
    losses = []
    for _ in range(TRIES):
        crawl.counts.clear()
        try:
            worker = await workers.take()
            try:
                await _run_on_worker(workers, worker, crawl, files, topic)
                return
            finally:
                workers.taken.remove(worker)
        except OSError as error:  # Lost, and whatever a broken connection raises
            losses.append(str(error))
    crawl.ended = "; then ".join(dict.fromkeys(losses))


async def _run_on_worker(workers: Workers, worker: str, crawl: Crawl, files: dict[str, bytes], topic: str) -> None:
    from distributed import CancelledError

    key = f"{crawl.board}-{uuid.uuid4().hex}"
    future = workers.client.submit(
        crawl_here, crawl, files, topic, key, key=key, workers=[worker], allow_other_workers=False
    )

    async def fetch() -> Any:
        return await future

    fetching = asyncio.create_task(fetch())  # a worker may be lost after the crawl, with the result still on it
    try:
        while not (await asyncio.wait([fetching], timeout=1))[0]:
            if worker not in await workers.find():
                raise Lost(f"its worker {worker} was lost")
        if error := fetching.exception():
            raise Lost(LOST_SCHEDULER if isinstance(error, CancelledError) else f"worker {worker}: {error}")
        crawl.ended, counts, log = fetching.result()
    finally:
        fetching.cancel()
        if not future.done():
            await future.cancel()
    crawl.counts.update(counts)
    with open_log(crawl.log) as file:
        file.write(log)


async def crawl_here(
    crawl: Crawl, files: dict[str, bytes], topic: str, key: str
) -> tuple[str | None, dict[str, int], bytes]:
    """Runs on a worker: a crawl's process, with the configuration that came with it. Returns its end, counts and log.

    Sites are reserved through the scheduler. A crawl that nobody waits for any more is ended.
    """
    from distributed import Lock, get_worker

    worker = get_worker()
    with scratch_folder() as place:
        for name, content in files.items():
            write_file(place.path(name), content)
        settings = {**crawl.settings, "SEARCH_FILE": place.path(Path(crawl.settings["SEARCH_FILE"]).name)}
        here = dataclasses.replace(crawl, settings=settings, log=Path(place.root, *crawl.log.parts[-3:]))
        running = asyncio.create_task(run_here(here, lambda site: Lock(f"wupperjobs {site}")))  # type: ignore[no-untyped-call]
        try:
            while not running.done():
                await asyncio.wait([running], timeout=1)
                worker.log_event(topic, {"board": crawl.board, "counts": here.counts})
                if worker.state.tasks[key].state == "cancelled":
                    running.cancel()
            await running
        finally:
            running.cancel()
            await asyncio.wait([running])
        return here.ended, here.counts, here.log.read_bytes()
