"""`scrapy collect`: crawl the enabled boards, or replay recordings of them, into parts."""

import argparse

from commands._command import JSON, OUTPUT, REPLAY, SEARCH, OurCommand, option, positive


class Command(OurCommand):
    usage = "[BOARD ...] [--replay FILE ...] [--output PLACE]"
    group = "Each night, step by step"
    summary = "Crawl the enabled boards (or replay recordings of them) into output/postings"
    options = (
        SEARCH,
        OUTPUT,
        JSON,
        REPLAY,
        option("--at-once", "boards crawled at a time, 1 or more", type=positive, default=None, metavar="N"),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.collecting import collect

        return collect(args, opts.search, opts.output, replay=opts.replay, at_once=opts.at_once, as_json=opts.json)
