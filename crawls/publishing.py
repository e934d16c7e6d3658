"""What was collected becomes the next snapshot, with its pages."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from german.places.search import load_search
from pipelines.kept import read_kept
from report.console import print_published
from report.pages import Pages
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from schemas.secrets import hide_secrets
from snapshots.publish import publish
from storage.layout import Output


def publish_parts(where: str, search: str, accepted: list[str], *, as_json: bool = False) -> int:
    """Publish and say what came of it; the exit code."""
    output = Output.of_command(where)
    spiders: Any = SpiderLoader.from_settings(get_project_settings())
    wanted = load_search(search)
    pages = Pages(wanted, {name: spiders.load(name).terms for name in spiders.list()})
    for name in accepted:
        if name.partition("/")[0] not in spiders.list():
            raise ConfigurationError(
                f"--accept {name}: there is no such board; `scrapy status` names those that are held"
            )
    published = publish(
        output,
        accepted=accepted,
        pages=pages,
        cluster=wanted.cluster,
        keep=wanted.snapshots,
        lag_days=wanted.read_again_days,
        now=datetime.now(UTC),
        read_kept=partial(read_kept, search=wanted),
    )
    published = replace(published, pages_failed=pages.failed)
    if as_json:
        print(hide_secrets(json.dumps(published.as_record(), default=str)))
    else:
        print_published(published, output)
    if published.stopped or published.run is None:
        return ExitCode.GATED
    if published.pages_failed:
        return ExitCode.PAGELESS
    return ExitCode.GATED if published.refused or published.misdated else ExitCode.WELL
