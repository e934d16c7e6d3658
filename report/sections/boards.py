"""How each board did in this run, and how the boards share the jobs."""

from report.charts.bars import draw_spark
from report.charts.overlap import draw_overlap, draw_pairs
from report.figures.row import Row
from report.figures.snapshot import Counted, add_up_feeds
from report.figures.trouble import list_unread
from report.markup import Markup, jobs_link, tag, together
from report.sections.section import Section
from report.sections.trouble import write_reasons
from report.wording import labelled, numeral, said
from schemas.verdicts import Colour, Verdict
from schemas.vocabulary import Refusal


def _lead(counted: Counted) -> Markup:
    whole = sum(Verdict(row["verdict"]).colour is Colour.GOOD for row in counted.boards)
    shared = len(counted.open) - counted.overlap.by_number.get(1, 0)
    facts = {"n": len(counted.boards), "whole": whole, "shared": shared, "open": len(counted.open)}
    return said("boards.lead", "p", {"class_": "lead"}, **facts)


def _body(counted: Counted) -> Markup:
    overlap = counted.overlap
    names = ("board", "state", "here", "alone", "read", "kept", "paid", "moved", "asked", "runs")
    far = {"kept", "alone", "read", "paid", "moved", "asked", "runs"}
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
    state.append(write_reasons(counted, row) or Markup(""))
    if row["monitors"]:
        names = [piece for name in row["monitors"] for piece in (", ", said(f"monitor.{name}"))][1:]
        state.append(tag("small", said("health.monitors"), " ", *names))
    failed = said("health.failed", "small", n=row["failed"]) if row["failed"] else None
    answers = said("health.answers", answered=row["answered"], requests=row["requests"]) if row["requests"] else None
    feeds = counted.feeds.get(board, [])
    unread = len(list_unread(row, feeds)) if Refusal.FEED in row["refusals"] else 0  # feeds are no ads
    rejected = said("health.rejected", "small", n=row["rejected"] - unread) if row["rejected"] > unread else None
    counts = add_up_feeds(feeds)
    spark = together(draw_spark(counts), tag("small", " → ".join(map(str, counts[-2:])))) if len(counts) > 1 else None
    moves = [said(f"health.moved.{name}", n=row[name]) for name in ("new", "changed", "closed") if row[name]]
    moved = [piece for part in moves for piece in (", ", part)][1:]
    name: Markup | str = jobs_link(board, board=board) if here else board
    return tag(
        "tr",
        tag("th", name, said(f"access.{row['access']}", "small"), scope="row"),
        tag("td", *state),
        tag("td", numeral(here), class_="n"),
        tag("td", numeral(alone) if alone else None, class_="n far"),
        tag("td", numeral(row["postings"]), rejected, class_="n far"),
        tag("td", numeral(row["kept"]), class_="n far"),
        tag("td", numeral(row["with_salary"]) if row["with_salary"] else None, class_="n far"),
        tag("td", *moved, class_="far"),
        tag("td", answers, failed, class_="n far"),
        tag("td", spark, class_="n far"),
    )


BOARDS = Section("boards", _lead, _body)
