"""Towns by bearing and distance from the centre, on a ground of where people live; no map is fetched for it."""

from collections.abc import Iterable, Sequence
from math import cos, radians, sin, sqrt

from report.charts.svg import svg_text
from report.figures.towns import Built, Spot
from report.markup import Markup, percent, tag
from report.wording import labelled, said

DOT = 6.0  # radius in pixels of a town with one job, unless the largest would then be wider than WIDEST
WIDEST = 24.0
NARROW, WIDE = 330, 560  # widths of the map in pixels for which its labels are laid out
CHARACTER, LINE = 6.6, 15  # width of a label's letter and height of its line, in pixels
EDGE = 1.12  # of the radius: as far as the map goes
KM_A_ROOT = 0.007  # radius in km of the ground of a town, for the root of its inhabitants: 6,500 of them a square km
Box = tuple[float, float, float, float]  # left, top, right, bottom, in pixels


def draw_map(spots: Sequence[Spot], ground: Sequence[Built], centre: str, radius: float) -> Markup:
    """Towns by bearing and distance from the centre, north up; a dot's area is its number of jobs.

    `ground`: the towns of the area, drawn in grey by their inhabitants, so that one knows where the dots lie.
    """
    reach = radius * EDGE
    shown = [(spot, *place) for spot in spots if (place := _place(spot.east, spot.north, reach))]
    towns = [(town, *place) for town in ground if (place := _place(town.east, town.north, reach))]
    unit = min(DOT, WIDEST / sqrt(max((spot.jobs for spot, _, _ in shown), default=1)))
    pieces = [_draw_ground([town for town, _, _ in towns], reach)]
    for ring in _rings(radius):
        pieces.append(tag("circle", cx="50%", cy="50%", r=percent(ring / reach / 2), class_="ring"))
    for spot, x, y in sorted(shown, key=lambda one: -one[0].jobs):
        title = tag("title", f"{spot.town}: {spot.jobs}")
        pieces.append(tag("circle", title, cx=percent(x), cy=percent(y), r=unit * sqrt(spot.jobs), class_="dot"))
    pieces.append(tag("svg", tag("path", d="M-5 0H5M0-5V5", class_="centre"), x="50%", y="50%", overflow="visible"))
    pieces.append(svg_text("N", "50%", 14, "tick north", text_anchor="middle"))
    names = []
    for ring in _rings(radius):
        x, y = _free_place(ring / reach / 2, [(x, y, unit * sqrt(spot.jobs)) for spot, x, y in shown])
        where = {"x": percent(x), "y": percent(y), "dy": 4, "text_anchor": "middle", "class_": "tick ring-name"}
        pieces.append(said("km", "text", where, n=ring))
        names.append((x, y))
    dots = [(x, y, unit * sqrt(spot.jobs), f"{spot.town} {spot.jobs}") for spot, x, y in shown]
    there = {spot.town for spot, _, _ in shown}
    quiet = [(x, y, town.town) for town, x, y in towns if town.town not in there]
    for width, name in ((NARROW, "narrow"), (WIDE, "broad")):
        pieces.append(tag("g", *place_labels(dots, width, names, quiet), class_=f"names {name}"))
    label = labelled("map.label", n=len(shown), town=centre)
    return tag("svg", *pieces, class_="map", width="100%", role="img", **label)


def _place(east: float | None, north: float | None, reach: float) -> tuple[float, float] | None:
    """Where on the map a place is, as shares of its width from the left and from the top; None: not on it."""
    if east is None or north is None or max(abs(east), abs(north)) > reach:
        return None
    return 0.5 + east / reach / 2, 0.5 - north / reach / 2


def _draw_ground(towns: Sequence[Built], reach: float) -> Markup:
    """A disc for each town, as wide as it would be if its inhabitants lived close together."""
    discs = [
        tag("circle", cx=round(town.east, 1), cy=round(-town.north, 1), r=round(KM_A_ROOT * sqrt(town.inhabitants), 1))
        for town in towns
    ]
    return tag("svg", *discs, class_="ground", viewBox=f"{-reach:.1f} {-reach:.1f} {reach * 2:.1f} {reach * 2:.1f}")


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


def place_labels(
    dots: Sequence[tuple[float, float, float, str]],
    width: int,
    rings: Sequence[tuple[float, float]] = (),
    quiet: Sequence[tuple[float, float, str]] = (),
) -> list[Markup]:
    """Place names beside their dots (x and y as shares of the width, radius in pixels), the most important first.

    `rings`: where the rings' names are; `quiet`: names of the ground. A name that would lie on a dot, on another name
    or over the edge at this width is left out.
    """
    taken = [(x * width - r, y * width - r, x * width + r, y * width + r) for x, y, r, _ in dots]
    taken += [_box(words="10 km", x=x * width, y=y * width + 4, anchor="middle") for x, y in rings]
    labels = []
    for place, (x, y, r, words) in enumerate(dots):
        for dx, dy, anchor in (
            (r + 4, 4.0, "start"),
            (-r - 4, 4.0, "end"),
            (0.0, -r - 5, "middle"),
            (0.0, r + 14, "middle"),
        ):
            box = _box(words, x * width + dx, y * width + dy, anchor)
            if _is_free(box, width, (other for number, other in enumerate(taken) if number != place)):
                taken.append(box)
                labels.append(svg_text(words, percent(x), percent(y), dx=dx, dy=dy, text_anchor=anchor))
                break
    for x, y, words in quiet:
        box = _box(words, x * width, y * width + 4, "middle")
        if _is_free(box, width, taken):
            taken.append(box)
            labels.append(svg_text(words, percent(x), percent(y), "quiet", dy=4, text_anchor="middle"))
    return labels


def _box(words: str, x: float, y: float, anchor: str) -> Box:
    """What words cover that stand at a point."""
    wide = len(words) * CHARACTER
    left = x - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
    return left, y - LINE + 4, left + wide, y + 3


def _is_free(box: Box, width: int, taken: Iterable[Box]) -> bool:
    inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= width
    return inside and not any(_overlap(box, other) for other in taken)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
