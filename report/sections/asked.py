"""What the ads ask of applicants, and what they offer beside pay: shares of all open jobs, each with its count."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, get_args

from report.figures.row import Row
from report.figures.snapshot import Counted, count_named
from report.markup import Markup, jobs_link, tag, together
from report.sections.bars import list_bars
from report.sections.section import Section
from report.wording import said
from schemas.vocabulary import EducationLevel, ExperienceLevel, LeadsPeople, SalaryDisclosure, Travel

FEW = 20  # fewer open jobs than this, and a share of them says nothing
LANGUAGES = 6
FILTERS = ("leads", "education", "experience")
DUTIES = ("on_call", "shift_work", "driving_licence", "security_check")
EXTRAS = ("bonus", "thirteenth", "holiday_pay")


class Group(NamedTuple):
    """One question that ads answer: its answers with their counts, and how many jobs answer it."""

    name: str
    rows: Sequence[tuple[Markup, int]]
    stated: int


def _lead(counted: Counted) -> Markup:
    n = len(counted.open)
    few = said("asked.few", "p", {"class_": "note"}, n=n) if n < FEW else None
    return together(said("asked.lead", "p", {"class_": "lead"}, n=n), few)


def _body(counted: Counted) -> Markup:
    drawn = [_draw(counted, group) for group in _count(counted.open) if group.rows]
    return tag("div", *drawn, class_="asked") if drawn else said("asked.none", "p", {"class_": "empty"})


def _draw(counted: Counted, group: Group) -> Markup:
    name = said(f"asked.{group.name}")
    stated = said("asked.stated", "small", n=group.stated, all=len(counted.open))
    bars = list_bars(counted, group.rows, name, to=len(counted.open))
    return tag("div", tag("h3", name, " ", stated), *bars)


def _count(jobs: Sequence[Row]) -> list[Group]:
    return [
        _of_words(jobs, "leads.", "leads_people", get_args(LeadsPeople)[::-1]),
        _of_words(jobs, "education.", "education_min", get_args(EducationLevel)),
        _of_words(jobs, "experience.", "experience_level", get_args(ExperienceLevel)),
        _languages(jobs),
        _duties(jobs),
        _leave(jobs),
        _of_words(jobs, "disclosure.", "salary_disclosure", get_args(SalaryDisclosure)),
        Group(
            "extras",
            [(said(f"extra.{name}"), n) for name in EXTRAS if (n := sum(bool(row[name]) for row in jobs))],
            sum(any(row[name] for name in EXTRAS) for row in jobs),
        ),
        Group(
            "benefits",
            [
                (jobs_link(said(f"benefit.{name}"), benefit=name), n)
                for name, n in count_named(one for row in jobs for one in row["benefits"] or ())
            ],
            sum(bool(row["benefits"]) for row in jobs),
        ),
    ]


def _of_words(jobs: Sequence[Row], prefix: str, column: str, words: Iterable[str]) -> Group:
    """The words of a closed list in its order; where the table has such a filter, each leads to its jobs.

    `prefix`: of the keys of its words.
    """
    found = Counter(row[column] for row in jobs if row[column])
    name, rows = prefix.rstrip("."), []
    for word in filter(found.get, words):
        label = said(f"{prefix}{word}")
        rows.append((jobs_link(label, **{name: word}) if name in FILTERS else label, found[word]))
    return Group(name, rows, found.total() - found["nothing"])


def _languages(jobs: Sequence[Row]) -> Group:
    asked = Counter((one["code"], one["required"]) for row in jobs for one in row["languages"] or ())
    rows = []
    for (code, required), n in sorted(asked.items(), key=lambda pair: (-pair[1], pair[0]))[:LANGUAGES]:
        how = "yes" if required else "wished"
        name: Markup = said(f"tongue.{code}")
        rows.append(
            (together(jobs_link(name, english=how) if code == "en" else name, " ", said(f"english.{how}", "small")), n)
        )
    return Group("languages", rows, sum(bool(row["languages"]) for row in jobs))


def _duties(jobs: Sequence[Row]) -> Group:
    travel = Counter(row["travel"] for row in jobs if row["travel"])
    rows = [(said(f"travel.{word}"), travel[word]) for word in get_args(Travel) if travel[word]]
    rows += [(said(f"duty.{name}"), n) for name in DUTIES if (n := sum(bool(row[name]) for row in jobs))]
    return Group("duties", rows, sum(any(row[name] is not None for name in ("travel", *DUTIES)) for row in jobs))


def _leave(jobs: Sequence[Row]) -> Group:
    """Days of leave by the lower end that an ad states."""
    days = Counter(found for row in jobs if (found := row["leave_days_min"] or row["leave_days_max"]))
    return Group("leave", [(said("asked.days", n=one), days[one]) for one in sorted(days, reverse=True)], days.total())


ASKED = Section(
    "asked",
    _lead,
    _body,
    (
        *("leads_people", "education_min", "experience_level", "languages", "salary_disclosure", "travel", *DUTIES),
        *("leave_days_min", "leave_days_max", *EXTRAS, "benefits"),
    ),
)
