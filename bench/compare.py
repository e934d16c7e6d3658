"""`make compare BASE=COMMIT`: what a user sees of the demo and of the accepted rows, at a commit and now.

A change that is meant to keep the product as it is shows no line here; another one shows each column, file and accepted
row that it changes. Times and what follows from them are left out: the column `seconds`, and files' own sums.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

ROOT = Path(__file__).parents[1]
TIMED = {"seconds"}  # columns that hold how long something took
NAMES_SUMS = {"manifest.json", "datapackage.json", "latest.json"}  # name the sums and sizes of files with such columns
NOT_COMPARED = {".log", ".gz", ".lock"}  # logs hold times; the archive is compared by what was read from it


def read_values(demo: Path) -> Iterator[tuple[str, str]]:
    """A name and a sum for each column of each table, and for each other file, of a demo's folder."""
    for file in sorted(demo.rglob("*")):
        name = file.relative_to(demo)
        if not file.is_file() or name.parts[0] == "latest" or {file.suffix, file.name} & (NOT_COMPARED | NAMES_SUMS):
            continue
        if file.suffix == ".parquet":
            table = pq.read_table(file)
            for column in set(table.column_names) - TIMED:
                yield f"{name}: {column}", _sum(repr(table[column].to_pylist()).encode())
        else:
            yield str(name), _sum(file.read_bytes())


def read_accepted(checkout: Path) -> Iterator[tuple[str, str]]:
    """A name and a sum for each field of each accepted row of a board's recording."""
    for file in sorted(checkout.glob("tests/boards/*/rows.json")):
        name, accepted = file.parent.name, json.loads(file.read_text(encoding="utf-8"))
        yield f"{name}: all but its postings", _sum(json.dumps({**accepted, "postings": None}).encode())
        for posting in accepted["postings"]:
            for field, value in posting.items():
                yield f"{name}: {posting['board_ref']} {field}", _sum(json.dumps(value).encode())


def read_checkout(checkout: Path, demo: Path) -> dict[str, str]:
    """All that is compared of a checkout, whose demo is made in the folder `demo`."""
    command = [sys.executable, "-m", "scrapy", "demo", "--output", str(demo)]
    subprocess.run(command, cwd=checkout, check=True, stdout=subprocess.DEVNULL)
    return dict([*read_values(demo), *read_accepted(checkout)])


def main(base: str) -> int:
    """Print what differs, a line each; 1 if anything does."""
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder, "old")
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", old, base], cwd=ROOT, check=True)
        try:
            before, now = read_checkout(old, Path(folder, "before")), read_checkout(ROOT, Path(folder, "now"))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", old], cwd=ROOT, check=True)
    differ = [name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name)]
    for name in differ:
        print(f"{'new' if name not in before else 'gone' if name not in now else 'differs'}\t{name}")
    print(f"{len(differ)} of {len(before.keys() | now.keys())} compared values differ from {base}")
    return 1 if differ else 0


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
