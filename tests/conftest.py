"""Properties are tried on the same examples every time, so that a test that passed passes again."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import settings

from tests.replay import run_scrapy

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What `make demo` leaves and says; made once, whatever the number of test processes."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, told = base / "demo" / "output", base / "demo.json"
    try:
        folder.parent.mkdir()
    except FileExistsError:  # another process makes it
        for _ in range(600):
            if told.exists():
                break
            time.sleep(0.5)
    else:
        done = run_scrapy("demo", "--output", str(folder))
        told.with_suffix(".new").write_text(json.dumps([done.returncode, done.stdout, done.stderr]), encoding="utf-8")
        told.with_suffix(".new").rename(told)
    code, said, errors = json.loads(told.read_text(encoding="utf-8"))
    assert code == 0, said + errors
    return folder, said
