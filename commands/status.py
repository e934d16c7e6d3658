"""`scrapy status`: tell what the last run did and what to do next."""

import argparse
import json

from commands._command import JSON, OUTPUT, SEARCH, OurCommand


class Command(OurCommand):
    summary = "Tell what the last run did and what to do next"
    options = (SEARCH, OUTPUT, JSON)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from report.status import print_status
        from schemas.exit_codes import ExitCode
        from snapshots.status import read_status
        from storage.layout import Output

        output = Output.of_command(opts.output)
        status = read_status(output)
        if opts.json:
            print(json.dumps(status.as_record(), default=str))
        else:
            print_status(status, output)
        return ExitCode.WELL if status.is_well else ExitCode.GATED
