"""Towns by bearing and distance from the centre, and the same as a list."""

from report.charts.map import draw_map
from report.figures.snapshot import Counted
from report.figures.towns import find_ground
from report.markup import Markup, jobs_link, tag, together
from report.sections.bars import list_bars
from report.sections.section import Section
from report.wording import said


def _lead(counted: Counted) -> Markup:
    total = len(counted.open)
    near = sum(row["distance_km"] is not None and row["distance_km"] <= 10 for row in counted.open)
    unknown = sum(row["town"] is None for row in counted.open)
    facts = {"n": total, "near": near, "towns": len(counted.spots), "unknown": unknown}
    key = "places.lead.unknown" if unknown else "places.lead"
    return said(key, "p", {"class_": "lead"}, town=counted.search.where.town, **facts)


def _body(counted: Counted) -> Markup:
    spots, where = counted.spots, counted.search.where
    if not spots:
        return said("places.none", "p", {"class_": "empty"})
    chart = tag(
        "figure",
        draw_map(spots, find_ground(where), where.town, where.radius_km),
        said("map.note", "figcaption", town=where.town),
    )
    rows = []
    for spot in spots:
        far = said("km", "small", n=round(spot.km)) if spot.km is not None and spot.km >= 0.5 else None
        rows.append((together(jobs_link(spot.town, town=spot.town), " ", far), spot.jobs))
    return tag("div", chart, tag("div", *list_bars(counted, rows, said("places.caption"))), class_="beside")


PLACES = Section("places", _lead, _body)
