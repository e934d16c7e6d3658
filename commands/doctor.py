"""`scrapy doctor`: ask each board one or two questions and say in plain words how it is and what to do."""

import argparse

from commands._command import JSON, OUTPUT, REPLAY, SEARCH, OurCommand


class Command(OurCommand):
    usage = "[BOARD ...] [--replay FILE ...]"
    group = "Begin"
    summary = "Ask each board one or two questions, and say how it is and what to do"
    options = (SEARCH, OUTPUT, JSON, REPLAY)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.examining import examine

        return examine(args, opts.search, opts.output, replay=opts.replay, as_json=opts.json)
