"""What all tests share: examples of properties that are the same every time, outputs made once, and an object store."""

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from pyarrow import fs

from storage import tables
from storage.layout import Output
from tests.support.replay import boards, replay, run_scrapy
from tests.table_rows import table_rows

EXAMPLES = int(os.environ.get("EXAMPLES", 25))  # of a property that names no number itself; more in `make long`
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=EXAMPLES)
settings.load_profile("repeatable")

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # what tests start hears it, even where they are run by nohup


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """`-n auto` is a worker more than cores: what waits for a server or a process leaves its core to another."""
    return (yield) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Python looks for garbage among what tests make, not again and again among all that was collected."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure() -> None:
    """What was set apart ends like the rest."""
    gc.unfreeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests that tests/tables/faults.tsv names the marker `faults`, for `make faults`."""
    named = {row["tests"] for row in table_rows("faults")}
    for item in items:
        name = f"{item.path.name}::{getattr(item, 'originalname', item.name)}"
        if not named.isdisjoint((name, item.path.name)):
            item.add_marker("faults")


@pytest.fixture(scope="session", autouse=True)
def _quick_files() -> Iterator[None]:
    """Nothing waits for the disk, which helps when the power fails, and that no test plays; and small tables are not
    packed, which takes most of the time of writing and reading them. The commands that tests start do both.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda file: None)
        patch.setattr(tables, "FORM", {"compression": "none", "write_page_checksum": True})
        yield


def make_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of that name, which no test writes into, with what `make` puts there; made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, done = base / name, base / f"{name}.done"
    with FileLock(base / f"{name}.lock"):
        if not done.exists():
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's output folder, and what the demo said."""

    def play(folder: Path) -> None:
        done = run_scrapy("demo", "--output", str(folder))
        assert done.returncode == 0, done.stdout + done.stderr
        folder.with_suffix(".txt").write_text(done.stdout, encoding="utf-8")

    folder = make_once(tmp_path_factory, "demo", play)
    return folder, folder.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def latest(demo: tuple[Path, str]) -> Path:
    """The folder of the demo's second snapshot."""
    return demo[0] / "latest"


@pytest.fixture(scope="session")
def sixty_days(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """The runs of the made-up market, one published after another, a few together."""
    from tests.support.simulated_boards import live_sixty_days

    return Output.at(make_once(tmp_path_factory, "sixty_days", lambda folder: live_sixty_days(Output.at(folder))))


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all boards were collected from their recordings."""
    return make_once(tmp_path_factory, "recorded", lambda folder: replay(folder, boards()))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser, for the tests of a file."""
    from bench.browser import browser, find_browser

    if find_browser() is None:
        pytest.skip("no Chromium on PATH; Debian: apt-get install chromium")
    with browser() as found:
        yield found


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket of an object store on this machine."""
    server = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    store = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    store.start()
    _, port = store.get_host_and_port()
    options = f"endpoint_override=127.0.0.1%3A{port}&scheme=http&region=eu-central-1"
    filesystem, _ = fs.FileSystem.from_uri(f"s3://jobs?{options}&allow_bucket_creation=true")
    filesystem.create_dir("jobs")
    filesystem.delete_dir_contents("jobs")  # of a test before: all servers of a process share what they hold
    yield f"s3://jobs/wuppertal?{options}"
    store.stop()
