"""What every command is: facts, options and one call, and errors that say what to do instead of a traceback.

`scrapy` imports all commands whenever it starts, so that they import what they need when they run.
"""

import argparse
import os
import sys
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands._interrupts import INTERRUPTED, ignore_interrupts, interruptible
from commands._os_errors import tell_os_error
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError, nearest
from schemas.secrets import guard_stderr, hide_secrets
from schemas.sound import make_sound


class Option(NamedTuple):
    """An option of a command, as `argparse` takes it."""

    name: str
    facts: dict[str, Any]


def option(name: str, help: str, **facts: Any) -> Option:  # noqa: A002  # as argparse calls it
    """An option of a command: its name, what it is for, and what else `ArgumentParser.add_argument` takes."""
    return Option(name, {"help": help, **facts})


GROUPS = ("Begin", "Each night", "Each night, step by step", "The data", "Boards")  # of commands, as --help lists them
SEARCH = option("--search", "what is searched (search.toml)", default="search.toml", metavar="FILE")
OUTPUT = option("--output", "folder or URL such as s3://bucket/jobs (output)", default="output", metavar="PLACE")
JSON = option("--json", "print JSON instead of a table", action="store_true")
REPLAY = option("--replay", "answer from these WARC files", nargs="+", default=[], metavar="FILE")


def positive(word: str) -> int:
    """The type of an option that is a number from 1 on."""
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word} is not a number from 1 on")
    return int(word)


class OurCommand(ScrapyCommand):
    """A command of ours: `usage` (its arguments), `group` (one of GROUPS), `summary`, `options`, and `execute`.

    `execute` gives its exit code.
    """

    __module__ = "commands"  # Scrapy takes every class for a command that says it is of the file it stands in
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    usage: ClassVar[str] = ""
    group: ClassVar[str]
    summary: ClassVar[str]
    options: ClassVar[Sequence[Option]] = ()

    @abstractmethod
    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do it and return the exit code. Raises ConfigurationError, UsageError, Locked, OSError."""

    def syntax(self) -> str:
        return self.usage

    def short_desc(self) -> str:
        return self.summary

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        for one in self.options:
            parser.add_argument(one.name, **one.facts)
        self._known = [name for action in parser._actions for name in action.option_strings]

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if sys.stdout is None:  # closed by who started us: there is nobody to tell anything
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - as long as the process
        guard_stderr()
        for word in args:
            if word.startswith("-") and word != "-":
                raise UsageError(f"unknown option {word}; {nearest(word, self._known)}", print_help=False)
        if args and (not self.usage or self.usage.startswith("[--")):
            raise UsageError(f"{args[0]}: this command takes options alone; see its --help", print_help=False)
        self.exitcode = guarded(lambda: self.execute(args, opts))


def guarded(command: Callable[[], int]) -> int:
    """The command's exit code; a mistake of configuration or a lock held becomes one clear line."""
    from storage.lock import Locked

    try:
        try:
            with interruptible() as interrupts:
                code = command()
                sys.stdout.flush()
                return code
        except ExceptionGroup as several:  # of boards crawled side by side
            raise several.exceptions[0] from several
    except KeyboardInterrupt:
        ignore_interrupts()
        print(INTERRUPTED, file=sys.stderr)
        return interrupts.code
    except ConfigurationError as error:
        return _fail(error.code, f"{error}{error.cure}")
    except Locked as error:
        return _fail(ExitCode.LOCKED, f"{error}")
    except BrokenPipeError:  # who read the output has seen enough: `scrapy export - | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python says so once more when it ends
        return ExitCode.UNREAD
    except OSError as error:
        return _fail(ExitCode.MISCONFIGURED, tell_os_error(error))


def _fail(code: ExitCode, words: str) -> ExitCode:
    print(f"wupperjobs: {make_sound(hide_secrets(words))}", file=sys.stderr)
    return code
