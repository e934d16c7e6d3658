"""`scrapy explain`: tell why postings are one job, what changed in it, or why two are not one."""

import argparse
import json

from scrapy.exceptions import UsageError

from commands._command import JSON, OUTPUT, SEARCH, OurCommand


class Command(OurCommand):
    usage = "JOB_ID [options]  |  A B [options], each a JOB_ID or BOARD/BOARD_REF"
    group = "The data"
    summary = "Tell why postings are one job, or why two are not"
    options = (SEARCH, OUTPUT, JSON)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        from report.explanation import pack_explanation, print_explanation
        from schemas.exit_codes import ExitCode
        from schemas.mistakes import ConfigurationError
        from snapshots.explanations import UnknownName, explain_job, explain_two
        from storage.layout import Output

        if len(args) not in (1, 2):
            raise UsageError("name one job, or two jobs or postings")
        output = Output.of_command(opts.output)
        try:
            found = explain_job(output, args[0]) if len(args) == 1 else explain_two(output, *args)
        except UnknownName as error:
            raise ConfigurationError(error.args[0]) from error
        if opts.json:
            print(json.dumps(pack_explanation(found), default=str, ensure_ascii=False))
        else:
            print_explanation(found)
        return ExitCode.WELL
