"""`scrapy status`: tell what the last run did and what to do next."""

import argparse
import json

from commands._command import JSON, OUTPUT, SEARCH, OurCommand, option, positive


class Command(OurCommand):
    group = "Each night"
    summary = "Tell what the last run did and what to do next"
    options = (
        SEARCH,
        OUTPUT,
        JSON,
        option(
            "--check",
            "for a watchdog: print nothing where all is within the limits, else one line",
            action="store_true",
        ),
        option(
            "--age", "with --check: hours that the snapshot may be old (26)", type=positive, default=26, metavar="HOURS"
        ),
        option(
            "--share",
            "with --check: percent of the boards that must be well (80)",
            type=positive,
            default=80,
            metavar="PERCENT",
        ),
    )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from report.console import name_options
        from report.status import check_status, print_status
        from schemas.exit_codes import ExitCode
        from snapshots.status import read_status
        from storage.layout import Output

        output = Output.of_command(opts.output)
        status = read_status(output)
        if opts.check:
            return check_status(status, opts.age, opts.share)
        if opts.json:
            print(json.dumps(status.as_record(), default=str))
        else:
            print_status(status, output, name_options(opts.search, opts.output))
        return ExitCode.WELL if status.is_well else ExitCode.GATED
