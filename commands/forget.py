"""`scrapy forget`: remove whoever asked not to be listed from all that was collected and published."""

import argparse

from commands._command import OUTPUT, SEARCH, OurCommand


class Command(OurCommand):
    group = "The data"
    summary = "Remove what [refused] of the search file names from snapshots, parts, archives and logs"
    options = (SEARCH, OUTPUT)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.forgetting import forget

        return forget(opts.search, opts.output)
