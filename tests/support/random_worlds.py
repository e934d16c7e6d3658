"""Random worlds: boards of all shapes over many nights, what is truly up on them, and how they answer badly."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from schemas.feeds import WHOLE
from schemas.tables import Posting
from storage.layout import Output, run_id
from tests.support.simulated_boards import Answer
from tests.support.snapshots_rows import FIRST, leave_part, pay, posting

SIZES = (1, 2, 3, 4, 6, 9, 14, 20, 35, 70, 200)  # postings of a board
LENGTHS = (1, 1, 1, 2, 2, 3, 5, 8, 12, 26)  # nights of a fault
WHOLE_READ = 7  # nights after which a board that lists newest first is read whole
NEWEST = 5  # postings that it is read down to on the other nights
LAYOUTS: dict[str, dict[str, Any]] = {  # what a change of layout does to every row
    "employer": {"employer": None, "employer_key": None},
    "place": {"town": None, "place": None, "places": (), "distance_km": None, "left_out": "area"},
    "role": {"title": "Leading Expert", "left_out": "role"},
    "text": {"text": None, "text_sha256": None},
    "date": {"posted_on": None},
    "pay": {"salary_basis": None, "salary_min_eur": None, "salary_max_eur": None, "salary_period": None},
}
COUNTS = ("half", "few", "empty")  # whole by its own account, but it is not
LOUD = ("no answer", "broken off", "torn", "all 404")
FAULTS = (*LAYOUTS, *COUNTS, *LOUD, "dead pages", "unreadable row", "twice", "not asked")
FEED_FAULTS = (*LAYOUTS, *COUNTS, "no answer", "not asked")  # of one employer's feed alone


@dataclass(frozen=True, slots=True)
class Fault:
    """What a board does from a night on, as many nights as it lasts; `feed`: one of its feeds alone (WHOLE: all)."""

    kind: str
    first: int
    nights: int
    feed: str

    def is_on(self, night: int, ref: str = "") -> bool:
        return self.first <= night < self.first + self.nights and (self.feed == WHOLE or ref.startswith(self.feed))


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A posting as the truth has it: up from a night to another (excluded), its pay raised on some nights."""

    ref: str
    up: tuple[int, int]
    pay: int | None
    raised: tuple[int, ...]

    def is_up(self, night: int) -> bool:
        return self.up[0] <= night < self.up[1]


@dataclass
class Board:
    """A board. `shape`: one list, newest first, or pages of ads that answer 404 once these are over."""

    name: str
    shape: str
    feeds: tuple[str, ...]
    floor: int
    vacancies: list[Vacancy] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    payless: int | None = None  # the night from which on it truly states no pay any more

    def fault(self, night: int, ref: str = "") -> Fault | None:
        """What it does badly to a posting, or to any of them."""
        return next((fault for fault in self.faults if fault.is_on(night, ref or fault.feed)), None)

    def feed_of(self, ref: str) -> str:
        return next(feed for feed in self.feeds if feed == WHOLE or ref.startswith(feed))

    def up(self, night: int) -> list[Vacancy]:
        return [vacancy for vacancy in self.vacancies if vacancy.is_up(night)]

    def truth(self, vacancy: Vacancy, night: int) -> Posting:
        """How an ad reads on a night."""
        values: dict[str, Any] = {"posted_on": day_of(vacancy.up[0])}
        if vacancy.pay and (self.payless is None or night < self.payless):
            values |= pay(vacancy.pay + 100 * sum(since <= night for since in vacancy.raised))
        return posting(vacancy.ref, run_of(night), self.name, **values)

    def is_accepted(self, night: int) -> bool:
        """Whether someone, four nights after it ceased to state pay, looks at it and finds it true."""
        if self.payless is None or night < self.payless + 4 or self.fault(night):
            return False
        return not any(self.fault(other) is None for other in range(self.payless + 4, night))

    def turns(self, vacancy: Vacancy, night: int) -> list[int]:
        """The nights until now from which on an ad reads otherwise than before."""
        return [on for on in sorted({vacancy.up[0], *vacancy.raised, self.payless or 0}) if on <= night]

    def answer(self, night: int) -> Answer:
        """What a crawl of it brings home, and what the crawl makes of that."""
        rows = [self.truth(vacancy, night) for vacancy in self.up(night)]
        gone: tuple[str, ...] = ()
        if self.shape == "pages":
            gone = tuple(vacancy.ref for vacancy in self.vacancies if night - 3 < vacancy.up[1] <= night)
        answer = Answer(rows, gone)
        if self.shape == "newest first" and night % WHOLE_READ:
            newest = sorted(rows, key=lambda row: (row.posted_on or FIRST.date(), row.board_ref))[-NEWEST:]
            answer = Answer(newest, (), "recent")
        fault = self.fault(night)
        return _spoil(answer, fault, self.feeds) if fault else answer

    def asked(self, night: int) -> tuple[str, ...]:
        """Its feeds that the configuration names on a night."""
        fault = self.fault(night)
        return tuple(feed for feed in self.feeds if not (fault and fault.kind == "not asked" and fault.feed == feed))


def day_of(night: int) -> date:
    return (FIRST + timedelta(days=night)).date()


