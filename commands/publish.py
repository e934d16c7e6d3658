"""`scrapy publish`: turn the parts collected since the last snapshot into the next one."""

import argparse

from commands._command import JSON, OUTPUT, SEARCH, OurCommand, option


class Command(OurCommand):
    group = "Each night, step by step"
    summary = "Publish a whole, checked, deduplicated snapshot of what was collected"
    options = (
        SEARCH,
        OUTPUT,
        JSON,
        option(
            "--accept",
            "boards (of one employer's feed: BOARD/EMPLOYER) that are held, and that you looked at and believe",
            nargs="+",
            default=[],
            metavar="BOARD",
        ),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawls.publishing import publish_parts

        return publish_parts(opts.output, opts.search, opts.accept, as_json=opts.json)
