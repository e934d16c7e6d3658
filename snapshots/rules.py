"""A checksum over the code and the word lists that decide which postings are one job."""

import ast
import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
DECIDES = "snapshots.assignments"


@cache
def rules() -> str:
    """The checksum in hexadecimal digits: jobs that were decided under another one are decided anew."""
    digest = hashlib.sha256()
    for file in find_deciding_files():
        digest.update(file.read_bytes())
    return digest.hexdigest()


def find_deciding_files(start: str = DECIDES, root: Path = ROOT) -> list[Path]:
    """The files of a module and of all modules of this project that it imports, directly or through others, and the
    word lists (.tsv, beside them) that these name; sorted.

    >>> {"pairs.py", "clusters.py", "title_synonyms.tsv"} <= {file.name for file in find_deciding_files()}
    True
    """
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        if (file := _file_of(waiting.pop(), root)) is None or file in found:
            continue
        found.add(file)
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                waiting += [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Constant) and str(node.value).endswith(".tsv"):
                found |= {words for words in [file.parent / str(node.value)] if words.is_file()}
    return sorted(found)


def _file_of(module: str, root: Path) -> Path | None:
    """The file of a module of this project, or of the module that a name was imported from; None: it is another's."""
    place = root.joinpath(*module.split("."))
    for file in (place.with_suffix(".py"), place.parent.with_suffix(".py")):
        if file.is_file():
            return file
    return None
