"""What was collected becomes the next snapshot, with its pages."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from crawls.board_classes import load_boards
from german.places.search import add_landmarks, load_search
from pipelines.kept import read_kept
from report.console import print_published
from report.pages import Pages
from schemas.configuration import Search
from schemas.mistakes import ConfigurationError
from schemas.results import Published
from schemas.secrets import hide_secrets
from schemas.verdicts import Verdict
from snapshots.publish import publish
from storage.layout import Output


def publish_parts(where: str, search: str, accepted: list[str], *, as_json: bool = False) -> int:
    """Publish and say what came of it, and which boards were not collected; the exit code."""
    output, terms = Output.of_command(where), load_search(search)
    published = publish_waiting(output, terms, accepted)
    on = {name for name, choice in terms.boards.items() if choice.enabled}
    absent = (row.board for row in published.boards if row.verdict is Verdict.NOT_RUN and row.board in on)
    published = replace(published, absent=tuple(absent))
    if as_json:
        print(hide_secrets(json.dumps(published.as_record(), default=str)))
    else:
        print_published(published, output)
    return published.exit_code


def publish_waiting(
    output: Output, search: Search, accepted: Sequence[str] = (), *, is_locked: bool = False
) -> Published:
    """Make the next snapshot of all that was collected. `is_locked`: the output is locked already."""
    pages = make_pages(search)
    for name in accepted:
        if name.partition("/")[0] not in pages.terms:
            raise ConfigurationError(
                f"--accept {name}: there is no such board; `scrapy status` names those that are held"
            )
    published = publish(
        output,
        accepted=accepted,
        pages=pages,
        withheld=pages.withheld,
        figures=pages.count,
        cluster=search.cluster,
        keep=search.snapshots,
        lag_days=search.read_again_days,
        now=datetime.now(UTC),
        read_kept=partial(read_kept, search=search),
        is_locked=is_locked,
    )
    return replace(published, pages_failed=pages.failed)


def make_pages(search: Search) -> Pages:
    """What makes a snapshot's pages, with the terms of each board."""
    spiders = load_boards()
    boards = {name: spiders.load(name) for name in spiders.list()}
    withheld = {name for name, board in boards.items() if not search.publishes_texts(name, board.publish_texts)}
    return Pages(add_landmarks(search), {name: board.terms for name, board in boards.items()}, withheld)
