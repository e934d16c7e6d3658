"""What `scrapy explain` prints: postings side by side, the reasons, the changes."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_explanation(found: Mapping[str, Any]) -> None:
    """Print an explanation as `snapshots.explanations` gives it; a star marks values that differ."""
    console = Console()
    table = Table(title=found["name"], title_justify="left", show_lines=False)
    for heading in ("", *found["postings"]):
        table.add_column(Text(heading), overflow="fold")
    for name, values in found["columns"].items():
        words = [_words(value) for value in values]
        differ = len({word for word in words if word}) > 1
        table.add_row(Text(f"{name} *" if differ else name), *map(Text, words))
    console.print(table)
    for why in found["why"]:
        console.print(Text(why), soft_wrap=True)
    for row in found["changes"]:
        values = f"  {row['field']}: {row['before'] or '-'} -> {row['after'] or '-'}" if row["field"] else ""
        reason = f" ({row['after']})" if row["after"] and not row["field"] else ""
        console.print(Text(f"{row['run']}  {row['kind']}{values}{reason}"), soft_wrap=True)
    if found["also"]:
        console.print(Text(f"perhaps the same vacancy, relayed: {', '.join(found['also'])}"), soft_wrap=True)


def _words(value: Any) -> str:
    if value is None or value == []:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
