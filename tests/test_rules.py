"""The checksum over what decides which postings are one job: it covers a threshold wherever that is moved."""

from pathlib import Path

import pytest

from snapshots.rules import find_deciding_files

MOVES = {
    "a module": ("from snapshots.thresholds import NEAR", "snapshots/thresholds.py"),
    "a module as a whole": ("import snapshots.thresholds as given", "snapshots/thresholds.py"),
    "a module of a module": ("from snapshots import thresholds", "snapshots/thresholds.py"),
    "a module of another room": ("def f():\n    from schemas.thresholds import NEAR", "schemas/thresholds.py"),
    "a package": ("from snapshots.thresholds import NEAR", "snapshots/thresholds/__init__.py"),
    "a TOML file": ('near = read(Path(__file__).with_name("near.toml"))', "snapshots/near.toml"),
    "a table": ('near = read(Path(__file__).parent / "tables" / "near.tsv")', "snapshots/tables/near.tsv"),
    "a file of the module's name": ('near = read(Path(__file__).with_suffix(".json"))', "snapshots/pairs.json"),
    "files by a pattern": ('near = map(read, Path(__file__).parent.glob("*.tsv"))', "snapshots/near.tsv"),
    "a file at the root": ('near = read(ROOT / "near.toml")', "near.toml"),
}


@pytest.mark.parametrize("where", MOVES)
def test_a_threshold_that_is_moved_still_counts(where: str, tmp_path: Path) -> None:
    source, moved = MOVES[where]
    files = {"snapshots/assignments.py": "from snapshots.pairs import decide", "snapshots/pairs.py": source}
    for name, words in {**files, moved: "", "snapshots/other.toml": "", "snapshots/life.py": ""}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(words)
    found = {file.relative_to(tmp_path).as_posix() for file in find_deciding_files(root=tmp_path)}
    assert found == {*files, moved}
