"""The parts of the page below the news: pay, places, employers, skills, boards, and how the figures come about."""

import re
from collections.abc import Sequence

from report.charts import draw_bars, draw_map, draw_overlap, draw_pairs, draw_pay, draw_spark, explain_legend
from report.days import berlin_day
from report.figures import BASES, Counted, Row, benchmark_year, count_named, group_pay
from report.job_rows import LISTED
from report.markup import Markup, jobs_link, tag, together
from report.wording import labelled, numeral, said
from schemas.verdicts import Verdict

BARS, SINGLES, MOST = 12, 16, 150  # rows seen at once; employers with one job each; names behind "more"
_CREDITS = {"adzuna": ("Jobs by Adzuna", "https://www.adzuna.de")}  # boards whose terms ask whoever shows their ads


def pay_lead(counted: Counted) -> Markup:
    counts = {basis: len(pays) for basis, pays in counted.paid.items()}
    total, paid = len(counted.open), sum(counts.values())
    return said("pay.lead", "p", {"class_": "lead"}, n=total, paid=paid, none=total - paid, **counts)


def pay(counted: Counted) -> Markup:
    groups = group_pay(counted.open)
    known = [row for row in counted.benchmarks if benchmark_year(row)]
    here = [row for row in known if row["town"] == counted.search.where.town] or known
    if not groups and not here:
        return said("pay.none", "p", {"class_": "empty"})
    keys = [basis for basis in BASES if any(group.basis == basis for group in groups)]
    band = _band(counted, here)
    legend = explain_legend([*keys, "whole", "dot", *(["benchmark"] if here else [])])
    if band:
        legend = together(
            legend, said("pay.band", "p", {"class_": "note band-note"}, what=band[0], town=here[0]["town"])
        )
    notes = [said("pay.note", "p", {"class_": "note"})]
    if here:
        sources = [tag("li", tag("q", row["words"]), " ", _source_of(row)) for row in here]
        summary = said("benchmark.words", "summary", n=len(here))
        notes.append(tag("details", summary, tag("ul", *sources, class_="sources")))
    else:
        notes.append(said("benchmark.none", "p", {"class_": "note"}, town=counted.search.where.town))
    return together(legend, draw_pay(groups, here, band[1] if band else None), *notes)


def _band(counted: Counted, here: Sequence[Row]) -> tuple[str, tuple[int, int]] | None:
    """The occupation first searched for, as a board names it, and what it states of its pay on all levels."""
    wanted = _letters(counted.search.what.keywords[0])
    found = [(row, pay) for row in here if _letters(row["occupation"]) == wanted and (pay := benchmark_year(row))]
    if not found:
        return None
    return found[0][0]["occupation"], (min(low for _, (low, _) in found), max(high for _, (_, high) in found))


def _source_of(row: Row) -> Markup:
    when = said("benchmark.seen", "small", d=berlin_day(row["seen_at"]).isoformat())
    return together(_out(row["url"], row["board"]), " ", when)


def places_lead(counted: Counted) -> Markup:
    total = len(counted.open)
    near = sum(row["distance_km"] is not None and row["distance_km"] <= 10 for row in counted.open)
    unknown = sum(row["town"] is None for row in counted.open)
    facts = {"n": total, "near": near, "towns": len(counted.spots), "unknown": unknown}
    key = "places.lead.unknown" if unknown else "places.lead"
    return said(key, "p", {"class_": "lead"}, town=counted.search.where.town, **facts)


def places(counted: Counted) -> Markup:
    spots, where = counted.spots, counted.search.where
    if not spots:
        return said("places.none", "p", {"class_": "empty"})
    chart = tag("figure", draw_map(spots, where.town, where.radius_km), said("map.note", "figcaption", town=where.town))
    rows = []
    for spot in spots:
        far = said("km", "small", n=round(spot.km)) if spot.km is not None else None
        rows.append((together(jobs_link(spot.town, town=spot.town), " ", far), spot.jobs))
    return tag("div", chart, tag("div", *_bars(counted, rows, said("places.caption"))), class_="beside")


def _bars(counted: Counted, rows: Sequence[tuple[Markup, int]], caption: Markup) -> list[Markup]:
    """The first rows, and the rest behind "more"."""
    total = len(counted.open)
    pieces = [draw_bars(rows[:BARS], total, caption)]
    if rest := rows[BARS:]:
        words = tag("ul", *(tag("li", name, " ", numeral(count)) for name, count in rest[:MOST]), class_="rest")
        cut = said("change.cut", "p", {"class_": "note"}, n=MOST) if len(rest) > MOST else None
        pieces.append(tag("details", said("bars.more", "summary", n=len(rest)), words, cut))
    return pieces


def employers_lead(counted: Counted) -> Markup:
    agencies = sum(bool(row["employer_is_agency"]) for row in counted.open)
    unknown = sum(row["employer"] is None for row in counted.open)
    facts = {"n": len(counted.open), "who": len(counted.employers), "agencies": agencies, "unknown": unknown}
    return said("employers.lead.unknown" if unknown else "employers.lead", "p", {"class_": "lead"}, **facts)


