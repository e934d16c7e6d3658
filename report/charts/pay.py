"""Pay on one axis: a row a level and basis, below it what boards state as usual."""

from collections.abc import Sequence

from report.charts.svg import ticks
from report.figures.pay import Pay, benchmark_year
from report.figures.row import Row
from report.markup import Markup, jobs_link, percent, tag, together
from report.wording import said

BARE_DOTS = 60  # most jobs in a row whose dots are drawn; more would run together


class _Axis:
    """An axis of yearly pay, with the rows drawn on it. `band` is pay that is drawn behind all rows."""

    def __init__(self, ends: Sequence[int], band: tuple[int, int] | None) -> None:
        self.marks = ticks(min(ends), max(ends), 5)
        self.low, self.span = self.marks[0], self.marks[-1] - self.marks[0]
        lines = [
            tag("line", x1=self.at(mark), x2=self.at(mark), y1="0", y2="100%", class_="grid") for mark in self.marks
        ]
        behind = [tag("rect", **self.stretch(*band), height="100%", class_="band")] if band else []
        self.grid = [*behind, *lines]

    def at(self, value: float) -> str:
        return percent((value - self.low) / self.span)

    def stretch(self, start: float, end: float) -> dict[str, str]:
        return {"x": self.at(start), "width": percent((end - start) / self.span)}

    def draw(self) -> Markup:
        """The axis itself, which is drawn above and below the rows."""
        anchors = ["start", *["middle"] * (len(self.marks) - 2), "end"]
        labels = []
        for mark, anchor in zip(self.marks, anchors, strict=True):
            where = {"x": self.at(mark), "y": 12, "text_anchor": anchor, "class_": "tick"}
            labels.append(said("thousand", "text", where, n=mark // 1000))
        return tag("div", said("pay.axis", "span", {"class_": "label"}), tag("svg", *labels, width="100%", height=16),
                   class_="pay-row pay-axis", aria_hidden="true")  # fmt: skip

    def row(self, name: Markup, figures: Markup, *pieces: Markup) -> Markup:
        bar = tag("svg", *self.grid, *pieces, class_="track", width="100%", height=28, aria_hidden="true")
        label, words = tag("span", name, class_="label"), tag("span", figures, class_="figures")
        return tag("li", label, bar, words, class_="pay-row")

    def bar(self, start: float, end: float, class_: str) -> Markup:
        if end == start:
            return tag("line", x1=self.at(start), x2=self.at(start), y1=5, y2=17, class_=f"mark {class_}")
        return tag("rect", y=5, height=12, rx=2, class_=f"bar {class_}", **self.stretch(start, end))


def draw_pay(groups: Sequence[Pay], benchmarks: Sequence[Row], band: tuple[int, int] | None) -> Markup:
    """A row for each level and basis on an axis of yearly pay; below, on the same axis, what boards state as usual.

    `band` is the pay drawn behind all rows for comparison.
    """
    stated = [(row, pay) for row in benchmarks if (pay := benchmark_year(row))]
    ends = [end for group in groups for pay in group.ranges for end in pay] + [end for _, pay in stated for end in pay]
    axis = _Axis(ends, band)
    body: list[Markup] = []
    for level in dict.fromkeys(group.level for group in groups):
        rows = [_draw_group(axis, group) for group in groups if group.level == level]
        body += [tag("h3", said(f"level.{level or 'none'}")), tag("ul", *rows, class_="pay-rows")]
    if stated:
        towns = ", ".join(dict.fromkeys(row["town"] for row, _ in stated))
        rows = [_draw_benchmark(axis, row, pay) for row, pay in stated]
        body += [tag("h3", said("benchmark.title", town=towns)), tag("ul", *rows, class_="pay-rows")]
    return tag("div", axis.draw(), *body, axis.draw(), class_="pay-chart")


def _draw_group(axis: _Axis, group: Pay) -> Markup:
    """Draw lowest to highest as a line, the typical range as a bar, and the middle of each job as a dot."""
    start, end = group.typical
    whole = [end for pay in group.ranges for end in pay]
    low, high = axis.at(min(whole)), axis.at(max(whole))
    line = tag("line", x1=low, x2=high, y1=11, y2=11, class_=f"whole {group.basis}")
    pieces = [line, axis.bar(start, end, group.basis)]
    if 1 < len(group.ranges) <= BARE_DOTS:
        middles = [(one + other) / 2 for one, other in group.ranges]
        pieces += [tag("circle", cx=axis.at(mid), cy=23, r=2.2, class_=f"dot {group.basis}") for mid in middles]
    name = jobs_link(said(f"basis.{group.basis}"), level=group.level or "-", basis=group.basis)
    figures = together(_range(start, end), said("pay.n", "small", n=len(group.ranges)))
    return axis.row(name, figures, *pieces)


def _draw_benchmark(axis: _Axis, row: Row, pay: tuple[int, int]) -> Markup:
    level = row["level"]
    words = together(tag("span", row["occupation"]), " ", said(f"benchmark.{level}", "small") if level else None)
    return axis.row(words, _range(*pay), axis.bar(*pay, "benchmark"))


def _range(low: int, high: int) -> Markup:
    return said("eur", "b", n=low) if low == high else said("eur.range", "b", low=low, high=high)


def explain_legend(keys: Sequence[str]) -> Markup:
    """What the marks of the pay chart mean."""
    return tag(
        "ul", *(tag("li", tag("span", class_=f"swatch {key}"), said(f"legend.{key}")) for key in keys), class_="legend"
    )
