"""`make mutants`: do the tests notice when the code is wrong? Small faults, one at a time, and the tests that run them.

It takes a sample of all faults that bench/mutations.py can put into the rooms where truth is kept. Each fault is met by
the test files that are near to its module, at most six, until one fails. It prints those that none notices. All
happens in worktrees of the last commit, in a folder of its own.
docs/mutants.md: what survives.
"""

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from bench.mutations import Mutant, find_mutants

ROOT = Path(__file__).parents[1]
SHARES = {"snapshots": 0.5, "storage": 0.2, "crawls": 0.2, "pipelines/part.py": 0.1}  # of the sample
SEED, SIZE, AT_ONCE = 11, 160, 2
MOST = 6  # files of tests that meet a fault: what no near and quick one notices is worth a test of its own
LIMIT = 60  # seconds of CPU time for a process of tests, after which a fault counts as noticed: it runs for ever


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


def find_tests(file: str) -> list[str]:
    """The files of tests that may notice a fault in a module, the likeliest first, at most `MOST`.

    They are those that name the module, and its own examples; those that name a module that imports it; those that
    name another module of its room. Small files come first, since they are mostly quick.
    """
    tests, code = _read_tests(), _read_code()
    users = [user for user, text in code.items() if _names(text, file)]
    steps = (
        [test for test, text in tests.items() if _names(text, file)],
        [test for test, text in tests.items() if any(_names(text, user) for user in users)],
        [test for test, text in tests.items() if f"from {file.split('/')[0]}." in text],
    )
    ordered = chain.from_iterable(sorted(step, key=lambda test: len(tests[test])) for step in steps)
    return list(dict.fromkeys(([file] if ">>> " in code[file] else []) + list(ordered)))[:MOST]


def _names(text: str, file: str) -> bool:
    """Whether a text names a module: as Python imports it, or as a string."""
    return re.search(rf"\b{re.escape(file.removesuffix('.py').replace('/', '.'))}\b", text) is not None


@cache
def _read_code() -> dict[str, str]:
    """The text of the modules in the rooms where truth is kept and in those that use them, by file."""
    rooms = ("schemas", "storage", "pipelines", "crawls", "snapshots", "report", "commands")
    return _read(chain.from_iterable((ROOT / room).rglob("*.py") for room in rooms))


@cache
def _read_tests() -> dict[str, str]:
    return _read((ROOT / "tests").glob("test_*.py"))


def _read(files: Iterable[Path]) -> dict[str, str]:
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in sorted(files)}


def run_tests(checkout: Path, file: str) -> bool:
    """Whether all tests of a file pass in a checkout, each process within `LIMIT` seconds of CPU time."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", file]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=checkout,
        env=clean | {"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, resource.RLIM_INFINITY)),
        check=False,
        capture_output=True,
    )
    return done.returncode in (0, 5)  # 5: there are none


def meet(checkout: Path, mutant: Mutant) -> bool:
    """Whether a test notices the fault."""
    file = checkout / mutant.file
    sound = file.read_bytes()
    file.write_text(mutant.source, encoding="utf-8")
    try:
        return any(not run_tests(checkout, test) for test in find_tests(mutant.file))
    finally:
        file.write_bytes(sound)


def main(size: int, seed: int) -> int:
    """Print the faults that no test notices; 1 if there are any."""
    with tempfile.TemporaryDirectory() as folder, Checkouts(Path(folder), AT_ONCE) as checkouts:
        mutants = draw_sample(ROOT, size, seed)
        met = checkouts.each(meet, mutants)
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
