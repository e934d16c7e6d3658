"""Open jobs day by day, and how they come and go."""

from collections.abc import Sequence

from report.charts.svg import svg_text, ticks
from report.figures.days import Day
from report.markup import Markup, percent, tag
from report.wording import labelled, said

WEEK, SLOTS = 7, 14  # places for columns of a day each; more days than that are drawn as a line


def draw_days(days: Sequence[Day]) -> Markup:
    """Open jobs day by day: columns for up to SLOTS days, then a line; from zero."""
    shown = [day.open for day in days]
    marks = ticks(0, max(shown), 3)
    top, height, foot = marks[-1], 150, 22
    pieces = []
    for mark in marks:
        y = 14 + (1 - mark / top) * height
        pieces.append(tag("line", x1="0", x2="100%", y1=y, y2=y, class_="grid" if mark else "axis"))
        if mark:  # on the side where nothing is drawn yet
            x, anchor = ("0", "start") if len(days) > SLOTS else ("100%", "end")
            pieces.append(svg_text(mark, x, y - 4, "tick", text_anchor=anchor))
    if len(days) <= SLOTS:
        pieces += _columns(days, top, height)
    else:
        points = [
            f"{place / (len(days) - 1) * 100:.2f},{100 - day.open / top * 100:.2f}" for place, day in enumerate(days)
        ]
        area = tag("polygon", points=f"0,100 {' '.join(points)} 100,100", class_="area")
        line = tag("polyline", points=" ".join(points), class_="line", vector_effect="non-scaling-stroke")
        pieces.append(
            tag("svg", area, line, y=14, width="100%", height=height, viewBox="0 0 100 100", preserveAspectRatio="none")
        )
        y = 14 + (1 - days[-1].open / top) * height
        pieces.append(tag("circle", cx="100%", cy=y, r=4, class_="end"))
        pieces.append(svg_text(days[-1].open, "100%", y - 9, "value", text_anchor="end"))
        pieces += [
            _day(days[0], "0", height + 14 + foot - 5, "start"),
            _day(days[-1], "100%", height + 14 + foot - 5, "end"),
        ]
    label = labelled("days.label", first=days[0].on.isoformat(), n=shown[0], last=days[-1].on.isoformat(), m=shown[-1])
    return tag("svg", *pieces, class_="days", height=height + 14 + foot, width="100%", role="img", **label)


def _day(day: Day, x: str, y: float, anchor: str, key: str = "date") -> Markup:
    return said(key, "text", {"x": x, "y": y, "text_anchor": anchor, "class_": "tick"}, d=day.on.isoformat())


def _slots(days: Sequence[Day]) -> int:
    return WEEK if len(days) <= WEEK else SLOTS


def _columns(days: Sequence[Day], top: float, height: float) -> list[Markup]:
    """One column for each day, from the left, labelled with the day, or every third if there are many."""
    pieces, slots = [], _slots(days)
    for place, day in enumerate(days):
        tall = day.open / top * height
        name, left = "bar now" if day is days[-1] else "bar", percent((place + 0.12) / slots)
        pieces.append(
            tag("rect", x=left, y=14 + height - tall, width=percent(0.76 / slots), height=tall, rx=1.5, class_=name)
        )
        x = percent((place + 0.5) / slots)
        pieces.append(svg_text(day.open, x, 14 + height - tall - 5, "value", text_anchor="middle"))
        if slots == WEEK or (len(days) - 1 - place) % 3 == 0:
            pieces.append(_day(day, x, height + 31, "middle", "day_month"))
    return pieces


def draw_flow(days: Sequence[Day]) -> Markup:
    """New jobs above, closed below the line, for the last SLOTS days."""
    days = days[-SLOTS:]
    slots = _slots(days)
    most = max(1, *(max(day.new, day.closed) for day in days))
    half, middle = 34.0, 50.0
    pieces = [tag("line", x1="0", x2="100%", y1=middle, y2=middle, class_="axis")]
    for place, day in enumerate(days):
        for value, way, name in ((day.new, -1, "new"), (day.closed, 1, "closed")):
            if not value:
                continue
            tall = value / most * half
            x, y = percent((place + 0.12) / slots), middle - tall if way < 0 else middle
            pieces.append(tag("rect", x=x, y=y, width=percent(0.76 / slots), height=tall, class_=f"bar {name}", rx=1.5))
            y = middle - tall - 4 if way < 0 else middle + tall + 13
            words = f"{'+' if way < 0 else '−'}{value}"
            pieces.append(svg_text(words, percent((place + 0.5) / slots), y, "value", text_anchor="middle"))
    label = labelled("flow.label", new=sum(day.new for day in days), closed=sum(day.closed for day in days))
    return tag("svg", *pieces, class_="flow", height=100, width="100%", role="img", **label)
