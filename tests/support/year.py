"""A year of nights on a fast clock: boards that live like real ones, and mishaps that a script brings upon them.

What is truly up is known, so that each night can be asked: was something closed that is up, lost, or given another id?
Each mishap names the alarms that have to come of it; all others are false.
"""

import errno
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import fnmatch
from functools import cache
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock
from zlib import crc32

from crawls.alerts.outbox import Outbox
from crawls.alerts.troubles import find_troubles
from report.pages import Pages
from report.status import check_status
from schemas.configuration import Alert, Keeping
from schemas.mistakes import ConfigurationError
from schemas.tables import Posting
from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output, run_id, started_at
from storage.snapshots import read_snapshot
from tests.support.quiet_boards import live_quietly
from tests.support.random_worlds import LAYOUTS, day_of
from tests.support.simulated_boards import Answer
from tests.support.snapshots_rows import FIRST, hash_of, leave_part, pay, posting

SIZES = {"alpha": 60, "beta": 20, "gamma": 35, "delta": 25, "epsilon": 9}  # postings of a board
RELISTS = "zeta"  # shows alpha's ads, a night later
BOARDS = (*SIZES, RELISTS)
TENANTS = 5  # employers of delta, a feed each
WATCHDOG = "watchdog"  # `scrapy status --check`, at noon
FUTURE = "20990101T050000Z"
COLUMNS = ["board", "board_ref", "job_id", "status", "stale", "closed_reason"]
PART, POSTING, SNAPSHOT, JOB = 40_000, 1_500, 600_000, 2_000  # bytes, as docs/operating.md has them
ALERT = Alert(command="true")


@dataclass(frozen=True, slots=True)
class Mishap:
    """What goes wrong, with which board (None: the machine), from a night on for some nights.

    `told`: the names of alarms that are its own, as patterns; none: nobody is to be woken. `after`: nights in which
    alarms still are its doing, since what piled up is only seen then.
    """

    what: str
    kind: str
    board: str | None
    first: int
    nights: int
    told: tuple[str, ...]
    after: int = 1

    def is_on(self, night: int, after: int = 0) -> bool:
        return self.first <= night < self.first + self.nights + after


@dataclass(slots=True)
class Alarm:
    """A trouble as it was told: its name, its words, the nights of its beginning and end (None: it goes on)."""

    name: str
    words: str
    begun: int
    ended: int | None = None


@dataclass
class Year:
    """What came of the nights. `wrong`: what must not be; `disk`: bytes by folder on some nights."""

    mishaps: tuple[Mishap, ...]
    nights: int
    alarms: list[Alarm] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    believed: list[int | None] = field(default_factory=list)  # open postings, a night each; None: not published
    true: list[int] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)  # closed as unknown though up, by the mishap that led to it
    told_by_boards: dict[str, int] = field(default_factory=dict)  # kinds of news, counted
    disk: dict[int, dict[str, int]] = field(default_factory=dict)
    rows: int = 0  # postings in all parts
    parts: int = 0

    def explains(self, mishap: Mishap, alarm: Alarm) -> bool:
        is_its_own = any(fnmatch(alarm.name, pattern) for pattern in mishap.told)
        return is_its_own and mishap.is_on(alarm.begun, mishap.after)

    def unexplained(self) -> list[Alarm]:
        return [alarm for alarm in self.alarms if not any(self.explains(one, alarm) for one in self.mishaps)]

    def unheard(self) -> list[Mishap]:
        lived = (one for one in self.mishaps if one.told and one.first < self.nights)
        return [one for one in lived if not any(self.explains(one, alarm) for alarm in self.alarms)]


@cache
def text_of(board: str, ref: str) -> str:
    """An ad's own text."""
    chance = Random(f"{board} {ref}")
    return " ".join("".join(chance.choices("abcdefghijklmnop", k=7)) for _ in range(120))


def is_up(board: str, night: int, lives: dict[str, list[frozenset[str]]]) -> frozenset[str]:
    """The ads of a board on a night."""
    return lives["alpha"][max(0, night - 1)] if board == RELISTS else lives[board][night]


def draw_lives(nights: int, seed: int) -> dict[str, list[frozenset[str]]]:
    """By board the ads that are up, a night each."""
    lives = {}
    for board, size in SIZES.items():
        life = live_quietly(Random(f"{seed} {board}"), size, nights)
        ads = ([ad.ref for ad in next(life)] for _ in range(nights))
        lives[board] = [frozenset(f"tenant{int(ref) % TENANTS}/{ref}" if board == "delta" else ref for ref in one)
                        for one in ads]  # fmt: skip
    return lives


