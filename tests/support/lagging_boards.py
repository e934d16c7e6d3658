"""Five boards that follow the truth a few days late, each in words of its own, and what follows from that."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from schemas.tables import PlaceOf, Posting
from storage.layout import Output, run_id
from tests.support.snapshots_rows import FIRST, leave_part, posting

DAYS = 60
RUNS = tuple(run_id(FIRST + timedelta(days=day)) for day in range(DAYS))
BOARDS = ("alpha", "beta", "gamma", "delta", "epsilon")
LATE = 5  # days that a board lags at most
DOWN = 5  # days that a board is down at most
TOWNS = ("Wuppertal", "Solingen", "Remscheid", "Haan", "Hilden")
TITLES = ("Leiter IT", "Manager SAP", "Referent Daten", "Architekt Netze", "Koordinator Projekte")
EMPLOYERS = ("Muster", "Beispiel", "Wupperstahl", "Bergische Bank", "Talwerke")
# What changes, by kind: the column by which it is told, and its values.
KINDS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "pay": ("salary_min_eur", ("5000.00", "5200.00", "5500.00", "6000.00", "6500.00")),
    "grade": ("pay_grade_max", ("EG 9", "EG 10", "EG 11", "EG 12", "EG 13")),
    "employer": ("employer", EMPLOYERS),
    "town": ("town", TOWNS),
    "title": ("title", TITLES),
    "level": ("seniority", ("junior", "senior", "lead", "head", "executive")),
    "hours": ("weekly_hours_max", ("35.00", "37.00", "38.00", "39.00", "40.00")),
}

Facts = dict[str, int]  # by kind, the number of its value


@dataclass(eq=False)
class LateAd:
    """An ad of a vacancy: `shows[day]` is how many of the vacancy's changes it has followed; None: it is not up."""

    vacancy: "ChangingVacancy"
    board: str
    ref: str
    text: str | None
    shows: list[int | None]

    @property
    def is_full(self) -> bool:
        return self.text is not None and len(self.text.split()) > 60

    def read(self, day: int) -> Posting:
        """What a crawl of its board finds of it."""
        followed = self.shows[day]
        assert followed is not None
        told = self.vacancy.told_after(followed)
        text = self.text and f"{self.text} {'Wir freuen uns auf Sie. ' * (followed % 2)}"
        places = (PlaceOf(town=told["town"], country="DE", distance_km=11.0),)
        salary = {"salary_basis": "stated", "salary_period": "month"} if told["pay"] else {}
        return posting(
            self.ref, RUNS[day], self.board, text=text, title=f"{told['title']} {self.vacancy.name}",
            employer=told["employer"], employer_key=told["employer"].lower(), town=told["town"], places=places,
            seniority=told["level"], pay_scale=told["grade"] and "TVöD-VKA", pay_grade_max=told["grade"],
            weekly_hours_max=told["hours"] and float(told["hours"]),
            salary_min_eur=told["pay"] and Decimal(told["pay"]), salary_max_eur=told["pay"] and Decimal(told["pay"]),
            **salary,
        )  # fmt: skip


@dataclass(eq=False)
class ChangingVacancy:
    """A vacancy as the truth has it: `changes` are days and kinds, each to another value of its kind.

    Those of one kind are so far apart that no board skips one: whoever sees one of two cannot tell which is newer.
    """

    name: str
    first: dict[str, Any]
    changes: list[tuple[int, str, Any]]
    ads: list[LateAd] = field(default_factory=list)

    def told_after(self, count: int) -> dict[str, Any]:
        """The values by kind after so many changes."""
        return self.first | {kind: value for _, kind, value in self.changes[:count]}

    def expect(self, down: set[tuple[str, int]]) -> list[tuple[int, str, Any]]:
        """The changes that must be told, as day, column and value: on the day on which a board first shows them."""
        told, seen = [], None
        for day in range(len(self.ads[0].shows)):
            shown = [ad.shows[day] for ad in self.ads if (ad.board, day) not in down]
            most = max((one for one in shown if one is not None), default=None)
            if most is None or (seen is not None and most <= seen):
                continue
            if seen is not None:
                before, after = self.told_after(seen), self.told_after(most)
                told += [(day, KINDS[kind][0], after[kind]) for kind in KINDS if before[kind] != after[kind]]
            seen = most
        return sorted(told)


