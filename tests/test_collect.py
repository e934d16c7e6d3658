"""`scrapy collect`: boards apart from each other, mistakes named, and a run that was killed heals."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from commands._command import guarded
from crawls.publishing import publish_parts
from schemas.exit_codes import ExitCode
from storage.layout import Output
from storage.parts import read_postings
from tests.support.local_server import SilentHandler, serving_with
from tests.support.processes import are_alive, children_of, wait_until
from tests.support.replay import BOARDS, ROOT, run_commands, run_scrapy
from tests.support.snapshots_rows import RUNS, leave_part, posting

DAY_BEFORE = "20261120T050000Z"  # the recordings of the next day were made

BAD_SETTINGS = """
import sys
sys.path.insert(0, {root!r})
from settings import *
SPIDER_MODULES = ["spiders", "bad_boards"]
HANG_SECONDS = 15
ALLOW_LOOPBACK = True
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
"""
BAD_BOARDS = """
import os
import time
from spiders import PageBoard
from spiders.arbeitnow import Arbeitnow


class Local(PageBoard):
    name = "local"
    access = "open"
    checked = "recorded"
    terms = "our own server"
    posting_urls = r"/stelle/(\\d+)$"

    def first_requests(self):
        yield self.ask_list(f"http://127.0.0.1:{os.environ['PORT']}/stellen")


class Crashing(Arbeitnow):
    name = "crashing"

    def first_requests(self):
        os.abort()


class Hanging(Arbeitnow):
    name = "hanging"

    def first_requests(self):
        time.sleep(120)
        return super().first_requests()


class Leaking(Arbeitnow):
    name = "leaking"

    def closed(self, reason):
        raise MemoryError("no memory left")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project beside ours: our boards and bad ones."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = bad_settings\n")
    (tmp_path / "bad_settings.py").write_text(BAD_SETTINGS.format(root=str(ROOT)))
    (tmp_path / "bad_boards.py").write_text(textwrap.dedent(BAD_BOARDS))
    search = (BOARDS / "search.toml").read_text(encoding="utf-8")
    search += "".join(f"\n[boards.{name}]\n" for name in ("crashing", "hanging", "leaking", "local"))
    (tmp_path / "search.toml").write_text(search, encoding="utf-8")
    (tmp_path / "employers.toml").write_text("")
    return tmp_path


def test_a_crash_a_hang_and_an_error_end_one_board_alone(project: Path) -> None:
    recording = str(BOARDS / "arbeitnow" / "recorded.warc")
    boards = ["hanging", "arbeitnow", "crashing", "leaking"]  # the others while the first is waited for
    done = run_scrapy("collect", *boards, "--at-once", "2", "--json", "--replay", recording, cwd=project)
    assert done.returncode == ExitCode.GATED, done.stderr
    rows = {row["board"]: row for row in json.loads(done.stdout)["boards"]}
    assert rows["arbeitnow"]["verdict"] == "complete"
    assert rows["crashing"]["verdict"] == "failed" and "SIGABRT" in rows["crashing"]["reason"]
    assert rows["hanging"]["verdict"] == "failed" and "no sign of life" in rows["hanging"]["reason"]
    assert rows["leaking"]["postings"] == rows["arbeitnow"]["postings"]
    output = Output.at(project / "output")
    run = json.loads(done.stdout)["run"]
    assert pq.read_table(output.part(run, "arbeitnow")).num_rows == rows["arbeitnow"]["postings"]
    assert pq.read_table(output.part(run, "hanging")).num_rows == 0


POSTING = """<script type="application/ld+json">{{
"@type": "JobPosting", "title": "IT-Leiter (m/w/d)", "datePosted": "2026-11-20",
"hiringOrganization": "Beispielwerk {number} GmbH",
"jobLocation": {{"address": {{"postalCode": "42103", "addressLocality": "Wuppertal"}}}},
"description": "Wir zahlen 70.000 € im Jahr. Fragen: it@example.org"}}</script>"""
PAGES = {
    "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /stelle/3\n"),
    "/stellen": ("text/html", "".join(f'<a href="/stelle/{number}">Stelle</a>' for number in (1, 2, 3))),
    **{f"/stelle/{number}": ("text/html; charset=utf-8", POSTING.format(number=number)) for number in (1, 2, 3)},
}


class Site(SilentHandler):
    """A small board on this machine."""

    def respond(self) -> None:
        kind, page = PAGES.get(self.path, ("text/plain", ""))
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(page.encode())


