"""Names of everything under the output folder, which may be a local folder or any `pyarrow.fs` URL."""

import errno
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyarrow import fs

from schemas.mistakes import ConfigurationError
from schemas.secrets import hide_secrets, note_login

PRIVATE = {"archive", "logs", "rejected"}  # folders of what boards sent, unmasked, as it came: for their owner alone
WRITTEN = ("postings", "postings/texts", "snapshots", "signatures", "benchmarks", "budget", *sorted(PRIVATE))


@dataclass(frozen=True, slots=True)
class Output:
    """The output folder: a filesystem and a path in it.

    >>> place = Output.at("output")
    >>> place.part("20261122T050000Z", "arbeitnow").rsplit("/", 4)[1:]
    ['output', 'postings', '20261122T050000Z', 'arbeitnow.parquet']
    """

    filesystem: fs.FileSystem
    root: str

    @classmethod
    def at(cls, where: str | Path) -> "Output":
        """The output at a folder or a URL such as s3://bucket/jobs. Raises ConfigurationError for an unknown URL."""
        if "://" not in str(where):
            return cls(fs.LocalFileSystem(), Path(where).absolute().as_posix())
        note_login(str(where))
        try:
            filesystem, root = fs.FileSystem.from_uri(str(where))
        except (OSError, ValueError) as error:
            words = f"--output {where}: {error}. Give a folder or a URL like s3://bucket/jobs"
            raise ConfigurationError(hide_secrets(words)) from None
        return cls(filesystem, root.rstrip("/"))

    @classmethod
    def of_command(cls, where: str) -> "Output":
        """The output that a command is given: as `at`, but no file. Raises ConfigurationError."""
        output = cls.at(where)
        if output.is_local and Path(output.root).exists() and not Path(output.root).is_dir():
            raise ConfigurationError(f"--output {where} is a file: name a folder")
        return output

    def check_bucket(self) -> None:
        """Raises ConfigurationError if the output is in a bucket that does not exist."""
        bucket = self.root.partition("/")[0]
        has_buckets = self.filesystem.type_name in ("s3", "gcs")
        if has_buckets and self.filesystem.get_file_info(bucket).type == fs.FileType.NotFound:
            raise ConfigurationError(f"--output: there is no bucket {bucket!r}; make it, or name one that exists")

    def check_place(self) -> None:
        """As `check_bucket`; raises OSError with the name of a folder that a run writes into, and cannot."""
        self.check_bucket()
        for name in ("", *WRITTEN) if self.is_local else ():
            _check_folder(Path(self.root, name))

    @property
    def is_local(self) -> bool:
        return isinstance(self.filesystem, fs.LocalFileSystem)

    def path(self, *names: str) -> str:
        return "/".join((self.root, *names))

    def folders(self, name: str) -> list[str]:
        """Sorted names of the folders in one of the output's folders, such as the runs that have parts."""
        listed = self.filesystem.get_file_info(fs.FileSelector(self.path(name), allow_not_found=True))
        return sorted(info.base_name for info in listed if info.type == fs.FileType.Directory)

    def part(self, run: str, board: str) -> str:
        """The file of one board's postings from one run."""
        return self.path("postings", run, f"{board}.parquet")

    def texts(self, run: str, board: str) -> str:
        """The file of the texts that one board showed first in one run."""
        return self.path("postings", "texts", run, f"{board}.parquet")

    def signatures(self, run: str) -> str:
        """The file of the signatures of texts that the snapshot of one run was the first to have."""
        return self.path("signatures", f"{run}.parquet")

    def benchmark_part(self, run: str, board: str) -> str:
        return self.path("benchmarks", run, f"{board}.parquet")

    def rejected(self, run: str, board: str) -> str:
        return self.path("rejected", run, f"{board}.jsonl")

    def archive(self, run: str, board: str) -> str:
        """The file of one board's responses from one run."""
        return self.path("archive", run, f"{board}.warc.gz")

    def snapshot(self, run: str) -> str:
        return self.path("snapshots", run)


def _check_folder(folder: Path) -> None:
    """Raises OSError with its name if a folder is there and cannot be written into."""
    if folder.is_dir():
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), f"{folder}")
    elif os.path.lexists(folder):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), f"{folder}")


def run_id(started_at: datetime) -> str:
    """A run's name: its start in UTC.

    >>> run_id(datetime(2026, 11, 22, 5, tzinfo=UTC))
    '20261122T050000Z'
    """
    return started_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def started_at(run: str) -> datetime:
    """The start of a run, from its name. Raises ValueError for a name that is not a run's."""
    return datetime.strptime(run, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def is_run(name: str) -> bool:
    try:
        started_at(name)
    except ValueError:
        return False
    return len(name) == len("20261122T050000Z")


def run_of(path: str) -> str:
    """The run that a part belongs to, from the name of its folder."""
    return path.rsplit("/", 2)[-2]
