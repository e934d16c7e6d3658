"""How the boards share the jobs: by number of boards, and pair by pair."""

from report.figures.overlap import Overlap
from report.markup import Markup, jobs_link, percent, tag, together
from report.wording import labelled, numeral, said

MATRIX = 8  # most boards in the matrix of pairs


def draw_overlap(overlap: Overlap) -> Markup:
    """One bar: the open jobs by the number of boards that carry them."""
    whole = sum(overlap.by_number.values())
    parts = [(n, overlap.by_number.get(n, 0)) for n in (1, 2)]
    parts.append((3, whole - sum(count for _, count in parts)))
    left, pieces, legend = 0.0, [], []
    for n, count in parts:
        if not count:
            continue
        share = count / whole
        pieces.append(tag("rect", x=percent(left), width=percent(share), height="100%", class_=f"boards-{n}"))
        words = said(f"overlap.{n}", n=count, share=round(share * 100))
        legend.append(tag("li", tag("span", class_=f"swatch boards-{n}"), words))
        left += share
    bar = tag("svg", *pieces, width="100%", height=18, class_="overlap", aria_hidden="true")
    return together(bar, tag("ul", *legend, class_="legend"))


def draw_pairs(overlap: Overlap) -> Markup:
    """A matrix of the open jobs that two boards both carry; on the diagonal, those that only one board carries.

    The columns bear the rows' numbers, so that it fits a narrow screen whatever the names.
    """
    boards = sorted(overlap.by_board, key=lambda board: (-overlap.by_board[board], board))[:MATRIX]
    most = max(overlap.pairs.values(), default=1)
    numbers = (tag("th", place, scope="col", aria_label=board) for place, board in enumerate(boards, 1))
    head = tag("tr", tag("td"), *numbers)
    rows = []
    for place, one in enumerate(boards, 1):
        number = tag("span", f"{place} ", aria_hidden="true")
        cells = [tag("th", number, jobs_link(one, board=one), scope="row")]
        for other in boards:
            count = overlap.alone.get(one, 0) if one == other else overlap.pairs.get((one, other), 0)
            shade = 0 if one == other or not count else 1 + round(count / most * 3)
            cells.append(
                tag("td", numeral(count) if count else "·", class_="alone" if one == other else f"shade-{shade}")
            )
        rows.append(tag("tr", *cells))
    caption = said("pairs.caption", "caption")
    return tag("div", tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="pairs"), class_="wide",
               tabindex="0", role="region", **labelled("pairs.label"))  # fmt: skip
