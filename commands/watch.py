"""`scrapy watch`: what the watches of the search file are about, and what one would tell."""

import argparse

from commands._command import OUTPUT, SEARCH, OurCommand, option


class Command(OurCommand):
    usage = "[NAME]"
    group = "Each night"
    summary = "Show the watches of the search file, or what one of them would tell"
    options = (
        SEARCH,
        OUTPUT,
        option("--all", "all open jobs of the watch, not only those that were not told yet", action="store_true"),
        option("--html", "print the message as HTML", action="store_true"),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from scrapy.exceptions import UsageError

        from crawls.alerts.watching import show_watch, show_watches

        if len(args) > 1:
            raise UsageError("name one watch, or none", print_help=False)
        if args:
            return show_watch(args[0], opts.search, opts.output, all_jobs=opts.all, as_html=opts.html)
        return show_watches(opts.search, opts.output)
