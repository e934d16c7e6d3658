"""What `scrapy reread` prints: what is read otherwise today, column by column, and what became of it."""

from rich import box
from rich.table import Table
from rich.text import Text

from report.console import list_changes, open_console, tell_ours
from report.reading import harmless
from schemas.results import Reread


def print_reread(result: Reread, *, is_dry: bool) -> None:
    """Print the columns that are read otherwise, with examples, and whether that was published."""
    console = open_console()
    runs = f"{len(result.runs)} archived run{'' if len(result.runs) == 1 else 's'}"
    console.print(f"{result.postings} postings read again from {runs}.")
    if result.kept:
        console.print(
            f"{result.kept} stay as they are: their answer is not in these archives, or makes no posting now."
        )
    if result.left_out:
        console.print(
            f"{result.left_out} would be none of the search today; the next run closes those that it carries."
        )
    for one in result.unread:
        console.print(f"{one} could not be replayed; see its log.")
    if not result.columns:
        console.print("Nothing is read otherwise, and nothing was published.")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    for name in ("column", "gained", "lost", "other", "an ad", "before", "now"):
        table.add_column(name, justify="right" if name in ("gained", "lost", "other") else "left", overflow="fold")
    for column in result.columns:
        counts = [column.name, *map(str, (column.gained, column.lost, column.other))]
        for example in column.examples or (("", "", ""),):
            table.add_row(*map(Text, (*counts, *map(harmless, example))))
            counts = [""] * 4
    console.print(table)
    if is_dry:
        console.print("Nothing was written. Without --dry-run this becomes the next snapshot.")
    elif result.published:
        console.print(f"Snapshot {result.published.run}: {list_changes(result.published.changes)} by the boards")
        tell_ours(console, result.published.ours)
