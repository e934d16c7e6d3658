"""`scrapy boards`: list each board with its access, how far it was verified, and whether it is on."""

import argparse

from commands._command import JSON, SEARCH, OurCommand, option


class Command(OurCommand):
    usage = "[BOARD ...]"
    group = "Boards"
    summary = "List the boards: what they are, on what terms they are asked, how far verified, on or off"
    options = (
        SEARCH,
        JSON,
        option("--write", "put the table into this document, between its marks (make docs)", metavar="FILE"),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.board_facts import show_boards

        return show_boards(args, opts.search, document=opts.write, as_json=opts.json)
