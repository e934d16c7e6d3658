"""A collection over a cluster of two workers: the same parts, one owner a site, and what a lost worker costs."""

import asyncio
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commands._command import guarded
from crawls import cluster as _cluster
from crawls.cluster import crawl_over_cluster
from crawls.collecting import collect
from crawls.processes import Crawl, run_crawls
from crawls.worker_check import Facts, describe, find_difference
from crawls.workers import Lost, Workers
from german.places.search import load_search
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from storage.layout import Output
from tests.support.replay import BOARDS, ROOT, collected

distributed: Any = pytest.importorskip("distributed", reason="dask is not installed")

RUN = "20261122T050000Z"

# Stands in for a board's process: as much of its talk as the parent hears, in a hundredth of its time.
STAND_IN = """#!{python}
import json, os, pathlib, signal, sys, time
board, words = sys.argv[-1], json.loads(os.environ["WUPPERJOBS_CRAWL"])
here, site, parent = pathlib.Path(words["OUTPUT"]), words["SITE"], os.getppid()
print("said by", board, file=sys.stderr)


def await_(name):
    until = time.monotonic() + 30
    while not (here / name).exists():
        assert os.getppid() == parent and time.monotonic() < until, f"waited in vain for {{name}}"
        time.sleep(0.02)


print(json.dumps({{"sites": [site] if site else []}}), flush=True)
assert sys.stdin.readline()
assert pathlib.Path(words["SEARCH_FILE"]).read_bytes() == b"what is searched"
with (here / "starts").open("a") as file:
    file.write(f"{{board}} {{parent}}\\n")
print(json.dumps({{"scheduled": 3, "answered": 2}}), flush=True)
(here / f"{{board}} begun").write_text(str(os.getpid()))
if board == "silent":
    time.sleep(60)
if board == "unlucky" and (here / "starts").read_text().count(board) == 1:
    await_("witness begun")
    os.kill(parent, signal.SIGKILL)
    sys.exit()
if board == "unlucky":
    (here / "tried again").touch()
if board == "witness":
    await_("tried again")
if site == "shared.example":
    os.close(os.open(here / "asked now", os.O_CREAT | os.O_EXCL))
    await_("apart begun")
    time.sleep(0.2)
    os.unlink(here / "asked now")
if board == "apart":
    await_("asked now")
print(json.dumps({{"scheduled": 3, "answered": 3}}), flush=True)
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The scheduler's address. Two workers on this machine, each a process that takes two crawls at a time."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=2,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        processes=True,
        scheduler_kwargs={"dashboard": False},
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def project(tmp_path: Path, cluster: str) -> Path:
    """A search of the recorded boards that names the cluster."""
    for file in BOARDS.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "search.toml").open("a") as search:
        search.write(f'[cluster]\nscheduler = "{cluster}"\n')
    return tmp_path


@pytest.fixture
def on_workers(cluster: str) -> Iterator[Callable[[str, str, Any], None]]:
    """Sets a name of a module on every worker until the test is over, also on those that come later."""
    with distributed.Client(cluster) as client:
        plugins = []

        def put(module: str, name: str, value: Any) -> None:
            plugins.append(Patch(module, name, value))
            client.register_plugin(plugins[-1])

        yield put
        for plugin in plugins:
            client.unregister_worker_plugin(plugin.name)


class Patch(distributed.WorkerPlugin):  # type: ignore[misc]
    def __init__(self, module: str, attribute: str, value: Any) -> None:
        self.name = f"{module}.{attribute}"
        self.module, self.attribute, self.value = module, attribute, value

    def setup(self, worker: Any) -> None:
        __import__(self.module)
        self.before = getattr(sys.modules[self.module], self.attribute)
        setattr(sys.modules[self.module], self.attribute, self.value)

    def teardown(self, worker: Any) -> None:
        setattr(sys.modules[self.module], self.attribute, self.before)


@pytest.fixture
def stand_in(tmp_path: Path) -> str:
    """A program that is started in place of Python."""
    script = tmp_path / "stand_in"
    script.write_text(STAND_IN.format(python=sys.executable))
    script.chmod(0o755)
    return str(script)


@pytest.fixture
def made_up(project: Path, stand_in: str, on_workers: Callable[..., None]) -> Callable[..., list[Crawl]]:
    """Crawls of made-up boards, given with their sites, on the cluster."""
    on_workers("sys", "executable", stand_in)
    return lambda **sites: make_crawls(project, sites)


FACTS = {"access": "open", "checked": "recorded", "floor": 0}


def make_crawls(project: Path, sites: dict[str, str]) -> list[Crawl]:
    words = {"OUTPUT": str(project), "SEARCH_FILE": str(project / "search.toml")}
    logs = project / "logs" / RUN
    return [
        Crawl(board, {**words, "SITE": site}, logs / f"{board}.log", 0.5 if board == "silent" else 30, FACTS)
        for board, site in sites.items()
    ]


async def run_them(project: Path, crawls: list[Crawl], where: str = "") -> None:
    search = load_search(project / "search.toml")
    (project / "search.toml").write_text("what is searched")  # it is this that travels
    await crawl_over_cluster(search, crawls, Output.at(project), where or str(project), RUN, None)


def starts(project: Path) -> list[list[str]]:
    """Board and worker process of each crawl that got its turn."""
    return [line.split() for line in (project / "starts").read_text().splitlines()]


def test_a_replay_over_the_cluster_leaves_the_parts_of_one_on_this_machine(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replay = [str(BOARDS / "arbeitnow" / "recorded.warc")]
    monkeypatch.chdir(ROOT)
    output = project / "output"
    assert collect(["arbeitnow"], str(project / "search.toml"), str(output), replay=replay, as_json=True) == 0
    run = json.loads(capsys.readouterr().out)["run"]
    assert collected(output, "arbeitnow") == json.loads((BOARDS / "arbeitnow" / "rows.json").read_text("utf-8"))
    assert "Spider closed (finished)" in (output / "logs" / run / "arbeitnow.log").read_text()
    assert sorted(file.name for file in output.iterdir()) == [".lock", "logs", "postings", "rejected"]


def test_boards_of_one_site_never_overlap_and_others_do(project: Path, made_up: Callable[..., list[Crawl]]) -> None:
    crawls = made_up(one="shared.example", two="shared.example", apart="other.example", silent="third.example")
    asyncio.run(run_them(project, crawls))
    *busy, silent = crawls
    for crawl in busy:  # each says so if another one asks at its site, or if none asks elsewhere
        assert crawl.ended is None, crawl.log.read_text()
        assert crawl.counts == {"scheduled": 3, "answered": 3}
        assert crawl.log.read_text() == f"said by {crawl.board}\n"
    assert silent.ended == f"no sign of life for 0 s; see logs/{RUN}/silent.log"
    assert not is_alive(project / "silent begun")
    assert len({worker for _, worker in starts(project)}) == 2


def test_on_this_machine_too_and_without_dask(project: Path, stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("dask", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)  # an import of it fails
    monkeypatch.setattr(sys, "executable", stand_in)
    (project / "search.toml").write_text("what is searched")
    crawls = make_crawls(project, {"one": "shared.example", "two": "shared.example", "apart": "other.example"})
    asyncio.run(run_crawls(crawls, Output.at(project), RUN, 3))
    assert [crawl.ended for crawl in crawls] == [None] * 3


@pytest.mark.long
def test_a_lost_worker_costs_its_boards_a_second_try(project: Path, made_up: Callable[..., list[Crawl]]) -> None:
    unlucky, witness = crawls = made_up(unlucky="", witness="b.example")
    asyncio.run(run_them(project, crawls))
    assert (unlucky.ended, witness.ended) == (None, None), witness.log.read_text()
    first, second = (worker for board, worker in starts(project) if board == "unlucky")
    assert first != second
    assert [board for board, _ in starts(project)].count("witness") == 1


def test_a_run_broken_off_ends_its_crawls_on_the_workers(project: Path, made_up: Callable[..., list[Crawl]]) -> None:
    crawls = made_up(witness="a.example")

    async def break_off() -> None:
        running = asyncio.create_task(run_them(project, crawls))
        while not (project / "witness begun").exists():
            assert not running.done(), crawls[0].ended
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.wait([running])

    asyncio.run(break_off())
    until = time.monotonic() + 20
    while is_alive(project / "witness begun"):
        assert time.monotonic() < until, "the crawl goes on although nobody waits for it"
        time.sleep(0.1)


def is_alive(file: Path) -> bool:
    """Whether the process whose number a file holds still runs."""
    try:
        return Path(f"/proc/{file.read_text()}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_a_worker_that_would_crawl_otherwise_is_refused(
    project: Path, cluster: str, on_workers: Callable[..., None], tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=r"worker tcp://127.*: it does not see the output .* --output"):
        asyncio.run(run_them(project, [], where=str(tmp_path / "another machine's")))
    (tmp_path / "settings.py").write_text("")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    on_workers("crawls.worker_check", "ROOT", tmp_path)
    (project / "search.toml").write_bytes((BOARDS / "search.toml").read_bytes())
    with pytest.raises(ConfigurationError, match=r"worker tcp://127.*: its crawls/__init__.py is another than here"):
        asyncio.run(run_them(project, []))


def test_every_difference_is_named_with_its_cure(tmp_path: Path) -> None:
    here = describe(str(tmp_path), "token", ["/nowhere.warc"])
    (tmp_path / "token").touch()
    assert find_difference(here, describe(str(tmp_path), "token", [])) is None
    unseen = describe(str(tmp_path), "token", ["/nowhere.warc"])
    assert find_difference(here, unseen) == (
        "it does not see /nowhere.warc; put the recording into a folder that all machines share"
    )
    older: Facts = {**here, "versions": {**here["versions"], "python": "3.10", "distributed": None}}
    assert "it has python 3.10, here is 3." in str(find_difference(here, older))
    assert "does not run this project (ModuleNotFoundError" in str(find_difference(here, ModuleNotFoundError()))


def test_a_board_whose_worker_is_lost_twice_fails_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def lose(workers: Workers, worker: str, *facts: Any) -> None:
        asked.append(worker)
        workers.client.there.pop(worker)
        raise Lost(f"its worker {worker} was lost")

    monkeypatch.setattr(_cluster, "_run_on_worker", lose)
    monkeypatch.setattr("crawls.workers.NO_WORKER_SECONDS", 0)
    workers = Workers(Fake("a", "b"), Output.at(tmp_path), str(tmp_path), ())
    (crawl,) = make_crawls(tmp_path, {"one": "a.example"})
    asyncio.run(_cluster._run_on_some_worker(workers, crawl, {}, ""))
    assert crawl.ended == "its worker a was lost; then its worker b was lost"
    asyncio.run(_cluster._run_on_some_worker(workers, crawl, {}, ""))
    assert crawl.ended == "there has been no worker for 0 s"
    workers.client.status = "closed"
    asyncio.run(_cluster._run_on_some_worker(workers, crawl, {}, ""))
    assert crawl.ended == "the scheduler was lost"


class Fake:
    """A client whose workers all run this code."""

    status = "running"

    def __init__(self, *addresses: str) -> None:
        self.there = {address: {"nthreads": 1} for address in addresses}
        self.scheduler = self

    async def identity(self, n_workers: int) -> dict[str, Any]:
        return {"workers": dict(self.there)}

    async def run(self, function: Callable[..., Facts], *args: Any, workers: list[str], on_error: str) -> Any:
        return dict.fromkeys(workers, function(*args))


def test_what_is_missing_is_named_with_its_cure(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(_cluster, "CONNECT_SECONDS", 0.3)

    def says(scheduler: str) -> str:
        search = tmp_path / f"{scheduler[-4:]}.toml"
        search.write_text((BOARDS / "search.toml").read_text() + f'[cluster]\nscheduler = "{scheduler}"\n')
        replay = [str(BOARDS / "greenhouse" / "recorded.warc")]
        run = lambda: collect(["greenhouse"], str(search), str(tmp_path / "out"), replay=replay)  # noqa: E731
        assert guarded(run) == ExitCode.MISCONFIGURED
        return capsys.readouterr().err

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, and nobody listens
        nobody = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        assert f"no scheduler answers at {nobody} within 0.3 s. Start one with" in says(nobody)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "Install it with `make .venv/ready-dev`, here and on each worker" in says("tcp://127.0.0.1:1")
