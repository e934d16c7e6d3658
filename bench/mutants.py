"""`make mutants`: do the tests notice when the code is wrong? Small faults, one at a time, and the tests that run them.

It takes a sample of all faults that bench/mutations.py can put into the rooms where truth is kept. First each test file
runs once while bench/noting notes which functions it calls, in its own process and in all that it starts; then each
fault is met by the test files that call its function, those of its module first, then the quickest, at most a dozen,
until one fails. It prints those that none notices. All happens in worktrees of the last commit, in a folder of its own.
docs/mutants.md: what survives.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from bench.mutations import Mutant, find_mutants

ROOT = Path(__file__).parents[1]
SHARES = {"snapshots": 0.5, "storage": 0.2, "crawls": 0.2, "pipelines/part.py": 0.1}  # of the sample
SEED, SIZE, AT_ONCE = 11, 160, 2
MOST = 12  # files of tests that meet a fault: what no near and quick one notices is worth a test of its own
PATIENCE = 3  # times as much CPU time as a file's unchanged tests take, and a fault counts as noticed: it runs for ever


S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tests:
    """A file of tests (or of code with examples in docstrings): how long it takes and what functions it calls."""

    name: str
    seconds: float  # under the eye of bench/noting
    calls: list[str]  # as FILE:LINE, the line where the function begins


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


def find_test_files() -> Iterator[str]:
    """The files of tests, but for those of german/, which knows none of the rooms; those of code with examples."""
    tests = (file for file in sorted(ROOT.glob("tests/test_*.py")) if not file.name.startswith("test_german"))
    yield from (file.relative_to(ROOT).as_posix() for file in tests)
    for room in SHARES:
        for file in [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py")):
            if ">>> " in file.read_text(encoding="utf-8"):
                yield file.relative_to(ROOT).as_posix()


def run_tests(checkout: Path, file: str, limit: float = resource.RLIM_INFINITY, /, **environment: str) -> bool:
    """Whether all tests of a file pass in a checkout, each process within so many seconds of CPU time."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", file]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def limit_time() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), resource.RLIM_INFINITY))

    done = subprocess.run(
        command, cwd=checkout, env=clean | environment, preexec_fn=limit_time, check=False, capture_output=True
    )
    if done.returncode == -signal.SIGXCPU:
        print(f"no end after {limit:.0f} s: {file}", flush=True)
    return done.returncode in (0, 5)  # 5: there are none


def note_calls(checkout: Path, file: str) -> Tests | None:
    """Run one file unchanged; None if it fails, so that it would notice everything."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        if not run_tests(checkout, file, PYTHONPATH=str(checkout / "bench/noting"), NOTED=folder):
            print(f"{file} fails without any fault, or under the eye of bench/noting: left out", flush=True)
            return None
        calls = {line for noted in Path(folder).glob("*.txt") for line in noted.read_text().splitlines()}
        return Tests(file, time.monotonic() - began, sorted(calls))


def note_all(checkouts: Checkouts) -> list[Tests]:
    """All files of tests. What was noted of this commit before is read again: noting takes longer than all tests do."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    kept = Path(tempfile.gettempdir()) / f"noted-{commit.strip()}.json"
    if kept.exists():
        return [Tests(**row) for row in json.loads(kept.read_text())]
    noted = [tests for tests in checkouts.each(note_calls, find_test_files()) if tests]
    kept.write_text(json.dumps([asdict(tests) for tests in noted]))
    return noted


def meet(checkout: Path, mutant: Mutant, tests: Iterable[Tests]) -> bool:
    """Whether a test notices the fault."""
    file = checkout / mutant.file
    sound = file.read_bytes()
    called = [test for test in tests if _calls(test, mutant)]
    called = sorted(called, key=lambda test: (not _is_near(test, mutant), test.seconds))[:MOST]
    if not called:
        return False
    file.write_text(mutant.source, encoding="utf-8")
    try:
        return any(
            not run_tests(checkout, test.name, PATIENCE * test.seconds + 20, PYTHONDONTWRITEBYTECODE="1")
            for test in called
        )
    finally:
        file.write_bytes(sound)


def _is_near(test: Tests, mutant: Mutant) -> bool:
    """Whether a test is of the module itself: it names it."""
    module = mutant.file.removesuffix(".py").replace("/", ".")
    return test.name == mutant.file or module in (ROOT / test.name).read_text(encoding="utf-8")


def _calls(test: Tests, mutant: Mutant) -> bool:
    """Whether a test runs the line: its function, or anything of its module if it stands outside of all."""
    if mutant.function > 1:
        return f"{mutant.file}:{mutant.function}" in test.calls
    return any(call.startswith(f"{mutant.file}:") for call in test.calls)


def main(size: int, seed: int) -> int:
    """Print the faults that no test notices; 1 if there are any."""
    with tempfile.TemporaryDirectory() as folder, Checkouts(Path(folder), AT_ONCE) as checkouts:
        began = time.monotonic()
        tests = note_all(checkouts)
        print(f"{len(tests)} files of tests noted in {time.monotonic() - began:.0f} s", flush=True)
        mutants = draw_sample(ROOT, size, seed)
        met = checkouts.each(lambda checkout, mutant: meet(checkout, mutant, tests), mutants)
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
