"""What `scrapy explain` prints: postings side by side, the reasons, the changes."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.results import Explanation


def print_explanation(found: Explanation) -> None:
    """Print an explanation; a star marks values that differ."""
    console = Console()
    table = Table(title=found.name, title_justify="left", show_lines=False)
    for heading in ("", *found.postings):
        table.add_column(Text(heading), overflow="fold")
    for name, values in found.columns.items():
        cells = [_write_value(value) for value in values]
        differ = len({cell for cell in cells if cell}) > 1
        table.add_row(Text(f"{name} *" if differ else name), *map(Text, cells))
    console.print(table)
    for why in found.why:
        console.print(Text(why), soft_wrap=True)
    for row in found.changes:
        change = f"  {row['field']}: {row['before'] or '-'} -> {row['after'] or '-'}" if row["field"] else ""
        reason = f" ({row['after']})" if row["after"] and not row["field"] else ""
        console.print(Text(f"{row['run']}  {row['kind']}{change}{reason}"), soft_wrap=True)
    if found.also:
        console.print(Text(f"perhaps the same vacancy, relayed: {', '.join(found.also)}"), soft_wrap=True)


def _write_value(value: Any) -> str:
    if value is None or value == []:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
