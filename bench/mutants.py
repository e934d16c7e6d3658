"""`make mutants`: do the tests notice when the code is wrong? Small faults, one at a time, and the tests that run them.

It takes a sample of all faults that bench/mutations.py can put into the rooms where truth is kept. The whole suite runs
once to note which tests run which lines (coverage.py). Each fault is then met by tests that run its line, until one
fails. It prints those that none notices. All happens in worktrees of the last commit, in a folder of its own.
docs/mutants.md: what survives.
"""

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar
from xml.etree import ElementTree

from coverage import CoverageData

from bench.mutations import Mutant, find_mutants
from bench.noting import write_settings

ROOT = Path(__file__).parents[1]
SHARES = {"snapshots": 0.5, "storage": 0.2, "crawls": 0.2, "pipelines/part.py": 0.1}  # of the sample
SEED, SIZE, AT_ONCE = 11, 160, 2
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
MOST, BUDGET = 1_000, 240  # tests that meet a fault, and seconds they took: what these do not notice is worth a test
LIMIT = 600  # seconds of CPU time for a process of tests, after which a fault counts as noticed: it runs for ever


S = TypeVar("S")
T = TypeVar("T")


class Checkouts:
    """Worktrees of the last commit, each for one work at a time."""

    def __init__(self, folder: Path, count: int) -> None:
        self.places = [folder / str(number) for number in range(count)]
        self.free: SimpleQueue[Path] = SimpleQueue()
        self.pool = ThreadPoolExecutor(count)

    def __enter__(self) -> "Checkouts":
        for place in self.places:
            subprocess.run(["git", "worktree", "add", "--quiet", "--detach", place, "HEAD"], cwd=ROOT, check=True)
            (place / ".venv").symlink_to(ROOT / ".venv")  # tests look for tools there
            self.free.put(place)
        return self

    def __exit__(self, *error: object) -> None:
        self.pool.shutdown(cancel_futures=True)
        for place in self.places:
            subprocess.run(["git", "worktree", "remove", "--force", place], cwd=ROOT, check=False)

    def each(self, work: Callable[[Path, S], T], things: Iterable[S]) -> Iterator[T]:
        """What the work makes of each thing, in their order; several at a time, each in a checkout of its own."""

        def one(thing: S) -> T:
            place = self.free.get()
            try:
                return work(place, thing)
            finally:
                self.free.put(place)

        return self.pool.map(one, things)


def draw_sample(checkout: Path, size: int, seed: int) -> list[Mutant]:
    """So many faults, from each room its share."""
    chance, drawn = random.Random(seed), []
    for room, share in SHARES.items():
        files = [checkout / room] if room.endswith(".py") else sorted((checkout / room).rglob("*.py"))
        all_of_room = [
            mutant
            for file in files
            for mutant in find_mutants(file.relative_to(checkout).as_posix(), file.read_text(encoding="utf-8"))
        ]
        drawn += chance.sample(all_of_room, min(round(size * share), len(all_of_room)))
    return drawn


_STEP = re.compile(r"(?:\|(?:setup|run|teardown)| \((?:setup|call|teardown)\))$")  # pytest-cov's, and pytest's own


@dataclass(frozen=True, slots=True)
class Noted:
    """Which tests run which lines, and how long each takes: of one run of the whole suite."""

    lines: dict[str, dict[int, list[str]]]  # by file and line, the tests
    seconds: dict[str, float]

    def find_tests(self, mutant: Mutant) -> list[str]:
        """The tests that run the line of a fault: from each function its quick ones, so that all functions get about
        the same time.

        A line outside of all functions runs but once: for it they are the tests that run any line of its file.
        """
        lines = self.lines.get(mutant.file, {})
        inside = range(mutant.line, mutant.function, -1) if mutant.function > 1 else ()
        tests = next((lines[line] for line in inside if lines.get(line)), None)
        if tests is None and mutant.function == 1:
            tests = list(dict.fromkeys(chain.from_iterable(lines.values())))
        taken, ranked = defaultdict[str, float](float), list[tuple[float, str]]()
        for test in sorted(tests or (), key=self._seconds_of):
            function = test.split("[")[0]
            taken[function] += self._seconds_of(test)
            ranked.append((taken[function], test))
        chosen, left = list[str](), float(BUDGET)
        for _, test in sorted(ranked)[:MOST]:
            left -= self._seconds_of(test)
            if chosen and left < 0:
                break
            chosen.append(test)
        return chosen

    def _seconds_of(self, test: str) -> float:
        return self.seconds.get(test, 0.0)