@dataclass
class World:
    """The boards, and what the script does to them."""

    lives: dict[str, list[frozenset[str]]]
    mishaps: tuple[Mishap, ...]
    first_seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def truth(self, board: str, night: int) -> list[Posting]:
        return [self.ad(board, ref, night) for ref in sorted(is_up(board, night, self.lives))]

    def ad(self, board: str, ref: str, night: int) -> Posting:
        """How an ad reads; what a board relists says what the original says."""
        source = "alpha" if board == RELISTS else board
        up_since = self.first_seen.setdefault((source, ref), night)
        title, text = f"IT-Leiter {source} {ref}", text_of(source, ref)
        is_read_anew = any(one.kind == "readers" and night >= one.first for one in self.mishaps)
        low = 4000 + crc32(title.encode()) % 3000 + 10 * is_read_anew
        return posting(
            ref,
            run_of(night),
            board,
            title=title,
            text=text,
            text_sha256=hash_of(text),
            posted_on=day_of(up_since),
            said=("pay:1", "text:2", "title:3"),
            readers="new" if is_read_anew else "old",
            **pay(low),
        )

    def answer(self, board: str, night: int) -> tuple[Answer, dict[str, Any]]:
        """What its crawl brings home, and the figures of the crawl."""
        rows = self.truth(board, night)
        gone = tuple(sorted(is_up(board, night - 1, self.lives) - is_up(board, night, self.lives))) if night else ()
        answer = Answer(rows, gone if board == "gamma" else ())
        asked = len(rows) + 2
        figures: dict[str, Any] = {"requests": asked, "answered": asked, "finish_reason": "finished"}
        figures |= {"seconds": 20.0 + 3 * asked + crc32(f"{board} {night}".encode()) % 30}
        for one in self.mishaps:
            if one.board == board and one.is_on(night):
                answer = _spoil(one, answer, figures, self, night)
        return answer, figures