def run_of(night: int) -> str:
    return run_id(FIRST + timedelta(days=night))


def make_world(seed: int, nights: int) -> list[Board]:
    """Up to three boards."""
    chance = random.Random(seed)
    return [_make_board(chance, name, nights) for name in ("alpha", "beta", "gamma")[: chance.randint(1, 3)]]


def leave(output: Output, board: Board, night: int, answer: Answer) -> None:
    """The part of an answer as the crawl writes it; none of a board that is not asked."""
    if answer.file == "none":
        return
    feeds = () if board.feeds == (WHOLE,) or answer.verdict == "failed" else board.asked(night)
    verdict = {"verdict": answer.verdict, "unread": answer.unread, "feeds": feeds, "floor": board.floor}
    verdict["reason"] = None if answer.verdict in ("complete", "recent") else "no answer"
    path = Path(
        leave_part(
            output,
            run_of(night),
            *answer.postings,
            board=board.name,
            gone=answer.gone,
            refused=answer.refused,
            **verdict,
        )
    )
    if answer.file == "torn":
        path.write_bytes(path.read_bytes()[:-100])


def _make_board(chance: random.Random, name: str, nights: int) -> Board:
    shape = chance.choice(("list", "feeds", "newest first", "pages"))
    feeds = tuple(f"tenant{number}/" for number in range(chance.choice((2, 3, 8)))) if shape == "feeds" else (WHOLE,)
    board = Board(name, shape, feeds, floor=chance.choice((0, 0, 1, 3)))
    size, ends = chance.choice(SIZES), chance.choice((0.01, 0.02, 0.04))
    for place in range(size):
        night = -chance.randint(0, 50)
        while night < nights:
            last = night + 2 + int(chance.expovariate(ends))
            beginning = feeds[place % len(feeds)].replace(WHOLE, "")
            raised = tuple(on for on in range(night, last) if chance.random() < 0.01)
            ref = f"{beginning}{name[0]}{len(board.vacancies):03}"
            board.vacancies.append(Vacancy(ref, (night, last), chance.choice((None, 4000, 5000, 6000)), raised))
            night = last + chance.randint(0, 3)
    if chance.random() < 0.4:
        _end_many(chance, board, chance.randint(8, nights - 12))
    if chance.random() < 0.2:
        board.payless = chance.randint(8, nights - 8)
    board.faults = list(_draw_faults(chance, board, nights))
    return board


def _end_many(chance: random.Random, board: Board, night: int) -> None:
    """Many truly end in one night, and nothing follows them for a while."""
    share = chance.uniform(0.3, 1)
    for at, vacancy in enumerate(board.vacancies):
        if vacancy.is_up(night) and vacancy.up[0] < night and chance.random() < share:
            board.vacancies[at] = replace(vacancy, up=(vacancy.up[0], night))
        elif night <= vacancy.up[0] < night + 15:
            board.vacancies[at] = replace(vacancy, up=(vacancy.up[0] + 15, max(vacancy.up[1], vacancy.up[0] + 20)))


def _draw_faults(chance: random.Random, board: Board, nights: int) -> Iterator[Fault]:
    night = 3
    while (night := night + chance.randint(1, 9)) < nights:
        feed = chance.choice((WHOLE, *board.feeds)) if len(board.feeds) > 1 else WHOLE
        kind = chance.choice(FAULTS if feed == WHOLE else FEED_FAULTS)
        fault = Fault(kind, night, chance.choice(LENGTHS), feed)
        night += fault.nights
        yield fault


def _spoil(answer: Answer, fault: Fault, feeds: tuple[str, ...]) -> Answer:
    """The answer as the fault leaves it."""
    kind, whole = fault.kind, fault.feed == WHOLE
    hit = [row for row in answer.postings if whole or row.board_ref.startswith(fault.feed)]
    others = [row for row in answer.postings if row not in hit]
    if kind in LAYOUTS:
        return replace(answer, postings=others + [replace(row, **LAYOUTS[kind]) for row in hit])
    if kind in COUNTS:
        kept = {"half": hit[::2], "few": hit[: len(hit) // 6], "empty": []}[kind]
        return replace(answer, postings=others + kept)
    if kind == "no answer" and not whole:
        return replace(answer, postings=others, verdict="partial", unread=(fault.feed,))
    if kind == "not asked" and not whole:
        return replace(answer, postings=others)
    if kind == "broken off":
        return replace(answer, postings=hit[::2], verdict="incomplete", gone=())
    if kind == "dead pages":
        dead = {row.board_ref for row in hit[::2]}
        gone = (*answer.gone, *sorted(dead))
        return replace(answer, postings=[row for row in hit if row.board_ref not in dead], gone=gone)
    if kind == "unreadable row":
        refused = tuple(row.board_ref for row in hit[:1])
        return replace(answer, postings=hit[1:], refused=refused)
    if kind == "twice":
        again = [replace(row, title="An older wording", fetched_at=row.fetched_at - timedelta(hours=1)) for row in hit]
        return replace(answer, postings=hit + again[:1])
    if kind == "torn":
        return replace(answer, file="torn")
    if kind == "not asked":
        return replace(answer, file="none")
    return Answer([], (), "failed")  # no answer, or 404 for all of it: then no ad's own 404 is believed either
