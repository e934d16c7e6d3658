"""`scrapy genboard`: look at a page and write the spider, the recording and the test folder to start from."""

import argparse

from commands._command import SEARCH, OurCommand, option


class Command(OurCommand):
    usage = "NAME URL [--saved FILE]"
    group = "Boards"
    summary = "Begin a new board: look at a page, write its spider and recording"
    options = (
        SEARCH,
        option("--saved", "the page, saved from a browser: nothing is asked", metavar="FILE"),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from scouting.new_board import begin_board

        return begin_board(args, opts.search, opts.saved)
