"""The lock on the output folder: one run at a time, until its process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.layout import Output


class Locked(RuntimeError):  # noqa: N818
    """Another run holds the output folder; the message names its process."""


@contextmanager
def locked(output: Output, purpose: str) -> Iterator[None]:
    """Hold the output folder while collecting or publishing; `purpose` is shown to a run that has to wait.

    The lock is the kernel's (flock) and ends with the process that holds it, however that ends. It is not re-entrant.
    An output at a URL has no lock: runs there must be scheduled so that they do not overlap. Two runs that do overlap
    write the same bytes if they saw the same parts; else the newer snapshot counts (`storage.pointer.point_to`).
    Raises Locked.
    """
    if not output.is_local:
        yield
        return
    path = Path(output.path(".lock"))
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "unknown"
            raise Locked(f"another run holds {path}: process {holder}. Wait for it to end.") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} ({purpose})\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