@dataclass(eq=False)
class LaggingMarket:
    """All vacancies, and the days on which a board is down."""

    vacancies: list[ChangingVacancy]
    down: set[tuple[str, int]]

    def leave(self, output: Output, day: int) -> None:
        """The parts of a day."""
        ads = [ad for vacancy in self.vacancies for ad in vacancy.ads if ad.shows[day] is not None]
        for board in BOARDS:
            if (board, day) in self.down:
                leave_part(output, RUNS[day], board=board, verdict="failed")
            else:
                leave_part(output, RUNS[day], *(ad.read(day) for ad in ads if ad.board == board), board=board)


def make_lagging_market(seed: int, days: int = DAYS, count: int = 14) -> LaggingMarket:
    """So many vacancies over so many days; every fourth has a twin: the same but for its text."""
    chance = random.Random(seed)
    vacancies: list[ChangingVacancy] = []
    for number in range(count):
        name = f"{'abcdefghijklmnopqrstuvwxyz'[number]}bereich technik"
        vacancies.append(_make_vacancy(chance, name, days, list(_days_of_change(chance, days))))
        if number % 4 == 0:
            vacancies.append(_make_vacancy(chance, name, days, [], vacancies[-1].first, is_twin=True))
            vacancies[-2].changes.clear()
    for vacancy in vacancies:
        for number, ad in enumerate(vacancy.ads):
            ad.ref = f"{vacancies.index(vacancy):02}-{number}"
    down: set[tuple[str, int]] = set()
    for board in BOARDS[:4]:
        first = chance.randrange(5, days - 12)
        down |= {(board, day) for day in range(first, first + chance.randint(1, DOWN))}
    return LaggingMarket(vacancies, down)


def _days_of_change(chance: random.Random, days: int) -> Iterator[int]:
    day = chance.randint(12, 20)
    while day < days - 12:
        yield day
        day += chance.choice((1, 2, 3, 8, 15))


def _make_vacancy(
    chance: random.Random,
    name: str,
    days: int,
    changing: list[int],
    first: dict[str, Any] | None = None,
    *,
    is_twin: bool = False,
) -> ChangingVacancy:
    now = dict(first or {kind: chance.choice(values) for kind, (_, values) in KINDS.items()})
    if not first:
        now |= {kind: None for kind in ("pay", "grade", "level", "hours") if chance.random() < 0.4}
    vacancy = ChangingVacancy(name, dict(now), [])
    for day in changing:
        lately = {kind for on, kind, _ in vacancy.changes if day - on <= LATE + DOWN}  # so that no board skips a value
        free = [kind for kind in KINDS if kind not in lately]
        if not free:  # all have changed within the days that boards may lag: none is told apart by one more
            continue
        kind = chance.choice(free)
        now[kind] = chance.choice([value for value in KINDS[kind][1] if value != now[kind]])
        vacancy.changes.append((day, kind, now[kind]))
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(4, 9))) for _ in range(160)]
    start = chance.randint(0, 5)
    boards = chance.sample(BOARDS, chance.randint(2, 4))
    for number, board in enumerate(boards):
        other = chance.randrange(len(words))
        own = [*words[:other], "anders", *words[other + 1 :]]
        text = " ".join([*own, "Stand", board])
        if number and is_twin:
            text = " ".join(own[:40])
        elif number and chance.random() < 0.3:
            text = chance.choice((" ".join(own[:40]), ""))
        vacancy.ads.append(LateAd(vacancy, board, "", text or None, list(_follow(chance, vacancy, start, days))))
    return vacancy


def _follow(chance: random.Random, vacancy: ChangingVacancy, start: int, days: int) -> Iterator[int | None]:
    """How many changes an ad shows on each day: each a few days late, and never an older state again."""
    appears, ends = start + chance.randint(0, LATE), days - 3 + chance.randint(0, 5)
    seen_on, last = [], 0
    for day, _, _ in vacancy.changes:
        last = max(last, day + chance.randint(0, LATE))
        seen_on.append(last)
    for day in range(days):
        yield None if not appears <= day < ends else sum(seen <= day for seen in seen_on)
