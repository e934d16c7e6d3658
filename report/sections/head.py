"""The head of the page: how many jobs are open, how that moved, and six figures that lead on."""

from math import ceil, floor
from statistics import mean, median
from typing import Any

from report.charts.days import SLOTS, draw_days, draw_flow
from report.figures.snapshot import Counted
from report.figures.stays import Duration
from report.markup import Markup, tag, together
from report.wording import numeral, said
from schemas.verdicts import Colour, Verdict


def write_head(counted: Counted) -> Markup:
    where = counted.search.where
    what = ", ".join(counted.search.what.keywords)
    eyebrow = said("hero.as_of", "p", {"class_": "eyebrow"}, d=counted.on.isoformat())
    head = tag("h1", said("hero.open", n=len(counted.open)), id="headline")
    lead = said("hero.search", "p", {"class_": "lead"}, what=what, km=where.radius_km, town=where.town)
    return together(tag("div", eyebrow, head, lead, _moved(counted)), _charts(counted), _tiles(counted))


def _moved(counted: Counted) -> Markup:
    if counted.previous is None:
        return said("hero.first", "p", {"class_": "moved"})
    was, more = counted.was_open, len(counted.open) - counted.was_open
    key = "hero.more" if more > 0 else "hero.fewer" if more < 0 else "hero.same"
    if counted.previous == counted.on:
        return said(f"today.{key}", "p", {"class_": "moved"}, n=abs(more), was=was) if more else Markup("")
    return said(key, "p", {"class_": "moved"}, n=abs(more), was=was, d=counted.previous.isoformat())


def _charts(counted: Counted) -> Markup | None:
    """The days in pictures; nothing, if there is one day only."""
    days = counted.days
    if not days:
        return tag("div", said("days.none", "p", {"class_": "empty"}), class_="moves")
    if len(days) < 2:
        return None
    key = "days.few" if len(days) < SLOTS else "days.many"
    open_days = tag("figure", said("days.title", "figcaption"), draw_days(days),
                    said(key, "p", {"class_": "note"}, n=len(days)))  # fmt: skip
    if not any(day.new or day.closed for day in days[-SLOTS:]):
        return tag("div", open_days, _stays(counted.duration), class_="moves")
    flow = tag(
        "figure", said("flow.title", "figcaption", n=min(len(days), SLOTS)), draw_flow(days), _stays(counted.duration)
    )
    return tag("div", open_days, flow, class_="moves")


def _stays(duration: Duration) -> Markup:
    """How long jobs stay open, or that it is not known yet."""
    note = {"class_": "note"}
    if duration.median is not None and duration.low is not None and duration.high is not None:
        days = {"n": round(duration.median), "low": floor(duration.low), "high": ceil(duration.high)}
        return said("stays.known", "p", note, **days, jobs=duration.jobs, ended=duration.ended)
    if duration.known_on:
        return said("stays.not_before", "p", note, d=duration.known_on.isoformat())
    return said("stays.unknown", "p", note)


def _tiles(counted: Counted) -> Markup:
    jobs = counted.open
    paid: dict[str, Any] = {basis: len(pays) for basis, pays in counted.paid.items()}
    figure = numeral(sum(paid.values()))
    parts = [said(f"tile.paid.{basis}", n=n) for basis, n in paid.items() if n]
    note: Markup | None = tag("small", *[piece for part in parts for piece in (" · ", part)][1:]) if parts else None
    tiles = [_tile("pay", figure, said("tile.paid", n=len(jobs)), note)]
    if stated := counted.paid["stated"]:
        low, high = (round(median(ends) / 1000) for ends in zip(*stated, strict=True))
        note = said("tile.typical.note", "small", n=len(stated))
        tiles.append(_tile("pay", f"{low}–{high}", said("tile.typical"), note))
    if home := sum(row["remote"] in ("hybrid", "full") for row in jobs):
        note = _note("tile.remote.note", sum(row["remote"] == "full" for row in jobs))
        tiles.append(_tile("remote=some", numeral(home), said("tile.remote"), note))
    note = _note("tile.employers.note", sum(bool(row["employer_is_agency"]) for row in jobs))
    tiles.append(_tile("employers", numeral(len(counted.employers)), said("tile.employers"), note))
    far = [row["distance_km"] for row in jobs if row["distance_km"] is not None]
    note = said("tile.towns.note", "small", n=round(mean(far))) if far else said("tile.towns.none", "small")
    tiles.append(_tile("places", numeral(len(counted.spots)), said("tile.towns"), note))
    well = sum(Verdict(row["verdict"]).colour is Colour.GOOD for row in counted.boards)
    note = _note("tile.boards.note", len(jobs) - counted.overlap.by_number.get(1, 0))
    tiles.append(_tile("boards", f"{well}/{len(counted.boards)}", said("tile.boards"), note))
    return tag("ul", *tiles, class_="tiles")


def _note(key: str, n: int) -> Markup | None:
    return said(key, "small", n=n) if n else None


def _tile(to: str, figure: str, label: Markup, note: Markup | None) -> Markup:
    return tag("li", tag("a", tag("b", figure), label, href=f"#{to}"), note)
