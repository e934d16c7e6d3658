"""Writes the map of the rooms in docs/house.md from the import table and the first lines of docstrings."""

import ast
from collections.abc import Iterator
from pathlib import Path

from schemas.documents import put_between_marks
from schemas.rooms import FOLDERS, ROOMS

ROOT = Path(__file__).resolve().parents[1]


def write_house(document: str) -> str:
    """The document with the map of the rooms. A test fails when docs/house.md is stale.

    Raises ValueError where a mark is missing.
    """
    return put_between_marks(document, "\n\n".join(_describe(folder) for folder in find_folders()), "map")


def find_folders() -> Iterator[Path]:
    """The packages of each room, the room itself first."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("__init__.py")):
            yield file.parent


def first_line(file: Path) -> str:
    """The first line of a module's docstring. Raises ValueError where it has none.

    >>> first_line(ROOT / "schemas" / "places.py")
    'One place of work of a posting or a job.'
    """
    words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    if not words:
        raise ValueError(f"{file.relative_to(ROOT)} has no docstring")
    return words.splitlines()[0]


def say_imports(folder: str) -> str:
    """What a folder may import of ours, in words.

    >>> say_imports("spiders"), say_imports("german/pay"), say_imports("schemas")
    ('`schemas`, `storage`', 'as `german`; of that only `german/words`', 'nothing of ours')
    """
    room = folder.partition("/")[0]
    if folder in ROOMS:
        return ", ".join(f"`{name}`" for name in ROOMS if name in ROOMS[folder]) or "nothing of ours"
    if folder not in FOLDERS:
        return f"as `{room}`"
    own = ", ".join(f"`{name}`" for name in FOLDERS if name in FOLDERS[folder])
    return f"as `{room}`; of that {'only ' + own if own else 'nothing outside this folder'}"


def _describe(folder: Path) -> str:
    name = folder.relative_to(ROOT).as_posix()
    lines = [f"### {name}/", "", f"{first_line(folder / '__init__.py')} May import: {say_imports(name)}.", ""]
    lines += ["| file | what is in it |", "|---|---|"]
    files = sorted(file for file in folder.glob("*.py") if file.name != "__init__.py")
    return "\n".join([*lines, *(f"| `{file.name}` | {first_line(file)} |" for file in files)])
