"""A sum over the readers: the code and the word lists that make values of words."""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("german", "pipelines", "schemas")  # what is read depends on them alone, and on the search


@cache
def sum_readers() -> str:
    """The sum in hexadecimal digits: under another one the same words may be read otherwise."""
    digest = hashlib.sha256()
    for file in find_reading_files():
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def find_reading_files() -> list[Path]:
    """All files of those rooms, sorted."""
    files = (file for room in ROOMS for file in (ROOT / room).rglob("*"))
    return sorted(file for file in files if file.is_file() and "__pycache__" not in file.parts)
