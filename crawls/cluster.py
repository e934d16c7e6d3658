"""Spreads crawls over a dask cluster: each board's process runs on a worker and writes a part to the shared output.

The workers run the same code; what is searched comes with each crawl. dask is imported only here and only when used.
"""

import asyncio
import dataclasses
import hashlib
import platform
import re
import tempfile
import time
import tomllib
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from crawls.processes import Crawl, run_crawls, run_here
from schemas.configuration import Search
from schemas.mistakes import ConfigurationError
from storage.layout import Output

ROOT = Path(__file__).parents[1]
CODE = ("crawls", "german", "pipelines", "schemas", "spiders", "storage")  # what a crawl's outcome depends on
CONNECT_SECONDS = 10
NO_WORKER_SECONDS = 60  # without any worker for so long, the crawls left fail; a restarted worker is back by then
TRIES = 2  # a crawl whose worker is lost is tried once more
LOST_SCHEDULER = "the scheduler was lost"

Facts = dict[str, dict[str, str | None]]


async def crawl_over_cluster(
    search: Search,
    crawls: Sequence[Crawl],
    output: Output,
    where: str,
    run: str,
    at_once: int | None,
    board_facts: Callable[[str], dict[str, Any]],
    replay: Sequence[str] = (),
) -> None:
    """As `run_crawls`, on the workers of the scheduler of search.toml: as many at a time as they have threads.

    Raises ConfigurationError where dask is missing, the scheduler does not answer, there is no worker, or one runs
    another code or does not see the output.
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

        await run_crawls(crawls, output, run, at_once or sum(threads.values()), board_facts, run_there)


@asynccontextmanager
async def connected(scheduler: str, configured: str) -> AsyncIterator[Any]:
    """A client of the scheduler, whose address stands where `configured` says. Raises ConfigurationError."""
    try:
        from distributed import Client  # an extra, which a run on one machine does without
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
    """The TOML files by name, as they travel with a crawl. Raises ConfigurationError for one in another folder."""
    files = {search.path.name: search.path.read_bytes()}
    for name in (search.employers_file, search.jobboards_file):
        if Path(name).name != name:
            raise ConfigurationError(f"{search.path.name}: with a cluster, {name} must lie beside it")
        if (file := search.path.parent / name).exists():
            files[name] = file.read_bytes()
    return files


class Lost(ConnectionError):  # noqa: N818 - reads as what it says
    """A worker, or the scheduler, went away while a crawl ran there; the message says which."""


class Workers:
    """The scheduler's workers that run the same code and see the same output, and their free places."""

    def __init__(self, client: Any, output: Output, where: str, replay: Sequence[str]) -> None:
        self.client, self.output, self.where, self.replay = client, output, where, replay
        self.examined: dict[str, str | None] = {}  # address -> why its worker cannot take part; None: it can
        self.taken: list[str] = []  # an address for each crawl that runs there

    async def find(self) -> dict[str, int]:
        """The workers there are now and how many crawls each takes at a time: one a thread. Raises OSError.

        Each is examined when it is first seen, those that come later too.
        """
        if self.client.status != "running":
            raise Lost(LOST_SCHEDULER)
        found = (await self.client.scheduler.identity(n_workers=-1))["workers"]
        if new := sorted(found.keys() - self.examined.keys()):
            self.examined |= await self._examine(new)
        return {address: worker["nthreads"] for address, worker in found.items() if not self.examined[address]}

    async def take(self) -> str:
        """A place on the worker with the most free ones; waits for one. Raises Lost where there is no worker."""
        patient_until = time.monotonic() + NO_WORKER_SECONDS
        while True:
            free = {address: threads - self.taken.count(address) for address, threads in (await self.find()).items()}
            if any(places > 0 for places in free.values()):
                self.taken.append(chosen := max(sorted(free), key=free.__getitem__))
                return chosen
            if free:
                patient_until = time.monotonic() + NO_WORKER_SECONDS
            elif time.monotonic() > patient_until:
                raise Lost(f"there has been no worker for {NO_WORKER_SECONDS} s")
            await asyncio.sleep(1)

    async def _examine(self, addresses: list[str]) -> dict[str, str | None]:
        token = f".seen-{uuid.uuid4().hex}"
        self.output.filesystem.create_dir(self.output.root, recursive=True)
        with self.output.filesystem.open_output_stream(self.output.path(token)) as stream:
            stream.write(b"a worker that reads this shares the output")
        try:
            asked = (describe, self.where, token, self.replay)
            there = await self.client.run(*asked, workers=addresses, on_error="return")
        finally:
            self.output.filesystem.delete_file(self.output.path(token))
        here = describe(self.where, token, ())
        return {address: find_difference(here, there[address]) for address in addresses}


