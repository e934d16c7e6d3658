"""What the commands print when they end: what came of it, and what to do next."""

import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.news import OurDoing
from schemas.results import Collected, Misdated, Published
from schemas.secrets import hide_secrets
from schemas.sound import make_sound
from schemas.verdicts import Colour
from storage.layout import Output

STYLES = {Colour.GOOD: "green", Colour.WARNING: "yellow", Colour.BAD: "red", Colour.NONE: "dim"}


def print_collected(collected: Collected, output: Output, *, replayed: bool = False) -> None:
    """Print the end of a run: what each board answered, and what to do about those that did not."""
    columns = ("board", "answered", "postings", "in area", "kept", "new", "changed", "rejected", "seconds", "verdict")
    table = Table(title=f"Run {collected.run}", title_justify="left", header_style="bold")
    for name in columns:
        table.add_column(name, justify="left" if name in ("board", "verdict") else "right")
    for row in collected.boards:
        figures = (row.answered, row.postings, row.in_area, row.kept, row.new, row.changed, row.rejected)
        verdict = Text(row.verdict, style=STYLES[row.verdict.colour])
        table.add_row(row.board, *map(str, figures), f"{row.seconds:.1f}", verdict)
    for board in collected.off:
        table.add_row(board, *[""] * 8, Text("off", style="dim"))
    console = open_console()
    console.print(table)
    for row in collected.boards:
        if row.reason:
            console.print(f"{row.board}: {row.reason}")
        if row.rejected:
            where = shorten_path(output.rejected(collected.run, row.board))
            why = f" ({', '.join(row.refusals)})" if row.refusals else ""
            console.print(f"{row.board}: {row.rejected} rejected{why}, see {where}")
    for board, reason in collected.off.items():
        console.print(f"{board}: off, {reason}")
    if collected.is_silent:
        if replayed:
            console.print("No board found its responses in the recordings.")
            return
        console.print("No board answered: is there a network? `scrapy doctor` says board by board what is wrong.")
    tell_misdated(console, [collected.misdated] if collected.misdated else [])


def print_published(published: Published, output: Output) -> None:
    """Print what a publish came to, in a few lines."""
    console = open_console()
    if published.healed:
        console.print(f"Passed over the last snapshot: {published.healed}")
    tell_misdated(console, published.misdated)
    for path in published.belated:
        console.print(f"{shorten_path(path)} came after its run was published, and is not: collect that board anew")
    if published.stopped:
        console.print(f"Nothing was published: {published.stopped}; {published.stood}.")
    elif published.run is None:
        console.print("Nothing to publish yet: run `scrapy collect` first.")
    elif not published.runs:
        console.print(f"Nothing new since snapshot {published.run}.")
    else:
        console.print(
            f"Snapshot {published.run}: {published.open_jobs} open jobs ({published.jobs} known) "
            f"from {published.postings} postings; {list_changes(published.changes)}"
        )
        tell_ours(console, published.ours)
        console.print(f"  {shorten_path(output.snapshot(published.run))}/jobs.parquet")
        for page, why in published.pages_failed.items():
            console.print(f"  {page} could not be made: {why}. The tables are whole; please report it")
        if "report.html" not in published.pages_failed:
            console.print(f"  {shorten_path(output.snapshot(published.run))}/report.html: open it in a browser")
    if published.idle:
        console.print(f"Nothing is held of {', '.join(published.idle)} in that run: there is nothing to believe.")
    for words in (published.history_begins, published.pointing):
        if words:
            console.print(words)
    for words in published.texts_unread:
        console.print(words)
    if published.absent:
        console.print(
            f"Not in the last run, though they are on: {', '.join(published.absent)}. Their jobs stay as they were; if "
            "its collecting was cut off, `scrapy collect` them, and publish again"
        )
    if published.thinned:
        first, last = min(published.thinned), max(published.thinned)
        count = len(published.thinned)
        console.print(f"Thinned out: {count} old snapshots, {first} to {last}; history.parquet keeps what was in them")
    for board, reason in published.refused.items():
        console.print(f"  {board}: {reason}")
    if published.refused:
        console.print("What becomes of their postings, and how to believe a board that is held: scrapy status")


def tell_misdated(console: Console, misdated: Iterable[Misdated]) -> None:
    """Which runs are not published because of their date, and why."""
    for one in misdated:
        console.print(f"Run {one.run} is not published: {one.reason}")


def tell_ours(console: Console, ours: Iterable[OurDoing]) -> None:
    """In one line what changed by our own doing."""
    if told := "; ".join(map(str, ours)):
        console.print(f"Not counted, since it is no news of a board: {told} (`cause` in changes.parquet)")


def list_changes(changes: Mapping[str, int]) -> str:
    """Kinds of changes with their counts, in words."""
    return ", ".join(f"{count} {kind}" for kind, count in changes.items()) or "no change"


class SoundConsole(Console):
    """Prints no control characters but its own and no key or password, whatever it is given."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # which every command takes for the end of its reader, not for a failure

    def render_str(self, text: str, **how: Any) -> Text:
        return super().render_str(make_sound(hide_secrets(text)), **how)


def open_console() -> Console:
    """A console that prints words as they are: ads contain brackets, which rich would take for markup."""
    return SoundConsole(width=None if sys.stdout.isatty() else 120, markup=False, highlight=False, soft_wrap=True)


def name_options(search: str, where: str) -> str:
    """The options by which a command means this search and this output, as one would type them; none for the usual."""
    stated = {"--search": (search, "search.toml"), "--output": (where, "output")}
    return "".join(f" {option} {shlex.quote(value)}" for option, (value, usual) in stated.items() if value != usual)


def shorten_path(path: str) -> str:
    """A path as someone in this folder would type it."""
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path
