"""What all tests share: examples of properties that are the same every time, and one demo."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.support.replay import run_scrapy

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """`-n auto` is a worker more than cores: what waits for a server or a process leaves its core to another."""
    return (yield) + 1


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's output folder, which no test writes into, and what the demo said; made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, said = base / "demo_output", base / "demo_said.txt"
    with FileLock(base / "demo.lock"):
        if not said.exists():
            done = run_scrapy("demo", "--output", str(folder))
            assert done.returncode == 0, done.stdout + done.stderr
            said.write_text(done.stdout, encoding="utf-8")
    return folder, said.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def latest(demo: tuple[Path, str]) -> Path:
    """The folder of the demo's second snapshot."""
    return demo[0] / "latest"
