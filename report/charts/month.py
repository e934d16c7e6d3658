"""The pictures of a month's report: in one language, from zero, each with its numbers beside it, and gaps as gaps."""

from collections.abc import Sequence
from datetime import date

from report.charts.svg import ticks
from report.job_words import Speak
from report.market.month import Month, MonthDay, PayRow, Told, count_of
from report.markup import Markup, percent, tag, together

HEIGHT, HEAD, FOOT = 130, 16, 20  # of the days, in pixels
NAMED = (1, 8, 15, 22, 29)  # days of a month that are named below them
APART = 3  # days between two columns that both have their number above them
SKILLS = 12  # shown


def draw_month(days: Sequence[MonthDay], until: date, speak: Speak) -> Markup:
    """The open jobs of each day as columns; a day without a snapshot is hatched, one that is to come is empty."""
    told = [day for day in days if day.is_watched and day.open is not None]
    marks = ticks(0, max((day.open or 0 for day in told), default=0), 3)
    pieces = [_hatch()]
    for mark in marks:
        y = HEAD + (1 - mark / marks[-1]) * HEIGHT
        pieces.append(tag("line", x1="0", x2="100%", y1=y, y2=y, class_="grid" if mark else "axis"))
        pieces.append(_text(speak("number", n=mark), "0", y - 3, "tick", "start"))
    wide, ends = 1 / len(days), {day.on for day in told[-1:]}
    if told and (told[-1].on - told[0].on).days >= APART:
        ends.add(told[0].on)
    for place, day in enumerate(days):
        # The first tenth of the width is the axis's.
        left, middle = percent(0.08 + (place + 0.1) * wide * 0.92), percent(0.08 + (place + 0.5) * wide * 0.92)
        if day.on.day in NAMED:
            pieces.append(_text(speak("day_month", d=day.on.isoformat()), middle, HEAD + HEIGHT + 15, "tick", "middle"))
        if day.on > until:
            continue
        where = {"x": left, "width": percent(0.8 * wide * 0.92)}
        if not day.is_watched or day.open is None:
            pieces.append(tag("rect", y=HEAD, height=HEIGHT, fill="url(#gap)", **where))
            continue
        tall = day.open / marks[-1] * HEIGHT
        pieces.append(tag("rect", y=HEAD + HEIGHT - tall, height=tall, rx=1.5, class_="day", **where))
        if day.on in ends:
            number = speak("number", n=day.open)
            pieces.append(_text(number, middle, HEAD + HEIGHT - tall - 4, "value", "middle"))
    counts = [day.open or 0 for day in told] or [0]
    label = speak("month.days.label", n=len(told), low=min(counts), high=max(counts))
    return tag("svg", *pieces, width="100%", height=HEAD + HEIGHT + FOOT, role="img", aria_label=label)


def draw_pay(rows: Sequence[PayRow], speak: Speak) -> Markup:
    """Of each basis and level the medians of both ends as a bar, and the outer quartiles as a line, from zero.

    Where too few state one of the ends, the other's median is a mark, and its quartiles the line.
    """
    marks = ticks(0, max(end.q3 for row in rows for end in (row.low, row.high) if end), 5)
    body = []
    for basis in dict.fromkeys(row.basis for row in rows):
        name = tag("th", speak(f"basis.{basis}"), colspan=3, scope="colgroup", class_="group")
        body.append(tag("tbody", tag("tr", name), *(_pay_row(row, marks, speak) for row in rows if row.basis == basis)))
    heads = (tag("th", speak("month.pay.level"), scope="col"), _axis(marks, speak, "month.thousand", 1000))
    head = tag("tr", *heads, tag("th", speak("month.pay.figures"), scope="col", class_="figures"))
    return tag("table", tag("caption", speak("month.pay.title"), class_="unseen"), tag("thead", head), *body,
               class_="picture")  # fmt: skip


