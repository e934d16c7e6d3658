"""`scrapy doctor`: ask each board one or two questions and say in plain words how it is and what to do."""

import argparse

from scrapy.commands import ScrapyCommand

from commands import _front
from crawls.examining import examine


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[BOARD ...] [--replay FILE ...]"

    def short_desc(self) -> str:
        return "Ask each board one or two questions, and say how it is and what to do"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        _front.add_options(parser)
        parser.add_argument("--replay", nargs="+", metavar="FILE", default=[], help="answer from these WARC files")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(
            lambda: examine(args, opts.search, opts.output, replay=opts.replay, as_json=opts.json)
        )
