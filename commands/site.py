"""`scrapy site`: a static site of what was published."""

import argparse

from commands._command import OUTPUT, SEARCH, OurCommand


class Command(OurCommand):
    usage = "FOLDER"
    group = "Each night"
    summary = "Make a static site of what was published: page, feeds, monthly reports, data of all snapshots"
    options = (SEARCH, OUTPUT)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from scrapy.exceptions import UsageError

        from crawls.site import publish_site

        if len(args) != 1:
            raise UsageError("name one folder, which is made or brought up to date", print_help=False)
        return publish_site(args[0], opts.search, opts.output)
