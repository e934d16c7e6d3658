"""`scrapy status`: tell what the last run did and what to do next."""

import argparse

from commands._command import JSON, OUTPUT, SEARCH, OurCommand


class Command(OurCommand):
    summary = "Tell what the last run did and what to do next"
    options = (SEARCH, OUTPUT, JSON)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from report.status import tell_status

        return tell_status(opts.output, as_json=opts.json)
