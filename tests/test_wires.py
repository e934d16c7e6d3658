"""The names by which rooms tell each other things are written once, in schemas/wires.py."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.rooms import ROOMS
from schemas.wires import Meta, Stat
from tests.support.replay import ROOT
from tests.table_rows import each_row

FILES = sorted(file for folder in ROOMS for file in (ROOT / folder).rglob("*.py"))


def names_of(wires: type) -> dict[str, str]:
    """What stands in the class, by the name it has there."""
    return {name: value for name, value in vars(wires).items() if name.isupper()}


def words_in(node: ast.AST) -> Iterator[str]:
    for found in ast.walk(node):
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield found.value


def meta_keys_in(node: ast.AST) -> Iterator[str]:
    """The keys that a file writes out: `….meta["key"]`, `….meta.get("key")`, `meta={"key": …}`."""
    for found in ast.walk(node):
        match found:
            case ast.Subscript(value=ast.Attribute(attr="meta"), slice=key):
                yield from words_in(key)
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="meta")), args=[key, *_]):
                yield from words_in(key)
            case ast.keyword(arg="meta", value=ast.Dict(keys=keys)):
                yield from (word for key in keys if key for word in words_in(key))


@each_row(FILES)
def test_a_name_of_several_rooms_is_not_written_out(file: Path) -> None:
    if file.name == "wires.py":
        return
    tree = ast.parse(file.read_text(encoding="utf-8"))
    stats, keys = tuple(names_of(Stat).values()), set(names_of(Meta).values())
    assert [word for word in words_in(tree) if word.startswith(stats)] == []
    assert keys.isdisjoint(meta_keys_in(tree))


@pytest.mark.parametrize("wires", [Stat, Meta])
def test_each_name_is_used(wires: type) -> None:
    texts = [file.read_text(encoding="utf-8") for file in FILES]
    for name in names_of(wires):
        assert any(f"{wires.__name__}.{name}" in text for text in texts), name
