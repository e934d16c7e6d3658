"""Who hires: employers with several jobs as bars, those with one by name."""

from report.figures.snapshot import Counted
from report.markup import Markup, jobs_link, tag, together
from report.sections.bars import MOST, list_bars
from report.sections.section import Section
from report.wording import said

SINGLES = 16  # employers with one job each that are shown at once


def _lead(counted: Counted) -> Markup:
    agencies = sum(bool(row["employer_is_agency"]) for row in counted.open)
    unknown = sum(row["employer"] is None for row in counted.open)
    told: list[Markup | str] = [said("employers.lead", n=len(counted.open), who=len(counted.employers))]
    told += [" ", said("employers.lead.agencies", n=agencies)] if agencies else []
    told += [" ", said("employers.lead.unknown", n=unknown)] if unknown else []
    return tag("p", *told, class_="lead")


def _body(counted: Counted) -> Markup:
    if not counted.employers:
        return said("employers.none", "p", {"class_": "empty"})
    agencies = {row["employer"] for row in counted.open if row["employer_is_agency"]}
    several: list[tuple[Markup, int]] = []
    single: list[tuple[Markup, int]] = []
    for name, count in counted.employers:
        mark = together(" ", said("agency", "small")) if name in agencies else None
        row = (together(jobs_link(name, employer=name), mark), count)
        (several if count > 1 else single).append(row)
    pieces = list_bars(counted, several, said("employers.caption")) if several else []
    if single:
        names = [tag("li", name) for name, _ in single]
        pieces.append(tag("h3", said("employers.single", n=len(single))))
        pieces.append(tag("ul", *names[:SINGLES], class_="rest"))
        if rest := names[SINGLES:MOST]:
            cut = said("change.cut", "p", {"class_": "note"}, n=MOST) if len(single) > MOST else None
            more = said("bars.more", "summary", n=len(single) - SINGLES)
            pieces.append(tag("details", more, tag("ul", *rest, class_="rest"), cut))
    return tag("div", *pieces)


EMPLOYERS = Section("employers", _lead, _body, ("employer_is_agency",))