@pytest.mark.long
def test_a_live_crawl_is_archived_and_its_archive_replays_to_the_same_rows(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = project / "search.toml"
    search.write_text('contact = "test@example.org"\n' + search.read_text(encoding="utf-8"), encoding="utf-8")
    with serving_with(Site) as port:
        monkeypatch.setenv("PORT", str(port))
        live = run_scrapy("collect", "local", "--json", "--output", "live", cwd=project)
    assert live.returncode == 0, live.stderr
    (row,) = json.loads(live.stdout)["boards"]
    assert (row["verdict"], row["postings"], row["filtered"]) == ("complete", 2, 1)  # robots.txt forbids the third
    run = json.loads(live.stdout)["run"]
    archive = str(project / "live" / "archive" / run / "local.warc.gz")
    replayed = run_scrapy("collect", "local", "--json", "--output", "again", "--replay", archive, cwd=project)
    assert replayed.returncode == 0, replayed.stderr
    parts = [
        read_postings(place := Output.at(project / folder), place.part(json.loads(done.stdout)["run"], "local"))
        for folder, done in (("live", live), ("again", replayed))
    ]
    moved = ["run", "text_run"]
    assert parts[0].drop_columns(moved).equals(parts[1].drop_columns(moved))
    assert parts[0]["salary_min_eur"].to_pylist() == [70000, 70000]
    assert "example.org" not in str(parts[0]["text"].to_pylist())


@pytest.mark.long
def test_a_run_killed_midway_leaves_the_snapshot_and_the_next_one_heals(tmp_path: Path) -> None:
    output = str(tmp_path / "output")
    search = str(BOARDS / "search.toml")
    boards = ["arbeitnow", "personio"]
    collect = ["collect", *boards, "--at-once", "1", "--search", search, "--output", output, "--replay"]
    second = [*collect, *(str(BOARDS / board / "next_day.warc") for board in boards)]
    for board in boards:
        leave_part(Output.at(output), DAY_BEFORE, posting("1", DAY_BEFORE, board), board=board)
    assert publish_parts(output, search, []) == 0
    before = (tmp_path / "output" / "latest.json").read_bytes()
    command = [sys.executable, "-m", "scrapy", *second]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as collecting:
        deadline = time.monotonic() + 60
        while len(list((tmp_path / "output" / "postings").glob("*/arbeitnow.parquet"))) < 2:  # one board is through
            assert time.monotonic() < deadline
            time.sleep(0.02)
        crawls = wait_until(lambda: children_of(collecting.pid))  # between two boards there is none
        collecting.send_signal(signal.SIGKILL)
    assert (tmp_path / "output" / "latest.json").read_bytes() == before
    wait_until(lambda: not are_alive(crawls))  # they do not go on although nobody waits for them
    assert run_scrapy(*second).returncode == 0
    assert publish_parts(output, search, []) == 0
    assert (tmp_path / "output" / "latest.json").read_bytes() != before


def test_boards_that_a_run_cut_off_did_not_reach_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output, search = Output.at(tmp_path), str(BOARDS / "search.toml")
    for run, boards in zip(RUNS, (["arbeitnow", "personio", "unknown"], ["arbeitnow"]), strict=False):
        for board in boards:
            leave_part(output, run, posting("1", run, board), board=board)
        assert publish_parts(str(tmp_path), search, []) == 0
        told = "Not in the last run, though they are on: personio." in capsys.readouterr().out.replace("\n", " ")
        assert told == (run == RUNS[1])


FIRST_RUNS = [
    (["collect"], 2, "contact is missing"),
    (["collect", "arbeitnau"], 2, "did you mean 'arbeitnow'"),
    (["collect", "--replay", "nowhere.warc"], 2, "nowhere.warc: there is no such file"),
    (["collect", "--search", "nowhere.toml"], 2, "nowhere.toml is missing"),
    (["collect", "--output", "gopher://x"], 2, "--output gopher://x"),
    (["publish"], 1, "run `scrapy collect` first"),
    (["status"], 1, "No snapshot yet"),
]


@pytest.fixture(scope="module")
def first_runs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str]]:
    folder = str(tmp_path_factory.mktemp("first"))
    return run_commands([words if "--output" in words else [*words, "--output", folder] for words, _, _ in FIRST_RUNS])


@pytest.mark.parametrize("number", range(len(FIRST_RUNS)), ids=[" ".join(words) for words, _, _ in FIRST_RUNS])
def test_a_first_run_says_what_to_do(first_runs: list[tuple[int, str]], number: int) -> None:
    _, code, says = FIRST_RUNS[number]
    ended, said = first_runs[number]
    assert ended == code, said
    assert says in said
    assert "Traceback" not in said


def test_a_second_run_at_once_is_refused(tmp_path: Path) -> None:
    from storage.lock import locked

    with locked(Output.at(tmp_path), "collect"):
        done = run_scrapy("publish", "--output", str(tmp_path))
    assert done.returncode == 3
    assert str(os.getpid()) in done.stderr


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
def test_what_stops_one_of_several_crawls_is_one_clear_line(error: OSError, capsys: pytest.CaptureFixture[str]) -> None:
    def crawl() -> int:
        raise ExceptionGroup("crawls", [error])

    assert guarded(crawl) == ExitCode.MISCONFIGURED
    said = capsys.readouterr().err
    assert str(error) in said
    assert len(said.splitlines()) == 1
