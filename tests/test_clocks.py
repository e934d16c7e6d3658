"""Clocks: of the machine, of the hosts asked, of runs and snapshots. The cases of hosts stand in tables/clock.tsv."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

import settings
from crawls.archive.http_cache import CARRIED, Archive
from crawls.archive.warc_reader import Recording
from crawls.collecting import collect
from crawls.host_clocks import HostClocks
from crawls.housekeeping import remove_old_archives
from crawls.publishing import publish_parts
from pipelines.verdict import find_named
from report.status import print_status
from schemas.columns import table_of
from schemas.tables import Posting
from schemas.verdicts import DateFault
from schemas.wires import Meta, Stat
from snapshots.publish import publish
from snapshots.run_dates import judge_clock
from snapshots.status import read_status
from storage.layout import Output, run_id, started_at
from storage.parts import read_clocks, write_part
from storage.snapshots import read_snapshot
from tests.support import engine
from tests.support.long_cases import mostly_long
from tests.support.replay import BOARDS
from tests.support.snapshots_rows import board_run, copy_output, leave_part, posting, rows_of
from tests.table_rows import table_rows

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path / "output")


def day(number: float) -> str:
    """The run of a day, the day after NOON being 1."""
    return run_id(NOON + number * DAY)


def answers_of(cell: str) -> list[tuple[str, list[str]]]:
    """Host and what is said of its answer, of each in a cell of the table."""
    return [(words[0], words[1:]) for words in map(str.split, cell.split("; "))]


def see(clocks: HostClocks, host: str, said: list[str]) -> None:
    """Let an answer pass whose Date lies so many hours before the machine's clock."""
    headers: dict[str, str] = {}
    if said[0].endswith("h"):
        headers["Date"] = format_datetime(NOON - timedelta(hours=float(said[0][:-1])), usegmt=True)
    elif said[0] == "words":
        headers["Date"] = "gestern"
    for name, value in pairwise(said):
        headers |= {"Age": value} if name == "age" else {}
    headers |= {"X-Cache": said[-1].upper()} if said[-1] in ("hit", "miss") else {}
    url = f"https://{host}.example/"
    flags = [CARRIED] if "carried" in said else []
    clocks.process_response(Request(url, meta={Meta.ANSWERED_AT: NOON}), Response(url, headers=headers, flags=flags))


@pytest.mark.parametrize("row", table_rows("clock"), ids=lambda row: row["case"])
def test_most_hosts_tell_whether_the_machines_clock_is_right(row: dict[str, str]) -> None:
    crawler = get_crawler()
    clocks = HostClocks(crawler)
    for host, said in answers_of(row["answers"]):
        see(clocks, host, said)
    assert crawler.stats
    off = judge_clock(find_named(crawler.stats.get_stats(), Stat.CLOCK))
    assert (str(round(off / timedelta(hours=1))) if off else "right") == row["hours"]


@pytest.mark.long
def test_the_clock_of_a_host_is_the_same_in_a_crawl_and_in_its_replay(tmp_path: Path) -> None:
    date = format_datetime(datetime.now(UTC) - 2 * DAY, usegmt=True)
    middlewares = {**engine.SETTINGS["DOWNLOADER_MIDDLEWARES"], **settings.DOWNLOADER_MIDDLEWARES}
    kept = {
        name: order for name, order in middlewares.items() if name.startswith(("crawls.host", "crawls.archive.http"))
    }
    archive = str(tmp_path / "archive.warc.gz")
    told = []
    with engine.serving(lambda *asked: (200, {"Date": date}, b"page")) as site:
        for where in ({"ARCHIVE_FILE": archive}, {"REPLAY_FILES": [archive]}):
            crawl = {"requests": [{"url": f"{site}/page"}], "settings": {"DOWNLOADER_MIDDLEWARES": kept, **where}}
            told.append(engine.run_crawls([crawl])[0][f"{Stat.CLOCK}127.0.0.1"])
            time.sleep(1.1)
    assert told[0] == told[1]
    assert abs(told[0] - 2 * 86_400) < 60


def leave(output: Output, number: float, *refs: str, clocks: dict[str, float] | None = None) -> str:
    """A part of a day's run that asked hosts of these clocks."""
    run = day(number)
    rows = [posting(ref, run) for ref in refs]
    write_part(output, board_run(run, postings=len(rows)), [table_of(Posting, rows)], clocks=clocks)
    return run


def test_the_clocks_of_a_run_are_those_of_all_its_boards(output: Output) -> None:
    run = leave(output, 1, clocks={"a.example": -7200, "b.example": 5})
    write_part(output, board_run(run, "beta"), [], clocks={"a.example": 60, "c.example": 0})
    leave_part(output, run, board="gamma", is_answered=False)
    Path(output.part(run, "torn")).write_bytes(b"PAR1")
    assert read_clocks(output, run) == {"a.example": 60, "b.example": 5, "c.example": 0}


