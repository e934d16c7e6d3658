"""`scrapy explain`: tell why postings are one job, what changed in it, or why two are not one."""

import argparse
import json
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands import _front
from schemas.results import ExitCode
from storage.layout import Output


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "JOB_ID [options]  |  A B [options], each a JOB_ID or BOARD/BOARD_REF"

    def short_desc(self) -> str:
        return "Tell why postings are one job, or why two are not"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        _front.add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) not in (1, 2):
            raise UsageError("name one job, or two jobs or postings")
        self.exitcode = _front.guarded(lambda: explain(args, opts.output, as_json=opts.json))


def explain(names: list[str], where: str, *, as_json: bool = False) -> int:
    """Print the explanation; the exit code."""
    from report.explanation import (  # with pandas behind them, these would slow every other command
        pack_explanation,
        print_explanation,
    )
    from snapshots.explanations import UnknownName, explain_job, explain_two

    output = Output.at(where)
    try:
        found = explain_job(output, names[0]) if len(names) == 1 else explain_two(output, *names)
    except UnknownName as error:
        print(f"wupperjobs: {error.args[0]}", file=sys.stderr)
        return ExitCode.MISCONFIGURED
    if as_json:
        print(json.dumps(pack_explanation(found), default=str, ensure_ascii=False))
    else:
        print_explanation(found)
    return ExitCode.WELL
