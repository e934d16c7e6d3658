"""The demo: two recorded days, each replayed and published as a run of its own would."""

from pathlib import Path

from crawls.collecting import collect
from crawls.publishing import publish_parts
from report.demo import print_changes
from storage.files import remove_folder
from storage.layout import Output

BOARDS = Path("tests") / "boards"
DAYS = ("recorded.warc", "next_day.warc")


def replay_days(where: str) -> int:
    """Collect and publish each day; the last day's exit code."""
    if Path(where, "latest.json").exists():
        earlier = Output.at(where)
        remove_folder(earlier, earlier.root)
    code = 0
    for number, name in enumerate(DAYS, 1):
        print(f"\nDay {number}: replaying {BOARDS}/*/{name}")
        files = sorted(str(file) for file in BOARDS.glob(f"*/{name}"))
        search = str(BOARDS / "search.toml")
        code = collect([], search, where, replay=files, archive=True) or publish_parts(where, search, [])
        if code:
            return code
    print_changes(where)
    return code
