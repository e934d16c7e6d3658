"""A month's report: a page to print and sign, with ten figures, three pictures, and what to beware of beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from report.charts.month import SKILLS, draw_month, draw_pay, draw_skills, is_drawn
from report.job_words import Speak
from report.market.month import FIGURES, SKILL, Chosen, Month, Told, list_gaps
from report.markup import Markup, tag, together
from report.site_frame import write_page
from report.wording import number, say
from schemas.configuration import Search
from schemas.market import LEAST

UNSTATED = "none"  # the words of a level that is not stated
SMALL = 30  # cases: a figure of fewer is marked
METHODS = "market.md"  # docs/market.md, which stands beside the reports
INDEXES = {"de": "index.html", "en": "en.html"}
STYLES = ("site.css", "month.css")


@dataclass(frozen=True, slots=True)
class Origin:
    """The snapshot that a report is made of: its run, and the SHA-256 of its manifest.

    `unconfirmed`: how many open jobs its run did not confirm, and `boards`, which of them it did not read whole.
    """

    search: Search
    run: str
    sum: str
    unconfirmed: int
    boards: Sequence[str]


def name_page(month: str, language: str) -> str:
    """The file of a month's report.

    >>> name_page("2026-11", "de"), name_page("2026-11", "en")
    ('2026-11.html', '2026-11-en.html')
    """
    return f"{month}.html" if language == "de" else f"{month}-en.html"


def name_month(month: str, speak: Speak) -> str:
    """A month in words.

    >>> name_month("2026-03", say)
    'März 2026'
    """
    year, number_ = month.split("-")
    return speak(f"month.name.{int(number_)}", year=year)


def write_month(month: Month, origin: Origin, language: str) -> bytes:
    """The report of a month in one language."""
    speak: Speak = partial(say, in_english=language == "en")
    key = f"{month.month:%Y-%m}"
    title = speak("month.title", name=name_month(key, speak))
    body = [
        _head(month, key, title, origin.search, language, speak),
        _figures(month, speak),
        _picture("days", _days(month, speak), speak),
        _picture("pay", _pay(month, speak), speak),
        _picture("skills", _skills(month, speak), speak),
        _how(month, origin, speak),
    ]
    return write_page(language, f"{title} · {origin.search.where.town}", body, STYLES)


def _head(month: Month, key: str, title: str, search: Search, language: str, speak: Speak) -> Markup:
    other = next(one for one in INDEXES if one != language)
    links = [
        tag("a", speak("month.archive"), href=INDEXES[language]),
        tag("a", speak("month.front"), href="../index.html" if language == "de" else "../en.html"),
        tag("a", speak("site.other"), href=name_page(key, other), lang=other),
    ]
    what = speak("hero.search", what=", ".join(search.what.keywords), km=search.where.radius_km, town=search.where.town)
    so_far = None
    if not month.is_over:
        so_far = tag("p", speak("month.so_far", d=month.on.isoformat()), class_="so-far")
    return tag(
        "header",
        tag("nav", *(piece for link in links for piece in (link, " "))),
        tag("h1", title),
        tag("p", what),
        tag("p", tell_watched(month, speak), ".", class_="note"),
        so_far,
    )


def tell_watched(month: Month, speak: Speak) -> str:
    """On how many of its days a month was watched."""
    days = [day for day in month.days if day.on <= month.on]
    words = speak("month.watched", n=sum(day.is_watched for day in days), all=len(days))
    begins_later = month.since > month.month
    return speak("month.watched.since", words=words, d=month.since.isoformat()) if begins_later else words


def _figures(month: Month, speak: Speak) -> Markup:
    names = ("figure", "value", "sure", "n", *(("before",) if month.before else ()))
    head = tag("tr", *(tag("th", speak(f"month.column.{name}"), scope="col", class_=name) for name in names))
    rows = [_row(one, month, speak) for one in FIGURES]
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="figures-of-month")
    beside = speak("month.figures.before") if month.before else None
    lead = tag("p", speak("month.figures.lead", n=month.jobs), " ", beside)
    return tag("section", tag("h2", speak("month.figures")), lead, table)


def _row(one: Chosen, month: Month, speak: Speak) -> Markup:
    told, facts = month.figures[one.name], {"d": month.on.isoformat()} if one.source == "snapshot" else {}
    small = tag("em", speak("month.small")) if told and told["value"] is not None and told["n"] < SMALL else None
    name = tag("th", speak(f"month.figure.{one.name}"), tag("small", speak(f"month.caution.{one.name}", **facts)),
               scope="row")  # fmt: skip
    n = told["n"] if told else month.jobs
    cells = [
        tag("td", _value(one, told, speak), small, class_="value"),
        tag("td", _sure(told, speak), class_="sure"),
        tag("td", speak("number", n=n), class_="n"),
    ]
    if month.before:
        before = month.before.get(one.name)
        cells.append(tag("td", _value(one, before, speak) if one.name in month.before else None, class_="before"))
    return tag("tr", name, *cells, id=one.name)


def _value(one: Chosen, told: Told | None, speak: Speak) -> Markup:
    """A figure in words, with its exact value for programs; or why there is none."""
    if told is None:
        return tag("span", speak("month.unknown" if one.source == "days" else "month.none"), class_="untold")
    if told["value"] is None:
        words = speak("month.few", least=LEAST) if told["n"] < LEAST else speak("month.unknown")
        return tag("span", words, class_="untold")
    return tag("data", _say_value(told["value"], told["unit"], speak), value=repr(float(told["value"])))


def _say_value(value: float, unit: str, speak: Speak) -> str:
    match unit:
        case "share":
            return speak("share", n=round(100 * value))
        case "EUR gross a year":
            return speak("eur", n=round(value))
        case "days":
            return speak("month.days_value", n=_decimal(value, speak))
    return speak("number", n=round(value))


def _sure(told: Told | None, speak: Speak) -> str | None:
    if told is None or told["low"] is None or told["high"] is None:
        return None
    low, high = told["low"], told["high"]
    match told["unit"]:
        case "share":
            return speak("month.between", low=round(100 * low), high=round(100 * high))
        case "EUR gross a year":
            return speak("eur.range", low=round(low), high=round(high))
    return speak("month.range", low=_decimal(low, speak), high=_decimal(high, speak))


def _decimal(value: float, speak: Speak) -> str:
    """With at most one decimal place, in the language's own way."""
    is_english = speak("share", n=1) == say("share", in_english=True, n=1)
    return f"{value:,.1f}".removesuffix(".0") if is_english else number(value)


