"""The folders import only what the design allows, and nothing flows back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.rooms import FOLDERS, ROOMS
from tests.support.file_writes import find_writes

ROOT = Path(__file__).parents[1]
WRITERS = {  # modules outside storage/ that write files themselves, and why
    "commands/_command.py": "turns standard output to the null device once nobody reads it; no file is written",
    "german/places/make_gazetteer.py": "run by hand; german may not import storage",
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "misc"}


def imports_of(folder: str) -> Iterator[tuple[Path, str]]:
    """The files of a folder, each with the modules that it imports."""
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file.relative_to(ROOT), alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: relative import"
                yield file.relative_to(ROOT), node.module or ""


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_the_design_allows(room: str) -> None:
    others = {*ROOMS, "tests", "bench", "settings"} - ROOMS[room] - {room}
    assert [(file, name) for file, name in imports_of(room) if name.split(".")[0] in others] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_inside_a_room_imports_only_what_the_design_allows(folder: str) -> None:
    room, allowed = folder.partition("/")[0], FOLDERS[folder] | {folder}
    of_room = [(file, name) for file, name in imports_of(folder) if name.split(".")[0] == room]
    assert [(file, name) for file, name in of_room if "/".join(name.split(".")[:2]) not in allowed] == []


def test_only_storage_writes_files() -> None:
    files = [ROOT / "settings.py", *(file for folder in ROOMS for file in sorted((ROOT / folder).rglob("*.py")))]
    writing = {file.relative_to(ROOT).as_posix(): find_writes(file.read_text(encoding="utf-8")) for file in files}
    assert {name for name, places in writing.items() if places and name.startswith("storage/")}
    outside = {name: places for name, places in writing.items() if places and not name.startswith("storage/")}
    assert outside.keys() == WRITERS.keys(), f"let storage/files.py write, or name an exception: {outside}"


@pytest.mark.parametrize(
    "source",
    [
        "path.write_text(words)",
        "Path(folder, name).write_bytes(b'')",
        'open(path, "w")',
        'open(path, mode="ab")',
        "open(path, mode)",
        'path.open("r+b")',
        'path.open(encoding="utf-8", mode="x")',
        'gzip.open(path, "wt")',
        'import gzip\ngzip.open(path, "wb")',
        "staging.rename(path)",
        "staging.replace(path)",
        "staging.replace(target=path)",
        "path.unlink(missing_ok=True)",
        "path.parent.mkdir(parents=True)",
        "path.touch()",
        "link.symlink_to(path)",
        "import shutil\nshutil.rmtree(folder)",
        "from shutil import rmtree",
        "import tempfile",
        "import os\nos.replace(staging, path)",
        "import os\nos.open(path, flags)",
        "import os as system\nsystem.remove(path)",
        "import os.path\nos.makedirs(folder)",
        "from os import unlink",
        "import pyarrow.parquet as pq\npq.write_table(table, path)",
        "from pyarrow import parquet\nwriter = parquet.ParquetWriter(path, schema)",
        "from pyarrow.parquet import write_table",
        "output.filesystem.open_output_stream(path)",
        "output.filesystem.create_dir(path, recursive=True)",
        "output.filesystem.move(staging, path)",
        "output.filesystem.delete_dir(path)",
        "frame.to_csv(path)",
        "import logging\nlogging.FileHandler(path)",
    ],
)
def test_what_writes_a_file_is_found(source: str) -> None:
    assert len(find_writes(source)) >= 1


@pytest.mark.parametrize(
    "source",
    [
        'open(path, encoding="utf-8")',
        'open(path, "rb")',
        'path.open(encoding="utf-8", newline="")',
        'path.open("r")',
        "path.read_text()",
        "import gzip\ngzip.open(stream)",
        "import pyarrow.parquet as pq\npq.read_table(path)",
        "output.filesystem.open_input_stream(path)",
        'words.replace("a", "b")',
        "at.replace(tzinfo=UTC)",
        "request.replace(method='POST', body=body)",
        "import dataclasses\ndataclasses.replace(crawl, log=path)",
        "taken.remove(worker)",
        "import os\nos.environ.get('KEY'), os.path.exists(path), os.cpu_count()",
        "from storage.tables import write_table\nwrite_table(output, table, path)",
        "stream.write(b'')",
        "file.write_table(rows)",
        '"path.write_text(words)"  # open(path, "w")',
    ],
)
def test_what_reads_a_file_passes(source: str) -> None:
    assert find_writes(source) == []


def test_file_names_say_what_a_file_is_for() -> None:
    for folder in ROOMS:
        for file in (ROOT / folder).rglob("*.py"):
            assert file.stem.strip("_") not in FORBIDDEN_NAMES, file


def test_requirements_hold_names_versions_and_hashes_only() -> None:
    for file in ROOT.glob("requirements*.txt"):
        text = file.read_text(encoding="utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins and all("==" in line for line in pins)
        assert text.count("--hash=sha256:") >= len(pins)
