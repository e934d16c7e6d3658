"""What is wrong with a file or a place, and what to do about it, in one line."""

import errno
import os
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def tell_os_error(error: OSError) -> str:
    """An error of the operating system or of an object store, with its cure where there is one."""
    words = " ".join(f"{error}".split())
    if isinstance(error, PermissionError):
        return _tell_forbidden(error.filename) if error.filename else f"{words}. Give whoever runs this the right to it"
    if isinstance(error, FileNotFoundError):
        return f"{error.filename}: there is no such file" if error.filename else f"{words}. Is the name right?"
    if isinstance(error, NotADirectoryError | FileExistsError):
        return f"{error.filename or words}: a file stands where a folder is needed; move it away, or name another place"
    if isinstance(error, IsADirectoryError):
        return f"{error.filename or words}: a folder stands where a file is needed; move it away, or name another place"
    if error.errno in _FULL:
        return f"{words}. Nothing published was touched; free space and run again"
    return f"{words}. Nothing published was touched; mend the place and run again"


def _tell_forbidden(path: str) -> str:
    """Whether a path may not be read or not be written: what of it can be seen at all is looked at."""
    seen = Path(path)
    while not os.path.lexists(seen):
        seen = seen.parent
    if not os.access(seen, os.R_OK | os.X_OK if seen.is_dir() else os.R_OK):
        return f"{seen}: not readable; give whoever runs this the right to read it"
    return f"{path}: not writable; give whoever runs this the right to write, or choose another place with --output"
