"""What follows from the answers of boards, by counting in them: nothing of snapshots/ is asked."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import comb
from statistics import median

from schemas.tables import Posting
from storage.layout import started_at
from tests.support.simulated_boards import BOARDS, FEEDS, FLOOR, RUNS, Answer

Key = tuple[str, str]  # board and board_ref
WHOLE = ""  # how all board_refs begin
READ, DOUBTED, UNKNOWN = "read", "doubted", "unknown"  # how a feed was heard: whole, so low that it is doubted, not
FEEDS_OF = {board: FEEDS if board == "gamma" else (WHOLE,) for board in BOARDS}


@dataclass
class Heard:
    """What one run taught of one board: its verdict, the rows that count, and how each feed was heard."""

    run: str
    verdict: str
    feeds: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Posting] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    out: frozenset[str] = frozenset()  # carried, and none of this search any more with the words that they had
    sure: tuple[str, ...] = ()  # the feeds whose count was low so often that no posting waits that was missed before

    @property
    def day(self) -> date:
        return started_at(self.run).date()


@dataclass
class Life:
    """What a posting's row must say."""

    status: str
    first_seen_at: datetime
    last_seen_at: datetime
    missed_runs: int
    stale: bool
    closed_on: date | None
    closed_reason: str | None


@dataclass
class Counts:
    """What a feed's count was: in its good runs, and in the low ones since."""

    good: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)

    def weigh(self, count: int) -> str:
        """A low count is believed when it is the third about alike in a row, or the seventh of all.

        It is low only if the postings, of which one in twenty ends, do so less than once in a thousand nights.
        """
        last = self.good[-1] if self.good else 0
        ended = range(max(0, last - count), last + 1)
        chance = sum(comb(last, many) * 0.05**many * 0.95 ** (last - many) for many in ended)
        if count * 10 >= median(self.good[-10:] or [0]) * 4 or chance >= 0.001:
            self.good, self.low = [*self.good, count], []
            return READ
        self.low.append(count)
        pairs = zip(self.low[-3:], self.low[-2:], strict=False)
        alike = all(abs(one - other) <= max(1, max(one, other) / 4) for one, other in pairs)
        if (alike and len(self.low) >= 3) or len(self.low) == 7:
            self.good, self.low = [count], []
            return READ
        return DOUBTED


End = tuple[Key, Life, str | None]  # a posting, and why it ends; None: it does not


def _is_sudden(life: Life, why: str | None) -> bool:
    return why in ("missing", "gone") and life.status == "open"


def _is_sure(heard: Heard, feed: str, end: End) -> bool:
    """Whether a posting was missed before, and its feed was so low so often that this is believed."""
    return feed in heard.sure and end[1].missed_runs > 0


def _is_mass(ends: list[End]) -> bool:
    """Whether so many would close in one night that they wait for one more run."""
    sudden = sum(_is_sudden(life, why) for _, life, why in ends)
    return sudden >= 5 and 3 * sudden > sum(life.status == "open" for _, life, _ in ends)


