"""`scrapy read`: how one ad is read, and whether a crawl would keep it."""

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import _front
from crawls.reading import show_reading


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "TEXT | FILE | -  [--title TITLE] [--field NAME=VALUE ...]"

    def short_desc(self) -> str:
        return "Read one ad as a crawl would: each value, its words, and whether the ad would be kept"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--search", default="search.toml", metavar="FILE", help="what is searched (search.toml)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument("--title", metavar="TITLE", help="the ad's title (its first line)")
        parser.add_argument(
            "--field", action="append", default=[], metavar="NAME=VALUE", help="words beside the text: place=Wuppertal"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one ad: a text, a file or - for standard input")
        pairs = [*opts.field, *([f"title={opts.title}"] if opts.title is not None else [])]
        self.exitcode = _front.guarded(lambda: show_reading(args[0], pairs, opts.search, as_json=opts.json))
