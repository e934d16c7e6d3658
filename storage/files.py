"""Files: written whole, growing while a crawl runs, needed only meanwhile, removed. No other room does any of it."""

import gzip
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryDirectory, TemporaryFile
from typing import IO, Any, BinaryIO
from uuid import uuid4

from storage.layout import PRIVATE, Output

IN_MEMORY = 64 << 20  # bytes; what is gathered for a URL and is larger waits on this machine's disk


@contextmanager
def write_whole(output: Output, path: str) -> Iterator[Any]:
    """A binary stream whose content takes the name `path` once it is whole; until then the file before it stands.

    Local: it is written beside its name, brought to the disk and renamed; a missing folder is made. URL: it is gathered
    here and sent in one piece, since an object store keeps what was sent before an error as if it were whole. An
    error leaves nothing of it. Raises OSError (disk full, no permission).
    """
    if not output.is_local:
        with SpooledTemporaryFile(IN_MEMORY) as gathered:
            yield gathered
            gathered.seek(0)
            with output.filesystem.open_output_stream(path, compression=None) as stream:
                shutil.copyfileobj(gathered, stream)
        return
    target, staging = Path(path), Path(f"{path}.staging")
    _make_folder(target)
    try:
        with open(staging, "wb", opener=_open) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        staging.replace(target)
    except BaseException:
        with suppress(OSError):
            staging.unlink()
        raise


def write_file(path: str | Path, content: str | bytes) -> None:
    """Write a file, such as a recording or a document, with all of its content at once, as `write_whole` does."""
    place = Output.at(path)
    with write_whole(place, place.root) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


def open_growing(output: Output, path: str) -> Any:
    """A binary stream to a file that is there as far as it is written: a killed crawl leaves what it had."""
    if output.is_local:
        _make_folder(Path(path))
        os.close(_open(path, os.O_WRONLY | os.O_CREAT))
    return output.filesystem.open_output_stream(path, compression=None)


def open_log(path: Path) -> BinaryIO:
    """A log on this machine, to append to; a real file, so that a process can take it as its standard error."""
    _make_folder(path)
    return open(path, "ab", opener=_open)


def _is_private(path: Path) -> bool:
    """Whether a file lies in a folder of `PRIVATE`, or in a run's folder there."""
    return not PRIVATE.isdisjoint(path.parts[-3:-1])


def _make_folder(path: Path) -> None:
    """Make the folder of a file where it is missing; a private one is closed to others, as one of before is, too."""
    if not _is_private(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        return
    for folder in (path.parent.parent, path.parent):
        if folder.name in PRIVATE or folder.parent.name in PRIVATE:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)


def _open(path: str, flags: int) -> int:
    """Open a file with the rights of any new one; a private one can be read by its owner alone."""
    if not _is_private(Path(path)):
        return os.open(path, flags, 0o666)
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)  # of one that was there
    return descriptor


@contextmanager
def scratch_folder(output: Output | None = None) -> Iterator[Output]:
    """An empty folder, removed at the end: on this machine, or in the output, where all workers of a cluster see it.

    What a killed publish leaves of one in the output, `storage.snapshot_writing.remove_staging` removes.
    """
    if output is None:
        with TemporaryDirectory() as folder:
            yield Output.at(folder)
        return
    place = Output(output.filesystem, output.path("snapshots", f".staging-{uuid4().hex}"))
    place.filesystem.create_dir(place.root, recursive=True)
    try:
        yield place
    finally:
        remove_folder(place, place.root)


def nameless_file() -> IO[bytes]:
    """An empty file of this machine, gone once whoever asks for it closes it."""
    return TemporaryFile()


def unpack(packed: IO[bytes]) -> IO[bytes]:
    """The content of a gzip file, in a nameless file of this machine that is gone once it is closed."""
    content = nameless_file()
    with gzip.open(packed) as stream:
        shutil.copyfileobj(stream, content)
    content.seek(0)
    return content


def remove_file(output: Output, path: str) -> None:
    """Remove a file. Raises FileNotFoundError where there is none."""
    output.filesystem.delete_file(path)


def remove_folder(output: Output, path: str) -> None:
    """Remove a folder with all that lies in it. Raises FileNotFoundError where there is none."""
    output.filesystem.delete_dir(path)


def free_mb(output: Output) -> int | None:
    """How much can still be written where the output lies, in MB; None: a place that does not say."""
    if not output.is_local:
        return None
    folder = next(one for one in (Path(output.root), *Path(output.root).parents) if one.exists())
    return shutil.disk_usage(folder).free >> 20


def sync_folder(path: str) -> None:
    """Bring the names in a local folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def to_json(value: Mapping[str, Any]) -> bytes:
    """A JSON file of ours: indented, its keys in order, so that the same facts give the same bytes."""
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
