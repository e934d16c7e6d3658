"""A checksum over the code and the data files that decide which postings are one job."""

import hashlib
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
DECIDES, BUILDS = "snapshots.assignments", "snapshots.jobs"
_IMPORT = re.compile(r"^ *import (.+)", re.M)  # to parse each file would cost a small publish a tenth of its time
_IMPORT_FROM = re.compile(r"^ *from ([\w.]+) import (\([^)]*\)|.+)", re.M)
_NAME = re.compile(r"[\w.]+")
_FILE_NAME = re.compile(r"""["'}]((?:[\w*-][\w.*/-]*)?\.[a-z]+)["']""")  # a string, or the end of one with a value
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
    waiting, met = [start], {start}
    while waiting:
        if (file := _file_of(waiting.pop(), root)) is None or file in found:
            continue
        found.add(file)
        imported, words = _read_code(file.read_text("utf-8"))
        waiting += (new := set(imported) - met)
        met |= new
        for one in set(words):
            found |= _files_named(one, file, root)
    return sorted(found)


@cache
def _read_code(code: str) -> tuple[list[str], list[str]]:
    """What a module imports, and those of its strings that look like names of files.

    Words of comments and docstrings may be among them: they name no file, or one more that counts.
    """
    imported = [word for line in _IMPORT.findall(code) for word in _NAME.findall(line)]
    for module, names in _IMPORT_FROM.findall(code):
        imported += [f"{module}.{name}" for name in _NAME.findall(names)]
    return imported, _FILE_NAME.findall(code)


@cache
def _file_of(module: str, root: Path) -> Path | None:
    """The file of a module of this project, or of the module that a name was imported from; None: it is another's."""
    place = root.joinpath(*module.split("."))
    files = (file for one in (place, place.parent) for file in (one.with_suffix(".py"), one / "__init__.py"))
    return next((file for file in files if file.is_file()), None)


@cache
def _files_named(words: str, file: Path, root: Path) -> set[Path]:
    """The data files that a constant of a module's file may mean: a name or pattern, or another ending of its own name.

    They lie beside the module, in a folder there, or at the root.
    """
    if words.startswith("."):
        near = [file.with_suffix(words)]
    else:
        near = [root / words, *file.parent.glob(words), *file.parent.rglob(Path(words).name)]
    return {one for one in near if one.is_file() and one.suffix not in _CODE}
