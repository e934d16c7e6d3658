"""`scrapy reread`: read the archive again with today's readers, and publish what was read wrong before."""

import argparse

from commands._command import JSON, OUTPUT, SEARCH, OurCommand, option, positive


class Command(OurCommand):
    usage = "[RUN ...] [--dry-run]"
    group = "Each night, step by step"
    summary = "Read archived runs again with today's readers, and publish a corrected snapshot; no board is asked"
    options = (
        SEARCH,
        OUTPUT,
        JSON,
        option("--dry-run", "show what would change, column by column, and write nothing", action="store_true"),
        option("--at-once", "boards replayed at a time, 1 or more", type=positive, default=None, metavar="N"),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.rereading import reread

        return reread(args, opts.search, opts.output, is_dry=opts.dry_run, at_once=opts.at_once, as_json=opts.json)
