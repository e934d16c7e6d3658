"""`scrapy publish`: turn the parts collected since the last snapshot into the next one."""

import argparse
import json
from dataclasses import replace
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from commands import _front
from german.places.search import load_search
from schemas.mistakes import ConfigurationError
from schemas.results import ExitCode
from storage.layout import Output


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Publish a whole, checked, deduplicated snapshot of what was collected"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        _front.add_options(parser)
        parser.add_argument(
            "--accept",
            nargs="+",
            metavar="BOARD",
            default=[],
            help="boards (of one employer's feed: BOARD/EMPLOYER) that are held, and that you looked at and believe",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(lambda: publish_parts(opts.output, opts.search, opts.accept, as_json=opts.json))


def publish_parts(where: str, search: str, accepted: list[str], *, as_json: bool = False) -> int:
    """Publish and say what came of it; the exit code."""
    from report.console import print_published  # with pandas behind them, these would slow every other command
    from report.pages import Pages
    from snapshots.publish import publish

    output = Output.at(where)
    spiders: Any = SpiderLoader.from_settings(get_project_settings())
    wanted = load_search(search)
    pages = Pages(wanted, {name: spiders.load(name).terms for name in spiders.list()})
    for name in accepted:
        if name.partition("/")[0] not in spiders.list():
            raise ConfigurationError(
                f"--accept {name}: there is no such board; `scrapy status` names those that are held"
            )
    published = publish(output, accepted=accepted, pages=pages, cluster=wanted.cluster)
    published = replace(published, pages_failed=pages.failed)
    if as_json:
        print(json.dumps(published.as_record(), default=str))
    else:
        print_published(published, output)
    if published.stopped or published.run is None:
        return ExitCode.GATED
    if published.pages_failed:
        return ExitCode.PAGELESS
    return ExitCode.GATED if published.refused else ExitCode.WELL