def _pay_row(row: PayRow, marks: Sequence[int], speak: Speak) -> Markup:
    low, high = row.low or row.high, row.high or row.low
    assert low and high  # a row of which neither is told is not drawn
    begin, end = sorted((low.median, high.median))
    whole = tag("line", x1=percent(low.q1 / marks[-1]), x2=percent(high.q3 / marks[-1]), y1=9, y2=9,
                class_=f"whole {row.basis}")  # fmt: skip
    if begin == end:
        at = percent(end / marks[-1])
        bar = tag("line", x1=at, x2=at, y1=2, y2=16, class_=f"mark {row.basis}")
    else:
        width = percent((end - begin) / marks[-1])
        bar = tag("rect", x=percent(begin / marks[-1]), width=width, y=3, height=12, rx=1.5, class_=f"span {row.basis}")
    if row.low and row.high:
        amount = speak("eur.range", low=round(low.median), high=round(high.median))
        cases = str(low.n) if low.n == high.n else f"{low.n} / {high.n}"
    else:
        amount, cases = speak("eur.from" if row.low else "eur.up_to", n=round(low.median)), str(low.n)
    told = together(tag("b", amount), " ", tag("small", speak("month.cases", n=cases), class_="cases"))
    return _row(speak(f"level.{row.level or 'none'}"), together(*_grid(marks), whole, bar), told)


def draw_skills(rows: Sequence[Told], speak: Speak) -> Markup:
    """The share of the jobs that name each skill as a bar from zero, and its interval as a line."""
    marks = ticks(0, 100 * max(row["high"] for row in rows), 4)
    body = []
    for row in rows:
        low, share, high = (100 * row[name] for name in ("low", "value", "high"))
        bar = tag("rect", x="0", y=3, width=percent(share / marks[-1]), height=12, rx=1.5, class_="bar")
        y = 9
        line = tag("line", x1=percent(low / marks[-1]), x2=percent(high / marks[-1]), y1=y, y2=y, class_="sure")
        told = together(tag("data", speak("share", n=round(share)), value=repr(float(row["value"]))), " ",
                        tag("small", speak("month.between", low=round(low), high=round(high))), " ",
                        tag("small", speak("jobs", n=count_of(row)), class_="cases"))  # fmt: skip
        body.append(_row(row["slice"], together(*_grid(marks), bar, line), told))
    heads = (tag("th", speak("month.skills.skill"), scope="col"), _axis(marks, speak, "share"))
    head = tag("tr", *heads, tag("th", speak("month.skills.figures"), scope="col", class_="figures"))
    return tag("table", tag("caption", speak("month.skills.title"), class_="unseen"), tag("thead", head),
               tag("tbody", *body), class_="picture")  # fmt: skip


def _row(name: str, drawn: Markup, told: Markup) -> Markup:
    svg = tag("svg", drawn, width="100%", height=18, aria_hidden="true")
    return tag("tr", tag("th", name, scope="row"), tag("td", svg, class_="chart"), tag("td", told, class_="figures"))


def _axis(marks: Sequence[int], speak: Speak, key: str, unit: int = 1) -> Markup:
    """The cell above the bars, with the names of the axis's marks."""
    anchors = ["start", *["middle"] * (len(marks) - 2), "end"]
    names = [
        _text(speak(key, n=mark // unit), percent(mark / marks[-1]), 12, "tick", anchor)
        for mark, anchor in zip(marks, anchors, strict=True)
    ]
    return tag("td", tag("svg", *names, width="100%", height=16, aria_hidden="true"), class_="chart")


def _grid(marks: Sequence[int]) -> list[Markup]:
    return [
        tag("line", x1=percent(mark / marks[-1]), x2=percent(mark / marks[-1]), y1="0", y2="100%",
            class_="grid" if mark else "axis")
        for mark in marks
    ]  # fmt: skip


def _hatch() -> Markup:
    """The pattern of days that nobody watched."""
    line = tag("line", x1=0, x2=0, y1=0, y2=6, class_="hatch")
    pattern = tag("pattern", line, id="gap", width=6, height=6, patternUnits="userSpaceOnUse",
                  patternTransform="rotate(45)")  # fmt: skip
    return tag("defs", pattern)


def _text(words: str, x: str, y: float, class_: str, anchor: str) -> Markup:
    return tag("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def is_drawn(month: Month) -> bool:
    """Whether any day of the month has a column."""
    return any(day.is_watched and day.open is not None for day in month.days)
