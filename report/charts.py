"""Figures as pictures: SVG and HTML that keeps its text size at every width, without any script."""

from collections.abc import Sequence
from math import cos, radians, sin, sqrt

from report.days import Day
from report.figures import Overlap, Pay, Row, Spot, benchmark_year
from report.markup import Markup, jobs_link, percent, tag, together
from report.wording import labelled, numeral, said

WEEK, SLOTS = 7, 14  # places for columns, a day each, while days are few; with more than SLOTS, the days are a line
BARE_DOTS = 60  # more jobs than this in a row of pay: their dots would run together
DOT = 6.0  # radius in pixels of a town with one job, unless the largest would then be wider than WIDEST
WIDEST = 24.0
NARROW, WIDE = 330, 560  # pixels of the map's width for which its labels are laid out
CHARACTER, LINE = 6.6, 15  # pixels of a label's letter and line
MATRIX = 8  # boards in the matrix of pairs


def ticks(low: float, high: float, about: int) -> list[int]:
    """Round whole values from below `low` to above `high`.

    >>> ticks(51236, 150000, 4), ticks(0, 46, 3), ticks(0, 0, 3)
    ([50000, 75000, 100000, 125000, 150000], [0, 20, 40, 60], [0, 1])
    """
    step, exact = 1.0, max((high - low) / about, 1)
    while step * 10 <= exact:
        step *= 10
    wide = int(next(step * times for times in (1, 2, 2.5, 5, 10) if step * times >= exact and step * times % 1 == 0))
    first, last = int(low // wide), -int(-high // wide)
    return [value * wide for value in range(first, max(last, first + 1) + 1)]


def _text(
    words: str | int, x: float | str, y: float | str, class_: str | None = None, **more: str | int | float
) -> Markup:
    inner = numeral(words, "tspan") if isinstance(words, int) else words
    return tag("text", inner, x=x, y=y, class_=class_, **more)


def draw_days(days: Sequence[Day]) -> Markup:
    """Open jobs day by day: columns for up to SLOTS days, then a line; from zero."""
    shown = [day.open for day in days]
    marks = ticks(0, max(shown), 3)
    top, height, foot = marks[-1], 150, 22
    pieces = []
    for mark in marks:
        y = 14 + (1 - mark / top) * height
        pieces.append(tag("line", x1="0", x2="100%", y1=y, y2=y, class_="grid" if mark else "axis"))
        if mark:  # on the side where nothing stands yet
            x, anchor = ("0", "start") if len(days) > SLOTS else ("100%", "end")
            pieces.append(_text(mark, x, y - 4, "tick", text_anchor=anchor))
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
        pieces.append(_text(days[-1].open, "100%", y - 9, "value", text_anchor="end"))
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
    """A column a day, from the left; beneath each its day, or with many every third."""
    pieces, slots = [], _slots(days)
    for place, day in enumerate(days):
        tall = day.open / top * height
        name, left = "bar now" if day is days[-1] else "bar", percent((place + 0.12) / slots)
        pieces.append(
            tag("rect", x=left, y=14 + height - tall, width=percent(0.76 / slots), height=tall, rx=1.5, class_=name)
        )
        x = percent((place + 0.5) / slots)
        pieces.append(_text(day.open, x, 14 + height - tall - 5, "value", text_anchor="middle"))
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
            pieces.append(_text(words, percent((place + 0.5) / slots), y, "value", text_anchor="middle"))
    label = labelled("flow.label", new=sum(day.new for day in days), closed=sum(day.closed for day in days))
    return tag("svg", *pieces, class_="flow", height=100, width="100%", role="img", **label)


def draw_pay(groups: Sequence[Pay], benchmarks: Sequence[Row], band: tuple[int, int] | None) -> Markup:
    """A row a level and basis on one axis of yearly pay; below, on the same axis, what boards state as usual.

    `band` is the pay that stands behind all rows for comparison.
    """
    stated = [(row, pay) for row in benchmarks if (pay := benchmark_year(row))]
    ends = [end for group in groups for pay in group.ranges for end in pay] + [end for _, pay in stated for end in pay]
    marks = ticks(min(ends), max(ends), 5)
    low, span = marks[0], marks[-1] - marks[0]

    def at(value: float) -> str:
        return percent((value - low) / span)

    grid = [tag("line", x1=at(mark), x2=at(mark), y1="0", y2="100%", class_="grid") for mark in marks]
    if band:
        grid.insert(
            0, tag("rect", x=at(band[0]), width=percent((band[1] - band[0]) / span), height="100%", class_="band")
        )
    anchors = ["start", *["middle"] * (len(marks) - 2), "end"]
    labels = [
        said("thousand", "text", {"x": at(mark), "y": 12, "text_anchor": anchor, "class_": "tick"}, n=mark // 1000)
        for mark, anchor in zip(marks, anchors, strict=True)
    ]
    axis = tag("div", said("pay.axis", "span", {"class_": "label"}), tag("svg", *labels, width="100%", height=16),
               class_="pay-row pay-axis", aria_hidden="true")  # fmt: skip

    def row(name: Markup, figures: Markup, *pieces: Markup) -> Markup:
        bar = tag("svg", *grid, *pieces, class_="track", width="100%", height=28, aria_hidden="true")
        return tag(
            "li", tag("span", name, class_="label"), bar, tag("span", figures, class_="figures"), class_="pay-row"
        )

    def bar(start: float, end: float, class_: str) -> Markup:
        if end == start:
            return tag("line", x1=at(start), x2=at(start), y1=5, y2=17, class_=f"mark {class_}")
        share = {"x": at(start), "width": percent((end - start) / span)}
        return tag("rect", y=5, height=12, rx=2, class_=f"bar {class_}", **share)

    body: list[Markup] = []
    for level in dict.fromkeys(group.level for group in groups):
        rows = []
        for group in (group for group in groups if group.level == level):
            start, end = group.typical
            whole = [end for pay in group.ranges for end in pay]
            pieces = [tag("line", x1=at(min(whole)), x2=at(max(whole)), y1=11, y2=11, class_=f"whole {group.basis}")]
            pieces.append(bar(start, end, group.basis))
            if 1 < len(group.ranges) <= BARE_DOTS:
                middles = [(one + other) / 2 for one, other in group.ranges]
                pieces += [tag("circle", cx=at(mid), cy=23, r=2.2, class_=f"dot {group.basis}") for mid in middles]
            filters = {"level": level or "-", "basis": group.basis}
            name = jobs_link(said(f"basis.{group.basis}"), **filters)
            figures = together(_range(start, end), said("pay.n", "small", n=len(group.ranges)))
            rows.append(row(name, figures, *pieces))
        body.append(tag("h3", said(f"level.{level or 'none'}")))
        body.append(tag("ul", *rows, class_="pay-rows"))
    if stated:
        towns = ", ".join(dict.fromkeys(row["town"] for row, _ in stated))
        body.append(tag("h3", said("benchmark.title", town=towns)))
        rows = []
        for found, (start, end) in stated:
            level = found["level"]
            words = together(
                tag("span", found["occupation"]), " ", said(f"benchmark.{level}", "small") if level else None
            )
            rows.append(row(words, _range(start, end), bar(start, end, "benchmark")))
        body.append(tag("ul", *rows, class_="pay-rows"))
    return tag("div", axis, *body, axis, class_="pay-chart")


def _range(low: int, high: int) -> Markup:
    return said("eur", "b", n=low) if low == high else said("eur.range", "b", low=low, high=high)


def draw_bars(rows: Sequence[tuple[Markup, int]], of: int, caption: Markup, note: Sequence[Markup] = ()) -> Markup:
    """A table whose numbers are bars too; the longest is the most."""
    most = max((count for _, count in rows), default=1)
    body = []
    for place, (name, count) in enumerate(rows):
        bar = tag("rect", width=percent(count / most), height="100%", rx=1.5, class_="bar")
        share = said("share" if count * 200 >= of else "share.less", "small", n=max(1, round(count / of * 100)))
        cells = [tag("th", name, scope="row")]
        cells.append(tag("td", tag("svg", bar, width="100%", height=12, aria_hidden="true"), class_="chart"))
        cells.append(tag("td", numeral(count), " ", share, class_="figures"))
        body.append(tag("tr", *cells, *(note[place : place + 1])))
    return tag("table", tag("caption", caption, class_="unseen"), tag("tbody", *body), class_="bars")


def draw_map(spots: Sequence[Spot], centre: str, radius: float) -> Markup:
    """Towns by bearing and distance from the centre, north up; a dot's area is its number of jobs."""
    reach = radius * 1.12
    near = [spot for spot in spots if spot.east is not None and spot.km is not None]
    shown = [
        (spot, 0.5 + spot.east / reach / 2, 0.5 - (spot.north or 0) / reach / 2)
        for spot in near
        if spot.east is not None
    ]
    shown = [one for one in shown if 0 <= one[1] <= 1 and 0 <= one[2] <= 1]
    most = max((spot.jobs for spot, _, _ in shown), default=1)
    unit = min(DOT, WIDEST / sqrt(most))
    pieces = []
    for ring in _rings(radius):
        pieces.append(tag("circle", cx="50%", cy="50%", r=percent(ring / reach / 2), class_="ring"))
    for spot, x, y in sorted(shown, key=lambda one: -one[0].jobs):
        title = tag("title", f"{spot.town}: {spot.jobs}")
        pieces.append(tag("circle", title, cx=percent(x), cy=percent(y), r=unit * sqrt(spot.jobs), class_="dot"))
    pieces.append(tag("svg", tag("path", d="M-5 0H5M0-5V5", class_="centre"), x="50%", y="50%", overflow="visible"))
    pieces.append(_text("N", "50%", 14, "tick north", text_anchor="middle"))
    for ring in _rings(radius):
        x, y = _free_place(ring / reach / 2, [(x, y, unit * sqrt(spot.jobs)) for spot, x, y in shown])
        where = {"x": percent(x), "y": percent(y), "dy": 4, "text_anchor": "middle", "class_": "tick ring-name"}
        pieces.append(said("km", "text", where, n=ring))
    dots = [(x, y, unit * sqrt(spot.jobs), f"{spot.town} {spot.jobs}") for spot, x, y in shown]
    for width, name in ((NARROW, "narrow"), (WIDE, "broad")):
        pieces.append(tag("g", *place_labels(dots, width), class_=f"names {name}"))
    label = labelled("map.label", n=len(shown), town=centre)
    return tag("svg", *pieces, class_="map", width="100%", role="img", **label)


def _rings(radius: float) -> list[float]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if radius / step <= 5)
    return [*range(step, int(radius) + 1, step)]


def _free_place(radius: float, dots: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Where on a ring its name lies on no dot of a narrow map; the south where that is so nowhere."""
    angles = [90, 75, 105, 60, 120, 45, 135, 0, 180, 225, 315]
    places = [(0.5 + radius * cos(radians(angle)), 0.5 + radius * sin(radians(angle))) for angle in angles]

    def is_free(place: tuple[float, float]) -> bool:
        return all(abs(x - place[0]) * NARROW > r + 22 or abs(y - place[1]) * NARROW > r + 10 for x, y, r in dots)

    return next(filter(is_free, places), places[0])


def place_labels(dots: Sequence[tuple[float, float, float, str]], width: int) -> list[Markup]:
    """Names beside their dots (x and y as shares of the width, radius in pixels), most important first.

    A name that would lie on a dot, on another name or over the edge at this width is left out.
    """
    taken = [(x * width - r, y * width - r, x * width + r, y * width + r) for x, y, r, _ in dots]
    labels = []
    for place, (x, y, r, words) in enumerate(dots):
        wide = len(words) * CHARACTER
        for dx, dy, anchor in (
            (r + 4, 4.0, "start"),
            (-r - 4, 4.0, "end"),
            (0.0, -r - 5, "middle"),
            (0.0, r + 14, "middle"),
        ):
            left = x * width + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
            box = (left, y * width + dy - LINE + 4, left + wide, y * width + dy + 3)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= width
            others = (other for number_, other in enumerate(taken) if number_ != place)
            if inside and not any(_overlap(box, other) for other in others):
                taken.append(box)
                labels.append(_text(words, percent(x), percent(y), dx=dx, dy=dy, text_anchor=anchor))
                break
    return labels


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def draw_overlap(overlap: Overlap) -> Markup:
    """One bar: the open jobs by the number of boards that carry them."""
    whole = sum(overlap.by_number.values())
    parts = [(n, overlap.by_number.get(n, 0)) for n in (1, 2)]
    parts.append((3, whole - sum(count for _, count in parts)))
    left, pieces, legend = 0.0, [], []
    for n, count in parts:
        share = count / whole
        pieces.append(tag("rect", x=percent(left), width=percent(share), height="100%", class_=f"boards-{n}"))
        words = said(f"overlap.{n}", n=count, share=round(share * 100))
        legend.append(tag("li", tag("span", class_=f"swatch boards-{n}"), words))
        left += share
    bar = tag("svg", *pieces, width="100%", height=18, class_="overlap", aria_hidden="true")
    return together(bar, tag("ul", *legend, class_="legend"))


def draw_pairs(overlap: Overlap) -> Markup:
    """A matrix: open jobs that two boards both carry; on the diagonal those that one board alone carries."""
    boards = sorted(overlap.by_board, key=lambda board: (-overlap.by_board[board], board))[:MATRIX]
    most = max(overlap.pairs.values(), default=1)
    head = tag("tr", tag("td"), *(tag("th", tag("span", board), scope="col") for board in boards))
    rows = []
    for one in boards:
        cells = [tag("th", jobs_link(one, board=one), scope="row")]
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


def draw_spark(counts: Sequence[int]) -> Markup:
    """The last counts as a small line from zero; one count is no line."""
    if len(counts) < 2:
        return Markup("")
    most = max(*counts, 1)
    points = " ".join(
        f"{place / (len(counts) - 1) * 100:.1f},{100 - count / most * 100:.1f}" for place, count in enumerate(counts)
    )
    line = tag("polyline", points=points, class_="line", vector_effect="non-scaling-stroke")
    return tag("svg", line, class_="spark", viewBox="0 0 100 100", preserveAspectRatio="none", width=72, height=20,
               role="img", **labelled("spark.label", first=counts[0], last=counts[-1], n=len(counts)))  # fmt: skip


def explain_legend(keys: Sequence[str]) -> Markup:
    """What the marks of the pay chart mean."""
    return tag(
        "ul", *(tag("li", tag("span", class_=f"swatch {key}"), said(f"legend.{key}")) for key in keys), class_="legend"
    )
