"""docs/house.md and the other documents of contributors: what they name exists, and nothing is left out."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from scrapy.settings import default_settings

import settings
from report.documents import DOCS, make_documents
from tests.support.replay import ROOT

HOUSE_MD = DOCS / "house.md"
_FILE = re.compile(r"`((?:[\w.-]+/)*[\w.-]+(?:\.\w{2,4}|/))`")
_CALL = re.compile(r"`([\w.]+)\(\)`")
_CONSTANT = re.compile(r"`([A-Z_]{3,})`")
_WRITTEN = HOUSE_MD.read_text(encoding="utf-8").partition("## The map")[0]
_LINES = [line for line in _WRITTEN.splitlines() if _FILE.search(line)]


def defined_in(file: Path) -> set[str]:
    """The functions, classes and constants of a file, methods with their class."""
    if file.suffix != ".py":
        return set()
    names = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return names


def test_the_map_of_the_rooms_is_that_of_the_code() -> None:
    assert HOUSE_MD.read_text(encoding="utf-8") == make_documents()[HOUSE_MD], "run: make docs"


@pytest.mark.parametrize("line", _LINES, ids=lambda line: line[:40])
def test_every_file_and_function_named_exists(line: str) -> None:
    files = [ROOT / name for name in _FILE.findall(line)]
    assert [file for file in files if not file.exists()] == []
    names = set[str]().union(*map(defined_in, files))
    assert {*_CALL.findall(line), *_CONSTANT.findall(line)} - names == set()


def test_every_function_named_stands_beside_its_file() -> None:
    calls = [line for line in _WRITTEN.splitlines() if _CALL.search(line) and line not in _LINES]
    assert len(_LINES) > 30 and calls == []


def test_the_index_names_every_document_once() -> None:
    named = re.findall(r"\]\(([\w.-]+)\)", (DOCS / "README.md").read_text(encoding="utf-8"))
    files = {file.name for file in DOCS.iterdir() if file.is_file()} - {"README.md"}
    assert sorted(named) == sorted(files)


def test_each_setting_of_our_own_is_documented() -> None:
    ours = {name for name in vars(settings) if name.isupper() and not hasattr(default_settings, name)}
    rows = re.findall(r"(?m)^\| `([A-Z_]+)` \|", (DOCS / "manners.md").read_text(encoding="utf-8"))
    assert sorted(rows) == sorted(ours)


def test_the_hooks_run_what_make_check_runs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    entries = {hook["entry"] for repository in hooks["repos"] for hook in repository["hooks"]}
    assert all(hook["language"] == "system" for hook in hooks["repos"][0]["hooks"])
    assert all((ROOT / entry.split()[0]).exists() for entry in entries)
    (check,) = re.findall(r"(?m)^check:.*\n\t@(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert entries == set(check.replace("$(BIN)", ".venv/bin").split(" && "))
