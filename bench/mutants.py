"""`make mutants`: do the tests notice when the code is wrong? Small faults, one at a time, and the tests that are near.

It takes a sample of all faults that bench/mutations.py can put into the rooms where truth is kept. Each is met by the
doctests of its module and by the test files that import it, and if none fails, by all other test files of its room. It
prints those that none notices. All happens in worktrees of the last commit, in a folder of its own. docs/mutants.md:
what survives.
"""

import ast
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from bench.mutations import Mutant, find_mutants

ROOT = Path(__file__).parents[1]
SHARES = {"snapshots": 0.5, "storage": 0.2, "crawls": 0.2, "pipelines/part.py": 0.1}  # of the sample
SEED, SIZE, AT_ONCE = 11, 160, 2
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
LIMIT = 1_200  # seconds of CPU time for a process of tests, after which a fault counts as noticed: it runs for ever
_DOT = re.compile(r"\.")


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


class Suite:
    """The test files of a checkout, by what they import."""

    def __init__(self, checkout: Path) -> None:
        self.imports = {
            file.relative_to(checkout).as_posix(): find_imports(file.read_text(encoding="utf-8"))
            for file in sorted((checkout / "tests").rglob("*.py"))
        }

    def near(self, mutant: Mutant) -> list[str]:
        """The file of a fault, which has doctests, and the test files that import its module."""
        return [mutant.file, *self._that_import(_module_of(mutant.file))]

    def of_room(self, mutant: Mutant) -> list[str]:
        """The other test files that import anything of its room, or what the tests share that does."""
        room = mutant.file.split("/")[0]
        shared = {_module_of(file) for file, names in self.imports.items() if "/support/" in file and room in names}
        return [file for file in self._that_import(room, *shared) if file not in self.near(mutant)]

    def _that_import(self, *modules: str) -> list[str]:
        files = (file for file in self.imports if file.split("/")[-1].startswith("test_"))
        return [file for file in files if not self.imports[file].isdisjoint(modules)]


def find_imports(source: str) -> set[str]:
    """The modules that a source imports anywhere, and the packages that they are in.

    >>> sorted(find_imports("from storage.files import write_whole\\nimport snapshots.lag"))
    ['snapshots', 'snapshots.lag', 'storage', 'storage.files', 'storage.files.write_whole']
    """
    names = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
    return {name[:end] for name in names for end in (*(dot.start() for dot in _DOT.finditer(name)), len(name))}


def _module_of(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")


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


def meet(checkout: Path, mutant: Mutant, tests: Suite) -> bool:
    """Whether a test notices the fault."""
    file = checkout / mutant.file
    sound = file.read_bytes()
    file.write_text(mutant.source, encoding="utf-8")
    try:
        return not (pass_all(checkout, tests.near(mutant)) and pass_all(checkout, tests.of_room(mutant)))
    finally:
        file.write_bytes(sound)


def main(size: int, seed: int) -> int:
    """Print the faults that no test notices; 1 if there are any."""
    with tempfile.TemporaryDirectory() as folder, Checkouts(Path(folder), AT_ONCE) as checkouts:
        place = checkouts.places[0]
        mutants, tests = draw_sample(place, size, seed), Suite(place)
        met = checkouts.each(lambda place, mutant: meet(place, mutant, tests), mutants)
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
