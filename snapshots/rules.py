"""A checksum over the code and the data files that decide which postings are one job."""

import ast
import hashlib
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
DECIDES, BUILDS = "snapshots.assignments", "snapshots.jobs"
_FILE_NAME = re.compile(r"[\w*-][\w.*/-]*\.[a-z]+|\.[a-z]+")
_CODE = (".py", ".pyc", ".pyi")


@cache
def rules() -> str:
    """The checksum in hexadecimal digits: jobs that were decided under another one are decided anew."""
    return _sum_files(DECIDES)


@cache
def building_rules() -> str:
    """The same of what makes a job's row of its postings."""
    return _sum_files(BUILDS)


def _sum_files(start: str) -> str:
    digest = hashlib.sha256()
    for file in find_deciding_files(start):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def find_deciding_files(start: str = DECIDES, root: Path = ROOT) -> list[Path]:
    """The files of a module and of all modules of this project that it imports, directly or through others, and the
    data files that these name, such as word lists and thresholds; sorted.

    >>> {"pairs.py", "clusters.py", "title_synonyms.tsv"} <= {file.name for file in find_deciding_files()}
    True
    """
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        if (file := _file_of(waiting.pop(), root)) is None or file in found:
            continue
        found.add(file)
        imported, words = _read_code(file.read_bytes())
        waiting += imported
        for one in words:
            found |= _files_named(one, file, root)
    return sorted(found)


@cache
def _read_code(code: bytes) -> tuple[list[str], list[str]]:
    """What a module imports, and those of its strings that look like names of files."""
    imported, words = list[str](), list[str]()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _FILE_NAME.fullmatch(node.value):
            words.append(node.value)
    return imported, words


def _file_of(module: str, root: Path) -> Path | None:
    """The file of a module of this project, or of the module that a name was imported from; None: it is another's."""
    place = root.joinpath(*module.split("."))
    files = (file for one in (place, place.parent) for file in (one.with_suffix(".py"), one / "__init__.py"))
    return next((file for file in files if file.is_file()), None)


def _files_named(words: str, file: Path, root: Path) -> set[Path]:
    """The data files that a constant of a module's file may mean: a name or pattern, or another ending of its own name.

    They lie beside the module, in a folder there, or at the root.
    """
    if words.startswith("."):
        near = [file.with_suffix(words)]
    else:
        near = [root / words, *file.parent.glob(words), *file.parent.rglob(Path(words).name)]
    return {one for one in near if one.is_file() and one.suffix not in _CODE}
