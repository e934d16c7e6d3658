"""Every command: quick to start, and a word that is no option of it is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.long_cases import mostly_long
from tests.support.replay import ROOT, run_commands

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


def test_a_misspelt_option_of_any_command_is_told_with_the_nearest() -> None:
    for name, (code, said) in zip(COMMANDS, run_commands([[name, "--seach", "x"] for name in COMMANDS]), strict=True):
        assert code == 2 and "unknown option --seach" in said and "Traceback" not in said, f"{name}: {said}"
    ((_, said),) = run_commands([["status", "--outptu", "x"]])
    assert "did you mean '--output'" in said


def test_a_word_that_a_command_does_not_take_is_refused() -> None:
    takes_none = [name for name in COMMANDS if name in ("run", "status", "publish", "alert", "demo", "forget", "pay")]
    assert len(takes_none) == 7
    for name, (code, said) in zip(takes_none, run_commands([[name, "arbeitnow"] for name in takes_none]), strict=True):
        assert code == 2 and "arbeitnow: this command takes options alone" in said, f"{name}: {said}"


WORDY = [["export", "-", "--table", "descriptions", "--all"], ["status"], ["status", "--json"]]


@pytest.mark.parametrize("words", mostly_long(WORDY, WORDY[:1]))
def test_who_stops_reading_gets_no_error(words: list[str], demo: tuple[Path, str]) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "scrapy", *words, "--output", str(demo[0])]
    ran = subprocess.run(command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (141, b"")
