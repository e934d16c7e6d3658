"""`scrapy read`: how one ad is read, and whether a crawl would keep it."""

import argparse

from scrapy.exceptions import UsageError

from commands._command import JSON, SEARCH, OurCommand, option


class Command(OurCommand):
    usage = "TEXT | FILE | -  [--title TITLE] [--field NAME=VALUE ...]"
    group = "The data"
    summary = "Read one ad as a crawl would: each value, its words, and whether the ad would be kept"
    options = (
        SEARCH,
        JSON,
        option("--title", "the ad's title (its first line)", metavar="TITLE"),
        option("--field", "words beside the text: place=Wuppertal", action="append", default=[], metavar="NAME=VALUE"),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.reading import show_reading

        if len(args) != 1:
            raise UsageError("name one ad: a text, a file or - for standard input")
        pairs = [*opts.field, *([f"title={opts.title}"] if opts.title is not None else [])]
        return show_reading(args[0], pairs, opts.search, as_json=opts.json)
