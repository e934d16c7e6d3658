"""`scrapy demo`: replay and publish two recorded days, to look at without a network."""

import argparse
import shutil
from pathlib import Path

from scrapy.commands import ScrapyCommand

from commands import _front
from commands.publish import publish_parts
from crawls.collecting import collect

BOARDS = Path("tests") / "boards"
DAYS = ("recorded.warc", "next_day.warc")


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Replay two recorded days and publish two snapshots to output/demo"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--output", default="output/demo", metavar="FOLDER", help="where to (output/demo)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(lambda: replay_days(opts.output))


def replay_days(where: str) -> int:
    """Collect and publish each day as a run of its own would; the last day's exit code."""
    from report.demo import print_changes  # with pandas behind it, it would slow every other command

    if Path(where, "latest.json").exists():
        shutil.rmtree(where)  # an earlier demo
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
