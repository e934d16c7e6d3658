"""The workers of a dask scheduler that can take part in a run, and the free places on them."""

import asyncio
import time
import uuid
from collections.abc import Sequence
from typing import Any

from crawls.worker_check import describe, find_difference
from storage.files import remove_file, write_whole
from storage.layout import Output

NO_WORKER_SECONDS = 60  # after this time without a worker the crawls left fail; a restarted one is back by then
LOST_SCHEDULER = "the scheduler was lost"


class Lost(ConnectionError):  # noqa: N818 - reads as what it says
    """A worker or the scheduler was lost while a crawl ran there; the message says which."""


class Workers:
    """The scheduler's workers that run the same code and see the same output, and their free places."""

    def __init__(self, client: Any, output: Output, where: str, replay: Sequence[str]) -> None:
        self.client, self.output, self.where, self.replay = client, output, where, replay
        self.examined: dict[str, str | None] = {}  # address -> why its worker cannot take part; None: it can
        self.taken: list[str] = []  # an address for each crawl that runs there

    async def find(self) -> dict[str, int]:
        """The present workers and how many crawls each takes at a time: one a thread. Raises OSError.

        Each is examined when it is first seen, even if it joins later.
        """
        if self.client.status != "running":
            raise Lost(LOST_SCHEDULER)
        found = (await self.client.scheduler.identity(n_workers=-1))["workers"]
        if new := sorted(found.keys() - self.examined.keys()):
            self.examined |= await self._examine(new)
        return {address: worker["nthreads"] for address, worker in found.items() if not self.examined[address]}

    async def take(self) -> str:
        """A place on the worker with the most free places, once there is one. Raises Lost if there is no worker."""
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
        with write_whole(self.output, self.output.path(token)) as stream:
            stream.write(b"a worker that reads this shares the output")
        try:
            asked = (describe, self.where, token, self.replay)
            there = await self.client.run(*asked, workers=addresses, on_error="return")
        finally:
            remove_file(self.output, self.output.path(token))
        here = describe(self.where, token, ())
        return {address: find_difference(here, there[address]) for address in addresses}
