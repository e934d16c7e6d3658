"""A plugin of pytest: coverage.py measures the processes that a test starts, too, each under the name of the test."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

SETTINGS = Path("noting.coveragerc").absolute()


def write_settings(checkout: Path, sources: Iterable[str]) -> None:
    """Where the plugin looks for what is to be measured: the tests run in this checkout."""
    lines = ("[run]", "parallel = true", f"data_file = {checkout / '.coverage'}", f"source = {','.join(sources)}")
    text = "\n".join([*lines, "context = ${PYTEST_CURRENT_TEST}", ""])  # what coverage.py reads where it starts
    (checkout / SETTINGS.name).write_text(text, encoding="utf-8")


def pytest_runtest_setup(item: pytest.Item) -> None:
    os.environ["COVERAGE_PROCESS_START"] = str(SETTINGS)
