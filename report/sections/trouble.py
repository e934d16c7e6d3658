"""The banner above the figures, where they are not what they seem; and why a board was not read, in words."""

from report.figures.row import Row
from report.figures.snapshot import Counted
from report.figures.trouble import explain
from report.markup import Markup, tag, together
from report.wording import said

SHOWN = 6  # boards that the banner names; the section on boards has them all


def write_banner(counted: Counted) -> Markup:
    """The banner; nothing, if every board was read and believed."""
    troubles, rows = counted.troubles, {row["board"]: row for row in counted.boards}
    if not troubles.boards:
        return Markup("")
    lines = []
    for one in troubles.boards[:SHOWN]:
        about = [
            said(f"verdict.{one.verdict}"),
            said("trouble.since", d=one.since.isoformat()) if one.since else None,
            said("trouble.board", n=one.jobs) if one.jobs else None,
        ]
        told = [piece for part in about if part for piece in (" · ", part)][1:]
        lines.append(tag("li", tag("b", one.board), " ", *told, write_reasons(counted, rows[one.board])))
    more = len(troubles.boards) - SHOWN
    if more > 0:
        lines.append(tag("li", tag("a", said("trouble.more", n=more), href="#boards")))
    jobs = said("trouble.jobs", "p", n=troubles.jobs, all=len(counted.open)) if troubles.jobs else None
    return tag(
        "aside",
        said("trouble.title", "h2", {"id": "trouble-title"}),
        jobs or said("trouble.none", "p"),
        tag("ul", *lines),
        class_="banner",
        aria_labelledby="trouble-title",
    )


def write_reasons(counted: Counted, row: Row) -> Markup | None:
    """Why a board's run is not complete, from codes, in a line for each reason."""
    lines = []
    for key, facts in explain(row, counted.feeds.get(row["board"], ())):
        whose = facts.get("feed")
        lines.append(tag("small", f"{whose}: " if whose else None, said(key, **facts)))
    return together(*lines) if lines else None
