"""`scrapy record`: crawl one board live and politely, and keep its responses as a plain-text recording for tests."""

import argparse

from scrapy.commands import ScrapyCommand

from commands import _front
from crawls.recording import mend, record


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "BOARD [--pages N] | --mend FILE ..."

    def short_desc(self) -> str:
        return "Record a board's answers for tests, or recompute the lengths of an edited recording"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--search", default="search.toml", metavar="FILE", help="what is searched (search.toml)")
        parser.add_argument(
            "--pages", type=int, default=0, metavar="N", help="stop after N answers (0: the whole board)"
        )
        parser.add_argument(
            "--folder", default="tests/boards", metavar="DIR", help="where recordings lie (tests/boards)"
        )
        parser.add_argument("--mend", nargs="+", default=[], metavar="FILE", help="recompute lengths after a hand edit")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(lambda: mend(opts.mend) if opts.mend else record(args, opts))
