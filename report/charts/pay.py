"""Pay on one axis: a row a level and basis, below it what boards state as usual, occupation by occupation."""

from collections.abc import Sequence
from dataclasses import dataclass

from report.charts.svg import ticks
from report.figures.pay import Pay
from report.figures.row import Row
from report.markup import Markup, jobs_link, percent, tag, together
from report.wording import said

BARE_DOTS = 60  # most jobs in a row whose dots are drawn; more would run together


@dataclass(frozen=True, slots=True)
class Occupation:
    """What boards state as usual in a town for an occupation, a year; `ads`: the open jobs whose title is its name."""

    name: str
    town: str
    benchmarks: tuple[tuple[Row, tuple[int, int]], ...]
    ads: tuple[Pay, ...]

    @property
    def band(self) -> tuple[int, int]:
        """The lowest and the highest of its benchmarks."""
        return min(low for _, (low, _) in self.benchmarks), max(high for _, (_, high) in self.benchmarks)


class _Axis:
    """An axis of yearly pay, with the rows drawn on it."""

    def __init__(self, ends: Sequence[int]) -> None:
        self.marks = ticks(min(ends), max(ends), 5)
        self.low, self.span = self.marks[0], self.marks[-1] - self.marks[0]
        self.grid = [
            tag("line", x1=self.at(mark), x2=self.at(mark), y1="0", y2="100%", class_="grid") for mark in self.marks
        ]

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

    def row(self, name: Markup, figures: Markup, *pieces: Markup, band: tuple[int, int] | None = None) -> Markup:
        """A row of the chart; `band`: pay that is drawn behind it for comparison."""
        behind = [tag("rect", **self.stretch(*band), height="100%", class_="band")] if band else []
        bar = tag("svg", *behind, *self.grid, *pieces, class_="track", width="100%", height=28, aria_hidden="true")
        label, words = tag("span", name, class_="label"), tag("span", figures, class_="figures")
        return tag("li", label, bar, words, class_="pay-row")

    def bar(self, start: float, end: float, class_: str) -> Markup:
        if end == start:
            return tag("line", x1=self.at(start), x2=self.at(start), y1=5, y2=17, class_=f"mark {class_}")
        return tag("rect", y=5, height=12, rx=2, class_=f"bar {class_}", **self.stretch(start, end))


def draw_pay(groups: Sequence[Pay], occupations: Sequence[Occupation]) -> Markup:
    """A row for each level and basis on an axis of yearly pay; below, on the same axis, what boards state as usual.

    An occupation of which there are ads has a row of theirs, and its benchmarks as a band behind its rows.
    """
    ends = [end for group in groups for pay in group.ranges for end in pay]
    ends += [end for occupation in occupations for _, pay in occupation.benchmarks for end in pay]
    axis = _Axis(ends)
    body: list[Markup] = []
    for level in dict.fromkeys(group.level for group in groups):
        rows = [_draw_group(axis, group) for group in groups if group.level == level]
        body += [tag("h3", said(f"level.{level or 'none'}")), tag("ul", *rows, class_="pay-rows")]
    if occupations:
        body.append(tag("h3", said("benchmark.title", town=occupations[0].town)))
    for one in occupations:
        body += [tag("h4", one.name), tag("ul", *_draw_occupation(axis, one), class_="pay-rows")]
    return tag("div", axis.draw(), *body, axis.draw(), class_="pay-chart")


def _draw_occupation(axis: _Axis, one: Occupation) -> list[Markup]:
    band = one.band if one.ads else None
    rows = []
    for ads in one.ads:
        name = together(said("pay.ads"), " ", said(f"basis.{ads.basis}", "small"))
        rows.append(axis.row(name, _tell(ads), *_marks(axis, ads), band=band))
    for row, pay in one.benchmarks:
        level = said(f"benchmark.{row['level']}", "small") if row["level"] else None
        words = together(said("benchmark.row"), " ", level)
        rows.append(axis.row(words, _range(*pay), axis.bar(*pay, "benchmark"), band=band))
    return rows


def _draw_group(axis: _Axis, group: Pay) -> Markup:
    name = jobs_link(said(f"basis.{group.basis}"), level=group.level or "-", basis=group.basis)
    return axis.row(name, _tell(group), *_marks(axis, group))


def _marks(axis: _Axis, group: Pay) -> list[Markup]:
    """Lowest to highest as a line, the typical range as a bar, and the middle of each job as a dot."""
    whole = [end for pay in group.ranges for end in pay]
    low, high = axis.at(min(whole)), axis.at(max(whole))
    line = tag("line", x1=low, x2=high, y1=11, y2=11, class_=f"whole {group.basis}")
    pieces = [line, axis.bar(*group.typical, group.basis)]
    if 1 < len(group.ranges) <= BARE_DOTS:
        middles = [(one + other) / 2 for one, other in group.ranges]
        pieces += [tag("circle", cx=axis.at(mid), cy=23, r=2.2, class_=f"dot {group.basis}") for mid in middles]
    return pieces


def _tell(group: Pay) -> Markup:
    return together(_range(*group.typical), said("pay.n", "small", n=len(group.ranges)))


def _range(low: int, high: int) -> Markup:
    return said("eur", "b", n=low) if low == high else said("eur.range", "b", low=low, high=high)
