"""Every command: quick to start, and a word that is no option of it is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.replay import ROOT

COMMANDS = sorted(file.stem for file in (ROOT / "commands").glob("[a-z]*.py"))
# Runs a command as `scrapy` does, then tells which modules it has loaded.
TELL_MODULES = """
import json, sys
from scrapy.cmdline import execute
try:
    execute(["scrapy", *sys.argv[1:]])
finally:
    print(json.dumps(sorted(sys.modules)))
"""


def run_scrapy(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def modules_of(*words: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", TELL_MODULES, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode < 2, ran.stderr  # 1: the demo was recorded long ago
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("words", "slow"),
    [
        (["--help"], {"pandas", "pyarrow", "rich", "dateparser", "report", "crawls", "german", "snapshots", "storage"}),
        (["status", "--output"], {"pandas", "dateparser", "crawls", "german", "duckdb", "xlsxwriter"}),
    ],
)
def test_a_command_loads_only_what_it_needs(words: list[str], slow: set[str], demo: tuple[Path, str]) -> None:
    loaded = modules_of(*words, *([str(demo[0])] if words[-1] == "--output" else []))
    assert "commands.status" in loaded
    assert slow & loaded == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for_and_refuses_unknown_options(name: str) -> None:
    ran = run_scrapy(name, "--outptu", "x")
    assert ran.returncode == 2
    assert "unknown option --outptu" in ran.stderr, ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_misspelt_option_is_answered_with_the_nearest() -> None:
    assert "did you mean '--output'" in run_scrapy("status", "--outptu", "x").stderr


def test_who_stops_reading_an_export_gets_no_error(demo: tuple[Path, str]) -> None:
    read, write = os.pipe()
    os.close(read)
    words = ["export", "-", "--output", str(demo[0]), "--table", "descriptions", "--all"]
    ran = subprocess.run(
        [sys.executable, "-m", "scrapy", *words], cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")