def describe(where: str, token: str, replay: Sequence[str]) -> Facts:
    """Runs on each worker, and here: versions, code, and what is not seen of the files that all must see."""
    unseen: dict[str, str | None] = {}
    try:
        output = Output.at(where)
        with output.filesystem.open_input_stream(output.path(token)) as stream:
            stream.read()
    except (OSError, ConfigurationError) as error:
        unseen["output"] = str(error)
    unseen |= {file: "missing" for file in replay if not Path(file).is_file()}
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [found.group() for words in stated if (found := re.match(r"[\w-]+", words))]
    code = [ROOT / "settings.py", *(file for folder in CODE for file in (ROOT / folder).rglob("*"))]
    versions = {name: _installed(name) for name in (*names, "twisted", "lxml", "distributed")}
    return {
        "versions": {"python": ".".join(platform.python_version_tuple()[:2]), **versions},
        "code": {
            file.relative_to(ROOT).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in code
            if file.suffix in (".py", ".tsv")
        },
        "unseen": unseen,
    }


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def find_difference(here: Facts, there: Facts | Exception) -> str | None:
    """Why a worker that says this of itself would crawl otherwise than this machine, and the cure; None: it would not.

    >>> find_difference({"versions": {"scrapy": "2.19.0"}}, {"versions": {"scrapy": "2.18.1"}})
    'it has scrapy 2.18.1, here is 2.19.0; install the same requirements there'
    """
    if isinstance(there, Exception):
        return (
            f"it does not run this project ({type(there).__name__}: {there}); start it in a checkout of the same "
            "commit as here, with .venv/bin/python -m dask worker"
        )
    for name, ours in here["versions"].items():
        if (theirs := there["versions"].get(name)) != ours:
            return f"it has {name} {theirs or 'not at all'}, here is {ours}; install the same requirements there"
    for file in sorted(here["code"].keys() | there["code"].keys()):
        if here["code"].get(file) != there["code"].get(file):
            return f"its {file} is another than here; check out the same commit there and start it again"
    if words := there["unseen"].get("output"):
        return (
            f"it does not see the output ({words}); name a folder that all machines share at the same path, or a URL "
            "such as s3://bucket/jobs, with --output, and give each worker the keys to it"
        )
    if there["unseen"]:
        return f"it does not see {min(there['unseen'])}; put the recording into a folder that all machines share"
    return None


async def _run_on_some_worker(workers: Workers, crawl: Crawl, files: dict[str, bytes], topic: str) -> None:
    """Run a crawl on a worker with a free place, once more on another one if that is lost."""
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
        except OSError as error:  # Lost, and whatever a connection says when it breaks
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
    crawl.log.parent.mkdir(parents=True, exist_ok=True)
    with crawl.log.open("ab") as file:
        file.write(log)


async def crawl_here(
    crawl: Crawl, files: dict[str, bytes], topic: str, key: str
) -> tuple[str | None, dict[str, int], bytes]:
    """Runs on a worker: a crawl's process, with the configuration that came with it. Its end, counts and log.

    Sites are held through the scheduler. A crawl that nobody waits for any more is ended.
    """
    from distributed import Lock, get_worker

    worker = get_worker()
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        settings = {**crawl.settings, "SEARCH_FILE": str(Path(folder, Path(crawl.settings["SEARCH_FILE"]).name))}
        here = dataclasses.replace(crawl, settings=settings, log=Path(folder, *crawl.log.parts[-3:]))
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
