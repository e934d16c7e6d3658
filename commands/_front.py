"""What the commands share: their options, and errors told with what to do instead of a traceback."""

import argparse
import sys
from collections.abc import Callable

from schemas.mistakes import ConfigurationError
from schemas.results import ExitCode
from storage.lock import Locked


def add_options(parser: argparse.ArgumentParser) -> None:
    """--output, --search and --json."""
    parser.add_argument("--search", default="search.toml", metavar="FILE", help="what is searched (search.toml)")
    parser.add_argument(
        "--output", default="output", metavar="PLACE", help="folder or URL such as s3://bucket/jobs (output)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def guarded(command: Callable[[], int]) -> int:
    """The command's exit code; a mistake of configuration or a lock held becomes one clear line."""
    try:
        try:
            return command()
        except ExceptionGroup as several:  # of boards crawled side by side
            raise several.exceptions[0] from several
    except ConfigurationError as error:
        print(f"wupperjobs: {error}", file=sys.stderr)
        return ExitCode.MISCONFIGURED
    except Locked as error:
        print(f"wupperjobs: {error}", file=sys.stderr)
        return ExitCode.LOCKED
    except PermissionError as error:
        print(
            f"wupperjobs: {error.filename or error}: not writable; choose another place with --output", file=sys.stderr
        )
        return ExitCode.MISCONFIGURED
    except OSError as error:
        print(
            f"wupperjobs: {error}. Nothing published was touched; free space or mend the place and run again",
            file=sys.stderr,
        )
        return ExitCode.MISCONFIGURED
