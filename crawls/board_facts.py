"""What each board is: on what terms it is asked, how far it was verified, and whether it is on."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawls.board_classes import load_boards
from crawls.plan import check_names, check_rows
from german.places.search import load_search
from report.board_tables import print_boards, write_board_table
from schemas.configuration import Search
from schemas.coverage import SHIPPED, read_coverage, write_figure
from schemas.documents import put_between_marks
from schemas.exit_codes import ExitCode
from schemas.jobboards import JobBoardRow, load_jobboards
from schemas.mistakes import ConfigurationError
from schemas.results import BoardFacts
from storage.files import write_file


def show_boards(names: Sequence[str], search_file: str, *, document: str | None = None, as_json: bool = False) -> int:
    """Print the boards named, with their terms, or all; or put all of them into a document, between its marks."""
    search = load_search(search_file)
    boards = find_boards(search)
    known = {board.name: board for board in boards}
    check_names(names, search, known)
    chosen = [known[name] for name in names] or boards
    if document:
        write_into(Path(document), write_board_table(boards))
    elif as_json:
        print(json.dumps([asdict(board) for board in chosen], ensure_ascii=False))
    else:
        print_boards(chosen, with_terms=bool(names))
        if not names and (rows := read_coverage(search.path.with_name(SHIPPED.name))):
            print("coverage  " + write_figure(rows, {board.name for board in boards if board.state == "on"}))
    return ExitCode.WELL


def write_into(document: Path, table: str) -> None:
    """Put the table of boards into a document, between its marks. Raises ConfigurationError where it has none."""
    try:
        text = put_between_marks(document.read_text(encoding="utf-8"), table, "boards")
    except ValueError as error:
        raise ConfigurationError(f"--write {document}: {error}") from None
    write_file(document, text)


def find_boards(search: Search) -> list[BoardFacts]:
    """Every board of `spiders/` and every row of jobboards.toml by name, with what search.toml says of it."""
    spiders = load_boards()
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
