"""A list of names with their numbers of jobs, as bars; what is too long stands behind "more"."""

from collections.abc import Sequence

from report.charts.bars import draw_bars
from report.figures.snapshot import Counted
from report.markup import Markup, tag
from report.wording import numeral, said

BARS, MOST = 12, 150  # rows shown at once; names listed behind "more"


def list_bars(
    counted: Counted, rows: Sequence[tuple[Markup, int]], caption: Markup, to: int | None = None
) -> list[Markup]:
    """The first rows, and the rest behind "more". `to`: the count of the longest bar that could be."""
    total = len(counted.open)
    pieces = [draw_bars(rows[:BARS], total, caption, to=to)]
    if rest := rows[BARS:]:
        words = tag("ul", *(tag("li", name, " ", numeral(count)) for name, count in rest[:MOST]), class_="rest")
        cut = said("change.cut", "p", {"class_": "note"}, n=MOST) if len(rest) > MOST else None
        pieces.append(tag("details", said("bars.more", "summary", n=len(rest)), words, cut))
    return pieces
