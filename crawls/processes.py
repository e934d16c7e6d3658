"""Runs each board's crawl in a process of its own, so that one board's crash, hang or memory harms no other.

Crawls of one site run one after another: a site has one owner at a time, so that its pace is kept.
"""

import asyncio
import json
import os
import signal
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawls.handed_over import crawl_command, hand_over
from schemas.columns import schema_of
from schemas.secrets import hide_secrets
from schemas.tables import BoardRun, Posting
from schemas.verdicts import Verdict
from storage.files import open_log
from storage.layout import Output, started_at
from storage.parts import read_finished, write_part

Turns = Callable[[str], AbstractAsyncContextManager[Any]]  # a site -> its reservation


@dataclass(slots=True)
class Crawl:
    """One board's crawl as seen from outside: its settings, its last counts, its end."""

    board: str
    settings: dict[str, str]
    log: Path
    patience: float  # seconds without a sign of life after which the crawl counts as hung
    facts: dict[str, Any]  # the board's access, checked and floor, for the row of a crawl that ends without a part
    counts: dict[str, int] = field(default_factory=dict)
    began: float | None = None
    seconds: float = 0.0
    ended: str | None = None  # why the process did not end by itself
    result: BoardRun | None = None

    @property
    def log_words(self) -> str:
        """Where in the output folder the log is."""
        return "/".join(self.log.parts[-3:])

    @property
    def state(self) -> str:
        if self.result:
            return self.result.verdict
        return "waiting" if self.began is None else "running"


async def run_crawls(
    crawls: Sequence[Crawl],
    output: Output,
    run: str,
    at_once: int,
    run_process: Callable[[Crawl], Awaitable[None]] | None = None,
    minutes: float | None = None,
) -> None:
    """Run the crawls, `at_once` at a time; each ends with a part, an empty one if its process failed.

    `run_process` runs a crawl's process elsewhere and brings back its counts, its end and its log; None: it runs on
    this machine. After so many `minutes` all that still runs or waits is ended.
    """
    places, ends_at = asyncio.Semaphore(at_once), asyncio.get_running_loop().time() + 60 * minutes if minutes else None
    sites: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def one(crawl: Crawl) -> None:
        async with places:
            crawl.result = read_finished(output, run, crawl.board)
            if crawl.result and crawl.result.verdict != Verdict.FAILED:
                return  # an earlier attempt at this run wrote this before it was killed
            crawl.result, crawl.began = None, time.monotonic()
            try:
                async with asyncio.timeout_at(ends_at):
                    await (run_process(crawl) if run_process else run_here(crawl, sites.__getitem__))
            except TimeoutError:
                crawl.ended = f"the run was over: its limit is {minutes:g} minutes (run_minutes in search.toml)"
            finally:
                crawl.seconds = time.monotonic() - crawl.began
            crawl.result = read_finished(output, run, crawl.board) or _write_failure(output, run, crawl)

    async with asyncio.TaskGroup() as group:
        for crawl in crawls:
            group.create_task(one(crawl))


async def run_here(crawl: Crawl, turn: Turns) -> None:
    """Run one crawl's process on this machine, once it has its turn on every site it begins with."""
    with open_log(crawl.log) as log:
        process = await asyncio.create_subprocess_exec(
            *crawl_command(crawl.board), env=hand_over(crawl.settings),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
            start_new_session=True,  # Ctrl-C reaches this process alone, which ends its children
        )  # fmt: skip
    async with AsyncExitStack() as held:
        held.push_async_callback(_end, process)  # before the sites are released
        try:
            assert process.stdout and process.stdin
            while line := await asyncio.wait_for(process.stdout.readline(), crawl.patience):
                if line.startswith(b"{"):
                    told = json.loads(line)
                    if "sites" in told:
                        for site in told["sites"]:  # sorted, so that no two crawls wait for each other
                            await held.enter_async_context(turn(site))
                        process.stdin.write(b"go\n")
                    else:
                        crawl.counts.update(told)
            code = await asyncio.wait_for(process.wait(), crawl.patience)
            if code:
                crawl.ended = f"its process ended with {_name(code)}; see {crawl.log_words}"
        except TimeoutError:
            crawl.ended = f"no sign of life for {crawl.patience:.0f} s; see {crawl.log_words}"


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def _name(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _write_failure(output: Output, run: str, crawl: Crawl) -> BoardRun:
    asked, answered = crawl.counts.get("scheduled", 0), crawl.counts.get("answered", 0)
    result = BoardRun.blank(
        run=run,
        board=crawl.board,
        started_at=started_at(run),
        verdict=Verdict.FAILED,
        reason=hide_secrets(crawl.ended or f"its process ended without a part; see {crawl.log_words}"),
        seconds=round(crawl.seconds, 3),
        requests=asked,
        answered=answered,
        failed=asked - answered,
        finish_reason="process_ended",
        **crawl.facts,
    )
    write_part(output, result, [schema_of(Posting).empty_table()])
    return result


def usual_number() -> int:
    """How many boards are crawled at once: they mostly wait, so memory is the limit."""
    return min(8, 2 * (os.cpu_count() or 1))
