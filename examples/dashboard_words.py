"""What the dashboard says, in German or English: its words are those of the page, and those of dashboard.tsv."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from report.figures.pay import yearly
from report.figures.row import Row
from report.figures.stays import Duration
from report.market.cases import UNSTATED
from report.wording import fill_slots, find_words, load_words, read_words
from schemas.verdicts import Verdict

WORDS = load_words() | read_words(Path(__file__).with_name("dashboard.tsv"))
OF_SLICE = {"role": "family", "level": "level", "remote": "remote"}  # where a slice's words are, if not with `of`
Pay = tuple[float | Decimal | None, float | Decimal | None]


class Speaker:
    """Says things in one language."""

    def __init__(self, language: str) -> None:
        self.in_english = language == "en"

    def say(self, key: str, **facts: Any) -> str:
        return fill_slots(WORDS[key][self.in_english], in_english=self.in_english, **facts)

    def slice(self, by: str, value: str) -> str:
        key = "unstated" if value == UNSTATED else f"{OF_SLICE.get(by, 'of')}.{value}"
        return self.say(key) if key in WORDS else value

    def number(self, value: float) -> str:
        return self.say("number", n=value)

    def figure(self, name: str, was: float | None, now: float | None) -> list[str]:
        """A figure of two days, and the difference."""
        key = "eur" if name.startswith("pay") else "number"
        told = [self.say("few") if one is None else self.say(key, n=round(one)) for one in (was, now)]
        if was is None or now is None:
            return [*told, ""]
        more = round(now) - round(was)
        return [*told, f"{'+' if more > 0 else '−' if more else '±'}{self.number(abs(more))}"]

    def boards(self, day: Any, boards: list[Row] | None) -> str:
        """Which boards were not read well on a day; None: its snapshot is not there any more."""
        if boards is None:
            return self.say("boards.gone", d=f"{day}")
        bad = [one for one in boards if not Verdict(one["verdict"]).is_well]
        names = ", ".join(f"{one['board']} ({self.say('verdict.' + one['verdict'])})" for one in bad)
        return self.say("boards.bad", d=f"{day}", names=names) if bad else self.say("boards.well", d=f"{day}")

    def pay(self, ends: Pay | None) -> str:
        low, high = (None if end is None else round(end) for end in ends or (None, None))
        if low is None:
            return "" if high is None else self.say("eur.up_to", n=high)
        if high is None:
            return self.say("eur.from", n=low)
        if low == high:
            return self.say("eur", n=low)
        return self.say("eur.range", low=self.number(low), high=self.number(high))

    def job(self, row: Row) -> dict[str, str | None]:
        """A job as a row of a table."""
        url = row["url"] if row["url"].startswith(("http://", "https://")) else None
        told = {"column.title": row["title"], "column.employer": row["employer"], "column.place": row["town"]}
        told |= {"column.pay": self.pay(yearly(row)), "ad": url}
        return {self.say(key): value for key, value in told.items()}

    def changes(self, row: Row, facts: dict[str, tuple[Any, Any]]) -> list[dict[str, str | None]]:
        """What changed in a job, a row for each fact."""
        job = {self.say("column.title"): row["title"], self.say("column.employer"): row["employer"]}
        return [
            job
            | {self.say("fact"): self.say(f"field.{name}")}
            | {self.say(when): self.value(name, value) for when, value in (("was", was), ("now", now))}
            for name, (was, now) in facts.items()
        ]

    def value(self, column: str, value: Any) -> str:
        """A column's value as people read it."""
        if column == "salary":
            return self.pay(value) or self.say("nothing")
        if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
            return self.number(float(value) if value % 1 else int(value))
        text = ", ".join(value) if isinstance(value, list) else "" if value is None else f"{value}"
        known = find_words(column, text)
        return self.say(known[0], **known[1]) if known else text

    def duration(self, found: Duration) -> list[str]:
        """Median, interval, jobs, and how many of them ended."""
        counts = [self.number(found.jobs), self.number(found.ended)]
        if found.median is None or found.low is None or found.high is None:
            key = "stay.not_before" if found.known_on else "stay.unknown"
            return [self.say(key, d=f"{found.known_on}"), "", *counts]
        low, high = (self.number(round(end)) for end in (found.low, found.high))
        return [self.say("asked.days", n=round(found.median)), self.say("stay.range", low=low, high=high), *counts]
