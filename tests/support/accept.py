"""`make accept BOARD=…`: what a board's recording comes to now is what is expected from now on. Read the diff."""

import json
import sys
import tempfile
from pathlib import Path

from tests.support.replay import BOARDS, boards, collected, replay


def accept(names: list[str]) -> None:
    """Write rows.json of the boards named, or of all. A misspelt name is refused."""
    unknown = set(names) - set(boards())
    if unknown:
        sys.exit(f"no recording of {', '.join(sorted(unknown))} under {BOARDS.name}; known: {', '.join(boards())}")
    with tempfile.TemporaryDirectory() as folder:
        for name in names or boards():
            replay(Path(folder, name), [name])
            rows = json.dumps(collected(Path(folder, name), name), ensure_ascii=False, indent=1)
            (BOARDS / name / "rows.json").write_text(rows + "\n", encoding="utf-8")
            print(f"accepted {name}: read git diff tests/boards/{name}/rows.json")


if __name__ == "__main__":
    accept(sys.argv[1:])
