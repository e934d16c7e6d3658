"""Outputs to look into: a folder of this machine, and one that nobody knows to be one."""

from pathlib import Path

from pyarrow import fs

from storage.layout import Output


def make_folder(base: Path) -> Output:
    (base / "output").mkdir(mode=0o755)
    return Output.at(base / "output")


def make_store(base: Path) -> Output:
    """An output that is no folder of this machine, as far as anybody may know."""
    return Output(fs.SubTreeFileSystem(str(base), fs.LocalFileSystem()), "bucket")


def path_of(output: Output, *names: str) -> Path:
    """Where a file of the output lies on this machine."""
    place = output.path(*names)
    base = getattr(output.filesystem, "base_path", "")
    return Path(base, place) if base else Path(place)
