"""Pay by level and basis, beside what boards state as usual."""

import re
from collections.abc import Sequence

from report.charts.pay import Occupation, draw_pay
from report.figures.days import berlin_day
from report.figures.pay import benchmark_year, group_pay, pool_levels
from report.figures.row import Row
from report.figures.snapshot import Counted
from report.markup import Markup, link_out, tag, together
from report.sections.profile import write_profile
from report.sections.section import Section
from report.wording import said


def _lead(counted: Counted) -> Markup:
    counts = {basis: len(pays) for basis, pays in counted.paid.items()}
    total, paid = len(counted.open), sum(counts.values())
    parts = [said(f"pay.lead.{basis}", n=n) for basis, n in counts.items() if n]
    told = [piece for part in parts for piece in (", ", part)][1:]
    none = [" ", said("pay.lead.none", n=total - paid)] if total > paid else []
    return tag("p", said("pay.lead", n=total, paid=paid), *([": ", *told] if told else []), ".", *none, class_="lead")


def _body(counted: Counted) -> Markup:
    groups = group_pay(counted.open)
    known = [row for row in counted.benchmarks if benchmark_year(row)]
    here = [row for row in known if row["town"] == counted.search.where.town] or known
    if not groups and not here:
        return together(said("pay.none", "p", {"class_": "empty"}), write_profile())
    notes = [said("pay.marks", "p", {"class_": "note"}), said("pay.note", "p", {"class_": "note"})]
    if here:
        sources = [tag("li", tag("q", row["words"]), " ", _source_of(row)) for row in here]
        summary = said("benchmark.words", "summary", n=len(here))
        notes.append(tag("details", summary, tag("ul", *sources, class_="sources")))
    else:
        notes.append(said("benchmark.none", "p", {"class_": "note"}, town=counted.search.where.town))
    return together(draw_pay(groups, _compare(counted, here)), *notes, write_profile())


def _compare(counted: Counted, here: Sequence[Row]) -> list[Occupation]:
    """Of each occupation the boards' benchmarks, and the pay of the open jobs whose title is its name."""
    found = []
    for name in dict.fromkeys(row["occupation"] for row in here):
        same = [row for row in counted.open if _letters(row["title_core"] or "") == _letters(name)]
        rows = tuple((row, pay) for row in here if row["occupation"] == name and (pay := benchmark_year(row)))
        found.append(Occupation(name, here[0]["town"], rows, tuple(pool_levels(group_pay(same)))))
    return found


def _source_of(row: Row) -> Markup:
    when = said("benchmark.seen", "small", d=berlin_day(row["seen_at"]).isoformat())
    return together(link_out(row["url"], row["board"]), " ", when)


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words).lower()


PAY = Section("pay", _lead, _body, ("seniority", "title_core"))
