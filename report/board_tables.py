"""The boards in tables: what each states of itself, for docs/boards.md and the console, and what the doctor found."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from report.console import STYLES, open_console
from schemas.results import BoardFacts, Examined
from schemas.verdicts import Finding


def write_board_table(boards: Sequence[BoardFacts]) -> str:
    """The table of docs/boards.md, in Markdown.

    >>> elbe = BoardFacts(name="elbe", what="Jobs | Elbe.", access="open", checked="recorded", floor=1, state="on",
    ...                   terms="elbe.example/agb.")
    >>> print(write_board_table([elbe]))
    | board | what | access | verified | terms |
    |---|---|---|---|---|
    | `elbe` | Jobs \\| Elbe | open | recorded | elbe.example/agb |
    """
    lines = ["| board | what | access | verified | terms |", "|---|---|---|---|---|"]
    for board in boards:
        cells = (board.what, board.access, board.checked, board.terms)
        lines.append(f"| `{board.name}` | {' | '.join(_cell(words) for words in cells)} |")
    return "\n".join(lines)


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|").rstrip(".")


def print_boards(boards: Sequence[BoardFacts], *, with_terms: bool) -> None:
    """Print the boards to the terminal; their terms take a line or two each."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    for name in ("board", "access", "verified", "floor", "state"):
        table.add_column(name, justify="right" if name == "floor" else "left", no_wrap=True)
    table.add_column("what", overflow="fold")
    for board in boards:
        state = Text(board.state, "green" if board.state == "on" else "dim")
        what = f"{board.what}\nTerms: {board.terms}" if with_terms else board.what
        table.add_row(board.name, board.access, board.checked, str(board.floor), state, what)
    console = open_console()
    console.print(table)
    console.print(_BOARDS_EXPLAINED)


_BOARDS_EXPLAINED = """\
access    open: made for machines; tolerated: no terms known to forbid it; permission: its terms forbid it
verified  recorded: reads recorded answers; documented: written from a published form; live: seen to work
floor     fewer postings than this make a run of the board incomplete
state     as search.toml says: on; off (also where it has no table there); consent: on once permission = true
terms     scrapy boards NAME"""


def print_examined(boards: Sequence[Examined]) -> None:
    """Print a line for each board, then what is wrong with which board and what to do about it."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    values = ("employer", "place", "date", "pay")
    for name in ("board", "reached", "robots.txt", "answers", "page", "ads", *values, "verdict"):
        table.add_column(name, justify="right" if name in ("ads", *values) else "left", no_wrap=True)
    for board in boards:
        answers = " ".join(map(str, board.answers)) or "-"
        read = [f"{board.read[name]}/{board.ads}" if board.ads else "-" for name in values]
        facts = (board.reached, board.robots, answers, board.page, str(board.ads) if board.asked else "-", *read)
        table.add_row(board.board, *facts, Text(board.verdict, STYLES[board.verdict.colour]))
    console = open_console()
    console.print(table)
    console.print(_EXAMINED_EXPLAINED)
    for board in boards:
        if not board.verdict.is_well or board.why:
            console.print(f"\n{board.board}: {board.verdict}. {board.why or ''}".rstrip())
        if board.next_step:
            console.print(f"  Next: {board.next_step}")
    if any(board.notes for board in boards):
        console.print("\nTo know:")
    for board in boards:
        if board.notes:
            console.print(f"  {board.board}: {'; '.join(board.notes)}")
    wrong = [board.board for board in boards if not board.verdict.is_well]
    asked = [board.verdict for board in boards if board.verdict != Finding.OFF]
    where = " See above." if wrong else ""
    if len(asked) > 1 and set(asked) == {Finding.UNREACHABLE}:
        where = " None of them answered: is there a network?"
    console.print(f"\n{len(asked) - len(wrong)} of {len(asked)} boards are well.{where}")


_EXAMINED_EXPLAINED = """\
Each board was asked for one list and, where its ads have pages of their own, for one ad.
reached     yes, or what failed: name (DNS), TLS, answer; recording: answered from a file, nothing was sent
robots.txt  allows; not there (all is allowed); forbids; not had (then nothing is asked)
answers     HTTP status of each answer; 200 is well
page        whether the last answer has the form that this project reads
ads         ads read from these answers; beside it in how many of them a value was read. Many ads state no pay."""
