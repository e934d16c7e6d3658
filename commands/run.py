"""`scrapy run`: a whole run for a scheduler."""

import argparse

from commands._command import OUTPUT, REPLAY, SEARCH, OurCommand, option, positive


class Command(OurCommand):
    group = "Each night"
    summary = "Collect, publish, thin out and tell, in one go: what a scheduler calls each night"
    options = (
        SEARCH,
        OUTPUT,
        REPLAY,
        option("--at-once", "boards crawled at a time, 1 or more", type=positive, default=None, metavar="N"),
        option("--quiet", "print nothing at all where all is well", action="store_true"),
        option("--verbose", "print what collect and publish print, too", action="store_true"),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.nightly import run_once

        return run_once(
            opts.search, opts.output, replay=opts.replay, at_once=opts.at_once, quiet=opts.quiet, verbose=opts.verbose
        )
