"""`scrapy record`: crawl one board live and politely, and keep its responses as a plain-text recording for tests."""

import argparse

from commands._command import SEARCH, OurCommand, option


class Command(OurCommand):
    usage = "BOARD [--pages N] | --mend FILE ..."
    group = "Boards"
    summary = "Record a board's responses for tests, or recompute the lengths of an edited recording"
    options = (
        SEARCH,
        option("--pages", "stop after N responses (0: the whole board)", type=int, default=0, metavar="N"),
        option("--folder", "where recordings lie (tests/boards)", default="tests/boards", metavar="DIR"),
        option("--bundle", "write one file to send instead: recording and facts, contacts masked", metavar="FILE.zip"),
        option("--mend", "recompute lengths after a hand edit", nargs="+", default=[], metavar="FILE"),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.recording import mend, record

        return (
            mend(opts.mend)
            if opts.mend
            else record(args, opts.search, opts.folder, pages=opts.pages, bundle=opts.bundle)
        )