class History:
    """All that the boards answered, and what follows from it."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Heard]] = {board: [] for board in BOARDS}
        self.counts = {board: {feed: Counts() for feed in feeds} for board, feeds in FEEDS_OF.items()}
        self.lives: dict[Key, Life] = {}

    def add(self, run: int, answers: dict[str, Answer]) -> None:
        for board, answer in answers.items():
            heard = self._weigh(RUNS[run], board, answer)
            self.heard[board].append(heard)
            feeds = {feed: self._find_ends(board, feed, heard) for feed in FEEDS_OF[board]}
            doubtful = {feed: [end for end in feeds[feed] if not _is_sure(heard, feed, end)] for feed in feeds}
            together = _is_mass([end for ends in doubtful.values() for end in ends])  # small feeds may empty together
            for feed in feeds:
                self._live(heard, feed, feeds[feed], together or _is_mass(doubtful[feed]))
            self._tell_waiting(board, heard)

    def _weigh(self, run: str, board: str, answer: Answer) -> Heard:
        feeds = dict.fromkeys(FEEDS_OF[board], UNKNOWN)
        if answer.file in ("none", "torn"):
            return Heard(run, "not_run" if answer.file == "none" else "failed", feeds)
        verdict, counts = answer.verdict, answer.verdict in ("complete", "partial")
        if len(answer.postings) < FLOOR:
            return Heard(run, "incomplete" if counts else verdict, feeds, gone=answer.gone)
        often_low = [feed for feed in feeds if len(self.counts[board][feed].low) == 6]
        for feed in feeds:
            if counts and feed not in answer.unread:
                count = sum(row.board_ref.startswith(feed) for row in answer.postings)
                feeds[feed] = self.counts[board][feed].weigh(count)
        if doubted := [feed for feed in feeds if feeds[feed] == DOUBTED]:
            verdict = "held" if len(doubted) == len(feeds) else "partial"
        rows = {row.board_ref: row for row in answer.postings if row.left_out is None}
        out = frozenset(row.board_ref for row in answer.postings if row.left_out)
        sure = tuple(feed for feed in often_low if feeds[feed] == READ)
        return Heard(run, verdict, feeds, rows, answer.gone, out, sure)

    def _find_ends(self, board: str, feed: str, heard: Heard) -> list[End]:
        """The postings of a feed after a run, each with why it ends, if it does."""
        for ref in heard.rows:
            if ref.startswith(feed):
                at = heard.rows[ref].fetched_at
                self.lives.setdefault((board, ref), Life("new", at, at, 0, False, None, None))
        of_feed = {key: life for key, life in self.lives.items() if key[0] == board and key[1].startswith(feed)}
        return [(key, life, self._why_it_ends(key, life, heard, heard.feeds[feed])) for key, life in of_feed.items()]

    def _live(self, heard: Heard, feed: str, ends: list[End], is_mass: bool) -> None:
        """One run more in the lives of a feed's postings."""
        for key, life, why in ends:
            is_doubtful = _is_sudden(life, why) and not _is_sure(heard, feed, (key, life, why))
            waits = is_mass and is_doubtful and life.missed_runs < 2
            self._age(key, life, heard, heard.feeds[feed], None if waits else why)
            if waits:
                life.missed_runs, life.stale = max(life.missed_runs, 2), False

    def _tell_waiting(self, board: str, heard: Heard) -> None:
        """A feed that was read, and of which postings wait to be closed, is not believed for this run."""
        waiting = {ref for (of, ref), life in self.lives.items() if of == board and _waits(life)}
        held = [
            feed
            for feed, how in heard.feeds.items()
            if how == DOUBTED or (how == READ and any(ref.startswith(feed) for ref in waiting))
        ]
        if held and heard.verdict in ("complete", "partial"):
            heard.verdict = "held" if len(held) == len(heard.feeds) else "partial"

    def _why_it_ends(self, key: Key, life: Life, heard: Heard, how: str) -> str | None:
        """Why a posting is over on the day of a run; None: it is not, or it was before and is not carried."""
        ref, ends_on = key[1], self.last(*key)[0].apply_by_on
        if life.status == "closed" and ref not in heard.rows:
            return None
        if ends_on and ends_on < heard.day:
            return "deadline"
        if ref in heard.rows:
            return None
        if ref in heard.gone:
            return "gone"
        if ref in heard.out:
            return "out_of_search"
        if how == READ:
            return "missing" if life.missed_runs >= 1 else None
        if (heard.day - life.last_seen_at.date()).days < 21:
            return None
        return "not_watched" if heard.verdict == "not_run" else "unreachable"

    def _age(self, key: Key, life: Life, heard: Heard, how: str, end: str | None) -> None:
        was_closed, is_carried = life.status == "closed", key[1] in heard.rows
        if is_carried:
            life.last_seen_at, life.missed_runs = heard.rows[key[1]].fetched_at, 0
        elif key[1] in heard.out:
            pass
        elif how == READ and life.status == "open":
            life.missed_runs += 1
        elif how == DOUBTED and life.status == "open":
            life.missed_runs = max(life.missed_runs, 1)
        if was_closed and (end == "deadline" or not is_carried):
            life.stale = False
            return
        life.status = "closed" if end else "open"
        life.closed_reason, life.closed_on = end, heard.day if end else None
        life.stale = not end and not is_carried and how != READ

    def keys(self) -> set[Key]:
        return set(self.lives)

    def last(self, board: str, ref: str) -> tuple[Posting, list[Heard]]:
        """The last answer that carried a posting, and what was heard of the board since."""
        log = self.heard[board]
        at = max(number for number, heard in enumerate(log) if ref in heard.rows)
        return log[at].rows[ref], log[at + 1 :]

    def life(self, board: str, ref: str) -> Life:
        """A copy of a posting's life as it is now."""
        return replace(self.lives[board, ref])


def _waits(life: Life) -> bool:
    return life.status == "open" and life.missed_runs >= 2