def _picture(name: str, drawn: Sequence[Markup], speak: Speak) -> Markup:
    return tag("section", tag("h2", speak(f"month.{name}.title")), *drawn, class_="of-picture")


def _days(month: Month, speak: Speak) -> list[Markup]:
    if not is_drawn(month):
        return [tag("p", speak("month.days.none"))]
    note = tag("p", speak("month.days.note", least=LEAST), class_="note")
    return [tag("figure", draw_month(month.days, month.on, speak)), note]


def _pay(month: Month, speak: Speak) -> list[Markup]:
    rows = [row for row in month.pay if row.low or row.high]
    untold = (row for row in month.pay if not (row.low or row.high))
    hidden = [f"{speak(f'basis.{row.basis}')}, {speak(f'level.{row.level or UNSTATED}')}" for row in untold]
    left = tag("p", speak("month.pay.hidden", least=LEAST, words="; ".join(hidden)), class_="note") if hidden else None
    if not rows:
        return [tag("p", speak("month.pay.none", least=LEAST)), together(left)]
    return [draw_pay(rows, speak), tag("p", speak("month.pay.note", least=LEAST), class_="note"), together(left)]


def _skills(month: Month, speak: Speak) -> list[Markup]:
    if not month.skills:
        return [tag("p", speak("month.skills.none", least=LEAST))]
    note = tag("p", speak("month.skills.note", n=month.jobs, least=LEAST), class_="note")
    return [draw_skills(month.skills[:SKILLS], speak), note, tag("p", _moves(month, speak))]


def _moves(month: Month, speak: Speak) -> str:
    """Which skills rise or fall beyond chance; or that none does, or that nobody can know."""
    if month.moves is None:
        return speak("month.moves.unknown")
    told = []
    for way, is_up in (("rises", True), ("falls", False)):
        found = [row for row in month.moves if (row["value"] > 0) is is_up]
        if found:
            told.append(speak(f"month.moves.{way}", words=", ".join(_say_move(row, speak) for row in found)))
    return " ".join([*(told or [speak("month.moves.none")]), speak("month.moves.how", d=month.on.isoformat())])


def _say_move(row: Told, speak: Speak) -> str:
    points, low, high = (f"{round(100 * row[name]):+d}".replace("-", "−") for name in ("value", "low", "high"))
    return speak("month.moves.one", name=row["slice"].removeprefix(SKILL), points=points, low=low, high=high)


def _how(month: Month, origin: Origin, speak: Speak) -> Markup:
    told = [speak("month.how.snapshot", d=month.on.isoformat(), run=origin.run, sum=origin.sum)]
    gaps = list_gaps(month)
    days = ", ".join("–".join(speak("day_month", d=day.isoformat()) for day in dict.fromkeys(gap)) for gap in gaps)
    told.append(speak("month.how.gaps", days=days) if gaps else speak("month.how.whole"))
    told.append(speak("month.how.board"))
    if origin.unconfirmed and not month.is_over:
        told.append(speak("month.how.trouble", n=origin.unconfirmed, boards=", ".join(origin.boards)))
    used = dict.fromkeys(row["method"] for row in _rows_of(month))
    methods = [
        tag("li", tag("a", tag("code", name), href=METHODS), ": ", speak(f"month.method.{name}")) for name in used
    ]
    source = tag("li", speak("month.how.source"), " ", tag("a", "docs/market.md", href=METHODS), ".")
    rest = (tag("li", words) for words in told[1:])
    return tag("section", tag("h2", speak("month.how")), tag("p", told[0]),
               tag("ul", *rest, source, tag("li", speak("month.how.later"))), tag("ul", *methods),
               class_="how")  # fmt: skip


def _rows_of(month: Month) -> list[Told]:
    shown: list[Mapping[str, object]] = [row for row in month.figures.values() if row]
    return [*shown, *month.skills, *(month.moves or ())]