def note(checkout: Path) -> Noted:
    """Run the whole suite once, and note which of its tests runs which lines, in processes that it starts, too."""
    rooms = [room.removesuffix(".py").split("/")[0] for room in SHARES]
    write_settings(checkout, rooms)
    report = checkout / "noted.xml"
    how = ("-n", str(AT_ONCE), "--dist", "loadscope", "-p", "bench.noting", f"--junitxml={report}")
    measured = (*(f"--cov={room}" for room in rooms), "--cov-context=test", "--cov-report=")
    command = [*PYTEST, *how, *measured]
    subprocess.run(command, cwd=checkout, env=_clean(), check=True, stdout=subprocess.DEVNULL)
    return read_noted(checkout / ".coverage", report, checkout)


def read_noted(covered: Path, report: Path, checkout: Path) -> Noted:
    """What coverage.py and pytest wrote of one run in a checkout."""
    seconds = {}
    for one in ElementTree.parse(report).iter("testcase"):
        test = f"{one.get('classname', '').replace('.', '/')}.py::{one.get('name')}"
        seconds[test] = float(one.get("time", 0))
    data = CoverageData(str(covered))
    data.read()
    lines = {}
    for file in data.measured_files():
        found = data.contexts_by_lineno(file)
        tests = {line: sorted({_STEP.sub("", name) for name in names} - {""}) for line, names in found.items()}
        lines[Path(file).relative_to(checkout).as_posix()] = tests
    return Noted(lines, seconds)


def _clean() -> dict[str, str]:
    """The environment without this process's own path to modules."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "PYTHONDONTWRITEBYTECODE": "1"
    }


def pass_all(checkout: Path, tests: list[str]) -> bool:
    """Whether all these tests pass in a checkout, within `LIMIT` seconds of CPU time."""
    done = subprocess.run(
        [*PYTEST, "-x", *tests],
        cwd=checkout,
        env=_clean(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, resource.RLIM_INFINITY)),
        check=False,
        capture_output=True,
        text=True,
    )
    if "ERROR: not found:" in done.stderr:
        raise RuntimeError(done.stderr)
    return done.returncode == 0


def meet(checkout: Path, mutant: Mutant, tests: list[str]) -> bool:
    """Whether a test notices the fault."""
    file = checkout / mutant.file
    sound = file.read_bytes()
    file.write_text(mutant.source, encoding="utf-8")
    try:
        return bool(tests) and not pass_all(checkout, tests)
    finally:
        file.write_bytes(sound)


def main(size: int, seed: int) -> int:
    """Print the faults that no test notices; 1 if there are any."""
    with tempfile.TemporaryDirectory() as folder, Checkouts(Path(folder), AT_ONCE) as checkouts:
        mutants, noted = draw_sample(ROOT, size, seed), note(checkouts.places[0])
        met = checkouts.each(lambda place, mutant: meet(place, mutant, noted.find_tests(mutant)), mutants)
        survivors = 0
        for number, (mutant, is_noticed) in enumerate(zip(mutants, met, strict=True), start=1):
            survivors += not is_noticed
            if not is_noticed:
                print(f"survives: {mutant}", flush=True)
            if number % 10 == 0:
                print(f"{number} of {len(mutants)} met", flush=True)
    print(f"{survivors} of {len(mutants)} faults survive ({survivors / len(mutants):.1%})")
    return int(survivors > 0)


if __name__ == "__main__":
    size, seed = (int(word) for word in (sys.argv[1:] + [str(SIZE), str(SEED)][len(sys.argv) - 1 :]))
    sys.exit(main(size, seed))
