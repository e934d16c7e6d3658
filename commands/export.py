"""`scrapy export`: write a table of a snapshot as CSV, Excel workbook or JSON Lines."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import _front
from schemas.mistakes import ConfigurationError, nearest
from schemas.results import ExitCode
from schemas.tables import TABLES
from storage.layout import Output


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[FILE | -] [options]"

    def short_desc(self) -> str:
        return "Write the open jobs as CSV, Excel workbook or JSON Lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", metavar="FORMAT", help="csv, xlsx or jsonl (as FILE ends, else csv)")
        parser.add_argument("--table", default="jobs", metavar="TABLE", help=f"{', '.join(TABLES)} (jobs)")
        parser.add_argument("--all", action="store_true", help="closed jobs and postings, too")
        parser.add_argument("--run", metavar="RUN", help="of an earlier snapshot, such as 20261122T050000Z")
        parser.add_argument(
            "--output", default="output", metavar="PLACE", help="folder or URL such as s3://bucket/jobs (output)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) > 1:
            raise UsageError("name one file, or - for the terminal or a pipe")
        self.exitcode = _front.guarded(lambda: export(args[0] if args else None, opts))


def export(file: str | None, opts: argparse.Namespace) -> int:
    """Write the table; the exit code. Without a file it is named like the table, here. Raises ConfigurationError."""
    from report.export import WRITERS, TooLong  # with pandas behind them, these would slow every other command

    kind = opts.format or (Path(file).suffix[1:] if file and file != "-" else "") or "csv"
    if kind not in WRITERS:
        raise ConfigurationError(f"unknown format {kind!r}; {nearest(kind, WRITERS)}")
    if opts.table not in TABLES:
        raise ConfigurationError(f"unknown table {opts.table!r}; {nearest(opts.table, TABLES)}")
    run, table = read_rows(Output.at(opts.output), opts.run, opts.table, closed=opts.all)
    try:
        if file == "-":
            WRITERS[kind](table, sys.stdout.buffer, run)
            return ExitCode.WELL
        target = Path(file or f"{opts.table}.{kind}")
        _write_whole(target, lambda stream: WRITERS[kind](table, stream, run))
    except TooLong as error:
        raise ConfigurationError(f"{error}; take --format csv") from error
    print(f"{table.num_rows} rows of {opts.table}, snapshot {run}: {target}")
    return ExitCode.WELL


def _write_whole(target: Path, write: Callable[[BinaryIO], None]) -> None:
    new = target.with_name(f".{target.name}.new")
    try:
        with new.open("wb") as stream:
            write(stream)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def read_rows(output: Output, run: str | None, name: str, *, closed: bool) -> tuple[str, Any]:
    """The snapshot's run and its rows of a table, closed ones only if asked for. Raises ConfigurationError."""
    import pyarrow.compute as pc

    from storage.snapshots import BrokenSnapshot, read_snapshot, verify

    runs = output.folders("snapshots")
    if run and runs and run not in runs:
        raise ConfigurationError(f"no snapshot {run!r}; {nearest(run, runs)}")
    try:
        snapshot = verify(output, run) if run and runs else read_snapshot(output)
        if snapshot is None:
            raise ConfigurationError(
                f"no snapshot in {output.root} yet: make run publishes one, make demo a recorded one"
            )
        table = snapshot.table(name)
    except BrokenSnapshot as error:
        raise ConfigurationError(f"{error}; name another with --run: {', '.join(runs)}") from error
    if "status" in table.column_names and not closed:
        table = table.filter(pc.equal(table["status"], "open"))
    return snapshot.run, table