def employers(counted: Counted) -> Markup:
    if not counted.employers:
        return said("employers.none", "p", {"class_": "empty"})
    agencies = {row["employer"] for row in counted.open if row["employer_is_agency"]}
    several: list[tuple[Markup, int]] = []
    single: list[tuple[Markup, int]] = []
    for name, count in counted.employers:
        mark = together(" ", said("agency", "small")) if name in agencies else None
        row = (together(jobs_link(name, employer=name), mark), count)
        (several if count > 1 else single).append(row)
    pieces = _bars(counted, several, said("employers.caption")) if several else []
    if single:
        names = [tag("li", name) for name, _ in single]
        pieces.append(tag("h3", said("employers.single", n=len(single))))
        pieces.append(tag("ul", *names[:SINGLES], class_="rest"))
        if rest := names[SINGLES:MOST]:
            cut = said("change.cut", "p", {"class_": "note"}, n=MOST) if len(single) > MOST else None
            more = said("bars.more", "summary", n=len(single) - SINGLES)
            pieces.append(tag("details", more, tag("ul", *rest, class_="rest"), cut))
    return tag("div", *pieces)


def skills_lead(counted: Counted) -> Markup:
    some = sum(bool(row["skills"]) for row in counted.open)
    return said("skills.lead", "p", {"class_": "lead"}, n=len(counted.open), some=some)


def skills(counted: Counted) -> Markup:
    found = count_named(skill for row in counted.open for skill in row["skills"] or ())
    if not found:
        return said("skills.none", "p", {"class_": "empty"})
    pieces = _bars(counted, [(jobs_link(name, skill=name), count) for name, count in found], said("skills.caption"))
    if papers := count_named(paper for row in counted.open for paper in row["certificates"] or ()):
        words = ", ".join(f"{name} {count}" for name, count in papers[:BARS])
        pieces.append(said("skills.certificates", "p", {"class_": "note"}, words=words))
    return tag("div", *pieces)


def boards_lead(counted: Counted) -> Markup:
    whole = sum(Verdict(row["verdict"]).is_well for row in counted.boards)
    shared = len(counted.open) - counted.overlap.by_number.get(1, 0)
    facts = {"n": len(counted.boards), "whole": whole, "shared": shared, "open": len(counted.open)}
    return said("boards.lead", "p", {"class_": "lead"}, **facts)


def boards(counted: Counted) -> Markup:
    overlap = counted.overlap
    names = ("board", "state", "here", "alone", "read", "kept", "paid", "moved", "asked", "runs")
    far = {"alone", "read", "paid", "moved", "asked", "runs"}
    head = tag("tr", *(said(f"health.{name}", "th", {"scope": "col", "class_": "far" if name in far else None})
                       for name in names))  # fmt: skip
    rows = sorted(counted.boards, key=lambda row: (-overlap.by_board.get(row["board"], 0), row["board"]))
    table = tag("table", said("health.caption", "caption", {"class_": "unseen"}), tag("thead", head),
                tag("tbody", *(_health(counted, row) for row in rows)), class_="health")  # fmt: skip
    pieces = [tag("div", table, class_="wide", tabindex="0", role="region", **labelled("health.caption"))]
    if overlap.by_number:
        shares = tag("div", tag("h3", said("overlap.title")), draw_overlap(overlap))
        pairs = tag("div", tag("h3", said("pairs.title")), draw_pairs(overlap)) if overlap.pairs else None
        pieces.append(tag("div", shares, pairs, class_="beside"))
    return together(*pieces)


def _health(counted: Counted, row: Row) -> Markup:
    board = row["board"]
    here, alone = counted.overlap.by_board.get(board, 0), counted.overlap.alone.get(board, 0)
    dot = tag("span", class_=f"state {Verdict(row['verdict']).colour}")
    state = [tag("span", dot, said(f"verdict.{row['verdict']}"), class_="verdict")]
    if row["reason"]:
        state.append(tag("small", row["reason"]))
    asked = said("health.answers", answered=row["answered"], requests=row["requests"], failed=row["failed"])
    rejected = said("health.rejected", "small", n=row["rejected"]) if row["rejected"] else None
    counts = list(row["recent_postings"] or ())
    spark = together(draw_spark(counts), tag("small", " → ".join(map(str, counts[-2:]))))
    moved = said("health.moves", new=row["new"], changed=row["changed"], closed=row["closed"])
    name: Markup | str = jobs_link(board, board=board) if here else board
    return tag(
        "tr",
        tag("th", name, said(f"access.{row['access']}", "small"), scope="row"),
        tag("td", *state),
        tag("td", numeral(here), class_="n"),
        tag("td", numeral(alone), class_="n far"),
        tag("td", numeral(row["postings"]), rejected, class_="n far"),
        tag("td", numeral(row["kept"]), class_="n"),
        tag("td", numeral(row["with_salary"]), class_="n far"),
        tag("td", moved, class_="n far"),
        tag("td", asked, class_="n far"),
        tag("td", spark, class_="n far"),
    )


def footer(counted: Counted) -> Markup:
    files = counted.manifest.get("files", {})
    links = [tag("a", name, href=name) for name in sorted([*files, "new.atom"])]
    listed = [together(link, " ") for link in links]
    cut = len(counted.open) - LISTED
    return together(
        tag("h2", said("footer.title")),
        tag(
            "div",
            *(said(f"footer.{name}", "p") for name in ("open", "history", "pay", "merge", "dates")),
            class_="how",
        ),
        said("footer.cut", "p", n=LISTED, all=len(counted.open)) if cut > 0 else None,
        tag("p", said("footer.files"), " ", *listed, class_="files") if listed else None,
        *(tag("p", _out(url, words)) for board, (words, url) in _CREDITS.items() if board in counted.overlap.by_board),
        said("footer.run", "p", {"class_": "note"}, run=counted.manifest["run"]),
    )


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words).lower()


def _out(url: str, words: str) -> Markup | str:
    """A link that leaves the page, for http and https only; other addresses stay words."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return f"{words} ({url})"
    return tag("a", words, href=url, rel="noopener noreferrer", target="_blank")
