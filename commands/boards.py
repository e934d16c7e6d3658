"""`scrapy boards`: list each board with its access, how far it was verified, and whether it is on."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from commands import _front
from crawls.plan import check_names, check_rows
from german.places.search import load_search
from report.board_tables import print_boards, write_board_table
from schemas.configuration import Search
from schemas.documents import put_between_marks
from schemas.jobboards import JobBoardRow, load_jobboards
from schemas.mistakes import ConfigurationError
from schemas.results import BoardFacts, ExitCode


class Command(ScrapyCommand):
    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[BOARD ...]"

    def short_desc(self) -> str:
        return "List the boards: what they are, on what footing, how far verified, on or off"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--search", default="search.toml", metavar="FILE", help="what is searched (search.toml)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument(
            "--write", metavar="FILE", help="put the table into this document, between its marks (make docs)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.exitcode = _front.guarded(lambda: show(args, opts))


def show(names: list[str], opts: argparse.Namespace) -> int:
    """Print the boards named, with their terms, or all; or write the table into a document."""
    search = load_search(opts.search)
    boards = find_boards(search)
    known = {board.name: board for board in boards}
    check_names(names, search, known)
    boards = [known[name] for name in names] or boards
    if opts.write:
        document = Path(opts.write)
        try:
            table = write_board_table(list(known.values()))
            text = put_between_marks(document.read_text(encoding="utf-8"), table, "boards")
        except ValueError as error:
            raise ConfigurationError(f"--write {document}: {error}") from None
        document.write_text(text, encoding="utf-8")
    elif opts.json:
        print(json.dumps([asdict(board) for board in boards], ensure_ascii=False))
    else:
        print_boards(boards, with_terms=bool(names))
    return ExitCode.WELL


def find_boards(search: Search) -> list[BoardFacts]:
    """Every board of `spiders/` and every row of jobboards.toml by name, with what search.toml says of it."""
    spiders: Any = SpiderLoader.from_settings(get_project_settings())
    boards = [read_facts(spiders.load(name), search) for name in spiders.list()]
    check_rows((), search, spiders)
    rows = load_jobboards(search.jobboards_path) if search.jobboards_path.exists() else ()
    state = next(board.state for board in boards if board.name == "jobboard")
    return sorted([*boards, *(read_row(row, state) for row in rows)], key=lambda board: board.name)


def read_row(row: JobBoardRow, state: str) -> BoardFacts:
    """What a row of jobboards.toml states; it is on where the spider that reads it is, too."""
    site = urlsplit((*row.list_urls, *row.sitemap_urls)[0]).hostname or row.name
    return BoardFacts(
        name=f"jobboard/{row.name}",
        what=f"Job board at {site.removeprefix('www.')}.",
        access=row.access,
        checked=row.checked,
        floor=row.floor,
        state=state if row.enabled else "off",
        terms=row.terms,
    )


def read_facts(spider: Any, search: Search) -> BoardFacts:
    """What a spider states of its board; `what` is the first line of its docstring. Raises ConfigurationError."""
    if not (what := (spider.__doc__ or "").strip().partition("\n")[0]):
        raise ConfigurationError(f"{spider.name}: its class says nothing of the board; give it a docstring of one line")
    choice = search.choice(spider.name)
    state = "on" if choice and choice.enabled else "off"
    if choice and choice.enabled and spider.access == "permission" and not choice.permission:
        state = "consent"
    return BoardFacts(
        name=spider.name,
        what=what,
        access=spider.access,
        checked=spider.checked,
        floor=choice.floor if choice and choice.floor is not None else spider.floor,
        state=state,
        terms=spider.terms,
    )
