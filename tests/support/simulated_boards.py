"""A market that never was: vacancies over sixty days of runs, and three boards that tell of them, not always well."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from schemas.tables import PlaceOf, Posting
from snapshots.publish import publish
from storage.layout import Output, run_id
from tests.support.snapshots_rows import FIRST, leave_part, pay, posting

DAYS = (*range(24), *range(24, 60, 3), *range(60, 120, 12))  # sixty days, and two months more for what comes back late
RUNS = tuple(run_id(FIRST + timedelta(days=day)) for day in DAYS)
LAST = DAYS[-1] + 1
BOARDS = ("alpha", "beta", "gamma")
FEEDS = ("muster/", "werke/")  # gamma's
FLOOR = 3
NOBODY_RAN = (15,)  # runs that never were
NOT_PUBLISHED = (3, 8, 9, 13, 20, 27, 31, 36)  # runs that the publish after the next run takes in
EMPLOYERS = ("Muster Antriebe GmbH", "Wupper Werke AG", "Bergische Bank")
TOWNS = ("Wuppertal", "Solingen", "Remscheid")
TITLES = ("Leiter IT Produktion", "Manager IT Service Vertrieb", "Leiter Projekt Daten", "Leiter Rechenzentrum Betrieb")
OTHER_WORDS = {"Leiter": "Leitung", "IT": "Informatik", "Service": "Services", "Projekt": "Projekte"}  # same meaning

Words = dict[int, dict[str, Any]]  # day to the columns that change on it


@dataclass
class Ad:
    """A posting as the truth has it: up from day to day (the last one excluded), in words that change on some days."""

    vacancy: str
    board: str
    ref: str
    up: tuple[tuple[int, int], ...]
    words: Words

    def read(self, run: int) -> Posting | None:
        """What a crawl of its board finds of it."""
        day = DAYS[run]
        if not any(start <= day < end for start, end in self.up):
            return None
        values: dict[str, Any] = {"posted_on": (FIRST + timedelta(days=self.up[0][0])).date()}
        for since in sorted(since for since in self.words if since <= day):
            values |= self.words[since]
        return posting(self.ref, RUNS[run], self.board, **values)


@dataclass
class Answer:
    """What a crawl brought of one board: its own verdict, and what it found. `file`: whole, twice, torn or none."""

    postings: list[Posting]
    gone: tuple[str, ...]
    verdict: str = "complete"
    unread: tuple[str, ...] = ()
    file: str = "whole"
    refused: tuple[str, ...] = ()


@dataclass
class Market:
    """The truth. `ads`: all that will ever be up; `whole`: vacancies whose postings must be one job at all times."""

    chance: random.Random
    ads: list[Ad] = field(default_factory=list)
    whole: set[str] = field(default_factory=set)

    def vacancy(self, **values: Any) -> dict[str, Any]:
        """Facts of a vacancy, drawn from so few that others share them; only its text is its own."""
        employer = self.chance.choice(EMPLOYERS)
        letters = "abcdefghijklmnopqrstuvwxyz"
        words = ("".join(self.chance.choices(letters, k=self.chance.randint(3, 9))) for _ in range(70))
        return {
            "title": self.chance.choice(TITLES),
            "employer": employer,
            "employer_key": employer.lower(),
            "town": self.chance.choice(TOWNS),
            "text": " ".join(words),
        } | values

    def put_up(
        self, vacancy: str, board: str, facts: dict[str, Any], *up: tuple[int, int], later: Words | None = None
    ) -> None:
        """One more ad; `later` changes its words on some days. beta shows the beginning of a text only."""
        ref = f"{len(self.ads):03}"
        words = {up[0][0]: facts} | (later or {})
        if board == "beta":
            short = {day: {"text": values["text"][:180]} for day, values in words.items() if "text" in values}
            words = {day: values | short.get(day, {}) for day, values in words.items()}
        if board == "gamma":
            ref = FEEDS[len(self.ads) % 2] + ref
        self.ads.append(Ad(vacancy, board, ref, up, words))

    def span(self, shortest: int = 12, longest: int = 50) -> tuple[int, int]:
        start = self.chance.randrange(-5, LAST - shortest - 5)
        return start, start + self.chance.randint(shortest, longest)

    def some_boards(self, at_least: int = 1) -> list[str]:
        return self.chance.sample(BOARDS, self.chance.randint(at_least, len(BOARDS)))

    def late(self, days: int = 4) -> int:
        """How many days a board lags behind."""
        return self.chance.randint(0, days)

    # -- what can happen to a vacancy --------------------------------------------------------------------------------

    def plain(self, name: str) -> None:
        start, end = self.span()
        facts = self.vacancy()
        for board in self.some_boards(2):
            self.put_up(name, board, facts, (start + self.late(), end + self.late(2)))
        self.whole.add(name)

    def edited(self, name: str) -> None:
        """Pay is added, the title put in other words of the same meaning, a sentence added."""
        start, end = self.span(20)
        facts = self.vacancy()
        title = " ".join(OTHER_WORDS.get(word, word) for word in facts["title"].split())
        text = facts["text"] + " Wir freuen uns auf Ihre Bewerbung bis zum Ende des Monats."
        salary = pay(self.chance.choice((5000, 5500, 6000)))
        for board in self.some_boards():
            changes = [
                salary,
                {"title": title},
                {"text": text},
                {"remote": "hybrid", "employment_types": ("full_time", "part_time"), "weekly_hours_max": 39.0},
            ]
            later = {start + 5 * number + self.late(3): one for number, one in enumerate(changes, start=1)}
            self.put_up(name, board, facts, (start, end), later=later)
        self.whole.add(name)

    def retitled(self, name: str) -> None:
        """It becomes another role's title, on one board days before the other; and back again."""
        start, end = self.span(40)
        facts = self.vacancy()
        for board in BOARDS[:2]:
            away, back = start + 8 + self.late(6), start + 25 + self.late(6)
            later = {away: {"title": "Referent Digitale Verwaltung"}, back: {"title": facts["title"]}}
            self.put_up(name, board, facts, (start, end), later=later)

    def with_deadline(self, name: str) -> None:
        """Its board carries it on after the deadline; of some the deadline is put off after it has passed."""
        start, end = self.span(30)
        ends = (FIRST + timedelta(days=start + 12)).date()
        facts = self.vacancy(apply_by_on=ends, apply_by_precision="day")
        later = {start + 18: {"apply_by_on": ends + timedelta(days=20)}} if self.chance.random() < 0.5 else None
        for board in self.some_boards():
            self.put_up(name, board, facts, (start + self.late(), end), later=later)
        self.whole.add(name)

    def moved(self, name: str) -> None:
        start, end = self.span(20)
        facts, on = self.vacancy(), start + 10
        one, other = self.chance.sample(BOARDS, 2)
        self.put_up(name, one, facts, (start, on))
        self.put_up(name, other, facts, (on + self.late(8), end + 10))
        self.whole.add(name)

    def reposted(self, name: str) -> None:
        """Under new references of the same board, at once or weeks later."""
        start, end = self.span(20, 40)
        facts, board, on = self.vacancy(), self.chance.choice(BOARDS), start + 9
        self.put_up(name, board, facts, (start, on))
        self.put_up(name, board, facts, (on + self.late(5), end))
        self.put_up(name, board, facts, (end + self.chance.randint(5, 25), end + 60))
        self.whole.add(name)

    def back_after_a_week(self, name: str) -> None:
        start, end = self.span(20)
        self.put_up(name, self.chance.choice(BOARDS), self.vacancy(), (start, start + 8), (start + 15, end))
        self.whole.add(name)

    def back_after_ninety_days(self, name: str) -> None:
        """Under its old reference the same posting, under a new one a new vacancy."""
        facts, board, end = self.vacancy(), self.chance.choice(BOARDS), self.chance.randint(3, 20)
        if self.chance.random() < 0.5:
            self.put_up(name, board, facts, (0, end), (end + 91, LAST))
        else:
            self.put_up(name, board, facts, (0, end))
            self.put_up(f"{name}, again", board, facts, (end + 91, LAST))
            self.whole.add(f"{name}, again")
        self.whole.add(name)

    def of_two_towns(self, name: str, both_first: bool) -> None:
        """An ad of two towns becomes two ads, or two ads one of both; boards follow a few days apart."""
        start, end = self.span(30)
        one, other = self.chance.sample(TOWNS, 2)
        places = [PlaceOf(town=town, country="DE") for town in (one, other)]
        facts = self.vacancy(town=one, place=one, places=(places[0],))
        second = {"town": other, "place": other, "places": (places[1],)}
        both = {"town": one, "place": f"{one}, {other}", "places": tuple(places)}
        for board in self.some_boards():
            on = start + 12 + self.late(6)
            if both_first:
                self.put_up(name, board, facts | both, (start, end), later={on: facts})
                self.put_up(name, board, facts | second, (on, end))
            else:
                self.put_up(name, board, facts, (start, end), later={on: both})
                self.put_up(name, board, facts | second, (start + self.late(), on))

    def split(self, name: str) -> None:
        self.of_two_towns(name, both_first=True)

    def merged(self, name: str) -> None:
        self.of_two_towns(name, both_first=False)

    def twins(self, name: str) -> None:
        """Two vacancies alike but for one fact; both may be up on all boards from the same day."""
        start, end = self.span(20)
        one = self.vacancy()
        other = self.chance.choice([town for town in TOWNS if town != one["town"]])
        apart: list[tuple[dict[str, Any], dict[str, Any]]] = [
            ({}, {"text": self.vacancy()["text"]}),
            ({}, {"town": other}),
            ({"seniority": "lead"}, {"seniority": "head"}),
            ({"pay_grade_max": "EG 11"}, {"pay_grade_max": "EG 13"}),
            ({"title": f"{one['title']} Vollzeit"}, {"title": f"{one['title']} Teilzeit"}),
        ]
        for number, facts in enumerate(self.chance.choice(apart)):
            for board in self.some_boards():
                self.put_up(f"{name}, twin {number}", board, one | facts, (start + self.late(2), end + self.late()))
            self.whole.add(f"{name}, twin {number}")

    def misread(self, name: str) -> None:
        """For some days its board calls it so that it is no job of this search."""
        start, end = self.span(30)
        on = start + 10
        later: Words = {on: {"left_out": "role"}, on + self.chance.choice((1, 8)): {"left_out": None}}
        self.put_up(name, self.chance.choice(BOARDS), self.vacancy(), (start, end), later=later)
        self.whole.add(name)


