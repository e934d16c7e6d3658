"""`make accept BOARD=…`: accept what a board's recording comes to now as what is expected. Read what it shows."""

import difflib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.support.replay import BOARDS, boards, collected, gaps_in, replay

SHOWN = ("board_ref", "title", "role_family", "employer", "town", "posted_on", "apply_by_on", "pay", "issues")


def accept(names: list[str]) -> None:
    """Write rows.json and the gaps in board.json of the boards named, or of all. A misspelt name is refused."""
    unknown = set(names) - set(boards())
    if unknown:
        sys.exit(f"no recording of {', '.join(sorted(unknown))} under {BOARDS.name}; known: {', '.join(boards())}")
    with tempfile.TemporaryDirectory() as folder:
        for name in names or boards():
            replay(Path(folder, name), [name])
            accept_one(name, collected(Path(folder, name), name), gaps_in(Path(folder, name), name))


def accept_one(name: str, found: dict[str, Any], gaps: list[str]) -> None:
    """Write what a board's recording came to, and show what changed; of a board without rows, the rows."""
    rows, facts = BOARDS / name / "rows.json", BOARDS / name / "board.json"
    before = rows.read_text(encoding="utf-8") if rows.exists() else ""
    after = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    rows.write_text(after, encoding="utf-8")
    told = json.loads(facts.read_text(encoding="utf-8")) | {"gaps": gaps}
    if not gaps:
        del told["gaps"]
    facts.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    console = Console()
    if before:
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "accepted before", "now", lineterm="")
        console.print("\n".join(lines) or f"{name}: the rows are those accepted before", markup=False)
    else:
        console.print(table_of(name, found))
    for gap in gaps:
        console.print(f"  exercised by no row: {gap}", markup=False)
    console.print(f"accepted {name}: read git diff tests/boards/{name}")


def table_of(name: str, found: dict[str, Any]) -> Table:
    """A board's rows, as far as one can take them in; under them what was rejected."""
    table = Table(title=f"{name}: {found['verdict']}, {len(found['postings'])} postings")
    for column in SHOWN:
        table.add_column(column, overflow="fold")
    for row in found["postings"]:
        figures = [str(row[key]) for key in ("salary_min_eur", "salary_max_eur") if key in row]
        pay = " ".join([" to ".join(figures), row.get("salary_period", ""), row.get("pay_grade_raw", "")]).strip()
        shown = {**row, "pay": pay, "issues": ", ".join([*row.get("issues", ()), row.get("left_out", "")]).strip(", ")}
        table.add_row(*(str(shown.get(column, "")) for column in SHOWN))
    rejected = [f"{one['url']}: {one['reason']}" for one in found.get("rejected", ())]
    table.caption = "\n".join(f"rejected {one}" for one in rejected) or None
    return table


if __name__ == "__main__":
    accept(sys.argv[1:])
