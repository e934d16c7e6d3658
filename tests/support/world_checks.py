"""What must hold on each night of a random world. The truth is the world's; the product is asked what it believes."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.feeds import FeedState
from schemas.results import Status
from schemas.tables import Posting
from snapshots.feeds import full_name
from tests.support.expected_lives import DOUBTED, READ, Counts
from tests.support.random_worlds import LAYOUTS, Board, Vacancy
from tests.support.simulated_boards import Answer

Row = dict[str, Any]
UNKNOWN_DAYS = 21
CERTAIN = 3  # postings that all lose a value in one night: no chance; of fewer nobody can say
FEW_RUNS, MOST_RUNS = 3, 10  # whole runs in which a vacancy that is over closes: usually; after a count was doubted
VALUES = {
    "employer": "employer",
    "place": "town",
    "role": "title",
    "text": "text_sha256",
    "date": "posted_on",
    "pay": "salary_min_eur",
}
COLUMNS = ["board", "board_ref", "status", "missed_runs", "stale", "closed_reason", "last_seen_at", *VALUES.values()]


def is_refused(ref: str, answer: Answer) -> bool:
    """Whether the board carries it in a row that cannot be read."""
    return answer.file == "whole" and ref.rpartition("/")[2] in answer.refused


@dataclass(frozen=True, slots=True)
class Night:
    """A published night: postings by board_ref as they were and are, feeds as they were left, what was told."""

    number: int
    before: dict[str, Row]
    after: dict[str, Row]
    feeds: dict[str, Row]
    status: Status
    exit_code: int


@dataclass
class Watch:
    """What one board did so far, as the world knows it, and what of it could not be told from the truth."""

    board: Board
    counts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    absent: Counter[str] = field(default_factory=Counter)  # whole runs in a row without a posting
    over: Counter[str] = field(default_factory=Counter)  # of them those since it is over
    seen_on: dict[str, int] = field(default_factory=dict)  # the last night that an answer of sound layout carried it
    forgiven: set[str] = field(default_factory=set)  # so few lost a value that it looked like an edit
    doubted_on: dict[str, int] = field(default_factory=dict)  # the last night on which a feed's count was no chance
    events: Counter[str] = field(default_factory=Counter)

    def check(self, night: Night, answer: Answer) -> Iterator[str]:
        """What does not hold."""
        carried = {row.board_ref: row for row in answer.postings} if answer.file == "whole" else {}
        if len(carried) < self.board.floor and answer.verdict != "recent":
            carried = {}
        heard = {feed: self._hear(night, answer, carried, feed) for feed in self.board.feeds}
        for vacancy in self.board.vacancies:
            if not is_refused(vacancy.ref, answer):
                self._note(night, vacancy, carried, heard, answer.file == "whole" and vacancy.ref in answer.gone)
        yield from self._check_values(night, carried, heard)
        yield from self._check_falls(night, carried)
        yield from self._check_closings(night, answer, heard)
        yield from self._check_bounds(night, answer, carried, heard)
        yield from self._check_told(night, answer, carried, heard)

    def _hear(self, night: Night, answer: Answer, carried: dict[str, Posting], feed: str) -> str:
        """How a feed was heard. Whether a fall of content could be seen is the product's word; the rest is counted."""
        row = night.feeds.get(feed)
        if row and row["feed_state"] == FeedState.HELD:
            self.events[f"held for {row['held_for']}"] += 1
            if row["held_for"] not in ("count", "closings"):
                return "held"
        is_whole = answer.verdict in ("complete", "partial") and answer.file == "whole"
        if not is_whole or feed in answer.unread or feed not in self.board.asked(night.number):
            return "recent" if answer.verdict == "recent" and answer.file == "whole" else "unread"
        if len(answer.postings) < self.board.floor:
            return "unread"
        how = self.counts[feed].weigh(sum(self.board.feed_of(ref) == feed for ref in carried))
        if how == DOUBTED:
            self.doubted_on[feed] = night.number
            self.events["count doubted"] += 1
        return how

    def _note(
        self, night: Night, vacancy: Vacancy, carried: dict[str, Posting], heard: dict[str, str], is_gone: bool
    ) -> None:
        ref, how = vacancy.ref, heard[self.board.feed_of(vacancy.ref)]
        row = carried.get(ref)
        if row and how != "held":
            if row.left_out is None or row.distance_km is None:
                self.absent[ref] = self.over[ref] = 0
                self.seen_on[ref] = night.number
            elif how in (READ, DOUBTED):
                self.absent[ref] += 1
        elif (is_gone or how in (READ, DOUBTED)) and ref in self.seen_on:
            self.absent[ref] += 1
            self.over[ref] += how in (READ, DOUBTED) and not vacancy.is_up(night.number)

    def _check_values(self, night: Night, carried: dict[str, Posting], heard: dict[str, str]) -> Iterator[str]:
        """No value is wiped by a bad night, and each is the truth's on a good one, of all that is up."""
        for vacancy in self.board.vacancies:
            ref = vacancy.ref
            fault = self.board.fault(night.number, ref)
            is_bent = fault is not None and fault.kind in LAYOUTS
            is_well = ref in carried and not is_bent and heard[self.board.feed_of(ref)] != "held"
            row = night.after.get(ref)
            if self._is_payless(night.number) and heard[self.board.feed_of(ref)] == "held":
                continue  # true, and told, until someone accepts it
            if ref in carried and not is_bent and (not row or row["status"] != "open" or row["stale"]):
                yield f"lost: {ref} is up and was carried by a sound answer, but is not open"
            if row is None:
                continue
            nights = [night.number] if is_well else self.board.turns(vacancy, night.number)
            truths = [self.board.truth(vacancy, number) for number in nights]
            for column in VALUES.values():
                allowed = {getattr(truth, column) for truth in truths}
                if row[column] not in allowed and ref not in self.forgiven:
                    if is_bent and row["missed_runs"] == 0 and not self._is_certain(night, carried, ref):
                        self.forgiven.add(ref)
                        self.events["too few to tell"] += 1
                    else:
                        yield f"wiped: {column} of {ref} is {row[column]}"
            if is_well:
                self.forgiven.discard(ref)

    def _is_payless(self, number: int) -> bool:
        return self.board.payless is not None and number >= self.board.payless

    def _losers(self, night: Night, carried: dict[str, Posting], feed: str) -> list[str]:
        """The postings of a feed, open and there, that lose a value which is known of them."""
        losers = []
        for ref in carried:
            fault, was = self.board.fault(night.number, ref), night.before.get(ref)
            if fault and fault.kind in LAYOUTS and was and self.board.feed_of(ref) == feed:
                is_known = was["status"] == "open" and not was["missed_runs"] and was[VALUES[fault.kind]] is not None
                losers += [ref] if is_known and ref not in self.forgiven else []
        return losers

    def _is_certain(self, night: Night, carried: dict[str, Posting], ref: str) -> bool:
        return len(self._losers(night, carried, self.board.feed_of(ref))) >= CERTAIN

    def _check_falls(self, night: Night, carried: dict[str, Posting]) -> Iterator[str]:
        """A change of layout that is no chance holds the feed; many small feeds are looked at together."""
        losers = {feed: self._losers(night, carried, feed) for feed in self.board.feeds}
        free = [feed for feed in losers if night.feeds.get(feed, {}).get("feed_state") != FeedState.HELD]
        for feed in free:
            if len(losers[feed]) >= CERTAIN:
                yield f"believed: {len(losers[feed])} postings of {feed} lost a value, and it is not held"
        together = sum(len(losers[feed]) for feed in free)
        if len(free) > 1 and together >= CERTAIN and all(losers[feed] for feed in free):
            yield f"believed: all feeds of {self.board.name} lost a value in one night, and {free} are not held"

    def _check_closings(self, night: Night, answer: Answer, heard: dict[str, str]) -> Iterator[str]:
        """What is up closes only as unknown, after 21 days, or if the board says again and again that it is not."""
        opened: Counter[str] = Counter()
        ends: defaultdict[str, list[tuple[Vacancy, str]]] = defaultdict(list)
        for vacancy in self.board.vacancies:
            was, row, feed = (
                night.before.get(vacancy.ref),
                night.after.get(vacancy.ref),
                self.board.feed_of(vacancy.ref),
            )
            if not row or not was or was["status"] != "open":
                continue
            opened[feed] += 1
            if row["status"] == "closed":
                self.events[f"closed {row['closed_reason']}"] += 1
                ends[feed].append((vacancy, row["closed_reason"]))
        for feed, closed in ends.items():
            sudden = sum(why in ("missing", "gone") for _, why in closed)
            is_mass = sudden >= 5 and 3 * sudden > opened[feed]
            for vacancy, why in closed:
                ref, unseen = vacancy.ref, night.number - self.seen_on.get(vacancy.ref, -1)
                if is_refused(ref, answer):
                    yield f"closed: {ref} as {why}, though a row that cannot be read has its id"
                if why in ("unreachable", "not_watched"):
                    if unseen < UNKNOWN_DAYS or heard[feed] in (READ,):
                        yield f"closed: {ref} as {why} after {unseen} days"
                elif why == "missing" and (heard[feed] != READ or self.absent[ref] < 2 + is_mass):
                    yield f"closed: {ref} as missing, absent {self.absent[ref]} times, its feed {heard[feed]}"
                elif why == "gone" and ref not in answer.gone:
                    yield f"closed: {ref} as gone, and nothing said so"
                elif why == "gone" and is_mass and not self.events[f"waited {ref}"]:
                    yield f"closed: {ref} as gone with {sudden} of {opened[feed]} in one night"
                elif why not in ("missing", "gone"):
                    yield f"closed: {ref} as {why}"
        for ref, row in night.after.items():
            if row["status"] == "open" and row["missed_runs"] >= 2:
                self.events[f"waited {ref}"] = 1
            elif row["missed_runs"] == 0:
                self.events.pop(f"waited {ref}", None)

    def _check_bounds(
        self, night: Night, answer: Answer, carried: dict[str, Posting], heard: dict[str, str]
    ) -> Iterator[str]:
        """What is over closes, and what nobody has seen for 21 days does, too. A row that cannot be read is there."""
        for vacancy in self.board.vacancies:
            row, feed = night.after.get(vacancy.ref), self.board.feed_of(vacancy.ref)
            if not row or row["status"] != "open" or vacancy.ref in carried:
                continue
            if is_refused(vacancy.ref, answer):
                continue
            unseen, over = night.number - self.seen_on[vacancy.ref], self.over[vacancy.ref]
            if heard[feed] != READ and unseen >= UNKNOWN_DAYS:
                yield f"open for ever: {vacancy.ref}, {unseen} days unseen, {row}"
            is_doubtful = night.number - self.doubted_on.get(feed, -99) < MOST_RUNS
            if over >= (MOST_RUNS if is_doubtful else FEW_RUNS):
                yield f"open for ever: {vacancy.ref}, over for {over} whole runs"

    def _check_told(
        self, night: Night, answer: Answer, carried: dict[str, Posting], heard: dict[str, str]
    ) -> Iterator[str]:
        """Whatever is not believed, or not known, has its word in status and in the exit code."""
        told = next((row for row in night.status.boards if row.board == self.board.name), None)
        doubts = {doubt.name: doubt for doubt in night.status.doubts}
        is_loud = answer.file == "torn" or answer.verdict in ("failed", "incomplete", "partial")
        if is_loud and (night.exit_code != 1 or not told or told.verdict.is_well or not told.reason):
            yield f"silent: {answer.verdict} ({answer.file}), exit {night.exit_code}"
        for feed in self.board.feeds:
            doubt = doubts.get(full_name(self.board.name, feed))
            is_told = doubt and doubt.accept and doubt.since and night.exit_code == 1
            if heard[feed] in ("held", DOUBTED) and not is_told:
                yield f"silent: {feed} is {heard[feed]}, exit {night.exit_code}, {doubt}"
            of_feed = {ref: row for ref, row in night.after.items() if self.board.feed_of(ref) == feed}
            waiting = [ref for ref, row in of_feed.items() if row["status"] == "open" and row["missed_runs"] >= 2]
            if waiting and not doubt:
                yield f"silent: {len(waiting)} postings of {feed} wait to be closed, and status says nothing"
            if waiting and night.exit_code != 1 and answer.file != "none":
                yield f"silent: {len(waiting)} postings of {feed} wait to be closed, exit {night.exit_code}"
            stale = [
                ref
                for ref, row in of_feed.items()
                if row["stale"] and ref not in carried and not is_refused(ref, answer)
            ]
            if stale and heard[feed] != "recent" and not doubt:
                yield f"silent: {len(stale)} postings of {feed} are carried over, and status says nothing"