def _spoil(one: Mishap, answer: Answer, figures: dict[str, Any], world: World, night: int) -> Answer:
    """The answer as a mishap leaves it."""
    rows, kind = answer.postings, one.kind
    half, asked = rows[::2], figures["requests"]
    if kind in LAYOUTS:
        return replace(answer, postings=[replace(row, **LAYOUTS[kind]) for row in rows])
    if kind in ("few", "empty"):
        return replace(answer, postings=rows[: len(rows) // 6] if kind == "few" else [])
    if kind == "no answer":
        figures |= {"answered": 0, "failed": asked}
        return Answer([], (), "failed")
    if kind == "broken off":
        figures |= {"answered": asked // 2, "failed": asked - asked // 2, "finish_reason": "closespider_timeout"}
        return Answer(half, (), "incomplete")
    if kind == "feed":
        figures |= {"answered": asked - 1, "failed": 1}
        others = [row for row in rows if not row.board_ref.startswith("tenant1/")]
        return replace(answer, postings=others, verdict="partial", unread=("tenant1/",))
    if kind == "dead pages":
        return replace(answer, postings=half, gone=tuple(row.board_ref for row in rows[1::2]))
    if kind == "rejected":
        figures |= {"rejected": len(rows) - len(half)}
        return replace(answer, postings=half, refused=tuple(row.board_ref for row in rows[1::2]))
    if kind == "slow":
        figures["seconds"] *= 6
    if kind == "unwanted":
        figures["unwanted"] = asked
    if kind == "frozen":
        stood = world.truth(one.board or "", one.first - 1)
        return replace(answer, postings=[replace(row, run=run_of(night)) for row in stood], gone=())
    if kind == "torn":
        return replace(answer, file="torn")
    return answer


def run_of(night: int) -> str:
    return run_id(FIRST + timedelta(days=night))


def leave(output: Output, world: World, board: str, night: int) -> int:
    """Write a board's part, none of one that is switched off; how many postings it holds."""
    if any(one.kind == "switched off" and one.board == board and one.is_on(night) for one in world.mishaps):
        return 0
    answer, figures = world.answer(board, night)
    feeds = tuple(f"tenant{number}/" for number in range(TENANTS)) if board == "delta" and answer.postings else ()
    reason = None if answer.verdict == "complete" else "no answer"
    facts = figures | {"verdict": answer.verdict, "unread": answer.unread, "reason": reason, "floor": 3, "feeds": feeds}
    path = Path(leave_part(output, run_of(night), *answer.postings, board=board, gone=answer.gone,
                           refused=answer.refused, is_signed=True, **facts))  # fmt: skip
    if answer.file == "torn":
        path.write_bytes(path.read_bytes()[:-100])
    return len(answer.postings)


def live(output: Output, mishaps: tuple[Mishap, ...], nights: int, pages: Pages | None, seed: int = 1) -> Year:
    """Live through the nights."""
    world, year = World(draw_lives(nights, seed), mishaps), Year(mishaps, nights)
    ids: dict[tuple[str, str], str] = {}
    were_open: set[tuple[str, str]] = set()
    for night in range(nights):
        now = FIRST + timedelta(days=night, hours=1)
        kinds = {one.kind for one in mishaps if one.board is None and one.is_on(night)}
        year.true.append(sum(len(is_up(board, night, world.lives)) for board in BOARDS))
        is_published = "machine off" not in kinds and _one_night(output, world, year, night, now, kinds, pages)
        if is_published:
            rows = _rows(output)
            year.wrong += _check(world, year, night, rows, ids, were_open)
            were_open = {key for key, row in rows.items() if row["status"] == "open"}
        year.believed.append(len(were_open) if is_published else None)
        if "bit flipped" in kinds:
            path = Path(output.path("latest", "jobs.parquet")).resolve()
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
        _look_at_noon(output, year, night, now + timedelta(hours=6))
        if night % 10 == 0 or night == nights - 1:
            year.disk[night] = weigh(output)
    return year


def _one_night(
    output: Output, world: World, year: Year, night: int, now: datetime, kinds: set[str], pages: Pages | None
) -> bool:
    """Collect, publish and tell, as `scrapy run` does; whether a snapshot was published."""
    if "wrong clock" in kinds:
        leave_part(output, FUTURE, board="alpha")
    for board in BOARDS[:2] if "killed while crawling" in kinds else BOARDS:
        year.rows, year.parts = year.rows + leave(output, world, board, night), year.parts + 1
    if "killed while crawling" in kinds:
        return False
    outbox = Outbox.read(output)
    before = dict(outbox.known)
    with ExitStack() as stack:
        if "killed while publishing" in kinds:
            stack.enter_context(mock.patch("storage.snapshot_writing.point_to", side_effect=KeyboardInterrupt))
        if "disk full" in kinds:
            full = OSError(errno.ENOSPC, "No space left on device")
            stack.enter_context(mock.patch("storage.snapshot_writing._write_tables", side_effect=full))
        try:
            published = publish(output, pages=pages, keep=Keeping(), now=now)
        except KeyboardInterrupt:
            return False
        except OSError as error:
            troubles = {name: one.words for name, one in before.items()} | {"run": f"the run broke off: {error}"}
        else:
            status = read_status(output, now)
            troubles = find_troubles(status, published)
            for kind, count in published.changes.items():
                year.told_by_boards[kind] = year.told_by_boards.get(kind, 0) + count
    outbox.note("year", troubles, ALERT, now, "scrapy status")
    year.alarms += [Alarm(name, one.words, night) for name, one in outbox.known.items() if name not in before]
    for alarm in year.alarms:
        if alarm.ended is None and alarm.name != WATCHDOG and alarm.name not in outbox.known:
            alarm.ended = night
    outbox.waiting.clear()
    outbox.save()
    return "run" not in troubles


def _look_at_noon(output: Output, year: Year, night: int, now: datetime) -> None:
    """What a watchdog outside sees."""
    said = StringIO()
    try:
        with redirect_stdout(said):
            check_status(read_status(output, now), 26, 50)
    except ConfigurationError as error:  # which ends the command with 2
        said.write(f"{error}")
    words = said.getvalue().strip().removeprefix("wupperjobs: ")
    last = next((one for one in reversed(year.alarms) if one.name == WATCHDOG and one.ended is None), None)
    if words and not last:
        year.alarms.append(Alarm(WATCHDOG, words, night))
    elif last and not words:
        last.ended = night


def _rows(output: Output) -> dict[tuple[str, str], dict[str, Any]]:
    snapshot = read_snapshot(output)
    assert snapshot
    return {(row["board"], row["board_ref"]): row for row in snapshot.table("postings", COLUMNS).to_pylist()}


def _check(
    world: World,
    year: Year,
    night: int,
    rows: dict[tuple[str, str], dict[str, Any]],
    ids: dict[tuple[str, str], str],
    were_open: set[tuple[str, str]],
) -> Iterator[str]:
    """What must not be: something closed that is up, lost, or under another id."""
    for (board, ref), row in rows.items():
        if ids.setdefault((board, ref), row["job_id"]) != row["job_id"]:
            yield f"night {night}: {board}/{ref} has another id"
        if row["status"] == "open" or (board, ref) not in were_open or ref not in is_up(board, night, world.lives):
            continue
        if row["closed_reason"] in ("unreachable", "not_watched"):
            cause = next((one.what for one in world.mishaps if one.board == board and one.is_on(night)), "nothing")
            year.unknown[cause] = year.unknown.get(cause, 0) + 1
        else:
            yield f"night {night}: {board}/{ref} is up, and closed as {row['closed_reason']}"
    for board in BOARDS:
        if any(one.board == board and one.is_on(night, one.after) for one in world.mishaps):
            continue
        for ref in is_up(board, night, world.lives):
            found = rows.get((board, ref), {"status": "not there", "stale": False})
            if found["status"] != "open" or found["stale"]:
                yield f"night {night}: {board}/{ref} is up, and {'stale' if found['stale'] else found['status']}"


def weigh(output: Output) -> dict[str, int]:
    """Bytes of the output by its folders."""
    found: dict[str, int] = {}
    for path in Path(output.root).rglob("*"):
        if path.is_file() and not path.is_symlink() and "latest" not in path.relative_to(output.root).parts[:1]:
            name = path.relative_to(output.root).parts[0]
            found[name] = found.get(name, 0) + path.stat().st_size
    return found


def growth(year: Year, snapshots: int, jobs: int) -> dict[str, int]:
    """The bytes that docs/operating.md says a year of parts, and its kept snapshots, take at most."""
    parts = year.parts * PART + year.rows * POSTING
    return {"postings": parts, "snapshots": snapshots * (SNAPSHOT + jobs * JOB)}


def date_of(night: int) -> str:
    return f"{started_at(run_of(night)):%Y-%m-%d}"
