"""Bar charts, and a small line of one figure over time."""

from collections.abc import Sequence

from report.markup import Markup, percent, tag
from report.wording import labelled, numeral, said


def draw_bars(
    rows: Sequence[tuple[Markup, int]], of: int, caption: Markup, note: Sequence[Markup] = (), to: int | None = None
) -> Markup:
    """A table whose numbers are also drawn as bars; the longest bar is that of `to`, or of the largest number."""
    most = to or max((count for _, count in rows), default=1)
    body = []
    for place, (name, count) in enumerate(rows):
        bar = tag("rect", width=percent(count / most), height="100%", rx=1.5, class_="bar")
        share = said("share" if count * 200 >= of else "share.less", "small", n=max(1, round(count / of * 100)))
        cells = [tag("th", name, scope="row")]
        cells.append(tag("td", tag("svg", bar, width="100%", height=12, aria_hidden="true"), class_="chart"))
        cells.append(tag("td", numeral(count), " ", share, class_="figures"))
        body.append(tag("tr", *cells, *(note[place : place + 1])))
    return tag("table", tag("caption", caption, class_="unseen"), tag("tbody", *body), class_="bars")


def draw_spark(counts: Sequence[int]) -> Markup:
    """The last counts as a small line from zero; nothing is drawn for a single count."""
    if len(counts) < 2:
        return Markup("")
    most = max(*counts, 1)
    points = " ".join(
        f"{place / (len(counts) - 1) * 100:.1f},{100 - count / most * 100:.1f}" for place, count in enumerate(counts)
    )
    line = tag("polyline", points=points, class_="line", vector_effect="non-scaling-stroke")
    return tag("svg", line, class_="spark", viewBox="0 0 100 100", preserveAspectRatio="none", width=72, height=20,
               role="img", **labelled("spark.label", first=counts[0], last=counts[-1], n=len(counts)))  # fmt: skip
