"""Crawls over a cluster without dask: what is sent, what comes back, and what a lost worker costs."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawls import cluster
from crawls.processes import Crawl
from crawls.workers import Lost
from schemas.mistakes import ConfigurationError
from storage.layout import Output

RUN = "20261120T050000Z"


class Gone(Exception):  # noqa: N818 - stands for dask's CancelledError
    """A future that was cancelled."""


def _crawl(folder: Path, board: str = "alpha") -> Crawl:
    settings = {"SEARCH_FILE": "/here/search.toml", "RUN": RUN}
    return Crawl(board, settings, folder / "logs" / RUN / f"{board}.log", 1, {})


def _search(folder: Path, **more: Any) -> Any:
    names = {"employers_file": "employers.toml", "jobboards_file": "jobboards.toml"} | more
    paths = {f"{name.removesuffix('_file')}_path": folder / one for name, one in names.items()}
    scheduler = SimpleNamespace(scheduler="tcp://127.0.0.1:1")
    limits = SimpleNamespace(run_minutes=7)
    return SimpleNamespace(path=folder / "search.toml", cluster=scheduler, limits=limits, **names, **paths)


def test_the_files_of_a_search_are_sent_as_far_as_they_are_there(tmp_path: Path) -> None:
    for name in ("search.toml", "search.local.toml", "employers.toml", "other.toml"):
        (tmp_path / name).write_text(name)
    packed = cluster.pack_configuration(_search(tmp_path))
    assert packed == {name: name.encode() for name in ("search.toml", "search.local.toml", "employers.toml")}
    for more in ({"employers_file": "../employers.toml"}, {"jobboards_file": "/etc/jobboards.toml"}):
        (name,) = more.values()
        with pytest.raises(ConfigurationError, match=f"^search.toml: with a cluster, {name} must lie beside it"):
            cluster.pack_configuration(_search(tmp_path, **more))


@pytest.mark.parametrize(
    ("threads", "examined", "at_once", "why"),
    [
        ({"a": 2, "b": 3}, {"a": None, "b": None}, None, None),
        ({"a": 2, "b": 3}, {"a": None}, 4, None),
        ({"a": 2}, {"a": None, "b": "other code"}, None, "^worker b cannot take part: other code"),
        ({}, {}, None, "^tcp://127.0.0.1:1 has no worker; start one"),
    ],
)
def test_crawls_are_spread_over_all_threads_of_workers_that_fit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, threads: Any, examined: Any, at_once: int | None, why: str | None
) -> None:
    (tmp_path / "search.toml").write_text("words")
    did: list[Any] = []
    topics: dict[str, Any] = {}

    @asynccontextmanager
    async def connected(scheduler: str, configured: str) -> AsyncIterator[Any]:
        did.append((scheduler, configured))
        yield SimpleNamespace(subscribe_topic=topics.__setitem__)

    async def find() -> Any:
        return threads

    def make_workers(client: Any, output: Any, where: str, replay: list[str]) -> Any:
        did.append((where, replay))
        return SimpleNamespace(find=find, examined=examined)

    async def run_on_some_worker(workers: Any, crawl: Crawl, files: Any, topic: str) -> None:
        did.append((crawl.board, files, topic in topics))
        topics[topic]((0, {"board": crawl.board, "counts": {"answered": 3}}))

    async def run_crawls(crawls: Any, output: Any, run: str, at_once: int, run_there: Any, minutes: float) -> None:
        did.append((run, at_once, minutes))
        for crawl in crawls:
            await run_there(crawl)

    monkeypatch.setattr(cluster, "connected", connected)
    monkeypatch.setattr(cluster, "Workers", make_workers)
    monkeypatch.setattr(cluster, "_run_on_some_worker", run_on_some_worker)
    monkeypatch.setattr(cluster, "run_crawls", run_crawls)
    crawls = [_crawl(tmp_path), _crawl(tmp_path, "beta")]
    work = cluster.crawl_over_cluster(
        _search(tmp_path), crawls, Output.at(tmp_path), "there", RUN, at_once, ["/a.warc"]
    )
    if why:
        with pytest.raises(ConfigurationError, match=why):
            asyncio.run(work)
        return
    asyncio.run(work)
    assert did[:2] == [("tcp://127.0.0.1:1", "search.toml [cluster]"), ("there", ["/a.warc"])]
    assert did[2:] == [
        (RUN, at_once or 5, 7),
        ("alpha", {"search.toml": b"words"}, True),
        ("beta", {"search.toml": b"words"}, True),
    ]
    assert [crawl.counts for crawl in crawls] == [{"answered": 3}] * 2


@pytest.mark.parametrize(
    ("tries", "ended", "taken"),
    [
        ([None], None, ["a"]),
        ([Lost("a was lost"), None], None, ["a", "b"]),
        ([Lost("a was lost"), OSError("cut off")], "a was lost; then cut off", ["a", "b"]),
        ([Lost("it was lost"), Lost("it was lost"), None], "it was lost", ["a", "b"]),
    ],
)
def test_a_crawl_whose_worker_is_lost_is_tried_once_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tries: list[Any], ended: str | None, taken: list[str]
) -> None:
    outcomes, asked = iter(tries), list[str]()

    async def run_on_worker(workers: Any, worker: str, crawl: Crawl, files: Any, topic: str) -> None:
        assert crawl.counts == {} and worker in workers.taken
        crawl.counts["scheduled"] = 1
        asked.append(worker)
        if error := next(outcomes):
            raise error

    async def take() -> str:
        workers.taken.append("ab"[len(asked)])
        return str(workers.taken[-1])

    workers: Any = SimpleNamespace(taken=[], take=take)
    monkeypatch.setattr(cluster, "_run_on_worker", run_on_worker)
    crawl = _crawl(tmp_path)
    asyncio.run(cluster._run_on_some_worker(workers, crawl, {}, "topic"))
    assert (crawl.ended, asked, workers.taken) == (ended, taken, [])


class Future:
    """A crawl on a worker: it comes to something, or never ends."""

    def __init__(self, outcome: Any) -> None:
        self.outcome, self.cancelled = outcome, False

    def __await__(self) -> Any:
        return self._wait().__await__()

    async def _wait(self) -> Any:
        if self.outcome is None:
            await asyncio.sleep(60)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def done(self) -> bool:
        return self.outcome is not None

    async def cancel(self) -> None:
        self.cancelled = True


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        ((None, {"answered": 2}, b"asked\n"), None),
        (("it hung", {}, b""), None),
        (ValueError("no such file"), "^worker a: no such file$"),
        (Gone(), "^the scheduler was lost$"),
        (None, "^its worker a was lost$"),
    ],
)
def test_what_a_worker_did_is_brought_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, outcome: Any, why: str | None
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(CancelledError=Gone))
    future, given = Future(outcome), list[Any]()

    def submit(function: Any, *asked: Any, key: str, workers: list[str], allow_other_workers: bool) -> Future:
        crawl, files, topic, own_key = asked
        given.append((function, crawl.board, files, topic, workers, allow_other_workers))
        assert own_key == key and key.startswith("alpha-")
        return future

    async def find() -> list[str]:
        return []

    wait = asyncio.wait

    async def wait_shortly(tasks: Any, timeout: float) -> Any:
        assert timeout == 1
        return await wait(tasks, timeout=0.01)

    monkeypatch.setattr("crawls.cluster.asyncio.wait", wait_shortly)
    workers: Any = SimpleNamespace(client=SimpleNamespace(submit=submit), find=find)
    crawl = _crawl(tmp_path)
    work = cluster._run_on_worker(workers, "a", crawl, {"search.toml": b"x"}, "topic")
    if why:
        with pytest.raises(Lost, match=why):
            asyncio.run(work)
        assert crawl.counts == {} and not crawl.log.exists()
    else:
        asyncio.run(work)
        assert (crawl.ended, crawl.counts, crawl.log.read_bytes()) == outcome
    assert future.cancelled is (outcome is None)
    assert given == [(cluster.crawl_here, "alpha", {"search.toml": b"x"}, "topic", ["a"], False)]


@pytest.mark.parametrize("state", ["processing", "cancelled"])
def test_a_worker_crawls_with_the_files_that_came_and_ends_when_nobody_waits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, state: str
) -> None:
    told: list[Any] = []
    worker = SimpleNamespace(
        state=SimpleNamespace(tasks={"key": SimpleNamespace(state=state)}),
        log_event=lambda topic, event: told.append((topic, event["board"], dict(event["counts"]))),
    )
    fake = SimpleNamespace(get_worker=lambda: worker, Lock=lambda name: name)
    monkeypatch.setitem(sys.modules, "distributed", fake)
    seen: list[Any] = []

    async def run_here(crawl: Crawl, turn: Any) -> None:
        search = Path(crawl.settings["SEARCH_FILE"])
        seen.append((search.name, search.read_bytes(), crawl.settings["RUN"], turn("a.example")))
        crawl.log.parent.mkdir(parents=True)
        crawl.log.write_bytes(b"asked\n")
        crawl.counts["answered"] = 2
        await asyncio.sleep(60 if state == "cancelled" else 0.05)
        crawl.ended = "it hung"

    wait = asyncio.wait

    async def wait_shortly(tasks: Any, timeout: float | None = None) -> Any:
        return await wait(tasks, timeout=timeout and timeout / 100)

    monkeypatch.setattr(cluster, "run_here", run_here)
    monkeypatch.setattr("crawls.cluster.asyncio.wait", wait_shortly)
    crawl = _crawl(tmp_path)
    work = cluster.crawl_here(crawl, {"search.toml": b"words"}, "topic", "key")
    if state == "cancelled":
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(work)
    else:
        assert asyncio.run(work) == ("it hung", {"answered": 2}, b"asked\n")
    assert seen == [("search.toml", b"words", RUN, "wupperjobs a.example")]
    assert told[-1] == ("topic", "alpha", {"answered": 2}) and not crawl.log.exists()


def test_a_scheduler_is_let_go_at_the_end_and_named_if_it_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Client:
        closed = False

        def __init__(self, scheduler: str, asynchronous: bool, timeout: float) -> None:
            self.scheduler = scheduler
            assert asynchronous and timeout == 10

        def __await__(self) -> Any:
            return self._connect().__await__()

        async def _connect(self) -> None:
            if self.scheduler == "nobody":
                raise OSError("refused")

        async def close(self) -> None:
            self.closed = True

    async def connect(scheduler: str) -> Any:
        async with cluster.connected(scheduler, "search.toml [cluster]") as client:
            assert not client.closed
        return client

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client))
    assert asyncio.run(connect("here")).closed
    with pytest.raises(
        ConfigurationError, match=r"^search.toml \[cluster\]: no scheduler answers at nobody within 10 s"
    ):
        asyncio.run(connect("nobody"))
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigurationError, match=r"^search.toml \[cluster\]: .*Install it with"):
        asyncio.run(connect("here"))
