"""Towns by bearing and distance from the centre, without any map behind them."""

from collections.abc import Sequence
from math import cos, radians, sin, sqrt

from report.charts.svg import svg_text
from report.figures.towns import Spot
from report.markup import Markup, percent, tag
from report.wording import labelled, said

DOT = 6.0  # radius in pixels of a town with one job, unless the largest would then be wider than WIDEST
WIDEST = 24.0
NARROW, WIDE = 330, 560  # widths of the map in pixels for which its labels are laid out
CHARACTER, LINE = 6.6, 15  # width of a label's letter and height of its line, in pixels


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
    pieces.append(svg_text("N", "50%", 14, "tick north", text_anchor="middle"))
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
    """Where on a ring its label covers no dot of a narrow map; the south if that is nowhere so."""
    angles = [90, 75, 105, 60, 120, 45, 135, 0, 180, 225, 315]
    places = [(0.5 + radius * cos(radians(angle)), 0.5 + radius * sin(radians(angle))) for angle in angles]

    def is_free(place: tuple[float, float]) -> bool:
        return all(abs(x - place[0]) * NARROW > r + 22 or abs(y - place[1]) * NARROW > r + 10 for x, y, r in dots)

    return next(filter(is_free, places), places[0])


def place_labels(dots: Sequence[tuple[float, float, float, str]], width: int) -> list[Markup]:
    """Place names beside their dots (x and y as shares of the width, radius in pixels), the most important first.

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
                labels.append(svg_text(words, percent(x), percent(y), dx=dx, dy=dy, text_anchor=anchor))
                break
    return labels


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
