"""How each board's process is run, without a crawl."""

import asyncio
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

import crawls.processes
from crawls.processes import Crawl, _write_failure, run_crawls, run_here, usual_number
from schemas.verdicts import Verdict
from storage.layout import Output
from storage.parts import read_finished
from tests.support.searches import RUN
from tests.support.snapshots_rows import leave_part

FACTS = {"access": "open", "checked": "recorded", "floor": 3}


def _crawl(folder: Path, board: str = "alpha", patience: float = 5) -> Crawl:
    return Crawl(board, {}, folder / "logs" / RUN / f"{board}.log", patience, FACTS)


def test_how_a_crawl_looks_from_outside(tmp_path: Path) -> None:
    crawl = _crawl(tmp_path)
    assert (crawl.state, crawl.log_words) == ("waiting", f"logs/{RUN}/alpha.log")
    crawl.began = 0.0
    assert crawl.state == "running"
    crawl.result = SimpleNamespace(verdict=Verdict.HELD)  # type: ignore[assignment]
    assert crawl.state == "held"


@pytest.mark.parametrize(
    ("ended", "reason"),
    [
        (None, f"its process ended without a part; see logs/{RUN}/alpha.log"),
        ("no answer from https://a.example/?api_key=geheim77", "no answer from https://a.example/?api_key=masked"),
    ],
)
def test_a_process_without_a_part_leaves_an_empty_one_that_says_why(
    tmp_path: Path, ended: str | None, reason: str
) -> None:
    output, crawl = Output.at(tmp_path), _crawl(tmp_path)
    crawl.ended, crawl.seconds, crawl.counts = ended, 1.23456, {"scheduled": 5, "answered": 3}
    assert _write_failure(output, RUN, crawl) == read_finished(output, RUN, "alpha")
    row = read_finished(output, RUN, "alpha")
    assert row and (row.verdict, row.seconds, row.finish_reason) == ("failed", 1.235, "process_ended")
    assert row.reason == reason
    assert (row.requests, row.answered, row.failed, row.floor, row.postings) == (5, 3, 2, 3, 0)
    crawl.counts = {}
    nothing = _write_failure(output, RUN, crawl)
    assert (nothing.requests, nothing.answered, nothing.failed) == (0, 0, 0)


@pytest.mark.parametrize(
    ("script", "ended", "counts"),
    [
        ("exit 0", None, {}),
        ("""echo '{"scheduled": 2}'; echo noise; echo '{"answered": 1}'""", None, {"scheduled": 2, "answered": 1}),
        ("exit 3", f"its process ended with exit code 3; see logs/{RUN}/alpha.log", {}),
        ("test $(cut -d' ' -f6 /proc/$$/stat) = $$", None, {}),  # it leads a session of its own
        ("exit 1", f"its process ended with exit code 1; see logs/{RUN}/alpha.log", {}),
        ("kill -1 $$", f"its process ended with SIGHUP; see logs/{RUN}/alpha.log", {}),
        ("kill -9 $$", f"its process ended with SIGKILL; see logs/{RUN}/alpha.log", {}),
        ("exec sleep 9", f"no sign of life for 0 s; see logs/{RUN}/alpha.log", {}),
        ("exec >&-; exec sleep 9", f"no sign of life for 0 s; see logs/{RUN}/alpha.log", {}),
        ("""echo '{"sites": ["a", "b"]}'; read word; echo "$word" >&2; test "$word" = go""", None, {}),
    ],
)
def test_how_a_process_ended_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, ended: str | None, counts: dict[str, int]
) -> None:
    monkeypatch.setattr(crawls.processes, "crawl_command", lambda board: ("sh", "-c", script))
    monkeypatch.setattr(crawls.processes, "hand_over", lambda settings: {"PATH": "/usr/bin:/bin"})
    crawl, turns = _crawl(tmp_path, patience=0.4 if "sleep" in script else 20), list[str]()

    class Turn:
        def __init__(self, site: str) -> None:
            self.site = site

        async def __aenter__(self) -> None:
            turns.append(f"take {self.site}")

        async def __aexit__(self, *error: object) -> None:
            turns.append(f"leave {self.site}")

    asyncio.run(run_here(crawl, Turn))
    assert (crawl.ended, crawl.counts) == (ended, counts)
    assert turns == (["take a", "take b", "leave b", "leave a"] if "sites" in script else [])
    assert crawl.log.read_text() == ("go\n" if "sites" in script else "")


def test_a_process_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"echo $$ > {tmp_path}/pid; exec sleep 30"
    monkeypatch.setattr(crawls.processes, "crawl_command", lambda board: ("sh", "-c", script))
    monkeypatch.setattr(crawls.processes, "hand_over", lambda settings: {"PATH": "/usr/bin:/bin"})

    async def run() -> None:
        async with asyncio.timeout(10):
            await run_here(_crawl(tmp_path, patience=0.3), lambda site: SimpleNamespace())
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)

    asyncio.run(run())


def test_what_an_earlier_attempt_finished_is_not_crawled_again(tmp_path: Path) -> None:
    output, ran = Output.at(tmp_path), list[str]()

    async def run_process(crawl: Crawl) -> None:
        ran.append(crawl.board)
        if crawl.board == "delta":
            leave_part(output, RUN, "1", board="delta")

    leave_part(output, RUN, "1", board="alpha")
    leave_part(output, RUN, board="beta", verdict="failed")
    found = [_crawl(tmp_path, board) for board in ("alpha", "beta", "gamma", "delta")]
    asyncio.run(run_crawls(found, output, RUN, 2, run_process))
    assert ran == ["beta", "gamma", "delta"]
    assert [crawl.result and crawl.result.verdict for crawl in found] == ["complete", "failed", "failed", "complete"]
    assert found[0].began is None and found[0].seconds == 0.0


def test_so_many_crawls_run_at_once_and_no_longer_than_the_run(tmp_path: Path) -> None:
    running, most = 0, 0

    async def run_process(crawl: Crawl) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(9 if crawl.board == "e" else 0.01)
        running -= 1

    found = [_crawl(tmp_path, board) for board in "abcde"]
    asyncio.run(run_crawls(found, Output.at(tmp_path), RUN, 2, run_process, minutes=0.005))
    assert most == 2
    assert found[4].ended == "the run was over: its limit is 0.005 minutes (run_minutes in search.toml)"
    assert found[0].ended is None and found[4].seconds == pytest.approx(0.3, abs=0.25)


@pytest.mark.parametrize(("cores", "number"), [(None, 2), (1, 2), (3, 6), (4, 8), (64, 8)])
def test_more_boards_are_crawled_at_once_on_more_cores(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, number: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert usual_number() == number
