"""Which skills and certificates the ads name."""

from report.figures.snapshot import Counted, count_named
from report.markup import Markup, jobs_link, tag
from report.sections.bars import BARS, list_bars
from report.sections.section import Section
from report.wording import said


def _lead(counted: Counted) -> Markup:
    some = sum(bool(row["skills"]) for row in counted.open)
    return said("skills.lead", "p", {"class_": "lead"}, n=len(counted.open), some=some)


def _body(counted: Counted) -> Markup:
    found = count_named(skill for row in counted.open for skill in row["skills"] or ())
    if not found:
        return said("skills.none", "p", {"class_": "empty"})
    pieces = list_bars(counted, [(jobs_link(name, skill=name), count) for name, count in found], said("skills.caption"))
    if papers := count_named(paper for row in counted.open for paper in row["certificates"] or ()):
        words = ", ".join(f"{name} {count}" for name, count in papers[:BARS])
        pieces.append(said("skills.certificates", "p", {"class_": "note"}, words=words))
    return tag("div", *pieces)


SKILLS = Section("skills", _lead, _body, ("skills", "certificates"))
