"""What happened since the snapshot before: new, changed, closed and reopened jobs."""

from collections.abc import Mapping, Sequence
from typing import Any

from report.figures.changes import Happened
from report.figures.pay import yearly
from report.figures.row import Row
from report.figures.snapshot import Counted
from report.markup import Markup, jobs_link, link_out, tag, together
from report.sections.section import Section
from report.wording import find_words, numeral, said
from schemas.vocabulary import ChangeKind

SHOWN, KEPT = 6, 150  # changes of a kind shown at once, and behind "more"


def _lead(counted: Counted) -> Markup:
    if counted.previous is None:
        return said("changes.first", "p", {"class_": "lead"})
    found = [said(f"changes.{kind}", n=len(counted.changes[kind])) for kind in ChangeKind if counted.changes.get(kind)]
    told = [piece for part in found or [said("changes.none")] for piece in (", ", part)][1:]
    is_today = counted.previous == counted.on
    since = said("changes.today") if is_today else said("changes.since", d=counted.previous.isoformat())
    lead = tag("p", since, " ", *told, ".", class_="lead")
    return together(lead, _ours(counted)) if counted.ours else lead


def _is_worth_telling(counted: Counted) -> bool:
    """Whether there is news, or a day without any: a second run on one day that found nothing is no news."""
    return bool(counted.previous != counted.on or counted.ours or any(counted.changes.values()))


def _ours(counted: Counted) -> Markup:
    """In one line what changed by our own doing."""
    told: list[Markup | str] = []
    for one in counted.ours:
        parts = [said("ours.values", values=one.values, jobs=one.jobs)] if one.values else []
        parts += [said(f"ours.{what}", n=n) for what, n in (("came", one.came), ("left", one.left)) if n]
        joined = [piece for part in parts for piece in (", ", part)][1:]
        told += ["; " if told else " ", said(f"ours.{one.cause}"), " ", *joined]
    return tag("p", said("ours.title"), *told, class_="note ours")


def _body(counted: Counted) -> Markup:
    if counted.previous is None:
        return Markup("")
    columns = []
    for kind in ChangeKind:
        found = counted.changes.get(kind, [])
        if not found:
            continue
        entries = [_entry(one, counted.changed) for one in found[:KEPT]]
        column = [tag("h3", said(f"change.{kind}"), " ", tag("span", numeral(len(found)), class_="count"))]
        column.append(tag("ul", *entries[:SHOWN], class_="news"))
        if rest := entries[SHOWN:]:
            more = said("change.more", "summary", n=len(found) - SHOWN)
            cut = said("change.cut", "p", {"class_": "note"}, n=KEPT) if len(found) > KEPT else None
            column.append(tag("details", more, tag("ul", *rest, class_="news"), cut))
        if kind in (ChangeKind.NEW, ChangeKind.CHANGED):
            column.append(tag("p", jobs_link(said("change.in_table"), news=kind), class_="onward"))
        columns.append(tag("div", *column, class_=f"change {kind}"))
    return tag("div", *columns, class_="columns")


def _entry(one: Happened, rows: Mapping[str, Row]) -> Markup:
    row = rows.get(one.job_id)
    is_open = row is not None and row["status"] == "open"
    title: Markup | str = link_out(row["url"], one.title) if row and is_open else one.title
    more = tag("small", jobs_link(said("change.details"), job=one.job_id)) if is_open else None
    who = " · ".join(filter(None, (one.employer, one.town)))
    if one.kind == ChangeKind.CLOSED:
        reason = said(f"closed.{one.after}") if one.after else None
        when = said("closed.on", d=row["closed_on"].isoformat()) if row and row["closed_on"] else None
        return tag("li", tag("b", title), tag("span", who), tag("small", reason, " ", when))
    about = [_pay(row)] if one.kind == ChangeKind.NEW and row and yearly(row) else []
    return tag("li", tag("b", title), tag("span", who), *about, *_fields(one, row), more)


def _pay(row: Row) -> Markup:
    words = _amounts([row["salary_year_min_eur"], row["salary_year_max_eur"]])
    return tag("small", words, " ", said("period.year"), " · ", said(f"basis.{row['salary_basis']}"))


def _fields(one: Happened, row: Row | None) -> list[Markup]:
    """Each changed fact, before and after; the two ends of pay are one fact."""
    fields = dict(one.fields)
    found = []
    if {"salary_min_eur", "salary_max_eur"} & set(fields):
        ends = [fields.pop(name, None) for name in ("salary_min_eur", "salary_max_eur")]
        now = [row and row["salary_min_eur"], row and row["salary_max_eur"]]
        before = [end[0] if end else value for end, value in zip(ends, now, strict=True)]
        after = [end[1] if end else value for end, value in zip(ends, now, strict=True)]
        words = [_amounts(before), said("became", "i"), _amounts(after)]
        if row and row["salary_period"]:
            words += [Markup(" "), said(f"period.{row['salary_period']}")]
        found.append(tag("small", said("field.salary", "em"), *words))
    for name, (before_words, after_words) in fields.items():
        if name == "job_id":
            merged = said("change.merged")
            went = after_words if after_words and after_words != one.job_id else None
            found.append(tag("small", jobs_link(merged, job=went) if went else merged))
            continue
        pair = (_value(name, before_words), said("became", "i"), _value(name, after_words))
        found.append(tag("small", said(f"field.{name}", "em"), *pair))
    return found


def _amounts(ends: Sequence[Any]) -> Markup:
    low, high = (None if end in (None, "") else round(float(end)) for end in ends)
    if low is None:
        return said("nothing") if high is None else said("eur.up_to", n=high)
    if high is None:
        return said("eur.from", n=low)
    return said("eur", n=low) if low == high else said("eur.range", low=low, high=high)


def _value(field: str, words: str | None) -> Markup:
    """A changed value as people read it."""
    known = find_words(field, words)
    return said(known[0], **known[1]) if known else tag("span", words)


CHANGES = Section(
    "changes", _lead, _body, ("url", "salary_min_eur", "salary_max_eur", "salary_period"), _is_worth_telling
)
