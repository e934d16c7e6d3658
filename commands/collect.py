"""`scrapy collect`: crawl the enabled boards, or replay recordings of them, into parts."""

import argparse

from scrapy.commands import ScrapyCommand

from commands import _front
from crawls.collecting import collect


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[BOARD ...] [--replay FILE ...] [--output PLACE]"

    def short_desc(self) -> str:
        return "Crawl the enabled boards (or replay recordings of them) into output/postings"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        _front.add_options(parser)
        parser.add_argument("--replay", nargs="+", metavar="FILE", default=[], help="answer from these WARC files")
        parser.add_argument("--at-once", type=int, default=None, metavar="N", help="boards crawled at a time")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(
            lambda: collect(args, opts.search, opts.output, replay=opts.replay, at_once=opts.at_once, as_json=opts.json)
        )
