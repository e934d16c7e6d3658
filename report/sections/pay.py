"""Pay by level and basis, beside what boards state as usual."""

import re
from collections.abc import Sequence

from report.charts.pay import draw_pay, explain_legend
from report.figures.days import berlin_day
from report.figures.pay import BASES, benchmark_year, group_pay
from report.figures.row import Row
from report.figures.snapshot import Counted
from report.markup import Markup, link_out, tag, together
from report.sections.section import Section
from report.wording import said


def _lead(counted: Counted) -> Markup:
    counts = {basis: len(pays) for basis, pays in counted.paid.items()}
    total, paid = len(counted.open), sum(counts.values())
    return said("pay.lead", "p", {"class_": "lead"}, n=total, paid=paid, none=total - paid, **counts)


def _body(counted: Counted) -> Markup:
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
    """The first keyword's occupation as a board names it, and the pay that the board states for it over all levels."""
    wanted = _letters(counted.search.what.keywords[0])
    found = [(row, pay) for row in here if _letters(row["occupation"]) == wanted and (pay := benchmark_year(row))]
    if not found:
        return None
    return found[0][0]["occupation"], (min(low for _, (low, _) in found), max(high for _, (_, high) in found))


def _source_of(row: Row) -> Markup:
    when = said("benchmark.seen", "small", d=berlin_day(row["seen_at"]).isoformat())
    return together(link_out(row["url"], row["board"]), " ", when)


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words).lower()


PAY = Section("pay", _lead, _body, ("seniority",))