ODD = {  # what is odd, the run's day, by how many days its clock is ahead, on which day it is published, its fault
    "half a year ahead": (200, None, 2.5, DateFault.AHEAD),
    "dated 2099": (26_500, None, 2.5, DateFault.AHEAD),
    "two hours ahead": (2.5 + 2 / 24, None, 2.5, DateFault.AHEAD),
    "half an hour ahead": (2.5 + 1 / 48, None, 2.5, None),
    "a clock ahead that nobody has mended yet": (200, 197.5, 200, DateFault.CLOCK),
    "a clock three hours ahead": (2.5, 3 / 24, 2.5, DateFault.CLOCK),
    "a clock half an hour ahead": (2.5, 1 / 48, 2.5, None),
    "a clock behind, by less than a day": (2.5, -0.4, 2.5, DateFault.CLOCK),
    "a day behind": (1, None, 2.5, DateFault.LATE),
    "a day behind, and the hosts say so": (1, -1.5, 2.5, DateFault.CLOCK),
    "older than all": (-900, None, 2.5, DateFault.LATE),
}
QUICK_ODD = ("two hours ahead", "half an hour ahead", "a clock three hours ahead", "a day behind")


@pytest.fixture(scope="module")
def one_day(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """A day that is published."""
    output = Output.at(tmp_path_factory.mktemp("one_day"))
    leave(output, 0, "a", "b")
    publish(output, now=NOON)
    return output


@pytest.fixture(scope="module")
def two_days(one_day: Output, tmp_path_factory: pytest.TempPathFactory) -> Output:
    """That day and one two days later."""
    output = copy_output(one_day, tmp_path_factory.mktemp("two_days"))
    leave(output, 2, "a", "b")
    publish(output, now=NOON + 2 * DAY)
    return output


@pytest.mark.parametrize(("number", "ahead", "today", "fault"), mostly_long(ODD, QUICK_ODD))
def test_an_odd_run_changes_nothing_is_told_and_the_next_one_goes_on(
    two_days: Output, tmp_path: Path, number: float, ahead: float | None, today: float, fault: DateFault | None
) -> None:
    output = copy_output(two_days, tmp_path)
    odd = leave(output, number, "a", "b", "c", clocks={"a.example": ahead * 86_400} if ahead else None)
    told = publish(output, now=NOON + today * DAY)
    assert [one.code for one in told.misdated] == ([fault] if fault else [])
    if fault is None:
        assert told.run == odd
        return
    assert told.run == day(2)
    status = read_status(output, NOON + today * DAY)
    assert ([one.run for one in status.misdated], status.unpublished_runs) == ([odd], ())
    assert not status.is_well
    leave(output, 3, "a", "b", "c")
    assert publish(output, now=NOON + 3 * DAY).run == day(3)  # the clock having been mended
    assert rows_of(output, "postings").keys() == {"a", "b", "c"}
    for later in (3, 26_501):  # it was told; and it is not published when its day has come
        assert publish(output, now=NOON + later * DAY).misdated == ()
        assert read_status(output, NOON + later * DAY).misdated == ()
    assert read_status(output, NOON + 3.1 * DAY).is_well


def test_runs_that_one_snapshot_took_in_together_are_not_late(output: Output) -> None:
    for number in (0, 1, 2):
        leave(output, number, "a")
    publish(output, now=NOON + 2 * DAY)
    leave(output, 3, "a")
    assert publish(output, now=NOON + 3 * DAY).misdated == ()
    leave(output, 1.5, "a")
    assert [one.run for one in publish(output, now=NOON + 3 * DAY).misdated] == [day(1.5)]


def test_a_snapshot_of_the_future_is_told_and_the_next_run_goes_on_from_the_one_before(
    output: Output, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(output, 0, "a", "b")
    publish(output, now=NOON)
    ahead = leave(output, 200, "a")
    publish(output)  # as if nobody had a clock
    leave(output, 201, "a")
    publish(output)
    stands = day(201)
    alone = publish(output, now=NOON + DAY)
    assert (alone.run, "dated in the future" in (alone.stopped or "")) == (stands, True)  # the machine's may be wrong
    status = read_status(output, NOON + DAY)
    print_status(status, output)
    assert "dated in the future" in capsys.readouterr().out
    assert (status.is_ahead, status.is_well, status.as_record()["ahead"]) == (True, False, True)

    leave(output, 2, "a", "b", "c")
    assert read_status(output, NOON + 2 * DAY).unpublished_runs == (day(2),)
    healed = publish(output, now=NOON + 2 * DAY)
    assert (healed.run, healed.previous) == (day(2), day(0))
    assert "dated in the future" in (healed.healed or "")
    assert {one.run for one in healed.misdated} == {ahead, stands}
    assert {row["status"] for row in rows_of(output, "postings").values()} == {"open"}
    snapshot = read_snapshot(output)
    assert snapshot
    assert snapshot.run == day(2)
    assert read_status(output, NOON + 2 * DAY).is_well


def test_a_first_snapshot_of_the_future_is_replaced(output: Output) -> None:
    leave(output, 200, "a")
    publish(output)
    leave(output, 1, "b")
    healed = publish(output, now=NOON + DAY)
    assert (healed.run, healed.previous) == (day(1), None)
    assert rows_of(output, "postings").keys() == {"b"}


@pytest.mark.parametrize(
    ("days", "is_well", "said"),
    [(0, True, "0 hours old"), (6.9, True, "6 days old"), (7, False, "7 days old"), (22, False, "22 days old"),
     (-0.5 / 24, True, "0 hours old"), (-1, False, "dated in the future")],
)  # fmt: skip
def test_the_age_of_a_snapshot_is_told_and_a_week_is_too_much(
    one_day: Output, capsys: pytest.CaptureFixture[str], days: float, is_well: bool, said: str
) -> None:
    status = read_status(one_day, NOON + days * DAY)
    print_status(status, one_day)
    out = capsys.readouterr().out
    assert (status.is_well, said in out) == (is_well, True)
    assert ("Nothing was published for 7 days or more" in out) == (days >= 7)
    assert status.age_hours == round(days * 24, 1)


REMOVED = [  # the days of the folders, the run, now; which go, where 30 days are kept
    ("none is old", (0, 10, 20), 29, 29, ()),
    ("one is old", (0, 10, 20), 35, 35, (0,)),
    ("a third at most, the oldest", (0, 1, 2, 3, 4, 5), 99, 99, (0, 1)),
    ("one at least", (0, 1), 99, 99, (0,)),
    ("a run of the future makes none old", (0, 10, 20), 26_500, 21, ()),
    ("a replay of old days makes the later ones no older", (0, 10, 20), 21, 300, ()),
    ("a folder of the future stays", (0, 500), 35, 35, (0,)),
    ("a wrong clock cannot clear all", tuple(range(9)), 26_500, 26_500, (0, 1, 2)),
]


@pytest.mark.parametrize(
    ("numbers", "run", "now", "gone"), [row[1:] for row in REMOVED], ids=[row[0] for row in REMOVED]
)
def test_old_archives_go_by_their_own_age_and_few_at_a_time(
    output: Output, numbers: tuple[int, ...], run: int, now: int, gone: tuple[int, ...]
) -> None:
    for folder in ("archive", "logs"):
        for name in (*map(day, numbers), "notes"):
            Path(output.path(folder, name)).mkdir(parents=True)
    remove_old_archives(output, day(run), 30, NOON + now * DAY)
    for folder in ("archive", "logs"):
        assert set(output.folders(folder)) == {"notes", *map(day, numbers)} - {day(number) for number in gone}


def record(file: Path, at: datetime, ahead: timedelta | None) -> str:
    """Arbeitnow's recording as if it had been made then, by a clock that is so far ahead of its host's."""
    archive = Archive(str(file))
    for answer in Recording([BOARDS / "arbeitnow" / "recorded.warc"]):
        date = [] if ahead is None else [("Date", format_datetime(at - ahead, usegmt=True))]
        archive.add(replace(answer, answered_at=at, headers=(*answer.headers, *date)))
    archive.close()
    return str(file)


@pytest.mark.parametrize("which", mostly_long([[0, 1], [0, 1, 2, 3, 4, 5]], [[0, 1]]))
def test_a_night_with_a_wrong_clock_is_told_by_collect_and_left_out(
    which: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where, search = str(tmp_path / "output"), str(BOARDS / "search.toml")
    now = datetime.now(UTC).replace(microsecond=0)
    nights = [
        (now - 3 * DAY, timedelta(), (0, 0), ""),
        (now - 2 * DAY, 5 * DAY, (2, 1), "the clock of the machine was 5 days ahead of that of 1 of 1 hosts"),
        (now + 200 * DAY, None, (2, 1), "it is dated in the future, 200 days from now"),
        (now - 4 * DAY, timedelta(), (1, 1), "it is older than snapshot"),
        (now - DAY, timedelta(minutes=2), (0, 1), ""),  # it notes those before, so that they are told no more
        (now, timedelta(), (0, 0), ""),
    ]
    old = tmp_path / "output" / "archive" / run_id(now - 400 * DAY)
    for number in which:
        at, ahead, codes, said = nights[number]
        old.mkdir(parents=True, exist_ok=True)
        collected = collect(["arbeitnow"], search, where, replay=[record(tmp_path / f"{number}.warc.gz", at, ahead)])
        assert old.exists() == bool(collected)  # a night of a wrong date removes nothing
        out = capsys.readouterr().out
        assert (said in out, "is not published" in out) == (True, bool(said))
        assert (collected, publish_parts(where, search, [])) == codes
        assert said in capsys.readouterr().out
    snapshot = read_snapshot(Output.at(where))
    assert snapshot
    assert started_at(snapshot.run) == (now if 5 in which else nights[0][0])
