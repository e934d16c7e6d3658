"""`scrapy export`: a table of a snapshot into a file or a pipe."""

import sys
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from report.export_forms import WRITERS, TooLong
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError, NothingPublished, nearest
from schemas.tables import PUBLISHED
from storage.files import write_whole
from storage.layout import Output, is_run
from storage.snapshots import BrokenSnapshot, open_snapshot, read_snapshot


def export(
    file: str | None = None,
    *,
    where: str,
    name: str = "jobs",
    form: str | None = None,
    run: str | None = None,
    closed: bool = False,
) -> int:
    """Write the table `name`, closed rows only if asked for; the exit code. Raises ConfigurationError.

    `file`: "-" is standard output; None: a file named like the table, here. `form` is a key of WRITERS (None: as the
    file's name ends, else csv), `run` an earlier snapshot's (None: the last).
    """
    kind = form or (Path(file).suffix[1:].lower() if file and file != "-" else "") or "csv"
    if kind not in WRITERS:
        raise ConfigurationError(f"unknown format {kind!r}; {nearest(kind, WRITERS)}")
    if name not in PUBLISHED:
        raise ConfigurationError(f"unknown table {name!r}; {nearest(name, PUBLISHED)}")
    target = Path(file or f"{name}.{kind}")
    if file != "-" and target.is_dir():
        raise ConfigurationError(f"{target} is a folder: name a file, such as {target / f'{name}.{kind}'}")
    snapshot, table = read_rows(Output.of_command(where), run, name, closed=closed)
    try:
        if file == "-":
            WRITERS[kind](table, sys.stdout.buffer, snapshot)
            return ExitCode.WELL
        place = Output.at(target)
        with write_whole(place, place.root) as stream:
            WRITERS[kind](table, stream, snapshot)
    except TooLong as error:
        raise ConfigurationError(f"{error}; take --format csv") from error
    print(f"{table.num_rows} rows of {name}, snapshot {snapshot}: {target}")
    return ExitCode.WELL


def read_rows(output: Output, run: str | None, name: str, *, closed: bool) -> tuple[str, Any]:
    """The snapshot's run and its rows of a table, closed ones only if asked for.

    Raises ConfigurationError, BrokenSnapshot, OSError.
    """
    runs = [one for one in output.folders("snapshots") if is_run(one)]
    if run and runs and run not in runs:
        raise ConfigurationError(f"no snapshot {run!r}; {nearest(run, runs)}")
    try:
        snapshot = open_snapshot(output, run) if run and runs else read_snapshot(output)
        if snapshot is None:
            raise NothingPublished(f"no snapshot in {output.root} yet")
        table = snapshot.table(name)
    except BrokenSnapshot as error:
        if not run:
            raise  # which the next publish heals
        others = ", ".join([one for one in runs if one != run][-5:]) or "none is left"
        raise ConfigurationError(f"{error}; name another with --run: {others}") from error
    if "status" in table.column_names and not closed:
        table = table.filter(pc.equal(table["status"], "open"))
    return snapshot.run, table
