"""Tells how things stand: the last snapshot in figures, the boards of its last run, and what to do next."""

from rich.console import Console

from report.console import list_changes, open_console, shorten_path, tell_misdated, tell_ours
from schemas.exit_codes import ExitCode
from schemas.monitors import Monitor
from schemas.results import OVERDUE_DAYS, Doubt, Status
from schemas.secrets import hide_secrets
from schemas.sound import make_sound
from schemas.verdicts import Verdict
from storage.layout import Output, started_at

UNANSWERED = (Verdict.FAILED, Verdict.INCOMPLETE, Verdict.PARTIAL)
MOST_NAMED = 8  # boards of which a command line is made; of more it asks all


def print_status(status: Status, output: Output, options: str = "") -> None:
    """The state of things and the next step, in about ten lines; `options`: those that each command wants here."""
    console = open_console()
    waiting = status.unpublished_runs
    if status.snapshot is None:
        console.print(f"No snapshot yet under {shorten_path(output.root)}.")
        tell_misdated(console, status.misdated)
        if waiting:
            console.print(f"Collected, and of no use or not yet published: {', '.join(waiting)}")
            console.print(f"Next: scrapy publish{options}; if no board answered: scrapy doctor{options}")
        else:
            console.print(f"Next: scrapy run{options}" + ("" if options else " (or make demo to look first)"))
        return
    console.print(f"Snapshot {status.snapshot} ({_tell_age(status)}): {shorten_path(output.path('latest'))}")
    if status.is_ahead:
        console.print("  Is the machine's clock right? The next run that is published goes on from the one before.")
    elif status.is_overdue:
        console.print(f"  Nothing was published for {OVERDUE_DAYS} days or more: see what collect and publish say.")
    console.print(f"{status.open_jobs} open jobs, {status.with_pay} with pay")
    console.print(f"Since the snapshot before: {list_changes(status.changes)}")
    tell_ours(console, status.ours)
    well = [row for row in status.boards if row.is_well]
    counts = ", ".join(f"{row.board} {row.kept} of {row.postings}" for row in well if row.postings)
    console.print(f"{len(well)} of {len(status.boards)} boards well; postings kept: {counts or 'none'}")
    for row in status.boards:
        if not row.verdict.is_well and row.verdict is not Verdict.HELD:  # of which each feed is told below
            console.print(f"  {row.board}: {row.verdict}, {row.reason}")
        for monitor, words in row.alarms.items():
            console.print(
                f"  {row.board} ({monitor}): {words}. If that is as it should be: {tell_acceptance(row.board)}"
            )
        if row.refusals:
            console.print(f"  {row.board}: {row.rejected} rejected ({', '.join(row.refusals)})")
    for monitor in Monitor:
        if boards := [row.board for row in status.boards if monitor in row.monitors]:
            console.print(f"  Monitor {monitor} not passed: {', '.join(boards)}")
    for doubt in status.doubts:
        console.print(f"  {doubt.name} ({doubt.state}): {tell_doubt(doubt)}")
    for row in status.boards:
        if row.unread_keys:
            console.print(f"  {row.board}: new keys, which nothing is read from: {', '.join(row.unread_keys)}")
    tell_misdated(console, status.misdated)
    for words in status.bent:
        console.print(f"  Changed since it was published: {words}")
    if status.bent:
        folder = shorten_path(output.path("snapshots"))
        console.print(f"  Put it back from a backup, or remove its folder in {folder}: history.parquet keeps its jobs.")
    _print_next_steps(console, status, options)


def _print_next_steps(console: Console, status: Status, options: str) -> None:
    """The commands that help, as one would type them."""
    if status.unpublished_runs:
        console.print(
            f"Collected, not yet published: {', '.join(status.unpublished_runs)}. Next: scrapy publish{options}"
        )
    elif status.age_hours > 24:
        console.print(f"Next: scrapy run{options}")
    if asked := [row.board for row in status.boards if row.verdict in UNANSWERED]:
        boards = "" if len(asked) > MOST_NAMED else f" {' '.join(asked)}"
        console.print(f"Next: scrapy doctor{boards}{options} (what is wrong with them?)")
    if not status.is_well:
        console.print("What each alarm means, and what to do: docs/operating.md#alarms")
        if options:
            console.print(f"Here each command wants{options}")


def check_status(status: Status, hours: int, percent: int) -> ExitCode:
    """Whether the snapshot is at most so old, and so many of its boards are well; if not, why, in one line."""
    wrong = []
    if status.snapshot is None:
        wrong.append("nothing was published yet")
    elif status.is_ahead or status.age_hours > hours:
        wrong.append(f"snapshot {status.snapshot} is {_tell_age(status)}; at most {hours} hours are allowed")
    well = [row for row in status.boards if row.is_well]
    if len(well) * 100 < len(status.boards) * percent:
        others = ", ".join(row.board for row in status.boards if row not in well)
        wrong.append(f"{len(well)} of {len(status.boards)} boards are well, fewer than {percent} %; not: {others}")
    wrong += [f"run {one.run} is not published: {one.reason}" for one in status.misdated]
    wrong += [f"changed since it was published: {words}" for words in status.bent]
    if wrong:
        print(make_sound(hide_secrets(f"wupperjobs: {'; '.join(wrong)}")))
    return ExitCode.GATED if wrong else ExitCode.WELL


def tell_doubt(doubt: Doubt) -> str:
    """What is not known of a feed, since when, what becomes of its postings, and what to do if it is true."""
    since = f", since {started_at(doubt.since):%Y-%m-%d}" if doubt.since else ""
    words = f"{doubt.why}{since}"
    if doubt.closes_on:
        words += f"; its {doubt.waiting} open postings close as {doubt.closes_as} from {doubt.closes_on} on"
    return f"{words}. If it is true: {doubt.accept}" if doubt.accept else words


def tell_acceptance(board: str) -> str:
    """The command by which someone says that what a board does now is usual."""
    return f"scrapy publish --accept {board}"


def _tell_age(status: Status) -> str:
    if status.is_ahead:
        return "dated in the future"
    hours = max(0, int(status.age_hours))
    return f"{hours // 24} days old" if hours >= 48 else f"{hours} hours old"
