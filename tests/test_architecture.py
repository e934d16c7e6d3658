"""The folders import only what the design allows, and nothing flows back."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "schemas": set(),
    "german": {"schemas"},
    "storage": {"schemas"},
    "spiders": {"schemas", "storage"},
    "pipelines": {"schemas", "storage", "german"},
    "snapshots": {"schemas", "storage", "german"},
    "report": {"schemas", "storage"},
    "crawls": {"schemas", "storage", "german", "spiders", "pipelines", "snapshots", "report"},
    "scouting": {"schemas", "storage", "german", "spiders", "crawls"},
    "commands": {"schemas", "storage", "german", "spiders", "pipelines", "snapshots", "report", "crawls", "scouting"},
    "examples": set(),
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "misc"}


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_only_what_the_design_allows(folder: str) -> None:
    ours = set(ALLOWED) | {"tests", "bench", "settings"}
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: relative import"
                names = [node.module or ""]
            for name in names:
                package = name.split(".")[0]
                assert package not in ours - ALLOWED[folder] - {folder}, f"{file.relative_to(ROOT)} imports {name}"


def test_file_names_say_what_a_file_is_for() -> None:
    for folder in ALLOWED:
        for file in (ROOT / folder).rglob("*.py"):
            assert file.stem.strip("_") not in FORBIDDEN_NAMES, file


def test_requirements_hold_names_versions_and_hashes_only() -> None:
    for file in ROOT.glob("requirements*.txt"):
        text = file.read_text(encoding="utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins and all("==" in line for line in pins)
        assert text.count("--hash=sha256:") >= len(pins)