KINDS = (
    *(Market.plain, Market.edited, Market.retitled, Market.with_deadline, Market.moved, Market.reposted),
    *(Market.back_after_a_week, Market.back_after_ninety_days, Market.split, Market.merged, Market.twins),
    Market.misread,
)
TROUBLES = ("none", "torn", "failed", "incomplete", "few", "below the floor", "partial", "partial and few", "twice")


def make_market(seed: int, of_each: int) -> Market:
    """A market with some vacancies of each kind."""
    market = Market(random.Random(seed))
    for kind in KINDS:
        for number in range(of_each):
            kind(market, f"{kind.__name__} {number}")
    return market


def make_troubles(seed: int, count: int) -> dict[tuple[int, str], str]:
    """By run and board: each trouble in turn, for one to three runs in a row, on a board of chance."""
    chance = random.Random(seed)
    troubles: dict[tuple[int, str], str] = {}
    for number in range(count):
        trouble = TROUBLES[number % len(TROUBLES)]
        board = "gamma" if trouble.startswith("partial") else chance.choice(BOARDS)
        first = chance.randrange(3, len(RUNS) - 3)
        troubles |= {(run, board): trouble for run in range(first, first + chance.randint(1, 3))}
    return troubles


def crawl(market: Market, run: int, troubles: dict[tuple[int, str], str]) -> Iterator[tuple[str, Answer]]:
    """What each board answers in a run, and what the crawl makes of it."""
    for board in BOARDS:
        ads = [ad for ad in market.ads if ad.board == board]
        found = [row for ad in ads if (row := ad.read(run))]
        since = {ad.ref: DAYS[run] - ad.up[0][1] for ad in ads}  # some are up again: a board may contradict itself
        gone = [
            ref for ref, days in since.items() if market.chance.random() < (0 <= days < 4) * 0.25 + (days > 0) * 0.01
        ]
        answer = Answer(found, tuple(gone))
        trouble = troubles.get((run, board), "")
        if trouble in ("none", "torn", "twice"):
            answer = replace(answer, file=trouble)
        elif trouble == "failed":
            answer = replace(answer, verdict="failed", postings=[])
        elif trouble == "incomplete":
            answer = replace(answer, verdict="incomplete", postings=found[::2])
        elif trouble == "few":
            answer = replace(answer, postings=found[: max(FLOOR, len(found) // 4)])
        elif trouble == "below the floor":
            answer = replace(answer, postings=found[: FLOOR - 1])
        elif trouble:
            lost = FEEDS[run % 2]
            kept = [row for row in found if not row.board_ref.startswith(lost)]
            kept = kept[: max(FLOOR, len(found) // 4)] if trouble == "partial and few" else kept
            answer = replace(answer, postings=kept, verdict="partial", unread=(lost,))
        yield board, answer


def leave(output: Output, run: int, board: str, answer: Answer) -> None:
    """The part of an answer, as the crawl writes it."""
    if answer.file == "none":
        return
    verdict: dict[str, Any] = {"verdict": answer.verdict, "unread": answer.unread, "floor": FLOOR}
    verdict["feeds"] = FEEDS if board == "gamma" else ()
    path = Path(leave_part(output, RUNS[run], *answer.postings, board=board, gone=answer.gone, **verdict))
    if answer.file == "twice":
        path.with_name(f"{board} copied.parquet").write_bytes(path.read_bytes())
    if answer.file == "torn":
        path.write_bytes(path.read_bytes()[:-100])


def crawl_sixty_days(market: Market) -> Iterator[tuple[int, dict[str, Answer]]]:
    """Each run that was, and what each board answered in it."""
    troubles = make_troubles(seed=9, count=14)
    for run in range(len(RUNS)):
        answers = dict(crawl(market, run, troubles))
        if run not in NOBODY_RAN:
            yield run, answers


def make_market_of_sixty_days() -> Market:
    return make_market(seed=8, of_each=5)


def live_sixty_days(output: Output) -> None:
    """Leave the parts of each run and publish them, those of a few runs together."""
    for run, answers in crawl_sixty_days(make_market_of_sixty_days()):
        for board, answer in answers.items():
            leave(output, run, board, answer)
        if run not in NOT_PUBLISHED:
            published = publish(output)
            assert published.run == RUNS[run], published.stopped
