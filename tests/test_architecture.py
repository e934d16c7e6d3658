"""The folders import only what the design allows, and nothing flows back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.rooms import FOLDERS, ROOMS

ROOT = Path(__file__).parents[1]
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
