"""`scrapy demo`: replay and publish two recorded days, to look at without a network."""

import argparse

from commands._command import OurCommand, option


class Command(OurCommand):
    group = "Begin"
    summary = "Replay two recorded days and publish two snapshots to output/demo"
    options = (option("--output", "where to (output/demo)", default="output/demo", metavar="FOLDER"),)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.demo import replay_days

        return replay_days(opts.output)
