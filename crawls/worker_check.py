"""Whether a worker runs the same code as this machine and sees the same files, and the cure if not."""

import hashlib
import platform
import re
import tomllib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from schemas.mistakes import ConfigurationError
from storage.layout import Output

ROOT = Path(__file__).parents[1]
CODE = ("crawls", "german", "pipelines", "schemas", "spiders", "storage")  # what a crawl's outcome depends on
Facts = dict[str, dict[str, str | None]]


def describe(where: str, token: str, replay: Sequence[str]) -> Facts:
    """Runs on each worker, and here: the versions, the code, and which of the shared files are not seen there."""
    unseen: dict[str, str | None] = {}
    try:
        output = Output.at(where)
        with output.filesystem.open_input_stream(output.path(token)) as stream:
            stream.read()
    except (OSError, ConfigurationError) as error:
        unseen["output"] = str(error)
    unseen |= {file: "missing" for file in replay if not Path(file).is_file()}
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [found.group() for words in stated if (found := re.match(r"[\w-]+", words))]
    code = [ROOT / "settings.py", *(file for folder in CODE for file in (ROOT / folder).rglob("*"))]
    versions = {name: _installed(name) for name in (*names, "twisted", "lxml", "distributed")}
    return {
        "versions": {"python": ".".join(platform.python_version_tuple()[:2]), **versions},
        "code": {
            file.relative_to(ROOT).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in code
            if file.suffix in (".py", ".tsv")
        },
        "unseen": unseen,
    }


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def find_difference(here: Facts, there: Facts | Exception) -> str | None:
    """Why a worker that describes itself so would not crawl as this machine does, and the cure; None: it would.

    >>> find_difference({"versions": {"scrapy": "2.19.0"}}, {"versions": {"scrapy": "2.18.1"}})
    'it has scrapy 2.18.1, here is 2.19.0; install the same requirements there'
    """
    if isinstance(there, Exception):
        return (
            f"it does not run this project ({type(there).__name__}: {there}); start it in a checkout of the same "
            "commit as here, with .venv/bin/python -m dask worker"
        )
    for name, ours in here["versions"].items():
        if (theirs := there["versions"].get(name)) != ours:
            return f"it has {name} {theirs or 'not at all'}, here is {ours}; install the same requirements there"
    for file in sorted(here["code"].keys() | there["code"].keys()):
        if here["code"].get(file) != there["code"].get(file):
            return f"its {file} is another than here; check out the same commit there and start it again"
    if words := there["unseen"].get("output"):
        return (
            f"it does not see the output ({words}); name a folder that all machines share at the same path, or a URL "
            "such as s3://bucket/jobs, with --output, and give each worker the keys to it"
        )
    if there["unseen"]:
        return f"it does not see {min(there['unseen'])}; put the recording into a folder that all machines share"
    return None
